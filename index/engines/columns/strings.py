"""Sorted strings in, two columns that hold them out, and found in them again by halving."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from index.engines.columns.bounds import check_ascending
from index.engines.columns.file import ColumnsFile, ColumnsWriter
from index.engines.columns.packing import starts_of


@dataclass(frozen=True, slots=True)
class Strings:
    """Byte strings, each by its number; where they are sorted, a string's number can be found."""

    blob: memoryview
    starts: memoryview

    @classmethod
    def of(cls, file: ColumnsFile, name: str) -> "Strings":
        """Give the strings that were written under this name."""
        return cls(file[f"{name}.bytes"].data, file[f"{name}.starts"].data)

    def __len__(self) -> int:
        return len(self.starts) - 1

    def __getitem__(self, number: int) -> bytes:
        return bytes(self.blob[self.starts[number] : self.starts[number + 1]])

    def __iter__(self) -> Iterator[bytes]:
        return self.between(0, len(self))

    def between(self, first: int, end: int) -> Iterator[bytes]:
        """Give the strings from one number up to another."""
        check_ascending(np.asarray(self.starts[first : end + 1]))
        edges = self.starts[first : end + 1].tolist()
        text = bytes(self.blob[edges[0] : edges[-1]]) if edges else b""
        base = edges[0] if edges else 0
        return (text[a - base : b - base] for a, b in pairwise(edges))

    def size(self, number: int) -> int:
        """Return how many bytes a string has."""
        return int(self.starts[number + 1] - self.starts[number])

    def place(self, string: bytes) -> int:
        """Give how many of the strings, which are sorted, are smaller."""
        low, high = 0, len(self)
        blob, starts = self.blob, self.starts
        while low < high:
            middle = (low + high) // 2
            if bytes(blob[starts[middle] : starts[middle + 1]]) < string:
                low = middle + 1
            else:
                high = middle
        return low

    def number(self, string: bytes) -> int | None:
        """Give the number of a string, None where it is not among them."""
        place = self.place(string)
        return place if place < len(self) and self[place] == string else None

    def beginning(self, prefix: bytes) -> range:
        """Give the numbers of the strings that begin so."""
        return range(self.place(prefix), self.place(prefix + b"\xff" * 8) if prefix else len(self))


def united(parts: Sequence[Strings]) -> tuple[Strings | list[bytes], list[NDArray[np.int64]]]:
    """Give all strings of the parts, sorted, each once, and for each part the new numbers of its own."""
    if len(parts) == 1:
        return parts[0], [np.arange(len(parts[0]))]
    together = sorted({string for part in parts for string in part})
    numbers = {string: number for number, string in enumerate(together)}
    return together, [np.array([numbers[string] for string in part], dtype=np.int64) for part in parts]


def write_strings(writer: ColumnsWriter, name: str, strings: Sequence[bytes]) -> None:
    """Write strings, in their order, under this name."""
    lengths: NDArray[np.int64] = np.fromiter(map(len, strings), dtype=np.int64, count=len(strings))
    writer.add(f"{name}.bytes", np.frombuffer(b"".join(strings), dtype=np.uint8))
    writer.add(f"{name}.starts", narrowest(starts_of(lengths)))


def narrowest(column: NDArray[np.integer]) -> NDArray[np.unsignedinteger]:
    """Give the column in the smallest unsigned numbers that hold it."""
    most = int(column.max(initial=0))
    return column.astype(np.min_scalar_type(most))
