"""A file of one generation in, the same file in the next out: under a second name, or copied where a disk has none."""

import errno
import filecmp
import os
import shutil
from collections.abc import Callable
from pathlib import Path

# What a disk says that gives no file a second name, or has given this one as many as it can.
NO_LINKS = (errno.EPERM, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS, errno.EXDEV, errno.EMLINK, errno.EACCES)

Link = Callable[[Path, Path], None]


def hard_link(file: Path, to: Path) -> None:
    """Give the file a second name."""
    os.link(file, to)


def linked_or_copied(file: Path, to: Path, *, link: Link = hard_link) -> None:
    """Give the file a second name, or copy it where the disk has no second names. Raises OSError."""
    try:
        link(file, to)
    except OSError as error:
        if error.errno not in NO_LINKS:
            raise
        shutil.copyfile(file, to)


def is_same(file: Path, other: Path) -> bool:
    """Return whether the two are one file under two names."""
    return file.samefile(other)


def is_copy(file: Path, other: Path) -> bool:
    """Return whether the two hold the same bytes."""
    return filecmp.cmp(file, other, shallow=False)
