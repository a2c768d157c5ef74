"""A ZIP in, what it says of each of its members out: from its directory, or where that is cut off from the members.

The format is PKWARE's APPNOTE 6.3.10: local headers in 4.3.7, the directory in 4.3.12 and on, ZIP64 in 4.5.3.
"""

import io
import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import chain, count
from typing import BinaryIO

from ingest.sources.archives.member import LARGEST_NUMBER, CutShort
from ingest.sources.archives.unpacking import BOMB_BYTES, BROKEN, CHUNK, Inflater

LOCAL, CENTRAL, END, END64, LOCATOR64 = b"PK\3\4", b"PK\1\2", b"PK\5\6", b"PK\6\6", b"PK\6\7"
# Signature, flags, method, time, day, checksum, size packed and unpacked, lengths of name and extra.
LOCAL_HEADER = struct.Struct("<4s2xHHHHIIIHH")
# The same, length of comment, attributes, place of the local header.
CENTRAL_HEADER = struct.Struct("<4s4xHHHHIIIHHH4xII")
# Number of members, size and place of the directory; for the first, also the length of the comment behind it.
END_RECORD, END64_RECORD, LOCATOR = struct.Struct("<4s6xHIIH"), struct.Struct("<4s28xQQQ"), struct.Struct("<4s4xQ4x")
LONGEST_COMMENT = 65_535
# ZIPs that were written one behind the other into one file.
MOST_IN_A_ROW = 100
ENCRYPTED, SIZES_FOLLOW = 0x1, 0x8
STORED, DEFLATED = 0, 8
SEE_ZIP64 = 0xFFFFFFFF
ZIP64, TIMES = 0x0001, 0x5455
# How many bytes may follow a member of which the sizes were not known before: checksum and sizes, signed or not.
AFTER_MEMBER = (16, 24, 12, 20)


@dataclass(frozen=True, slots=True)
class Header:
    """What a ZIP says of one member. `place` is where its local header is, `begin` where its bytes, if known."""

    name: bytes
    flags: int
    method: int
    day: int
    time: int
    crc: int
    packed: int
    size: int
    extra: bytes
    place: int
    attributes: int = 0
    begin: int = 0


@dataclass(frozen=True, slots=True)
class Directory:
    """The directory of a ZIP: how many members it says it lists, where it begins and how long it is.

    `shift` is how far all places in it are shifted, `end` where its ZIP ends.
    """

    count: int
    begin: int
    size: int
    shift: int
    end: int


def headers(file: BinaryIO) -> Iterator[Header]:
    """Yield what is said of each member, in the order of the directory. Raises CutShort where there is no more."""
    found = _directories(file)
    if not found:
        yield from _scanned(file)
        raise CutShort("its directory is missing")
    begin = found[0].shift
    # Before a ZIP may stand the program that unpacks it; what begins as a ZIP there is one that was cut short.
    is_cut = begin > 0 and local_header(file, 0) is not None
    for header in _scanned(file) if is_cut else ():
        if header.begin + header.packed > begin:
            break
        yield header
    places: set[int] = set()
    try:
        for header in chain.from_iterable(_listed(file, directory) for directory in found):
            places.add(header.place)
            yield header
    except CutShort:
        # What the directory does not list any more is found by itself.
        yield from (header for header in _scanned(file) if header.place not in places)
        raise
    if is_cut:
        raise CutShort(f"of the ZIPs written one behind the other, those before byte {begin:,} are not whole")


def _directories(file: BinaryIO) -> list[Directory]:
    """Return the directory of the ZIP, after those of the ZIPs that were written before it into the same file."""
    last = _directory(file, length(file))
    found = [last] if last else []
    while found and (begin := found[0].shift) > 0 and len(found) < MOST_IN_A_ROW:
        earlier = _directory(file, begin)
        if not earlier or earlier.end != begin:
            break
        found.insert(0, earlier)
    return found


def _listed(file: BinaryIO, directory: Directory) -> Iterator[Header]:
    """Yield what a directory says of each member, to the end of its length: it may list more than it counts."""
    at, shift = directory.begin, directory.shift
    for listed in count():
        file.seek(at)
        fixed = file.read(CENTRAL_HEADER.size)
        is_listed = len(fixed) == CENTRAL_HEADER.size and fixed.startswith(CENTRAL)
        if listed >= directory.count and not (is_listed and at < directory.begin + directory.size):
            return
        if not is_listed:
            raise CutShort("its directory is damaged")
        _, *facts, name_size, extra_size, comment_size, attributes, place = CENTRAL_HEADER.unpack(fixed)
        name, extra = file.read(name_size), file.read(extra_size)
        at += CENTRAL_HEADER.size + name_size + extra_size + comment_size
        yield _with_zip64(_header(name, facts, extra, place, attributes=attributes), shift)


