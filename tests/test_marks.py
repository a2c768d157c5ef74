"""Marks stand on the words asked for, and no text becomes markup."""

import re
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conftest import made
from index import Marker, marked
from index.engines.memory import MemoryEngine
from index.query.parsing import parse
from index.query.plan import planned

TEXT = "Sleeping in the café: a nap, sleep, and the man in the moon. No man, in a moon."


def marker(typed: str, *languages: str) -> Marker:
    engine = MemoryEngine()
    engine.update([made(lang, "T", lang=lang) for lang in languages or ("en",)], [], change=1)
    return Marker(planned(parse(typed), engine.reading()).node)


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("sleep", ["Sleeping", "sleep"]),
        ("cafe", ["café"]),
        ('"man in the moon"', ["man in the moon"]),
        ("man", ["man", "man"]),
        ("nap -sleep", ["nap"]),
        ("the nap", ["nap"]),
        ("zebra", []),
        ("", []),
        ("title:nap", []),
        ('nap "the man"', ["nap", "the man"]),
    ],
)
def test_marks_stand_on_what_was_asked_for(typed: str, expected: list[str]) -> None:
    assert [TEXT[a:b] for a, b in marker(typed).spans(TEXT, "en")] == expected


def test_pairs_of_letters_that_overlap_are_one_mark() -> None:
    assert marker("日本語", "ja").spans("この日本語です", "ja") == ((2, 5),)


def test_a_word_wanted_in_titles_is_marked_in_titles() -> None:
    assert marker("title:nap").spans("A nap", "en", field="title") == ((2, 5),)


def test_marked_text_is_escaped() -> None:
    assert marked("<b>nap</b>", [(3, 6)]) == "&lt;b&gt;<mark>nap</mark>&lt;/b&gt;"  # type: ignore[list-item]


@given(st.text(), st.text(max_size=40))
def test_marks_of_any_text_are_inside_it_in_order_and_apart(text: str, typed: str) -> None:
    spans = marker(typed).spans(text, "en")
    assert all(0 <= a < b <= len(text) for a, b in spans)
    assert all(before.end <= after.start for before, after in pairwise(spans))


@given(st.text(), st.text(max_size=20))
def test_no_text_becomes_markup(text: str, typed: str) -> None:
    html = marked(text, marker(typed).spans(text, "en"))
    assert re.sub(r"</?mark>", "", html).count("<") == 0
