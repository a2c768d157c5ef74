"""Say what is a page: by its content, and by its name only where the content does not tell."""

import re
from pathlib import PurePosixPath

from index import NotAPage, SkippedPage
from ingest.decoding.decode import MAGIC

HTML_ENDINGS = frozenset((".html", ".htm", ".xhtml", ".xht", ".shtml", ".mhtml", ".mht"))
TEXT_ENDINGS = frozenset((".txt", ".text", ".md", ".markdown", ".mdown", ".rst"))
# Bytes of the beginning that are looked at: comments and declarations may stand before the first element.
HEAD = 8_192
PREAMBLE = re.compile(r"(?:\s++|<\?[^>]{0,1000}+>|<!--.{0,4000}?-->)*+", re.S)
# The first element of a document in HTML; code and data have none of these.
DOCUMENT = re.compile(r"<(?:!doctype\s+html|(?:html|head|body|title|meta|frameset|base|link)[\s>/])", re.I)
# The first element of a part of one: of a page whose beginning was lost, or that was written by hand.
FRAGMENT = re.compile(
    r"<(?:h[1-6]|p|div|table|article|section|main|header|ul|ol|dl|font|center|b|i|a|br|hr|img|span|pre|blockquote)"
    r"[\s>/]",
    re.I,
)
OTHER_MARKUP = re.compile(r"<(?:svg|rss|feed|rdf:RDF|urlset|sitemapindex|opml|plist|xsl:|[\w.-]+:)", re.I)
CONTROLS = bytes({*range(32)} - {9, 10, 12, 13, 27})
# The control characters among the first bytes that no text has.
MAX_CONTROLS = 0.04


def check_is_page(content: bytes, name: str) -> None:
    """Return for what is a page. Raises SkippedPage for what only claims to be one, NotAPage for what does not."""
    ending = PurePosixPath(name.rpartition("/")[2]).suffix.lower()
    claims = ending in HTML_ENDINGS or ending in TEXT_ENDINGS
    head = _text(content[:HEAD])
    if not content.strip(b" \t\r\n\x00\xef\xbb\xbf"):
        if claims or not ending:
            raise SkippedPage(f"{name}: empty")
        raise NotAPage(f"{name}: an empty file")
    if what := _binary(content, head):
        if claims:
            raise SkippedPage(f"{name}: {what}, not a page")
        raise NotAPage(f"{name}: {what}")
    if not claims and (what := _other(head, ending)):
        raise NotAPage(f"{name}: {what}")


def _text(head: bytes) -> str:
    """Return the beginning as text, as far as ASCII goes: enough to see elements."""
    if head.startswith((b"\xff\xfe", b"<\x00")):
        return head[head.startswith(b"\xff\xfe") * 2 :].decode("utf-16-le", "replace")
    if head.startswith((b"\xfe\xff", b"\x00<")):
        return head[head.startswith(b"\xfe\xff") * 2 :].decode("utf-16-be", "replace")
    return head.removeprefix(b"\xef\xbb\xbf").decode("latin-1")


def _binary(content: bytes, head: str) -> str:
    for magic, what in MAGIC:
        if content.startswith(magic) and not (what == "a BMP image" and b"\x00" not in content[:64]):
            return what
    letters = head.encode("utf-8", "replace")
    controls = len(letters) - len(letters.translate(None, CONTROLS))
    return "binary data" if controls > MAX_CONTROLS * len(letters) else ""


def _other(head: str, ending: str) -> str:
    """Return what a text is whose name does not say page, "" where it is one all the same."""
    preamble = PREAMBLE.match(head)
    start = preamble.end() if preamble else 0
    if DOCUMENT.match(head, start):
        return ""
    if OTHER_MARKUP.match(head, start):
        return "XML of another kind"
    if FRAGMENT.match(head, start):
        return ""
    if head[start : start + 1] == "<":
        return "markup that is no HTML"
    return f"text that is no page by its name, {ending}" if ending else ""
