"""An entry that holds several pages in, an archive or an MHTML with frames, its members out, each under its key."""

import tempfile
import zlib
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from io import SEEK_END, BytesIO
from posixpath import splitext
from typing import BinaryIO, cast

from index import NotAPage, SkippedPage, counted
from ingest.sources import mhtml
from ingest.sources.archives.formats import archive_format
from ingest.sources.archives.member import Bomb, CutShort, Format, Member, Readable
from ingest.sources.archives.unpacking import BOMB_BYTES, BOMB_RATIO, CHUNK
from ingest.sources.keys import INSIDE, inside, key_of, name_of, path_of, twin, with_note
from ingest.sources.origin import Beside, Entry, Inner, Stamp, Unseen
from ingest.sources.page_kinds import HEAD_BYTES, check_is_page, check_is_text

# An archive in an archive is looked into, one in that is not.
DEEPEST = 2
# What of an archive in an archive is held in memory, and what at most on disk.
IN_MEMORY, ON_DISK = 16 << 20, 2 << 30
# What of a member tells an archive or an MHTML.
FIRST_BYTES = 4_096
# The key of a frame in the MHTML that holds it, which no name of a member has: a percent sign there begins two digits.
FRAME = "%frame-"


def members(file: BinaryIO, entry: Entry, *, largest: int) -> Iterator[Inner] | None:
    """Return what to read in place of the entry, and close its file after that; None for one that holds no others.

    Members that cannot be opened later come with their data, if that is not more than `largest` bytes.
    """
    head = file.read(HEAD_BYTES)
    file.seek(0)
    if known := archive_format(head):
        archive = Archive(entry.key, entry.name, file, known, largest, is_lasting=entry.data is None)
        return _closing(file, archive.members())
    content = file.read(largest + 1) if mhtml.is_mhtml(head) else b""
    file.close()
    if not content or len(content) > largest:
        return None
    found = list(of_mhtml(content, entry))
    return iter(found) if len(found) > 1 else None


def of_mhtml(content: bytes, entry: Entry) -> Iterator[Inner]:
    """Yield the page in an MHTML under the entry's own key, its frames if they are what was saved, what it lacks."""
    saved = mhtml.parsed(content)
    yield entry
    if saved.frames and saved.is_frame_for_others:
        for i in range(len(saved.frames)):
            key, name = inside(entry.key, f"{FRAME}{i + 1}"), with_note(entry.name, f"frame {i + 1}")
            yield replace(entry, key=key, name=name, stamp=replace(entry.stamp, number=entry.stamp.number + i + 1))
    elif saved.frames:
        count = len(saved.frames)
        name = with_note(entry.name, counted(count, "frame"))
        yield Beside(inside(entry.key, f"{FRAME}1"), name, "frames in a page that has text of its own")
    if saved.flaw:
        yield Unseen(entry.key, entry.name, f"cut short: {saved.flaw}; what is there was read")


