"""Page files in, their readings out, by processes of their own: a page that kills or stalls its reader is lost alone."""

import os
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from queue import SimpleQueue

from ingest.reading import Problem, Reading, read_page
from ingest.sources import PageFile

PATIENCE = 30.0


class Reader:
    """A process that reads one page at a time, started at the first and again after it died."""

    def __init__(self, max_bytes: int, patience: float = PATIENCE) -> None:
        self._max_bytes = max_bytes
        self._patience = patience
        self._process: subprocess.Popen[bytes] | None = None
        self._connection: Connection | None = None
        self._is_closed = False

    def reading(self, file: PageFile) -> Reading:
        """Give what became of the file. One that twice kills the process, or takes too long, has failed."""
        for _ in range(2):
            try:
                connection = self._started()
                connection.send(file)
                if not connection.poll(self._patience):
                    self.stop()
                    return Problem(file.source, "failed", f"reading it took more than {self._patience:.0f} seconds")
                reading: Reading = connection.recv()
            except (EOFError, ConnectionError):
                ended = self.stop()
                continue
            return reading
        return Problem(file.source, "failed", f"reading it killed the reader ({_said(ended)})")

    def stop(self) -> int:
        """End the process, and give how it ended: an exit code, or less than zero for a signal."""
        if self._process is None or self._connection is None:
            return 0
        self._connection.close()
        # One that died by itself may not be reaped yet; a kill then changes nothing of how it ended.
        try:
            ended = self._process.wait(0.2)
        except subprocess.TimeoutExpired:
            self._process.kill()
            ended = self._process.wait()
        self._process = self._connection = None
        return ended

    def _started(self) -> Connection:
        if self._connection is None:
            ours, theirs = Pipe()
            command = [sys.executable, "-P", "-m", "ingest.worker", str(theirs.fileno()), str(self._max_bytes)]
            environment = os.environ | {"PYTHONPATH": os.pathsep.join(p for p in sys.path if p)}
            with theirs:
                self._process = subprocess.Popen(command, env=environment, pass_fds=[theirs.fileno()])  # noqa: S603
            self._connection = ours
        return self._connection


class Readers:
    """As many readers as jobs, each busy with one page. With one job, pages are read in this process."""

    def __init__(self, jobs: int, max_bytes: int) -> None:
        self._max_bytes = max_bytes
        self._threads = ThreadPoolExecutor(jobs) if jobs > 1 else None
        self._idle: SimpleQueue[Reader] = SimpleQueue()
        self._readers = [Reader(max_bytes) for _ in range(jobs)]
        for reader in self._readers:
            self._idle.put(reader)

    def reading(self, file: PageFile) -> "Future[Reading]":
        """Give what will have become of the file."""
        if self._threads:
            return self._threads.submit(self._read, file)
        future: Future[Reading] = Future()
        future.set_result(read_page(file, self._max_bytes))
        return future

    def _read(self, file: PageFile) -> Reading:
        reader = self._idle.get()
        try:
            return reader.reading(file)
        finally:
            self._idle.put(reader)
