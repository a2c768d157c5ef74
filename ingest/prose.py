"""A page's tree in, the letters of prose that each of its elements holds out."""

from ingest.page import Element
from ingest.rules import SKIPPED

# Shorter texts are menus as often as sentences.
SMALLEST, SMALLEST_CJK = 60, 20
# From here on in Unicode a letter is a syllable or a word.
CJK = "\u2e80"


def prose_of(root: Element) -> dict[Element, int]:
    """Count the letters of prose in each element: the texts of some length within it that are no link's."""
    order = list(root.iter("*"))
    counts = dict.fromkeys(order, 0)
    # Backwards, every element comes after all that it holds.
    for element in reversed(order):
        if element.tag in SKIPPED:
            counts[element] = 0
        elif element.tag != "a":
            counts[element] += _length(element.text)
        parent = element.getparent()
        if parent is not None:
            counts[parent] += counts[element] + _length(element.tail)
    return counts


def _length(text: str | None) -> int:
    if text is None or len(text) < SMALLEST_CJK:
        return 0
    text = text.strip()
    length = len(text)
    if length >= SMALLEST:
        return length
    return length if length >= SMALLEST_CJK and text[length // 2] >= CJK else 0
