"""A check finds what is wrong with a library however large it is, and holds little of it in memory."""

import sqlite3
import tracemalloc
from pathlib import Path
from threading import Thread

from hypothesis import given
from hypothesis import strategies as st

from conftest import made
from index import Library
from index.checking import differences
from index.storage.record import MAX_NAMED

IDS = st.lists(st.text("abc", max_size=2))


def pile(count: int) -> list[object]:
    return [made(f"{number}.html", f"Page {number}", "A heron in the reeds.") for number in range(count)]


def library(folder: Path, count: int) -> Path:
    with Library.open(folder) as opened:
        opened.add(pile(count))  # type: ignore[arg-type]
    return folder


def altered(folder: Path, *statements: str) -> None:
    connection = sqlite3.connect(folder / "library.db", isolation_level=None)
    for statement in statements:
        connection.execute(statement)
    connection.close()


def checked(folder: Path) -> list[str]:
    with Library.open(folder) as opened:
        return opened.check()


@given(st.sets(st.text("abc", max_size=2)), IDS)
def test_ids_are_compared_as_sets_are(recorded: set[str], indexed: list[str]) -> None:
    assert differences(sorted(recorded), sorted(indexed)) == (
        len(recorded - set(indexed)),
        len(set(indexed) - recorded),
        len(indexed) - len(set(indexed)),
    )


@given(st.sets(st.text("abc", max_size=2)), IDS)
def test_ids_in_a_wrong_order_are_never_taken_for_the_same(recorded: set[str], indexed: list[str]) -> None:
    assert any(differences(sorted(recorded), indexed)) == (indexed != sorted(recorded))


def test_what_is_only_in_the_index_or_only_on_record_is_counted(tmp_path: Path) -> None:
    library(tmp_path / "library", 3)
    altered(
        tmp_path / "library", "UPDATE articles SET id = 'zzz' WHERE change = 1", "UPDATE topics SET article = 'zzz'"
    )
    assert checked(tmp_path / "library") == [
        "1 article on record is not in the index; run vade rebuild",
        "1 article in the index is not on record; run vade rebuild",
    ]


def test_of_very_many_garbled_articles_the_first_are_named_and_the_rest_counted(tmp_path: Path) -> None:
    library(tmp_path / "library", MAX_NAMED + 5)
    altered(tmp_path / "library", "UPDATE articles SET shape = replace(shape, 'heron', 'crane')")
    problems = checked(tmp_path / "library")
    assert (len(problems), "5 further articles are" in problems[-1]) == (MAX_NAMED + 1, True)
    altered(tmp_path / "library", "UPDATE articles SET shape = replace(shape, 'crane', 'heron') WHERE change > 2")
    assert [problem.split(": ")[2] for problem in checked(tmp_path / "library")] == [
        "not as it was saved; ingest its page again"
    ] * 2


def test_a_check_holds_no_more_of_a_larger_library(tmp_path: Path) -> None:
    peaks = []
    for count in (200, 200, 4_000):
        folder = library(tmp_path / f"{count} {len(peaks)}", count)
        with Library.open(folder) as opened:
            opened.search("heron")
            tracemalloc.start()
            assert opened.check() == []
            peaks.append(tracemalloc.get_traced_memory()[1])
            tracemalloc.stop()
    # An id alone takes sixty bytes: of 4,000 a fifth of a megabyte.
    assert peaks[2] < peaks[1] + 60_000


def test_a_check_beside_updates_finds_nothing_wrong(tmp_path: Path) -> None:
    folder = library(tmp_path / "library", 20)
    found: list[str] = []
    with Library.open(folder) as reader:
        writer = Thread(target=lambda: [library(folder, count) for count in range(21, 60)])
        writer.start()
        while writer.is_alive():
            found.extend(problem for problem in reader.check() if "is at change" not in problem)
        writer.join()
    assert found == []
