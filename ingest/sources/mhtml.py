"""A page that a browser saved with all it shows, as MHTML, in; the page itself and the pages in its frames out.

The format is RFC 2557 over RFC 2046; Chromium, Internet Explorer and Word write it.
"""

import base64
import binascii
import quopri
import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.errors import MessageError
from email.message import Message
from email.parser import BytesHeaderParser
from email.utils import parsedate_to_datetime

# Its headers are among the first bytes, and end at an empty line.
HEAD_BYTES = 65_536
NO_BASE64 = re.compile(rb"[^A-Za-z0-9+/]")
FIRST_HEADER = re.compile(rb"\s*[A-Za-z][\w-]{1,40}:[ \t]")
KIND = re.compile(rb"^content-type:\s*(?:multipart/related|text/html)\b", re.I | re.M)
VERSION = re.compile(rb"^(?:mime-version|snapshot-content-location):", re.I | re.M)
END_OF_HEADERS = re.compile(rb"\r?\n[ \t]*\r?\n")
LONGEST_PART_HEADERS = 4_096
PAGES = ("text/html", "application/xhtml+xml")
# The text that a page has of its own, in letters, below which what it shows in frames is what was saved.
LITTLE_TEXT = 200
# What is looked at for that, and for a set of frames.
LOOKED_AT = 1_000_000
UNSHOWN = re.compile(rb"<(/?)(script|style|title|noscript|noframes)\b", re.I)
MARKUP = re.compile(rb"<[^<>]*>|&\w+;|\s+")
# Pages are not saved with so many images and styles.
MOST_PARTS = 20_000
# So deep parts stand in parts.
DEEPEST = 4
FRAMESET = re.compile(rb"<frameset\b", re.I)


@dataclass(frozen=True, slots=True)
class SavedPage:
    """A page of those in an MHTML, with what was said of it; `address` is empty where it had none of its own."""

    content: bytes
    address: str = ""
    charset: str = ""
    media_type: str = ""


@dataclass(frozen=True, slots=True)
class Mhtml:
    """The page that was saved, when, the pages in its frames, and why there may be more that could not be read."""

    page: SavedPage
    time: str = ""
    frames: tuple[SavedPage, ...] = ()
    flaw: str = ""

    @property
    def is_frame_for_others(self) -> bool:
        """Return whether the page says next to nothing itself: what was saved is then what its frames show."""
        content = self.page.content[:LOOKED_AT]
        return bool(FRAMESET.search(content)) or len(MARKUP.sub(b"", _shown(content))) < LITTLE_TEXT


def is_mhtml(head: bytes) -> bool:
    """Return whether a file begins as MHTML, whatever its name."""
    if not FIRST_HEADER.match(head):
        return False
    headers = END_OF_HEADERS.split(head[:HEAD_BYTES].lstrip(), maxsplit=1)[0]
    return bool(KIND.search(headers) and VERSION.search(headers))


def parsed(content: bytes) -> Mhtml:
    """Return the pages in an MHTML. Of one that was cut short, those that are there."""
    headers, body = _split(content)
    address, time = _said(headers, "Snapshot-Content-Location"), _time(headers)
    if headers.get_content_maintype() != "multipart":
        return Mhtml(_saved(headers, body, address), time)
    pages, flaw = _pages(headers, body)
    if not pages:
        return Mhtml(SavedPage(b"", address), time, flaw=flaw)
    root = _root(headers, [named for named, _ in pages])
    saved = [_saved(named, part, address if i == root else "") for i, (named, part) in enumerate(pages)]
    return Mhtml(saved[root], time, tuple(page for i, page in enumerate(saved) if i != root), flaw)


def _shown(content: bytes) -> bytes:
    """Return the page without its scripts, styles and title."""
    kept, begin, unshown = [], 0, b""
    for tag in UNSHOWN.finditer(content):
        name = tag[2].lower()
        if not unshown and not tag[1]:
            kept.append(content[begin : tag.start()])
            unshown = name
        elif unshown == name and tag[1]:
            begin, unshown = tag.end(), b""
    return b"".join(kept) + (b"" if unshown else content[begin:])


