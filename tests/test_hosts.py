"""A server answers to its own names and addresses, however they are written, and to no others."""

import socket
from pathlib import Path

import pytest
from click.testing import CliRunner

from conftest import made
from index import Library
from webapp import create_app
from webapp.cli import serve
from webapp.hosts import Hosts, own_names

OURS = [
    "localhost", "LOCALHOST", "localhost.", "localhost:8000", "127.0.0.1:8000", "[::1]", "[::1]:8000",
    "[0:0:0:0:0:0:0:1]:8000", "nas.local", "NAS.local.:80",
]  # fmt: skip
FOREIGN = [
    "", "evil.example", "localhost.evil.example", "127.0.0.1.evil.example", "[::1].evil.example", "::1", "nas.local@evil",
    "evil/nas.local", "192.168.1.7", "[fe80::1]:80", "nas.local:80:80", "nas local", "[::1", "localhost:99999999",
]  # fmt: skip


@pytest.mark.parametrize("host", OURS)
def test_a_name_of_ours_is_known_however_it_is_written(host: str) -> None:
    assert Hosts(["nas.local"], by_address=False).is_ours(host)


@pytest.mark.parametrize("host", FOREIGN)
def test_any_other_name_is_refused(host: str) -> None:
    assert not Hosts(["nas.local"], by_address=False).is_ours(host)


def test_what_listens_everywhere_is_known_by_any_address_and_by_the_names_of_the_machine() -> None:
    hosts = Hosts(own_names("0.0.0.0"), by_address=True)
    for name in ("192.168.1.7:8000", "[fe80::1]:80", socket.gethostname(), f"{socket.gethostname()}.local:8000"):
        assert hosts.is_ours(name), name
    assert not hosts.is_ours("evil.example")
    assert not hosts.is_ours("192.168.1.7.evil.example")


def test_the_refusal_says_how_a_name_is_allowed(tmp_path: Path) -> None:
    with Library.open(tmp_path / "library") as library:
        library.add([made("1", "Tea")])
        client = create_app(library).test_client()
        answer = client.get("/api/stats", headers={"Host": "nas.local"})
        assert (answer.status_code, "--trusted-host" in answer.get_json()["detail"]) == (400, True)
        assert client.get("/", headers={"Host": "[::1]:8000"}).status_code == 200


@pytest.mark.parametrize("workers", ["0", "-1", "257"])
def test_a_server_without_workers_is_refused(tmp_path: Path, workers: str) -> None:
    done = CliRunner().invoke(serve, ["--workers", workers, "--library", str(tmp_path)])
    assert done.exit_code == 2
    assert "--workers" in done.output
