"""A worker of Gunicorn's that gives a thread to a request once its head has arrived: half a request holds nobody up."""

import socket
import struct
from time import monotonic
from typing import Any

from gunicorn.workers.gthread import TConn, ThreadWorker

# Seconds that the head of a request may take to arrive, and that a client may neither send nor take anything.
HEAD_SECONDS, SILENCE = 10.0, struct.pack("ll", 20, 0)
# How often it is looked whether the rest of a head has come: at first, and once it is late.
SOON, LATER, LATE = 0.002, 0.05, 0.5
# A head that is longer is refused by who parses it.
LARGEST_HEAD = 65_536
HEAD_END = b"\r\n\r\n"


class WaitingWorker(ThreadWorker):
    """Keeps connections whose request has begun aside, until its head is there or its time is over."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Connections with the time when they came: all of this is done by the main thread alone.
        self._waiting: dict[TConn, float] = {}

    def enqueue_req(self, conn: TConn) -> None:
        """Give the connection to a thread once the head of its request is there."""
        if not conn.initialized:
            conn.sock.setsockopt(socket.SOL_SOCKET, socket.SO_SNDTIMEO, SILENCE)
            conn.sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, SILENCE)
        # What was read ahead with the request before is no longer in the socket.
        unreader = getattr(conn.parser, "unreader", None)
        is_read_ahead = unreader is not None and bool(unreader.buf.getvalue())
        if is_read_ahead or _has_head(conn):
            super().enqueue_req(conn)
        else:
            self._waiting[conn] = monotonic()

    def wait_for_and_dispatch_events(self, timeout: float | None) -> None:
        """Wait for something to happen, and look after the connections that wait."""
        if self._waiting:
            youngest = monotonic() - next(reversed(self._waiting.values()))
            timeout = SOON if youngest < LATE else LATER
        super().wait_for_and_dispatch_events(timeout)
        for conn, since in list(self._waiting.items()):
            has_head = _has_head(conn)
            if has_head:
                del self._waiting[conn]
                super().enqueue_req(conn)
            elif has_head is None or monotonic() - since > HEAD_SECONDS:
                del self._waiting[conn]
                self.nr_conns -= 1
                conn.close()


def _has_head(conn: TConn) -> bool | None:
    """Return whether the head of a request has arrived; None where the connection has ended."""
    try:
        arrived = conn.sock.recv(LARGEST_HEAD, socket.MSG_PEEK | socket.MSG_DONTWAIT)
    except BlockingIOError:
        return False
    except OSError:
        return None
    if not arrived:
        return None
    return HEAD_END in arrived or len(arrived) >= LARGEST_HEAD