def local_header(file: BinaryIO, place: int) -> Header | None:
    """Return what stands before the member at the place; None where no member begins there."""
    if not 0 <= place < LARGEST_NUMBER:
        return None
    file.seek(place)
    fixed = file.read(LOCAL_HEADER.size)
    if len(fixed) < LOCAL_HEADER.size or not fixed.startswith(LOCAL):
        return None
    _, *facts, name_size, extra_size = LOCAL_HEADER.unpack(fixed)
    name, extra = file.read(name_size), file.read(extra_size)
    begin = place + LOCAL_HEADER.size + name_size + extra_size
    return _with_zip64(_header(name, facts, extra, place, begin=begin), 0)


def extra_field(extra: bytes, wanted: int) -> bytes:
    """Return what stands in the extra field of that number; empty if it is not there."""
    while len(extra) >= 4:
        number, size = struct.unpack_from("<HH", extra)
        if number == wanted:
            return extra[4 : 4 + size]
        extra = extra[4 + size :]
    return b""


def length(file: BinaryIO) -> int:
    """Return how many bytes the file has."""
    return file.seek(0, io.SEEK_END)


def _header(name: bytes, facts: list[int], extra: bytes, place: int, *, attributes: int = 0, begin: int = 0) -> Header:
    flags, method, time, day, crc, packed, size = facts
    return Header(name, flags, method, day, time, crc, packed, size, extra, place, attributes, begin)


def _with_zip64(header: Header, shift: int) -> Header:
    """Return the header with the numbers that are too large for it, and its place in this file."""
    if not shift and SEE_ZIP64 not in (header.size, header.packed, header.place):
        return header
    large = extra_field(header.extra, ZIP64)
    numbers = iter(struct.unpack(f"<{len(large) // 8}Q", large[: len(large) // 8 * 8]))
    size, packed, place = (
        next(numbers, stated) if stated == SEE_ZIP64 else stated
        for stated in (header.size, header.packed, header.place)
    )
    return replace(header, size=size, packed=packed, place=place + shift)


def _directory(file: BinaryIO, whole: int) -> Directory | None:
    """Return the directory of the ZIP that ends at so many bytes of the file, or before them; None without one."""
    start = max(whole - LONGEST_COMMENT - END_RECORD.size, 0)
    file.seek(start)
    tail = file.read(whole - start)
    at = tail.rfind(END)
    if at < 0 or len(tail) - at < END_RECORD.size:
        return None
    _, number, size, place, comment = END_RECORD.unpack_from(tail, at)
    end = start + at
    after = end + END_RECORD.size + comment
    if large := _zip64_end(file, end):
        number, size, place, end = large
    shift = end - size - place
    if shift > 0 and any(one.begin <= shift < one.begin + one.packed for one in _scanned(file)):
        # It is the directory of a ZIP that is a member of this one, whose own was cut off.
        return None
    return Directory(number, place + shift, size, shift, after) if place + shift >= 0 else None


def _zip64_end(file: BinaryIO, end: int) -> tuple[int, int, int, int] | None:
    if end < LOCATOR.size:
        return None
    file.seek(end - LOCATOR.size)
    signature, place = LOCATOR.unpack(file.read(LOCATOR.size))
    if signature != LOCATOR64:
        return None
    # Where something stands before the ZIP the place is wrong; the record then ends where the locator begins.
    for at in (place, end - LOCATOR.size - END64_RECORD.size):
        file.seek(at) if 0 <= at < end else None
        record = file.read(END64_RECORD.size)
        if len(record) == END64_RECORD.size and record.startswith(END64):
            _, number, size, stated = END64_RECORD.unpack(record)
            return number, size, stated, at
    return None


def _scanned(file: BinaryIO) -> Iterator[Header]:
    """Yield what is said of each whole member, one behind the other from the beginning."""
    whole, place = length(file), 0
    while header := local_header(file, place):
        if header.flags & SIZES_FOLLOW and not header.packed:
            measured = _measured(file, header)
            if not measured:
                return
            header = measured
        place = header.begin + header.packed
        if place > whole:
            return
        yield header
        if header.flags & SIZES_FOLLOW:
            place = _next_place(file, place)


def _measured(file: BinaryIO, header: Header) -> Header | None:
    """Return the header with the sizes and the checksum that are found by unpacking; None where it is not whole."""
    if header.method != DEFLATED:
        return None
    stream, fed, size, crc = Inflater(-15), 0, 0, 0
    file.seek(header.begin)
    try:
        while not stream.eof and size < BOMB_BYTES:
            data = file.read(CHUNK) if stream.needs_input else b""
            fed += len(data)
            out = stream.decompress(data, CHUNK)
            if not data and not out:
                return None
            size, crc = size + len(out), zlib.crc32(out, crc)
    except BROKEN:
        return None
    return replace(header, packed=fed - len(stream.unused_data), size=size, crc=crc) if stream.eof else None


def _next_place(file: BinaryIO, end: int) -> int:
    for size in AFTER_MEMBER:
        file.seek(end + size)
        if file.read(4) in (LOCAL, CENTRAL):
            return end + size
    return end
