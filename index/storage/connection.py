"""A SQLite file in, a connection to it for each thread out, and what SQLite says as errors of ours.

Where the file may not be written, it is read as SQLite allows: as another process leaves it while that writes, and else
as a file that nobody changes, which is looked at before and after each question.
"""

import os
import sqlite3
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any
from weakref import WeakSet

from index.errors import LibraryDamaged, LibraryError, LibraryLocked
from index.storage.layout import checked

# Seconds to wait for a transaction of another process, and for readers before what was written is merged.
BUSY_SECONDS, MERGE_SECONDS = 30, 1
# Questions asked once more because the file was changed meanwhile.
MAX_TRIES = 20
LIMITS = {
    # The bytes of one value: an article is the largest.
    sqlite3.SQLITE_LIMIT_LENGTH: 64_000_000,
    sqlite3.SQLITE_LIMIT_SQL_LENGTH: 100_000,
    sqlite3.SQLITE_LIMIT_EXPR_DEPTH: 100,
    sqlite3.SQLITE_LIMIT_COMPOUND_SELECT: 20,
    sqlite3.SQLITE_LIMIT_ATTACHED: 0,
    sqlite3.SQLITE_LIMIT_TRIGGER_DEPTH: 1,
    sqlite3.SQLITE_LIMIT_WORKER_THREADS: 0,
}
# What the file, the disk or the rights of a folder refuse; all else that SQLite says means damage.
REFUSALS = {
    sqlite3.SQLITE_FULL: "no space left on its disk; free some and run the command again",
    sqlite3.SQLITE_READONLY: "may not be written; look at the rights of its folder",
    sqlite3.SQLITE_CANTOPEN: "cannot be opened; look at the rights of its folder",
    sqlite3.SQLITE_PERM: "may not be opened; look at its rights",
    sqlite3.SQLITE_IOERR: "its disk gave an error; look at the free space and the health of the disk",
    sqlite3.SQLITE_NOMEM: "no memory is left; close other programs and run the command again",
    sqlite3.SQLITE_INTERRUPT: "was interrupted; run the command again",
}
LOCKED = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
# Which file it is, whatever its name: its device and inode.
FileId = tuple[int, int]
NO_FILE: FileId = (0, 0)
# What is looked at to see whether a file was changed: its inode, size and time, and whether a log stands beside it.
Stamp = tuple[int, int, int, bool]


class Connections:
    """Connections to one file, one for each thread that asks; safe to share between threads.

    `kinds` says by the names of columns which type their values have; a value of another is an error. `prepare` is done
    with the first connection to a file, and again when another file was put in its place: that is asked from then on.
    """

    def __init__(self, path: Path, kinds: Mapping[str, type], *, prepare: Callable[[sqlite3.Connection], None]) -> None:
        self._path, self._kinds, self._prepare = path, kinds, prepare
        self._prepared: FileId | None = NO_FILE
        self._local = threading.local()
        self._owned: WeakSet[_Own] = WeakSet()
        self.is_read_only = not _may_write(path)

    def own(self) -> sqlite3.Connection:
        """Return the connection of this thread, opened when it first asks."""
        own: _Own | None = getattr(self._local, "own", None)
        if own is None or self._is_stale(own):
            with damage_named(self._path):
                own = self._opened()
            self._local.own = own
            self._owned.add(own)
        return own.connection

    def _opened(self) -> "_Own":
        file = _file_id(self._path)
        # Made where it is not there, but not again while another is put in its place.
        mode = "rwc" if self._prepared == NO_FILE else "rw"
        own = _opened_to_read(self._path) if self.is_read_only else _opened(self._path, mode)
        own.connection.row_factory = partial(checked, self._kinds)
        own.file = file
        if file != self._prepared:
            self._prepare(own.connection)
            self._prepared = file
        return own

    def _is_stale(self, own: "_Own") -> bool:
        """Return whether another file stands there now, or what is read as never changing was changed."""
        if own.connection.in_transaction:
            return False
        if own.stamp is not None:
            return own.stamp != _stamp(self._path)
        return _file_id(self._path) not in (None, own.file)

    def rows(self, sql: str, *values: str | int) -> list[Any]:
        """Return all rows that a question gives, as one state of the file has them."""
        for _ in range(MAX_TRIES):
            before = _stamp(self._path) if self.is_read_only else None
            try:
                with damage_named(self._path):
                    found = self.own().execute(sql, values).fetchall()
            except LibraryDamaged:
                # What is read while another process writes may look damaged.
                if before is None or before == _stamp(self._path):
                    raise
                continue
            if before is None or self._local.own.stamp is None or before == _stamp(self._path):
                return found
        raise LibraryLocked(f"{self._path}: another process is writing to it; try again when it has ended")

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """Let what this thread reads be of one state of the file, whatever is written to it meanwhile.

        Raises LibraryLocked where a file that is read as one that nobody changes was changed.
        """
        connection = self.own()
        if connection.in_transaction:
            yield
            return
        stamp: Stamp | None = self._local.own.stamp
        connection.execute("BEGIN")
        try:
            yield
        finally:
            connection.rollback()
            if stamp not in (None, _stamp(self._path)):
                raise LibraryLocked(f"{self._path}: another process is writing to it; try again when it has ended")

    def merge(self) -> None:
        """Bring what was written into the file itself, so that a copy of it is whole; not where others are reading."""
        connection = self.own()
        with damage_named(self._path):
            connection.execute(f"PRAGMA busy_timeout = {MERGE_SECONDS * 1000}")
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
            connection.execute(f"PRAGMA busy_timeout = {BUSY_SECONDS * 1000}")

    def close(self) -> None:
        """Close the file in every thread."""
        while self._owned:
            self._owned.pop().connection.close()
        self._local = threading.local()


