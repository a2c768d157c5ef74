"""Take standard input for an origin with one entry."""

import io
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256

from index import SkippedPage
from ingest.sources.archives import archive_format, captured, members, open_member, parted
from ingest.sources.members import HEAD
from ingest.sources.origin import Beside, Capture, Entry, Mount, Unseen

NAME = "standard input"


@dataclass(frozen=True, slots=True)
class StandardInput:
    """What came in, known by its content: another page that comes in later is another entry."""

    content: bytes
    name: str = "-"

    def entries(self) -> Iterator[Entry | Beside | Mount | Unseen]:
        """Yield the one entry."""
        yield Entry(sha256(self.content).hexdigest()[:16], NAME, data=self.content)

    def members(self, entry: Entry, *, largest: int) -> Iterator[Entry | Beside | Unseen] | None:
        """Return what is in the entry where it is an archive, else None."""
        if parted(entry.key)[1] or not archive_format(self.content[:HEAD]):
            return None
        return members(io.BytesIO(self.content), entry, largest=largest)

    def open(self, entry: Entry, *, largest: int) -> Capture:
        """Return the page that came in, or a member of the archive."""
        inner = parted(entry.key)[1]
        if inner and entry.data is not None:
            return captured(entry.data, name=entry.name)
        if inner:
            return open_member(io.BytesIO(self.content), entry.key, name=entry.name, largest=largest)
        if len(self.content) > largest:
            size = f"{len(self.content) / 1e6:.0f} MB"
            raise SkippedPage(f"{NAME}: {size}, over the limit of {largest / 1e6:.0f} MB; raise it with --max-size")
        return captured(self.content, name=NAME)

    def holds(self, _key: str) -> bool:
        """Return True: what came in is nowhere to be looked for."""
        return True
