"""A TAR in, packed or not, its members out: read by ourselves, since `tarfile` ends at damage as if that were the end.

The format is that of POSIX.1-2001 (pax), with the long names and numbers of GNU tar.
"""

import io
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import BinaryIO

from ingest.sources.archives.member import CutShort, Format, Member, Readable, bounded
from ingest.sources.archives.sparse import Filled, Pieces, flaw, header_pieces, pax_pieces, real_size
from ingest.sources.archives.unpacking import CHUNK, PACKED_FILES, Inflater, Unpacked, Unpacker, Window
from ingest.sources.origin import Stamp

BLOCK = 512
# The kinds of member that say something of the next one; what they say is a name, or a list of names and numbers.
LONG_NAME, LONG_LINK, PAX, PAX_FOR_ALL = b"L", b"K", b"x", b"g"
# What is said may be long, for it holds more than names; a name of more was made to fill the memory.
MOST_SAID, LONGEST_NAME = 1_000_000, 32_768
WITHOUT_BYTES = (b"1", b"2", b"3", b"4", b"5", b"6")
SPARSE = b"S"
NO_FILE = "no file"
FILES, FOLDER = (b"0", b"\0", b"7"), b"5"
OTHERS = {b"1": "a link to {}", b"2": "a link to {}", b"3": "a device", b"4": "a device", b"6": "a FIFO"}


def tar_members(file: BinaryIO) -> Iterator[Member]:
    """Yield the members of a TAR, from first to last, and of those that were written behind it.

    Raises CutShort where it ends before its end, or where something else stands behind that.
    """
    said: dict[str, bytes] = {}
    while block := _next_block(file):
        kind, size = block[156:157], _size(block, said)
        pieces = header_pieces(block, file) if kind == SPARSE else None
        body = Window(file, size)
        if kind in (LONG_NAME, LONG_LINK, PAX, PAX_FOR_ALL):
            said |= _said(kind, body.read(min(size, MOST_SAID)))
        else:
            member = _member(block, said, size, body)
            is_sparse = kind == SPARSE or any(key.startswith("GNU.sparse") for key in said)
            yield _sparse(member, block, said, pieces or pax_pieces(said, body)) if is_sparse else member
            said = {}
        while body.read(CHUNK):
            pass
        file.read(-size % BLOCK)


def _next_block(file: BinaryIO) -> bytes:
    """Return the next header, nothing at the end of the last archive."""
    block, has_ended = file.read(BLOCK), False
    while block and not block.strip(b"\0"):
        has_ended = has_ended or len(block) == BLOCK
        block = file.read(BLOCK)
    if is_header(block) or (has_ended and not block):
        return block
    if has_ended:
        raise CutShort("what stands behind its end is no archive")
    raise CutShort("it ends without its end" if len(block) < BLOCK else "damaged between two members")


def packed_members(file: BinaryIO) -> Iterator[Member]:
    """Yield the members of a packed TAR; of another packed file the one file that it is, which has no name."""
    is_tar = is_header(_stream(file).read(BLOCK))
    stream = _stream(file)
    if is_tar:
        yield from tar_members(stream)
    else:
        yield Member(b"", Stamp(), lambda: stream)


def is_header(block: bytes) -> bool:
    """Return whether a block is the header of a member, by its checksum."""
    if len(block) < BLOCK or not block[0]:
        return False
    stated = _number(block[148:156])
    return stated == sum(block[:148]) + 8 * 0x20 + sum(block[156:BLOCK])


def is_packed(head: bytes) -> bool:
    """Return whether a file begins as one that was packed with gzip, bzip2, xz or zstd."""
    return _unpacker(head) is not None


TAR = Format(begins=lambda head: is_header(head[:BLOCK]), members=tar_members)
PACKED = Format(begins=is_packed, members=packed_members)


def _stream(file: BinaryIO) -> io.BufferedReader:
    """Return the unpacked bytes of a packed file, from its beginning."""
    size = file.seek(0, io.SEEK_END)
    file.seek(0)
    begins, unpacker = _unpacker(file.read(8)) or (b"", lambda: Inflater(31))
    file.seek(0)
    return io.BufferedReader(Unpacked(file, unpacker, packed=size, begins=begins), CHUNK)


