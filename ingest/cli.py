"""The verbs that read pages: ingest and extract."""

import os
import signal
import sys
from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import asdict
from difflib import unified_diff
from importlib.resources import files
from pathlib import Path
from typing import Any

import click

from index import Article, ArticleNotFound, article_shape, outline
from index.cli import json_option, library_option, opened_library, print_json
from ingest.pipeline import pile
from ingest.reader import Reading, reading
from ingest.siterules import site_rules
from ingest.sources import files as sources
from ingest.sources.files import LARGEST_MB, Source
from ingest.why import contents, dropped

MOST_SHOWN = 20
# The width of a line that tells of a part that was left out, and the letters of it that are shown at least.
WIDTH, FEWEST_SHOWN = 100, 24


@click.command()
@click.argument("paths", nargs=-1, type=click.Path(exists=True, path_type=Path), metavar="PATH…")
@click.option("--samples", is_flag=True, help="Ingest the sample articles that ship with vade.")
@click.option("--prune", is_flag=True, help="Forget articles whose files are gone from the folders named.")
@click.option("--jobs", default=os.cpu_count() or 1, show_default="cores", metavar="N", help="Processes that read.")
@click.option("--new-library-here", is_flag=True, help="Make a library in a folder that holds other files.")
@click.option("--max-size", default=LARGEST_MB, show_default=True, metavar="MB", help="Skip larger files.")
@json_option
@library_option
def ingest(
    paths: tuple[Path, ...],
    library: Path,
    *,
    samples: bool,
    prune: bool,
    jobs: int,
    new_library_here: bool,
    max_size: int,
    as_json: bool,
) -> None:
    """Read the pages in PATH… and keep them in the library.

    A PATH is a file or a folder, with all below it. Files ending in .html, .htm, .xhtml, .shtml, .txt or .md are
    pages; hidden files are passed over. Ingesting again reads only what changed.
    """
    if samples:
        paths = (*paths, samples_folder())
    if not paths:
        raise click.UsageError("Name a file or a folder to ingest, or --samples.")
    signal.signal(signal.SIGTERM, _interrupted)
    rules = site_rules(library)
    with opened_library(library, is_new_fine=True, is_new_here=new_library_here) as opened:
        found = list(dict.fromkeys(s for path in paths for s in sources.found(path, opened.roots())))
        for path in paths if prune else ():
            if not any(Path(s.root, s.name).is_relative_to(path.resolve()) for s in found):
                click.echo(f"{path}: no page there, so none is forgotten: its disk may be missing", err=True)
        with _progress(found) as bar:
            account = pile.ingest(
                found,
                opened,
                jobs=jobs,
                largest=max_size * 1_000_000,
                is_pruning=prune,
                on_page=(lambda: bar.update(1)) if bar else (lambda: None),
                rules=rules,
            )
    if as_json:
        print_json(asdict(account) | {"seconds": round(account.seconds, 3)})
    else:
        _print_account(account, is_pruning=prune)
    if account.problems:
        sys.exit(3)


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, allow_dash=True, path_type=Path))
@click.option("--why", is_flag=True, help="Say also what was left out of the page, and by which rule.")
@click.option("--diff", is_flag=True, help="Print what ingesting FILE again would change in the library.")
@json_option
@library_option
def extract(file: Path, library: Path, *, why: bool, diff: bool, as_json: bool) -> None:
    """Print what is understood of FILE, as an outline; - reads standard input."""
    if diff and str(file) == "-":
        raise click.UsageError("--diff needs a file: the library knows articles by where they came from.")
    page = sys.stdin.buffer.read() if str(file) == "-" else _content(file)
    source = _known_source(file, library) if diff else None
    name = source.name if source else "" if str(file) == "-" else file.name
    read = reading(page, source=name, rules=site_rules(library))
    if read.rule:
        click.echo(_rule_used(read), err=True)
    if source:
        _print_difference(_stored(library, source, read.article), read.article, as_json=as_json)
    elif as_json:
        print_json(article_shape(read.article) | ({"why": _why_shape(read)} if why else {}))
    else:
        click.echo(outline(read.article), nl=False)
        if why:
            click.echo(f"\n{_why_lines(read)}")


