"""Each way in which readers of pages fail has a page here, and beside it the outline that a careful person would give."""

from pathlib import Path

import pytest

from index import outline
from ingest import read_article

PAGES = sorted((Path(__file__).parent / "golden" / "pages").glob("*.html"))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_a_page_that_readers_fail_on_is_read_as_its_outline_says(page: Path) -> None:
    assert outline(read_article(page.read_bytes(), source=page.name)) == page.with_suffix(".txt").read_text()


def test_every_page_says_what_it_guards_against() -> None:
    assert len(PAGES) >= 8
    assert all(page.read_bytes().startswith(b"<!-- ") for page in PAGES)
