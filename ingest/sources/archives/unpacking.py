"""A compressed stream in, its bytes out, for as long as it is whole and no bomb."""

import bz2
import io
import lzma
import struct
import sys
import zlib
from collections.abc import Callable
from typing import Protocol

from ingest.sources.archives.member import Bomb, CutShort, Readable

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

# Text packs to a tenth or a thirtieth; what unpacks into more than both of these was made to fill a disk.
BOMB_BYTES, BOMB_RATIO = 1_000_000_000, 200
# What unpacking a .xz may take; the highest level of xz takes 65 MB.
LZMA_BYTES = 128 << 20
CHUNK = 64 << 10
# The version, the size of the properties, three numbers in one byte, and the size of the dictionary.
LZMA_HEAD, LZMA_PROPERTIES = struct.Struct("<HHBI"), 5
BROKEN = (zlib.error, lzma.LZMAError, zstd.ZstdError, OSError, EOFError, ValueError)


class Unpacker(Protocol):
    """What bz2, lzma and zstd offer to unpack one stream."""

    @property
    def eof(self) -> bool:
        """Return whether the stream has ended."""

    @property
    def needs_input(self) -> bool:
        """Return whether more packed bytes are wanted."""

    @property
    def unused_data(self) -> bytes:
        """Return what follows the end of the stream."""

    def decompress(self, data: bytes, max_length: int) -> bytes:
        """Return at most so many unpacked bytes."""


class Inflater:
    """Zlib's unpacker, in the shape of the others; `wbits` as zlib has it: 31 for gzip, -15 for bare deflate."""

    def __init__(self, wbits: int) -> None:
        self._stream = zlib.decompressobj(wbits)
        self.unused_data = b""

    @property
    def eof(self) -> bool:
        """Return whether the stream has ended."""
        return self._stream.eof

    @property
    def needs_input(self) -> bool:
        """Return whether more packed bytes are wanted."""
        return not self._stream.unconsumed_tail

    def decompress(self, data: bytes, max_length: int) -> bytes:
        """Return at most so many unpacked bytes."""
        out = self._stream.decompress(self._stream.unconsumed_tail + data, max_length)
        self.unused_data = self._stream.unused_data
        return out


class Lzma:
    """The unpacker of LZMA in a ZIP, in the shape of the others: a stream that may end without saying so.

    What stands before it is described in APPNOTE 5.8.8: a version, the size of the properties, and these, which are one
    byte for three numbers and four for the size of the dictionary.
    """

    def __init__(self, size: int) -> None:
        self._left = size
        self._head = b""
        self._stream: lzma.LZMADecompressor | None = None
        self.unused_data = b""

    @property
    def eof(self) -> bool:
        """Return whether the stream has ended, or has given all that the ZIP says it holds."""
        return self._left <= 0 or (self._stream is not None and self._stream.eof)

    @property
    def needs_input(self) -> bool:
        """Return whether more packed bytes are wanted."""
        return self._stream is None or self._stream.needs_input

    def decompress(self, data: bytes, max_length: int) -> bytes:
        """Return at most so many unpacked bytes. Raises ValueError for properties that there are not."""
        if self._stream is None:
            self._head += data
            if len(self._head) < LZMA_HEAD.size:
                return b""
            _, properties, numbers, dictionary = LZMA_HEAD.unpack_from(self._head)
            if properties != LZMA_PROPERTIES or numbers >= 9 * 5 * 5:
                raise ValueError("unknown properties of LZMA")
            lc, lp, pb = numbers % 9, numbers // 9 % 5, numbers // 45
            known = {"id": lzma.FILTER_LZMA1, "dict_size": min(max(dictionary, 4_096), LZMA_BYTES)}
            self._stream = lzma.LZMADecompressor(lzma.FORMAT_RAW, filters=[known | {"lc": lc, "lp": lp, "pb": pb}])
            data = self._head[LZMA_HEAD.size :]
        out = self._stream.decompress(data, min(max_length, self._left))
        self._left -= len(out)
        return out


# How each kind of packed file begins, and what unpacks it.
PACKED_FILES: dict[bytes, Callable[[], Unpacker]] = {
    b"\x1f\x8b\x08": lambda: Inflater(31),
    b"BZh": bz2.BZ2Decompressor,
    b"\xfd7zXZ\x00": lambda: lzma.LZMADecompressor(lzma.FORMAT_XZ, LZMA_BYTES),
    b"\x28\xb5\x2f\xfd": zstd.ZstdDecompressor,
}


class Unpacked(io.RawIOBase):
    """The unpacked bytes of a stream, or of several that stand one behind the other as gzip allows.

    `packed` is the size of the whole, against which a bomb is told.
    """

    def __init__(self, source: Readable, unpacker: Callable[[], Unpacker], *, packed: int, begins: bytes = b"") -> None:
        self._source, self._unpacker, self._packed, self._begins = source, unpacker, packed, begins
        self._stream = unpacker()
        self._waiting = b""
        self._given = 0

    def readable(self) -> bool:
        """Return True: it is there to be read."""
        return True

    def readinto(self, buffer: "memoryview | bytearray") -> int:  # type: ignore[override]  # typeshed asks for more kinds
        """Fill the buffer with what comes next, and return how much that was. Raises CutShort and Bomb."""
        try:
            data = self._next(len(buffer))
        except BROKEN as error:
            raise CutShort(f"damaged ({error})") from error
        buffer[: len(data)] = data
        self._given += len(data)
        if self._given > BOMB_BYTES and self._given > BOMB_RATIO * self._packed:
            raise Bomb(f"{self._packed:,} bytes unpack into more than {self._given:,}")
        return len(data)

    def _next(self, size: int) -> bytes:
        while True:
            if self._stream.eof and not self._begin_another():
                return b""
            data = self._waiting
            if not data and self._stream.needs_input and not (data := self._source.read(CHUNK)):
                raise CutShort("it ends in the middle")
            self._waiting = b""
            if out := self._stream.decompress(data, size):
                return out

    def _begin_another(self) -> bool:
        """Begin the stream that follows the one that ended; what is no such stream is padding."""
        if not self._begins:
            return False
        rest = self._stream.unused_data
        rest += self._source.read(CHUNK) if len(rest) < len(self._begins) else b""
        if not rest.startswith(self._begins):
            return False
        self._stream, self._waiting = self._unpacker(), rest
        return True


class Window:
    """So many bytes of a file from a place on; where `seek` is given, others may read in the file meanwhile."""

    def __init__(
        self, file: Readable, size: int, *, seek: Callable[[int], object] | None = None, start: int = 0
    ) -> None:
        self._file, self._left, self._seek, self._at = file, size, seek, start

    def read(self, size: int, /) -> bytes:
        """Return so many bytes, fewer at the end. Raises CutShort where the file ends before."""
        if self._seek:
            self._seek(self._at)
        data = self._file.read(min(size, self._left))
        if len(data) < min(size, self._left):
            self._left = 0
            raise CutShort("it ends in the middle of a member")
        self._left -= len(data)
        self._at += len(data)
        return data
