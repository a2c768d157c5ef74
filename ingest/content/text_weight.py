"""Measure how much prose each element of a page holds."""

from collections.abc import Sequence
from dataclasses import dataclass

from ingest.dom.flat import FlatTree

# Shorter texts are menus as often as sentences: from the first on they are surely prose, from the second on likely.
MIN_PROSE_CHARS, MIN_PROSE_CHARS_CJK = 60, 20
MIN_SENTENCE_CHARS, MIN_SENTENCE_CHARS_CJK = 40, 14
SHORT_WEIGHT, LINK_WEIGHT = 0.25, 0.1
# From here on in Unicode a letter is a syllable or a word.
CJK = "\u2e80"


@dataclass(frozen=True, slots=True)
class TextWeights:
    """How much prose each element holds, descendants included.

    `prose` counts, in document order, the characters of texts that are long enough for prose and not in a link.
    `weight` counts all characters, those of short texts a quarter and those in links a tenth.
    """

    prose: Sequence[int]
    weight: Sequence[float]


def text_weights(page: FlatTree) -> TextWeights:
    """Return the amount of prose in each element."""
    prose, weight = [0] * len(page.elements), [0.0] * len(page.elements)
    said = zip(range(len(prose)), page.tags, page.texts, page.tails, page.parents, strict=True)
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
    return TextWeights(prose, weight)


def _measured(text: str) -> tuple[int, float]:
    """Return the number of characters of a text if it is prose, else 0, and its weight."""
    text = text.strip()
    length = len(text)
    if length >= MIN_PROSE_CHARS:
        return length, length
    is_cjk = length >= MIN_SENTENCE_CHARS_CJK and text[length // 2] >= CJK
    weight = length if is_cjk or length >= MIN_SENTENCE_CHARS else length * SHORT_WEIGHT
    return length if is_cjk and length >= MIN_PROSE_CHARS_CJK else 0, weight