@contextmanager
def damage_named(path: Path) -> Iterator[None]:
    """Turn what SQLite says into an error that says what to do."""
    try:
        yield
    except sqlite3.DatabaseError as error:
        code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_CORRUPT) & 0xFF
        if code in LOCKED:
            raise LibraryLocked(f"{path}: another process is writing to it; try again when it has ended") from error
        if code in REFUSALS:
            raise LibraryError(f"{path}: {REFUSALS[code]}") from error
        raise LibraryDamaged(f"{path}: {error}; restore it from a backup") from error


class _Own:
    """The connection of one thread, which is closed when the thread ends; `stamp` is of a file that nobody changes."""

    def __init__(self, connection: sqlite3.Connection, stamp: Stamp | None = None) -> None:
        self.connection = connection
        self.stamp = stamp
        self.file: FileId | None = None

    def __del__(self) -> None:
        self.connection.close()


def _may_write(path: Path) -> bool:
    """Return whether the file can be written, and files beside it made."""
    beside = [path, *(path.with_name(path.name + end) for end in ("-wal", "-shm"))]
    folder_may = os.access(path.parent, os.W_OK | os.X_OK)
    return folder_may and all(os.access(one, os.W_OK) for one in beside if os.path.lexists(one))


def _opened(path: Path, mode: str) -> _Own:
    connection = _connected(f"{path.absolute().as_uri()}?mode={mode}")
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    return _Own(connection)


def _opened_to_read(path: Path) -> _Own:
    """Open without writing anything: with what another process wrote and did not merge yet, where that is there."""
    stamp, log = _stamp(path), path.with_name(f"{path.name}-wal")
    if log.exists() and path.with_name(f"{path.name}-shm").exists():
        return _Own(_connected(f"{path.absolute().as_uri()}?mode=ro"))
    if log.exists() and log.stat().st_size:
        raise LibraryError(
            f"{log}: was not merged into the record, and may not be here; copy the folder to where it may be written"
        )
    # Without a log nobody is writing, and if somebody begins to, the stamp tells.
    return _Own(_connected(f"{path.absolute().as_uri()}?mode=ro&immutable=1"), stamp)


def _connected(uri: str) -> sqlite3.Connection:
    connection = sqlite3.connect(uri, uri=True, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False)
    for limit, bound in LIMITS.items():
        connection.setlimit(limit, bound)
    connection.execute("PRAGMA trusted_schema = OFF")
    connection.execute("PRAGMA cell_size_check = ON")
    return connection


def _file_id(path: Path) -> FileId | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


def _stamp(path: Path) -> Stamp:
    try:
        found = path.stat()
    except OSError:
        return (0, 0, 0, False)
    return found.st_ino, found.st_size, found.st_mtime_ns, path.with_name(f"{path.name}-wal").exists()