def _said(headers: Message, name: str) -> str:
    """Return a header; bytes in it that are no ASCII are replaced."""
    return str(headers.get(name, ""))


def _split(part: bytes) -> tuple[Message, bytes]:
    part = part.lstrip(b"\r\n")
    end = END_OF_HEADERS.search(part, 0, HEAD_BYTES)
    head, body = (part[: end.start()], part[end.end() :]) if end else (part[:HEAD_BYTES], b"")
    return BytesHeaderParser().parsebytes(head), body


def _pages(headers: Message, body: bytes, depth: int = 1) -> tuple[list[tuple[Message, bytes]], str]:
    """Return the pages among the parts, with their headers, and why there may be more of them.

    Mail programs put the page and the same as plain text into a part that has parts itself.
    """
    parts, flaw = _parts(body, headers.get_boundary(""))
    pages: list[tuple[Message, bytes]] = []
    for named, part in map(_split, filter(_may_be_page, parts)):
        if named.get_content_maintype() == "multipart" and depth < DEEPEST:
            inner, inner_flaw = _pages(named, part, depth + 1)
            pages, flaw = pages + inner, flaw or inner_flaw
        elif named.get_content_type() in PAGES:
            pages.append((named, part))
    return pages, flaw


def _parts(body: bytes, boundary: str) -> tuple[list[bytes], str]:
    """Return what stands between the lines of the boundary, and why there may be more of it."""
    line = b"--" + boundary.encode("utf-8", "surrogateescape")
    parts: list[bytes] = []
    begin = -1
    for at in _lines(body, line) if boundary else ():
        if begin >= 0:
            parts.append(body[begin:at])
        if body.startswith(b"--", at + len(line)):
            return parts, ""
        begin = at + len(line)
        if len(parts) == MOST_PARTS:
            return parts, f"it has more than {MOST_PARTS:,} parts"
    return ([*parts, body[begin:]] if begin >= 0 else parts), "it ends before its end"


def _lines(body: bytes, line: bytes) -> Iterator[int]:
    """Yield where the boundary begins a line; one that goes on with other letters is another boundary."""
    at = body.find(line)
    while at >= 0:
        follows = body[at + len(line) : at + len(line) + 1]
        if body[at - 1 : at] in (b"\n", b"\r", b"") and follows in (b"", b"-", b"\r", b"\n", b" ", b"\t"):
            yield at
        at = body.find(line, at + len(line))


def _may_be_page(part: bytes) -> bool:
    """Return whether its headers may call it a page; most parts are images and styles, and headers are slow to read."""
    head = part[:LONGEST_PART_HEADERS].lower()
    return b"html" in head or b"multipart" in head


def _root(headers: Message, pages: list[Message]) -> int:
    """Return which page the others are shown in: the one that is named as the start, else the first."""
    start = headers.get_param("start")
    return next((i for i, page in enumerate(pages) if start and page.get("Content-ID") == start), 0)


def _saved(headers: Message, body: bytes, address: str) -> SavedPage:
    stated = "".join(_said(headers, "Content-Location").split())
    is_address = stated.lower().startswith(("http:", "https:", "file:"))
    return SavedPage(
        _decoded(body, _said(headers, "Content-Transfer-Encoding").strip().lower()),
        stated if is_address else "".join(address.split()),
        headers.get_content_charset(""),
        headers.get_content_type(),
    )


def _decoded(body: bytes, encoding: str) -> bytes:
    if encoding == "quoted-printable":
        return quopri.decodestring(body)
    if encoding != "base64":
        return body
    packed = NO_BASE64.sub(b"", body)
    try:
        # The end of one that was cut short stands for no whole byte.
        return base64.b64decode(packed[: len(packed) // 4 * 4] + _padded(packed[len(packed) // 4 * 4 :]))
    except binascii.Error:
        return b""


def _padded(rest: bytes) -> bytes:
    return rest + b"=" * (4 - len(rest)) if len(rest) > 1 else b""


def _time(headers: Message) -> str:
    try:
        return parsedate_to_datetime(_said(headers, "Date")).isoformat()
    except (ValueError, TypeError, IndexError, MessageError):
        return ""
