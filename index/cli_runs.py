"""The verbs that tell of ingests and undo them: report and forget."""

import re
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from index.cli import json_option, library_option, opened_library
from index.entries import EntryRecord
from index.intake import FEW
from index.library import Library
from index.runs import RunRecord
from index.terminal import is_confirmed, note, on_one_line, print_json, say

ID = re.compile(r"[0-9a-f]{16}")
FOUND = ("new", "changed", "unchanged", "duplicate", "skipped", "failed")


@click.command()
@click.argument("run", type=click.IntRange(1), required=False)
@click.option("--all", "all_runs", is_flag=True, help="List every run, the newest first.")
@json_option
@library_option
def report(run: int | None, library: Path, *, all_runs: bool, as_json: bool) -> None:
    """Tell what became of each file in RUN, the last one if none is named. What was as before is counted only."""
    with opened_library(library) as opened:
        if all_runs:
            _print_runs(opened.intake.runs(), as_json=as_json)
            return
        found = opened.intake.run(run)
        if found is None:
            raise click.ClickException(f"no run {run} here" if run else "nothing was ingested into this library yet")
        events = opened.intake.events(found.number)
    if as_json:
        print_json(_run_shape(found) | {"entries": [asdict(event) for event in events]})
        return
    say(on_one_line(_run_line(found)))
    for event in events:
        reason = f": {event.reason}" if event.reason else ""
        article = f"  [{event.article}]" if event.article else ""
        say(on_one_line(f"{event.outcome}: {event.name}{reason}{article}"))


@click.command()
@click.argument("what", metavar="ID|ORIGIN")
@click.option("--yes", is_flag=True, help="Do not ask.")
@json_option
@library_option
def forget(what: str, library: Path, *, yes: bool, as_json: bool) -> None:
    """Forget the article with this ID, or all that came from ORIGIN, a folder or a file. The files stay as they are."""
    with opened_library(library) as opened, opened.writing():
        if ID.fullmatch(what) and not Path(what).exists():
            entries = _entries_of(what, opened)
            removed = _forgotten_article(what, entries, opened)
        else:
            entries = _entries_from(what, opened)
            articles = {entry.article for entry in entries if entry.article}
            if len(articles) > FEW and not yes and not _confirmed(len(articles), what):
                sys.exit(1)
            removed = opened.intake.forget(entries)
        opened.catch_up()
    if as_json:
        print_json({"removed": removed, "places": len(entries)})
    else:
        say(f"{removed:,} articles forgotten; ingesting their files again brings them back")


def _entries_of(id: str, library: Library) -> list[EntryRecord]:
    library.article(id)
    return library.intake.entries(article=id)


def _forgotten_article(id: str, entries: Sequence[EntryRecord], library: Library) -> int:
    if not entries:
        library.remove((id,))
        return 1
    return library.intake.forget(entries)


def _entries_from(what: str, library: Library) -> list[EntryRecord]:
    """Return what came from a folder or a file: an origin, or a part of one."""
    entries = library.intake.within(what) or library.intake.within(str(Path(what).resolve()))
    if not entries:
        known = "\n".join(f"  {origin.name}" for origin in library.intake.origins()) or "  none"
        raise click.ClickException(f"{what}: nothing came from there, and no article has this id; known are\n{known}")
    return entries


def _confirmed(count: int, what: str) -> bool:
    if sys.stdin.isatty() and sys.stderr.isatty():
        return is_confirmed(f"Forget {count:,} articles from {what}?")
    note(f"{count:,} articles came from {what}: nothing is forgotten. With --yes they are.")
    return False


def _print_runs(runs: Sequence[RunRecord], *, as_json: bool) -> None:
    if as_json:
        print_json([_run_shape(run) for run in runs])
        return
    for run in runs:
        say(on_one_line(_run_line(run)))


def _run_shape(run: RunRecord) -> dict[str, Any]:
    return asdict(run) | {"counts": dict(run.counts)}


def _run_line(run: RunRecord) -> str:
    counted = ", ".join(f"{run.counts[name]} {name}" for name in (*FOUND, "removed") if run.counts.get(name))
    return f"run {run.number}  {run.started}  {run.state}  {', '.join(run.origins)}: {counted or 'nothing found'}"


VERBS = (report, forget)
