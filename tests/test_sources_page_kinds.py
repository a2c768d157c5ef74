"""Content decides what is a page, the name only where the content does not."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index import NotAPage, PageError, SkippedPage
from ingest.sources.page_kinds import HEAD_BYTES, check_is_page, is_html

HTML = b"<!DOCTYPE html><title>Tea</title><p>Pour it."
PNG = b"\x89PNG\r\n\x1a\n" + bytes(100)
SVG = b'<?xml version="1.0"?><!DOCTYPE svg PUBLIC "x" "y"><svg><title>A</title></svg>'
RSS = b'<?xml version="1.0"?><rss version="2.0"><channel><title>A</title></channel></rss>'
BINARY = bytes(range(256)) * 40


@pytest.mark.parametrize(
    "name", ["sql-vacuum", "index.php?id=3", "page.asp", "a.html", "data.json", "index.html@p=1&q=a.b", "x.bin"]
)
@pytest.mark.parametrize(
    "content",
    [
        HTML,
        b"\n\n  <HTML lang=en><body>x",
        b"\xef\xbb\xbf<!-- a - b -- c --><head>",
        b"<!-- saved from url=(0014)about:internet -->\r\n<html>",
        b'<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0">\n<html xmlns="x">',
        b"<title>x</title>",
        b"<meta charset=utf-8><p>",
        b"<script>var a</script><link rel=x><html>",
        b"<frameset cols=*,*>",
        "<!doctype html><p>é".encode("utf-16"),
        "<!doctype html><p>long enough".encode("utf-16-be"),
        b"<!--" + b"x" * 9_000 + b"--><html>",
    ],
)
def test_html_is_a_page_whatever_its_name(content: bytes, name: str) -> None:
    check_is_page(content, name)


@pytest.mark.parametrize(
    ("content", "name", "what"),
    [
        (PNG, "pic.png", "a PNG image"),
        (PNG, "pic", "a PNG image"),
        (b"%PDF-1.7 x", "a.pdf", "a PDF"),
        (b"(\xb5/\xfd....", "a.zst", "a Zstandard archive"),
        (BINARY, "data.bin", "binary data"),
        (SVG, "a.svg", "an SVG image"),
        (b"<svg xmlns=x><title>a</title></svg>", "logo", "an SVG image"),
        (RSS, "feed.xml", "a feed"),
        (b'<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom">', "index", "a feed"),
        (b'<?xml version="1.0"?><note><title>x</title></note>', "a.xml", "XML"),
        (b"p { color: red }", "style.css", "a style sheet"),
        (b"var a = 1", "a.js", "a script"),
        (b'{"a": 1}', "a.json", "JSON"),
        (b'{"a": 1}', "posts", "JSON"),
        (b"#!/bin/sh\necho", "configure", "a program"),
        (b"import os", "a.py", "a program"),
        (b"a,b\n1,2", "a.csv", "a table"),
        (b"12:00 up", "a.log", "a log"),
        (b"words", "a.strange", "text"),
        (b"", "__init__.py", "empty"),
        (b"<template><title>x</title></template><html>", "a.vue", "text"),
    ],
)
def test_what_does_not_claim_to_be_a_page_is_beside(content: bytes, name: str, what: str) -> None:
    with pytest.raises(NotAPage, match=what):
        check_is_page(content, name)


@pytest.mark.parametrize(
    ("content", "name", "what"),
    [
        (PNG, "image.html", "a PNG image"),
        (PNG, "image.TXT", "a PNG image"),
        (BINARY, "a.htm", "binary data"),
        (SVG, "a.html", "an SVG image"),
        (RSS, "index.html", "a feed"),
        (b"", "a.html", "empty"),
        (b" \n", "a.md", "empty"),
        (b"", "README", "empty"),
    ],
)
def test_what_claims_to_be_a_page_and_is_none_is_skipped(content: bytes, name: str, what: str) -> None:
    with pytest.raises(SkippedPage, match=what):
        check_is_page(content, name)


@pytest.mark.parametrize("name", ["a.txt", "a.text", "a.md", "a.markdown", "a.rst", "README", "docs.d/NOTES", "a.html"])
def test_text_is_a_page_when_its_name_says_so_or_has_no_ending(name: str) -> None:
    check_is_page(b"# Tea\n\nPour it < 3 minutes.", name)


def test_a_shop_for_tea_in_utf16_is_text() -> None:
    check_is_page("Tea for two.".encode("utf-16"), "tea.txt")


@given(st.binary(max_size=300), st.sampled_from(["a.html", "a", "a.css", "a.txt"]))
def test_any_bytes_are_a_page_or_refused_with_the_name(content: bytes, name: str) -> None:
    try:
        check_is_page(content, name)
    except PageError as error:
        assert str(error).startswith(f"{name}: ")


@pytest.mark.parametrize("piece", ["<!--", "<!-- -", "<?xml ", "<!---->", " ", "-", "<", "<a ", "<!doctype ", "\u3000"])
def test_the_beginning_is_told_in_no_time(piece: str) -> None:
    start = time.process_time()
    is_html(piece * (HEAD_BYTES // len(piece)))
    is_html("<!--" + piece * (HEAD_BYTES // len(piece)))
    assert time.process_time() - start < 0.2
