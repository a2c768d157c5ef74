"""What is ours among the folders of an index, told by what stands in it, and removed without touching anything else."""

import os
import re
import stat
from contextlib import suppress
from pathlib import Path

from index.engines.whoosh.manifest import MANIFEST, PLAIN_NAME, read_manifest, sealed

BUILDING = ".building"
NUMBERED = re.compile(r"[0-9]{8}")
# Stands in each folder that an update makes, before anything else does, and goes last.
MARKER = "made-by-vade"
# What an update makes in a folder that it builds in.
MADE = re.compile(rf"(?:{PLAIN_NAME.pattern}|[0-9]{{8}}\.columns\.merging)")


def is_ours(folder: Path) -> bool:
    """Return whether an update made this folder: it has the marker or, of an older vade, a sealed manifest."""
    return is_folder(folder) and (is_regular(folder / MARKER) or sealed(folder) is not None)


def removed(folder: Path) -> None:
    """Remove a folder that is ours: its own files, and itself where nothing else stands in it.

    What proves it to be ours goes last, and only when all else is gone for good: else a power cut would leave files
    that nobody dares to remove.
    """
    with suppress(OSError):
        for file in _own_files(folder):
            file.unlink(missing_ok=True)
        synchronise(folder)
        for name in (MANIFEST, MARKER):
            (folder / name).unlink(missing_ok=True)
        folder.rmdir()


def held_files(folder: Path) -> list[Path]:
    """Return the files of a generation that are in the folder, by name."""
    return sorted(path for path in folder.iterdir() if PLAIN_NAME.fullmatch(path.name) and is_regular(path))


def is_regular(path: Path) -> bool:
    """Return whether a file stands there: no link, no folder, no pipe."""
    return stat.S_ISREG(_mode(path))


def is_folder(path: Path) -> bool:
    """Return whether a folder stands there, and no link to one."""
    return stat.S_ISDIR(_mode(path))


def synchronise(path: Path) -> None:
    """Return once a file's content, or a folder's names, are safe from a power cut."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _own_files(folder: Path) -> list[Path]:
    manifest = read_manifest(folder)
    if manifest:
        return [folder / name for name in manifest.files]
    return [path for path in folder.iterdir() if MADE.fullmatch(path.name) and is_regular(path)]


def _mode(path: Path) -> int:
    try:
        return path.lstat().st_mode
    except OSError:
        return 0
