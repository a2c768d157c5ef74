"""The server answers from every worker, sees what is ingested while it runs, and stops when told to."""

import json
import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest
from serving import served

from conftest import made, save
from index import Library


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
