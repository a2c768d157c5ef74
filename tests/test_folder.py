"""Each file in a folder is found once, whatever ways lead to it, and what could not be looked into is said."""

import os
import socket
import subprocess
import sys
import time
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conftest import examples
from index import SkippedPage, UnreadablePage
from ingest.sources.folder import Folder
from ingest.sources.keys import key_of, path_of, shown
from ingest.sources.origin import Beside, Entry, Mount, Unseen

NAMES = st.binary(min_size=1, max_size=12).filter(lambda b: b"\0" not in b and b"/" not in b and b not in (b".", b".."))


def write(folder: Path, *names: str) -> None:
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(f"<p>{name}")


def folder(root: Path, scope: str = "", **known: frozenset[str]) -> Folder:
    return Folder(os.path.realpath(root), scope, **known)


def keys(root: Path, scope: str = "") -> list[str]:
    return [one.key for one in folder(root, scope).entries() if isinstance(one, Entry)]


def told(origin: Folder, kind: type[Beside] | type[Unseen]) -> dict[str, str]:
    return {one.key: one.reason for one in origin.entries() if isinstance(one, kind)}


def test_every_file_is_found_in_one_order(tmp_path: Path) -> None:
    write(tmp_path, "b.html", "a/z.html", "a/b/c", "c.css")
    assert keys(tmp_path) == ["b.html", "c.css", "a/z.html", "a/b/c"] == keys(tmp_path)


def test_a_scope_is_a_part_of_the_folder(tmp_path: Path) -> None:
    write(tmp_path, "b.html", "a/z.html", "a/b/c")
    assert (keys(tmp_path, "a"), keys(tmp_path, "a/z.html")) == (["a/z.html", "a/b/c"], ["a/z.html"])


def test_links_give_nothing_twice_and_nothing_from_outside(tmp_path: Path) -> None:
    pages = tmp_path / "pages"
    write(pages, "2024/a.html", "2024/deep/b.html")
    write(tmp_path, "outside.html")
    for name, goal in {
        "latest": "2024", "2024/up": "..", "self": "self", "out": "..", "file.html": "2024/a.html",
        "away.html": "../outside.html", "broken": "nowhere",
    }.items():  # fmt: skip
        (pages / name).symlink_to(goal)
    assert keys(pages) == ["2024/a.html", "2024/deep/b.html"]
    assert told(folder(pages), Beside) == {
        "latest": "a link to 2024",
        "2024/up": "a link to itself",
        "self": "a link to nothing, or to itself",
        "out": "a link that leads out of the folder",
        "file.html": "a link to 2024/a.html",
        "away.html": "a link that leads out of the folder",
        "broken": "a link to nothing, or to itself",
    }


def test_links_that_fan_out_end_at_once(tmp_path: Path) -> None:
    for n in range(16):
        (tmp_path / f"{n:02d}").mkdir()
        for name in "ab":
            (tmp_path / f"{n:02d}" / name).symlink_to(tmp_path / f"{(n + 1) % 16:02d}")
    write(tmp_path, "00/page.html")
    start = time.monotonic()
    assert keys(tmp_path) == ["00/page.html"]
    assert time.monotonic() - start < 2


def test_a_link_shows_what_is_hidden_in_the_folder(tmp_path: Path) -> None:
    write(tmp_path, ".store/a.html")
    (tmp_path / "shown").symlink_to(".store")
    assert keys(tmp_path) == ["shown/a.html"]
    assert told(folder(tmp_path), Beside) == {".store": "hidden"}


def test_eleven_hundred_nested_folders_are_walked(tmp_path: Path) -> None:
    deep = os.fspath(tmp_path)
    for _ in range(1_100):
        deep += "/d"
        os.mkdir(deep)  # noqa: PTH102 - Path makes the folders above first, one in the other
    Path(f"{deep}/page.html").write_text("<p>Deep")
    assert keys(tmp_path) == ["d/" * 1_100 + "page.html"]
    # What cleans up afterwards goes into itself for each folder.
    subprocess.run(["rm", "-r", tmp_path / "d"], check=True)


def test_names_of_any_bytes_are_different_keys(tmp_path: Path) -> None:
    names = [
        b"caf\xe9.html",
        b"caf\xe8.html",
        "café.html".encode(),
        unicodedata.normalize("NFD", "café.html").encode(),
        b"a%20b",
        b"a b",
    ]
    for name in names:
        (tmp_path / os.fsdecode(name)).write_bytes(name)
    found = [one for one in folder(tmp_path).entries() if isinstance(one, Entry)]
    origin = folder(tmp_path)
    assert sorted(origin.open(one, largest=99).content for one in found) == sorted(names)
    assert {one.name for one in found} == {"caf\ufffd.html", "café.html", "a%20b", "a b"}


