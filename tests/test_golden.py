"""Each page in golden/pages is read as the outline beside it says: what a careful person would want of it.

The first line of a page says which failure it guards against. A new failure is a new page with the outline that is
wanted; until the reader gives it, its name stands in NOT_YET with what is wrong, and has to go as soon as it is mended.
"""

from pathlib import Path

import pytest

from index import outline
from ingest import read_article

PAGES = Path(__file__).parent / "golden" / "pages"
NAMES = sorted(page.stem for page in PAGES.glob("*.html"))
NOT_YET = {
    "roundup": "the address stays",
}


def wanted() -> list[object]:
    """Give the name of each page, marked where the reader is known not to read it as is wanted."""
    return [
        pytest.param(name, marks=pytest.mark.xfail(strict=True, raises=AssertionError, reason=NOT_YET[name]))
        if name in NOT_YET
        else name
        for name in NAMES
    ]


@pytest.mark.parametrize("name", wanted())
def test_every_page_is_read_as_a_careful_person_would(name: str) -> None:
    article = read_article((PAGES / f"{name}.html").read_bytes(), source=f"{name}.html")
    assert outline(article).splitlines() == (PAGES / f"{name}.txt").read_text(encoding="utf-8").splitlines()


@pytest.mark.parametrize("name", NAMES)
def test_every_page_says_what_it_guards_against(name: str) -> None:
    first = (PAGES / f"{name}.html").read_bytes().splitlines()[0]
    assert first.startswith(b"<!-- Guards against: ")
    assert first.endswith(b" -->")


def test_every_outline_has_its_page() -> None:
    assert sorted(path.stem for path in PAGES.glob("*.txt")) == NAMES
    assert set(NAMES) >= set(NOT_YET)
