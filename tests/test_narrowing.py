"""Filters as people state them, against the values that a library has."""

import pytest

from conftest import made
from index import Filters
from index.engines.memory import MemoryEngine
from index.query.narrowing import meant

ANN = made("ann", "T", authors=("Ólafur Þórr Tindsson",), tags=("Cœur",), site="www.north.example")
BEE = made("bee", "T", authors=("Anna Marrow", "Li Wei"), tags=("SLEEP", "e-mail"), site="south.example")

CAT = made("cat", "T", authors=("Jean-Luc O’Brien", "J. R. R. Tolkien", "李伟"))


@pytest.fixture
def engine() -> MemoryEngine:
    held = MemoryEngine()
    held.update([ANN, BEE, CAT], [], change=1)
    return held


@pytest.mark.parametrize(
    ("stated", "found"),
    [
        ("Tindsson", ("ólafur þórr tindsson",)),
        ("Tindsson Olafur", ("ólafur þórr tindsson",)),
        ("wei li", ("li wei",)),
        ("Marr", ("Marr",)),
        ("obrien", ("jean-luc o’brien",)),
        ("JRR Tolkien", ("j. r. r. tolkien",)),
        ("李", ("李伟",)),
        ("…", ("…",)),
    ],
)
def test_an_author_is_meant_by_any_whole_parts_of_the_name(
    engine: MemoryEngine, stated: str, found: tuple[str, ...]
) -> None:
    assert meant(Filters(author=(stated,)), engine.reading()).author == found


def test_tags_and_sites_are_meant_without_accents_case_and_www(engine: MemoryEngine) -> None:
    asked = Filters(tag=("coeur", "Sleep", "none"), site=("north.example", "WWW.south.example"))
    found = meant(asked, engine.reading())
    assert found.tag == ("cœur", "sleep", "none")
    assert meant(Filters(tag=("email", "#sleep")), engine.reading()).tag == ("e-mail", "sleep")
    assert found.site == ("www.north.example", "south.example")


@pytest.mark.parametrize(
    ("stated", "found"),
    [
        ("https://www.north.example/guide/", ("www.north.example",)),
        ("south.example/", ("south.example",)),
        ("north", ("www.north.example",)),
        ("example", ("south.example", "www.north.example")),
        ("orth.example", ("orth.example",)),
    ],
)
def test_a_site_is_meant_by_its_address_or_a_part_of_its_name(
    engine: MemoryEngine, stated: str, found: tuple[str, ...]
) -> None:
    assert meant(Filters(site=(stated,)), engine.reading()).site == found


def test_a_site_is_meant_alone_where_there_are_others_under_it() -> None:
    held = MemoryEngine()
    held.update([made("a", "T", site="north.example"), made("b", "T", site="docs.north.example")], [], change=1)
    assert meant(Filters(site=("north.example",)), held.reading()).site == ("north.example",)
    assert meant(Filters(site=("docs",)), held.reading()).site == ("docs.north.example",)
