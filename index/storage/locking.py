"""A file that one process at a time has locked: who holds it writes to the library."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic, sleep
from typing import IO

from index.errors import LibraryLocked
from index.refusals import refusals_named
from index.storage.folder import LOCK

# Seconds from one try to the next.
PAUSE = 0.02


@contextmanager
def locked(folder: Path, patience: float) -> Iterator[None]:
    """Keep other processes from writing to the library in this folder until the block ends.

    Raises LibraryLocked when another one still does after so many seconds. A process that is killed holds it no more.
    """
    with refusals_named(folder):
        lock = (folder / LOCK).open("a")
    with lock:
        deadline = monotonic() + patience
        while not _taken(lock):
            if monotonic() > deadline:
                raise LibraryLocked(f"{folder}: another vade is writing to this library; try again when it has ended")
            sleep(PAUSE)
        yield


def _taken(lock: IO[str]) -> bool:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
