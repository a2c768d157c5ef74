"""A page's bytes in, its text out: what the bytes are counts for more than what the page says they are."""

import json
import re
from collections.abc import Iterator

import chardet

from index import SkippedPage
from ingest.decoding.formats import BOMS, is_binary, known_format, utf16
from ingest.decoding.labels import codec_named, declared_codec
from ingest.decoding.mojibake import is_suspect, mended

DECLARED = re.compile(
    rb"""<meta[^>]{0,400}?charset\s*+=\s*+(?:["']\s*+)?+([\w:.-]+)|<\?xml[^>]{0,200}?encoding\s*+=\s*+["']([\w:.-]+)""",
    re.I,
)
# Browsers look for it in the first 1,024 bytes; saved pages often have scripts and comments before it.
HEAD_BYTES = 65_536
# Bytes that are no UTF-8, for each letter that is beyond ASCII and is: a page cut short, or with one pasted letter.
FEW_ERRORS = 1
STRAY, CUT = re.compile("[\udc80-\udcff]+"), re.compile(rb"[\xc2-\xf4][\x80-\xbf]+")
# The share of a page's letters that may be none in the encoding that it declares.
MOST_UNREAD = 0.002
# What servers and editors that were never told say of pages in any language: checked where so many letters are beyond
# ASCII, and so great a share.
WESTERN, MANY, DENSE = frozenset(("cp1252", "iso8859-15")), 50, 0.03
# Windows' encodings have letters where those that they widen have control characters, which no page means.
WIDER = {
    "iso8859-2": "cp1250",
    "iso8859-7": "cp1253",
    "iso8859-8": "cp1255",
    "iso8859-13": "cp1257",
    "iso8859-15": "cp1252",
}
CONTROL = re.compile(r"[\x80-\x9f]")
# What a guess looks at: enough text to tell one language's letters from another's.
GUESS_BYTES = 200_000
CODE = re.compile(rb"<(/?)(script|style)\b", re.I)
MARKUP = re.compile(rb"<[^<>]*+>|&[#\w]++;|[ \t\r\n]++")
ASCII, BEYOND = bytes(range(128)), bytes(range(128, 256))


def decoded(page: bytes, *, source: str = "", encoding: str | None = None) -> str:
    """Give the page's text, without NULs and surrogates.

    `encoding` is what was said of it from outside, as in an HTTP header. In this order: byte order mark, the pattern
    of UTF-16, UTF-8 if the bytes are that, what was declared, a guess by its letters. Raises SkippedPage for bytes
    that are no page: empty, an image, an archive, JSON.
    """
    name = source or "this page"
    if not page.strip(b" \t\r\n\x00\xef\xbb\xbf"):
        raise SkippedPage(f"{name}: empty")
    for bom, codec in BOMS:
        if page.startswith(bom):
            return page[len(bom) :].decode(codec, "replace").replace("\0", "")
    if what := known_format(page):
        raise SkippedPage(f"{name}: {what}, not a page")
    if wide := utf16(page):
        return page.decode(wide, "replace").replace("\0", "")
    if is_binary(page):
        raise SkippedPage(f"{name}: binary data, not a page")
    text = _shifted(page) or _utf8(page) or mended(_as_declared(page, encoding) or _guessed(page))
    _refuse_json(text, name)
    return text.replace("\0", "")


def _refuse_json(text: str, name: str) -> None:
    if text.lstrip()[:1] not in ("{", "["):
        return
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return
    raise SkippedPage(f"{name}: JSON, not a page")


def _shifted(page: bytes) -> str | None:
    """Decode ISO-2022-JP, whose bytes are all ASCII: an escape begins each run of Japanese."""
    # One byte is found ten times as fast as two.
    return page.decode("iso2022_jp_ext", "replace") if b"\x1b" in page and b"\x1b$" in page else None


def _utf8(page: bytes) -> str | None:
    """Decode UTF-8; in it stray bytes of Windows-1252, as a page has that was put together from two."""
    try:
        text = page.decode("utf-8")
        return mended(text) if is_suspect(page) else text
    except UnicodeDecodeError:
        text = page.decode("utf-8", "surrogateescape")
    wrong = sum(map(len, STRAY.findall(text)))
    right = len(text) - len(page.translate(None, BEYOND)) - wrong
    return mended(STRAY.sub(_of_windows, text)) if wrong < FEW_ERRORS * right else None


def _of_windows(stray: re.Match[str]) -> str:
    found = stray[0].encode("utf-8", "surrogateescape")
    # The beginning of a letter that was cut in two is no letter of its own.
    return "\ufffd" if CUT.fullmatch(found) else found.decode("cp1252", "replace")


def _as_declared(page: bytes, encoding: str | None) -> str | None:
    match = DECLARED.search(page[:HEAD_BYTES])
    declared = (match[1] or match[2]).decode("ascii", "replace") if match else None
    for label in (encoding, declared):
        codec = declared_codec(label) if label else ""
        codec = "" if codec == "utf-8" else codec  # tried before
        text = page.decode(codec, "replace") if codec else ""
        if codec and text.count("\ufffd") <= MOST_UNREAD * len(text):
            if codec in WESTERN and _is_dense(_said(page)):
                return _guessed(page)
            return page.decode(WIDER[codec], "replace") if codec in WIDER and CONTROL.search(text) else text
    return None


def _said(page: bytes) -> bytes:
    """Give the text alone: markup is ASCII in nearly all encodings, and tells of none."""
    return MARKUP.sub(b" ", b" ".join(_without_code(page[:GUESS_BYTES])))


def _without_code(page: bytes) -> Iterator[bytes]:
    """Yield what stands outside of scripts and styles; one that does not end is none."""
    # One pattern for both ends would look through the rest of the page again for each that begins.
    begun: re.Match[bytes] | None = None
    done = 0
    for tag in CODE.finditer(page):
        if begun is None and not tag[1]:
            begun = tag
        elif begun is not None and tag[1] and tag[2].lower() == begun[2].lower():
            yield page[done : begun.start()]
            begun, done = None, tag.start()
    yield page[done:]


def _is_dense(said: bytes) -> bool:
    """Say whether it has more letters beyond ASCII than English and most of its neighbours have."""
    return len(said.translate(None, ASCII)) > max(MANY, DENSE * len(said))


def _guessed(page: bytes) -> str:
    """Decode by the letters of the text alone."""
    codec = codec_named(chardet.detect(_said(page))["encoding"] or "cp1252")
    return page.decode(codec if codec not in ("", "utf-7") else "utf-8", "replace")
