"""Keep worker processes busy with tasks, and replace those that die, hang or have grown too large."""

import math
import pickle
import select
import socket
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Generic, Self, TypeVar

from ingest.pipeline.workers.channel import Channel, Frame
from ingest.pipeline.workers.forkserver import ForkServer
from ingest.pipeline.workers.limits import Limits, Lost, as_reason, as_size
from ingest.pipeline.workers.ticket import Ticket
from ingest.pipeline.workers.worker import GOODBYE, NO_RESULT, NOTHING, RESULT, Board, serve

T = TypeVar("T")
R = TypeVar("R")

# Tasks wait in each worker for so long a time and so many at most: it goes on while the parent saves results.
QUEUED_SECONDS, MAX_QUEUED, MIN_QUEUED = 0.5, 64, 2
# Tasks and results in the parent; past it no task is taken, and only the worker with the oldest task is heard.
MAX_BYTES = 64_000_000
WAIT_MS = 50
# While every worker has several times so much to do, answers are gathered for so long: a wakeup costs as much as ten.
NAP_SECONDS = 0.02
# Time in which the parent was away, saving or stopped with its whole machine, counts for no more than this.
MAX_TICK_SECONDS = 1.0


@dataclass(slots=True, eq=False)
class _Worker(Generic[T, R]):
    pid: int
    place: int
    channel: Channel
    queue: deque[Ticket[T, R]] = field(default_factory=deque)
    is_reserved: bool = False
    is_leaving: bool = False
    # What it was seen at last, and since when: a task's number, or that of the task it is to begin, negative.
    seen: int = 0
    since: float = 0.0

    def give(self, ticket: Ticket[T, R]) -> None:
        self.queue.append(ticket)
        self.channel.send(Frame(ticket.number, ticket.pickled))


