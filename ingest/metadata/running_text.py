"""Tell whether an element stands in running text or in code, where a name or a date says nothing about the page."""

from itertools import islice

from ingest.dom.parser import Element, text_in
from ingest.dom.rules import INLINE
from ingest.dom.text import clean
from ingest.metadata.byline import BY
from ingest.metadata.dates.candidates import text_length

CODE = frozenset(("code", "kbd", "listing", "pre", "samp", "tt", "var", "xmp"))
# Code that is coloured has each word in elements of its own.
MAX_CODE_DEPTH = 3
MAX_LINE_CHARS = 120


def is_in_sentence(element: Element) -> bool:
    """Return whether the element stands in a paragraph that is not a byline: a "by" there credits nobody with the page."""
    holder = _block(element)
    return is_in_paragraph(element) and holder is not None and not BY.match(clean(text_in(holder)))


def is_in_paragraph(element: Element) -> bool:
    """Return whether the element stands in a long block that no line break or nested block interrupts."""
    holder = _block(element)
    return is_in_long_block(element) and holder is not None and all(child.tag in INLINE for child in holder)


def is_in_code(element: Element) -> bool:
    """Return whether the element stands in code, where "by" is a keyword and nothing is a name."""
    above = islice(element.iterancestors(), MAX_CODE_DEPTH)
    return any(holder.tag in CODE for holder in (element, *above))


def is_in_long_block(element: Element) -> bool:
    """Return whether the block around the element is longer than a line."""
    holder = _block(element)
    return holder is not None and text_length(holder) > MAX_LINE_CHARS


def _block(element: Element) -> Element | None:
    holder: Element | None = element
    while holder is not None and holder.tag in INLINE:
        holder = holder.getparent()
    return holder
