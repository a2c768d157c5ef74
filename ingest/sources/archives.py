"""Look into archives: what is in one, and the bytes of each member; an archive in an archive once."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import BinaryIO

from index import SkippedPage, UnreadablePage
from ingest.sources import tar_archive, zip_archive
from ingest.sources.keys import path_of
from ingest.sources.members import HEAD, Member, MemberGone, Members, Trouble, spooled
from ingest.sources.mhtml import is_mhtml, page_in
from ingest.sources.origin import Beside, Capture, Entry, Unseen

# What stands between the key of an archive and that of a member.
IN_ARCHIVE = "!/"
# An archive in an archive in an archive is nobody's pile of pages.
DEEPEST = 1


@dataclass(frozen=True, slots=True)
class Format:
    """A kind of archive: how its beginning looks, what is in one, and how a member is found again by its key."""

    what: str
    begins: Callable[[bytes], bool]
    members: Callable[[BinaryIO, int, str], Members]
    member: Callable[[BinaryIO, str, str], Member]


FORMATS = (
    Format("a ZIP archive", zip_archive.begins, zip_archive.members, zip_archive.member),
    Format("a TAR archive", tar_archive.begins, tar_archive.members, tar_archive.member),
)


def parted(key: str) -> tuple[str, str]:
    """Return the key of a file and, where the key is of something in it, the key in there."""
    own, _, inner = key.partition(IN_ARCHIVE)
    return own, inner


def archive_format(head: bytes) -> Format | None:
    """Return which archive begins so, None for what is none."""
    return next((one for one in FORMATS if one.begins(head)), None)


def members(file: BinaryIO, entry: Entry, *, largest: int, depth: int = 0) -> Iterator[Entry | Beside | Unseen]:
    """Yield what is in an archive; one whose bytes cannot be had again for little carries them, up to the largest size.

    What is cut short, or unfolds to far more than pages do, ends with Unseen after what could be read of it.
    """
    file.seek(0)
    found = archive_format(file.read(HEAD))
    if found is None:
        yield Unseen(entry.key, entry.name, "is no archive any more")
        return
    count = 0
    try:
        for member in found.members(file, largest, _stem(entry.key)):
            count += 1
            yield from _member(member, entry, largest=largest, depth=depth)
    except Trouble as error:
        yield Unseen(entry.key, entry.name, f"{error}; {count:,} members were read before that")


def _member(member: Member, archive: Entry, *, largest: int, depth: int) -> Iterator[Entry | Beside | Unseen]:
    key, name = f"{archive.key}{IN_ARCHIVE}{member.key}", f"{archive.name}{IN_ARCHIVE}{member.name}"
    if member.beside:
        yield Beside(key, name, member.beside)
        return
    if member.trouble or not archive_format(member.head()):
        data = member.data if depth == 0 else member.content(largest)
        yield Entry(key, name, member.stamp, data)
        return
    if depth >= DEEPEST:
        yield Beside(key, name, "an archive in an archive in an archive")
        return
    with spooled(member) as inner:
        yield from members(inner, Entry(key, name, member.stamp), largest=largest, depth=depth + 1)


def open_member(file: BinaryIO, key: str, *, name: str, largest: int) -> Capture:
    """Return the bytes of the member with this key, whose archive is the file.

    Raises SkippedPage for a larger one, UnreadablePage for one that cannot be read.
    """
    archive_key, inner = parted(key)
    own, deeper = parted(inner)
    named = _stem(archive_key)
    file.seek(0)
    found = archive_format(file.read(HEAD))
    try:
        if found is None:
            raise UnreadablePage(f"{name}: cannot be read: its archive is no archive any more")
        member = found.member(file, own, named)
        if deeper:
            with spooled(member) as archive:
                return open_member(archive, f"{own}{IN_ARCHIVE}{deeper}", name=name, largest=largest)
        if member.trouble:
            raise UnreadablePage(f"{name}: cannot be read: {member.trouble}")
        content = member.content(largest)
    except (Trouble, MemberGone) as error:
        raise UnreadablePage(f"{name}: cannot be read: {error}") from error
    if content is None:
        size, limit = f"{member.stamp.size / 1e6:.0f} MB", f"{largest / 1e6:.0f} MB"
        raise SkippedPage(f"{name}: {size}, over the limit of {limit}; raise it with --max-size")
    return captured(content, name=name, time=member.time)


def captured(content: bytes, *, name: str, time: str = "") -> Capture:
    """Return the bytes of a page as they were captured; one that was saved as MHTML is taken out of it."""
    return page_in(content, name=name) if is_mhtml(content[:HEAD]) else Capture(content, time=time)


def _stem(key: str) -> str:
    """Return how the one file is named that a file of this key was folded from."""
    return PurePosixPath(path_of(key)).stem or "page"