@dataclass(slots=True)
class Archive:
    """An archive that is looked into: under which key and name, in which format, and how deep it lies in others."""

    key: str
    name: str
    file: BinaryIO
    format: Format
    largest: int
    is_lasting: bool
    depth: int = 1
    packed: int = 0
    stated: int = 0
    count: int = 0
    names: Counter[bytes] = field(default_factory=Counter)

    def members(self) -> Iterator[Inner]:
        """Yield the members; at the end what could not be read, and why."""
        self.packed = self.file.seek(0, SEEK_END)
        self.file.seek(0)
        try:
            if what := self.format.package(self.file):
                yield Beside(self.key, self.name, f"{what}, not an archive of pages")
                return
            self.file.seek(0)
            for member in self.format.members(self.file):
                self._guard(member)
                if not member.name.endswith(b"/"):
                    yield from self._found(member)
                    self.count += 1
            if not self.count:
                yield Beside(self.key, self.name, "an archive without members")
        except CutShort as error:
            yield Unseen(self.key, self.name, f"cut short after {self._so_far()}: {error}")
        except Bomb as error:
            yield Unseen(self.key, self.name, f"looks like a bomb, left after {self._so_far()}: {error}")
        except OSError as error:
            yield Unseen(self.key, self.name, f"cannot be read after {self._so_far()}: {error.strerror or error}")

    def _so_far(self) -> str:
        return counted(self.count, "member")

    def _guard(self, member: Member) -> None:
        self.stated += member.stamp.size
        if member.place >= 0 and self.stated > BOMB_BYTES and self.stated > BOMB_RATIO * self.packed:
            raise Bomb(f"{self.packed:,} bytes unpack into {self.stated:,} and more")

    def _found(self, member: Member) -> Iterator[Inner]:
        name = member.name or self._own_name()
        self.names[name] += 1
        entry = self._entry(name, member, self.names[name])
        if reason := member.beside or _hidden(name):
            yield Beside(entry.key, entry.name, reason)
        elif not member.refused:
            yield from self._unpacked(member, entry)
        elif self._can_reopen(member):
            yield entry
        else:
            yield Unseen(entry.key, entry.name, member.refused)

    def _entry(self, name: bytes, member: Member, count: int) -> Entry:
        key, shown = inside(self.key, key_of(name)), f"{self.name}!/{_shown(name)}"
        if count > 1:
            key, shown = twin(key, count), with_note(shown, str(count))
        return Entry(key, shown, member.stamp, time=member.time, place=member.place if self._can_reopen(member) else -1)

    def _own_name(self) -> bytes:
        """Return the name of what is packed alone: that of the file, without its last ending."""
        return splitext(path_of(self.key.rpartition(INSIDE)[2]).rpartition(b"/")[2])[0]

    def _can_reopen(self, member: Member) -> bool:
        """Return whether the member can be opened later, by its place."""
        return member.place >= 0 and self.is_lasting

    def _unpacked(self, member: Member, entry: Entry) -> Iterator[Inner]:
        try:
            stream = member.unpack()
            head = stream.read(FIRST_BYTES)
        except CutShort as error:
            # A damaged member of a ZIP says nothing of the others; opening it says what is wrong.
            if member.place < 0:
                raise
            yield entry if self._can_reopen(member) else Unseen(entry.key, entry.name, str(error))
            return
        if known := archive_format(head):
            yield from self._nested(known, head, stream, entry)
        elif self._can_reopen(member) and not mhtml.is_mhtml(head):
            yield entry
        else:
            yield from self._with_data(head, stream, member, entry)

    def _with_data(self, head: bytes, stream: Readable, member: Member, entry: Entry) -> Iterator[Inner]:
        if reason := _beside(head, entry.name, is_whole=True):
            yield Beside(entry.key, entry.name, reason)
            return
        content = head + stream.read(max(self.largest + 1 - len(head), 0))
        size = max(len(content), member.stamp.size)
        crc = zlib.crc32(content)
        if size > self.largest:
            reason = _beside(head, entry.name, is_whole=False)
            large = replace(entry, stamp=replace(entry.stamp, size=size))
            yield Beside(entry.key, entry.name, reason) if reason else large
        elif member.place >= 0 and crc != member.stamp.number:
            yield Unseen(entry.key, entry.name, "damaged: its checksum does not match")
        else:
            entry = replace(entry, stamp=Stamp(entry.stamp.time, size, crc), data=content)
            yield from of_mhtml(content, entry) if mhtml.is_mhtml(head) else (entry,)

    def _nested(self, known: Format, head: bytes, stream: Readable, entry: Entry) -> Iterator[Inner]:
        if self.depth == DEEPEST:
            # Its first bytes tell an Office document, which is none, from an archive.
            what = known.package(BytesIO(head))
            reason = f"{what}, not an archive of pages" if what else "an archive in an archive in an archive"
            yield (Beside if what else Unseen)(entry.key, entry.name, reason)
            return
        with tempfile.SpooledTemporaryFile(IN_MEMORY) as copy:
            # What is there of one that is cut short is read, and it says so itself.
            with suppress(CutShort):
                _copy(head, stream, copy)
            yield from self._inner(known, cast("BinaryIO", copy), entry).members()

    def _inner(self, known: Format, file: BinaryIO, entry: Entry) -> "Archive":
        return Archive(entry.key, entry.name, file, known, self.largest, is_lasting=False, depth=self.depth + 1)


def _closing(file: BinaryIO, found: Iterator[Inner]) -> Iterator[Inner]:
    with file:
        yield from found


def _copy(head: bytes, stream: Readable, copy: "tempfile.SpooledTemporaryFile[bytes]") -> None:
    data, size = head, 0
    while data:
        size += copy.write(data)
        if size > ON_DISK:
            raise Bomb(f"an archive in it has more than {ON_DISK:,} bytes")
        data = stream.read(CHUNK)


def _beside(head: bytes, name: str, *, is_whole: bool) -> str:
    """Return why a member is no page, if its first bytes say so; of one that is too large its name may say so too."""
    try:
        (check_is_text if is_whole else check_is_page)(head, name)
    except NotAPage as error:
        return str(error).removeprefix(f"{name}: ")
    except SkippedPage:
        # Opening it says so.
        return ""
    return ""


def _hidden(name: bytes) -> str:
    parts = name.split(b"/")
    if parts[0] == b"__MACOSX":
        return "what macOS says of another file"
    return "hidden" if any(part.startswith(b".") and part not in (b".", b"..") for part in parts) else ""


def _shown(name: bytes) -> str:
    """Return a member's name for people; where it is no UTF-8 it is in the letters of the first PCs, as ZIP has it."""
    try:
        return name_of(name.decode("utf-8"))
    except UnicodeDecodeError:
        return name_of(name.decode("cp437"))
