"""An entry and the file that holds it in, its bytes out with what was said of them, or why they cannot be had."""

import zlib
from collections.abc import Iterator
from typing import BinaryIO

from index import LargePage, UnreadablePage
from ingest.sources import mhtml
from ingest.sources.archives.formats import archive_format
from ingest.sources.archives.member import Bomb, CutShort, Member
from ingest.sources.containers import FIRST_BYTES, FRAME, members
from ingest.sources.keys import INSIDE, path_of
from ingest.sources.origin import Beside, Capture, Entry, Inner, Unseen
from ingest.sources.page_kinds import HEAD_BYTES, check_is_page, check_is_text


def file_capture(file: BinaryIO, entry: Entry, *, size: int, largest: int) -> Capture:
    """Return the capture of a file of so many bytes. Raises as `Origin.open` does."""
    head = file.read(HEAD_BYTES)
    check_is_text(head, entry.name)
    content = head + file.read(max(largest + 1 - len(head), 0))
    if len(content) > largest:
        # What is too large and no page is no page first of all.
        check_is_page(head, entry.name)
        raise too_large(entry.name, max(size, len(content)), largest)
    return capture(content, entry)


def data_capture(entry: Entry, *, largest: int) -> Capture:
    """Return the capture of an entry that has its data. Raises as `Origin.open` does."""
    content = entry.data or b""
    if len(content) > largest:
        raise too_large(entry.name, len(content), largest)
    check_is_text(content[:HEAD_BYTES], entry.name)
    return capture(content, entry)


def member_capture(file: BinaryIO, entry: Entry, *, largest: int) -> Capture:
    """Return the capture of a member of the archive that the file is. Raises as `Origin.open` does."""
    outer, _, inner = entry.key.partition(INSIDE)
    known = archive_format(file.read(FIRST_BYTES))
    file.seek(0)
    if known and known.at and entry.place >= 0 and INSIDE not in inner:
        try:
            return _unpacked(known.at(file, entry.place, entry.stamp), entry, largest)
        except (CutShort, Bomb) as error:
            raise UnreadablePage(f"{entry.name}: cannot be unpacked: {error}") from error
    if entry.stamp.size > largest:
        raise too_large(entry.name, entry.stamp.size, largest)
    if not known and inner.startswith(FRAME):
        return capture(file.read(largest + 1), entry)
    found = members(file, Entry(outer, entry.name.partition(INSIDE)[0]), largest=largest) or iter(())
    return _searched(found, entry, file, largest)


def capture(content: bytes, entry: Entry) -> Capture:
    """Return the content as a capture: of an MHTML the page in it, or the frame that the entry's key names."""
    if not mhtml.is_mhtml(content[:HEAD_BYTES]):
        return Capture(content, time=entry.time)
    saved = mhtml.parsed(content)
    number = entry.key.rpartition(INSIDE + FRAME)[2] if INSIDE + FRAME in entry.key else ""
    if number and not 0 < int(number) <= len(saved.frames):
        raise UnreadablePage(f"{entry.name}: the page has no such frame")
    page = saved.frames[int(number) - 1] if number else saved.page
    return Capture(page.content, page.address, page.charset, page.media_type, saved.time or entry.time)


def too_large(name: str, size: int, largest: int) -> LargePage:
    """Return what is said of a page over the limit, both in bytes."""
    return LargePage(f"{name}: {size / 1e6:.0f} MB, over the limit of {largest / 1e6:.0f} MB; raise it with --max-size")


def _unpacked(member: Member, entry: Entry, largest: int) -> Capture:
    if member.name != path_of(entry.key.partition(INSIDE)[2]):
        raise UnreadablePage(f"{entry.name}: the archive has changed since it was looked into")
    if member.refused:
        raise UnreadablePage(f"{entry.name}: {member.refused}")
    stream = member.unpack()
    head = stream.read(HEAD_BYTES)
    check_is_text(head, entry.name)
    content = head + stream.read(max(largest + 1 - len(head), 0))
    if max(len(content), entry.stamp.size) > largest:
        check_is_page(head, entry.name)
        raise too_large(entry.name, max(len(content), entry.stamp.size), largest)
    if zlib.crc32(content) != entry.stamp.number:
        raise UnreadablePage(f"{entry.name}: damaged: its checksum does not match")
    return capture(content, entry)


def _searched(found: Iterator[Inner], entry: Entry, file: BinaryIO, largest: int) -> Capture:
    """Return the capture of the member that has the entry's key, wherever it is in its archive."""
    one = next((one for one in found if one.key == entry.key), None)
    if one is None:
        raise UnreadablePage(f"{entry.name}: no longer in the archive")
    if isinstance(one, Beside | Unseen):
        raise UnreadablePage(f"{entry.name}: {one.reason}")
    if one.data is not None:
        return data_capture(one, largest=largest)
    file.seek(0)
    return member_capture(file, one, largest=largest)
