"""Read ZIP archives (PKWARE's APPNOTE 6.3.10): by their directory, or by their members' own headers without one."""

import io
import os
import struct
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import lru_cache, partial
from typing import IO, BinaryIO, cast

from ingest.sources.members import SECOND_NS, Member, MemberGone, Members, Trouble, beside, check_ratio, parted_again
from ingest.sources.origin import Stamp

BEGINNINGS = (b"PK\x03\x04", b"PK\x05\x06")
# The first member of documents and programs that are ZIP archives too: EPUB and ODF, Office Open XML, JAR.
OTHERS = (b"mimetype", b"[Content_Types].xml", b"META-INF/", b"_rels/", b"AndroidManifest.xml")
# Signature, version, flags, method, time, date, CRC-32, sizes folded and unfolded, lengths of name and extra field.
LOCAL = struct.Struct("<4sHHHHHIIIHH")
ENCRYPTED, DESCRIBED_AFTER, UTF_8 = 1, 8, 0x800
STORED, DEFLATED = 0, 8
PIECE = 65_536
READING = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    OSError,
    NotImplementedError,
    RuntimeError,
    ValueError,
    struct.error,
)


def begins(head: bytes) -> bool:
    """Return whether a ZIP archive begins so, and no document or program that is one too."""
    return head.startswith(BEGINNINGS) and not head[LOCAL.size :].startswith(OTHERS)


def members(file: BinaryIO, largest: int, _named: str) -> Members:
    """Yield the members of an archive. Raises Trouble."""
    try:
        archive = zipfile.ZipFile(file)
    except READING:
        yield from parted_again(_recovered(file, largest))
        return
    infos = archive.infolist()
    check_ratio(sum(info.file_size for info in infos), file.seek(0, os.SEEK_END))
    yield from parted_again(_member(archive, info) for info in infos if not info.is_dir())


def member(file: BinaryIO, key: str, named: str) -> Member:
    """Return the member with this key. Raises Trouble, and MemberGone where there is none."""
    try:
        about = os.fstat(file.fileno())
    except (OSError, io.UnsupportedOperation):
        found = _by_key(file, named)
    else:
        # The directory is read once for all the pages that a worker reads, not once for each.
        shared = _shared(_Place(about.st_dev, about.st_ino, about.st_size, about.st_mtime_ns, file, named))
        shared.file.file, found = file, shared.members
    if key not in found:
        raise MemberGone("it is not in its archive any more")
    return found[key]


@dataclass(frozen=True, slots=True)
class _Place:
    """What tells a file that is as it was, and the file as it is open now."""

    device: int
    number: int
    size: int
    time: int
    file: BinaryIO = field(compare=False)
    named: str = field(compare=False)


class _Reopened(io.RawIOBase):
    """A file that may be another each time that it is read: the same one, opened again."""

    def __init__(self, file: BinaryIO) -> None:
        self.file = file

    def seekable(self) -> bool:
        """Return True."""
        return True

    def read(self, size: int = -1) -> bytes:
        """Return the next bytes."""
        return self.file.read(size)

    def seek(self, place: int, whence: int = os.SEEK_SET) -> int:
        """Go to a place, and return it."""
        return self.file.seek(place, whence)

    def tell(self) -> int:
        """Return the place."""
        return self.file.tell()


@dataclass(frozen=True, slots=True)
class _Shared:
    """The members of an archive by their keys, and the file that they are read from."""

    file: _Reopened
    members: Mapping[str, Member]


@lru_cache(maxsize=1)
def _shared(place: _Place) -> _Shared:
    file = _Reopened(place.file)
    return _Shared(file, _by_key(cast("BinaryIO", file), place.named))


def _by_key(file: BinaryIO, named: str) -> Mapping[str, Member]:
    return {one.key: one for one in members(file, 2**40, named)}


def _member(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> Member:
    path = _path(info)
    stamp = Stamp(_time(info), info.file_size, info.CRC)
    trouble = "encrypted" if info.flag_bits & ENCRYPTED else ""
    return Member(path, stamp, partial(_opened, archive, info), beside=beside(path), trouble=trouble)


def _opened(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> BinaryIO:
    try:
        return cast("BinaryIO", _Named(archive.open(info)))
    except READING as error:
        raise Trouble(_said(error)) from error


class _Named:
    """A stream whose errors are Trouble."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream

    def read(self, size: int) -> bytes:
        """Return the next bytes, none at the end."""
        try:
            return self._stream.read(size)
        except READING as error:
            raise Trouble(_said(error)) from error


def _path(info: zipfile.ZipInfo) -> str:
    """Return the path as it was written: many programs write UTF-8 and do not say so."""
    if info.flag_bits & UTF_8:
        return info.filename
    raw = info.filename.encode("cp437", "surrogateescape")
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return info.filename


def _time(info: zipfile.ZipInfo) -> int:
    try:
        return int(datetime(*info.date_time, tzinfo=UTC).timestamp()) * SECOND_NS
    except ValueError:
        return 0


def _said(error: Exception) -> str:
    if isinstance(error, NotImplementedError):
        return "it is folded in a way that cannot be unfolded here"
    return "it is damaged"


def _recovered(file: BinaryIO, largest: int) -> Iterator[Member]:
    """Yield the members of an archive without a directory, one after another. Raises Trouble where that ends."""
    place, unfolded = 0, 0
    while True:
        file.seek(place)
        header = file.read(LOCAL.size)
        if len(header) < LOCAL.size or not header.startswith(BEGINNINGS[0]):
            raise Trouble("cut short, or damaged: it has no directory")
        _, _, flags, method, _, _, crc, folded, _, name, extra = LOCAL.unpack(header)
        path = file.read(name).decode("utf-8" if flags & UTF_8 else "cp437", "replace")
        start = place + LOCAL.size + name + extra
        if flags & ENCRYPTED or method not in (STORED, DEFLATED) or (method == STORED and flags & DESCRIBED_AFTER):
            raise Trouble("cut short, or damaged: it has no directory, and cannot be read without")
        file.seek(start)
        content, place = _unfolded(file, start, folded if method == STORED else None, largest)
        unfolded += len(content)
        check_ratio(unfolded, place)
        place += _descriptor(file, place) if flags & DESCRIBED_AFTER else 0
        if not path.endswith("/"):
            stamp = Stamp(0, len(content), crc)
            yield Member(path, stamp, partial(io.BytesIO, content), data=content[: largest + 1], beside=beside(path))


def _unfolded(file: BinaryIO, start: int, length: int | None, largest: int) -> tuple[bytes, int]:
    """Return a member's content, of one over the limit a little more than that, and the place behind it."""
    if length is not None:
        stored = file.read(length)
        if len(stored) < length:
            raise Trouble("cut short")
        return stored, start + length
    unfolding, content = zlib.decompressobj(-zlib.MAX_WBITS), bytearray()
    while not unfolding.eof:
        piece = file.read(PIECE)
        if not piece:
            raise Trouble("cut short")
        try:
            new = unfolding.decompress(piece)
        except zlib.error as error:
            raise Trouble("damaged") from error
        content += new if len(content) <= largest else b""
    return bytes(content), file.tell() - len(unfolding.unused_data)


def _descriptor(file: BinaryIO, place: int) -> int:
    """Return how many bytes there are of what is said of a member behind it."""
    file.seek(place)
    has_signature = file.read(4) == b"PK\x07\x08"
    for length in (12, 20):
        file.seek(place + 4 * has_signature + length)
        if file.read(2) == b"PK":
            return 4 * has_signature + length
    return 4 * has_signature + 12
