"""Take standard input for an origin with one entry."""

import io
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256

from index import SkippedPage
from ingest.sources.archives import archive_format, members, open_member, parted
from ingest.sources.mhtml import is_mhtml, page_in
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

    def members(self, entry: Entry) -> Iterator[Entry | Beside | Unseen] | None:
        """Return what is in the entry where it is an archive, else None."""
        if parted(entry.key)[1] or not archive_format(self.content[:1_024]):
            return None
        return members(io.BytesIO(self.content), entry, largest=len(self.content) * 10 + 1_000_000)

    def open(self, entry: Entry, *, largest: int) -> Capture:
        """Return the page that came in, or a member of the archive."""
        inner = parted(entry.key)[1]
        if inner:
            return open_member(io.BytesIO(self.content), inner, name=entry.name, largest=largest)
        if len(self.content) > largest:
            size = f"{len(self.content) / 1e6:.0f} MB"
            raise SkippedPage(f"{NAME}: {size}, over the limit of {largest / 1e6:.0f} MB; raise it with --max-size")
        return page_in(self.content, name=NAME) if is_mhtml(self.content[:4_096]) else Capture(self.content)

    def holds(self, _key: str) -> bool:
        """Return True: what came in is nowhere to be looked for."""
        return True
