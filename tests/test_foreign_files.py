"""What others put into a library's folder stays there, and a library is made only where one is wanted."""

import errno
import os
import shutil
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from conftest import made
from index import Library, LibraryDamaged, LibraryError
from index.engines.whoosh import WhooshEngine, generations


def vade(*words: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "vade", *map(str, words)]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=300)


PLACES = ("", "index", "index/.building", "index/2019", "index/20200101", "index/99999998", "index/.building-2")


def with_others(folder: Path) -> dict[Path, str]:
    """Put files of others everywhere in a library, also among the files of each generation; give what they hold."""
    put = {}
    places = [folder / place for place in PLACES] + generations.numbered(folder / "index")
    for place in places:
        for name in ("notes.txt", "00000099.columns", "manifest.bak", "inner/deep.txt"):
            path = place / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(f"dear to somebody: {path}")
            put[path] = path.read_text()
    (folder / "index" / "20210101").mkdir()
    (folder / "index" / "20220101").symlink_to(folder.parent / "elsewhere")
    return put


def test_files_of_others_stay_wherever_they_are(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "00000001.columns").write_text("elsewhere")
    with Library.open(tmp_path / "library") as library:
        library.add([made("1", "Tea", "Green tea.")])
    put = with_others(tmp_path / "library")
    with Library.open(tmp_path / "library") as library:
        for number in range(2, 14):
            library.add([made(str(number), "Tea", f"Green tea {number}.")])
        left = generations.begun(library.folder / "index", None)
        (left / "00000007.columns").write_bytes(b"half")
        library.remove([made("3", "x").id])
        library.rebuild()
        assert (library.check(), library.search("tea").total) == ([], 12)
        assert not left.exists()
    assert {path: path.read_text() for path in put} == put
    assert (tmp_path / "library" / "index" / "20210101").is_dir()
    assert (tmp_path / "library" / "index" / "20220101").is_symlink()
    assert (tmp_path / "elsewhere" / "00000001.columns").read_text() == "elsewhere"


def test_folders_named_as_years_are_not_taken_for_an_index(tmp_path: Path) -> None:
    page = tmp_path / "tea.html"
    page.write_text("<title>Tea</title><h1>Tea</h1><p>It is picked in spring, and never boiled at all.</p>")
    for year in ("2019", "2020", "2021"):
        (tmp_path / "own" / "index" / year).mkdir(parents=True)
        (tmp_path / "own" / "index" / year / "photo.jpg").write_text(year)
    refused = vade("ingest", page, "--library", tmp_path / "own")
    assert (refused.returncode, refused.stdout, len(refused.stderr.splitlines())) == (1, "", 1)
    assert "holds no library but index; name an empty or a new folder" in refused.stderr
    assert not (tmp_path / "own" / "library.db").exists()
    told = vade("ingest", page, "--library", tmp_path / "own", "--new-library-here")
    assert (told.returncode, "1 new" in told.stdout) == (0, True)
    assert [path.read_text() for path in sorted(tmp_path.glob("own/index/*/photo.jpg"))] == ["2019", "2020", "2021"]


def test_a_folder_with_rules_alone_may_become_a_library(tmp_path: Path) -> None:
    (tmp_path / "sites.toml").write_text("")
    with Library.open(tmp_path) as library:
        assert library.stats().articles == 0


@pytest.mark.parametrize("name", ["index", "library.db", "lock", "library.db-wal", "index/lock"])
def test_a_link_in_the_place_of_an_own_file_is_refused(tmp_path: Path, name: str) -> None:
    with Library.open(tmp_path / "library") as library:
        library.add([made("1", "Tea", "Green tea.")])
    own = tmp_path / "library" / name
    if own.exists():
        shutil.move(own, tmp_path / "moved")
    own.symlink_to(tmp_path / "moved")
    with pytest.raises(LibraryDamaged, match="is a link"):
        Library.open(tmp_path / "library")


def test_a_new_library_is_its_owners_alone_and_an_old_folder_keeps_its_rights(tmp_path: Path) -> None:
    (tmp_path / "old").mkdir(mode=0o755)
    for name in ("new", "old"):
        with Library.open(tmp_path / name) as library:
            library.add([made("1", "Tea", "Green tea.")])
    rights = [stat.S_IMODE((tmp_path / name).stat().st_mode) for name in ("new", "new/index", "new/library.db", "old")]
    assert rights == [0o700, 0o700, 0o600, 0o755]
    assert stat.S_IMODE((tmp_path / "new" / "index" / "00000001").stat().st_mode) == 0o700


@pytest.mark.parametrize("number", ["EPERM", "ENOTSUP", "EXDEV", "EMLINK"])
def test_on_a_disk_without_second_names_the_index_is_copied(tmp_path: Path, number: str) -> None:
    def refuse(file: Path, to: Path) -> None:
        raise OSError(getattr(errno, number), os.strerror(getattr(errno, number)), str(file))

    engine = WhooshEngine(tmp_path / "index", link=refuse)
    for change in range(1, 12):
        engine.update([made(str(change), "Tea", "Green tea.")], [made(str(change - 3), "x").id], change=change)
    assert (len(list(engine.reading().ids())), engine.problems(), engine.change()) == (3, [], 11)


def test_a_library_where_a_file_stands_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(LibraryError, match="a file stands where a folder should"):
        Library.open(tmp_path / "file" / "library")
