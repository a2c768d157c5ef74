"""Articles to put and ids to remove in, the files of the next generation out: new segments, and who is deleted."""

from collections.abc import Iterable, Mapping, Sequence
from hashlib import sha256
from pathlib import Path

import numpy as np

from index.article import Article
from index.engines.columns.merging import merge_segments
from index.engines.columns.segment import Segment
from index.engines.protocol import Divisible
from index.engines.whoosh.parts import FEWEST, MOST_WORDS, SEGMENT, Written, write_parts, write_segments
from index.errors import LibraryDamaged

DEAD = ".dead"
# Segments of about one size, a factor of this many apart from the next size, of which as many are made into one.
TIER = 8
# The files of a generation: the size and SHA-256 of each.
Files = Mapping[str, tuple[int, str]]


def segments(folder: Path, files: Files) -> list[Segment]:
    """Open the segments that are among these files of a generation, the oldest documents first.

    Raises LibraryDamaged, and FileNotFoundError when the generation has been removed.
    """
    # What is there now is not asked: half of it may be removed already.
    return [_opened(folder / name, files) for name in sorted(files) if name.endswith(SEGMENT)]


def write_update(
    building: Path,
    files: Files,
    put: Iterable[Article],
    remove: Iterable[str],
    *,
    processes: int = 1,
    most_words: int = MOST_WORDS,
) -> None:
    """Add what an update brings to the generation being built, which has these files so far. Raises LibraryDamaged."""
    held = _Deletions(segments(building, files))
    for id in remove:
        held.delete(id)
    for path, ids in _written(building, files, put, processes=processes, most_words=most_words):
        for id in ids:
            held.delete(id)
        # Of what is divisible no id comes twice.
        if not isinstance(put, Divisible):
            held.hold(Segment(path))
    held.write()


def _written(
    building: Path, files: Files, put: Iterable[Article], *, processes: int, most_words: int
) -> Iterable[Written]:
    """Write the new segments, in several processes where that pays; give each with the ids that it holds."""
    first = max((int(name[:8]) for name in files if name.endswith(SEGMENT)), default=0) + 1
    if processes > 1 and isinstance(put, Divisible) and len(put) >= FEWEST:
        written = write_parts(building, put, first, processes)
        if written is not None:
            return written
    return write_segments(building, put, first, most_words=most_words)


def tier_to_merge(held: Sequence[Segment]) -> Sequence[Segment]:
    """Give neighbouring segments of a generation that should become one: too many of a size; none when all is well.

    From each segment of the largest size on, TIER segments up to another of that size are made into one; then the
    same among those behind the last of that size, which are smaller. So large segments wait for others of their size,
    and there are fewer than TIER for each size.
    """
    sizes = [int(np.log(max(1, segment.alive)) / np.log(TIER)) for segment in held]
    first = 0
    while first < len(held):
        largest = max(sizes[first:])
        end = max(i for i, size in enumerate(sizes) if size == largest and i >= first) + 1
        if end - first >= TIER:
            return held[first : first + TIER]
        first = end
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
        path.rename(building / first)


class _Deletions:
    """The segments of a generation with the documents that are deleted in them."""

    def __init__(self, held: list[Segment]) -> None:
        self._held = held
        self._changed: dict[Path, Segment] = {}

    def hold(self, segment: Segment) -> None:
        """Take in another segment."""
        self._held.append(segment)

    def delete(self, id: str) -> None:
        """Delete the document with this id wherever it is."""
        for segment in self._held:
            number = _number(segment, id)
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


def _number(segment: Segment, id: str) -> int | None:
    try:
        return segment.number(id.encode())
    except (IndexError, ValueError) as error:
        raise LibraryDamaged(f"{segment.path}: {error}; run vade rebuild") from error


def _opened(path: Path, files: Files) -> Segment:
    segment, dead = Segment(path), path.with_suffix(DEAD)
    if dead.name in files:
        content = dead.read_bytes()
        # It is small, and the next deletion writes it anew, with a hash of its own: damage would never be found.
        if sha256(content).hexdigest() != files[dead.name][1]:
            raise LibraryDamaged(f"{dead}: not as it was written; run vade rebuild")
        packed = np.frombuffer(content, dtype=np.uint8)
        segment.dead = np.unpackbits(packed, count=len(segment)).astype(np.bool_)
    return segment
