"""A text as a page has it becomes one that is kept and compared: on one line, in NFC, of what can be seen."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.dom.text import MOST_MARKS, clean, visible

MARKS = "\u0301\u0316"


@pytest.mark.parametrize("read", [clean, visible])
def test_a_letter_keeps_the_marks_of_any_writing_and_no_more(read: object) -> None:
    assert len(read("x" + MARKS * 10)) == 21  # type: ignore[operator]
    assert len(read("x" + MARKS * 100)) == MOST_MARKS + 1  # type: ignore[operator]


@given(st.text(st.sampled_from("ae \u0301\u0316\u0308\u3099か"), max_size=200))
def test_no_run_of_marks_is_longer_than_the_stream_safe_text_format_allows(text: str) -> None:
    run = longest = 0
    for letter in visible(text):
        run = run + 1 if unicodedata.combining(letter) else 0
        longest = max(longest, run)
    assert longest <= MOST_MARKS


@given(st.text())
def test_a_cleaned_text_is_on_one_line_and_can_be_written(text: str) -> None:
    cleaned = clean(text)
    assert cleaned.encode("utf-8").decode() == cleaned
    assert "\n" not in cleaned
    assert "\0" not in cleaned
