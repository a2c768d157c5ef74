"""Turn the first Ctrl-C or SIGTERM into a question that can be asked, and the second Ctrl-C into an end at once."""

import os
import signal
import socket
import sys
import threading
from contextlib import suppress
from types import FrameType
from typing import Self

SIGNALS = (signal.SIGINT, signal.SIGTERM)
EXIT_CODE = 130
# A progress bar hides the cursor (DECTCEM of the VT220).
SHOW_CURSOR = b"\x1b[?25h\n"


class Interruption:
    """What a person or the system wants of this process, in a `with` that stands in the main thread.

    The second SIGINT ends the process with exit code 130, also while the main thread is in SQLite: a thread of our own
    waits for signals, as Python's handlers must wait for the main thread. Workers end with their parent.
    """

    def __init__(self) -> None:
        self._is_set = threading.Event()

    def is_set(self) -> bool:
        """Return whether this process is to come to its end soon."""
        return self._is_set.is_set()

    def __enter__(self) -> Self:
        self._told, self._tell = socket.socketpair()
        self._tell.setblocking(False)
        self._thread = threading.Thread(target=self._listen, name="interruption", daemon=True)
        self._thread.start()
        self._wakeup_before = signal.set_wakeup_fd(self._tell.fileno(), warn_on_full_buffer=False)
        self._before = [(number, signal.signal(number, _noted)) for number in SIGNALS]
        return self

    def __exit__(self, *_: object) -> None:
        for number, handler in self._before:
            signal.signal(number, handler)
        signal.set_wakeup_fd(self._wakeup_before)
        # Workers may hold copies of it: closing ours alone would not be seen at the other end.
        self._tell.shutdown(socket.SHUT_RDWR)
        self._tell.close()
        self._thread.join()
        self._told.close()

    def _listen(self) -> None:
        while numbers := self._told.recv(64):
            for number in numbers:
                if number == signal.SIGINT and self._is_set.is_set():
                    _end()
                if number in SIGNALS:
                    self._is_set.set()


def _noted(_signal: int, _frame: FrameType | None) -> None:
    """Do nothing: with a handler of Python's, the signal's number is written to the thread."""


def _end() -> None:
    for stream in (sys.__stdout__, sys.__stderr__):
        with suppress(OSError, ValueError, AttributeError):
            if os.isatty(stream.fileno()):  # type: ignore[union-attr]  # None has none, and is passed over
                os.write(stream.fileno(), SHOW_CURSOR)  # type: ignore[union-attr]
    os._exit(EXIT_CODE)