def _rule_used(read: Reading) -> str:
    rule = read.rule
    if rule and rule.selectors.get("content") and not read.body.is_ruled:
        return f"{rule.name}: its content selects nothing here, so the page is read as if it had none"
    return f"read by {rule.name}" if rule else ""


def _why_lines(read: Reading) -> str:
    lines = [f"read: {contents(read) or 'all of a plain text'}", "left out:"]
    for part in dropped(read):
        told = f"  {part.what:<32} {len(part.text):>6}  {part.rule}: "
        left = max(FEWEST_SHOWN, WIDTH - len(told))
        lines.append(told + (part.text if len(part.text) <= left else f"{part.text[: left - 1]}…"))
    return "\n".join(lines if len(lines) > 2 else [lines[0], "left out: nothing"])


def _why_shape(read: Reading) -> dict[str, Any]:
    parts = [
        {"what": part.what, "rule": part.rule, "characters": len(part.text), "text": part.text}
        for part in dropped(read)
    ]
    return {"content": contents(read), "site_rule": read.rule.name if read.rule else None, "dropped": parts}


def _known_source(file: Path, library: Path) -> Source:
    """Give the file as an ingest of it would name it."""
    with opened_library(library) as opened:
        return next(sources.found(file, opened.roots()))


def _stored(library: Path, source: Source, article: Article) -> Article | None:
    """Give the article that the file is in the library: the one saved from it, else the one with its address."""
    with opened_library(library) as opened:
        try:
            return opened.article_from(source.root, source.name) or opened.article(article.id)
        except ArticleNotFound:
            return None


def _print_difference(stored: Article | None, read: Article, *, as_json: bool) -> None:
    before = outline(stored).splitlines() if stored else []
    lines = list(unified_diff(before, outline(read).splitlines(), "stored", "read now", lineterm=""))
    state = "new" if stored is None else "changed" if lines else "unchanged"
    if as_json:
        print_json({"state": state, "diff": lines})
    elif state == "changed":
        click.echo("\n".join(lines))
    else:
        click.echo("unchanged" if stored else "not in the library yet: ingesting it adds all of it")


def samples_folder() -> Path:
    """Give the folder of the sample articles: in the installed package, or in a checkout."""
    installed = Path(str(files("ingest"))) / "samples"
    return installed if installed.is_dir() else Path(str(files("ingest"))).parent / "data" / "samples"


def _content(file: Path) -> bytes:
    return sources.content(Source(str(file.absolute().parent), file.name), LARGEST_MB * 10 * 1_000_000)


def _interrupted(_signal: int, _frame: object) -> None:
    raise KeyboardInterrupt


def _progress(found: Sequence[Source]) -> AbstractContextManager[Any]:
    if not sys.stderr.isatty():
        return nullcontext()
    return click.progressbar(length=len(found), label="Reading", file=sys.stderr, show_pos=True)


def _print_account(account: pile.Account, *, is_pruning: bool) -> None:
    for problem in account.problems[:MOST_SHOWN]:
        click.echo(f"{problem.outcome}: {problem.source}: {problem.reason}", err=True)
    if len(account.problems) > MOST_SHOWN:
        click.echo(f"and {len(account.problems) - MOST_SHOWN} more; --json lists all", err=True)
    parts = ("new", "changed", "unchanged", "skipped", "failed")
    counted = " + ".join(f"{getattr(account, part)} {part}" for part in parts)
    removed = f"; {account.removed} removed" if is_pruning else ""
    click.echo(f"found {account.found} = {counted}{removed}, in {account.seconds:.1f} s")


VERBS = (ingest, extract)
