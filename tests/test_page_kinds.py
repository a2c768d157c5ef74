"""Content tells what is a page, and the name only where the content does not."""

import pytest

from index import NotAPage, SkippedPage
from ingest.sources.page_kinds import check_is_page

HTML = b"<!DOCTYPE html><html><title>Vacuum</title><p>Text"
PAGES = [
    ("sql-vacuum", HTML),
    ("index.php?id=3", HTML),
    ("page.asp", b"\xef\xbb\xbf  <html>"),
    ("page.css", b"<!-- saved --><HTML lang=en>"),
    ("page.xml", b'<?xml version="1.0"?><!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN"><html/>'),
    ("wide", "<html><p>Wide".encode("utf-16")),
    ("wide-le", "<html><p>Wide".encode("utf-16-le")),
    ("part", b"<h2>A part</h2><p>of a page"),
    ("notes", b"Notes without an ending.\n"),
    ("notes.txt", b"Notes.\n"),
    ("notes.md", b"# Notes\n"),
    ("guide.rst", b"Guide\n=====\n"),
    ("page.html", b"no markup at all"),
    ("saved.mht", HTML),
    ("archive.zip!/page", HTML),
]
BESIDE = [
    ("style.css", b"h1 { color: red }"),
    ("script.js", b"const a = '<p>';"),
    ("data.json", b'{"a": "<html>"}'),
    ("main.py", b"print('<html>')"),
    ("table.csv", b"a,b\n1,2\n"),
    ("photo.jpg", b"\xff\xd8\xff\xe0" + bytes(50)),
    ("photo", b"\x89PNG\r\n\x1a\n" + bytes(50)),
    ("book.pdf", b"%PDF-1.7\n"),
    ("drawing.svg", b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"></svg>'),
    ("news.rss", b"<rss version='2.0'></rss>"),
    ("sitemap.xml", b"<?xml version='1.0'?><urlset></urlset>"),
    ("blob", bytes(range(256)) * 20),
    ("empty.css", b""),
]
SKIPPED = [
    ("image.html", b"\x89PNG\r\n\x1a\n" + bytes(50), "a PNG image, not a page"),
    ("notes.txt", b"%PDF-1.7\n", "a PDF, not a page"),
    ("blob.html", bytes(range(256)) * 20, "binary data, not a page"),
    ("empty.html", b" \n", "empty"),
    ("empty", b"", "empty"),
]


@pytest.mark.parametrize(("name", "content"), PAGES)
def test_pages_are_told_whatever_their_name(name: str, content: bytes) -> None:
    check_is_page(content, name)


@pytest.mark.parametrize(("name", "content"), BESIDE)
def test_what_lies_beside_pages_is_told(name: str, content: bytes) -> None:
    with pytest.raises(NotAPage, match=f"^{name}: "):
        check_is_page(content, name)


@pytest.mark.parametrize(("name", "content", "reason"), SKIPPED)
def test_what_only_claims_to_be_a_page_is_said_to_be_none(name: str, content: bytes, reason: str) -> None:
    with pytest.raises(SkippedPage, match=f"^{name}: {reason}$"):
        check_is_page(content, name)


def test_a_long_beginning_takes_no_longer_than_it_is_long() -> None:
    for beginning in (b"<!--" * 3_000, b"<?" * 5_000, b" " * 9_000, b"<!-- -->" * 1_200, b"<" * 9_000):
        with pytest.raises(NotAPage):
            check_is_page(beginning, "odd.xyz")
