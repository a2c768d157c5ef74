"""A page in, how much of its writing each of its elements holds out."""

from collections.abc import Sequence
from dataclasses import dataclass

from ingest.dom.flat import Flat
from ingest.dom.parser import Element

# Shorter texts are menus as often as sentences: from the first on they are surely prose, from the second on likely.
SMALLEST, SMALLEST_CJK = 60, 20
SENTENCE, SENTENCE_CJK = 40, 14
SHORT_WEIGHT, LINK_WEIGHT = 0.25, 0.1
# From here on in Unicode a letter is a syllable or a word.
CJK = "\u2e80"


@dataclass(frozen=True, slots=True)
class Writing:
    """For each element the letters of prose within it, and all its letters weighed by how likely they are prose.

    `prose` is in the order of the page's elements. Prose are texts of some length that are no link's; weighed, short
    texts count a quarter and links a tenth.
    """

    prose: Sequence[int]
    weight: dict[Element, float]


def writing(page: Flat) -> Writing:
    """Measure the texts of the page, each once."""
    prose, weight = [0] * len(page.elements), [0.0] * len(page.elements)
    said = zip(range(len(prose)), page.tags, page.texts, page.tails, page.holders, strict=True)
    # Backwards, every element comes after all that it holds.
    for i, tag, text, tail, holder in reversed(list(said)):
        if text:
            own, weighed = _measured(text)
            weight[i] += weighed
            prose[i] += own if tag != "a" else 0
        if tag == "a":
            weight[i] *= LINK_WEIGHT
        if holder >= 0:
            own, weighed = _measured(tail) if tail else (0, 0.0)
            prose[holder] += prose[i] + own
            weight[holder] += weight[i] + weighed
    return Writing(prose, dict(zip(page.elements, weight, strict=True)))


def _measured(text: str) -> tuple[int, float]:
    """Give the letters of a text if it is prose, else 0, and its weight."""
    text = text.strip()
    length = len(text)
    if length >= SMALLEST:
        return length, length
    is_cjk = length >= SENTENCE_CJK and text[length // 2] >= CJK
    weight = length if is_cjk or length >= SENTENCE else length * SHORT_WEIGHT
    return length if is_cjk and length >= SMALLEST_CJK else 0, weight
