"""Worker processes lose the task that kills them, hangs them or takes too much memory, and no other."""

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from itertools import count, islice
from pathlib import Path
from random import Random

import pytest

from conftest import examples
from ingest.pipeline.workers import result, results
from ingest.pipeline.workers.limits import Limits, Lost, as_reason, as_size
from ingest.pipeline.workers.pool import MAX_BYTES, Pool
from ingest.pipeline.workers.results import MAX_AHEAD
from ingest.pipeline.workers.ticket import Ticket, ticket
from ingest.pipeline.workers.worker import MAX_UNSENT_BYTES

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="asks /proc for processes")
LIMITS = Limits(seconds=20)
ROOT = Path(__file__).parent.parent
DEATHS: dict[str, tuple[Callable[[], object], str]] = {
    "leaves as if all were well": (lambda: os._exit(0), "exit code 0"),
    "leaves with an error": (lambda: os._exit(7), "exit code 7"),
    "is killed": (lambda: os.kill(os.getpid(), signal.SIGKILL), "signal 9"),
    "crashes": (lambda: crash(signal.SIGSEGV), "signal 11"),
    "aborts": (lambda: crash(signal.SIGABRT), "signal 6"),
    "closes its pipe in the middle of a message": (lambda: half_a_message(), "signal 9"),
}


def crash(number: int) -> None:
    signal.signal(number, signal.SIG_DFL)  # pytest's own handler would write where we were
    os.kill(os.getpid(), number)


def is_socket(descriptor: Path) -> bool:
    return descriptor.is_symlink() and str(descriptor.readlink()).startswith("socket")


def half_a_message() -> None:
    """Write the begin of a long answer to every socket that is open, and go."""
    for descriptor in range(3, 64):
        with suppress(OSError):
            if is_socket(Path(f"/proc/self/fd/{descriptor}")):
                os.write(descriptor, b"\xff" * 20)
    os.kill(os.getpid(), signal.SIGKILL)


def twice(number: int) -> int:
    return 2 * number


def children() -> set[int]:
    """Give the processes that are ours, dead ones that nobody waited for too."""
    return {
        int(path.name)
        for path in Path("/proc").glob("[0-9]*")
        if parent_of(path) == os.getpid()
    }  # fmt: skip


def parent_of(process: Path) -> int:
    try:
        return int((process / "stat").read_text().rpartition(")")[2].split()[1])
    except OSError:
        return 0


def is_alive(pid: int) -> bool:
    try:
        return (Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]) != "Z"
    except OSError:
        return False


def assert_gone(pids: set[int]) -> None:
    until = time.monotonic() + 5
    while time.monotonic() < until and any(map(is_alive, pids)):
        time.sleep(0.02)
    assert [pid for pid in pids if is_alive(pid)] == []


@pytest.fixture(autouse=True)
def no_process_is_left() -> Iterator[None]:
    before = children()
    yield
    assert children() <= before


class Log:
    """Counts in a file which tasks were begun, for all processes."""

    def __init__(self, path: Path) -> None:
        self.path = path
        path.touch()

    def begin(self, task: int) -> int:
        """Note that a task is begun, and give how often that was."""
        with self.path.open("a") as file:
            file.write(f"{task}\n")
        return self.begun().count(task)

    def begun(self) -> list[int]:
        return [int(line) for line in self.path.read_text().split()]


@pytest.fixture
def log(tmp_path: Path) -> Log:
    return Log(tmp_path / "begun")


def test_results_come_in_the_order_of_the_tasks() -> None:
    def work(task: int) -> int:
        time.sleep(0.03 if task % 7 == 0 else 0.001)
        return 2 * task

    assert list(results(range(100), work, jobs=3, limits=LIMITS)) == [(n, 2 * n) for n in range(100)]


def test_a_result_may_be_none_and_a_task_too() -> None:
    assert list(results([None, 1], lambda _: None, jobs=2, limits=LIMITS)) == [(None, None), (1, None)]


def test_no_task_means_no_process() -> None:
    def processes() -> bool:
        seen.append(len(children()))
        return False

    seen, before = [], len(children())
    assert list(results([], twice, jobs=2, limits=LIMITS, is_stopping=processes)) == []
    assert set(seen) == {before}


def test_three_tasks_have_three_workers_at_most() -> None:
    def work(_: int) -> int:
        time.sleep(0.2)
        return os.getpid()

    assert len({pid for _, pid in results(range(3), work, jobs=8, limits=LIMITS)}) == 3


