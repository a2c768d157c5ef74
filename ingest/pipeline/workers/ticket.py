"""A task on its way through the workers: its number, its pickle, and at last its outcome."""

import pickle
from dataclasses import dataclass
from typing import Generic, TypeVar

from ingest.pipeline.workers.limits import Lost, as_reason

T = TypeVar("T")
R = TypeVar("R")


@dataclass(slots=True, eq=False)
class Ticket(Generic[T, R]):
    """A task with its number in the order of all; `size` is what it takes up, in bytes of pickles."""

    number: int
    task: T
    pickled: bytes = b""
    has_killed: bool = False
    outcome: R | Lost | None = None
    is_settled: bool = False
    size: int = 0

    def settle(self, outcome: R | Lost) -> None:
        """Give it its outcome."""
        self.outcome, self.is_settled, self.pickled = outcome, True, b""

    def pair(self) -> tuple[T, R | Lost]:
        """Return the task and its outcome, once it is settled."""
        assert self.is_settled  # noqa: S101 - without one there is no pair
        return self.task, self.outcome  # type: ignore[return-value]  # None is a result like others


def ticket(number: int, task: T) -> Ticket[T, R]:
    """Return a ticket for a task, settled already if the task cannot be pickled."""
    made: Ticket[T, R] = Ticket(number, task)
    try:
        made.pickled = pickle.dumps(task, pickle.HIGHEST_PROTOCOL)
    except Exception as error:
        made.settle(Lost(as_reason(error)))
    return made
