"""Articles that several processes can read in, segments of each part out, written by a process for each core."""

import multiprocessing
import signal
from collections.abc import Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from itertools import count
from pathlib import Path

from index.article import Article
from index.engines.columns.building import Run
from index.engines.protocol import Divisible
from index.processes import end_with_parent

SEGMENT = ".columns"
# Fewer articles are indexed before another process has started.
FEWEST = 4_000
# Words held before a segment is written, by all processes together: each needs about forty bytes while it is sorted.
MOST_WORDS = 5_000_000
# A segment's file, and the ids of its articles.
Written = tuple[Path, tuple[str, ...]]


def write_segments(
    building: Path, put: Iterable[Article], first: int, *, most_words: int, step: int = 1
) -> list[Written]:
    """Write the articles as segments, named from this number on in steps; give each with the ids that it holds.

    Of an id that comes twice the last holds, but only within a segment.
    """
    written, run = [], Run()
    numbers = count(first, step)
    for article in put:
        run.add(article)
        if len(run) >= most_words:
            written += _written(run, building, next(numbers))
            run = Run()
    return written + _written(run, building, next(numbers))


def write_parts(building: Path, put: Divisible, first: int, processes: int) -> Sequence[Written] | None:
    """Write the articles in several processes; give each segment with its ids, or None when a process was killed."""
    # Not forked: a server that catches up has threads.
    context = multiprocessing.get_context("spawn")
    try:
        with ProcessPoolExecutor(processes, mp_context=context, initializer=_begun) as pool:
            tasks = [
                pool.submit(_write_part, building, put.part(i, processes), first + i, processes)
                for i in range(processes)
            ]
            return sorted(segment for task in tasks for segment in task.result())
    except BrokenProcessPool:
        for path in building.glob(f"*{SEGMENT}"):
            if int(path.name[:8]) >= first:
                path.unlink()
        return None


def _write_part(building: Path, put: Iterable[Article], first: int, step: int) -> list[Written]:
    return write_segments(building, put, first, most_words=MOST_WORDS // step, step=step)


def _begun() -> None:
    """End at an interrupt without a word: the parent says it."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    end_with_parent()


def _written(run: Run, building: Path, number: int) -> list[Written]:
    path = building / f"{number:08d}{SEGMENT}"
    return [(path, run.ids())] if run.write(path) else []
