"""The verbs that read pages: ingest, extract and why."""

import os
import shlex
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack, nullcontext
from dataclasses import asdict
from importlib.resources import files
from pathlib import Path
from typing import Any

import click

from index import (
    Gone,
    Library,
    can_ask,
    counted,
    holds_library,
    is_confirmed,
    is_terminal,
    note,
    on_one_line,
    placed,
    print_json,
    say,
)
from index.cli import NamedPath, json_option, library_option, opened_library
from ingest.cli_forget import forget
from ingest.cli_pages import extract, typed, why
from ingest.pipeline.account import FOUND, Account
from ingest.pipeline.indexing import Indexing
from ingest.pipeline.interruption import Interruption
from ingest.pipeline.run import Hooks, Options
from ingest.pipeline.run import ingest as ingest_into
from ingest.pipeline.targets import Target, targets
from ingest.reader_stamp import reader_stamp
from ingest.siterules import site_rules
from ingest.sources.keys import key_of, name_of
from ingest.sources.origin import Entry
from ingest.sources.stream import StandardInput

MAX_SHOWN = 20
LARGEST_MB = 20


@click.command()
@click.argument("paths", nargs=-1, type=NamedPath(allow_dash=True, path_type=Path), metavar="PATH…")
@click.option("--samples", is_flag=True, help="Ingest the sample articles that ship with vade.")
@click.option("--prune", is_flag=True, help="Forget articles that are gone from the folders and archives named.")
@click.option("--yes", is_flag=True, help="Forget also where that is much, without asking.")
@click.option("--dry-run", is_flag=True, help="Show what would happen, and keep nothing of it.")
@click.option("--reread", is_flag=True, help="Read again what another version of the reader read.")
@click.option("--new-library-here", is_flag=True, help="Make a library in a folder that holds other files.")
@click.option("--verbose", is_flag=True, help="Name every file that is passed over, and why.")
@click.option(
    "--jobs", type=click.IntRange(1), default=os.cpu_count() or 1, show_default="cores", metavar="N",
    help="Processes that read.",
)  # fmt: skip
@click.option(
    "--max-size", type=click.IntRange(1), default=LARGEST_MB, show_default=True, metavar="MB",
    help="Skip larger files.",
)  # fmt: skip
@json_option
@library_option
def ingest(paths: tuple[Path, ...], library: Path, *, samples: bool, as_json: bool, **said: Any) -> None:
    """Read the pages in PATH… and keep them in the library.

    A PATH is a file, a ZIP or TAR archive, or a folder with all below it; - is standard input. What is a page is told
    by its content. Ingesting again reads only what changed.
    """
    if samples:
        paths = (*paths, samples_folder())
    if not paths:
        raise click.UsageError("Name a file or a folder to ingest, or --samples.")
    _check_are_there(paths, library)
    options = Options(
        rules=site_rules(library),
        reader=reader_stamp(),
        jobs=said["jobs"],
        largest=said["max_size"] * 1_000_000,
        rereads=said["reread"],
        prunes=said["prune"],
    )
    # Before anything is locked: who types is not to be waited for with a lock in hand.
    said["content"] = typed() if Path("-") in paths else None
    verbs = _trying if said["dry_run"] else _ingesting
    account = verbs(library, paths, options, said)
    if as_json:
        print_json(_account_shape(account, verbose=said["verbose"]))
    else:
        _print_account(account, verbose=said["verbose"], prunes=options.prunes)
    sys.exit(_exit_code(account))


def _check_are_there(paths: Sequence[Path], folder: Path) -> None:
    """Raise a usage error for a path where nothing is; what came from there is still in the library."""
    missing = next((path for path in paths if str(path) != "-" and not path.exists()), None)
    if not missing:
        return
    told = f"{name_of(str(missing))}: there is no such file or folder"
    if holds_library(folder):
        with opened_library(folder) as library:
            held = library.intake.within(key_of(os.path.realpath(missing)))
        if articles := len({entry.article for entry in held if entry.article}):
            kept = counted(articles, "article that came from there is", "articles that came from there are")
            forgets = shlex.join(("vade", "forget", str(missing)))
            told += f"; {kept} kept, and {forgets} forgets {_them(articles)}"
    raise click.UsageError(told)


def _ingesting(folder: Path, paths: Sequence[Path], options: Options, said: Mapping[str, Any]) -> Account:
    """Ingest, with the index brought up to the record beside and at the end."""
    with (
        Indexing(folder) as indexing,
        Interruption() as interruption,
        opened_library(folder, is_new_fine=True, is_new_here=said["new_library_here"]) as library,
        library.writing(),
    ):
        named = _named(paths, library, said["content"])
        with _progress(named) as bar:
            hooks = Hooks(
                on_entry=(lambda: bar.update(1)) if bar else lambda: None,
                on_saved=indexing.saved,
                is_stopping=interruption.is_set,
                confirms=lambda gone: _confirms(gone, yes=said["yes"]),
            )
            account = ingest_into(named, library, options, hooks)
        indexing.finish()
        library.catch_up()
    return account


