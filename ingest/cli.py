"""The verbs that read pages: ingest and extract."""

import os
import signal
import sys
from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import asdict
from importlib.resources import files
from pathlib import Path
from typing import Any

import click

from index import article_shape, outline
from index.cli import json_option, library_option, opened_library, print_json
from ingest import pile, sources
from ingest.reader import read_article
from ingest.sources import LARGEST_MB, Source

MOST_SHOWN = 20


@click.command()
@click.argument("paths", nargs=-1, type=click.Path(exists=True, path_type=Path), metavar="PATH…")
@click.option("--samples", is_flag=True, help="Ingest the sample articles that ship with vade.")
@click.option("--prune", is_flag=True, help="Forget articles whose files are gone from the folders named.")
@click.option("--jobs", default=os.cpu_count() or 1, show_default="cores", metavar="N", help="Processes that read.")
@click.option("--max-size", default=LARGEST_MB, show_default=True, metavar="MB", help="Skip larger files.")
@json_option
@library_option
def ingest(
    paths: tuple[Path, ...], library: Path, *, samples: bool, prune: bool, jobs: int, max_size: int, as_json: bool
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
    with opened_library(library, is_new_fine=True) as opened:
        found = list(dict.fromkeys(s for path in paths for s in sources.found(path, opened.roots())))
        with _progress(found) as bar:
            account = pile.ingest(
                found,
                opened,
                jobs=jobs,
                largest=max_size * 1_000_000,
                is_pruning=prune,
                on_page=(lambda: bar.update(1)) if bar else (lambda: None),
            )
    if as_json:
        print_json(asdict(account) | {"seconds": round(account.seconds, 3)})
    else:
        _print_account(account, is_pruning=prune)
    if account.problems:
        sys.exit(3)


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, allow_dash=True, path_type=Path))
@json_option
def extract(file: Path, *, as_json: bool) -> None:
    """Print what is understood of FILE, as an outline; - reads standard input."""
    page = sys.stdin.buffer.read() if str(file) == "-" else _content(file)
    article = read_article(page, source="" if str(file) == "-" else file.name)
    if as_json:
        print_json(article_shape(article))
    else:
        click.echo(outline(article), nl=False)


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
