"""Numbers of articles in, what `vade check` of a library of each costs out: seconds, and the most memory that it held.

    python tests/benchmarks/check.py FOLDER [COUNT...]

The libraries are made in the folder once, of tiny articles, and checked as they are found there later.
"""

import sys
from pathlib import Path

from cost import Cost, cost

COUNTS = (20_000, 100_000)
TINY_ARTICLES = Path(__file__).with_name("tiny_articles.py")


def main(folder: str, *counts: str) -> None:
    """Print a line for each number of articles, and the last against the first."""
    sizes = [int(count) for count in counts] or COUNTS
    for size in sizes:
        # In a process of its own: the kernel counts the memory of who starts a process as that of the process.
        _whole(cost([sys.executable, TINY_ARTICLES, Path(folder) / str(size), size]))
    print(f"{'articles':>10} {'seconds':>9} {'CPU':>9} {'a million':>10} {'peak':>9}")
    costs = [_checked(Path(folder) / str(size), size) for size in sizes]
    first, last = costs[0], costs[-1]
    print(
        f"{sizes[-1] / sizes[0]:.1f} times the articles: {last.wall / first.wall:.1f} times the seconds,"
        f" {last.largest_bytes / first.largest_bytes:.2f} times the memory"
    )


def _checked(folder: Path, count: int) -> Cost:
    found = _whole(cost([sys.executable, "-m", "vade", "check", "--library", folder]))
    print(
        f"{count:>10,} {found.wall:>7.2f} s {found.cpu:>7.2f} s {found.wall * 1e6 / count:>8.0f} s"
        f" {found.largest_bytes / 1e6:>6.1f} MB",
        flush=True,
    )
    return found


def _whole(found: Cost) -> Cost:
    if found.code:
        raise SystemExit(found.output)
    return found


if __name__ == "__main__":
    main(*sys.argv[1:])
