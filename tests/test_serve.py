"""The server answers from every worker, sees what is ingested while it runs, and stops when told to."""

import json
import shutil
import signal
import socket
import subprocess
import sys
import time
from contextlib import ExitStack
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import urlsplit
from urllib.request import urlopen

import pytest
from serving import served

from conftest import made, save
from index import Library
from webapp.waiting import HEAD_SECONDS


@pytest.fixture
def library(tmp_path: Path) -> Path:
    with Library.open(tmp_path / "library") as opened:
        opened.add([made("tea.html", "Tea", "Green tea, slowly.")])
    return tmp_path / "library"


def total(address: str, query: str) -> int:
    with urlopen(f"{address}/api/search?q={query}", timeout=10) as response:  # noqa: S310 - our own address
        return int(json.load(response)["total"]["value"])


def test_it_says_where_and_stops_on_sigterm(library: Path) -> None:
    with served(library) as (address, process):
        assert total(address, "tea") == 1
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=20) == 0


def test_an_interrupt_stops_it_too(library: Path) -> None:
    with served(library) as (_, process):
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=20) in (0, 130)


def test_what_is_added_while_it_runs_is_found_by_every_worker(library: Path) -> None:
    with served(library, "--workers", "2") as (address, _):
        assert total(address, "heron") == 0
        with Library.open(library) as other:
            other.add([made("heron.html", "Heron", "A heron in the reeds.")])
        assert [total(address, "heron") for _ in range(20)] == [1] * 20


def test_an_index_that_was_left_behind_catches_up_when_it_starts(library: Path) -> None:
    with Library.open(library) as opened:
        save(opened, made("late.html", "Late", "A late heron."))
    with served(library) as (address, _):
        deadline = time.monotonic() + 20
        while not total(address, "heron") and time.monotonic() < deadline:
            time.sleep(0.1)
        assert total(address, "heron") == 1


def test_what_is_recorded_while_it_runs_is_taken_up(library: Path) -> None:
    with served(library) as (address, _), Library.open(library) as other:
        with other.writing():
            save(other, made("late.html", "Late", "A late heron."))
            with urlopen(f"{address}/api/search?q=heron", timeout=10) as response:  # noqa: S310 - our own address
                answer = json.load(response)
            assert answer["query"]["notes"] == ["Indexing goes on: 1 article is not findable yet"]
            with urlopen(f"{address}/search?q=heron", timeout=10) as response:  # noqa: S310
                page = response.read().decode()
            assert ("Indexing goes on" in page, "No article answers" in page) == (True, False)
        deadline = time.monotonic() + 20
        while not total(address, "heron") and time.monotonic() < deadline:
            time.sleep(0.1)
        assert total(address, "heron") == 1


def test_an_index_of_another_library_is_said_until_it_is_rebuilt(library: Path, tmp_path: Path) -> None:
    with Library.open(tmp_path / "other") as other:
        other.add([made("tea.html", "Tea", "Another tea.")])
    with served(library) as (address, _):
        assert total(address, "green") == 1
        shutil.rmtree(library / "index")
        shutil.copytree(tmp_path / "other" / "index", library / "index")
        with pytest.raises(HTTPError) as raised:
            total(address, "another")
        assert (raised.value.code, "run vade rebuild" in json.load(raised.value)["detail"]) == (500, True)
        with Library.open(library, is_mending=True) as opened:
            opened.rebuild()
        assert (total(address, "green"), total(address, "another")) == (1, 0)


def test_a_port_that_is_taken_is_said_to_be(library: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        command = [sys.executable, "-m", "vade", "serve", "--library", str(library), "--port", port]
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=30)
    assert done.returncode == 1
    assert f"port {port} on 127.0.0.1: Address already in use; name another with --port" in done.stderr


def test_half_sent_requests_hold_nobody_up_and_are_dropped(library: Path) -> None:
    with served(library, "--workers", "1") as (address, _), ExitStack() as open_ones:
        where = (urlsplit(address).hostname, urlsplit(address).port)
        held = [open_ones.enter_context(socket.create_connection(where)) for _ in range(200)]
        for number, one in enumerate(held):
            one.sendall((b"", b"G", b"GET /search?q=tea HTTP/1.1\r\nHost: localhost\r\nX-A: ")[number % 3])
        assert total(address, "tea") == 1
        # Who sends the rest in time is answered.
        in_time = held.pop(2)
        in_time.sendall(b"b\r\nConnection: close\r\n\r\n")
        with in_time.makefile("rb") as answer:
            assert answer.readline().startswith(b"HTTP/1.1 200")
        for one in held:
            one.settimeout(4 * HEAD_SECONDS)
            assert was_dropped(one)
        assert total(address, "tea") == 1


def was_dropped(connection: socket.socket) -> bool:
    try:
        return connection.recv(1) == b""
    except ConnectionResetError:
        return True


def test_requests_one_after_the_other_on_one_connection_are_each_answered(library: Path) -> None:
    with served(library, "--workers", "1") as (address, _):
        where = (urlsplit(address).hostname, urlsplit(address).port)
        with socket.create_connection(where) as sent, sent.makefile("rb") as answers:
            sent.settimeout(20)
            for _ in range(3):
                sent.sendall(b"GET /api/stats HTTP/1.1\r\nHost: localhost\r\n\r\n")
                lines = list(iter(answers.readline, b"\r\n"))
                assert lines[0].startswith(b"HTTP/1.1 200")
                length = next(int(line.split(b":")[1]) for line in lines if line.lower().startswith(b"content-length"))
                assert b"articles" in answers.read(length)
