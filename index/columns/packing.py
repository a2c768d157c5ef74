"""Lists of numbers in, the fewest bytes that hold them out, and back: the form of every posting list.

A list of n unsigned numbers below 2**32 is one byte of head and then its values, each in 0, 1, 2 or 4 bytes, whichever
makes the list smallest; FORMAT.md draws it. A few large numbers do not widen the rest: in lists of 1 or 2 bytes a value
that does not fit is stored as the largest that does, and its place and value follow after all others.
All of it is done a column at a time: packing ten million numbers in a million lists takes about a second.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.uint32]
Places = NDArray[np.int64]
Bytes = NDArray[np.uint8]

WIDTHS = np.array([0, 1, 2, 4], dtype=np.int64)
HAS_LARGE = 4
# What a list of this width stores for a value that does not fit.
ESCAPES = {1: 0xFF, 2: 0xFFFF}


def starts_of(counts: NDArray[np.integer]) -> Places:
    """Give where each of the lists starts, and at last where all of them end."""
    starts = np.zeros(len(counts) + 1, dtype=np.int64)
    np.cumsum(counts, out=starts[1:])
    return starts


def ranges(starts: NDArray[np.integer], counts: NDArray[np.integer]) -> Places:
    """Give the numbers from each start on, as many as its count, one range after the other."""
    out = np.repeat(starts - starts_of(counts)[:-1], counts)
    out += np.arange(len(out))
    return out


def packed(values: Numbers, counts: Places) -> tuple[Bytes, Places]:
    """Pack lists that stand one after the other in `values`; give their bytes, and where each list starts in them."""
    starts = starts_of(counts)
    codes, large = _chosen(values, starts)
    widths = WIDTHS[codes]
    sizes = 1 + widths * counts + np.where(large > 0, 4 + 8 * large, 0)
    out_starts = starts_of(sizes)
    out = np.zeros(out_starts[-1], dtype=np.uint8)
    out[out_starts[:-1]] = codes | np.where(large > 0, HAS_LARGE, 0)
    bases = out_starts[:-1] + 1 + np.where(large > 0, 4, 0)
    for code in (1, 2, 3):
        width, lists = int(WIDTHS[code]), np.flatnonzero(codes == code)
        own = values[ranges(starts[lists], counts[lists])]
        fitting = np.minimum(own, ESCAPES[width]) if width in ESCAPES else own
        _write(out, _spread(bases, counts, lists, width), fitting, width)
    _write_large(out, values, starts, out_starts, bases, widths, np.flatnonzero(large))
    return out, out_starts


def unpacked(blob: Bytes, places: Places, counts: Places) -> tuple[Numbers, Places]:
    """Unpack the lists that start at these places; give their values in turn, and the place behind each list."""
    heads = blob[places].astype(np.int64)
    widths, has_large = WIDTHS[heads & 3], (heads & HAS_LARGE) > 0
    bases = places + 1 + np.where(has_large, 4, 0)
    starts = starts_of(counts)
    out = np.zeros(starts[-1], dtype=np.uint32)
    for width in (1, 2, 4):
        lists = np.flatnonzero(widths == width)
        out[ranges(starts[lists], counts[lists])] = _read(blob, _spread(bases, counts, lists, width), width)
    ends = bases + widths * counts
    lists = np.flatnonzero(has_large)
    large = _read(blob, places[lists] + 1, 4).astype(np.int64)
    at = _read(blob, _each(ends[lists], large), 4)
    out[at + np.repeat(starts[lists], large)] = _read(blob, _each(ends[lists] + 4 * large, large), 4)
    ends[lists] += 8 * large
    return out, ends


@dataclass(frozen=True, slots=True)
class PackedList:
    """One list as it is packed: its values in their width, and the places and values of those that do not fit."""

    values: NDArray[np.unsignedinteger] | None
    count: int
    large_at: Numbers
    large: Numbers
    end: int

    @classmethod
    def at(cls, blob: Bytes, place: int, count: int) -> "PackedList":
        """Give the list of this many values that starts at the place; `end` is the place behind it."""
        head = int(blob[place])
        width, base, many = (0, 1, 2, 4)[head & 3], place + 1, 0
        if head & HAS_LARGE:
            many, base = int(_plain(blob, base, 1, "<u4")[0]), base + 4
        end = base + width * count
        values = _plain(blob, base, count, f"<u{width}") if width else None
        return cls(
            values, count, _plain(blob, end, many, "<u4"), _plain(blob, end + 4 * many, many, "<u4"), end + 8 * many
        )

    def all(self) -> Numbers:
        """Unpack every value."""
        if self.values is None:
            return np.zeros(self.count, dtype=np.uint32)
        out = self.values.astype(np.uint32)
        if len(self.large):
            out[self.large_at] = self.large
        return out

    def some(self, at: Places) -> Numbers:
        """Unpack the values at these places of the list."""
        if self.values is None:
            return np.zeros(len(at), dtype=np.uint32)
        out = self.values[at].astype(np.uint32)
        if len(self.large):
            which = self.large_at.searchsorted(at)
            which[which == len(self.large)] = 0
            is_large = self.large_at[which] == at
            out[is_large] = self.large[which[is_large]]
        return out


def joined(parts: list[tuple[Bytes, Places]]) -> tuple[Bytes, Places]:
    """Put the lists of several packings together: the first list of each, one after the other, then the second."""
    sizes = [np.diff(starts) for _, starts in parts]
    out_starts = starts_of(np.sum(sizes, axis=0))
    out = np.zeros(out_starts[-1], dtype=np.uint8)
    at = out_starts[:-1].copy()
    for (blob, _), size in zip(parts, sizes, strict=True):
        out[ranges(at, size)] = blob
        at += size
    return out, out_starts


def _chosen(values: Numbers, starts: Places) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Give for each list the code of its width, and how many of its values do not fit in that."""
    counts = np.diff(starts)
    used, over_one, over_two = (_counted(values >= least, starts) for least in (1, 0xFF, 0xFFFF))
    sizes = np.stack(
        [
            np.where(used > 0, 1 << 60, 0),
            counts + np.where(over_one > 0, 4 + 8 * over_one, 0),
            2 * counts + np.where(over_two > 0, 4 + 8 * over_two, 0),
            4 * counts,
        ]
    )
    codes = np.argmin(sizes, axis=0)
    return codes, np.choose(codes, [np.zeros_like(used), over_one, over_two, np.zeros_like(used)])


