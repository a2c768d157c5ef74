"""A folder as a place that pages come from: what lies in it, the bytes of each file, and whether it is still there."""

import io
import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass

from index import SkippedPage, UnreadablePage
from ingest.sources.captures import data_capture, file_capture, member_capture
from ingest.sources.containers import members
from ingest.sources.disk import NotAFile, is_on_disk_of_its_own, opened_file, reason, status
from ingest.sources.keys import file_key, is_under, key_of, path_of
from ingest.sources.origin import Capture, Entry, Found, Inner, Stamp
from ingest.sources.walk import Walk


@dataclass(frozen=True, slots=True)
class Folder:
    """The folder at `root`, an absolute path without links, or what lies below it under the key `scope`.

    `mounts` are the keys of the folders that lay on disks of their own when it was last walked.
    """

    root: str
    scope: str = ""
    mounts: frozenset[str] = frozenset()

    @property
    def name(self) -> str:
        """Return what the record knows the folder by: its path, reversibly."""
        return key_of(self.root)

    def entries(self) -> Iterator[Found]:
        """Yield what lies in the folder, each file once."""
        return Walk(self.root, scope=self.scope, mounts=self.mounts).found()

    def members(self, entry: Entry, *, largest: int) -> Iterator[Inner] | None:
        """Return what the entry's file holds if that is an archive or a page with frames; None if it is neither."""
        if entry.data is not None:
            return members(io.BytesIO(entry.data), entry, largest=largest)
        if file_key(entry.key) != entry.key:
            return None
        try:
            file = opened_file(self.root, _path(entry.key))
        except (OSError, NotAFile):
            # Opening it as a page says why.
            return None
        return members(file, entry, largest=largest)

    def open(self, entry: Entry, *, largest: int) -> Capture:
        """Return the bytes of a file or of a member of an archive; raises as every Origin does."""
        if entry.data is not None:
            return data_capture(entry, largest=largest)
        try:
            with opened_file(self.root, _path(entry.key)) as file:
                if file_key(entry.key) != entry.key:
                    return member_capture(file, entry, largest=largest)
                size = os.fstat(file.fileno()).st_size
                return file_capture(file, entry, size=size, largest=largest)
        except NotAFile as error:
            raise SkippedPage(f"{entry.name}: {error}, not a file") from error
        except OSError as error:
            raise UnreadablePage(f"{entry.name}: cannot be read: {reason(error)}") from error

    def holds(self, key: str) -> bool:
        """Return whether the file is still there, for a member the archive; True where that cannot be told."""
        if any(is_under(key, mount) and not self._is_mounted(mount) for mount in self.mounts):
            return True
        try:
            found = status(self.root, _path(key), follow_symlinks=False)
            return not key or not stat.S_ISDIR(found.st_mode)
        except (FileNotFoundError, NotADirectoryError):
            return False
        except OSError:
            return True

    def stamp(self, key: str) -> Stamp | None:
        """Return the stamp of a file as it is now; None for a member of an archive, and where it cannot be told."""
        if file_key(key) != key:
            return None
        try:
            told = status(self.root, _path(key))
        except OSError:
            return None
        return Stamp(told.st_mtime_ns, told.st_size, told.st_ino).bounded()

    def _is_mounted(self, key: str) -> bool:
        try:
            return is_on_disk_of_its_own(self.root, _path(key))
        except OSError:
            return False


def _path(key: str) -> str:
    return os.fsdecode(path_of(file_key(key)))
