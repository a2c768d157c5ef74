"""What a worker process may take, and what is said of a task that took more."""

import os
import resource
import sys
from dataclasses import dataclass

# Of Linux's /proc/self/statm (man 5 proc): the numbers of these fields, which count pages of memory.
RESIDENT, DATA = 1, 5
MAX_REASON_CHARS = 1_000


@dataclass(frozen=True, slots=True)
class Limits:
    """The most that one task may take; what a worker began with counts, but up to twice of that is always allowed.

    `seconds` are of wall time, `memory` and `recycle` are bytes: no worker holds more private memory than the first,
    and one that holds more resident memory than the second is replaced between two tasks. Without Linux's
    `/proc`, only `seconds` and what the system makes of RLIMIT_DATA hold.
    """

    seconds: float = 30
    memory: int = 1_000_000_000
    recycle: int = 256_000_000


@dataclass(frozen=True, slots=True)
class Lost:
    """Stands for the result of a task that has none, and says why in a few words."""

    reason: str


class Allowance:
    """The limits of memory in force in this process, from its making on."""

    def __init__(self, limits: Limits) -> None:
        self._hard = resource.getrlimit(resource.RLIMIT_DATA)[1]
        self._recycle = max(limits.recycle, 2 * _held(RESIDENT))
        self._limit_to(max(limits.memory, 2 * _held(DATA)))

    def lift(self) -> None:
        """Allow what was refused so far, so that a failure can be told."""
        self._limit_to(self._hard)

    def is_outgrown(self) -> bool:
        """Return whether this process has grown so far that another should take its place."""
        return _held(RESIDENT) > self._recycle

    def _limit_to(self, memory: int) -> None:
        # RLIMIT_AS would count what is only mapped as well: NumPy's and the index's files are that.
        is_unlimited = self._hard == resource.RLIM_INFINITY
        soft = memory if is_unlimited else min(memory, self._hard)
        resource.setrlimit(resource.RLIMIT_DATA, (soft, self._hard))


def as_size(count: int) -> str:
    """Return a number of bytes as a person says it: "1 GB", "256 MB"."""
    return f"{count / 1e9:g} GB" if count >= 1e9 else f"{count / 1e6:g} MB"


def as_reason(error: BaseException) -> str:
    """Return an exception's name and message, cut where the message is very long."""
    try:
        said = f"{type(error).__name__}: {error}"
    except Exception:
        said = type(error).__name__
    return said if len(said) <= MAX_REASON_CHARS else said[:MAX_REASON_CHARS] + "…"


def _held(field: int) -> int:
    if sys.platform != "linux":
        return 0
    with open("/proc/self/statm", "rb", buffering=0) as file:  # noqa: PTH123 - after every task: 4 times as fast
        return int(file.read().split()[field]) * os.sysconf("SC_PAGE_SIZE")
