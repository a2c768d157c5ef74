"""A ZIP in, its members out, each of which can be read at once at its place.

Read by ourselves, since `zipfile` reads the whole directory for each member, ends at a name that is no UTF-8, and
gives nothing of a file that was cut short.
"""

import io
import stat
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from typing import BinaryIO

from ingest.sources.archives.member import Bomb, CutShort, Format, Member, Readable, bounded
from ingest.sources.archives.unpacking import PACKED_FILES, Inflater, Lzma, Unpacked, Unpacker, Window
from ingest.sources.archives.zip_directory import (
    DEFLATED,
    ENCRYPTED,
    END,
    LOCAL,
    LOCAL_HEADER,
    STORED,
    TIMES,
    Header,
    extra_field,
    headers,
    length,
    local_header,
)
from ingest.sources.origin import Stamp

# By the numbers of the methods, APPNOTE 4.4.5, and given how many bytes a member has.
UNPACKERS: dict[int, Callable[[int], Unpacker]] = {
    DEFLATED: lambda _: Inflater(-15),
    12: lambda _: PACKED_FILES[b"BZh"](),
    14: Lzma,
    93: lambda _: PACKED_FILES[b"\x28\xb5\x2f\xfd"](),
    95: lambda _: PACKED_FILES[b"\xfd7zXZ\x00"](),
}
# Packages of one thing, by a member that they have among the first; the other members are parts of it.
PACKAGES = {
    b"[Content_Types].xml": "an Office document",
    b"AndroidManifest.xml": "an Android program",
    b"META-INF/container.xml": "an EPUB",
    b"META-INF/MANIFEST.MF": "a Java program",
}
KINDS = {b"application/epub+zip": "an EPUB", b"application/vnd.oasis.opendocument": "an OpenDocument file"}
FIRST_MEMBERS = 100


def zip_members(file: BinaryIO) -> Iterator[Member]:
    """Yield the members of a ZIP. Raises CutShort where it ends before its end, Bomb where members share bytes."""
    whole, taken = length(file), 0
    places: set[int] = set()
    for header in headers(file):
        taken += LOCAL_HEADER.size + header.packed
        if taken > whole or header.place in places:
            raise Bomb("its members overlap")
        places.add(header.place)
        yield _member(file, header)


def zip_member(file: BinaryIO, place: int, stamp: Stamp) -> Member:
    """Return the member at the place, of which the directory said the stamp. Raises CutShort where there is none."""
    header = local_header(file, place)
    if not header:
        raise CutShort("no member is where it was")
    # Where the sizes follow the member, its local header knows none.
    packed = header.packed or (stamp.size if header.method == STORED else length(file) - header.begin)
    return _member(file, replace(header, packed=packed, size=stamp.size, crc=stamp.number))


def package(file: BinaryIO) -> str:
    """Return what the ZIP is if it is one thing in many members, such as an EPUB; empty if it is an archive."""
    try:
        for i, header in enumerate(headers(file)):
            if i == 0 and header.name == b"mimetype":
                kind = _unpacked(file, header).read(100)
                return next((what for begins, what in KINDS.items() if kind.startswith(begins)), "")
            if header.name in PACKAGES or i == FIRST_MEMBERS:
                return PACKAGES.get(header.name, "")
    except (CutShort, Bomb):
        # Reading its members says so.
        return ""
    return ""


ZIP = Format(begins=lambda head: head.startswith((LOCAL, END)), members=zip_members, at=zip_member, package=package)


def _member(file: BinaryIO, header: Header) -> Member:
    taken = _time(header)
    return Member(
        header.name,
        Stamp(bounded(taken.replace(tzinfo=UTC).timestamp() * 1e9) if taken else 0, bounded(header.size), header.crc),
        lambda: _unpacked(file, header),
        time=taken.isoformat() if taken else "",
        place=header.place,
        beside="a link" if stat.S_ISLNK(header.attributes >> 16) else "",
        refused=_refusal(header),
    )


def _refusal(header: Header) -> str:
    if header.flags & ENCRYPTED:
        return "encrypted"
    if header.method == STORED or header.method in UNPACKERS:
        return ""
    return f"packed by method {header.method} of ZIP, which is not read"


def _unpacked(file: BinaryIO, header: Header) -> Readable:
    local = local_header(file, header.place)
    if not local:
        raise CutShort("it ends before this member")
    packed = Window(file, header.packed, seek=file.seek, start=local.begin)
    if header.method == STORED:
        return packed
    unpacker = partial(UNPACKERS[header.method], header.size)
    return io.BufferedReader(Unpacked(packed, unpacker, packed=header.packed))


def _time(header: Header) -> datetime | None:
    """Return when the member was last changed: in UTC where that is told, else by a clock of which no zone is known."""
    times = extra_field(header.extra, TIMES)
    if len(times) >= 5 and times[0] & 1:
        return datetime.fromtimestamp(int.from_bytes(times[1:5], "little", signed=True), UTC)
    day, time = header.day, header.time
    try:
        return datetime(1980 + (day >> 9), day >> 5 & 15, day & 31, time >> 11, time >> 5 & 63, time % 32 * 2)
    except ValueError:
        return None
