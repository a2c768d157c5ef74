"""The first Ctrl-C asks for an end, the second is one, and neither ends in a traceback."""

import os
import pty
import signal
import subprocess
import sys
import threading
import time
from itertools import islice
from pathlib import Path

import pytest

from ingest.pipeline.interruption import SHOW_CURSOR, Interruption
from ingest.pipeline.workers import Limits, result

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="asks /proc for processes")
ROOT = Path(__file__).parent.parent
READING = """
import os, sqlite3, sys, time
from ingest.pipeline.interruption import Interruption
from ingest.pipeline.workers import Limits, results

def work(task):
    if task > 1:
        {task}
    return os.getppid(), os.getpid()

with Interruption() as interruption:
    for task, pids in results(range(1000), work, jobs=2, limits=Limits(), is_stopping=interruption.is_set):
        print(task, *pids, flush=True)
        {page}
    assert interruption.is_set()
    print("done", flush=True)
sys.exit(130)
"""
IN_SQLITE = "sqlite3.connect(':memory:').execute('with recursive n(i) as (select 1 union all select i + 1 from n) select sum(i) from n').fetchone()"


def started(tmp_path: Path, *, task: str = "pass", page: str = "pass") -> subprocess.Popen[str]:
    path = tmp_path / "script.py"
    path.write_text(READING.format(task=task, page=page))
    return subprocess.Popen(
        [sys.executable, "-W", "error", path], cwd=ROOT, env=os.environ | {"PYTHONPATH": str(ROOT)}, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True,
    )  # fmt: skip


def processes(lines: list[str]) -> set[int]:
    return {int(pid) for line in lines if line != "done\n" for pid in line.split()[1:]}


def are_gone(pids: set[int]) -> bool:
    until = time.monotonic() + 5
    while time.monotonic() < until:
        if not any(Path(f"/proc/{pid}").exists() for pid in pids):
            return True
        time.sleep(0.02)
    return False


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_one_signal_finishes_what_is_in_work(number: int, tmp_path: Path) -> None:
    with started(tmp_path, task="time.sleep(.3)") as process:
        assert process.stdout
        lines = list(islice(process.stdout, 4))
        if number == signal.SIGINT:
            os.killpg(process.pid, number)  # as a terminal does: to parent and workers
        else:
            process.send_signal(number)
        out, err = process.communicate(timeout=15)
    lines += out.splitlines(keepends=True)
    assert (process.returncode, err, lines[-1]) == (130, "", "done\n")
    numbers = [int(line.split()[0]) for line in lines[:-1]]
    assert numbers == sorted(set(numbers))
    assert 5 <= len(lines) <= 8
    assert are_gone(processes(lines))


@pytest.mark.parametrize(
    ("task", "page"),
    [("pow(3, 10**9)", "pass"), ("time.sleep(100)", "pass"), ("pass", IN_SQLITE), ("pass", "while True: pass")],
)
def test_two_signals_end_all_at_once(task: str, page: str, tmp_path: Path) -> None:
    with started(tmp_path, task=task, page=page) as process:
        assert process.stdout
        lines = [process.stdout.readline()]
        time.sleep(0.5)
        os.killpg(process.pid, signal.SIGINT)
        time.sleep(0.5)
        assert process.poll() is None
        os.killpg(process.pid, signal.SIGINT)
        start = time.monotonic()
        out, err = process.communicate(timeout=15)
    assert (process.returncode, err) == (130, "")
    assert time.monotonic() - start < 2
    assert are_gone(processes(lines + out.splitlines(keepends=True)))


def test_a_terminal_has_its_cursor_again(tmp_path: Path) -> None:
    ours, its = pty.openpty()
    path = tmp_path / "script.py"
    path.write_text(READING.format(task="time.sleep(100)", page="pass"))
    with subprocess.Popen(
        [sys.executable, path], cwd=ROOT, env=os.environ | {"PYTHONPATH": str(ROOT)}, stdout=its
    ) as process:
        said = os.read(ours, 100)
        for _ in range(2):
            process.send_signal(signal.SIGINT)
            time.sleep(0.3)
        assert process.wait(10) == 130
    os.close(its)
    while not said.endswith(SHOW_CURSOR.replace(b"\n", b"\r\n")):
        said += os.read(ours, 100)  # raises OSError where no more comes
    os.close(ours)


def test_a_signal_is_told_and_interrupts_nothing() -> None:
    with Interruption() as interruption:
        assert not interruption.is_set()
        os.kill(os.getpid(), signal.SIGINT)
        time.sleep(0.2)
        assert interruption.is_set()


def test_a_worker_does_not_tell_its_parent_of_its_own_signals() -> None:
    with Interruption():
        assert result(0, lambda _: signal.set_wakeup_fd(-1), limits=Limits()) == -1


def test_handlers_and_threads_are_afterwards_as_before() -> None:
    def state() -> list[object]:
        return [signal.getsignal(signal.SIGINT), signal.getsignal(signal.SIGTERM), threading.active_count()]

    before = state()
    with pytest.raises(KeyError), Interruption():
        assert state() != before
        raise KeyError
    assert state() == before
    assert signal.set_wakeup_fd(-1) == -1


@pytest.mark.parametrize("module", ["click", "index.cli", "ingest.cli", "webapp.cli"])
def test_a_signal_while_the_command_starts_ends_it_without_a_word(module: str) -> None:
    script = f"""
import os, signal, sys
# What was started in the background of a shell ignores it.
signal.signal(signal.SIGINT, signal.default_int_handler)
class Finder:
    def find_spec(self, name, *_):
        if name == {module!r}:
            os.kill(os.getpid(), signal.SIGINT)
sys.meta_path.insert(0, Finder())
import vade
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, check=False, timeout=60)
    assert (done.returncode, done.stderr) == (-signal.SIGINT, b"")
