"""A question whose words no article holds is answered by those that are meant: respelt, joined or parted."""

from pathlib import Path

import pytest

from conftest import made
from index import Answer, Library
from index.engines.memory import MemoryEngine
from index.query.parsing import parse
from index.query.plan import planned
from index.query.spelling import corrected

TEXTS = (
    "High blood pressure is common. Blood tests help.",
    "A football match on the weekend.",
    "The foot of the hill, a ball in the grass.",
    "Honey and marmalade stand on the bookshelf.",
    "PG16 and a state of the art kitchen.",
    "Pressure and blood: apart. Art. Of.",
)
PAGES = [made(f"{number}", "T", text) for number, text in enumerate(TEXTS)]


@pytest.fixture
def engine() -> MemoryEngine:
    held = MemoryEngine()
    held.update(PAGES, [], change=1)
    return held


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("bloodpressure", "blood pressure"),
        ("high bloodpressure -tests", "high blood pressure -tests"),
        ("pressureblood", None),
        ("stateofthe", "state of the"),
        ("ofthe", "of the"),
        ("artkitchen", "art kitchen"),
        ("foot balls", None),
        ("pg 16", "pg16"),
        ("book shelf", "bookshelf"),
        ("book  shelf", None),
        ("book -shelf", None),
        ("marmelade hony", "marmalade honey"),
        ("marmelade xylograph", "marmalade xylograph"),
        ("foot ball", None),
        ("xylograph", None),
        ("bloodpresure", "blood pressure"),
        ("bloodpaint", None),
        ("marma lede", "marmalade"),
        ('"honey and marmelade" hony', '"honey and marmalade" honey'),
        ('title:"book shelf"', 'title:"bookshelf"'),
        ("PG-16", None),
        ("marmalade_on_the_bookshlef", "marmalade_on_the_bookshelf"),
        ("state-of-the-arts", None),
    ],
)
def test_words_are_put_right_by_the_words_and_pairs_of_the_library(
    engine: MemoryEngine, typed: str, meant: str | None
) -> None:
    reading, parsed = engine.reading(), parse(typed)
    assert corrected(parsed.text, planned(parsed, reading).words, reading) == meant


def answer(folder: Path, typed: str) -> Answer:
    with Library.open(folder / "library") as library:
        library.add(PAGES)
        return library.search(typed)


@pytest.mark.parametrize(
    ("typed", "found", "note"),
    [
        ("bloodpressure", 0, "No article holds bloodpressure; this answers blood pressure."),
        ("book shelf", 3, "No article holds book shelf; this answers bookshelf."),
        ("marmelade honey", 3, "No article holds marmelade honey; this answers marmalade honey."),
        ("marmelade xylograph", 3, "No article holds marmelade xylograph; this answers marmalade xylograph."),
    ],
)
def test_what_is_meant_is_answered_and_said(tmp_path: Path, typed: str, found: int, note: str) -> None:
    given = answer(tmp_path, typed)
    assert given.hits[0].article.id == PAGES[found].id
    assert note in given.notes


def test_two_words_find_the_one_that_they_make_and_themselves(tmp_path: Path) -> None:
    given = answer(tmp_path, "foot ball")
    assert {hit.article.id for hit in given.hits} == {PAGES[1].id, PAGES[2].id}
    assert given.notes == ()
    assert [hit.missing for hit in given.hits] == [(), ()]
    assert given.complete == len(given.hits)


def test_one_word_for_two_counts_no_more_for_being_rare(tmp_path: Path) -> None:
    keys = made("keys", "T", "A foreign key refers to a key; each foreign key has a name. The foreign key stays.")
    odd = made("odd", "T", "The name is foreignkey.")
    others = [made(f"{n}", "T", f"Page {n} of a foreign land and its key.") for n in range(9)]
    with Library.open(tmp_path / "library") as library:
        library.add([keys, odd, *others])
        found = [hit.article.id for hit in library.search("foreign key", per_page=20).hits]
    assert found[0] == keys.id
    assert odd.id in found


def test_what_stands_instead_of_another_word_is_not_missing(tmp_path: Path) -> None:
    [hit] = answer(tmp_path, "football OR xylograph").hits
    assert hit.missing == ()
