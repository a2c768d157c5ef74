"""Send numbered frames of bytes over a socket without ever waiting for the other end."""

import socket
from dataclasses import dataclass
from struct import Struct

# The length of the payload, the frame's number, and the seconds that it took to make.
HEADER = Struct("<QQd")
CHUNK = 1 << 18


@dataclass(frozen=True, slots=True)
class Frame:
    """A payload with a number that tells the other end what it is."""

    number: int
    payload: bytes = b""
    seconds: float = 0.0


class Channel:
    """One end of a connection; what the other does not take yet is kept."""

    def __init__(self, end: socket.socket) -> None:
        end.setblocking(False)
        self._end = end
        self._arrived, self._unsent = bytearray(), bytearray()
        self.is_open = True

    def fileno(self) -> int:
        """Return the socket's descriptor, to wait for."""
        return self._end.fileno()

    @property
    def unsent(self) -> int:
        """Return how many bytes the other end has not taken yet."""
        return len(self._unsent)

    def send(self, frame: Frame) -> None:
        """Send a frame, or as much of it as the other end takes now."""
        self._unsent += HEADER.pack(len(frame.payload), frame.number, frame.seconds)
        self._unsent += frame.payload
        self.flush()

    def flush(self) -> None:
        """Send what is kept, or as much of it as the other end takes now."""
        try:
            while self._unsent:
                with memoryview(self._unsent) as waiting:
                    count = self._end.send(waiting)
                del self._unsent[:count]
        except BlockingIOError:
            return
        except OSError:
            # The other end is gone: what it said before can still be received.
            self._unsent.clear()
            self.is_open = False

    def receive(self) -> list[Frame]:
        """Return the frames that have arrived whole; `is_open` turns false when no more can come."""
        try:
            while chunk := self._end.recv(CHUNK):
                self._arrived += chunk
                if len(chunk) < CHUNK:
                    return self._whole()
            self.is_open = False
        except BlockingIOError:
            pass
        except OSError:
            self.is_open = False
        return self._whole()

    def close(self) -> None:
        """Close this end."""
        self._end.close()

    def _whole(self) -> list[Frame]:
        frames, start = [], 0
        with memoryview(self._arrived) as arrived:
            while len(arrived) - start >= HEADER.size:
                length, number, seconds = HEADER.unpack_from(arrived, start)
                first = start + HEADER.size
                if len(arrived) < first + length:
                    break
                start = first + length
                frames.append(Frame(number, bytes(arrived[first:start]), seconds))
        del self._arrived[:start]
        return frames
