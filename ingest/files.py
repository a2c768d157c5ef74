"""One path in, its bytes out, when it is a regular file of a bearable size."""

import hashlib
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from index import SkippedPage, UnreadablePage

MEGABYTE = 1_000_000
SPECIAL = {
    stat.S_IFSOCK: "a socket",
    stat.S_IFIFO: "a named pipe",
    stat.S_IFCHR: "a device",
    stat.S_IFBLK: "a device",
    stat.S_IFDIR: "a folder",
}


def file_bytes(path: Path, max_bytes: int) -> bytes:
    """Give what the file holds. Raises SkippedPage when it is no file or too large, else UnreadablePage."""
    with _opened(path, max_bytes) as file:
        # One byte more than may be: the file can have grown since its size was asked for.
        page = file.read(max_bytes + 1)
    if len(page) > max_bytes:
        raise SkippedPage(too_large(len(page), max_bytes))
    return page


def file_digest(path: Path, max_bytes: int) -> str:
    """Give the SHA-256 of the file in hexadecimal. Raises what `file_bytes` does."""
    with _opened(path, max_bytes) as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def file_start(path: Path, count: int) -> bytes:
    """Give the first bytes of the file, however large it is. Raises what `file_bytes` does."""
    with _opened(path, None) as file:
        return file.read(count)


def what_it_is(mode: int) -> str:
    """Name what is no regular file, by its mode: "a socket". Give "" for a regular file."""
    return "" if stat.S_ISREG(mode) else SPECIAL.get(stat.S_IFMT(mode), "no regular file")


def too_large(size: int, max_bytes: int) -> str:
    """Say that a page of this size is over the cap, and what to do."""
    said = f"{size / MEGABYTE:,.1f} MB is over the limit of {max_bytes / MEGABYTE:,.1f} MB"
    return f"{said}; --max-size raises it"


@contextmanager
def _opened(path: Path, max_bytes: int | None) -> Iterator[BinaryIO]:
    try:
        # Not blocking, so that what became a named pipe since the folder was listed cannot hold us.
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_NOFOLLOW | os.O_CLOEXEC)
        with open(descriptor, "rb") as file:
            status = os.fstat(descriptor)
            if kind := what_it_is(status.st_mode):
                raise SkippedPage(f"{kind}, not a file")
            if max_bytes is not None and status.st_size > max_bytes:
                raise SkippedPage(too_large(status.st_size, max_bytes))
            yield file
    except OSError as error:
        raise UnreadablePage(f"cannot be read: {error.strerror or error}") from error
