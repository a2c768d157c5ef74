"""A folder and a path of any length below it in, what lies there out: opened without waiting, or its status."""

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

# What the kernel takes of a path at once, with its closing zero; a longer one is opened piece by piece.
LONGEST_AT_ONCE = 4_000
NOT_FILES = (
    (stat.S_ISFIFO, "a FIFO"),
    (stat.S_ISSOCK, "a socket"),
    (stat.S_ISBLK, "a device"),
    (stat.S_ISCHR, "a device"),
)


class NotAFile(Exception):
    """What is to be read is no regular file; says what it is."""


@contextmanager
def opened_folder(root: str, path: str = "") -> Iterator[int]:
    """Give the descriptor of the folder at a path below the root; an empty path is the root itself."""
    first, *others = _pieces(f"{root}/{path}" if path else root)
    folder = os.open(first, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        for piece in others:
            inner = os.open(piece, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC, dir_fd=folder)
            os.close(folder)
            folder = inner
        yield folder
    finally:
        os.close(folder)


def opened_file(root: str, path: str) -> BinaryIO:
    """Return the file at a path below the root, open for reading. Raises NotAFile, and never waits for a writer."""
    above, _, name = path.rpartition("/")
    with opened_folder(root, above) as folder:
        # A socket cannot be opened at all, and a device may do something when it is.
        _check_is_file(os.stat(name, dir_fd=folder))
        flags = os.O_RDONLY | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC
        file = os.fdopen(os.open(name, flags, dir_fd=folder), "rb")
    try:
        _check_is_file(os.fstat(file.fileno()))
    except NotAFile:
        file.close()
        raise
    return file


def status(root: str, path: str, *, follow_symlinks: bool = True) -> os.stat_result:
    """Return what the disk says of what lies at a path below the root."""
    above, _, name = path.rpartition("/")
    with opened_folder(root, above) as folder:
        return os.stat(name or ".", dir_fd=folder, follow_symlinks=follow_symlinks)


def is_on_disk_of_its_own(root: str, path: str) -> bool:
    """Return whether the folder at the path lies on another device than the folder above it."""
    return status(root, path).st_dev != device_above(root, path)


def device_above(root: str, path: str) -> int:
    """Return the device of the folder above the one at a path below the root; an empty path is the root itself."""
    return status(root, path.rpartition("/")[0]).st_dev if path else Path(root).parent.stat().st_dev


def reason(error: OSError) -> str:
    """Return the system's words for what went wrong."""
    return error.strerror or str(error)


def _check_is_file(told: os.stat_result) -> None:
    if not stat.S_ISREG(told.st_mode):
        raise NotAFile(next((name for is_kind, name in NOT_FILES if is_kind(told.st_mode)), "a folder"))


def _pieces(path: str) -> Iterator[str]:
    """Yield the path in pieces that the kernel takes, each ending at a folder."""
    while len(os.fsencode(path)) > LONGEST_AT_ONCE:
        # A letter is four bytes at most, and a name 255.
        at = path.rfind("/", 0, LONGEST_AT_ONCE // 4)
        yield path[:at]
        path = path[at + 1 :]
    if path:
        yield path
