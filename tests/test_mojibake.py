"""What an earlier wrong decoding left in a text is mended, and nothing else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.decoding.mojibake import is_suspect, mended

SAID = "Ann’s café — “naïve”, 中文, 😀, Ångström, Übung"


@pytest.mark.parametrize("codec", ["latin-1", "cp1252"])
def test_utf8_that_was_taken_for_a_western_encoding_is_read_as_meant(codec: str) -> None:
    text = "It’s café — naïve … 10 € Übung" if codec == "cp1252" else SAID
    assert mended(text.encode().decode(codec)) == text


@pytest.mark.parametrize(
    "text",
    [
        SAID,
        "São Paulo, Âncora, LÃ",
        "“5×\xa0 as much”, ’tis so",
        "Süß“ und „Spaß“",
        "“â€™” is what “’” becomes: “naïve – «façade»”, “déjà\xa0»”",
    ],
)
def test_what_is_meant_stays_as_it_is(text: str) -> None:
    assert mended(text) == text


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("Ann&#146;s &#x93;tea&#148;", "Ann’s “tea”"),
        ("1&#0128; &#146 on", "1€ ’ on"),
        ("&#1460; &#8217; &#x930; &#13;", "&#1460; &#8217; &#x930; &#13;"),
        ("l\x92\u00e9t\u00e9 \x96 fin", "l’été – fin"),
    ],
)
def test_numbers_of_control_characters_are_the_letters_of_windows(text: str, meant: str) -> None:
    assert mended(text) == meant


@given(st.text(alphabet=st.characters(min_codepoint=0x100, exclude_categories=["Cs"])))
def test_a_text_without_western_letters_stays_as_it_is(text: str) -> None:
    assert mended(text) == text


@given(st.text(alphabet=st.sampled_from("aÃÂâ€™\x80\x92\x9f©é‚¬ï¼œŽŠ&#1460;x93")))
def test_what_there_is_to_mend_is_suspected_before(text: str) -> None:
    assert is_suspect(text.encode()) or mended(text) == text
