"""A SQLite file in, a connection to it for each thread out, and what SQLite says as errors of ours."""

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from weakref import WeakSet

from index.errors import LibraryDamaged, LibraryError, LibraryLocked

# Seconds to wait for a transaction of another process.
BUSY_SECONDS = 30


class Connections:
    """Connections to one file, one for each thread that asks; safe to share between threads."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._local = threading.local()
        self._owned: WeakSet[_Own] = WeakSet()

    def own(self) -> sqlite3.Connection:
        """Return the connection of this thread, opened when it first asks."""
        own: _Own | None = getattr(self._local, "own", None)
        if own is None:
            own = _Own(_opened(self._path))
            self._local.own = own
            self._owned.add(own)
        return own.connection

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
    except sqlite3.OperationalError as error:
        if "locked" in str(error) or "busy" in str(error):
            raise LibraryLocked(f"{path}: another process is writing to it; try again when it has ended") from error
        if "malformed" not in str(error) and "no such" not in str(error):
            raise LibraryError(f"{path}: {error}; look at the free space and the rights of its folder") from error
        raise LibraryDamaged(f"{path}: {error}; restore it from a backup") from error
    except sqlite3.DatabaseError as error:
        raise LibraryDamaged(f"{path}: {error}; restore it from a backup") from error


class _Own:
    """The connection of one thread, which is closed when the thread ends."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.connection = connection

    def __del__(self) -> None:
        self.connection.close()


def _opened(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    return connection