def test_one_job_is_a_process_too() -> None:
    [(_, pid)] = results([1], lambda _: os.getpid(), jobs=1, limits=LIMITS)
    assert pid != os.getpid()
    assert result(4, twice, limits=LIMITS) == 8


def test_tasks_are_taken_as_they_are_needed() -> None:
    def work(task: int) -> int:
        time.sleep(0.05)
        return task

    taken = count()
    reading = results(taken, work, jobs=2, limits=LIMITS)
    assert [r for _, r in islice(reading, 10)] == list(range(10))
    time.sleep(0.2)
    # Half a second's work waits in each worker, and some is done that was not asked for yet.
    assert next(taken) <= 10 + 2 * 2 * 10
    reading.close()


def test_tasks_go_on_so_far_while_one_takes_long() -> None:
    def work(task: int) -> int:
        if task == 0:
            time.sleep(2)
        return task

    taken = count()
    reading = results(taken, work, jobs=2, limits=LIMITS)
    assert next(reading) == (0, 0)
    assert MAX_AHEAD <= next(taken) <= MAX_AHEAD + 1
    reading.close()


def test_large_results_wait_in_the_workers_while_one_takes_long(log: Log) -> None:
    def work(task: int) -> bytes:
        log.begin(task)
        if task == 0:
            time.sleep(1.5)
        return bytes(5_000_000 if task >= 500 else 0)  # after many small ones much is queued

    reading = results(count(), work, jobs=2, limits=LIMITS)
    assert next(reading)[0] == 0
    assert len(log.begun()) <= 500 + (MAX_BYTES + MAX_UNSENT_BYTES) // 5_000_000 + 5
    reading.close()


def test_large_tasks_are_taken_a_few_at_a_time() -> None:
    taken = count()
    reading = results((bytes(5_000_000) for _ in taken), lambda task: task, jobs=2, limits=LIMITS)
    assert next(reading)[1] == bytes(5_000_000)
    assert next(taken) <= MAX_BYTES // 5_000_000 + 2
    reading.close()


def test_large_tasks_and_results_pass_each_other() -> None:
    tasks = [bytes([n]) * 3_000_000 for n in range(30)]
    assert list(results(tasks, lambda task: task, jobs=2, limits=LIMITS)) == [(t, t) for t in tasks]


@pytest.mark.parametrize("death", DEATHS)
def test_only_the_task_that_kills_its_worker_is_lost(death: str, log: Log) -> None:
    die, reason = DEATHS[death]

    def work(task: int) -> int:
        log.begin(task)
        if task == 20:
            die()
        return 2 * task

    given = dict(results(range(60), work, jobs=2, limits=LIMITS))
    assert given == {n: 2 * n for n in range(60)} | {20: Lost(f"reading it ended the process ({reason})")}
    assert log.begun().count(20) == 2


def test_large_tasks_behind_the_one_that_kills_their_worker_are_read() -> None:
    def work(task: bytes) -> int:
        if task[0] == 1:
            os._exit(1)
        return task[0]

    given = [r for _, r in results((bytes([n]) * 3_000_000 for n in range(6)), work, jobs=1, limits=LIMITS)]
    assert given == [0, Lost("reading it ended the process (exit code 1)"), 2, 3, 4, 5]


def test_a_task_that_kills_its_worker_once_is_read_by_another(log: Log) -> None:
    def work(task: int) -> int:
        if task == 5 and log.begin(task) == 1:
            os._exit(1)
        return os.getpid()

    given = dict(results(range(40), work, jobs=1, limits=LIMITS))
    assert len({given[4], given[5]}) == 2
    assert not any(isinstance(r, Lost) for r in given.values())


def test_nothing_waits_behind_a_task_whose_worker_died(log: Log) -> None:
    def work(task: int) -> int:
        if task == 3:
            if log.begin(task) == 1:
                os._exit(1)
            time.sleep(1)
        log.begin(task)
        return task

    assert [r for _, r in results(range(40), work, jobs=2, limits=LIMITS)] == list(range(40))
    assert log.begun()[-1] == 3


@pytest.mark.parametrize("is_killed", [True, False])
def test_what_is_done_but_not_handed_over_is_not_blamed(*, is_killed: bool, log: Log) -> None:
    def work(task: int) -> bytes:
        if task == 1:
            time.sleep(0.2)
        if task == 2:
            os.kill(os.getpid(), signal.SIGKILL) if is_killed else forever_in_arithmetic()
        return bytes(3_000_000) if task else b""

    given = []
    for pair in results(range(4), work, jobs=1, limits=Limits(seconds=1)):
        given.append(pair)
        if len(given) == 1:
            time.sleep(0.6)
    reason = "reading it ended the process (signal 9)" if is_killed else "not read within 1 s"
    assert given == [(0, b""), (1, bytes(3_000_000)), (2, Lost(reason)), (3, bytes(3_000_000))]


