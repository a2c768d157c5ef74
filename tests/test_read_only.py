"""A library that may not be written is read all the same, and only who wants to write is told why not."""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from tempfile import mkdtemp

import pytest

from conftest import made, save
from index import Library, LibraryError

IS_ROOT = sys.platform == "linux" and os.geteuid() == 0
pytestmark = pytest.mark.skipif(not IS_ROOT, reason="becomes another user, and mounts: for root on Linux")
NOBODY = ("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups")
READING = (("search", "tea"), ("show", made("1", "x").id), ("stats",), ("check",))


@pytest.fixture
def library() -> Iterator[Path]:
    # Not in pytest's own folder, which only its user may look into.
    house = Path(mkdtemp())
    house.chmod(0o755)
    with Library.open(house / "library") as opened:
        opened.add([made("1", "Tea", "Green tea.")])
    opened_to_all(house / "library")
    yield house / "library"
    shutil.rmtree(house)


def opened_to_all(folder: Path) -> None:
    for path in (folder, *folder.rglob("*")):
        path.chmod(0o755 if path.is_dir() else 0o644)


def vade(*words: object, user: tuple[str, ...] = ()) -> subprocess.CompletedProcess[str]:
    command = [*user, sys.executable, "-m", "vade", *map(str, words)]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)


def state(folder: Path) -> dict[str, tuple[int, int]]:
    return {str(path): (path.lstat().st_mtime_ns, path.lstat().st_size) for path in (folder, *folder.rglob("*"))}


def assert_only_writing_is_refused(library: Path, user: tuple[str, ...]) -> None:
    before = state(library)
    for words in READING:
        done = vade(*words, "--library", library, user=user)
        assert (done.returncode, "Traceback" in done.stderr) == (0, False), done
    done = vade("rebuild", "--library", library, user=user)
    assert (done.returncode, done.stdout, len(done.stderr.splitlines())) == (1, "", 1), done
    assert "may not be written here" in done.stderr
    assert state(library) == before


def test_a_library_of_another_user_is_read(library: Path) -> None:
    assert_only_writing_is_refused(library, NOBODY)


def test_a_library_on_a_read_only_disk_is_read(library: Path) -> None:
    mounted = subprocess.run(["mount", "--bind", library, library], capture_output=True, check=False)
    if mounted.returncode:
        pytest.skip("no right to mount")
    try:
        subprocess.run(["mount", "-o", "remount,ro,bind", library], check=True)
        assert_only_writing_is_refused(library, ())
    finally:
        subprocess.run(["umount", library], check=True)


def test_a_reader_of_another_user_sees_the_newest_data(library: Path) -> None:
    program = """
import sys
from index import Library
library = Library.open(sys.argv[1])
for line in sys.stdin:
    print(library.stats().articles, library.search("tea").total, flush=True)
"""
    command = [*NOBODY, sys.executable, "-c", program, str(library)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as reader:
        assert reader.stdin
        assert reader.stdout
        for number in range(2, 8):
            with Library.open(library) as writer:
                writer.add([made(str(number), f"Tea {number}", "Green tea.")])
                opened_to_all(library)
                for _ in range(2):
                    print("?", file=reader.stdin, flush=True)
                    assert reader.stdout.readline().split() == [str(number)] * 2
            print("?", file=reader.stdin, flush=True)
            assert reader.stdout.readline().split() == [str(number)] * 2
        reader.stdin.close()


def test_what_was_not_merged_and_cannot_be_is_said(library: Path) -> None:
    (library / "library.db-wal").write_bytes(b"x" * 4096)
    opened_to_all(library)
    done = vade("search", "tea", "--library", library, user=NOBODY)
    assert (done.returncode, len(done.stderr.splitlines())) == (1, 1)
    assert "copy the folder to where it may be written" in done.stderr


def test_what_is_not_indexed_is_said_where_nothing_can_be_done(library: Path) -> None:
    with Library.open(library) as opened:
        save(opened, made("2", "Late", "A heron."))
    done = vade("search", "heron", "--library", library, user=NOBODY)
    assert (done.returncode, "1 article is not findable: the library may not be written here" in done.stderr) == (
        0,
        True,
    )


def test_a_copy_of_a_closed_library_is_whole(library: Path) -> None:
    with Library.open(library) as reader:
        assert reader.stats().articles == 1
        with Library.open(library) as writer:
            writer.add([made("2", "Late", "A heron.")])
        # The reader is still there, so that SQLite keeps its log.
        shutil.copy(library / "library.db", library.parent / "alone.db")
    (library.parent / "copy").mkdir()
    shutil.copy(library.parent / "alone.db", library.parent / "copy" / "library.db")
    with Library.open(library.parent / "copy") as copy:
        assert copy.stats().articles == 2


@pytest.fixture
def small() -> Iterator[Path]:
    """Give a disk of two megabytes."""
    disk = Path(mkdtemp())
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=2m", "none", disk], capture_output=True, check=False)
    if mounted.returncode:
        pytest.skip("no right to mount")
    yield disk
    subprocess.run(["umount", disk], check=True)
    disk.rmdir()


def test_a_full_disk_is_said_and_nothing_is_lost(small: Path) -> None:
    with Library.open(small / "library") as library:
        library.add([made("1", "Tea", "Green tea.")])
    with Library.open(small / "library") as library:
        full = made("2", "Tea", *(f"word{n} tea{n}" for n in range(60_000)))
        with pytest.raises(LibraryError, match="no space left on its disk; free some and run the command again"):
            library.add([full])
        assert (library.search("green").total, library.check()) == (1, [])
        library.add([made("3", "Soup", "Onions.")])
        assert library.search("onions").total == 1


def test_a_disk_that_the_index_fills_keeps_the_one_before(small: Path) -> None:
    with Library.open(small / "library") as library:
        library.add([made("1", "Tea", "Green tea.")])
        filler = small / "filler"
        save(library, made("2", "Tea", *(f"word{n}" for n in range(3_000))))
        free = os.statvfs(small)
        filler.write_bytes(b"x" * (free.f_bavail * free.f_frsize - 8_192))
        with pytest.raises(LibraryError, match="no space left on its disk"):
            library.catch_up()
        answer = library.search("green")
        assert (answer.total, answer.unindexed) == (1, 1)
        assert answer.notes == ("Indexing goes on: 1 article is not findable yet",)
        filler.unlink()
        library.catch_up()
        assert (library.search("word7").total, library.check()) == (1, [])


def test_a_search_beside_an_ingest_says_that_indexing_goes_on(library: Path) -> None:
    with Library.open(library) as opened, opened.writing():
        save(opened, made("2", "Late", "A heron."))
        start = time.monotonic()
        done = vade("search", "heron", "--library", library)
        assert (done.returncode, "Indexing goes on: 1 article is not findable yet" in done.stderr) == (0, True)
        assert time.monotonic() - start < 20