def _trying(folder: Path, paths: Sequence[Path], options: Options, said: Mapping[str, Any]) -> Account:
    """Do all of an ingest but keep nothing of it, and no library where there is none."""
    with ExitStack() as stack:
        if not holds_library(folder):
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory())) / "library"
        interruption = stack.enter_context(Interruption())
        library = stack.enter_context(opened_library(folder, is_new_fine=True))
        with library.trial():
            hooks = Hooks(is_stopping=interruption.is_set, confirms=_shows)
            account = ingest_into(_named(paths, library, said["content"]), library, options, hooks)
    note("dry run: nothing of this is kept")
    return account


def _named(paths: Sequence[Path], library: Library, content: bytes | None) -> list[Target]:
    streams = [] if content is None else [Target(StandardInput(content), is_whole=False)]
    return [*targets([path for path in paths if str(path) != "-"], library.intake), *streams]


def _confirms(gone: Gone, *, yes: bool) -> bool:
    """Return whether a person wants so much to be forgotten; who is not at a terminal must have said so before."""
    are = "is" if gone.articles == 1 else "are"
    told = f"{gone.articles:,} of {counted(gone.held, 'article')} {are} gone from {gone.origin}"
    if yes:
        return True
    if can_ask():
        return is_confirmed(f"{told}. Forget {_them(gone.articles)}?")
    note(f"{told}: nothing is forgotten; its disk may be missing. --yes forgets {_them(gone.articles)}")
    return False


def _shows(gone: Gone) -> bool:
    note(f"{gone.articles:,} of {counted(gone.held, 'article')} would be forgotten: gone from {gone.origin}")
    return True


def _them(count: int) -> str:
    return "it" if count == 1 else "them"


def _account_shape(account: Account, *, verbose: bool) -> dict[str, Any]:
    shape: dict[str, Any] = asdict(account) | dict(account.counts) | {"seconds": round(account.seconds, 3)}
    if not verbose:
        del shape["passed_over"]
    return shape


def _exit_code(account: Account) -> int:
    if account.ending == "interrupted":
        return 130
    if account.ending == "broken off" or account.refused:
        return 1
    return 3 if account.problems or account.unseen else 0


def _print_account(account: Account, *, verbose: bool, prunes: bool) -> None:
    problems = [*account.unseen, *account.problems]
    most = len(problems) if verbose else MAX_SHOWN
    for problem in [*problems[:most], *(account.passed_over if verbose else ())]:
        name = problem.source if account.origins == 1 else placed(problem.source, problem.origin)
        note(on_one_line(f"{problem.outcome}: {name}: {problem.reason}"))
    if len(problems) > most:
        note(f"and {len(problems) - most:,} more; --verbose names all, vade report too")
    for told in _notes(account, verbose=verbose):
        note(on_one_line(told))
    summed = " + ".join(f"{getattr(account, outcome)} {outcome}" for outcome in FOUND)
    removed = f"; {account.removed} removed" if prunes or account.removed else ""
    say(f"found {account.found} = {summed}{removed}, in {account.seconds:.1f} s")


def _notes(account: Account, *, verbose: bool) -> Iterator[str]:
    """Yield what a person should know of the run beyond its numbers."""
    for address, count in list(account.contested.items())[:MAX_SHOWN]:
        yield f"{count:,} pages of different text claim the address {address}; only one of them is known by it"
    if account.beside and not verbose:
        yield f"{counted(account.beside, 'file')} beside pages; --verbose names {_them(account.beside)}"
    if account.gone:
        kept = counted(account.gone, "article whose file was not seen is", "articles whose files were not seen are")
        yield f"{kept} kept; --prune forgets {_them(account.gone)}"
    if account.outdated:
        read = counted(account.outdated, "article was", "articles were")
        yield f"{read} read by another version of the reader; --reread reads {_them(account.outdated)} again"
    if account.error:
        yield account.error
    if account.ending == "interrupted":
        yield "interrupted: what was read is kept; the same command goes on from here"


def samples_folder() -> Path:
    """Return the folder of the sample articles: in the installed package, or in a checkout."""
    installed = Path(str(files("ingest"))) / "samples"
    return installed if installed.is_dir() else Path(str(files("ingest"))).parent / "data" / "samples"


def _progress(named: Sequence[Target]) -> AbstractContextManager[Any]:
    if not is_terminal(sys.stderr):
        return nullcontext()
    length = sum(isinstance(one, Entry) for target in named for one in target.origin.entries())
    return click.progressbar(length=length, label="Reading", file=sys.stderr, show_pos=True)


VERBS = (ingest, extract, why, forget)
