"""Walk through a folder: each file in it once, however many ways lead there, and what could not be looked into."""

import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

from index import SkippedPage, UnreadablePage
from ingest.sources.archives import archive_format, captured, members, open_member, parted
from ingest.sources.keys import key_of, path_of, shown
from ingest.sources.origin import Beside, Capture, Entry, Mount, Stamp, Unseen

HEAD = 4_096
# Inodes of some file systems are larger than what the record takes for a number.
INODES = 2**61
# What is never waited for: a FIFO without a writer is opened at once.
OPENING = os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC
SPECIAL = (
    (stat.S_ISFIFO, "a FIFO"),
    (stat.S_ISSOCK, "a socket"),
    (stat.S_ISBLK, "a device"),
    (stat.S_ISCHR, "a device"),
    (stat.S_ISDIR, "a folder"),
)
Found = Entry | Beside | Mount | Unseen


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder by its real path, or with a scope the file or folder in it that has this key.

    `mounts` are the keys of folders in it that are known to lie on disks of their own.
    """

    root: str
    scope: str = ""
    mounts: frozenset[str] = frozenset()

    @property
    def name(self) -> str:
        """Return what the record knows the origin by."""
        return key_of(self.root)

    def entries(self) -> Iterator[Found]:
        """Yield what is in the folder, by name, a folder's own files before those of the folders in it.

        A link to something in the folder is passed over, as that is found itself; so no key depends on a link.
        """
        place = self._path(self.scope)
        try:
            found = Path(place).stat()
        except OSError as error:
            yield Unseen(self.scope, shown(place), _reason(error))
            return
        if not stat.S_ISDIR(found.st_mode):
            yield Entry(self.scope, self._shown(self.scope), _stamp(found))
            return
        yield from self._walk(place, found)

    def members(self, entry: Entry, *, largest: int) -> Iterator[Entry | Beside | Unseen] | None:
        """Return what is in a file that is an archive, None for one that is none."""
        return self._members(entry, largest) if self.is_archive(entry.key) else None

    def is_archive(self, key: str) -> bool:
        """Return whether the file with this key is an archive; False where it cannot be opened."""
        if parted(key)[1]:
            return False
        try:
            with self._opened(key) as file:
                return archive_format(file.read(HEAD)) is not None
        except OSError:
            return False

    def open(self, entry: Entry, *, largest: int) -> Capture:
        """Return the bytes of a file, or of what is in an archive. A page that was saved as MHTML is taken out of it.

        Raises SkippedPage for what is no file or larger, UnreadablePage for what cannot be read.
        """
        if entry.data is not None:
            return captured(entry.data, name=entry.name)
        own, inner = parted(entry.key)
        try:
            _check_file(Path(self._path(own)).stat(), entry.name)
            with self._opened(own) as file:
                if inner:
                    return open_member(file, entry.key, name=entry.name, largest=largest)
                return _capture(file, entry.name, largest)
        except OSError as error:
            raise UnreadablePage(f"{entry.name}: cannot be read: {_reason(error)}") from error

    def holds(self, key: str) -> bool:
        """Return whether an entry with this key is still there; True where that cannot be told."""
        own = parted(key)[0]
        try:
            os.lstat(self._path(own))
        except (FileNotFoundError, NotADirectoryError):
            return any(own.startswith(f"{mount}/") and not self._is_mounted(mount) for mount in self.mounts)
        except OSError:
            return True
        return True

    def _walk(self, place: str, found: os.stat_result) -> Iterator[Found]:
        visited: set[tuple[int, int]] = set()
        waiting = [(place, self.scope, found)]
        while waiting:
            path, key, about = waiting.pop()
            if (about.st_dev, about.st_ino) in visited:
                yield Beside(key, self._shown(key), "a folder that was looked into under another name")
                continue
            visited.add((about.st_dev, about.st_ino))
            inner: list[tuple[str, str, os.stat_result]] = []
            yield from self._listed(path, key, about, inner)
            waiting += reversed(inner)

    def _listed(
        self, path: str, key: str, about: os.stat_result, inner: list[tuple[str, str, os.stat_result]]
    ) -> Iterator[Found]:
        """Yield what a folder holds itself, and add the folders in it to `inner`."""
        try:
            with os.scandir(path) as listing:
                entries = sorted(listing, key=lambda entry: entry.name)
        except OSError as error:
            yield Unseen(key, self._shown(key) or shown(path), _reason(error))
            return
        for entry in entries:
            own = key_of(entry.name) if not key else f"{key}/{key_of(entry.name)}"
            try:
                one = self._one(entry, own, about.st_dev)
            except FileNotFoundError:
                # It went while we looked.
                continue
            except OSError as error:
                one = Unseen(own, self._shown(own), _reason(error))
            if isinstance(one, os.stat_result):
                inner.append((entry.path, own, one))
                if one.st_dev != about.st_dev:
                    yield Mount(own, self._shown(own))
            else:
                yield one

    def _one(self, entry: os.DirEntry[str], key: str, device: int) -> Found | os.stat_result:
        """Return what one name in a folder is; a folder to look into is given by what is known of it."""
        if entry.name.startswith("."):
            return Beside(key, self._shown(key), "hidden")
        if entry.is_symlink():
            return self._link(entry, key)
        about = entry.stat(follow_symlinks=False)
        if not entry.is_dir(follow_symlinks=False):
            return Entry(key, self._shown(key), _stamp(about))
        if key in self.mounts and about.st_dev == device:
            return Unseen(key, self._shown(key), "the disk that was mounted here is not")
        return about

    def _link(self, entry: os.DirEntry[str], key: str) -> Found | os.stat_result:
        """Return what a link is: nothing of its own, unless it shows something that is hidden in the folder."""
        name = self._shown(key)
        try:
            real = os.path.realpath(entry.path, strict=True)
        except OSError:
            return Beside(key, name, "a link to nothing, or to itself")
        if not real.startswith(self.root.rstrip("/") + "/"):
            return Beside(key, name, "a link that leads out of the folder" if real != self.root else "a link to itself")
        inner = os.path.relpath(real, self.root)
        if not any(part.startswith(".") for part in Path(inner).parts):
            return Beside(key, name, f"a link to {shown(inner)}")
        about = Path(real).stat()
        return about if stat.S_ISDIR(about.st_mode) else Entry(key, name, _stamp(about))

    def _members(self, entry: Entry, largest: int) -> Iterator[Entry | Beside | Unseen]:
        try:
            with self._opened(entry.key) as file:
                yield from members(file, entry, largest=largest)
        except OSError as error:
            yield Unseen(entry.key, entry.name, _reason(error))

    def _is_mounted(self, mount: str) -> bool:
        path = self._path(mount)
        try:
            return Path(path).stat().st_dev != Path(path).parent.stat().st_dev
        except OSError:
            return False

    def _opened(self, key: str) -> BinaryIO:
        return open(os.open(self._path(key), OPENING), "rb")  # noqa: PTH123 - Path has no such flags

    def _path(self, key: str) -> str:
        return os.path.join(self.root, path_of(key)) if key else self.root  # noqa: PTH118 - a thousand times as often

    def _shown(self, key: str) -> str:
        return shown(path_of(key)) if "%" in key else shown(key)


def _capture(file: BinaryIO, name: str, largest: int) -> Capture:
    about = os.fstat(file.fileno())
    _check_file(about, name)
    # It may be longer by now than it says, or say nothing of its length at all.
    content = file.read(largest + 1) if about.st_size <= largest else b""
    if about.st_size > largest or len(content) > largest:
        size = f"{max(about.st_size, len(content)) / 1e6:.0f} MB"
        raise SkippedPage(f"{name}: {size}, over the limit of {largest / 1e6:.0f} MB; raise it with --max-size")
    return captured(content, name=name, time=datetime.fromtimestamp(about.st_mtime, UTC).isoformat(timespec="seconds"))


def _check_file(about: os.stat_result, name: str) -> None:
    if not stat.S_ISREG(about.st_mode):
        what = next((what for is_kind, what in SPECIAL if is_kind(about.st_mode)), "something else")
        raise SkippedPage(f"{name}: {what}, not a file")


def _stamp(about: os.stat_result) -> Stamp:
    return Stamp(about.st_mtime_ns, about.st_size, about.st_ino % INODES)


def _reason(error: OSError) -> str:
    return (error.strerror or str(error)).lower() if error.errno else str(error)