@settings(max_examples=examples(500))
@given(NAMES, NAMES)
def test_any_name_has_a_key_that_leads_back_and_is_its_own(first: bytes, second: bytes) -> None:
    one, two = os.fsdecode(first), os.fsdecode(second)
    assert os.fsencode(path_of(key_of(one))) == first
    assert (key_of(one) == key_of(two)) == (first == second)
    key_of(one).encode("utf-8")
    shown(one).encode("utf-8")
    assert not key_of(one).endswith("!")


def test_what_is_no_file_is_skipped_by_name_and_never_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "fifo.html")
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(tmp_path / "s.html"))
        for name, what in (("fifo.html", "a FIFO"), ("s.html", "a socket")):
            with pytest.raises(SkippedPage, match=f"^{name}: {what}, not a file$"):
                folder(tmp_path).open(Entry(name, name), largest=99)


def test_a_file_over_the_limit_is_skipped_and_one_that_is_gone_said_to_be(tmp_path: Path) -> None:
    with (tmp_path / "huge.html").open("wb") as huge:
        huge.truncate(60_000_000)
    with pytest.raises(SkippedPage, match="60 MB, over the limit of 20 MB; raise it with --max-size"):
        folder(tmp_path).open(Entry("huge.html", "huge.html"), largest=20_000_000)
    with pytest.raises(UnreadablePage, match=r"^gone.html: cannot be read: no such file or directory$"):
        folder(tmp_path).open(Entry("gone.html", "gone.html"), largest=99)


def test_a_folder_that_is_not_there_is_unseen(tmp_path: Path) -> None:
    assert told(folder(tmp_path / "gone"), Unseen) == {"": "no such file or directory"}


def test_what_is_there_is_told_from_what_is_gone(tmp_path: Path) -> None:
    write(tmp_path, "a/page.html")
    origin = folder(tmp_path)
    held = [origin.holds(key) for key in ("", "a/page.html", "a/gone.html", "gone/page.html", "a/page.html/x")]
    assert held == [True, True, False, False, False]
    assert not folder(tmp_path / "gone").holds("page.html")


def test_a_folder_without_the_right_to_read_it_is_unseen_and_its_files_are_there(tmp_path: Path) -> None:
    write(tmp_path, "open/a.html", "shut/b.html")
    program = """
import os, sys
from ingest.sources.folder import Folder
from ingest.sources.origin import Unseen
os.setgroups([]); os.setgid(65534); os.setuid(65534)
origin = Folder(sys.argv[1])
print([one.reason for one in origin.entries() if isinstance(one, Unseen)], origin.holds("shut/b.html"))
"""
    if os.getuid():
        pytest.skip("only root can become another user")
    for path in (tmp_path, *tmp_path.parents):
        if path.stat().st_mode & 0o005 != 0o005 and path != Path("/"):
            path.chmod(path.stat().st_mode | 0o005)
    (tmp_path / "shut").chmod(0o700)
    done = subprocess.run(
        [sys.executable, "-c", program, os.path.realpath(tmp_path)], capture_output=True, text=True, check=False
    )
    assert done.stdout == "['permission denied'] True\n", done.stderr


@contextmanager
def mounted(place: Path) -> Iterator[None]:
    if (
        os.getuid()
        or subprocess.run(["mount", "-t", "tmpfs", "none", place], capture_output=True, check=False).returncode
    ):
        pytest.skip("no right to mount a disk here")
    try:
        yield
    finally:
        subprocess.run(["umount", place], check=True)


def test_a_disk_that_is_not_mounted_any_more_is_unseen(tmp_path: Path) -> None:
    write(tmp_path, "own.html")
    place = tmp_path / "disk"
    place.mkdir()
    with mounted(place):
        write(place, "far.html")
        found = list(folder(tmp_path).entries())
        assert [one.key for one in found if isinstance(one, Mount)] == ["disk"]
        assert [one.key for one in found if isinstance(one, Entry)] == ["own.html", "disk/far.html"]
    origin = folder(tmp_path, mounts=frozenset(["disk"]))
    assert told(origin, Unseen) == {"disk": "the disk that was mounted here is not"}
    assert (origin.holds("disk/far.html"), folder(tmp_path).holds("disk/far.html")) == (True, False)


def test_ten_thousand_files_are_walked_in_seconds(tmp_path: Path) -> None:
    for n in range(50):
        (tmp_path / str(n)).mkdir()
        for m in range(200):
            (tmp_path / str(n) / f"{m}.html").touch()
    start = time.process_time()
    assert len(keys(tmp_path)) == 10_000
    assert time.process_time() - start < 2
