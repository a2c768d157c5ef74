"""Start worker processes from a small process that does nothing else, and end them there.

Workers are not forked from the process that asks for them: that one grows, opens databases and starts threads, and a
worker would begin with all of it. The server is forked once, before the first task. Python (3.12 and later) warns of
threads at a fork, as one may hold a lock that the child waits for; that is switched off for this moment, as a command
has two kinds of threads then: NumPy's, which stop for a fork by themselves (OpenBLAS asks `pthread_atfork`), and the
one in `interruption.py`, which only waits for a signal. No program is run again: what is loaded is there.
"""

import gc
import os
import resource
import signal
import socket
import sys
import time
import warnings
from collections.abc import Callable
from contextlib import suppress
from struct import Struct

from index import end_with_parent

# A verb and a number: the place of a worker to start, or the process id of one to end.
REQUEST, REPLY = Struct("<cq"), Struct("<q")
START, END = b"S", b"E"
# Told of a process that is not there any more, or is stuck in the kernel.
UNKNOWN = 1 << 32
MAX_DYING_SECONDS = 1.0
LEFT_TO_PARENT = (signal.SIGINT, signal.SIGTERM)


class ForkServer:
    """A process that starts and ends processes that `run(socket, place)`; another is forked when it is gone.

    `load` is called in it at first, for what each of them would else load for itself.
    """

    def __init__(self, run: Callable[[socket.socket, int], None], load: Callable[[], object] = lambda: None) -> None:
        self._run, self._load = run, load
        self._begin()

    def start(self, place: int) -> tuple[int, socket.socket]:
        """Start a process and return its id and our end of its socket. Raises OSError if there can be none."""
        ours, its = socket.socketpair()
        with its:
            reply = self._ask(START, place, its)
        if reply > 0:
            return reply, ours
        ours.close()
        raise OSError(-reply, os.strerror(-reply))

    def end(self, pid: int) -> int | None:
        """Kill a process, if it has not ended, and return its exit code or minus its signal, None if unknown."""
        reply = self._ask(END, pid)
        return None if reply == UNKNOWN else reply

    def close(self) -> None:
        """End all processes and the server."""
        self._control.close()
        # Its own children are killed and waited for by then.
        _exit_code(self._pid, seconds=10 * MAX_DYING_SECONDS)

    def _begin(self) -> None:
        self._control, its = socket.socketpair()
        with its:
            self._pid = _forked(lambda: self._serve(its))

    def _serve(self, control: socket.socket) -> None:
        self._control.close()
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        self._load()
        # What is loaded would be gone through again by each search for garbage, and copied by that.
        gc.freeze()
        _Server(self._run, control).serve()

    def _ask(self, verb: bytes, number: int, *ends: socket.socket) -> int:
        try:
            return self._asked(verb, number, ends)
        except OSError:
            # It was killed, and its workers with it.
            self.close()
            self._begin()
            return self._asked(verb, number, ends)

    def _asked(self, verb: bytes, number: int, ends: tuple[socket.socket, ...]) -> int:
        socket.send_fds(self._control, [REQUEST.pack(verb, number)], [end.fileno() for end in ends])
        reply = self._control.recv(REPLY.size, socket.MSG_WAITALL)
        if len(reply) < REPLY.size:
            raise ConnectionResetError
        return int(REPLY.unpack(reply)[0])


class _Server:
    """The server's side: the processes that are its children."""

    def __init__(self, run: Callable[[socket.socket, int], None], control: socket.socket) -> None:
        self._run, self._control = run, control
        self._children: set[int] = set()

    def serve(self) -> None:
        """Do what is asked until the other end is closed, and leave no process behind."""
        while True:
            request, descriptors, _, _ = socket.recv_fds(self._control, REQUEST.size, 1)
            if not request:
                break
            verb, number = REQUEST.unpack(request)
            reply = self._start(descriptors[0], number) if verb == START else self._end(number)
            self._control.sendall(REPLY.pack(reply))
        for pid in self._children:
            os.kill(pid, signal.SIGKILL)
        for pid in self._children:
            _exit_code(pid, seconds=MAX_DYING_SECONDS)

    def _start(self, descriptor: int, place: int) -> int:
        with socket.socket(fileno=descriptor) as end:
            try:
                pid = _forked(lambda: self._begun(end, place))
            except OSError as error:
                return -(error.errno or 1)
        self._children.add(pid)
        return pid

    def _begun(self, end: socket.socket, place: int) -> None:
        self._control.close()
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        self._run(end, place)

    def _end(self, pid: int) -> int:
        if pid not in self._children:
            return UNKNOWN
        # Until it is waited for, its id is no other process's.
        os.kill(pid, signal.SIGKILL)
        code = _exit_code(pid, seconds=MAX_DYING_SECONDS)
        if code != UNKNOWN:
            self._children.remove(pid)
        return code


def _forked(run: Callable[[], None]) -> int:
    """Run it in a child that ends with us and leaves interrupts to us; return the child's process id."""
    for stream in (sys.stdout, sys.stderr):
        # What is in their buffers must not be written twice.
        with suppress(OSError, ValueError, AttributeError):
            stream.flush()
    parent, before = os.getpid(), signal.pthread_sigmask(signal.SIG_BLOCK, LEFT_TO_PARENT)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)
            pid = os.fork()
        if not pid:
            _be_child(run, parent)
        return pid
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _be_child(run: Callable[[], None], parent: int) -> None:
    code = 1
    try:
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, LEFT_TO_PARENT)
        end_with_parent()
        with open(os.devnull, "rb") as nothing:  # noqa: PTH123 - a descriptor is wanted
            os.dup2(nothing.fileno(), 0)
        if os.getppid() == parent:
            run()
            code = 0
    finally:
        # Not `sys.exit`: nothing of the parent's, its databases for one, is to be closed here.
        os._exit(code)


def _exit_code(pid: int, *, seconds: float) -> int:
    """Wait for a child that is about to end; return its exit code or minus its signal, else UNKNOWN."""
    until, pause = time.monotonic() + seconds, 0.0005
    while time.monotonic() < until:
        try:
            ended, status = os.waitpid(pid, os.WNOHANG)
        except ChildProcessError:
            break
        if ended:
            return os.waitstatus_to_exitcode(status)
        time.sleep(pause)
        pause = min(2 * pause, 0.02)
    return UNKNOWN