def test_a_hundred_deaths_among_a_thousand_tasks_leave_the_workers_at_work() -> None:
    def work(task: int) -> int:
        if task % 10 == 3:
            os._exit(1)
        return 2 * task

    start = time.monotonic()
    given = dict(results(range(1000), work, jobs=2, limits=LIMITS))
    assert [n for n, r in given.items() if r != 2 * n] == list(range(3, 1000, 10))
    assert time.monotonic() - start < 30


def forever_in_a_pattern() -> None:
    re.match(r"(a+)+$", "a" * 60 + "b")


def forever_in_arithmetic() -> None:
    pow(3, 10**9)


@pytest.mark.parametrize("hang", [forever_in_a_pattern, forever_in_arithmetic, lambda: time.sleep(100)])
def test_a_task_that_does_not_end_is_lost_after_its_time_and_not_tried_again(
    hang: Callable[[], None], log: Log
) -> None:
    def work(task: int) -> int:
        log.begin(task)
        if task == 5:
            hang()
        return 2 * task

    start = time.monotonic()
    given = list(results(range(30), work, jobs=2, limits=Limits(seconds=1)))
    assert given == [(n, Lost("not read within 1 s") if n == 5 else 2 * n) for n in range(30)]
    assert 1 <= time.monotonic() - start < 5
    assert log.begun().count(5) == 1


def test_what_waits_behind_a_task_that_hangs_is_not_charged_for_it() -> None:
    def work(task: int) -> int:
        time.sleep(0.8)
        return task

    assert [r for _, r in results(range(6), work, jobs=2, limits=Limits(seconds=1.2))] == list(range(6))


def test_time_in_which_the_parent_is_busy_is_not_charged() -> None:
    def work(task: int) -> int:
        time.sleep(3 if task == 1 else 0.3)
        return task

    given = []
    for pair in results(range(3), work, jobs=2, limits=Limits(seconds=2)):
        given.append(pair)
        if len(given) == 1:
            time.sleep(2.5)
    assert given == [(n, n) for n in range(3)]


@pytest.mark.parametrize("is_small", [True, False])
def test_a_task_that_takes_too_much_memory_is_lost_and_its_worker_replaced(*, is_small: bool) -> None:
    def work(task: int) -> int:
        if task == 3:
            _ = [object() for _ in count()] if is_small else bytearray(2_000_000_000)
        return os.getpid()

    given = dict(results(range(6), work, jobs=1, limits=Limits(seconds=60, memory=300_000_000)))
    said = given.pop(3)
    assert isinstance(said, Lost)
    assert re.fullmatch(r"reading it took more than 300 MB of memory", said.reason)
    assert given[2] != given[4]
    assert all(isinstance(r, int) for r in given.values())


def test_a_result_too_large_to_be_handed_over_is_lost_for_its_memory() -> None:
    program = """
from ingest.pipeline.workers import Limits, result
print(result(0, lambda _: "x" * 200_000_000, limits=Limits(seconds=60, memory=300_000_000)).reason)
"""
    # In a small process: a worker may always hold twice what it began with.
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.stdout == "reading it took more than 300 MB of memory\n", done.stderr


def test_a_worker_that_has_grown_is_replaced_between_two_tasks(log: Log) -> None:
    kept = []

    def work(task: int) -> int:
        log.begin(task)
        kept.append(b"x" * 60_000_000)
        return os.getpid()

    given = list(results(range(30), work, jobs=1, limits=Limits(recycle=1)))
    assert [t for t, _ in given] == log.begun() == list(range(30))
    assert not any(isinstance(r, Lost) for _, r in given)
    assert 2 <= len({pid for _, pid in given}) < 30


def test_a_worker_that_stays_small_is_kept() -> None:
    assert len({pid for _, pid in results(range(300), lambda _: os.getpid(), jobs=1, limits=LIMITS)}) == 1


def refuse(error: BaseException) -> None:
    raise error


class Fragile:
    """Cannot be loaded again."""

    def __reduce__(self) -> tuple[object, ...]:
        return refuse, (KeyError("gone"),)


