"""What every format of archive gives: its members one after another, or the reason why there are no more."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from math import isfinite
from typing import BinaryIO, Protocol

from ingest.sources.origin import Stamp

# The largest number that SQLite holds.
LARGEST_NUMBER = 2**63 - 1


class CutShort(Exception):
    """The archive, or one member of it, ends before its end or is damaged; says how."""


class Bomb(Exception):
    """The archive would unpack into far more than it holds; says what gave it away."""


def bounded(number: float) -> int:
    """Return what an archive states as a whole number that a database can hold; 0 for what is none."""
    return int(min(max(number, 0), LARGEST_NUMBER)) if isfinite(number) else 0


class Readable(Protocol):
    """A stream of unpacked bytes."""

    def read(self, size: int, /) -> bytes:
        """Return so many bytes, fewer at the end. Raises CutShort and Bomb."""


@dataclass(frozen=True, slots=True)
class Member:
    """A member of an archive, with its name as the archive has it.

    `beside` says what it is if it is no file, and `refused` why it cannot be unpacked. `place` is where it begins in
    an archive that may be read in any order; where it is -1, `unpack` works only until the next member is asked for.
    """

    name: bytes
    stamp: Stamp
    unpack: Callable[[], Readable]
    time: str = ""
    place: int = -1
    beside: str = ""
    refused: str = ""


@dataclass(frozen=True, slots=True)
class Format:
    """A format of archive: how its files begin, what its members are, and which member begins at a place.

    `begins` is asked of a file's first bytes. `package` says what a file of this format is that holds no pages of its
    own, such as a program; empty for an archive.
    """

    begins: Callable[[bytes], bool]
    members: Callable[[BinaryIO], Iterator[Member]]
    at: Callable[[BinaryIO, int, Stamp], Member] | None = None
    package: Callable[[BinaryIO], str] = lambda _: ""
