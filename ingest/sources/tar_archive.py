"""Read TAR archives (pax, ustar, GNU, old ones), folded by gzip, xz, bzip2 or zstd, and a single folded file."""

import bz2
import gzip
import io
import lzma
import sys
import tarfile
import zlib
from collections.abc import Callable, Iterator
from functools import partial
from typing import BinaryIO, cast

from ingest.sources.members import SECOND_NS, Member, MemberGone, Members, Trouble, beside, check_ratio, parted_again
from ingest.sources.origin import Stamp

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

BLOCK = 512
FOLDED: dict[bytes, Callable[[BinaryIO], object]] = {
    b"\x1f\x8b\x08": lambda file: gzip.GzipFile(fileobj=file, mode="rb"),
    b"\xfd7zXZ\x00": lzma.LZMAFile,
    b"BZh": bz2.BZ2File,
    b"\x28\xb5\x2f\xfd": zstd.ZstdFile,
}
READING = (tarfile.TarError, EOFError, OSError, zlib.error, lzma.LZMAError, zstd.ZstdError, ValueError)
KINDS = ((tarfile.TarInfo.issym, "a link"), (tarfile.TarInfo.islnk, "a link"), (tarfile.TarInfo.isdev, "a device"))
# A header of the pax format holds a member's path and times, nothing that would fill the memory.
MAX_READ = 64_000_000


def begins(head: bytes) -> bool:
    """Return whether a TAR archive, or a file folded by a program that folds these, begins so."""
    return head.startswith(tuple(FOLDED)) or _is_tar(head)


def members(file: BinaryIO, largest: int, named: str) -> Members:
    """Yield the members, each with its content; that of a larger one is None. Raises Trouble."""
    yield from parted_again(_members(file, largest, named))


def member(file: BinaryIO, key: str, named: str) -> Member:
    """Return the member with this key. Raises Trouble, and MemberGone where there is none."""
    file.seek(0)
    found = next((one for one in members(file, MAX_READ, named) if one.key == key), None)
    if found is None:
        raise MemberGone("it is not in its archive any more")
    return found


class _Unfolding:
    """What a file unfolds to, with an eye on how much that is and on how it ends."""

    def __init__(self, file: BinaryIO) -> None:
        file.seek(0)
        head = file.read(8)
        file.seek(0)
        folded = next((opened for magic, opened in FOLDED.items() if head.startswith(magic)), None)
        self.is_folded = folded is not None
        self._file, self._source = file, cast("BinaryIO", folded(file)) if folded else file
        self._count, self._tail, self._ahead = 0, b"", b""

    def peek(self) -> bytes:
        """Return the first block without taking it."""
        self._ahead = self.read(BLOCK)
        return self._ahead

    def read(self, size: int) -> bytes:
        """Return the next bytes, fewer only at the end. Raises Trouble."""
        if self._ahead:
            ahead, self._ahead = self._ahead, b""
            return ahead[:size] if size <= len(ahead) else ahead + self.read(size - len(ahead))
        try:
            found = self._source.read(min(size, MAX_READ))
        except READING as error:
            raise Trouble("cut short, or damaged") from error
        self._count += len(found)
        self._tail = (self._tail + found)[-BLOCK:]
        if self.is_folded:
            check_ratio(self._count, self._file.tell())
        return found

    def ends_with_mark(self) -> bool:
        """Return whether all that is left ends with the block of zeros that ends every archive."""
        while self.read(1_000_000):
            pass
        return len(self._tail) == BLOCK and not self._tail.strip(b"\0")


def _members(file: BinaryIO, largest: int, named: str) -> Iterator[Member]:
    unfolding = _Unfolding(file)
    first = unfolding.peek()
    if unfolding.is_folded and not _is_tar(first):
        yield _single(unfolding, named, largest)
        return
    try:
        with tarfile.open(fileobj=cast("BinaryIO", unfolding), mode="r|") as archive:
            for info in archive:
                if not info.isdir():
                    yield _member(archive, info, largest)
                # What was read is kept in a list otherwise.
                archive.members = []  # type: ignore[attr-defined]  # its stub leaves it out
    except READING as error:
        raise Trouble("cut short, or damaged") from error
    if not unfolding.ends_with_mark():
        raise Trouble("cut short")


def _member(archive: tarfile.TarFile, info: tarfile.TarInfo, largest: int) -> Member:
    what = next((what for is_kind, what in KINDS if is_kind(info)), "") or beside(info.name)
    stamp = Stamp(int(info.mtime) * SECOND_NS, info.size)
    if what or not info.isreg() or info.size > largest:
        return Member(info.name, stamp, _nothing, beside=what or ("" if info.isreg() else "no file"))
    content = cast("BinaryIO", archive.extractfile(info)).read()
    if len(content) < info.size:
        raise Trouble("cut short")
    return Member(info.name, stamp, partial(io.BytesIO, content), data=content)


def _single(unfolding: _Unfolding, named: str, largest: int) -> Member:
    """Return the one file that a folded file is, named as it is without its last ending."""
    content = b""
    while len(content) <= largest and (piece := unfolding.read(1_000_000)):
        content += piece
    return Member(named, Stamp(0, len(content)), partial(io.BytesIO, content), data=content)


def _nothing() -> BinaryIO:
    return io.BytesIO()


def _is_tar(head: bytes) -> bool:
    # Every header has its numbers ended by zeros, and no text has any.
    if len(head) < BLOCK or b"\0" not in head[100:BLOCK]:
        return False
    try:
        tarfile.TarInfo.frombuf(head[:BLOCK], "utf-8", "surrogateescape")
    except tarfile.HeaderError:
        return False
    return True
