"""What every format of archives gives of a member, and what can be wrong with an archive."""

import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import BinaryIO, cast

from ingest.sources.keys import key_of, shown
from ingest.sources.origin import Stamp

# Bytes of the beginning by which content is told.
HEAD = 4_096
# Pages unfold to five or ten times their size; what unfolds to more than this, and to much, is made to harm.
MAX_RATIO, FREE = 200, 100_000_000
# An archive in an archive is unfolded to a file, which takes so much of the disk at the most.
MAX_INNER, IN_MEMORY = 2_000_000_000, 8_000_000
SECOND_NS = 1_000_000_000


class Trouble(Exception):
    """An archive that cannot be read to its end, and why."""


class MemberGone(Exception):
    """An archive that has no such member any more."""


@dataclass(frozen=True, slots=True)
class Member:
    """One member of an archive.

    `opened` gives its content as a stream from its beginning; `data` is its content where the archive cannot go back
    to it. `beside` says what it is that is no page whatever it holds, `trouble` why it cannot be read.
    """

    path: str
    stamp: Stamp
    opened: Callable[[], BinaryIO] = field(repr=False)
    data: bytes | None = field(default=None, repr=False)
    beside: str = ""
    trouble: str = ""
    suffix: str = ""

    @property
    def key(self) -> str:
        """Return the key of the member in its archive; a suffix parts it from another of the same path."""
        return key_of(self.path) + self.suffix

    @property
    def name(self) -> str:
        """Return its path as people read it."""
        return shown(self.path) + self.suffix

    @property
    def time(self) -> str:
        """Return its time in ISO 8601, "" where the archive states none."""
        seconds = self.stamp.time // SECOND_NS
        return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="seconds") if seconds > 0 else ""

    def head(self) -> bytes:
        """Return the first bytes of its content. Raises Trouble."""
        return self.data[:HEAD] if self.data is not None else self.opened().read(HEAD)

    def content(self, largest: int) -> bytes | None:
        """Return its content, None where that is more than so many bytes. Raises Trouble."""
        if self.data is not None:
            return self.data if len(self.data) <= largest else None
        if self.stamp.size > largest:
            return None
        content = self.opened().read(largest + 1)
        return content if len(content) <= largest else None


Members = Iterator[Member]


def beside(path: str) -> str:
    """Return why a member is no page by its path alone, "" for one that may be."""
    parts = path.split("/")
    return (
        "hidden"
        if "__MACOSX" in parts or any(part.startswith(".") and part not in (".", "..") for part in parts)
        else ""
    )


def parted_again(found: Members) -> Members:
    """Yield the members, with a suffix for each whose path another had before."""
    seen: dict[str, int] = {}
    for member in found:
        times = seen[member.path] = seen.get(member.path, 0) + 1
        yield member if times == 1 else replace(member, suffix=f"%23{times}")


def check_ratio(unfolded: int, folded: int) -> None:
    """Return for what pages may unfold to. Raises Trouble for a bomb."""
    if unfolded > FREE and unfolded > MAX_RATIO * max(1, folded):
        raise Trouble(f"looks like a bomb: {unfolded / 1e6:,.0f} MB in {folded / 1e6:,.1f} MB")


@contextmanager
def spooled(member: Member) -> Iterator[BinaryIO]:
    """Give a member's content as a file that can be read in any order. Raises Trouble."""
    with tempfile.SpooledTemporaryFile(IN_MEMORY) as file:
        source, left = member.opened(), MAX_INNER
        while left > 0 and (piece := source.read(1_000_000)):
            file.write(piece)
            left -= len(piece)
        if left <= 0:
            raise Trouble(f"unfolds to more than {MAX_INNER / 1e9:.0f} GB")
        file.seek(0)
        yield cast("BinaryIO", file)
