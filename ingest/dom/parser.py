"""A page's text in, its tree out: the one door into lxml, with `soup.py` behind it for what lxml drops."""

import re
from functools import lru_cache

from cssselect import SelectorError
from lxml import etree
from lxml.cssselect import CSSSelector

from ingest.dom.rules import FOR_MACHINES, UNREAD

Element = etree._Element  # noqa: SLF001 - the type has no public name

# libxml2 gives up on deeper nesting, and on longer texts, and drops what follows.
DEEPEST, LONGEST_TEXT = 200, 9_000_000
DROPPED = ("depth", "huge", "nesting", "xmlSAX2Characters")
# What XML does not know, in UTF-8: control characters, and two that are none.
CONTROLS, NO_CHARACTERS = bytes({*range(32), 127} - {9, 10, 13}), (b"\xef\xbf\xbe", b"\xef\xbf\xbf")
DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
# The bytes from which a tag may have too many attributes, and those from which it surely has; how many are too many.
LONG, ENDLESS, MOST_ATTRIBUTES = 2_048, 32_768, 400
LONG_TAG = re.compile(rb"<([A-Za-z][\w-]*)\s[^<>]{%d,}>" % LONG)
QUOTED = re.compile(rb"=\s*+(?:\"[^\"]*+\"|'[^']*+')")
END_TAG = re.compile(rb"</(?:html|body)\s*>", re.I)


def parsed(text: str) -> Element:
    """Give the root of the page; an empty one for a page without any markup or text."""
    markup = _readable(DECLARATION.sub("", text, count=1).encode("utf-8", "replace"))
    parser = etree.HTMLParser(
        encoding="utf-8",
        remove_comments=True,
        remove_pis=True,
        # For long texts alone: it allows a depth of 2,048 as well, and what reads the tree goes down in it.
        huge_tree=len(markup) > LONGEST_TEXT,
        collect_ids=False,
    )
    try:
        root = etree.fromstring(markup, parser)
    except etree.XMLSyntaxError:
        root = None
    if root is None or _lost_text(parser):
        # Few pages want it, and its import is a tenth of the time in which a command starts.
        from ingest.dom.soup import souped

        return souped(markup.decode(), deepest=DEEPEST)
    return root


def _readable(markup: bytes) -> bytes:
    """Give the page without what libxml2 stumbles over."""
    markup = markup.translate(None, CONTROLS)
    # A single byte is found ten times as fast as three.
    for character in NO_CHARACTERS if NO_CHARACTERS[0][:1] in markup else ():
        markup = markup.replace(character, b"")
    # Browsers read on after the end of the page, libxml2 does not; without end tags it ends where the text does.
    return END_TAG.sub(b"", _without_endless_tags(markup))


def _without_endless_tags(markup: bytes) -> bytes:
    """Take the attributes of tags that have very many, and are none that is read."""
    # libxml2 compares each attribute with all before it: 200,000 on one tag take minutes.
    is_found = any(_begins_long_tag(markup, i) for i in range(0, len(markup), LONG // 2))
    return LONG_TAG.sub(_bearable, markup) if is_found else markup


def _begins_long_tag(markup: bytes, place: int) -> bool:
    """Say whether a long tag begins not far before the place; one covers at least one such place."""
    start = max(0, place - LONG // 2)
    if markup.find(b"<", place, place + LONG // 2) >= 0 or (tag := markup.rfind(b"<", start, place)) < 0:
        return False
    return LONG_TAG.match(markup, tag) is not None


def _bearable(tag: re.Match[bytes]) -> bytes:
    """Give the tag, alone where it has more attributes than anybody writes."""
    if len(tag[0]) < ENDLESS:
        named = QUOTED.sub(b" ", tag[0])
        if len(named.split()) + named.count(b"=") + named.count(b"/") <= MOST_ATTRIBUTES:
            return tag[0]
    return b"<%s>" % tag[1]


def _lost_text(parser: etree.HTMLParser) -> bool:
    return any(word in entry.message for entry in parser.error_log for word in DROPPED)


def text_in(element: Element) -> str:
    """Give all text within the element, as it stands there."""
    # Five times as fast as to go through the texts one by one.
    return etree.tostring(element, method="text", encoding="unicode", with_tail=False)


def strip_unread(root: Element) -> None:
    """Take what nobody reads out of the tree."""
    etree.strip_elements(root, *UNREAD, with_tail=False)


def for_people(root: Element) -> Element:
    """Give the tree without what is meant for machines, once that is read."""
    etree.strip_elements(root, *FOR_MACHINES, with_tail=False)
    return root


class BadSelector(ValueError):
    """A CSS selector that cannot be read."""


def chosen(root: Element | None, selector: str) -> list[Element]:
    """Give the elements that a CSS selector chooses, in the page's order; none of no page. Raises BadSelector."""
    path = _path(selector)
    found = path(root) if root is not None else None
    return [element for element in found if isinstance(element, Element)] if isinstance(found, list) else []


@lru_cache(maxsize=1024)
def _path(selector: str) -> CSSSelector:
    try:
        return CSSSelector(selector, translator="html")
    except SelectorError as error:
        raise BadSelector(str(error)) from error
