"""What the bytes are counts for more than what the page says they are."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index import SkippedPage
from ingest.decoding.decode import decoded
from ingest.decoding.labels import declared_codec

GERMAN = "<p>Käse, „Brot“ – für 3 €, dazu süße Äpfel und Öl aus Überlingen</p>"
RUSSIAN = "<p>Съешь же ещё этих мягких французских булок, да выпей чаю</p>"


@pytest.mark.parametrize(
    ("text", "codec", "head"),
    [
        (GERMAN, "utf-8", ""),
        (GERMAN, "utf-8-sig", '<meta charset="iso-8859-1">'),
        (GERMAN, "utf-16", ""),
        (GERMAN, "utf-16-le", ""),
        (GERMAN, "utf-16-be", '<meta charset="utf-8">'),
        (GERMAN, "cp1252", '<meta charset="iso-8859-1">'),
        (GERMAN, "cp1252", "<meta http-equiv=Content-Type content='text/html; charset=windows-1252'>"),
        (GERMAN, "utf-8", '<meta charset="windows-1251">'),
        (RUSSIAN, "cp1251", '<meta charset="windows-1251">'),
        (RUSSIAN, "koi8-r", '<?xml version="1.0" encoding="koi8-r"?>'),
        ("<p>日本語の文章です。昼寝は二十分が目安です。</p>", "cp932", '<meta charset="Shift_JIS">'),
        ("<p>中文网页，国标编码。</p>", "gb18030", '<meta charset="gb2312">'),
        ("<p>中文网页，国标编码。</p>", "gb18030", '<meta charset="chinese">'),
        ("<p>中文网页，国标编码，镕。</p>", "gb18030", '<meta charset="csGB2312">'),
        ("<p>Žluťoučký kůň šel k řece</p>", "cp1250", '<meta charset="iso-8859-2">'),
        ("<p>สวัสดี</p>", "cp874", '<meta charset="windows-874">'),
        (RUSSIAN * 3, "cp1251", '<meta charset="iso-8859-1">'),
        (RUSSIAN * 3, "koi8-r", '<meta charset="windows-1252">'),
        ("<p>日本語の文章です。昼寝は二十分が目安です。</p>" * 3, "euc-jp", '<meta charset="iso-8859-1">'),
    ],
)
def test_a_page_is_read_in_the_encoding_that_it_is_in(text: str, codec: str, head: str) -> None:
    assert text in decoded((head + text).encode(codec))


def test_a_declaration_behind_a_long_head_is_found() -> None:
    page = b"<script>" + b" " * 9_000 + b'</script><meta charset="windows-1251">' + RUSSIAN.encode("cp1251")
    assert RUSSIAN in decoded(page)


def test_one_bad_byte_does_not_spoil_utf8() -> None:
    assert "Käse" in decoded(GERMAN.encode() * 5 + b"\xff")


def test_stray_bytes_in_utf8_are_read_as_what_they_were() -> None:
    page = "<p>Müller, Öl, süß, “one”, Äpfel</p>".encode() + "<p>café – créée</p>".encode("cp1252")
    assert "Müller, Öl, süß, “one”, Äpfel</p><p>café – créée" in decoded(page)


def test_a_letter_cut_in_two_is_no_letter() -> None:
    assert "one�<p>" in decoded("Äpfel, Öl, süße “one”".encode()[:-1] + b"<p>")


def test_an_encoding_said_from_outside_is_believed() -> None:
    assert RUSSIAN in decoded(RUSSIAN.encode("cp1251"), encoding="windows-1251")


@pytest.mark.parametrize(
    ("page", "what"),
    [
        (b"", "empty"),
        (b" \n\t", "empty"),
        (b"\x89PNG\r\n\x1a\n" + bytes(100), "a PNG image"),
        (b"%PDF-1.7 ...", "a PDF"),
        (b"PK\x03\x04....", "a ZIP archive"),
        (b'{"a": [1, 2]}', "JSON"),
        (bytes(range(256)) * 8 + bytes(400), "binary"),
    ],
)
def test_what_is_no_page_is_skipped_with_the_reason(page: bytes, what: str) -> None:
    with pytest.raises(SkippedPage, match=f"x.html: {what}"):
        decoded(page, source="x.html")


@given(st.binary())
def test_any_bytes_are_text_or_skipped(page: bytes) -> None:
    try:
        assert isinstance(decoded(page), str)
    except SkippedPage as skipped:
        assert "page" in str(skipped)


@pytest.mark.parametrize(
    "label",
    [
        "raw_unicode_escape",
        "unicode_escape",
        "utf-7",
        "punycode",
        "idna",
        "rot13",
        "hex",
        "base64",
        "undefined",
        "cp037",
    ],
)
def test_what_is_no_encoding_of_pages_cannot_be_declared(label: str) -> None:
    assert declared_codec(label) == ""
    text = decoded(f'<meta charset="{label}"><p>K\\ud800se +2AA- \\u0000'.encode() + b"\xe4\xff", encoding=label)
    assert text.encode("utf-8").decode() == text
    assert "\\ud800" in text


@pytest.mark.parametrize(
    ("label", "codec"),
    [
        ("csISO88598e", "iso8859-8"),
        ("ISO_8859-5:1988", "iso8859-5"),
        ("iso88591", "cp1252"),
        ("latin-1", "cp1252"),
        ("x-cp1250", "cp1250"),
        ("windows-31j", "cp932"),
        ("ks_c_5601-1989", "cp949"),
        ("cn-big5", "big5hkscs"),
        ("csGB2312", "gb18030"),
        ("koi", "koi8-r"),
        ("visual", "iso8859-8"),
    ],
)
def test_a_label_stands_for_what_browsers_take_it_for(label: str, codec: str) -> None:
    assert declared_codec(label) == codec
