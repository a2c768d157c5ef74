"""Sentences end where a reader would say so."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.search.sentences import sentences


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("One. Two! Three? Four", ["One.", "Two!", "Three?", "Four"]),
        ("Dr. Bee saw e.g. Ann. She left.", ["Dr. Bee saw e.g. Ann.", "She left."]),
        ("It is 3.5 km. Not more.", ["It is 3.5 km.", "Not more."]),
        ("Am 28. September. Danach.", ["Am 28. September.", "Danach."]),
        ('He said "go." Then he went.', ['He said "go."', "Then he went."]),
        ("短い文。次の文！終わり", ["短い文。", "次の文！", "終わり"]),
        ("A line\nAnother", ["A line", "Another"]),
        ("J. Penrose walked.", ["J. Penrose walked."]),
        ("  ", []),
    ],
)
def test_texts_are_cut_into_sentences(text: str, expected: list[str]) -> None:
    assert [text[a:b] for a, b in sentences(text)] == expected


@given(st.text())
def test_sentences_hold_every_letter_of_any_text(text: str) -> None:
    spans = sentences(text)
    assert "".join("".join(text[a:b].split()) for a, b in spans) == "".join(text.split())
    assert all(0 <= a < b <= len(text) for a, b in spans)
