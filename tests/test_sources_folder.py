"""A folder gives each file in it once, says what it could not look into, and never follows where nothing leads."""

import os
import pickle
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conftest import examples
from index import NotAPage, SkippedPage, UnreadablePage
from ingest.sources.folder import Folder
from ingest.sources.keys import path_of
from ingest.sources.origin import Beside, Entry, Found, Mount, Stamp, Unseen

LARGEST = 1_000_000
PAGE = "<!doctype html><title>Tea</title>"


def folder(path: Path, scope: str = "", mounts: tuple[str, ...] = ()) -> Folder:
    return Folder(os.path.realpath(path), scope, frozenset(mounts))


def keys(origin: Folder) -> list[str]:
    return [found.key for found in origin.entries() if isinstance(found, Entry)]


def reasons(origin: Folder) -> dict[str, str]:
    return {found.key: found.reason for found in origin.entries() if isinstance(found, Beside | Unseen)}


def kinds(origin: Folder, kind: type[Found]) -> list[str]:
    return [found.key for found in origin.entries() if isinstance(found, kind)]


def write(root: Path, *names: str) -> Path:
    for name in names:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(PAGE)
    return root


def opened(origin: Folder, key: str, largest: int = LARGEST) -> bytes:
    return origin.open(Entry(key, key), largest=largest).content


def test_all_files_are_found_in_order_with_their_stamps(tmp_path: Path) -> None:
    write(tmp_path, "b/two.HTM", "a.html", "b/c/three.txt", "b/picture.png", "sql-vacuum", "d.xhtml")
    found = list(folder(tmp_path).entries())
    assert [one.key for one in found] == [
        "a.html",
        "d.xhtml",
        "sql-vacuum",
        "b/picture.png",
        "b/two.HTM",
        "b/c/three.txt",
    ]
    told = (tmp_path / "a.html").stat()
    assert found[0] == Entry("a.html", "a.html", Stamp(told.st_mtime_ns, told.st_size, told.st_ino))
    assert list(folder(tmp_path).entries()) == found


def test_a_folder_is_known_by_its_path_and_can_be_sent(tmp_path: Path) -> None:
    origin = folder(tmp_path, "a!b%25", ("m",))
    assert pickle.loads(pickle.dumps(origin)) == origin  # noqa: S301
    assert origin.name == os.path.realpath(tmp_path)
    assert Folder(os.fsdecode(b"/caf\xe9")).name == "/caf%E9"


def test_names_in_bytes_of_any_kind_are_files_of_their_own(tmp_path: Path) -> None:
    names = [
        b"caf\xe9.html",
        "café.html".encode(),
        "cafe\u0301.html".encode(),
        b"100%.html",
        b"100%25.html",
        b"a!/x",
        b"\xff!",
    ]
    for i, name in enumerate(names):
        path = tmp_path / os.fsdecode(name)
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(b"%d" % i)
    origin = folder(tmp_path)
    found = {one.key: origin.open(one, largest=LARGEST).content for one in origin.entries() if isinstance(one, Entry)}
    assert sorted(found.values()) == [b"%d" % i for i in range(len(names))]
    assert {"caf%E9.html", "100%25.html", "100%2525.html", "a%21/x", "%FF%21"} <= set(found)
    assert all(origin.holds(key) for key in found)
    assert {one.name for one in origin.entries()} >= {"café.html", "caf\ufffd.html"}


def test_hidden_files_and_folders_are_beside(tmp_path: Path) -> None:
    write(tmp_path, ".git/a.html", ".b.html", "c.html")
    assert keys(folder(tmp_path)) == ["c.html"]
    assert reasons(folder(tmp_path)) == {".b.html": "hidden", ".git": "hidden"}


def test_a_link_beside_its_folder_doubles_nothing(tmp_path: Path) -> None:
    write(tmp_path, "2024/a.html", "zebra/b.html")
    (tmp_path / "latest").symlink_to("2024")
    (tmp_path / "aardvark").symlink_to(tmp_path / "zebra")
    assert keys(folder(tmp_path)) == ["2024/a.html", "zebra/b.html"]
    assert reasons(folder(tmp_path)) == {"latest": "a link to 2024", "aardvark": "a link to zebra"}


