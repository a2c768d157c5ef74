"""Pages in, a table out of what ingesting them costs, beside recollindex and zimwriterfs, once and again, few and many.

`python tests/benchmarks/ingesting.py PAGES FOLDER [--runs N] [--small N] [--json FILE]`: PAGES is a folder of HTML, FOLDER
is for what is made of it. Every run is a process tree of its own over a new index. CPU seconds (user and system, of all
its processes) are to be compared, as ratios; the clock tells only of a machine that does nothing else, so the load that
it had is printed too. "One core" is a run that is bound to one; all others may use every core.
"""

import argparse
import json
import os
import shutil
import sys
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from functools import partial
from itertools import islice
from pathlib import Path
from statistics import median

import small_pages
from cost import Cost
from indexers import lacking, recollindex, vade, versions, zimwriterfs

OURS = "vade --jobs 1"
TOUCHED = 100
COLUMNS = ("pages", "CPU s", "× ours", "ms/page", "wall s", "busy", "tree MB", "largest MB", "own ms/page")
Indexing = Callable[[Path], tuple[Cost, int]]


@dataclass(frozen=True, slots=True)
class Row:
    """The medians of the runs of one command over the same pages."""

    name: str
    pages: int
    runs: int
    cpu: float
    own_cpu: float
    wall: float
    peak_bytes: int
    largest_bytes: int


def main() -> None:
    """Measure, print, and write the numbers when asked to."""
    asked = _arguments()
    shutil.rmtree(asked.folder / "runs", ignore_errors=True)
    (asked.folder / "runs").mkdir(parents=True)
    loads = [os.getloadavg()[0]]
    rows = compared(asked.pages, asked.folder / "runs", asked.runs)
    small = grown(asked.folder, asked.small) if asked.small else []
    loads.append(os.getloadavg()[0])
    print(
        f"{len(os.sched_getaffinity(0))} cores, load {loads[0]:.1f} before and {loads[1]:.1f} after; medians of {asked.runs} runs; {versions()}\n"
    )
    print(_table(rows), "", *_cores_said(rows), sep="\n")
    if small:
        print("", _table(small), "", *_growth_said(small), sep="\n")
    if asked.json:
        numbers = {"loads": loads, "versions": versions(), "rows": [asdict(row) for row in [*rows, *small]]}
        asked.json.write_text(json.dumps(numbers, indent=1))


def compared(pages: Path, folder: Path, runs: int) -> list[Row]:
    """Return what each command costs over the same pages; they take turns, so that what disturbs one disturbs all."""
    _read_once(pages)
    commands: dict[str, Indexing] = {
        OURS: partial(vade, pages, jobs=1),
        "vade, one core": partial(vade, pages, jobs=1, cores=1),
        "vade --jobs 2": partial(vade, pages, jobs=2),
    }
    peers: tuple[tuple[str, Indexing, list[str]], ...] = (
        ("recollindex", partial(recollindex, pages), ["recollindex", "recollq"]),
        ("zimwriterfs", partial(zimwriterfs, pages), ["zimwriterfs", "zimdump"]),
    )
    for name, peer, needed in peers:
        if missing := lacking(needed):
            print(f"{name}: left out, {missing} is not here and may not be installed", file=sys.stderr)
        else:
            commands[name] = peer
    measured: dict[str, list[tuple[Cost, int]]] = {name: [] for name in commands}
    for number in range(runs):
        for name, indexing in commands.items():
            measured[name].append(_run(name, indexing, folder / f"{number} {name}"))
    return [_row(name, found) for name, found in measured.items()]


def grown(folder: Path, most: int) -> list[Row]:
    """Return what a fifth of the small pages costs, all of them, and all of them again when nothing or little changed."""
    few, many = (small_pages.write(folder / f"small-{number}", number) for number in (most // 5, most))
    library = folder / "runs" / "small"
    again = partial(vade, many, jobs=2)
    rows = [
        _row(f"{most // 5:,} small", [_run("few", partial(vade, few, jobs=2), folder / "runs" / "few")]),
        _row(f"{most:,} small", [_run("many", again, library)]),
        _row("unchanged", [_run("unchanged", again, library) for _ in range(3)]),
    ]
    for path in islice(sorted(many.rglob("*.html")), 0, None, max(1, most // TOUCHED)):
        path.touch()
    return [*rows, _row(f"{TOUCHED} touched", [_run("touched", again, library)])]


def _run(name: str, indexing: Indexing, index: Path) -> tuple[Cost, int]:
    print(f"  {name}", file=sys.stderr)
    return indexing(index)


def _row(name: str, found: list[tuple[Cost, int]]) -> Row:
    spent = [each for each, _ in found]
    [pages] = {pages for _, pages in found}

    def middle(values: Iterable[float]) -> float:
        return median(values)

    return Row(
        name,
        pages,
        len(found),
        cpu=middle(each.cpu for each in spent),
        own_cpu=middle(each.own_cpu for each in spent),
        wall=middle(each.wall for each in spent),
        peak_bytes=int(middle(each.peak_bytes for each in spent)),
        largest_bytes=int(middle(each.largest_bytes for each in spent)),
    )


def _read_once(pages: Path) -> None:
    """Read all pages, so that nobody has to fetch them from the disk."""
    for path in pages.rglob("*"):
        if path.is_file():
            path.read_bytes()


def _table(rows: list[Row]) -> str:
    lines = [f"{'':<16}" + "".join(f"{name:>13}" for name in COLUMNS)]
    for row in rows:
        each = 1000 / row.pages
        cells = (
            f"{row.pages:,}", f"{row.cpu:.2f}", f"{row.cpu / rows[0].cpu:.2f}", f"{row.cpu * each:.2f}", f"{row.wall:.2f}",
            f"{row.cpu / row.wall:.2f}", f"{row.peak_bytes / 1e6:.0f}", f"{row.largest_bytes / 1e6:.0f}", f"{row.own_cpu * each:.2f}",
        )  # fmt: skip
        lines.append(f"{row.name:<16}" + "".join(f"{cell:>13}" for cell in cells))
    return "\n".join(lines)


def _cores_said(rows: list[Row]) -> list[str]:
    """Say how much sooner two cores are done than one."""
    by_name = {row.name: row for row in rows}
    one, two = by_name["vade, one core"], by_name["vade --jobs 2"]
    return [f"two cores: {one.wall / two.wall:.2f} x as fast as one (goal 1.8), {two.cpu / two.wall:.2f} of them busy"]


def _growth_said(rows: list[Row]) -> list[str]:
    few, many, unchanged, _ = rows
    return [
        f"from {few.pages:,} to {many.pages:,} pages: memory of the tree x {many.peak_bytes / few.peak_bytes:.2f}, "
        f"of its largest process x {many.largest_bytes / few.largest_bytes:.2f} (goal: flat)",
        f"{many.pages / many.wall:,.0f} pages a second; the first process {1000 * many.own_cpu / many.pages:.2f} ms of CPU "
        "a page (goal 0.25)",
        f"{unchanged.pages:,} unchanged: {unchanged.wall:.2f} s (goal 2.5 for 50,000), "
        f"{unchanged.pages / unchanged.wall:,.0f} a second",
    ]


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("pages", type=Path)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--small", type=int, default=50_000, help="small pages to ingest; 0 for none")
    parser.add_argument("--json", type=Path)
    return parser.parse_args()


if __name__ == "__main__":
    main()
