"""A page that a browser saved as MHTML is read as the page itself."""

import base64
import quopri
import time
from pathlib import Path

import needs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conftest import examples
from index import UnreadablePage
from ingest import read_article
from ingest.sources.folder import Folder
from ingest.sources.mhtml import is_mhtml, page_in
from ingest.sources.origin import Entry

RUSSIAN = "<html><head><title>Чайник</title></head><body><h1>Чайник</h1><p>Накипь снимают лимонной кислотой за час.</p></body></html>"
PAGE = "<!doctype html><title>Kettle</title><h1>Kettle</h1><p>Lime comes off with citric acid = an hour.</p>"
STYLE = b"Content-Type: text/css\r\nContent-Location: cid:css@mhtml.blink\r\n\r\nh1 { color: red }"


def part(content: bytes, encoding: str, charset: str, address: str = "https://kettle.example/lime") -> bytes:
    sent = {"quoted-printable": quopri.encodestring, "base64": base64.encodebytes, "binary": bytes, "8bit": bytes}[
        encoding
    ]
    head = (
        f"Content-Type: text/html{charset and f'; charset={charset}'}\r\nContent-ID: <frame-0@mhtml.blink>\r\n"
        f"Content-Transfer-Encoding: {encoding}\r\nContent-Location: {address}\r\n\r\n"
    )
    return head.encode() + sent(content)


def message(*parts: bytes, end: bytes = b"\r\n------MultipartBoundary--x----\r\n") -> bytes:
    head = (
        b"From: <Saved by Blink>\r\nSnapshot-Content-Location: https://kettle.example/lime\r\nSubject: Kettle\r\n"
        b"Date: Thu, 26 Nov 2026 08:00:00 +0100\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related;\r\n"
        b'\ttype="text/html";\r\n\tboundary="----MultipartBoundary--x----"\r\n\r\n\r\n'
    )
    return head + b"".join(b"------MultipartBoundary--x----\r\n" + one + b"\r\n" for one in parts).rstrip(b"\r\n") + end


@pytest.mark.parametrize("encoding", ["quoted-printable", "base64", "binary", "8bit"])
@pytest.mark.parametrize(("page", "charset"), [(RUSSIAN, "windows-1251"), (RUSSIAN, "utf-8"), (PAGE, "utf-8")])
def test_the_page_comes_out_with_its_charset_and_address(encoding: str, page: str, charset: str) -> None:
    found = page_in(message(part(page.encode(charset), encoding, charset), STYLE), name="a.mhtml")
    assert found.content.decode(found.charset).rstrip() == page
    assert (found.address, found.media_type) == ("https://kettle.example/lime", "text/html")
    assert found.time == "2026-11-26T07:00:00+00:00"


def test_it_is_an_article_with_the_address_that_it_was_saved_from(tmp_path: Path) -> None:
    (tmp_path / "page").write_bytes(message(part(RUSSIAN.encode("cp1251"), "quoted-printable", "windows-1251")))
    found = Folder(str(tmp_path.resolve())).open(Entry("page", "page"), largest=10**6)
    article = read_article(found.content, source="page", encoding=found.charset, address=found.address)
    assert (article.title, article.url, article.site) == ("Чайник", "https://kettle.example/lime", "kettle.example")


@pytest.mark.parametrize(
    "head", [PAGE.encode(), b"", b"Content-Type: text/plain\r\n\r\nx", b"Kettle: it boils\n\nMore."]
)
def test_what_is_none_is_not_taken_for_one(head: bytes) -> None:
    assert not is_mhtml(head)


def test_a_message_cut_short_gives_what_is_there() -> None:
    whole = message(STYLE, part(PAGE.encode() + b"<p>more</p>" * 1_000, "quoted-printable", "utf-8"))
    assert b"citric acid" in page_in(whole[: len(whole) // 2], name="a.mhtml").content
    with pytest.raises(UnreadablePage, match=r"a.mhtml: a saved page without the page; it may be cut short"):
        page_in(message(STYLE), name="a.mhtml")


def test_frames_are_read_where_there_is_nothing_else() -> None:
    frame = part(b"<p>In the frame.", "8bit", "utf-8", "https://kettle.example/frame")
    frames = part(b"<frameset><frame src=cid:x></frameset>", "8bit", "utf-8")
    assert b"In the frame." in page_in(message(frames, frame), name="a").content
    advertised = message(part(PAGE.encode(), "8bit", "utf-8"), frame)
    assert b"In the frame." not in page_in(advertised, name="a").content


def test_the_root_is_the_part_that_is_named_as_the_start() -> None:
    first, second = (part(f"<p>{n}".encode(), "8bit", "utf-8").replace(b"frame-0", b"frame-%d" % n) for n in (1, 2))
    data = message(first, second).replace(b"type=", b'start="<frame-2@mhtml.blink>"; type=')
    assert page_in(data, name="a").content.strip() == b"<p>2"


def test_a_large_page_takes_no_longer_than_it_is_long() -> None:
    content = (b"<p>" + b"kettle = " * 30 + b"</p>\n") * 30_000
    data = message(part(content, "quoted-printable", "utf-8"), *[STYLE] * 2_000)
    start = time.process_time()
    assert len(page_in(data, name="a").content) >= len(content)
    assert time.process_time() - start < 5


@settings(max_examples=examples(200), deadline=None)
@given(st.binary(max_size=300), st.integers(0, 600))
def test_any_bytes_end_in_a_page_or_a_reason(noise: bytes, place: int) -> None:
    data = message(part(PAGE.encode(), "base64", "utf-8"))
    for one in (noise, data[:place] + noise + data[place:]):
        if is_mhtml(one[:4_096]):
            try:
                page_in(one, name="a")
            except UnreadablePage:
                continue


@pytest.mark.browser
@pytest.mark.skipif(bool(needs.reason_to_skip()), reason=needs.reason_to_skip() or "")
def test_what_chromium_itself_saves_is_read(tmp_path: Path) -> None:
    from playwright.sync_api import sync_playwright

    page = tmp_path / "page.html"
    page.write_bytes(b'<meta charset="windows-1251">' + RUSSIAN.encode("cp1251"))
    with sync_playwright() as playwright:
        flags = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"]
        browser = playwright.chromium.launch(executable_path=needs.chromium(), args=flags)
        shown = browser.new_page()
        shown.goto(page.as_uri())
        saved = shown.context.new_cdp_session(shown).send("Page.captureSnapshot")["data"]
        browser.close()
    (tmp_path / "saved.mhtml").write_text(saved, newline="")
    found = Folder(str(tmp_path.resolve())).open(Entry("saved.mhtml", "saved.mhtml"), largest=10**6)
    article = read_article(found.content, source="saved.mhtml", encoding=found.charset, address=found.address)
    assert article.title == "Чайник"
    assert "Накипь снимают лимонной кислотой" in str(article.sections)
