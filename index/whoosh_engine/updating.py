"""Articles to put and ids to remove in, the files of the next generation out: new segments, and who is deleted."""

from collections.abc import Iterable, Sequence
from math import log
from pathlib import Path

import numpy as np

from index.article import Article
from index.columns.building import Run
from index.columns.merging import merge_segments
from index.columns.segment import Segment

SEGMENT, DEAD = ".columns", ".dead"
# Words held before a segment is written: a run needs about forty bytes for each while it is sorted.
MOST_WORDS = 12_000_000
# So many segments of a size are made into one of the next.
TIER = 8


def segments(folder: Path) -> list[Segment]:
    """Open the segments of a generation, the oldest documents first. Raises LibraryDamaged."""
    return [_opened(path) for path in sorted(folder.glob(f"*{SEGMENT}"))]


def write_update(building: Path, put: Iterable[Article], remove: Iterable[str]) -> None:
    """Add what an update brings to the files of the generation being built."""
    held = _Deletions(segments(building))
    for id in remove:
        held.delete(id)
    run = Run()
    for article in put:
        held.delete(article.id)
        run.add(article)
        if len(run) >= MOST_WORDS:
            held.hold(_written(run, building))
            run = Run()
    _written(run, building)
    held.write()


def segments_to_merge(folder: Path) -> list[Segment]:
    """Give neighbouring segments of a generation that should become one; none when all is well.

    They are the newest of a size and smaller, once there are TIER of them: a document is written anew at most once for
    each size, a factor of TIER from one to the next. One of which most documents are deleted is written anew alone.
    """
    held = segments(folder)
    sizes = [int(log(max(1, segment.alive), TIER)) for segment in held]
    for size in sorted(set(sizes)):
        first = next((i + 1 for i in reversed(range(len(held))) if sizes[i] > size), 0)
        if sizes[first:].count(size) >= TIER:
            return held[first:]
    return [segment for segment in held if segment.alive < len(segment) / 2][:1]


def write_merged(building: Path, merged: Sequence[Segment]) -> None:
    """Put one segment into the place of several in the generation being built."""
    first = merged[0].path.name
    path = building / f"{first}.merging"
    is_left = merge_segments(merged, path)
    for segment in merged:
        (building / segment.path.name).unlink()
        (building / segment.path.with_suffix(DEAD).name).unlink(missing_ok=True)
    if is_left:
        # Its documents came before those of all later segments, and so does its name.
        path.rename(building / f"{first.removesuffix(SEGMENT)}m{SEGMENT}")


class _Deletions:
    """The segments of a generation with the documents that are deleted in them."""

    def __init__(self, held: list[Segment]) -> None:
        self._held = held
        self._changed: dict[Path, Segment] = {}

    def hold(self, segment: Segment | None) -> None:
        """Take in another segment."""
        self._held += [segment] if segment else []

    def delete(self, id: str) -> None:
        """Delete the document with this id wherever it is."""
        for segment in self._held:
            number = segment.number(id.encode())
            if number is not None:
                if segment.dead is None:
                    segment.dead = np.zeros(len(segment), dtype=np.bool_)
                segment.dead[number] = True
                self._changed[segment.path] = segment

    def write(self) -> None:
        """Write who is deleted, and remove the segments in which all are."""
        for path, segment in self._changed.items():
            dead = path.with_suffix(DEAD)
            # The generation before this one has the same file.
            dead.unlink(missing_ok=True)
            if segment.alive and segment.dead is not None:
                dead.write_bytes(np.packbits(segment.dead).tobytes())
            else:
                path.unlink()


def _written(run: Run, building: Path) -> Segment | None:
    names = sorted(path.name for path in building.glob(f"*{SEGMENT}"))
    number = int(names[-1][:8]) + 1 if names else 1
    path = building / f"{number:08d}{SEGMENT}"
    return Segment(path) if run.write(path) else None


def _opened(path: Path) -> Segment:
    segment, dead = Segment(path), path.with_suffix(DEAD)
    if dead.exists():
        packed = np.frombuffer(dead.read_bytes(), dtype=np.uint8)
        segment.dead = np.unpackbits(packed, count=len(segment)).astype(np.bool_)
    return segment