def _unpacker(head: bytes) -> tuple[bytes, Callable[[], Unpacker]] | None:
    return next(((begins, made) for begins, made in PACKED_FILES.items() if head.startswith(begins)), None)


def _member(block: bytes, said: dict[str, bytes], size: int, body: Readable) -> Member:
    kind = block[156:157]
    name = said.get("GNU.sparse.name") or said.get("path") or _name(block)
    link = (said.get("linkpath") or block[157:257].partition(b"\0")[0]).decode("utf-8", "replace")
    seconds = _seconds(block, said)
    beside = "" if kind in FILES else OTHERS.get(kind, NO_FILE).format(link)
    if len(name) > LONGEST_NAME:
        beside = f"a member with a name of {len(name):,} bytes"
    is_folder = kind == FOLDER and not name.endswith(b"/")
    return Member(
        name[:LONGEST_NAME] + b"/" if is_folder else name[:LONGEST_NAME],
        Stamp(bounded(seconds * 1e9), bounded(size)),
        lambda: body,
        time=_day(seconds),
        beside="" if kind == FOLDER else beside,
    )


def _sparse(member: Member, block: bytes, said: dict[str, bytes], pieces: Pieces | None) -> Member:
    """Return a member of which only pieces are stored as the whole that they are pieces of."""
    size = real_size(block, said)
    body = member.unpack()
    return replace(
        member,
        stamp=replace(member.stamp, size=bounded(size)),
        unpack=lambda: Filled(body, pieces or (), size),
        beside="" if member.beside == NO_FILE else member.beside,
        refused=flaw(pieces, stored=member.stamp.size, size=size),
    )


def _name(block: bytes) -> bytes:
    name, above = block[:100].partition(b"\0")[0], block[345:500].partition(b"\0")[0]
    return above + b"/" + name if above and block[257:263] == b"ustar\0" else name


def _said(kind: bytes, data: bytes) -> dict[str, bytes]:
    if kind == LONG_NAME:
        return {"path": data.rstrip(b"\0")}
    if kind == LONG_LINK:
        return {"linkpath": data.rstrip(b"\0")}
    # What is said for all members is only what wrote them.
    return _records(data) if kind == PAX else {}


def _records(data: bytes) -> dict[str, bytes]:
    """Return the records of a pax header: each its length, a space, a name, an equals sign, a value, a line break."""
    found: dict[str, bytes] = {}
    start = 0
    while start < len(data):
        # A copy of the rest for each record would take minutes where there are a hundred thousand.
        length = data[start : start + 10].partition(b" ")[0]
        end = start + int(length) if length.isdigit() else start
        if not start + len(length) < end <= len(data):
            raise CutShort("damaged in what it says of a member")
        key, _, value = data[start + len(length) + 1 : end - 1].partition(b"=")
        found[key.decode("utf-8", "replace")] = value
        start = end
    return found


def _size(block: bytes, said: dict[str, bytes]) -> int:
    if block[156:157] in WITHOUT_BYTES:
        return 0
    stated = said.get("size", b"")
    size = int(stated[:18]) if stated.isdigit() and block[156:157] in FILES else _number(block[124:136])
    if size < 0:
        raise CutShort("damaged in the size of a member")
    return size


def _seconds(block: bytes, said: dict[str, bytes]) -> float:
    try:
        return float(said.get("mtime") or _number(block[136:148]))
    except ValueError:
        return 0.0


def _day(seconds: float) -> str:
    try:
        return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="seconds") if seconds else ""
    except (ValueError, OverflowError, OSError):
        return ""


def _number(field: bytes) -> int:
    """Return a number that is written in octal digits, or in bytes after one that says so; -1 for none."""
    if field[0] in (0x80, 0xFF):
        return int.from_bytes(field[1:], "big") if field[0] == 0x80 else -1
    digits = field.partition(b"\0")[0].strip()
    try:
        return int(digits or b"0", 8)
    except ValueError:
        return -1
