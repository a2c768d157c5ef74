"""A page that a browser saved with all it shows is read as the page, with the address it had."""

import base64
import os
import quopri
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path

import needs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from playwright.sync_api import Browser, Route, sync_playwright
from test_browser import FLAGS

from conftest import examples
from index import PageError, SkippedPage, outline
from ingest import read_article
from ingest.sources import mhtml
from ingest.sources.folder import Folder
from ingest.sources.origin import Beside, Capture, Entry, Inner, Unseen
from ingest.sources.stream import StandardInput

LARGEST = 30_000_000
GOLDEN = Path(__file__).parent / "golden" / "mhtml"
RUSSIAN = "Заварите чай и дайте ему постоять три минуты, не больше: иначе он станет горьким."
GERMAN = "Grüße aus dem Rahmen: der Tee zieht drei Minuten, dann kommt das Sieb heraus."
OWN = "<p>" + "Tea wants water that has just stopped boiling, and three minutes. " * 5
SITE = {
    "/ru.html": (
        "windows-1251",
        f"<html><head><title>Чай</title></head><body><h1>Чай</h1><p>{RUSSIAN}</p></body></html>",
    ),
    "/de.html": ("utf-8", f"<html><head><title>Tee</title></head><body><h1>Tee</h1><p>{GERMAN}</p></body></html>"),
    "/set.html": ("utf-8", "<html><frameset cols='*,*'><frame src=/ru.html><frame src=/de.html></frameset></html>"),
    "/own.html": ("utf-8", f"<html><body><h1>Tea</h1>{OWN}<iframe src=/de.html></iframe></body></html>"),
}


def part(content: bytes, *headers: str, encoding: str = "binary") -> bytes:
    packed = {"binary": bytes, "base64": base64.encodebytes, "quoted-printable": quopri.encodestring}[encoding](content)
    lines = "".join(f"{line}\r\n" for line in (*headers, f"Content-Transfer-Encoding: {encoding}"))
    return f"--=_x\r\n{lines}\r\n".encode() + packed + b"\r\n"


def saved(
    *parts: bytes, head: str = "Snapshot-Content-Location: https://tea.example/p\r\n", end: bytes = b"--=_x--\r\n"
) -> bytes:
    top = f'From: <Saved by Blink>\r\n{head}MIME-Version: 1.0\r\nContent-Type: multipart/related;\r\n\ttype="text/html";\r\n\tboundary="=_x"\r\n\r\n\r\n'
    return top.encode() + b"".join(parts) + end


HTML = "Content-Type: text/html"
PAGE = part(b"<html>" + OWN.encode(), HTML, "Content-Location: https://tea.example/p")


def opened(content: bytes) -> Capture:
    return StandardInput(content).open(Entry("-", "-", data=content), largest=LARGEST)


def members(content: bytes) -> list[Inner] | None:
    inner = StandardInput(content).members(Entry("-", "-", data=content), largest=LARGEST)
    return None if inner is None else list(inner)


@pytest.mark.parametrize("encoding", ["binary", "base64", "quoted-printable"])
@pytest.mark.parametrize("charset", ["utf-8", "windows-1251"])
def test_each_encoding_and_each_charset(encoding: str, charset: str) -> None:
    page = f"<html><p>{RUSSIAN}</p></html>".encode(charset)
    got = opened(saved(part(page, f'Content-Type: text/html; charset="{charset}"', encoding=encoding)))
    assert got.content.strip() == page
    assert (got.address, got.charset, got.media_type) == ("https://tea.example/p", charset, "text/html")


def test_the_time_and_the_folded_address_of_the_page() -> None:
    head = "Snapshot-Content-Location: https://tea.example/\r\n a-long-name\r\nDate: Wed, 1 May 2024 10:20:30 GMT\r\n"
    got = opened(saved(part(b"<html>", HTML), head=head))
    assert (got.address, got.time) == ("https://tea.example/a-long-name", "2024-05-01T10:20:30+00:00")


def test_a_page_that_the_start_names_is_the_page() -> None:
    first, second = part(b"<p>frame", HTML, "Content-ID: <1@x>"), part(b"<p>page", HTML, "Content-ID: <2@x>")
    content = saved(first, second).replace(b'type="text/html";', b'start="<2@x>";')
    assert opened(content).content.strip() == b"<p>page"


def test_images_and_styles_are_not_pages() -> None:
    content = saved(
        part(b"p {}", "Content-Type: text/css"),
        PAGE,
        part(os.urandom(99), "Content-Type: image/png", encoding="base64"),
    )
    assert opened(content).content.startswith(b"<html><p>Tea wants")
    assert members(content) is None


def test_what_internet_explorer_saved() -> None:
    content = (
        b'From: "Saved by Internet Explorer 11"\r\nSubject: Tea\r\nDate: Mon, 6 Feb 2012 10:00:00 +0100\r\n'
        b'MIME-Version: 1.0\r\nContent-Type: text/html;\r\n\tcharset="windows-1251"\r\n'
        b"Content-Transfer-Encoding: quoted-printable\r\nContent-Location: http://tea.example/ie\r\n\r\n"
    ) + quopri.encodestring(f"<HTML><BODY>{RUSSIAN}".encode("cp1251"))
    got = opened(content)
    assert RUSSIAN in got.content.decode("cp1251")
    assert (got.charset, got.address) == ("windows-1251", "http://tea.example/ie")


