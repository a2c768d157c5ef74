"""Pages of the PostgreSQL documentation in, how many pages of results a second come out, beside kiwix-serve.

`python tests/benchmarks/web.py PAGES FOLDER [--seconds N] [--connections N]`: wrk asks `vade serve` and kiwix-serve, in turns
and one at a time, for the questions over PostgreSQL in passages.tsv, ten hits to a page. Before it each question is asked once,
of a server that was just started: what is asked again may be answered from pages that were kept. Both may use every core, and
so may who asks, which takes part of them.
"""

import argparse
import os
import re
import shutil
import socket
import subprocess
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import monotonic, sleep
from urllib.parse import quote_plus
from urllib.request import urlopen

from corpora import ingested
from indexers import ROOT, VADE, zimwriterfs
from passages import questions

WANTED = {"wrk": "wrk", "kiwix-serve": "kiwix-tools", "zimwriterfs": "zim-tools", "zimdump": "zim-tools"}
ROUNDS = 3
# Seconds in which a server has to answer for the first time.
PATIENCE = 60
RATE = re.compile(r"Requests/sec:\s+([\d.]+)")
FAILED = re.compile(r"^.*(?:Non-2xx|Socket errors).*$", re.MULTILINE)
CORES = len(os.sched_getaffinity(0))


@dataclass(frozen=True, slots=True)
class Server:
    """What is asked: the command that starts it, its port, the path of a question, and what a page with a hit holds."""

    name: str
    port: int
    command: tuple[object, ...]
    path: str
    hit: bytes

    @property
    def address(self) -> str:
        """Return where it listens."""
        return f"http://127.0.0.1:{self.port}"


def main() -> None:
    """Serve, ask and print; say what is wanted where something is missing."""
    asked = _arguments()
    if packages := sorted({package for command, package in WANTED.items() if not shutil.which(command)}):
        raise SystemExit(f"bench-web wants what is not here: apt install {' '.join(packages)}")
    library = ingested(asked.pages, asked.folder / "vade", is_kept=False)
    servers = (_ours(library), _theirs(_zim(asked.pages, asked.folder / "kiwix")))
    texts = [question.text for question in questions() if question.corpus == "postgresql"]
    empty: dict[str, int] = {}
    first: dict[str, list[float]] = {server.name: [] for server in servers}
    again: dict[str, list[float]] = {server.name: [] for server in servers}
    for _ in range(ROUNDS):
        for server in servers:
            paths = [server.path + quote_plus(text) for text in texts]
            (file := asked.folder / "paths").write_text("\n".join(paths) + "\n", encoding="utf-8")
            with _serving(server):
                start = monotonic()
                with ThreadPoolExecutor(asked.connections) as threads:
                    pages = list(threads.map(_page, (server.address + path for path in paths)))
                first[server.name].append(len(pages) / (monotonic() - start))
                empty[server.name] = sum(server.hit not in page for page in pages)
                again[server.name].append(_rate(server.address, file, asked.seconds, asked.connections))
    print(f"{len(texts)} questions, {CORES} cores, load {os.getloadavg()[0]:.1f}; pages a second, and of each round")
    _print("asked for the first time", first, empty)
    _print("asked again", again, empty)


def _print(title: str, rates: dict[str, list[float]], empty: dict[str, int]) -> None:
    print(title)
    means = {name: sum(found) / len(found) for name, found in rates.items()}
    for name, found in rates.items():
        rounds = " ".join(f"{rate:.1f}" for rate in found)
        print(f"{name:12}{means[name]:9.1f}   {rounds}; {empty[name]} questions without a hit")
    ours, theirs = means.values()
    print(f"{'ratio':12}{ours / theirs:9.2f}")


def _rate(address: str, paths: Path, seconds: int, connections: int) -> float:
    script = Path(__file__).with_name("rotate.lua")
    words = ["wrk", f"-t{min(CORES, connections)}", f"-c{connections}", f"-d{seconds}s", "--timeout", "10s"]
    told = subprocess.run(
        [*words, "-s", script, address, "--", paths], capture_output=True, text=True, check=True
    ).stdout
    if failed := FAILED.search(told):
        raise SystemExit(f"{address}: {failed[0].strip()}")
    if not (found := RATE.search(told)):
        raise SystemExit(told)
    return float(found[1])


def _ours(library: Path) -> Server:
    port = _free_port()
    command = (*VADE, "serve", "--library", library, "--port", port, "--workers", CORES)
    return Server("vade serve", port, command, "/search?q=", b'class="hit"')


def _theirs(zim: Path) -> Server:
    port = _free_port()
    command = ("kiwix-serve", "-i", "127.0.0.1", "-p", port, "-t", CORES, zim)
    return Server("kiwix-serve", port, command, f"/search?content={zim.stem}&pageLength=10&pattern=", b"<cite>")


def _zim(pages: Path, folder: Path) -> Path:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    zimwriterfs(pages, folder)
    return folder / "pages.zim"


@contextmanager
def _serving(server: Server) -> Iterator[None]:
    command, environment = [str(word) for word in server.command], os.environ | {"PYTHONPATH": str(ROOT)}
    with subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            _await(process, server)
            yield
        finally:
            process.terminate()


def _await(process: subprocess.Popen[bytes], server: Server) -> None:
    until = monotonic() + PATIENCE
    while monotonic() < until and process.poll() is None:
        try:
            _page(server.address)
        except OSError:
            sleep(0.1)
        else:
            return
    raise SystemExit(f"{server.name} does not answer at {server.address}")


def _page(address: str) -> bytes:
    with urlopen(address, timeout=PATIENCE) as page:  # noqa: S310 - an address of this machine
        return bytes(page.read())


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    parser.add_argument("pages", type=Path)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--seconds", type=int, default=5)
    parser.add_argument("--connections", type=int, default=8)
    return parser.parse_args()


if __name__ == "__main__":
    main()