class Pool(Generic[T, R]):
    """At most `jobs` processes that settle the tickets added; to be used in a `with`, which ends them.

    `load` is called once, where several of them will want what it loads.
    """

    def __init__(
        self, work: Callable[[T], R], *, jobs: int, limits: Limits, load: Callable[[], object] = lambda: None
    ) -> None:
        self._work, self._jobs, self._limits = work, jobs, limits
        self._load = load if jobs > 1 else lambda: None
        self._board = Board(jobs)
        self._server: ForkServer | None = None
        self._workers: list[_Worker[T, R]] = []
        self._waiting: deque[Ticket[T, R]] = deque()
        self._suspects: deque[Ticket[T, R]] = deque()
        self._bytes, self._pace = 0, math.inf
        self._clock, self._looked = 0.0, time.monotonic()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._server:
            self._server.close()
        for worker in self._workers:
            worker.channel.close()

    @property
    def has_room(self) -> bool:
        """Return whether another ticket would be given to a worker at once."""
        is_free = len(self._workers) < self._jobs or any(self._takes_more(w) for w in self._workers)
        return is_free and not self._waiting and not self._suspects and self._bytes < MAX_BYTES

    def add(self, ticket: Ticket[T, R]) -> None:
        """Have a ticket settled in time."""
        self._count(ticket, len(ticket.pickled))
        self._waiting.append(ticket)
        self._give()

    def forget(self, ticket: Ticket[T, R]) -> None:
        """Count a settled ticket no more."""
        self._count(ticket, -ticket.size)

    def wait(self, oldest: Ticket[T, R] | None = None) -> None:
        """Take what workers have answered, for a moment at most; `oldest` is the ticket wanted first."""
        self._give()
        if self._is_ample():
            time.sleep(NAP_SECONDS)
        is_all = self._bytes < MAX_BYTES or oldest is None or bool(self._waiting or self._suspects)
        heard = [w for w in self._workers if is_all or oldest in w.queue]
        poll = select.poll()
        for worker in self._workers:
            events = (select.POLLIN if worker in heard else 0) | (select.POLLOUT if worker.channel.unsent else 0)
            if events:
                poll.register(worker.channel, events)
        ready = dict(poll.poll(WAIT_MS))
        self._tick()
        for worker in tuple(self._workers):
            events = ready.get(worker.channel.fileno(), 0)
            if events & select.POLLOUT:
                worker.channel.flush()
            if worker in heard and events & ~select.POLLOUT:
                self._hear(worker)
            elif worker in heard or self._board.read(worker.place):
                self._judge(worker)

    def stop(self, seconds: float) -> None:
        """Let the tasks that are in work come to their end for so long, and begin no other."""
        self._board.stop()
        self._tick()
        until = self._clock + seconds
        while self._clock < until and any(w.queue for w in self._workers):
            self._waiting.clear()
            self._suspects.clear()
            self.wait()

    def _tick(self) -> None:
        now = time.monotonic()
        self._clock += min(now - self._looked, MAX_TICK_SECONDS)
        self._looked = now

    def _count(self, ticket: Ticket[T, R], size: int) -> None:
        ticket.size += size
        self._bytes += size

    def _takes_more(self, worker: _Worker[T, R]) -> bool:
        depth = min(MAX_QUEUED, max(MIN_QUEUED, QUEUED_SECONDS / max(self._pace, 1e-6)))
        return len(worker.queue) < depth and not worker.is_reserved and not worker.is_leaving

    def _is_ample(self) -> bool:
        least = min((len(w.queue) for w in self._workers), default=0)
        return len(self._workers) == self._jobs and math.inf > least * self._pace > 5 * NAP_SECONDS

    def _give(self) -> None:
        while self._suspects and len(self._workers) < self._jobs and (worker := self._started()):
            # Alone: should it kill again, nothing else is to blame.
            worker.is_reserved = True
            worker.give(self._suspects.popleft())
        while self._waiting and (free := self._free()):
            free.give(self._waiting.popleft())

    def _free(self) -> _Worker[T, R] | None:
        """Return the worker with the least to do, a new one if all have some, or None if all have enough."""
        least = min(filter(self._takes_more, self._workers), key=lambda w: len(w.queue), default=None)
        if (least and not least.queue) or len(self._workers) == self._jobs:
            return least
        return self._started() or least

    def _started(self) -> _Worker[T, R] | None:
        """Return a new worker, or None if the system has no process left but some of ours. Raises OSError."""
        place = min(set(range(self._jobs)) - {w.place for w in self._workers})
        self._board.write(place, NOTHING)
        self._server = self._server or ForkServer(self._run, self._load)
        try:
            pid, end = self._server.start(place)
        except OSError:
            if self._workers:
                return None
            raise
        worker: _Worker[T, R] = _Worker(pid, place, Channel(end), since=self._clock)
        self._workers.append(worker)
        return worker

    def _run(self, end: socket.socket, place: int) -> None:
        serve(Channel(end), self._work, limits=self._limits, board=self._board, place=place)

    def _hear(self, worker: _Worker[T, R]) -> None:
        for frame in worker.channel.receive():
            if frame.number == GOODBYE:
                worker.is_leaving = True
            else:
                self._settle(worker, frame)
        if worker.is_leaving or not worker.channel.is_open:
            self._bury(worker)

    def _settle(self, worker: _Worker[T, R], frame: Frame) -> None:
        ticket = worker.queue.popleft()
        worker.is_reserved = False
        self._pace = frame.seconds if self._pace == math.inf else 0.9 * self._pace + 0.1 * frame.seconds
        self._count(ticket, len(frame.payload) - len(ticket.pickled))
        ticket.settle(self._outcome(frame))

    def _outcome(self, frame: Frame) -> R | Lost:
        if frame.number == RESULT:
            try:
                result: R = pickle.loads(frame.payload)  # noqa: S301 - our worker's
            except Exception as error:
                return Lost(as_reason(error))
            return result
        if frame.number == NO_RESULT:
            return Lost(frame.payload.decode())
        return Lost(f"reading it took more than {as_size(self._limits.memory)} of memory")

    def _judge(self, worker: _Worker[T, R]) -> None:
        """End a worker that has been at the same task for too long."""
        seen = self._board.read(worker.place) or (-worker.queue[0].number if worker.queue else 0)
        if seen != worker.seen:
            worker.seen, worker.since = seen, self._clock
        elif seen and self._clock - worker.since > self._limits.seconds:
            self._bury(worker, Lost(f"not read within {self._limits.seconds:g} s"))

    def _bury(self, worker: _Worker[T, R], lost: Lost | None = None) -> None:
        """End a worker; what waits in it goes to others, what it died of is tried once more, or lost."""
        assert self._server  # noqa: S101 - it has started this worker
        code = self._server.end(worker.pid)
        for frame in worker.channel.receive():
            if frame.number != GOODBYE:
                self._settle(worker, frame)
        worker.channel.close()
        self._workers.remove(worker)
        if cause := self._cause(worker, lost):
            worker.queue.remove(cause)
            self._blame(cause, lost, _ended(code))
        self._waiting.extendleft(reversed(worker.queue))

    def _cause(self, worker: _Worker[T, R], lost: Lost | None) -> Ticket[T, R] | None:
        """Return what a worker died of or was too long at, unless it ended by itself or was done just now."""
        number = abs(worker.seen) if lost else self._board.read(worker.place)
        cause = next((t for t in worker.queue if t.number == number), None)
        if cause or lost or worker.is_leaving or not worker.queue:
            return cause
        # It died between two tasks: the next is suspected, as each death must bring the end nearer.
        return worker.queue[0]

    def _blame(self, ticket: Ticket[T, R], lost: Lost | None, ended: Lost) -> None:
        if lost or ticket.has_killed:
            self._count(ticket, -len(ticket.pickled))
            ticket.settle(lost or ended)
        else:
            ticket.has_killed = True
            self._suspects.append(ticket)


def _ended(code: int | None) -> Lost:
    if code is None:
        return Lost("reading it ended the process")
    return Lost(f"reading it ended the process ({f'signal {-code}' if code < 0 else f'exit code {code}'})")