def _counted(flags: NDArray[np.bool_], starts: Places) -> NDArray[np.int64]:
    return np.diff(np.concatenate(([0], np.cumsum(flags)))[starts])


def _write_large(
    out: Bytes, values: Numbers, starts: Places, out_starts: Places, bases: Places, widths: Places, lists: Places
) -> None:
    counts = np.diff(starts)[lists]
    own = values[ranges(starts[lists], counts)]
    flags = own >= np.repeat(np.where(widths[lists] == 1, ESCAPES[1], ESCAPES[2]), counts)
    own_starts = starts_of(counts)
    large = _counted(flags, own_starts)
    _write(out, out_starts[lists] + 1, large.astype(np.uint32), 4)
    ends = bases[lists] + widths[lists] * counts
    at = np.flatnonzero(flags)
    _write(out, _each(ends, large), (at - np.repeat(own_starts[:-1], large)).astype(np.uint32), 4)
    _write(out, _each(ends + 4 * large, large), own[at], 4)


def _spread(bases: Places, counts: Places, lists: Places, width: int) -> Places:
    """Give the place of each value of these lists."""
    if width == 1:
        return ranges(bases[lists], counts[lists])
    return _each(bases[lists], counts[lists], width)


def _each(bases: Places, counts: NDArray[np.integer], width: int = 4) -> Places:
    """Give the places from each base on, `width` bytes apart, as many as its count."""
    return np.repeat(bases, counts) + width * ranges(np.zeros_like(counts), counts)


def _write(out: Bytes, places: Places, values: NDArray[np.integer], width: int) -> None:
    for byte in range(width):
        out[places + byte] = (values >> (8 * byte)) & 0xFF


def _read(blob: Bytes, places: Places, width: int) -> Numbers:
    out = blob[places].astype(np.uint32)
    for byte in range(1, width):
        out |= blob[places + byte].astype(np.uint32) << np.uint32(8 * byte)
    return out


def _plain(blob: Bytes, place: int, count: int, dtype: str) -> NDArray[np.unsignedinteger]:
    return np.frombuffer(blob, dtype, count, place)