def test_links_out_of_the_folder_to_files_and_round_in_circles_are_beside(tmp_path: Path) -> None:
    write(tmp_path, "in/deep/page.html", "out/secret.html")
    inside = tmp_path / "in"
    (inside / "leaving").symlink_to(tmp_path / "out")
    (inside / "secret.html").symlink_to("../out/secret.html")
    (inside / "deep" / "round").symlink_to(inside)
    (inside / "same.html").symlink_to("deep/page.html")
    (inside / "self.html").symlink_to("self.html")
    (inside / "gone.html").symlink_to("nothing")
    assert keys(folder(inside)) == ["deep/page.html"]
    assert reasons(folder(inside)) == {
        "leaving": "a link that leads out of the folder",
        "secret.html": "a link that leads out of the folder",
        "same.html": "a link to deep/page.html",
        "self.html": "a link that cannot be followed: Too many levels of symbolic links",
        "gone.html": "a link to nothing",
        "deep/round": "a link to the folder itself",
    }


def test_a_name_that_begins_as_the_folders_does_is_not_in_it(tmp_path: Path) -> None:
    write(tmp_path, "in/a.html", "inner/secret.html")
    (tmp_path / "in" / "link").symlink_to("../inner")
    assert keys(folder(tmp_path / "in")) == ["a.html"]


def test_links_into_hidden_folders_are_followed_since_nothing_else_leads_there(tmp_path: Path) -> None:
    write(tmp_path, ".store/one/a.html", ".store/two.html")
    (tmp_path / "current").symlink_to(".store/one")
    (tmp_path / "later").symlink_to(".store/one")
    (tmp_path / "page.html").symlink_to(".store/two.html")
    (tmp_path / "page2.html").symlink_to(".store/two.html")
    assert keys(folder(tmp_path)) == ["current/a.html", "page.html"]
    assert reasons(folder(tmp_path))["page2.html"] == "a link to .store/two.html"
    assert opened(folder(tmp_path), "page.html") == PAGE.encode()


def test_a_folder_that_a_link_led_to_before_is_not_walked_again(tmp_path: Path) -> None:
    write(tmp_path, ".h/above/inner/a.html", ".h/above/b.html")
    (tmp_path / "1").symlink_to(".h/above/inner")
    (tmp_path / "2").symlink_to(".h/above")
    assert keys(folder(tmp_path)) == ["1/a.html", "2/b.html"]
    assert reasons(folder(tmp_path))["2/inner"] == "a folder that is here under another name as well"


def test_a_link_whose_file_is_away_is_still_there(tmp_path: Path) -> None:
    (tmp_path / "page.html").symlink_to(".store/page.html")
    assert folder(tmp_path).holds("page.html")


def test_sixteen_folders_with_two_links_each_to_the_next_end_at_once(tmp_path: Path) -> None:
    write(tmp_path, *(f"{n:02}/page.html" for n in range(17)))
    for n in range(16):
        for name in ("a", "b"):
            (tmp_path / f"{n:02}" / name).symlink_to(f"../{n + 1:02}")
    start = time.process_time()
    assert len(keys(folder(tmp_path))) == 17
    assert time.process_time() - start < 1


def test_sixteen_hidden_folders_with_two_links_each_to_the_next_end_at_once(tmp_path: Path) -> None:
    write(tmp_path, *(f".h/{n:02}/page.html" for n in range(17)))
    for n in range(16):
        for name in ("a", "b"):
            (tmp_path / ".h" / f"{n:02}" / name).symlink_to(f"../{n + 1:02}")
    (tmp_path / "in").symlink_to(".h/00")
    assert len(keys(folder(tmp_path))) == 17


def test_1500_nested_folders_are_walked_to_the_end(tmp_path: Path) -> None:
    above = os.open(tmp_path, os.O_RDONLY)
    for _ in range(1_500):
        os.mkdir("a longer name", dir_fd=above)
        inner = os.open("a longer name", os.O_RDONLY, dir_fd=above)
        os.close(above)
        above = inner
    os.close(os.open("page.html", os.O_CREAT | os.O_WRONLY, dir_fd=above))
    os.close(above)
    origin = folder(tmp_path)
    assert keys(origin) == ["a longer name/" * 1_500 + "page.html"]
    assert opened(origin, keys(origin)[0]) == b""
    assert origin.holds(keys(origin)[0])
    assert not origin.holds("a longer name/" * 1_500 + "other.html")
    subprocess.run(["rm", "-r", tmp_path / "a longer name"], check=True)


def test_a_scope_is_one_file_or_one_folder(tmp_path: Path) -> None:
    write(tmp_path, "a.html", "b/c.html", "b/d/e.html", "f/g.html")
    assert keys(folder(tmp_path, "b")) == ["b/c.html", "b/d/e.html"]
    assert keys(folder(tmp_path, "a.html")) == ["a.html"]
    assert reasons(folder(tmp_path, "gone")) == {"gone": "cannot be looked into: No such file or directory"}


