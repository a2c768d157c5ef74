"""Filters as people state them, against the values that a library has."""

import pytest

from conftest import made
from index import Filters
from index.engines.memory import MemoryEngine
from index.query.narrowing import meant

ANN = made("ann", "T", authors=("Ólafur Þórr Tindsson",), tags=("Cœur",), site="www.north.example")
BEE = made("bee", "T", authors=("Anna Marrow", "Li Wei"), tags=("SLEEP",), site="south.example")


@pytest.fixture
def engine() -> MemoryEngine:
    held = MemoryEngine()
    held.update([ANN, BEE], [], change=1)
    return held


@pytest.mark.parametrize(
    ("stated", "found"),
    [
        ("Tindsson", ("ólafur þórr tindsson",)),
        ("Tindsson Olafur", ("ólafur þórr tindsson",)),
        ("wei li", ("li wei",)),
        ("Marr", ("Marr",)),
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
    assert found.site == ("www.north.example", "south.example")
