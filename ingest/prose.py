"""A page's tree in, how much of its writing each of its elements holds out."""

from dataclasses import dataclass

from ingest.page import Element

# Shorter texts are menus as often as sentences: from the first on they are surely prose, from the second on likely.
SMALLEST, SMALLEST_CJK = 60, 20
SENTENCE, SENTENCE_CJK = 40, 14
SHORT_WEIGHT, LINK_WEIGHT = 0.25, 0.1
# From here on in Unicode a letter is a syllable or a word.
CJK = "\u2e80"


@dataclass(frozen=True, slots=True)
class Writing:
    """For each element the letters of prose within it, and all its letters weighed by how likely they are prose.

    Prose are texts of some length that are no link's; weighed, short texts count a quarter and links a tenth.
    """

    prose: dict[Element, int]
    weight: dict[Element, float]


def writing(root: Element) -> Writing:
    """Measure the texts of the tree, each once."""
    order = list(root.iter())
    prose = dict.fromkeys(order, 0)
    weight = dict.fromkeys(order, 0.0)
    # Backwards, every element comes after all that it holds.
    for element in reversed(order):
        text = element.text
        if element.tag == "a":
            if text and not text.isspace():
                weight[element] += _measured(text)[1]
            weight[element] *= LINK_WEIGHT
        elif text and not text.isspace():
            own, weighed = _measured(text)
            prose[element] += own
            weight[element] += weighed
        parent = element.getparent()
        if parent is not None:
            tail = element.tail
            own, weighed = _measured(tail) if tail and not tail.isspace() else (0, 0.0)
            prose[parent] += prose[element] + own
            weight[parent] += weight[element] + weighed
    return Writing(prose, weight)


def _measured(text: str) -> tuple[int, float]:
    """Give the letters of a text if it is prose, else 0, and its weight."""
    text = text.strip()
    length = len(text)
    if length >= SMALLEST:
        return length, length
    is_cjk = length >= SENTENCE_CJK and text[length // 2] >= CJK
    weight = length if is_cjk or length >= SENTENCE else length * SHORT_WEIGHT
    return length if is_cjk and length >= SMALLEST_CJK else 0, weight