def test_a_root_that_is_gone_or_a_file_is_unseen(tmp_path: Path) -> None:
    write(tmp_path, "file")
    for name, reason in (("gone", "No such file or directory"), ("file", "Not a directory")):
        [found] = folder(tmp_path / name).entries()
        assert found == Unseen("", os.path.realpath(tmp_path / name), f"cannot be looked into: {reason}")


AS_NOBODY = """
import os, sys
from ingest.sources.folder import Folder
from ingest.sources.origin import Entry, Unseen
os.setgroups([]); os.setgid(65534); os.setuid(65534)
origin = Folder(sys.argv[1])
print([(type(f).__name__, f.key, getattr(f, "reason", "")) for f in origin.entries()])
print([origin.holds(key) for key in ("shut/page.html", "gone.html", "open.html")])
try:
    origin.open(Entry("unread.html", "unread.html"), largest=9)
except Exception as error:
    print(type(error).__name__, error)
"""


@pytest.mark.skipif(os.getuid() != 0, reason="only root can act as another user")
def test_what_may_not_be_looked_into_is_unseen_and_the_walk_goes_on() -> None:
    # Others may look into this folder, but not into those that pytest makes.
    with tempfile.TemporaryDirectory() as name:
        root = write(Path(name), "shut/page.html", "open.html", "unread.html", "z/page.html")
        for path, mode in ((root, 0o755), (root / "shut", 0), (root / "unread.html", 0)):
            path.chmod(mode)
        done = subprocess.run([sys.executable, "-c", AS_NOBODY, name], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines() == [
        "[('Entry', 'open.html', ''), ('Entry', 'unread.html', ''), "
        "('Unseen', 'shut', 'cannot be looked into: Permission denied'), ('Entry', 'z/page.html', '')]",
        "[True, False, True]",
        "UnreadablePage unread.html: cannot be read: Permission denied",
    ]


def test_what_is_no_file_is_never_opened(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.html")
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(tmp_path / "socket"))
        origin = folder(tmp_path)
        assert keys(origin) == ["pipe.html", "socket"]
        for key, what in (("pipe.html", "a FIFO"), ("socket", "a socket")):
            with pytest.raises(SkippedPage, match=f"{key}: {what}, not a file"):
                opened(origin, key)
            assert origin.members(Entry(key, key), largest=LARGEST) is None


def test_a_file_over_the_limit_says_how_to_raise_it(tmp_path: Path) -> None:
    (tmp_path / "big.html").write_bytes(b"x" * 2_000_001)
    with pytest.raises(SkippedPage, match=r"big.html: 2 MB, over the limit of 2 MB; raise it with --max-size"):
        opened(folder(tmp_path), "big.html", 2_000_000)
    assert len(opened(folder(tmp_path), "big.html", 2_000_001)) == 2_000_001


def test_what_is_too_large_and_no_page_is_beside(tmp_path: Path) -> None:
    (tmp_path / "film.mp4").write_bytes(bytes(range(256)) * 800)
    (tmp_path / "all.css").write_bytes(b"p { color: red }\n" * 10_000)
    for name in ("film.mp4", "all.css"):
        with pytest.raises(NotAPage, match=name):
            opened(folder(tmp_path), name, 100_000)


def test_a_file_that_is_gone_is_named(tmp_path: Path) -> None:
    with pytest.raises(UnreadablePage, match=r"gone\.html: cannot be read: No such file"):
        opened(folder(tmp_path), "gone.html")


def test_a_folder_holds_its_files_until_they_go(tmp_path: Path) -> None:
    write(tmp_path, "in/a.html", "in/b/c.html", "in/d.zip")
    origin = folder(tmp_path / "in")
    assert origin.holds("a.html")
    assert origin.holds("d.zip!/x.html")
    assert not origin.holds("b")
    assert not origin.holds("gone/c.html")
    assert not origin.holds("a.html/c.html")
    (tmp_path / "in").rename(tmp_path / "moved")
    assert not origin.holds("a.html")


@pytest.fixture
def mounted(tmp_path: Path) -> Iterator[Path]:
    write(tmp_path, "a.html", "disk/under.html")
    if not shutil.which("mount"):
        pytest.skip("no mount here")
    done = subprocess.run(
        ["mount", "-t", "tmpfs", "none", tmp_path / "disk"], capture_output=True, text=True, check=False
    )
    if done.returncode:
        pytest.skip(f"mounting is not permitted here: {done.stderr.strip()}")
    write(tmp_path, "disk/page.html")
    yield tmp_path
    subprocess.run(["umount", tmp_path / "disk"], check=False, capture_output=True)


def test_a_disk_that_is_no_longer_mounted_is_unseen(mounted: Path) -> None:
    assert list(kinds(folder(mounted), Mount)) == ["disk"]
    origin = folder(mounted, mounts=("disk",))
    assert keys(origin) == ["a.html", "disk/page.html"]
    assert not origin.holds("disk/gone.html")
    subprocess.run(["umount", mounted / "disk"], check=True)
    told = f"the disk that was mounted here is not; if it is gone for good: vade forget {mounted}/disk"
    reason = {"disk": told}
    assert (keys(origin), reasons(origin)) == (["a.html"], reason)
    assert origin.holds("disk/page.html")
    assert reasons(folder(mounted, "disk", ("disk",))) == reason
    assert reasons(folder(mounted, "disk/under.html", ("disk",))) == reason
    subprocess.run(["rm", "-r", mounted / "disk"], check=True)
    assert (keys(origin), reasons(origin)) == (["a.html"], reason)
    assert origin.holds("disk/page.html")


def test_a_root_that_is_a_disk_is_unseen_once_that_is_away(mounted: Path) -> None:
    origin = folder(mounted / "disk", mounts=("",))
    assert (kinds(origin, Mount), keys(origin)) == ([""], ["page.html"])
    subprocess.run(["umount", mounted / "disk"], check=True)
    told = f"the disk that was mounted here is not; if it is gone for good: vade forget {mounted}/disk"
    assert reasons(origin) == {"": told}
    assert origin.holds("page.html")


def test_a_walk_that_is_left_closes_what_it_opened(tmp_path: Path) -> None:
    write(tmp_path, "a.html", "b.html")
    before = len(list(Path("/proc/self/fd").iterdir()))
    walk = folder(tmp_path).entries()
    next(walk)
    del walk
    assert len(list(Path("/proc/self/fd").iterdir())) == before


def test_5000_files_are_walked_in_a_fifth_of_a_second(tmp_path: Path) -> None:
    for i in range(50):
        (tmp_path / f"folder {i}").mkdir()
        for j in range(100):
            (tmp_path / f"folder {i}" / f"page {j}.html").touch()
    start = time.process_time()
    found = list(folder(tmp_path).entries())
    # It takes a fifth of that on an idle machine.
    assert len(found) == 5_000
    assert time.process_time() - start < 0.2
    assert all(a.key != b.key for a, b in pairwise(found))


@pytest.mark.parametrize("first", ["a link", "z link"])
def test_a_file_in_a_hidden_folder_is_one_by_a_link_to_it_and_by_one_to_its_folder(tmp_path: Path, first: str) -> None:
    write(tmp_path, ".hidden/page.html")
    (tmp_path / first).symlink_to(tmp_path / ".hidden" / "page.html")
    (tmp_path / "m").symlink_to(tmp_path / ".hidden")
    (tmp_path / ".hidden" / "again").symlink_to("page.html")
    found = list(folder(tmp_path).entries())
    real = [os.path.realpath(tmp_path / path_of(one.key).decode()) for one in found if isinstance(one, Entry)]
    assert real == [str(tmp_path / ".hidden" / "page.html")]


STEPS = st.lists(
    st.tuples(st.sampled_from(["folder", "file", "link"]), st.integers(0, 30), st.sampled_from(["a", "b", ".h", "c!"]), st.integers(0, 30)),
    max_size=25,
)  # fmt: skip


@settings(max_examples=examples(150), deadline=None)
@given(STEPS)
def test_whatever_is_linked_to_what_each_file_is_found_once(steps: list[tuple[str, int, str, int]]) -> None:
    with tempfile.TemporaryDirectory() as name:
        root = Path(os.path.realpath(name)) / "root"
        root.mkdir()
        (root.parent / "outside").mkdir()
        folders, all_paths, files = [root], [root, root.parent / "outside"], set()
        for kind, where, last, target in steps:
            path = folders[where % len(folders)] / last
            if os.path.lexists(path):
                continue
            if kind == "folder":
                path.mkdir()
                folders.append(path)
            elif kind == "file":
                path.write_text("x")
                files.add(str(path.relative_to(root)))
            else:
                path.symlink_to(all_paths[target % len(all_paths)])
            all_paths.append(path)
        found = list(folder(root).entries())
        entries = [path_of(one.key).decode() for one in found if isinstance(one, Entry)]
        real = [os.path.realpath(root / entry) for entry in entries]
        plain = {file for file in files if not any(part.startswith(".") for part in file.split("/"))}
        assert len({one.key for one in found}) == len(found)
        assert len(set(real)) == len(real)
        assert plain <= set(entries)
        assert {os.path.relpath(path, root) for path in real} <= files
        assert not any(isinstance(one, Unseen) for one in found)
