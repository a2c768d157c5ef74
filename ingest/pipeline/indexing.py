"""Bring the index up to the record in a process beside those that read, so that nobody waits and all is soon found."""

import select
import socket
import time
from contextlib import suppress
from pathlib import Path
from types import TracebackType

from index import KnowledgeBaseError, Library
from ingest.pipeline.workers.forkserver import ForkServer

# Seconds from the end of an update to the next: as many, or several times what the last one took, so that a library
# that grows is not written again and again.
PAUSE, PAUSE_FACTOR = 1.8, 4
# Changes of the record in one update, so that the memory for it does not grow with the library.
AT_ONCE = 5_000


class Indexing:
    """Indexes what another process saves, within the `with` block; made before that process opens the library."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def __enter__(self) -> "Indexing":
        self._server = ForkServer(self._run)
        _, self._socket = self._server.start(0)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.finish()
        self._server.close()
        self._socket.close()

    def saved(self) -> None:
        """Tell it that something was saved."""
        with suppress(OSError):
            self._socket.send(b".", socket.MSG_DONTWAIT)

    def finish(self) -> None:
        """Have the index brought up to the record, and wait for that."""
        with suppress(OSError):
            self._socket.shutdown(socket.SHUT_WR)
            # It closes its end when it is done, and sends nothing before.
            self._socket.recv(1)

    def _run(self, told: socket.socket, _place: int) -> None:
        pause, ended = PAUSE, time.monotonic()
        while told.recv(4_096):
            _wait_for_more(told, ended + pause)
            began = time.monotonic()
            # Who saves looks again when this is over, and tells what is wrong with the index.
            with suppress(KnowledgeBaseError, OSError), Library.open(self._folder) as library:
                while library.update_index(AT_ONCE):
                    pass
            ended = time.monotonic()
            pause = max(PAUSE, PAUSE_FACTOR * (ended - began))


def _wait_for_more(told: socket.socket, until: float) -> None:
    """Wait until a moment, or until the other end is closed: nothing more is saved then."""
    while (left := until - time.monotonic()) > 0:
        if select.select([told], [], [], left)[0] and not told.recv(4_096):
            return
