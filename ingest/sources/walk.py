"""A folder in, all that lies in it out: each file once, under a name that no link decides."""

import os
import shlex
import stat
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from ingest.sources.disk import device_above, is_on_disk_of_its_own, opened_folder, reason, status
from ingest.sources.keys import is_under, key_of, name_of, path_of
from ingest.sources.origin import Beside, Entry, Found, Mount, Stamp, Unseen

# Longer paths are made by programs that went astray.
LONGEST_PATH = 1_000_000


class Place(NamedTuple):
    """A folder below the root as the disk, the record and a person name it, and the device of the one above."""

    path: str
    key: str
    name: str
    device: int

    def inner(self, name: str, device: int) -> "Place":
        """Return what lies in it under that name."""
        if not self.path:
            return Place(name, key_of(name), name_of(name), device)
        return Place(f"{self.path}/{name}", f"{self.key}/{key_of(name)}", f"{self.name}/{name_of(name)}", device)


@dataclass(frozen=True, slots=True)
class Listing:
    """What a folder holds: real folders, links, and all else, each in the order of their names."""

    folders: list[str]
    links: list[str]
    files: list[os.DirEntry[str]]


class Walk:
    """A walk over the folder `root`, or the part of it at `scope`, that visits each (device, inode) once.

    It goes by a stack, so that no depth is too deep for it, and follows links after all real folders, and only those
    into hidden folders, where nothing else leads. `mounts` are the keys of folders that once lay on other disks.
    """

    def __init__(self, root: str, *, scope: str = "", mounts: frozenset[str] = frozenset()) -> None:
        self._root, self._scope, self._mounts = root, scope, mounts
        self._met: set[str] = set()
        self._seen: set[tuple[int, int]] = set()
        self._folders: list[Place] = []
        self._links: deque[Place] = deque()
        # From the first link on, files too: in a folder to which a link leads there may be one that another led to.
        self._is_amid_links = False

    def found(self) -> Iterator[Found]:
        """Yield what lies there."""
        path = os.fsdecode(path_of(self._scope))
        try:
            start = Place(path, self._scope, name_of(path or self._root), device_above(self._root, path))
            if unmounted := self._unmounted_above():
                yield self._unmounted(unmounted, name_of(path_of(unmounted)))
                return
            if path and not stat.S_ISDIR((told := status(self._root, path)).st_mode):
                yield Entry(start.key, start.name, _stamp(told))
                return
        except OSError as error:
            yield Unseen(self._scope, name_of(path or self._root), f"cannot be looked into: {reason(error)}")
            return
        self._folders.append(start)
        while self._folders or self._links:
            yield from self._folder(self._folders.pop()) if self._folders else self._link(self._links.popleft())
        # A system may take away the folder that a disk was mounted on as well.
        for key in sorted(key for key in self._mounts - self._met if is_under(key, self._scope)):
            yield self._unmounted(key, name_of(path_of(key)))

    def _unmounted(self, key: str, name: str) -> Unseen:
        place = f"{self._root}/{os.fsdecode(path_of(key))}" if key else self._root
        forget = shlex.join(("vade", "forget", name_of(place)))
        return Unseen(key, name, f"the disk that was mounted here is not; if it is gone for good: {forget}")

    def _unmounted_above(self) -> str | None:
        above = (key for key in sorted(self._mounts) if key != self._scope and is_under(self._scope, key))
        return next((k for k in above if not is_on_disk_of_its_own(self._root, os.fsdecode(path_of(k)))), None)

    def _folder(self, place: Place) -> Iterator[Found]:
        self._met.add(place.key)
        if len(place.path) > LONGEST_PATH:
            yield Unseen(place.key, place.name, f"its path has more than {LONGEST_PATH:,} letters")
            return
        try:
            with opened_folder(self._root, place.path) as folder:
                told = os.fstat(folder)
                yield from self._opened(place, folder, told)
        except OSError as error:
            yield Unseen(place.key, place.name, f"cannot be looked into: {reason(error)}")

    def _opened(self, place: Place, folder: int, told: os.stat_result) -> Iterator[Found]:
        if not self._is_new(told.st_dev, told.st_ino):
            yield Beside(place.key, place.name, "a folder that is here under another name as well")
            return
        if told.st_dev != place.device:
            yield Mount(place.key, place.name)
        elif place.key in self._mounts:
            yield self._unmounted(place.key, place.name)
            return
        listing, hidden = _listing(folder)
        for name in hidden:
            inner = place.inner(name, told.st_dev)
            yield Beside(inner.key, inner.name, "hidden")
        for entry in listing.files:
            inner = place.inner(entry.name, told.st_dev)
            if self._is_amid_links and not self._is_new(told.st_dev, entry.inode()):
                yield Beside(inner.key, inner.name, "a file that is here under another name as well")
            else:
                yield Entry(inner.key, inner.name, _stamp_of(entry))
        self._links.extend(place.inner(name, told.st_dev) for name in listing.links)
        self._folders.extend(place.inner(name, told.st_dev) for name in reversed(listing.folders))

    def _is_new(self, device: int, inode: int) -> bool:
        """Return whether this was not met before, and note that it was."""
        is_new = (device, inode) not in self._seen
        self._seen.add((device, inode))
        return is_new

    def _link(self, place: Place) -> Iterator[Found]:
        self._is_amid_links = True
        try:
            target = os.path.realpath(f"{self._root}/{place.path}", strict=True)
            told = Path(target).stat()
        except FileNotFoundError:
            yield Beside(place.key, place.name, "a link to nothing")
            return
        except OSError as error:
            yield Beside(place.key, place.name, f"a link that cannot be followed: {reason(error)}")
            return
        inner = os.path.relpath(target, self._root)
        if inner.split("/")[0] == "..":
            yield Beside(place.key, place.name, "a link that leads out of the folder")
        elif (told.st_dev, told.st_ino) in self._seen or not _is_hidden(inner):
            yield Beside(place.key, place.name, f"a link to {'the folder itself' if inner == '.' else name_of(inner)}")
        elif stat.S_ISDIR(told.st_mode):
            self._folders.append(place._replace(device=told.st_dev))
        else:
            self._seen.add((told.st_dev, told.st_ino))
            yield Entry(place.key, place.name, _stamp(told))


def _listing(folder: int) -> tuple[Listing, list[str]]:
    """Return what the folder holds, and the names in it that are hidden."""
    listing = Listing([], [], [])
    hidden = []
    with os.scandir(folder) as entries:
        for entry in sorted(entries, key=_by_name):
            if entry.name.startswith("."):
                hidden.append(entry.name)
            elif entry.is_symlink():
                listing.links.append(entry.name)
            elif entry.is_dir():
                listing.folders.append(entry.name)
            else:
                listing.files.append(entry)
    return listing, hidden


def _by_name(entry: os.DirEntry[str]) -> str:
    return entry.name


def _is_hidden(path: str) -> bool:
    return path != "." and any(name.startswith(".") for name in path.split("/"))


def _stamp_of(entry: os.DirEntry[str]) -> Stamp:
    try:
        return _stamp(entry.stat(follow_symlinks=False))
    except OSError:
        # It is there by its name; opening it says why it cannot be read.
        return Stamp()


def _stamp(told: os.stat_result) -> Stamp:
    return Stamp(told.st_mtime_ns, told.st_size, told.st_ino)
