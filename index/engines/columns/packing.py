"""Lists of numbers in, the fewest bytes that hold them out, and back: the form of every posting list.

A list of n unsigned numbers below 2**32 is one byte of head and then its values, each in 0, 2, 4, 8, 16 or 32 bits,
whichever makes the list smallest; FORMAT.md draws it. A few large numbers do not widen the rest: a value that does not
fit is stored as the largest that does, and its place and value follow after all others.
All of it is done a column at a time: packing ten million numbers in a million lists takes about a second.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.uint32]
Places = NDArray[np.int64]
Bytes = NDArray[np.uint8]

# The widths in bits by their codes. What fits in none of the others fits in the last.
WIDTHS = (0, 2, 4, 8, 16, 32)
BITS = np.array(WIDTHS, dtype=np.int64)
CODE, HAS_LARGE = 7, 8
# What a list of this width stores for a value that does not fit.
ESCAPES = {bits: 2**bits - 1 for bits in WIDTHS[1:-1]}

# The values that each byte holds in this width, each in a byte, together as one number.
SPREAD = {
    bits: (np.arange(256, dtype=np.uint8)[:, None] >> np.arange(0, 8, bits, dtype=np.uint8) & np.uint8(2**bits - 1))
    .view(f"u{8 // bits}")
    .ravel()
    for bits in (2, 4)
}


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
    lengths = _lengths(BITS[codes], counts)
    out_starts = starts_of(1 + lengths + np.where(large > 0, 4 + 8 * large, 0))
    out = np.zeros(out_starts[-1], dtype=np.uint8)
    out[out_starts[:-1]] = codes | np.where(large > 0, HAS_LARGE, 0)
    bases = out_starts[:-1] + 1 + np.where(large > 0, 4, 0)
    for code, bits in enumerate(WIDTHS[1:], 1):
        lists = np.flatnonzero(codes == code)
        own = values[ranges(starts[lists], counts[lists])]
        fitting = np.minimum(own, ESCAPES[bits]) if bits in ESCAPES else own
        _write_values(out, bases[lists], counts[lists], fitting, bits)
    _write_large(out, values, starts, out_starts, bases, codes, np.flatnonzero(large))
    return out, out_starts


def unpacked(blob: Bytes, places: Places, counts: Places) -> tuple[Numbers, Places]:
    """Unpack the lists that start at these places; give their values in turn, and the place behind each list."""
    heads = blob[places].astype(np.int64)
    widths, has_large = BITS[heads & CODE], (heads & HAS_LARGE) > 0
    bases = places + 1 + np.where(has_large, 4, 0)
    starts = starts_of(counts)
    out = np.zeros(starts[-1], dtype=np.uint32)
    for bits in WIDTHS[1:]:
        lists = np.flatnonzero(widths == bits)
        out[ranges(starts[lists], counts[lists])] = _read_values(blob, bases[lists], counts[lists], bits)
    ends = bases + _lengths(widths, counts)
    lists = np.flatnonzero(has_large)
    large = _read(blob, places[lists] + 1, 4).astype(np.int64)
    if 8 * int(large.sum()) > len(blob):
        raise ValueError("more large numbers than its bytes can hold")
    at = _read(blob, _each(ends[lists], large), 4)
    out[at + np.repeat(starts[lists], large)] = _read(blob, _each(ends[lists] + 4 * large, large), 4)
    ends[lists] += 8 * large
    return out, ends


@dataclass(frozen=True, slots=True)
class PackedList:
    """One list as it is packed: its bytes, and the places and values of those that do not fit its width."""

    raw: NDArray[np.unsignedinteger]
    bits: int
    count: int
    end: int
    large_at: Numbers | None = None
    large: Numbers | None = None

    @classmethod
    def at(cls, blob: Bytes, place: int, count: int) -> "PackedList":
        """Give the list of this many values that starts at the place; `end` is the place behind it."""
        head = int(blob[place])
        bits, base = WIDTHS[head & CODE], place + 1
        length = (bits * count + 7) // 8
        if not head & HAS_LARGE:
            return cls(_plain(blob, base, length, bits), bits, count, base + length)
        many, base = int(np.frombuffer(blob, "<u4", 1, base)[0]), base + 4
        end = base + length
        large_at, large = np.frombuffer(blob, "<u4", 2 * many, end).reshape(2, many)
        return cls(_plain(blob, base, length, bits), bits, count, end + 8 * many, large_at, large)

    def all(self) -> Numbers:
        """Unpack every value."""
        if not self.bits:
            return np.zeros(self.count, dtype=np.uint32)
        small = self.raw if self.bits >= 8 else _spread(self.raw, self.bits)[: self.count]
        out = small.astype(np.uint32)
        if self.large_at is not None and self.large is not None:
            out[self.large_at] = self.large
        return out

    def some(self, at: Places) -> Numbers:
        """Unpack the values at these places of the list."""
        if not self.bits:
            return np.zeros(len(at), dtype=np.uint32)
        out = (self.raw[at] if self.bits >= 8 else _picked(self.raw, at, self.bits)).astype(np.uint32)
        if self.large_at is not None and self.large is not None:
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


def _lengths(widths: Places, counts: Places) -> Places:
    """Give the bytes that so many values of these widths take."""
    return (widths * counts + 7) // 8


def _chosen(values: Numbers, starts: Places) -> tuple[Places, Places]:
    """Give for each list the code of its width, and how many of its values do not fit in that."""
    counts = np.diff(starts)
    used = _counted(values >= 1, starts)
    large = [_counted(values >= ESCAPES[bits], starts) if bits in ESCAPES else np.zeros_like(used) for bits in WIDTHS]
    extra = [np.where(many > 0, 4 + 8 * many, 0) for many in large]
    sizes = np.stack([(bits * counts + 7) // 8 + more for bits, more in zip(WIDTHS, extra, strict=True)])
    sizes[0] = np.where(used > 0, 1 << 60, 0)
    codes = np.argmin(sizes, axis=0)
    return codes, np.choose(codes, large)


def _counted(flags: NDArray[np.bool_], starts: Places) -> Places:
    return np.diff(np.concatenate(([0], np.cumsum(flags)))[starts])


def _write_values(out: Bytes, bases: Places, counts: Places, values: Numbers, bits: int) -> None:
    if bits >= 8:
        _write(out, _each(bases, counts, bits // 8), values, bits // 8)
        return
    # A lane for each place within a byte: of one lane no two values share a byte.
    number = ranges(np.zeros_like(counts), counts)
    byte, lane = np.repeat(bases, counts) + number * bits // 8, number % (8 // bits)
    for i in range(8 // bits):
        own = lane == i
        out[byte[own]] |= (values[own] << np.uint32(i * bits)).astype(np.uint8)


def _read_values(blob: Bytes, bases: Places, counts: Places, bits: int) -> Numbers:
    if bits >= 8:
        return _read(blob, _each(bases, counts, bits // 8), bits // 8)
    number = ranges(np.zeros_like(counts), counts)
    raw = blob[np.repeat(bases, counts) + number * bits // 8]
    shifted: Bytes = raw >> (number % (8 // bits) * bits).astype(np.uint8)
    return (shifted & np.uint8(2**bits - 1)).astype(np.uint32)


def _spread(raw: Bytes, bits: int) -> Bytes:
    """Give the values that bytes hold several of."""
    return SPREAD[bits].take(raw).view(np.uint8)


def _picked(raw: Bytes, at: Places, bits: int) -> Bytes:
    return (raw[at * bits // 8] >> (at % (8 // bits) * bits).astype(np.uint8)) & np.uint8(2**bits - 1)


def _write_large(
    out: Bytes, values: Numbers, starts: Places, out_starts: Places, bases: Places, codes: Places, lists: Places
) -> None:
    counts = np.diff(starts)[lists]
    own = values[ranges(starts[lists], counts)]
    escapes = np.array([ESCAPES.get(bits, 2**32) for bits in WIDTHS])
    flags = own >= np.repeat(escapes[codes[lists]], counts)
    own_starts = starts_of(counts)
    large = _counted(flags, own_starts)
    _write(out, out_starts[lists] + 1, large.astype(np.uint32), 4)
    ends = bases[lists] + _lengths(BITS[codes[lists]], counts)
    at = np.flatnonzero(flags)
    _write(out, _each(ends, large), (at - np.repeat(own_starts[:-1], large)).astype(np.uint32), 4)
    _write(out, _each(ends + 4 * large, large), own[at], 4)


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


def _plain(blob: Bytes, place: int, length: int, bits: int) -> NDArray[np.unsignedinteger]:
    width = max(1, bits // 8)
    return np.frombuffer(blob, f"<u{width}", length // width, place)
