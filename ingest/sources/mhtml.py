"""Take the page out of what a browser saved as MHTML (RFC 2557), with what it says of charset and address."""

import base64
import quopri
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

from index import UnreadablePage
from ingest.sources.origin import Capture

HEADER = re.compile(rb"([\w-]{1,60}):[ \t]*+(.{0,2000})")
FOLDED = re.compile(rb"\r?\n[ \t]++")
PARAMETER = re.compile(r"""([\w-]{1,40})\s*+=\s*+(?:"([^"]{0,500})"|([^\s;"]{1,500}))""")
NO_BASE64 = re.compile(rb"[^A-Za-z0-9+/]")
BLANK = re.compile(rb"\r?\n\r?\n")
# What stands at the beginning of a page that is made of frames alone.
FRAMESET = re.compile(rb"<frameset\b", re.I)
HTML = ("text/html", "application/xhtml+xml")
MAX_HEADER_BYTES = 16_384


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a message: its headers by their names in small letters, and its content as it was sent."""

    headers: Mapping[str, str]
    body: bytes

    @property
    def media_type(self) -> str:
        """Return what the part says it is."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()

    @property
    def charset(self) -> str:
        """Return the charset that the part states, "" for none."""
        return _parameters(self.headers.get("content-type", "")).get("charset", "")

    def content(self) -> bytes:
        """Return the content as it was before it was sent."""
        encoding = self.headers.get("content-transfer-encoding", "").strip().lower()
        if encoding == "quoted-printable":
            return quopri.decodestring(self.body)
        if encoding == "base64":
            letters = NO_BASE64.sub(b"", self.body)
            # What is cut short may end within a group: one letter of it alone is no byte.
            letters = letters[:-1] if len(letters) % 4 == 1 else letters
            return base64.b64decode(letters + b"=" * (-len(letters) % 4))
        return self.body


def is_mhtml(head: bytes) -> bool:
    """Return whether a message with a page in it begins so."""
    headers = _headers(head.lstrip()[:MAX_HEADER_BYTES])[0]
    kind = headers.get("content-type", "").lower()
    is_message = "mime-version" in headers or "snapshot-content-location" in headers
    return is_message and kind.startswith(("multipart/related", "multipart/mixed", "text/html"))


def page_in(content: bytes, *, name: str) -> Capture:
    """Return the page that the message holds; to one made of frames alone, the pages in these are added.

    Raises UnreadablePage for a message without a page.
    """
    content = content.lstrip()
    headers, start = _headers(content)
    message = Part(headers, content[start:])
    pages = [part for part in _parts(message) if part.media_type in HTML]
    if not pages:
        raise UnreadablePage(f"{name}: a saved page without the page; it may be cut short")
    wanted = _parameters(headers.get("content-type", "")).get("start", "").strip("<>")
    root = next((p for p in pages if wanted and p.headers.get("content-id", "").strip("<> ") == wanted), pages[0])
    return Capture(
        _with_frames(root, pages),
        address=_address(headers.get("snapshot-content-location", "") or root.headers.get("content-location", "")),
        charset=root.charset,
        media_type=root.media_type,
        time=_time(headers.get("date", "")),
    )


def _with_frames(root: Part, pages: list[Part]) -> bytes:
    content = root.content()
    if not FRAMESET.search(content):
        return content
    # Frames are pages of one charset mostly; where they are not, only plain letters are sure to come through.
    frames = (page.content() for page in pages if page is not root)
    return content + b"".join(b"\n<section>" + frame + b"</section>" for frame in frames)


def _parts(message: Part) -> Iterator[Part]:
    """Yield the parts of a message, those of parts in it too; a message of one part is that part."""
    boundary = _parameters(message.headers.get("content-type", "")).get("boundary", "")
    if not message.headers.get("content-type", "").lower().startswith("multipart/") or not boundary:
        yield message
        return
    for piece in _split(message.body, b"--" + boundary.encode("latin-1", "replace")):
        headers, start = _headers(piece)
        part = Part(headers, piece[start:])
        if part.media_type == "multipart/alternative":
            yield from _parts(part)
        elif headers:
            yield part


def _split(body: bytes, mark: bytes) -> Iterator[bytes]:
    """Yield what stands between the lines that are the mark, or the mark with two dashes after it."""
    found: list[bytes] = []
    for piece in (b"\n" + body).split(b"\n" + mark)[1:]:
        rest, _, content = piece.partition(b"\n")
        if rest.strip() in (b"", b"--"):
            yield from (b"".join(found),) if found else ()
            found = [content.lstrip(b"\r\n").removesuffix(b"\r")]
        elif found:
            # The mark of parts within this one begins as its own does.
            found += [b"\n", mark, piece]
    yield from (b"".join(found),) if found else ()


def _headers(content: bytes) -> tuple[dict[str, str], int]:
    """Return the headers that stand first, by their names in small letters, and where the content begins."""
    end = BLANK.search(content, 0, MAX_HEADER_BYTES)
    if not end:
        return {}, len(content)
    lines = FOLDED.sub(b" ", content[: end.start()]).splitlines()
    found = [HEADER.match(line) for line in lines]
    headers = {m[1].decode().lower(): m[2].decode("utf-8", "replace").strip() for m in found if m}
    return (headers, end.end()) if headers and found[0] else ({}, 0)


def _parameters(header: str) -> dict[str, str]:
    return {m[1].lower(): m[2] or m[3] or "" for m in PARAMETER.finditer(header)}


def _address(text: str) -> str:
    try:
        return text if urlsplit(text).scheme in ("http", "https") else ""
    except ValueError:
        return ""


def _time(date: str) -> str:
    try:
        return parsedate_to_datetime(date).astimezone(UTC).isoformat(timespec="seconds") if date else ""
    except (ValueError, OverflowError):
        return ""
