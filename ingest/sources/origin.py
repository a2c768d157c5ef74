"""What every place that pages come from offers: its entries one after another, and each one's bytes."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

MAX_NUMBER = 2**62 - 1


@dataclass(frozen=True, slots=True)
class Stamp:
    """What tells without reading that an entry is as it was: its time in nanoseconds, its bytes, and its number.

    `number` is the inode of a file, or the checksum that an archive states of a member. A time of 0 never matches.
    """

    time: int = 0
    size: int = 0
    number: int = 0

    def bounded(self) -> "Stamp":
        """Return the stamp as a record can keep it: file systems and archives may state any number."""
        numbers = self.time, self.size, self.number
        if min(numbers) >= 0 and max(numbers) <= MAX_NUMBER:
            return self
        return Stamp(*(max(0, min(number, MAX_NUMBER)) for number in numbers))


@dataclass(frozen=True, slots=True)
class Entry:
    """Something in an origin that may be a page.

    `key` tells it from every other entry of its origin and leads back to it: no two names of files share one, and
    any name of a file has one. Its parts are parted by slashes; what is in an archive stands behind "!/".
    `name` is the key as a person reads it. `data` is the content where it cannot be had again (standard input,
    the members of a TAR); None where `open` reads it. `time` is what an archive says of when it was made, in ISO 8601,
    and `place` where in its archive it begins, so that it is found at once; -1 where that is not known.
    """

    key: str
    name: str
    stamp: Stamp = Stamp()
    data: bytes | None = None
    time: str = ""
    place: int = -1


@dataclass(frozen=True, slots=True)
class Unseen:
    """A place in an origin that could not be looked into, with the reason; nothing under its key is ever forgotten.

    An empty key is the origin itself.
    """

    key: str
    name: str
    reason: str


@dataclass(frozen=True, slots=True)
class Beside:
    """Something in an origin that is no page whatever it holds: a hidden file, a link that leads out of the folder."""

    key: str
    name: str
    reason: str


@dataclass(frozen=True, slots=True)
class Mount:
    """A folder of an origin that lies on a disk of its own: nothing under its key is forgotten while that is away."""

    key: str
    name: str


# What a walk over an origin comes upon, and what is found in an archive.
Found = Entry | Beside | Unseen | Mount
Inner = Entry | Beside | Unseen


@dataclass(frozen=True, slots=True)
class Capture:
    """The bytes of an entry, with what was said of them when they were captured; empty where nothing was.

    `address` is where the page was saved from, `charset` and `media_type` what its server said, `time` ISO 8601.
    """

    content: bytes
    address: str = ""
    charset: str = ""
    media_type: str = ""
    time: str = ""


class Origin(Protocol):
    """A place that pages come from. It can be sent to another process, which opens entries there.

    `name` tells it from every other origin: the absolute path of a folder, or "-" for standard input.
    """

    @property
    def name(self) -> str:
        """Return what the record knows the origin by."""

    def entries(self) -> Iterator[Found]:
        """Yield all that is in the origin, each once, the same in the same order while nothing changes."""

    def members(self, entry: Entry, *, largest: int) -> Iterator[Inner] | None:
        """Return what to read in place of an entry that holds several: an archive, or a page saved with its frames.

        None for every other entry. Members of more than `largest` bytes are given without their data, and `open`
        says that they are too large.
        """

    def open(self, entry: Entry, *, largest: int) -> Capture:
        """Return the entry's bytes.

        Raises NotAPage or SkippedPage for one whose first bytes are no page's, SkippedPage for one that holds more
        than `largest` bytes, UnreadablePage for one that cannot be read.
        """

    def holds(self, key: str) -> bool:
        """Return whether an entry with this key is still there; True where that cannot be told."""
