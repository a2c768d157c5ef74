"""An element in, whether its text is a part of running text or of code, where it says nothing of the page, out."""

from itertools import islice

from ingest.dom.parser import Element, text_in
from ingest.dom.rules import INLINE
from ingest.dom.text import clean
from ingest.metadata.byline import BY
from ingest.metadata.places import length

CODE = frozenset(("code", "kbd", "listing", "pre", "samp", "tt", "var", "xmp"))
# Code that is coloured has each word in elements of its own.
CODE_DEPTH = 3
LONGEST_LINE = 120


def is_in_sentence(element: Element) -> bool:
    """Say whether it stands in a paragraph that is no byline: "by" credits nobody with the page there."""
    holder = _block(element)
    return is_in_paragraph(element) and holder is not None and not BY.match(clean(text_in(holder)))


def is_in_paragraph(element: Element) -> bool:
    """Say whether it stands in running text that no line break or block parts."""
    holder = _block(element)
    return is_in_prose(element) and holder is not None and all(child.tag in INLINE for child in holder)


def is_in_code(element: Element) -> bool:
    """Say whether it stands in code, where "by" is a word of a language and nothing is a name."""
    above = islice(element.iterancestors(), CODE_DEPTH)
    return any(holder.tag in CODE for holder in (element, *above))


def is_in_prose(element: Element) -> bool:
    """Say whether the block that it stands in is longer than a line."""
    holder = _block(element)
    return holder is not None and length(holder) > LONGEST_LINE


def _block(element: Element) -> Element | None:
    holder: Element | None = element
    while holder is not None and holder.tag in INLINE:
        holder = holder.getparent()
    return holder
