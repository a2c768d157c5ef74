"""Work on the tasks that come in over a channel, within limits, and answer them in their order."""

import mmap
import pickle
import select
import time
from collections import deque
from collections.abc import Callable
from typing import Any

from ingest.pipeline.workers.channel import Channel, Frame
from ingest.pipeline.workers.limits import Allowance, Limits, as_reason

# What a frame of a worker is: a result, why there is none, that memory was refused, that the worker ends.
RESULT, NO_RESULT, OUT_OF_MEMORY, GOODBYE = range(4)
# Results that the parent does not take yet, because it saves others, do not stop a worker up to so many bytes.
MAX_UNSENT_BYTES = 16_000_000
NOTHING = 0


class Board:
    """What the parent and its workers can all read at any time, without a message: shared memory."""

    def __init__(self, places: int) -> None:
        self._cells = memoryview(mmap.mmap(-1, 8 * (places + 1))).cast("q")

    def stop(self) -> None:
        """Have no worker begin another task."""
        self._cells[0] = 1

    @property
    def is_stopped(self) -> bool:
        """Return whether no worker is to begin another task."""
        return bool(self._cells[0])

    def write(self, place: int, number: int) -> None:
        """Write the number of the task that is in work at a place, or NOTHING."""
        self._cells[place + 1] = number

    def read(self, place: int) -> int:
        """Return the number of the task that is in work at a place, or NOTHING."""
        return self._cells[place + 1]


def serve(channel: Channel, work: Callable[[Any], object], *, limits: Limits, board: Board, place: int) -> None:
    """Answer tasks until the parent goes or wants no more, or until this process has taken too much memory."""
    allowance = Allowance(limits)
    tasks: deque[Frame] = deque()
    while channel.is_open and not board.is_stopped:
        if not tasks:
            _wait(channel, select.POLLIN)
            tasks.extend(channel.receive())
        elif channel.unsent > MAX_UNSENT_BYTES:
            _wait(channel, 0)
        else:
            task = tasks.popleft()
            board.write(place, task.number)
            answer = _answer(task, work)
            if answer.number == OUT_OF_MEMORY:
                allowance.lift()
            # From here on it is the parent that is waited for, and not this task's time.
            board.write(place, NOTHING)
            channel.send(answer)
            if answer.number == OUT_OF_MEMORY or allowance.is_outgrown():
                break
    _leave(channel)


def _answer(task: Frame, work: Callable[[Any], object]) -> Frame:
    start = time.monotonic()
    try:
        result = pickle.dumps(work(pickle.loads(task.payload)), pickle.HIGHEST_PROTOCOL)  # noqa: S301 - our parent's
        return Frame(RESULT, result, time.monotonic() - start)
    except MemoryError:
        return Frame(OUT_OF_MEMORY)
    except BaseException as error:
        # SystemExit too: a task must not end the process as if that were in order.
        return Frame(NO_RESULT, as_reason(error).encode(errors="backslashreplace"), time.monotonic() - start)


def _leave(channel: Channel) -> None:
    channel.send(Frame(GOODBYE))
    while channel.unsent:
        _wait(channel, 0)


def _wait(channel: Channel, events: int) -> None:
    """Wait for the events, and send what the other end has come to take."""
    poll = select.poll()
    poll.register(channel, events | (select.POLLOUT if channel.unsent else 0))
    poll.poll()
    channel.flush()
