"""A page's tree without its noise in, the element that holds the article out."""

from collections.abc import Collection, Iterator

from ingest.page import Element
from ingest.prose import CJK
from ingest.rules import CONTENT_NAMES, INLINE

# A container that holds this share of the prose is where to begin; going down stops where less would be kept.
ENOUGH, NEARLY_ALL = 0.5, 0.92
# Letters from which a text counts whole; shorter ones are menus as often as sentences.
SENTENCE, SENTENCE_CJK = 40, 14
SHORT_WEIGHT = 0.25


def content_root(root: Element, noise: Collection[Element]) -> Element:
    """Give the smallest element that holds nearly all of the page's prose.

    Prose is scored upward from the texts, as Readability does, and needs no names; a container that says it is
    the article (tag, role, itemprop or a name that publishing systems give) is believed when the scores agree.
    """
    scores = _scores(root, noise)
    whole = scores.get(root, 0.0)
    if not whole:
        return root
    start = _named(root, scores, whole)
    return _narrowed(root if start is None else start, scores)


def _named(root: Element, scores: dict[Element, float], whole: float) -> Element | None:
    """Give the container that says it holds the article, and does."""
    for candidates in (_articles(root), _bodies(root)):
        best = max((e for e in candidates if e in scores), key=lambda e: scores[e], default=None)
        if best is not None and scores[best] >= ENOUGH * whole:
            return best
    return None


def _articles(root: Element) -> Iterator[Element]:
    for element in root.iter("article", "div", "section"):
        if element.tag == "article" or element.get("itemprop") == "articleBody":
            yield element


def _bodies(root: Element) -> Iterator[Element]:
    for element in root.iter("main", "div", "section", "td"):
        if (
            element.tag == "main"
            or element.get("role") == "main"
            or CONTENT_NAMES.search(f"{element.get('class') or ''} {element.get('id') or ''}")
        ):
            yield element


def _narrowed(start: Element, scores: dict[Element, float]) -> Element:
    """Go down while one child holds nearly all of what its parent does."""
    element = start
    while True:
        child = max(element, key=lambda e: scores.get(e, 0.0), default=None)
        if child is None or scores.get(child, 0.0) < NEARLY_ALL * scores.get(element, 0.0) or child.tag in ("p", "li"):
            return element
        if any(e.tag == "p" and scores.get(e, 0.0) for e in element if e is not child):
            # A paragraph beside the container: the container is not all of the article.
            return element
        if child.tag in INLINE or child.tag in ("ul", "ol", "dl", "tr", "tbody", "blockquote", "pre"):
            return element
        element = child


def _scores(root: Element, noise: Collection[Element]) -> dict[Element, float]:
    scores: dict[Element, float] = {}
    stack = [(root, 1.0)]
    while stack:
        element, weight = stack.pop()
        if element in noise:
            continue
        weight = 0.1 if element.tag == "a" else weight
        length = _weighed(element.text)
        for child in element:
            length += _weighed(child.tail)
            if isinstance(child.tag, str):
                stack.append((child, weight))
        if length:
            _add(scores, element, length * weight)
    return scores


def _weighed(text: str | None) -> float:
    text = text.strip() if text else ""
    length = len(text)
    is_sentence = length >= SENTENCE or (length >= SENTENCE_CJK and text[length // 2] >= CJK)
    return length if is_sentence else length * SHORT_WEIGHT


def _add(scores: dict[Element, float], element: Element, score: float) -> None:
    holder: Element | None = element
    while holder is not None:
        scores[holder] = scores.get(holder, 0.0) + score
        holder = holder.getparent()
