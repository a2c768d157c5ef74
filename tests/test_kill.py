"""Killed at any moment, an ingest that is run again leaves the library that an undisturbed one leaves.

The suite kills twice; `make test-faults` kills fifty times, at other moments each time. SEED repeats a run.
"""

import os
import quopri
import signal
import subprocess
import sys
import time
import zipfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from random import Random, randrange
from typing import Any

import pytest

from index import Library, article_shape

IS_THOROUGH = bool(os.environ.get("FAULTS"))
KILLS = 50 if IS_THOROUGH else 2
SEED = int(os.environ.get("SEED", randrange(1_000_000)))  # noqa: S311 - not to be the same each time
# Several times as many as are saved at once, so that some are in when a kill comes and some are not.
IN_FOLDER, IN_ZIP = (900, 300) if IS_THOROUGH else (60, 20)
BOUNDARY = "----MultipartBoundary--heron----"
PAGE = "<!DOCTYPE html><html lang=en><title>Heron {0}</title><h1>Heron {0}</h1><p>{1}.</p><h2>Its reeds</h2><p>{2}.</p></html>"
SNAPSHOT = """From: <Saved by Blink>
Snapshot-Content-Location: https://heron.example/clipping
Subject: Heron
MIME-Version: 1.0
Content-Type: multipart/related; type="text/html"; boundary="{0}"

--{0}
Content-Type: text/html
Content-ID: <frame-1@mhtml.blink>
Content-Transfer-Encoding: quoted-printable
Content-Location: https://heron.example/clipping

{1}
--{0}--
"""
State = dict[str, Any]


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a folder that holds pages, a ZIP of pages and a page as Chromium saves it whole."""
    folder = tmp_path_factory.mktemp("mixed")
    made = texts()
    for number in range(IN_FOLDER):
        path = folder / f"part {number % 3}" / f"{number}.html"
        path.parent.mkdir(exist_ok=True)
        path.write_text(next(made))
    with zipfile.ZipFile(folder / "saved.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(IN_ZIP):
            archive.writestr(f"site/{number}.html", next(made))
    body = quopri.encodestring(next(made).encode()).decode()
    (folder / "clipping.mhtml").write_bytes(SNAPSHOT.format(BOUNDARY, body).replace("\n", "\r\n").encode())
    return folder


def texts() -> Iterator[str]:
    """Yield pages of which no two are alike."""
    chance = Random(1)  # noqa: S311 - the same each time
    words = ["".join(chance.choices("aeioulmnrst", k=7)) for _ in range(3_000)]
    for number in range(2_000):
        first, second = (" ".join(chance.choices(words, k=60)) for _ in range(2))
        yield PAGE.format(number, first, second)


def started(pages: Path, library: Path) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "vade", "ingest", str(pages), "--library", str(library), "--jobs", "2"]
    streams = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.STDOUT}
    return subprocess.Popen(command, **streams, text=True, start_new_session=True)  # type: ignore[call-overload, no-any-return]


def ingested(pages: Path, library: Path) -> float:
    """Ingest without a disturbance, and give how many seconds it took."""
    start = time.monotonic()
    with started(pages, library) as process:
        said = process.communicate(timeout=120)[0]
    assert process.returncode == 0, said
    return time.monotonic() - start


def killed(pages: Path, library: Path, *, after: float, whole_group: bool) -> int:
    """Kill an ingest after so many seconds, with its workers or without, and give how it ended."""
    with started(pages, library) as process:
        time.sleep(after)
        with suppress(ProcessLookupError):  # it was done before
            (os.killpg if whole_group else os.kill)(process.pid, signal.SIGKILL)
        # Its workers, left alone, may still hold its output: nobody waits for them.
        return process.wait(timeout=60)


def state(library: Path) -> State:
    """Give every article whole by its id, and assert that the index finds each and is whole."""
    with Library.open(library) as opened:
        answers = [opened.search("heron", page=page, per_page=100) for page in range(1, 14)]
        found = [hit.article.id for answer in answers for hit in answer.hits]
        assert (opened.check(), opened.stats().articles) == ([], len(found))
        return {id: article_shape(opened.article(id)) for id in found}


@pytest.fixture(scope="module")
def undisturbed(pages: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[State, float]:
    """Give what an ingest leaves that nobody kills, and how many seconds it took."""
    library = tmp_path_factory.mktemp("undisturbed") / "library"
    seconds = ingested(pages, library)
    return state(library), seconds


def test_all_pages_of_the_folder_are_in(undisturbed: tuple[State, float]) -> None:
    assert len(undisturbed[0]) >= IN_FOLDER


def test_what_is_in_the_archive_and_the_snapshot_is_in(undisturbed: tuple[State, float]) -> None:
    assert len(undisturbed[0]) == IN_FOLDER + IN_ZIP + 1


def test_an_ingest_killed_at_any_moment_goes_on_where_it_was(
    pages: Path, undisturbed: tuple[State, float], tmp_path: Path
) -> None:
    wanted, seconds = undisturbed
    chance, ended = Random(SEED), []  # noqa: S311 - to be repeated
    for number in range(KILLS):
        library, after = tmp_path / str(number), chance.uniform(0.1, 0.6 * seconds)
        ended.append(killed(pages, library, after=after, whole_group=chance.random() < 0.5))
        ingested(pages, library)
        assert state(library) == wanted, f"SEED={SEED}, kill {number} after {after:.3f} s"
    assert -signal.SIGKILL in ended
