"""The verb that tells of ingests: report."""

import re
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from index.cli import json_option, library_option, opened_library
from index.output.terminal import on_one_line, print_json, say
from index.storage.origins import placed
from index.storage.runs import RunRecord

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
    is_one = len({*found.origins, *(event.origin for event in events)}) == 1
    for event in events:
        # The line above names the one.
        name = event.name if is_one else placed(event.name, event.origin)
        reason = f": {event.reason}" if event.reason else ""
        article = f"  [{event.article}]" if event.article else ""
        say(on_one_line(f"{event.outcome}: {name}{reason}{article}"))


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


VERBS = (report,)
