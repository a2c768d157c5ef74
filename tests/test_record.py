"""The record keeps what it acknowledged, numbers every change, and says what is wrong with its file."""

import sqlite3
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from threading import Thread

import pytest

from conftest import made, put
from index import Article, ArticleNotFound, LibraryDamaged, Section, article_id
from index.output.shape import article_shape
from index.storage.migrations import STEPS
from index.storage.prepared import prepared
from index.storage.record import Record
from index.storage.stored import article_from


@pytest.fixture
def record(tmp_path: Path) -> Record:
    with_file = Record(tmp_path / "library.db")
    yield with_file
    with_file.close()


def test_an_article_comes_back_as_it_was(record: Record, rich: Article) -> None:
    with record.writing() as transaction:
        put(transaction, rich)
    assert record.article(rich.id) == rich


def test_a_thread_that_ends_leaves_no_file_open(record: Record) -> None:
    before = len(list(Path("/dev/fd").iterdir()))
    for _ in range(20):
        thread = Thread(target=record.change)
        thread.start()
        thread.join()
    assert len(list(Path("/dev/fd").iterdir())) < before + 20


def test_an_unknown_id_is_said_to_be_unknown(record: Record) -> None:
    with pytest.raises(ArticleNotFound, match="no article has this id"):
        record.article("nothing")


def test_every_change_has_a_number_and_what_stays_the_same_has_none(record: Record) -> None:
    tea, soup = made("tea.html", "Tea", "Green."), made("soup.html", "Soup", "Hot.")
    with record.writing() as transaction:
        assert [put(transaction, tea), put(transaction, soup), put(transaction, tea)] == ["new", "new", "unchanged"]
    with record.writing() as transaction:
        assert put(transaction, replace(tea, title="Black tea")) == "changed"
    assert record.change() == 3
    assert [a.title for a in record.changed(1, 3)] == ["Soup", "Black tea"]


def test_what_is_put_while_changes_are_read_is_not_among_them(record: Record) -> None:
    with record.writing() as transaction:
        put(transaction, made("tea.html", "Tea", "Green."))
    changed = record.changed(0, record.change())
    titles = []
    for article in changed:
        titles.append(article.title)
        with record.writing() as transaction:
            put(transaction, made("soup.html", "Soup", "Hot."))
    assert titles == ["Tea"]
    assert len(changed) == 1


def test_what_is_removed_is_known_to_be_removed(record: Record) -> None:
    tea = made("tea.html", "Tea", "Green.")
    with record.writing() as transaction:
        put(transaction, tea)
        transaction.remove(tea.id)
        transaction.remove("never there")
    assert (set(record.ids()), record.removed_since(0), record.change()) == (set(), [tea.id], 2)


def test_what_is_put_again_is_no_longer_removed(record: Record) -> None:
    tea = made("tea.html", "Tea", "Green.")
    with record.writing() as transaction:
        put(transaction, tea)
        transaction.remove(tea.id)
        put(transaction, tea)
    assert (set(record.ids()), record.removed_since(0)) == ({tea.id}, [])


def test_a_transaction_that_fails_leaves_nothing(record: Record) -> None:
    with pytest.raises(ZeroDivisionError), record.writing() as transaction:
        put(transaction, made("tea.html", "Tea"))
        raise ZeroDivisionError
    assert (set(record.ids()), record.change()) == (set(), 0)


def test_what_is_counted_agrees_with_what_is_held(record: Record, rich: Article) -> None:
    with record.writing() as transaction:
        put(transaction, rich)
        put(transaction, made("tea.html", "Tea", lang="de", tags=("sleep",)))
    counts = record.counts()
    assert (counts.articles, counts.sections, counts.languages) == (2, 4, (("de", 1), ("en", 1)))
    assert dict(counts.topics)["Health"] == 1


def test_a_file_of_a_newer_format_is_refused_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "library.db"
    Record(path).close()
    with sqlite3.connect(path) as connection:
        connection.execute(f"PRAGMA user_version = {len(STEPS) + 1}")
    connection.close()
    with pytest.raises(LibraryDamaged, match="newer version"):
        Record(path)


def test_a_file_that_is_no_record_is_refused_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "library.db"
    path.write_bytes(b"a diary, not a database, and dear to somebody\n" * 100)
    with pytest.raises(LibraryDamaged, match="restore it from a backup"):
        Record(path)
    assert path.read_bytes().startswith(b"a diary")


def test_what_was_acknowledged_outlives_a_kill(tmp_path: Path) -> None:
    program = """
import os, signal, sys
from pathlib import Path
from index import Article
from index.storage.prepared import prepared
from index.storage.record import Record
record = Record(Path(sys.argv[1]))
with record.writing() as transaction:
    transaction.put("kept", prepared(Article("kept", "Kept", "kept.html")), source="kept.html")
with record.writing() as transaction:
    transaction.put("lost", prepared(Article("lost", "Lost", "lost.html")), source="lost.html")
    os.kill(os.getpid(), signal.SIGKILL)
"""
    path = tmp_path / "library.db"
    subprocess.run([sys.executable, "-c", program, str(path)], check=False)
    record = Record(path)
    assert (set(record.ids()), record.problems()) == ({"kept"}, [])
    record.close()


def test_the_json_shape_holds_the_whole_article(rich: Article) -> None:
    assert article_from(article_shape(rich)) == rich


def test_where_it_was_saved_from_does_not_change_what_an_article_says(rich: Article) -> None:
    moved = replace(rich, source="elsewhere.html", id=article_id("elsewhere.html"))
    other = replace(rich, title="Other")
    assert prepared(moved) == prepared(rich)
    assert prepared(rich).content_hash != prepared(other).content_hash


def test_an_article_that_was_changed_in_the_file_is_named(record: Record, tmp_path: Path) -> None:
    with record.writing() as transaction:
        put(transaction, made("1", "Kettle", "Boil the kettle."))
    assert record.problems() == []
    with sqlite3.connect(tmp_path / "library.db") as direct:
        direct.execute("UPDATE articles SET shape = replace(shape, 'Boil', 'Soil')")
    direct.close()
    [problem] = record.problems()
    assert made("1", "x").id in problem
    assert "ingest its page again" in problem


def test_a_trial_shows_what_would_be_and_keeps_nothing(record: Record) -> None:
    tea = made("tea.html", "Tea")
    with record.trial():
        with record.writing() as transaction:
            put(transaction, tea)
        assert set(record.ids()) == {tea.id}
    assert (set(record.ids()), record.change()) == (set(), 0)
    with record.writing() as transaction:
        assert put(transaction, tea) == "new"


def test_some_sections_are_read_without_the_others(record: Record) -> None:
    sections = tuple(Section(f"s{n}", 2, f"Part {n}") for n in range(5))
    book = made("book.html", "Book", sections=sections)
    with record.writing() as transaction:
        put(transaction, book)
    some = record.with_sections(book.id, (3, 1))
    assert [section.heading for section in some.sections] == ["Part 3", "Part 1"]
    assert replace(some, sections=sections) == book


def test_an_article_that_has_fewer_sections_than_it_had_is_given_whole(record: Record) -> None:
    book = made("book.html", "Book", sections=(Section("a", 2, "A"), Section("b", 2, "B")))
    with record.writing() as transaction:
        put(transaction, book)
    assert record.with_sections(book.id, (0, 1, 2)) == book
    with pytest.raises(ArticleNotFound):
        record.with_sections("unknown", (0,))