@pytest.mark.parametrize(
    ("work", "reason"),
    [
        (lambda _: refuse(ValueError("no")), "ValueError: no"),
        (lambda _: refuse(SystemExit(3)), "SystemExit: 3"),
        (lambda _: refuse(KeyboardInterrupt()), "KeyboardInterrupt: "),
        (lambda _: refuse(ValueError("\udc80")), "ValueError: \\udc80"),
        (lambda _: Fragile(), "KeyError: 'gone'"),
        (lambda _: lambda: None, "PicklingError|AttributeError|TypeError"),
    ],
)
def test_what_goes_wrong_in_work_is_said_and_loses_its_task_alone(work: Callable[[int], object], reason: str) -> None:
    given = [r for _, r in results(range(3), lambda n: work(n) if n == 1 else n, jobs=1, limits=LIMITS)]
    assert (given[0], given[2]) == (0, 2)
    assert isinstance(given[1], Lost)
    assert given[1].reason == reason or re.match(reason, given[1].reason)


def test_a_task_that_cannot_be_handed_over_is_lost_alone() -> None:
    tasks = [1, lambda: 0, Fragile(), 4]
    given = [r for _, r in results(tasks, lambda task: task, jobs=2, limits=LIMITS)]
    assert (given[0], given[3]) == (1, 4)
    assert all(isinstance(r, Lost) for r in given[1:3])


def test_an_error_of_the_tasks_is_raised_behind_the_results_before_it() -> None:
    def tasks() -> Iterator[int]:
        yield from range(20)
        raise OSError("the disk is gone")

    reading = results(tasks(), twice, jobs=2, limits=LIMITS)
    assert [next(reading) for _ in range(20)] == [(n, 2 * n) for n in range(20)]
    with pytest.raises(OSError, match="the disk is gone"):
        next(reading)


def test_stopping_yields_what_is_in_work_and_begins_nothing(log: Log) -> None:
    def work(task: int) -> int:
        log.begin(task)
        time.sleep(0.3)
        return task

    given: list[int] = []
    taken = count()
    for _, r in results(taken, work, jobs=2, limits=LIMITS, is_stopping=lambda: len(given) >= 4):
        given.append(r)
    assert given == sorted(log.begun())
    assert 5 <= len(given) <= 6
    assert next(taken) < 20


def test_stopping_waits_so_long_and_no_longer() -> None:
    tickets: list[Ticket[int, int]] = [ticket(n, n) for n in range(1, 5)]
    start = time.monotonic()
    with Pool(lambda n: time.sleep(100 if n == 1 else 0.1) or n, jobs=2, limits=LIMITS) as pool:
        for t in tickets:
            pool.add(t)
        pool.wait()
        pool.stop(1)
    assert 1 <= time.monotonic() - start < 3
    assert [t.is_settled for t in tickets] == [False, True, False, False]


def test_closing_ends_all_workers_at_once() -> None:
    def work(task: int) -> int:
        if task > 1:
            time.sleep(100)
        return os.getpid()

    reading = results(range(10), work, jobs=2, limits=LIMITS)
    pids = {next(reading)[1], next(reading)[1]}
    start = time.monotonic()
    reading.close()
    assert not any(map(is_alive, pids))
    assert time.monotonic() - start < 2


def test_an_error_where_results_are_used_ends_all_workers() -> None:
    def use() -> None:
        for _, pid in results(range(100), lambda _: os.getpid(), jobs=2, limits=LIMITS):
            pids.add(pid)
            raise ValueError

    pids: set[int] = set()
    with pytest.raises(ValueError):
        use()
    assert pids
    assert not any(map(is_alive, pids))


def test_the_death_of_the_server_of_workers_stops_nothing(log: Log) -> None:
    def work(task: int) -> int:
        if task == 20 and log.begin(task) == 1:
            os.kill(os.getppid(), signal.SIGKILL)
            time.sleep(10)
        return 2 * task

    assert list(results(range(60), work, jobs=2, limits=LIMITS)) == [(n, 2 * n) for n in range(60)]


def test_a_worker_leaves_interrupts_to_its_parent_and_reads_no_input() -> None:
    def work(_: int) -> tuple[bool, bool, bytes, int]:
        handlers = signal.getsignal(signal.SIGINT), signal.getsignal(signal.SIGTERM)
        blocked = signal.pthread_sigmask(signal.SIG_BLOCK, [])
        return handlers[0] is signal.SIG_IGN, handlers[1] is signal.SIG_DFL, os.read(0, 9), len(blocked)

    assert result(0, work, limits=LIMITS) == (True, True, b"", 0)


