"""A command in, what it and all its processes cost out: seconds of CPU and of the clock, and memory. Linux only."""

import ctypes
import os
import resource
import subprocess
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")
PR_SET_CHILD_SUBREAPER = 36
# Seconds between two looks at the memory.
INTERVAL = 0.1


@dataclass(frozen=True, slots=True)
class Cost:
    """What a command cost: CPU is user and system time, its own is that of its first process without its children.

    `peak_bytes` is the most that all its processes held at one time (proportional set size), looked at ten times a
    second; `largest_bytes` the most that the largest of them held (resident), as the kernel counts it.
    """

    cpu: float
    own_cpu: float
    wall: float
    peak_bytes: int
    largest_bytes: int
    code: int
    output: str

    @property
    def busy(self) -> float:
        """Return how many cores were busy on average."""
        return self.cpu / self.wall


def cost(command: Sequence[object], *, environment: Mapping[str, str] | None = None, cores: int | None = None) -> Cost:
    """Run the command, on so many cores or on all, and return its cost once its last process has ended."""
    _adopt_orphans()
    bound = ["taskset", "--cpu-list", ",".join(map(str, sorted(os.sched_getaffinity(0))[:cores]))] if cores else []
    start = time.perf_counter()
    process = subprocess.Popen(
        [*bound, *map(str, command)],
        env=os.environ | (environment or {}),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        start_new_session=True,
    )
    memory = Memory(process.pid)
    memory.start()
    output = process.stdout.read() if process.stdout else ""
    # It stays in the table of processes until it is waited for, so that its own times can be read.
    os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT)
    own_cpu = _own_cpu(process.pid)
    ended = list(_ended(process.pid))
    wall = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(ended[0][0])
    return Cost(
        cpu=sum(used.ru_utime + used.ru_stime for _, used in ended),
        own_cpu=own_cpu,
        wall=wall,
        peak_bytes=memory.stopped(),
        largest_bytes=max(used.ru_maxrss for _, used in ended) * 1024,
        code=process.returncode,
        output=output,
    )


class Memory(threading.Thread):
    """Looks at the memory of all processes of a session until it is stopped."""

    def __init__(self, session: int) -> None:
        super().__init__(daemon=True)
        self._session, self._peak = session, 0
        self._is_over = threading.Event()

    def run(self) -> None:
        """Keep the most that was seen."""
        while not self._is_over.wait(INTERVAL):
            self._peak = max(self._peak, sum(_held(self._session)))

    def stopped(self) -> int:
        """Stop, and return the most that was seen, in bytes."""
        self._is_over.set()
        self.join()
        return self._peak


def _held(session: int) -> Iterator[int]:
    """Yield the proportional set size of each process of the session, in bytes."""
    for folder in Path("/proc").glob("[0-9]*"):
        with suppress(OSError, IndexError, ValueError):  # one that has just ended
            if int(_fields(folder)[3]) == session:
                told = (folder / "smaps_rollup").read_text()
                yield 1024 * sum(int(line.split()[1]) for line in told.splitlines() if line.startswith("Pss:"))


def _ended(pid: int) -> Iterator[tuple[int, resource.struct_rusage]]:
    """Yield the status and the usage of the process, and of those that it left behind, when they have ended."""
    yield os.wait4(pid, 0)[1:]
    with suppress(ChildProcessError):
        while True:
            yield os.wait3(0)[1:]


def _fields(folder: Path) -> list[str]:
    """Return the fields of a process from its state on; see proc(5)."""
    return (folder / "stat").read_text().rpartition(")")[2].split()


def _own_cpu(pid: int) -> float:
    user, system = _fields(Path(f"/proc/{pid}"))[11:13]
    return (int(user) + int(system)) / TICKS


def _adopt_orphans() -> None:
    """Let processes whose parent ended without waiting for them become children of this one, so that they count."""
    ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
