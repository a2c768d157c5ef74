"""Sections in, how much sooner they are indexed by a process for each core than by one.

    python tests/benchmarks/cores.py FILE.jsonl.gz COUNT

Both read the sections themselves, as an update reads its articles from the record. Seconds are of the clock on the wall.
"""

import json
import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

from measuring import lines

from index.article import Article
from index.engines.whoosh import WhooshEngine
from index.storage.stored import article_from


@dataclass(frozen=True, slots=True)
class Sections:
    """The sections of a file, which several processes can read."""

    path: str
    count: int
    number: int = 0
    step: int = 1

    def __iter__(self) -> Iterator[Article]:
        with Path(self.path).open(encoding="utf-8", errors="surrogatepass") as read:
            yield from (article_from(json.loads(line)) for line in islice(read, self.number, self.count, self.step))

    def __len__(self) -> int:
        return self.count // self.step

    def part(self, number: int, count: int) -> "Sections":
        """Give one of so many parts."""
        return replace(self, number=number, step=count)


def main() -> None:
    """Index twice, and print."""
    count, cores = int(sys.argv[2]), os.sched_getaffinity(0)
    with TemporaryDirectory() as folder:
        # Unpacked once: that is no part of indexing.
        path = Path(folder) / "sections.jsonl"
        path.write_text("".join(islice(lines(sys.argv[1]), count)), encoding="utf-8", errors="surrogatepass")
        os.sched_setaffinity(0, {min(cores)})
        alone = _seconds(Sections(str(path), count), Path(folder) / "one")
        os.sched_setaffinity(0, cores)
        together = _seconds(Sections(str(path), count), Path(folder) / "all")
    print(
        f"{count:,} sections: {alone:.1f} s by one process, {together:.1f} s by {len(cores)}: {alone / together:.2f}x"
    )


def _seconds(sections: Sections, folder: Path) -> float:
    start = perf_counter()
    WhooshEngine(folder).update(sections, (), change=1)
    return perf_counter() - start


if __name__ == "__main__":
    main()
