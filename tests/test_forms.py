"""The README's table of how a question may be spelt, put to a library of the pages that it names."""

import re
from pathlib import Path

import pytest

from conftest import made
from index import Library

README = (Path(__file__).parent.parent / "README.md").read_text(encoding="utf-8")
TABLE = README.partition("| Typed | finds a page that says | but not |")[2].partition("\n\n")[0]
ROWS = re.findall(r"^\| `(.+?)` \| (.+?) \| (.+?) \|$", TABLE, re.MULTILINE)


def test_the_table_has_its_rows() -> None:
    assert len(ROWS) == TABLE.count("\n| `") > 20


@pytest.mark.parametrize(("typed", "said", "other"), ROWS)
def test_a_question_finds_the_page_however_that_spells_it(typed: str, said: str, other: str, tmp_path: Path) -> None:
    lang = "en" if said.isascii() else ""
    with Library.open(tmp_path / "library") as library:
        library.add([made("page", "T", said, lang=lang), made("other", "T", other, lang=lang)])
        answer = library.search(typed)
        assert [hit.article.id for hit in answer.hits] == [made("page", "T").id]
        assert not answer.is_relaxed
        assert answer.notes == ()
        assert answer.hits[0].missing == ()
        assert any(passage.marks for passage in answer.hits[0].passages)