def test_a_worker_holds_no_socket_but_its_own() -> None:
    def work(_: int) -> int:
        time.sleep(0.1)
        return sum(map(is_socket, Path("/proc/self/fd").iterdir()))

    before = work(0)
    assert {n for _, n in results(range(8), work, jobs=4, limits=LIMITS)} == {before + 1}


def script(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "script.py"
    path.write_text(f"import os, sys, time\nfrom ingest.pipeline.workers import Limits, results\n{text}")
    return path


def started(path: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-W", "error", path], cwd=ROOT, env=os.environ | {"PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": ""}, text=True,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True,
    )  # fmt: skip


def test_the_script_that_asks_is_not_run_again_and_says_nothing_twice(tmp_path: Path) -> None:
    text = """
def work(task):
    print("in work", flush=True)
    return sys.stdin.read()
print('begun')
print(*results([1], work, jobs=2, limits=Limits()))
"""
    out, err = started(script(tmp_path, text)).communicate("ours", timeout=30)
    assert (out, err) == ("begun\nin work\n(1, '')\n", "")


def test_a_killed_parent_leaves_no_worker(tmp_path: Path) -> None:
    text = """
def work(task):
    time.sleep(100 if task > 1 else .2)
    return os.getppid(), os.getpid()
for _, pids in results(range(9), work, jobs=2, limits=Limits()):
    print(*pids, flush=True)
"""
    with started(script(tmp_path, text)) as process:
        assert process.stdout
        pids = {int(pid) for line in islice(process.stdout, 2) for pid in line.split()}
        process.kill()
        assert len(pids) == 3
        assert_gone(pids)


def test_a_stop_of_all_processes_for_a_while_is_not_charged(tmp_path: Path) -> None:
    text = """
def work(task):
    began = time.process_time()
    while time.process_time() - began < .3:
        pass
    return task
print('begun', flush=True)
print(*results([1, 2], work, jobs=1, limits=Limits(seconds=2)))
"""
    with started(script(tmp_path, text)) as process:
        assert process.stdout
        process.stdout.readline()
        time.sleep(0.2)
        os.killpg(process.pid, signal.SIGSTOP)
        time.sleep(2.5)
        os.killpg(process.pid, signal.SIGCONT)
        assert process.communicate(timeout=30) == ("(1, 1) (2, 2)\n", "")


BEHAVIOURS = ("well", "large", "slow", "raises", "dies", "dies once", "takes memory", "hangs")


@pytest.mark.parametrize("seed", range(examples(4)))
def test_every_task_is_given_once_in_order_with_its_result_whatever_the_others_do(seed: int, log: Log) -> None:
    def work(task: tuple[int, str]) -> object:
        return behave(*task, begun=log.begin(task[0]))

    chance = Random(seed)  # noqa: S311 - the same each time
    weights = (60, 10, 10, 5, 5, 5, 4, 1)
    tasks = list(enumerate(chance.choices(BEHAVIOURS, weights, k=chance.choice([1, 5, 150]))))
    limits = Limits(seconds=2, memory=500_000_000, recycle=chance.choice([1, 256_000_000]))
    given = list(results(iter(tasks), work, jobs=chance.choice([1, 2, 4]), limits=limits))
    assert given == [(task, expected(*task)) for task in tasks]


def behave(number: int, behaviour: str, *, begun: int) -> object:
    if behaviour == "dies" or (behaviour == "dies once" and begun == 1):
        os._exit(1)
    acts: dict[str, Callable[[], object]] = {
        "slow": lambda: time.sleep(0.02),
        "raises": lambda: refuse(ValueError(number)),
        "takes memory": lambda: bytearray(2_000_000_000),
        "hangs": forever_in_a_pattern,
    }
    acts.get(behaviour, lambda: None)()
    return bytes(number * 20_000) if behaviour == "large" else number


def expected(number: int, behaviour: str) -> object:
    given = {
        "raises": Lost(f"ValueError: {number}"),
        "dies": Lost("reading it ended the process (exit code 1)"),
        "takes memory": Lost("reading it took more than 500 MB of memory"),
        "hangs": Lost("not read within 2 s"),
        "large": bytes(number * 20_000),
    }
    return given.get(behaviour, number)


def test_sizes_and_reasons_are_said_briefly() -> None:
    assert [as_size(n) for n in (1_000_000_000, 256_000_000, 1_500_000_000)] == ["1 GB", "256 MB", "1.5 GB"]
    assert as_reason(ValueError("x" * 5_000)).endswith("x…")
