"""Give each of many tasks its result, in their order, by worker processes that no task can stop for the others."""

from collections import deque
from collections.abc import Callable, Generator, Iterable
from typing import Generic, TypeVar

from ingest.pipeline.workers.limits import Limits, Lost
from ingest.pipeline.workers.pool import Pool
from ingest.pipeline.workers.ticket import Ticket, ticket

__all__ = ["Limits", "Lost", "result", "results"]

T = TypeVar("T")
R = TypeVar("R")

# Tasks that are taken and not yet given back: the others go on so far while one takes long.
MAX_AHEAD = 2_000
# What is in work when all is to stop has so long to finish.
STOP_SECONDS = 10.0


def results(
    tasks: Iterable[T],
    work: Callable[[T], R],
    *,
    jobs: int,
    limits: Limits,
    is_stopping: Callable[[], bool] = lambda: False,
    load: Callable[[], object] = lambda: None,
) -> Generator[tuple[T, R | Lost], None, None]:
    """Yield each task with its result, in the order of the tasks, taking tasks only as they are needed.

    A task whose worker dies is tried once more in a worker of its own; what takes more than the limits is lost at
    once. An exception of `work` is a Lost that names it; one of `tasks` is raised when all before it is yielded. When
    `is_stopping` turns true nothing more is begun, and what is finished within ten seconds is still yielded.

    `work` runs in a process forked from this one when the first task is taken: it is never pickled, tasks and results
    are, and it must let MemoryError pass. What each of several processes would load for itself, `load` loads before.
    """
    intake: _Intake[T, R] = _Intake(tasks)
    window: deque[Ticket[T, R]] = deque()
    with Pool(work, jobs=jobs, limits=limits, load=load) as pool:
        while not is_stopping():
            while len(window) < MAX_AHEAD and pool.has_room and (taken := intake.next()):
                window.append(taken)
                if not taken.is_settled:
                    pool.add(taken)
            if not window:
                break
            if window[0].is_settled:
                first = window.popleft()
                pool.forget(first)
                yield first.pair()
            else:
                pool.wait(window[0])
        else:
            pool.stop(STOP_SECONDS)
    yield from (t.pair() for t in window if t.is_settled)
    if intake.error:
        raise intake.error


def result(task: T, work: Callable[[T], R], *, limits: Limits) -> R | Lost:
    """Return the result of one task, from a worker process of its own."""
    [(_, outcome)] = results([task], work, jobs=1, limits=limits)
    return outcome


class _Intake(Generic[T, R]):
    """Makes tickets of tasks; an exception of theirs ends them, and is kept for later."""

    def __init__(self, tasks: Iterable[T]) -> None:
        self._tasks = enumerate(tasks, 1)
        self.error: Exception | None = None

    def next(self) -> Ticket[T, R] | None:
        """Return the next ticket, or None when there is none."""
        if self.error:
            return None
        try:
            number, task = next(self._tasks, (0, None))
        except Exception as error:
            self.error = error
            return None
        return ticket(number, task) if number else None  # type: ignore[arg-type]  # a number has a task
