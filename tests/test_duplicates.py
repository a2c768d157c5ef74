"""Articles with the same text are one group on record, whatever comes and goes, and one hit, whoever asks."""

import json
import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner
from copies import article, changed, text

from conftest import made, put, save
from index import Article, Library, article_id
from index.cli import search, show
from index.storage.record import Record
from webapp import create_app

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
        for one in (FIRST, OTHER, SECOND, made("damaged.html", "Damaged")):
            save(library, one)
    with sqlite3.connect(tmp_path / "library.db") as connection:
        connection.executescript(
            "UPDATE articles SET shape = '[' WHERE source = 'damaged.html'; DROP INDEX articles_duplicate_group; ALTER TABLE articles DROP COLUMN duplicate_group;"
            "DROP TABLE duplicate_groups; DROP TABLE duplicate_bands; PRAGMA user_version = 3"
        )
    connection.close()
    record = Record(tmp_path / "library.db")
    assert groups(record) == [{"damaged.html"}, {"first.html", "second.html"}, {"other.html"}]
    write(record, THIRD)
    assert groups(record) == [{"damaged.html"}, {"first.html", "second.html", "third.html"}, {"other.html"}]
    record.close()


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    """Give a library in which three of four articles have the same text, one of them read from two places."""
    with Library.open(tmp_path / "library") as opened:
        save(opened, replace(FIRST, url="https://a.example/first"))
        for one in (SECOND, THIRD, OTHER):
            save(opened, one)
        save(opened, replace(SECOND, source="copy.html"))
        opened.catch_up()
        yield opened


def test_the_same_text_is_one_hit_that_names_the_other_places(library: Library) -> None:
    answer = library.search("kettles")
    assert (answer.total, answer.folded, len(answer.hits)) == (2, 2, 2)
    told = {hit.article.source: (hit.duplicates, {copy.source for copy in hit.copies}) for hit in answer.hits}
    places = {"first.html", "second.html", "copy.html", "third.html"}
    [best] = told.keys() - {"other.html"}
    assert told == {"other.html": (0, set()), best: (3, places - {best})}
    copies = {copy.source: copy for hit in answer.hits for copy in hit.copies}
    assert {copy.title for copy in copies.values()} == {"Kettles"}
    assert copies["copy.html"].id == SECOND.id


def test_each_is_a_hit_with_its_own_places_when_all_are_wanted(library: Library) -> None:
    answer = library.search("kettles", duplicates="all")
    assert (answer.total, answer.folded) == (4, 0)
    told = {hit.article.source: [copy.source for copy in hit.copies] for hit in answer.hits}
    assert told == {"first.html": [], "second.html": ["copy.html"], "third.html": [], "other.html": []}


def test_pages_of_hits_are_full_and_hold_no_text_twice(library: Library) -> None:
    pages = [library.search("kettles", page=page, per_page=1) for page in (1, 2, 3)]
    assert [len(page.hits) for page in pages] == [1, 1, 0]
    assert len({hit.article.source for page in pages for hit in page.hits} & {"other.html"}) == 1


def test_an_index_that_is_made_again_folds_the_same(library: Library) -> None:
    before = [hit.article.id for hit in library.search("kettles").hits]
    library.rebuild()
    assert [hit.article.id for hit in library.search("kettles").hits] == before


def test_many_places_are_counted_and_the_first_are_named(library: Library) -> None:
    for n in range(30):
        save(library, replace(OTHER, source=f"{n:02d}.html"))
    library.catch_up()
    [hit] = [hit for hit in library.search("kettles").hits if hit.article.source == "other.html"]
    assert (hit.duplicates, [copy.source for copy in hit.copies]) == (30, [f"{n:02d}.html" for n in range(20)])


def test_of_very_many_articles_with_one_text_as_many_are_counted_as_are_told(library: Library) -> None:
    library.add([article(changed(WORDS, 3), source=f"{n:04d}") for n in range(1_100)])
    [hit] = library.search("kettles", per_page=1).hits
    assert (hit.duplicates, len(hit.copies)) == (1_000, 20)


@pytest.mark.parametrize("shape", ['{"title":7}', '{"title":"\\ud83d"}', '{"title":"Kett', '{"titles":"Kettles"}', "["])
def test_what_is_no_title_in_the_record_is_none(library: Library, shape: str) -> None:
    with sqlite3.connect(library.folder / "library.db") as connection:
        connection.execute("UPDATE articles SET shape = ? WHERE id = ?", (shape, THIRD.id))
    connection.close()
    record = Record(library.folder / "library.db")
    titles = {copy.source: copy.title for copy in record.copies(SECOND, of_others=True).listed}
    record.close()
    assert titles == {"first.html": "Kettles", "copy.html": "Kettles", "third.html": ""}


def test_the_web_says_it_in_words_and_unfolds(library: Library) -> None:
    client = create_app(library).test_client()
    page = client.get("/search?q=kettles").text
    assert "2 articles" in page
    assert "2 more with the same text" in page
    assert "The same text in 3 other places" in page
    assert "copy.html" in page
    assert "duplicates=all" in page
    whole = client.get("/search?q=kettles&duplicates=all").text
    assert "4 articles" in whole
    assert "Show the same text once" in whole


def test_an_article_names_the_other_places_wherever_it_is_shown(library: Library) -> None:
    client = create_app(library).test_client()
    page = client.get(f"/articles/{SECOND.id}").text
    assert f'The same text: copy.html, <a href="/articles/{article_id("a.example/first")}">first.html</a>' in page
    told = client.get(f"/api/articles/{SECOND.id}").get_json()["copies"]
    assert [copy["source"] for copy in told] == ["copy.html", "first.html", "third.html"]
    assert told[1]["source_url"] == "https://a.example/first"
    shown = CliRunner().invoke(show, [SECOND.id, "--library", str(library.folder)])
    assert f"third.html [{THIRD.id}]" in shown.stderr


def test_the_api_takes_no_other_word_for_it(library: Library) -> None:
    client = create_app(library).test_client()
    assert client.get("/api/search?q=kettles&duplicates=all").get_json()["total"]["value"] == 4
    assert "duplicates=all" in client.get("/api/search?q=kettles&duplicates=all").get_json()["links"]["self"]
    assert client.get("/api/search?q=kettles&duplicates=none").status_code == 400


def test_the_command_says_it_and_unfolds(library: Library) -> None:
    runner, where = CliRunner(), ["--library", str(library.folder)]
    told = runner.invoke(search, ["kettles", *where])
    assert "2 articles, 2 more with the same text (--all)" in told.stderr
    assert "the same text: " in told.stdout
    whole = json.loads(runner.invoke(search, ["kettles", "--all", "--json", *where]).stdout)
    assert (whole["total"]["value"], whole["folded"]) == (4, 0)