@pytest.mark.parametrize(
    "page",
    [
        b"<html><frameset><frame src='cid:1'>",
        b"<html><title>Tea</title><script>" + b"var tea; " * 99 + b"</script><p>Tea<iframe src='cid:1'>",
    ],
)
def test_frames_are_pages_where_the_page_is_nothing_else(tmp_path: Path, page: bytes) -> None:
    frames = [part(f"<p>frame {i}".encode(), HTML, f"Content-Location: https://tea.example/{i}") for i in range(2)]
    (tmp_path / "a.mhtml").write_bytes(saved(part(page, HTML), *frames))
    origin = Folder(str(tmp_path))
    inner = list(origin.members(Entry("a.mhtml", "a.mhtml"), largest=LARGEST) or ())
    assert [one.key for one in inner] == ["a.mhtml", "a.mhtml!/%frame-1", "a.mhtml!/%frame-2"]
    assert [one.name for one in inner[1:]] == ["a (frame 1).mhtml", "a (frame 2).mhtml"]
    got = [origin.open(one, largest=LARGEST) for one in inner if isinstance(one, Entry)]
    assert [one.content.strip() for one in got[1:]] == [b"<p>frame 0", b"<p>frame 1"]
    assert [one.address for one in got] == [f"https://tea.example/{path}" for path in ("p", "0", "1")]
    assert len({one.stamp for one in inner if isinstance(one, Entry)}) == 3


def test_frames_beside_a_text_are_counted() -> None:
    content = saved(PAGE, part(b"<p>advertisement", HTML), part(b"<p>another", HTML))
    inner = members(content)
    assert inner is not None
    assert inner[1:] == [Beside("-!/%frame-1", "- (2 frames)", "frames in a page that has text of its own")]


def test_one_that_is_cut_short_is_read_and_said() -> None:
    whole = saved(part(b"<html>" + OWN.encode(), HTML, encoding="base64"), end=b"")
    inner = members(whole[:-90])
    assert inner is not None
    assert inner[1] == Unseen("-", "-", "cut short: it ends before its end; what is there was read")
    assert b"just stopped boiling" in opened(whole[:-90]).content


@pytest.mark.parametrize("depth", [1, 2, 3])
def test_a_page_in_a_part_of_a_part_is_read(depth: int) -> None:
    inside = b"Content-Type: text/plain\r\n\r\nTea", f'{HTML}; charset="windows-1251"\r\n\r\n{RUSSIAN}'.encode("cp1251")
    for n in range(depth):
        parts = b"".join(b"--in%d\r\n%s\r\n" % (n, one) for one in inside)
        inside = (b'Content-Type: multipart/alternative;\r\n\tboundary="in%d"\r\n\r\n%s--in%d--' % (n, parts, n),)
    got = opened(saved(b"--=_x\r\n%s\r\n" % inside))
    assert (got.content.decode("cp1251").strip(), got.charset) == (RUSSIAN, "windows-1251")
    assert got.address == "https://tea.example/p"


def test_parts_in_parts_without_end_are_no_page() -> None:
    inside = b"Content-Type: text/html\r\n\r\nTea"
    for n in range(2_000):
        inside = b'Content-Type: multipart/mixed; boundary="in%d"\r\n\r\n--in%d\r\n%s\r\n--in%d--' % (n, n, inside, n)
    assert opened(saved(b"--=_x\r\n%s\r\n" % inside)).content == b""


def test_one_without_a_page_is_empty() -> None:
    assert opened(saved(part(b"x", "Content-Type: image/png"))).content == b""


