"""Articles with the same text are one group on record, whatever comes and goes."""

import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from copies import article, changed, text

from conftest import made, put, save
from index import Article, Library
from index.record import Record

WORDS = text(600)
FIRST = article(WORDS, source="first.html")
SECOND = article(changed(WORDS, 5), source="second.html")
THIRD = article(changed(WORDS, 6), source="third.html")
OTHER = article(text(600, seed=2), source="other.html")


@pytest.fixture
def record(tmp_path: Path) -> Iterator[Record]:
    made_record = Record(tmp_path / "library.db")
    yield made_record
    made_record.close()


def write(record: Record, *articles: Article) -> None:
    with record.writing() as transaction:
        for one in articles:
            put(transaction, one)


def groups(record: Record) -> list[set[str]]:
    """Give the sources of the articles of each group."""
    found: dict[int, set[str]] = {}
    with record.reading() as connection:
        for group, source in connection.execute("SELECT duplicate_group, source FROM articles"):
            found.setdefault(group, set()).add(source)
    return sorted(found.values(), key=sorted)


def rows(record: Record) -> tuple[int, ...]:
    with record.reading() as connection:
        asked = "SELECT (SELECT count(*) FROM duplicate_groups), (SELECT count(*) FROM duplicate_bands)"
        return tuple(connection.execute(asked).fetchone())


def test_the_same_text_is_one_group(record: Record) -> None:
    write(record, FIRST, SECOND, OTHER, THIRD)
    assert groups(record) == [{"first.html", "second.html", "third.html"}, {"other.html"}]


def test_a_group_stays_when_the_article_goes_that_began_it(record: Record) -> None:
    write(record, FIRST, SECOND)
    with record.writing() as transaction:
        transaction.remove(FIRST.id)
    write(record, THIRD)
    assert groups(record) == [{"second.html", "third.html"}]


def test_an_article_that_says_something_else_leaves_its_group(record: Record) -> None:
    write(record, FIRST, SECOND)
    write(record, replace(SECOND, sections=OTHER.sections))
    assert groups(record) == [{"first.html"}, {"second.html"}]


def test_nothing_is_kept_of_a_group_without_articles(record: Record) -> None:
    write(record, FIRST, SECOND)
    assert rows(record) == (1, 8)
    with record.writing() as transaction:
        transaction.remove(FIRST.id)
        transaction.remove(SECOND.id)
    assert rows(record) == (0, 0)


def test_an_article_that_changes_alone_leaves_nothing_behind(record: Record) -> None:
    write(record, FIRST)
    write(record, SECOND, replace(FIRST, sections=OTHER.sections), replace(FIRST, sections=SECOND.sections))
    write(record, made("short.html", "Short", "One."), made("none.html", "…"))
    write(record, made("short.html", "Short", "Two."))
    assert groups(record) == [{"first.html", "second.html"}, {"none.html"}, {"short.html"}]
    assert rows(record) == (2, 9)


def test_short_texts_of_programs_are_one_group_only_in_every_word(record: Record) -> None:
    write(record, made("a", "Tea", "Green tea."), made("b", "Tea", "GREEN tea!"), made("c", "Tea", "Red tea."))
    assert groups(record) == [{"a", "b"}, {"c"}]


def test_a_record_from_before_has_its_groups_when_it_is_opened(tmp_path: Path) -> None:
    with Library.open(tmp_path) as library:
        for one in (FIRST, OTHER, SECOND):
            save(library, one)
    with sqlite3.connect(tmp_path / "library.db") as connection:
        connection.executescript(
            "DROP INDEX articles_duplicate_group; ALTER TABLE articles DROP COLUMN duplicate_group;"
            "DROP TABLE duplicate_groups; DROP TABLE duplicate_bands; PRAGMA user_version = 3"
        )
    connection.close()
    record = Record(tmp_path / "library.db")
    assert groups(record) == [{"first.html", "second.html"}, {"other.html"}]
    write(record, THIRD)
    assert groups(record) == [{"first.html", "second.html", "third.html"}, {"other.html"}]
    record.close()
