"""The command that ingests: its account adds up, one bad page stops nothing, and a kill loses nothing."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from index import Library

VADE = [sys.executable, "-m", "vade"]
PROSE = "Walking slowly for ten minutes moves the meal along and keeps the sugar in the blood from rising."


def vade(*words: object, check: bool = True) -> subprocess.CompletedProcess[str]:
    done = subprocess.run([*VADE, *map(str, words)], capture_output=True, text=True, check=False, timeout=120)
    assert not check or done.returncode == 0, done.stderr
    return done


def ingest(folder: Path, library: Path, *options: str) -> dict[str, Any]:
    done = vade("ingest", folder, "--library", library, "--json", *options, check=False)
    account: dict[str, Any] = json.loads(done.stdout)
    outcomes = ("new", "changed", "unchanged", "duplicate", "skipped", "failed")
    assert account["found"] == sum(account[outcome] for outcome in outcomes)
    assert len(account["problems"]) == account["skipped"] + account["failed"]
    assert done.returncode == (3 if account["problems"] else 0)
    return account


def write(folder: Path, count: int, text: str = PROSE) -> None:
    folder.mkdir(exist_ok=True)
    for n in range(count):
        (folder / f"page{n}.html").write_text(
            f"<title>Page number {n}</title><h1>Page number {n}</h1><p>{text} {n}.</p>"
        )


def counts(account: dict[str, Any]) -> tuple[int, int, int, int]:
    return account["found"], account["new"], account["changed"], account["unchanged"]


def test_ingesting_again_changes_nothing_and_a_changed_page_replaces(tmp_path: Path) -> None:
    pages, library = tmp_path / "pages", tmp_path / "library"
    write(pages, 3)
    assert counts(ingest(pages, library)) == (3, 3, 0, 0)
    assert counts(ingest(pages, library)) == (3, 0, 0, 3)
    (pages / "page1.html").write_text(f"<h1>Another title</h1><p>{PROSE} And a heron.</p>")
    assert counts(ingest(pages, library)) == (3, 0, 1, 2)
    found = json.loads(vade("search", "heron", "--library", library, "--json").stdout)
    assert [hit["title"] for hit in found["hits"]] == ["Another title"]


def test_pruning_removes_what_is_gone(tmp_path: Path) -> None:
    pages, library = tmp_path / "pages", tmp_path / "library"
    write(pages, 3)
    ingest(pages, library)
    (pages / "page0.html").unlink()
    assert ingest(pages, library)["removed"] == 0
    assert ingest(pages, library, "--prune")["removed"] == 1
    assert json.loads(vade("stats", "--library", library, "--json").stdout)["articles"] == 2


def test_one_changed_file_is_the_same_article(tmp_path: Path) -> None:
    pages, library = tmp_path / "pages", tmp_path / "library"
    write(pages, 2)
    ingest(tmp_path / "pages", library)
    (pages / "page1.html").write_text(f"<h1>Page number 1</h1><p>{PROSE} More.</p>")
    assert counts(ingest(pages / "page1.html", library)) == (1, 0, 1, 0)


def test_a_folder_of_bad_files_ends_in_seconds_with_each_accounted_for(tmp_path: Path) -> None:
    pages = tmp_path / "pages"
    write(pages, 2)
    (pages / "empty.html").write_bytes(b"")
    with (pages / "huge.html").open("wb") as huge:
        huge.write(b"<p>" + PROSE.encode() * 200)
        huge.truncate(60_000_000)
    (pages / "image.html").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(500))
    (pages / "invalid.html").write_bytes(b"<p>Caf\xe9 " + PROSE.encode() + b"\xff\xfe</p>")
    (pages / "nested.html").write_text("<div>" * 5_000 + f"<p>{PROSE}</p>" + "</div>" * 5_000)
    os.mkfifo(pages / "fifo.html")
    start = time.monotonic()
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(pages / "socket.html"))
        account = ingest(pages, tmp_path / "library")
    assert time.monotonic() - start < 20
    assert counts(account) == (9, 4, 0, 0)
    reasons = {problem["source"]: (problem["outcome"], problem["reason"]) for problem in account["problems"]}
    assert reasons["empty.html"] == ("skipped", "empty")
    assert reasons["image.html"] == ("skipped", "a PNG image, not a page")
    assert reasons["fifo.html"] == ("skipped", "a FIFO, not a file")
    assert reasons["socket.html"] == ("skipped", "a socket, not a file")
    assert reasons["huge.html"][1].startswith("60 MB, over the limit of 20 MB")


def test_the_account_for_people_names_each_problem(tmp_path: Path) -> None:
    write(tmp_path / "pages", 1)
    (tmp_path / "pages" / "empty.html").write_bytes(b"")
    done = vade("ingest", tmp_path / "pages", "--library", tmp_path / "library", check=False)
    assert done.stdout.startswith("found 2 = 1 new + 0 changed + 0 unchanged + 0 duplicate + 1 skipped + 0 failed, in ")
    assert done.stderr == "skipped: empty.html: empty\n"


def test_an_ingest_killed_in_the_middle_and_done_again_loses_nothing(tmp_path: Path) -> None:
    pages, library = tmp_path / "pages", tmp_path / "library"
    write(pages, 1_200, PROSE * 20)
    started = subprocess.Popen([*VADE, "ingest", str(pages), "--library", str(library)], start_new_session=True)
    record = library / "library.db"
    while started.poll() is None and not (record.exists() and saved(library)):
        time.sleep(0.02)
    os.killpg(started.pid, signal.SIGKILL)
    assert started.wait() == -signal.SIGKILL
    before = saved(library)
    assert 0 < before < 1_200
    account = ingest(pages, library)
    assert counts(account) == (1_200, 1_200 - before, 0, before)
    assert json.loads(vade("check", "--library", library, "--json").stdout) == {"ok": True, "problems": []}
    found = json.loads(vade("search", "walking", "--library", library, "--json").stdout)
    assert found["total"]["value"] == 1_200


def saved(library: Path) -> int:
    try:
        with Library.open(library) as opened:
            return opened.stats().articles
    except Exception:
        return 0


def test_a_terminated_ingest_keeps_what_it_saved_and_says_that_it_was_interrupted(tmp_path: Path) -> None:
    pages, library = tmp_path / "pages", tmp_path / "library"
    write(pages, 1_200, PROSE * 20)
    started = subprocess.Popen(
        [*VADE, "ingest", str(pages), "--library", str(library)], stderr=subprocess.PIPE, text=True
    )
    while started.poll() is None and not saved(library):
        time.sleep(0.02)
    started.terminate()
    assert "interrupted" in started.communicate()[1]
    assert started.returncode == 130
    assert json.loads(vade("check", "--library", library, "--json").stdout)["ok"]


def test_a_second_ingest_at_the_same_time_is_refused(tmp_path: Path) -> None:
    write(tmp_path / "pages", 1)
    with Library.open(tmp_path / "library") as library, library.writing():
        done = vade("ingest", tmp_path / "pages", "--library", tmp_path / "library", check=False)
    assert done.returncode == 4
    assert "another vade is writing" in done.stderr


def test_an_ingest_of_which_only_the_parent_is_killed_leaves_nobody_to_hold_the_lock(tmp_path: Path) -> None:
    pages, library = tmp_path / "pages", tmp_path / "library"
    write(pages, 1_200, PROSE * 20)
    started = subprocess.Popen([*VADE, "ingest", str(pages), "--jobs", "2", "--library", str(library)])
    while started.poll() is None and not saved(library):
        time.sleep(0.02)
    started.kill()
    assert started.wait() == -signal.SIGKILL
    assert ingest(pages, library)["found"] == 1_200
