"""A file's content and name in, whether it is a page out: the name decides only where the content does not."""

import json
import re
from posixpath import splitext

from index import NotAPage, SkippedPage
from ingest.decoding.formats import BOMS, is_binary, known_format, utf16

# Files with these endings say of themselves that they are pages.
MARKUP_ENDINGS = frozenset((".html", ".htm", ".xhtml", ".xht", ".shtml", ".mhtml", ".mht"))
TEXT_ENDINGS = frozenset((".txt", ".text", ".md", ".markdown", ".rst"))
# What text with other endings is.
TEXT_FORMATS = {
    ".css": "a style sheet", ".js": "a script", ".mjs": "a script", ".json": "JSON", ".csv": "a table",
    ".log": "a log", ".xml": "XML", ".py": "a program", ".c": "a program", ".h": "a program", ".sh": "a program",
    ".java": "a program", ".php": "a program", ".toml": "settings", ".ini": "settings", ".yaml": "settings",
    ".tsv": "a table", ".yml": "settings", ".eml": "an email", ".po": "translations", ".svg": "an SVG image",
}  # fmt: skip
XML_ROOTS = {"svg": "an SVG image", "rss": "a feed", "feed": "a feed", "rdf:rdf": "a feed"}
# How much of a file decides: pages may have a long comment or scripts before their first tag.
HEAD_BYTES = 65_536
# What may stand before the first tag: white space, declarations of XML, comments.
BEFORE = re.compile(r"(?:\s+|<\?xml[^>]*>|<!--(?:[^-]|-(?!->))*-->)*+", re.I)
# A page begins with one of these, ...
FIRST = re.compile(
    r"<(?:!doctype\s+html|(?:html|head|body|title|meta|frameset|base|h[1-6]|p|div|table|article|main|section|center|font)"
    r"(?=[\s>/]))",
    re.I,
)
# ... or with any other tag of HTML, and has one of these after it.
LATER = re.compile(r"<(?:html|head|body|title|meta)(?=[\s>/])", re.I)
ROOT = re.compile(r"<(?:!doctype\s+)?([a-z][\w:.-]*)", re.I)
# Other languages that hold tags of HTML.
TEMPLATE_ENDINGS = frozenset((".vue", ".svelte", ".jsx", ".tsx", ".xsl", ".xslt"))


def check_is_page(content: bytes, name: str) -> None:
    """Raise NotAPage for what lies beside pages, SkippedPage for what claims by its name to be one and is none.

    Text is a page when its name says so or has no ending.
    """
    if not content.strip(b" \t\r\n\x00\xef\xbb\xbf"):
        raise _refusal(name, "empty", is_claimed=claims_to_be_page(name) or not ending(name))
    check_is_text(content, name)
    text = _head(content)
    if is_html(text) and ending(name) not in TEMPLATE_ENDINGS:
        return
    if what := _xml(text) or _data(content, text, name):
        raise _refusal(name, f"{what}, not a page", is_claimed=claims_to_be_page(name))
    if ending(name) and not claims_to_be_page(name):
        raise NotAPage(f"{name}: {TEXT_FORMATS.get(ending(name), 'text')}, not a page")


def check_is_text(head: bytes, name: str) -> None:
    """Raise as `check_is_page` does when the first bytes are those of a binary format."""
    is_wide = utf16(head) or any(head.startswith(bom) for bom, _ in BOMS)
    what = "" if is_wide else known_format(head) or ("binary data" if is_binary(head) else "")
    if what:
        raise _refusal(name, f"{what}, not a page", is_claimed=claims_to_be_page(name))


def claims_to_be_page(name: str) -> bool:
    """Return whether the name ends as names of pages do."""
    return ending(name) in MARKUP_ENDINGS or ending(name) in TEXT_ENDINGS


def ending(name: str) -> str:
    """Return the name's ending in small letters, with its dot; empty for none."""
    return splitext(name)[1].lower().rstrip(".")


def is_html(text: str) -> bool:
    """Return whether the text begins as HTML does, after white space, comments and a declaration of XML."""
    start = BEFORE.match(text)
    at = start.end() if start else 0
    if FIRST.match(text, at):
        return True
    return bool(text.startswith("<", at) and not _xml(text) and LATER.search(text, at))


def _refusal(name: str, reason: str, *, is_claimed: bool) -> NotAPage | SkippedPage:
    return (SkippedPage if is_claimed else NotAPage)(f"{name}: {reason}")


def _head(content: bytes) -> str:
    head = content[:HEAD_BYTES]
    codec = next((codec for bom, codec in BOMS if head.startswith(bom)), None) or utf16(head) or "latin-1"
    return head.decode(codec, "replace").removeprefix("\ufeff")


def _xml(text: str) -> str:
    """Return what the text is by its first tag, if that is one of another language than HTML."""
    start = BEFORE.match(text)
    root = ROOT.match(text, start.end() if start else 0)
    name = root[1].lower() if root else ""
    if name in XML_ROOTS:
        return XML_ROOTS[name]
    return "XML" if text.lstrip()[:5].lower() == "<?xml" and name != "html" else ""


def _data(content: bytes, text: str, name: str) -> str:
    """Return what a text without an ending is, if it was written for programs."""
    if ending(name):
        return ""
    if text.startswith("#!"):
        return "a program"
    return "JSON" if text.lstrip()[:1] in ("{", "[") and _is_json(content) else ""


def _is_json(content: bytes) -> bool:
    try:
        json.loads(content)
    except (ValueError, RecursionError):
        return False
    return True
