"""An index is asked beside the record that it was made from, and beside no other."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

import vade
from conftest import made
from index import Library, LibraryDamaged
from index.engines.whoosh.generations import numbered
from index.engines.whoosh.manifest import MANIFEST, SEAL, seal

SOUP = made("soup.html", "Onion soup", "Slice the onions thin.")
NAPS = made("naps.html", "Naps", "Keep a nap short.")
TEA = made("tea.html", "Tea", "Green tea.")


def library(folder: Path, *articles: object) -> Path:
    with Library.open(folder) as opened:
        opened.add(articles)  # type: ignore[arg-type]
    return folder


@pytest.fixture
def ours(tmp_path: Path) -> Path:
    return library(tmp_path / "ours", SOUP)


@pytest.fixture
def theirs(tmp_path: Path) -> Path:
    return library(tmp_path / "theirs", NAPS)


def index_replaced(ours: Path, theirs: Path) -> None:
    shutil.rmtree(ours / "index")
    shutil.copytree(theirs / "index", ours / "index")


def record_replaced(ours: Path, theirs: Path) -> None:
    for file in ours.glob("library.db*"):
        file.unlink()
    shutil.copy(theirs / "library.db", ours / "library.db")


def without_id(folder: Path) -> None:
    """Make the index one that was written before there were ids."""
    for generation in numbered(folder / "index"):
        described = json.loads((generation / MANIFEST).read_text())
        del described[SEAL], described["library"]
        (generation / MANIFEST).write_text(json.dumps(described | {SEAL: seal(described)}))


def found(folder: Path, word: str) -> list[str]:
    with Library.open(folder) as opened:
        return [hit.article.title for hit in opened.search(word).hits]


REPLACED = pytest.mark.parametrize("replaced", [index_replaced, record_replaced])
Replaced = Callable[[Path, Path], None]


@REPLACED
def test_an_index_of_another_library_is_damage_when_it_is_opened(ours: Path, theirs: Path, replaced: Replaced) -> None:
    replaced(ours, theirs)
    with pytest.raises(LibraryDamaged, match=r"made from another record than library\.db; run vade rebuild"):
        Library.open(ours)


@REPLACED
def test_a_rebuild_makes_the_index_that_belongs_to_the_record(ours: Path, theirs: Path, replaced: Replaced) -> None:
    replaced(ours, theirs)
    with Library.open(ours, is_mending=True) as opened:
        opened.rebuild()
        assert opened.check() == []
    assert (found(ours, "onions"), found(ours, "nap")) == (
        (["Onion soup"], []) if replaced is index_replaced else ([], ["Naps"])
    )


def test_every_verb_but_rebuild_says_so_with_the_exit_code_of_damage(
    ours: Path, theirs: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    index_replaced(ours, theirs)
    for words, code in (
        (("search", "nap"), 4),
        (("show", SOUP.id), 4),
        (("stats",), 4),
        (("check",), 4),
        (("forget", SOUP.id), 4),
        (("rebuild",), 0),
        (("check",), 0),
    ):
        monkeypatch.setattr("sys.argv", ["vade", *words, "--library", str(ours)])
        with pytest.raises(SystemExit) as ended:
            vade.main()
        said = capsys.readouterr()
        assert (ended.value.code or 0, "run vade rebuild" in said.err, said.out == "") == (
            code,
            code == 4,
            code == 4,
        ), words


def test_an_index_without_an_id_is_taken_and_gets_one_with_the_next_update(ours: Path, theirs: Path) -> None:
    without_id(ours)
    assert found(ours, "onions") == ["Onion soup"]
    library(ours, TEA)
    assert found(ours, "tea") == ["Tea"]
    index_replaced(theirs, ours)
    with pytest.raises(LibraryDamaged):
        Library.open(theirs)


def test_what_is_merged_keeps_the_id(ours: Path, theirs: Path) -> None:
    with Library.open(ours) as opened:
        for number in range(20):
            opened.add([made(f"{number}.html", f"Page {number}", "Heron.")])
    index_replaced(theirs, ours)
    with pytest.raises(LibraryDamaged):
        Library.open(theirs)


def test_a_copy_of_a_library_opens(ours: Path, tmp_path: Path) -> None:
    shutil.copytree(ours, tmp_path / "copy")
    assert found(tmp_path / "copy", "onions") == ["Onion soup"]


def test_an_index_beside_a_record_that_never_held_anything_is_made_anew(ours: Path, theirs: Path) -> None:
    for file in ours.glob("library.db*"):
        file.unlink()
    (ours / "library.db").touch()
    with Library.open(ours) as opened:
        with pytest.raises(LibraryDamaged):
            opened.search("onions")
        opened.catch_up()
        assert (opened.search("onions").total, opened.check()) == (0, [])
    library(ours, TEA)
    assert found(ours, "tea") == ["Tea"]


@REPLACED
def test_what_is_replaced_under_an_open_library_is_said_and_never_answered_from(
    ours: Path, theirs: Path, replaced: Replaced
) -> None:
    with Library.open(ours) as opened:
        assert opened.search("onions").total == 1
        replaced(ours, theirs)
        for ask in (lambda: opened.search("onions"), lambda: opened.search("nap"), opened.catch_up):
            with pytest.raises(LibraryDamaged, match="run vade rebuild"):
                ask()
        assert [problem for problem in opened.check() if "another record" in problem]


@REPLACED
def test_a_rebuild_by_another_process_is_taken_up(ours: Path, theirs: Path, replaced: Replaced) -> None:
    with Library.open(ours) as opened:
        assert opened.search("onions").total == 1
        replaced(ours, theirs)
        with Library.open(ours, is_mending=True) as other:
            other.rebuild()
        assert opened.search("onions").total == (replaced is index_replaced)
        assert opened.search("nap").total == (replaced is record_replaced)


def test_a_library_replaced_whole_is_taken_up(ours: Path, theirs: Path) -> None:
    with Library.open(ours) as opened:
        assert opened.search("onions").total == 1
        record_replaced(ours, theirs)
        index_replaced(ours, theirs)
        assert [hit.article.title for hit in opened.search("nap").hits] == ["Naps"]
        opened.add([TEA])
    assert found(ours, "tea") == ["Tea"]
    assert found(theirs, "tea") == []


def test_a_record_put_back_under_an_open_library_is_taken_up(ours: Path, tmp_path: Path) -> None:
    shutil.copy(ours / "library.db", tmp_path / "backup.db")
    with Library.open(ours) as opened:
        opened.add([NAPS])
        for file in ours.glob("library.db*"):
            file.unlink()
        shutil.copy(tmp_path / "backup.db", ours / "library.db")
        opened.catch_up()
        assert (opened.search("nap").total, opened.search("onions").total, opened.check()) == (0, 1, [])


def test_a_record_that_is_no_record_is_said_under_an_open_library(ours: Path) -> None:
    with Library.open(ours) as opened:
        for file in ours.glob("library.db*"):
            file.unlink()
        (ours / "library.db").write_bytes(b"a diary\n" * 1000)
        with pytest.raises(LibraryDamaged, match="restore it from a backup"):
            opened.search("onions")
