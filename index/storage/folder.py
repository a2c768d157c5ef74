"""The folder of a library: made for its owner alone, not amid the files of others, and what stands in it no link."""

import fcntl
import os
import stat
from pathlib import Path
from time import sleep

from index.errors import LibraryDamaged, LibraryError, LibraryLocked
from index.refusals import refusals_named

RECORD, LOCK, INDEX = "library.db", "lock", "index"
# What may stand in a folder before it is a library.
BEFORE = {"sites.toml"}
FILES = (RECORD, f"{RECORD}-wal", f"{RECORD}-shm", LOCK, f"{INDEX}/{LOCK}")
# SQLite would do what this file says, and another program wrote it: a record has a log instead.
JOURNAL = f"{RECORD}-journal"
# Of SQLite's file format: a page as it is made here, and the bytes that it locks (os.h, PENDING_BYTE and after).
FIRST_PAGE, FIRST_LOCK_BYTE, LOCK_BYTES = 4_096, 0x40000000, 512
MAX_LOOKS, LOOK_SECONDS = 100, 0.05


def holds_library(folder: Path) -> bool:
    """Return whether a library was made in this folder. Raises LibraryError where that cannot be seen."""
    with refusals_named(folder):
        return os.path.lexists(folder / RECORD)


def make_folder(folder: Path, *, is_told: bool) -> None:
    """Make the folder ready for a new library: for its owner alone where it is new.

    Raises LibraryError for one that holds files of others, unless the caller was told to use it.
    """
    with refusals_named(folder):
        folder.parent.mkdir(parents=True, exist_ok=True)
        try:
            folder.mkdir(mode=stat.S_IRWXU)
        except FileExistsError:
            others = sorted({path.name for path in folder.iterdir()} - BEFORE)
            if others and not is_told:
                raise LibraryError(
                    f"{folder}: holds no library but {_named(others)}; name an empty or a new folder, "
                    "or add --new-library-here"
                ) from None
        # SQLite gives the rights of this file to those that it makes beside it.
        rights = stat.S_IMODE(folder.stat().st_mode) & 0o666
        os.close(os.open(folder / RECORD, os.O_CREAT | os.O_EXCL | os.O_WRONLY, rights))


def check_folder(folder: Path) -> None:
    """Raise LibraryDamaged where a link, a pipe or a device stands in the place of one of the library's own files."""
    with refusals_named(folder):
        for name in FILES:
            _check(folder / name, stat.S_IFREG, wanted="file")
        _check(folder / INDEX, stat.S_IFDIR, wanted="folder")
        if _mode(folder / JOURNAL):
            _check_journal(folder)


def _check_journal(folder: Path) -> None:
    """Clear away what a process left that was killed while it made the record; any other journal is LibraryDamaged.

    SQLite writes its first page by a journal, before the file has a log. One page holds no table, so nothing is lost.
    """
    record, journal = folder / RECORD, folder / JOURNAL
    if record.stat().st_size > FIRST_PAGE or not stat.S_ISREG(_mode(journal)):
        raise LibraryDamaged(f"{journal}: vade leaves no such file; move it away, or restore a backup")
    for _ in range(MAX_LOOKS):
        if _is_left(record):
            journal.unlink(missing_ok=True)
            os.truncate(record, 0)
            return
        sleep(LOOK_SECONDS)
        if not _mode(journal):
            return
    raise LibraryLocked(f"{folder}: another vade is making this library; try again when it has ended")


def _is_left(record: Path) -> bool:
    """Return whether no process has the file locked as SQLite locks it while it writes."""
    with record.open("r+b") as file:
        try:
            fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB, LOCK_BYTES, FIRST_LOCK_BYTE)
        except OSError:
            return False
    return True


def _check(path: Path, kind: int, *, wanted: str) -> None:
    mode = _mode(path)
    if stat.S_ISLNK(mode):
        raise LibraryDamaged(f"{path}: is a link; a library holds its own {wanted}s: put there what it leads to")
    if mode and stat.S_IFMT(mode) != kind:
        raise LibraryDamaged(f"{path}: is no {wanted}, as it should be; move it away, then run vade rebuild")


def _mode(path: Path) -> int:
    try:
        return path.lstat().st_mode
    except (FileNotFoundError, NotADirectoryError):
        return 0


def _named(others: list[str]) -> str:
    shown = ", ".join(others[:3])
    return shown if len(others) <= 3 else f"{shown} and {len(others) - 3} more"