def test_an_archive_of_saved_pages_gives_their_frames(tmp_path: Path) -> None:
    frames = saved(part(b"<html><frameset>", HTML), part(b"<p>frame", HTML))
    with zipfile.ZipFile(tmp_path / "a.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("plain.mhtml", saved(PAGE))
        archive.writestr("set.mhtml", frames)
    origin = Folder(str(tmp_path))
    inner = list(origin.members(Entry("a.zip", "a.zip"), largest=LARGEST) or ())
    assert [one.key for one in inner] == ["a.zip!/plain.mhtml", "a.zip!/set.mhtml", "a.zip!/set.mhtml!/%frame-1"]
    got = [origin.open(one, largest=LARGEST).content.strip() for one in inner if isinstance(one, Entry)]
    assert got[2] == b"<p>frame"
    assert origin.open(Entry("a.zip!/set.mhtml!/%frame-1", ""), largest=LARGEST).content.strip() == b"<p>frame"


def test_letters_and_texts_with_headers_are_no_saved_pages() -> None:
    for head in (
        b"Subject: Tea\r\nMIME-Version: 1.0\r\nContent-Type: multipart/alternative; boundary=x\r\n\r\n",
        b"Title: Tea\nDate: 2024-05-01\n\nPour it. Content-Type: text/html MIME-Version: 1.0",
        b"<html>\r\nMIME-Version: 1.0\r\nContent-Type: text/html\r\n\r\n",
    ):
        assert not mhtml.is_mhtml(head)


@pytest.mark.parametrize(
    "content",
    [
        saved(
            PAGE, *(part(bytes(range(256)) * 2_000, "Content-Type: image/png", encoding="base64") for _ in range(30))
        ),
        saved(part(b"<p>" + RUSSIAN.encode() * 50_000, HTML, encoding="quoted-printable")),
        saved(*[b"--=_x\r\n" + HTML.encode() + b"\r\n\r\n\r\n"] * 400_000),
        saved(part(b"<script>" * 2_000_000, HTML), part(b"<p>", HTML)),
        saved(part(b"<" * 10_000_000, HTML), part(b"<p>", HTML)),
        saved(part(b"--=_" * 4_000_000, HTML), part(b"<p>", HTML)),
        b"A: b\r\n" * 3_000_000,
        b"MIME-Version: 1.0\r\nContent-Type: text/html\r\n" + b"\r" * 10_000_000,
    ],
    ids=[
        "20 MB of images",
        "24 MB quoted",
        "400,000 parts",
        "scripts",
        "less-than signs",
        "lines",
        "headers",
        "returns",
    ],
)
def test_large_ones_are_read_in_little_time(content: bytes) -> None:
    start = time.process_time()
    members(content)
    opened(content)
    assert time.process_time() - start < 3


@settings(max_examples=examples(150), deadline=None)
@given(st.lists(st.tuples(st.floats(0, 1), st.binary(max_size=4)), max_size=5), st.floats(0, 1))
def test_whatever_is_damaged_is_read_or_refused(damage: list[tuple[float, bytes]], keep: float) -> None:
    broken = saved(PAGE, part(b"<p>frame", HTML, encoding="base64"))
    for where, value in damage:
        at = int(where * len(broken))
        broken = broken[:at] + value + broken[at + len(value) :]
    broken = broken[: int(len(broken) * max(keep, 0.3))]
    try:
        for one in members(broken) or [Entry("-", "-", data=broken)]:
            assert not isinstance(one, Entry) or StandardInput(b"").open(one, largest=LARGEST)
    except PageError as error:
        assert str(error).startswith("-")


@pytest.mark.parametrize("name", sorted(path.stem for path in GOLDEN.glob("*.mhtml")))
def test_a_page_that_chromium_saved_is_read_as_its_outline_says(name: str) -> None:
    got = opened((GOLDEN / f"{name}.mhtml").read_bytes())
    article = read_article(got.content, source=f"{name}.mhtml", encoding=got.charset or None)
    assert f"{got.address}\n{outline(article)}".splitlines() == (GOLDEN / f"{name}.txt").read_text("utf-8").splitlines()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    if lacking := needs.reason_to_skip():
        pytest.skip(lacking)
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=needs.chromium(), args=FLAGS)
        yield started
        started.close()


def snapshot(browser: Browser, path: str) -> bytes:
    """Return the page of our site as the browser saves it."""

    def answer(route: Route) -> None:
        charset, text = SITE["/" + route.request.url.rpartition("/")[2]]
        route.fulfill(content_type=f"text/html; charset={charset}", body=text.encode(charset))

    with browser.new_context() as context:
        context.route("**/*", answer)
        page = context.new_page()
        page.goto(f"https://tea.example{path}")
        session = context.new_cdp_session(page)
        return str(session.send("Page.captureSnapshot", {"format": "mhtml"})["data"]).encode()


@pytest.mark.browser
def test_what_chromium_saves_is_read_in_its_charset_with_its_address(browser: Browser) -> None:
    for path, said in (("/ru.html", RUSSIAN), ("/de.html", GERMAN)):
        content = snapshot(browser, path)
        got = opened(content)
        assert members(content) is None
        assert got.address == f"https://tea.example{path}"
        assert got.time.startswith("20")
        assert said in outline(read_article(got.content))


@pytest.mark.browser
def test_the_frames_that_chromium_saves_are_pages_or_counted(browser: Browser) -> None:
    content = snapshot(browser, "/set.html")
    inner = members(content)
    assert inner is not None
    got = [StandardInput(b"").open(one, largest=LARGEST) for one in inner if isinstance(one, Entry)]
    assert [one.address for one in got] == [f"https://tea.example/{name}.html" for name in ("set", "ru", "de")]
    assert RUSSIAN in outline(read_article(got[1].content))
    assert [type(one) for one in members(snapshot(browser, "/own.html")) or ()] == [Entry, Beside]


def test_one_over_the_limit_is_skipped() -> None:
    content = saved(PAGE)
    with pytest.raises(SkippedPage, match="over the limit"):
        StandardInput(content).open(Entry("-", "-", data=content), largest=100)
