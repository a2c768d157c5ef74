"""Standard input as a place that pages come from: one page, or an archive of many."""

import io
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256

from index import UnreadablePage
from ingest.sources.captures import data_capture, member_capture
from ingest.sources.containers import members
from ingest.sources.keys import INSIDE
from ingest.sources.origin import Capture, Entry, Found, Inner, Stamp

KEY_DIGITS = 16


@dataclass(frozen=True, slots=True)
class StandardInput:
    """What was read from standard input. It is sent to another process without its content, which the entries have."""

    content: bytes
    name: str = "-"

    def __reduce__(self) -> tuple[type["StandardInput"], tuple[bytes, str]]:
        return StandardInput, (b"", self.name)

    def entries(self) -> Iterator[Found]:
        """Yield the one entry that it is."""
        yield self._entry()

    def members(self, entry: Entry, *, largest: int) -> Iterator[Inner] | None:
        """Return what the entry holds if it is an archive or a page with frames; None if it is neither."""
        if entry.data is None:
            return None
        return members(io.BytesIO(entry.data), entry, largest=largest)

    def open(self, entry: Entry, *, largest: int) -> Capture:
        """Return the entry's bytes; raises as every Origin does."""
        if entry.data is not None:
            return data_capture(entry, largest=largest)
        if INSIDE in entry.key:
            return member_capture(io.BytesIO(self.content), entry, largest=largest)
        raise UnreadablePage(f"{entry.name}: standard input cannot be read again")

    def holds(self, key: str) -> bool:
        """Return True: what came from standard input cannot be asked for again."""
        return True

    def _entry(self) -> Entry:
        # Known by its content: another page that comes in later is another entry.
        key = sha256(self.content).hexdigest()[:KEY_DIGITS]
        return Entry(key, "standard input", Stamp(0, len(self.content), zlib.crc32(self.content)), data=self.content)
