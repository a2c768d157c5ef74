"""Named columns of numbers in, one file of them out, and mapped back from it: nothing is read before it is used.

FORMAT.md draws the file. A column is written in pieces, so that one larger than memory can be.
"""

import json
import mmap
import struct
import zlib
from collections.abc import Iterable, Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

from index.errors import LibraryDamaged

MAGIC = b"VADECOL1"
ALIGNED = 64
# Where the directory is, how long, and its CRC-32; then the magic again.
TRAILER = struct.Struct("<QII8s")
# A directory of thousands of columns; a segment has fifty.
MAX_DIRECTORY = 1_000_000
# The dtypes that a column may have, and the bytes of a value.
SIZES = {"|u1": 1, "<u2": 2, "<u4": 4, "<u8": 8}
Column = NDArray[Any]


class ColumnsFile:
    """The columns of a file by their names, mapped into memory. They stay usable when the file is removed."""

    def __init__(self, path: Path) -> None:
        """Open the file. Raises LibraryDamaged for one that is cut short or no file of columns."""
        with path.open("rb") as opened:
            try:
                mapped = mmap.mmap(opened.fileno(), 0, access=mmap.ACCESS_READ)
            except ValueError as error:
                raise LibraryDamaged(f"{path}: empty, not a file of columns; run vade rebuild") from error
        self.path = path
        self._columns = {name: _mapped(mapped, *place) for name, place in _directory(mapped, path).items()}

    def __getitem__(self, name: str) -> Column:
        """Give a column; it cannot be written to. Raises LibraryDamaged where there is none of this name."""
        if name not in self._columns:
            raise LibraryDamaged(f"{self.path}: has no column {name}; run vade rebuild")
        return self._columns[name]


class ColumnsWriter:
    """Writes columns one after the other to a file; the file is whole once the `with` block ends."""

    def __init__(self, path: Path) -> None:
        self._file: BinaryIO = path.open("wb")
        self._file.write(MAGIC)
        self._directory: dict[str, tuple[str, int, int]] = {}

    def __enter__(self) -> "ColumnsWriter":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        # Closed whatever happens: on a full disk both may fail.
        with self._file:
            if kind is None:
                self._finish()

    def add(self, name: str, column: Column) -> None:
        """Write a column."""
        self.add_pieces(name, column.dtype, (column,))

    def add_pieces(self, name: str, dtype: np.dtype[Any], pieces: Iterable[Column]) -> None:
        """Write a column that comes in pieces."""
        self._file.write(b"\0" * (-self._file.tell() % ALIGNED))
        place, count = self._file.tell(), 0
        little = dtype.newbyteorder("<")
        for piece in pieces:
            self._file.write(np.ascontiguousarray(piece, dtype=little).data)
            count += len(piece)
        self._directory[name] = (little.str, place, count)

    def _finish(self) -> None:
        directory = json.dumps(self._directory).encode()
        place = self._file.tell()
        self._file.write(directory)
        self._file.write(TRAILER.pack(place, len(directory), zlib.crc32(directory), MAGIC))


def _directory(mapped: mmap.mmap, path: Path) -> Mapping[str, tuple[str, int, int]]:
    """Return where each column is. Nothing that a directory says is believed before it is looked at."""
    damaged = LibraryDamaged(f"{path}: cut short, or not a file of columns; run vade rebuild")
    if len(mapped) < len(MAGIC) + TRAILER.size or mapped[: len(MAGIC)] != MAGIC:
        raise damaged
    place, length, crc, magic = TRAILER.unpack(mapped[-TRAILER.size :])
    if magic != MAGIC or length > MAX_DIRECTORY or place + length + TRAILER.size != len(mapped):
        raise damaged
    directory = mapped[place : place + length]
    if zlib.crc32(directory) != crc:
        raise damaged
    try:
        found = json.loads(directory)
    except (ValueError, RecursionError) as error:
        raise damaged from error
    if not isinstance(found, dict) or not all(_is_column(described, place) for described in found.values()):
        raise damaged
    return found


def _is_column(described: object, end: int) -> bool:
    """Return whether it names a known dtype, and bytes that lie before the end."""
    if not isinstance(described, list) or len(described) != 3:
        return False
    dtype, place, count = described
    if not isinstance(dtype, str) or type(place) is not int or type(count) is not int:
        return False
    return dtype in SIZES and place >= len(MAGIC) and count >= 0 and place + count * SIZES[dtype] <= end


def _mapped(mapped: mmap.mmap, dtype: str, place: int, count: int) -> Column:
    return np.frombuffer(mapped, dtype, count, place)
