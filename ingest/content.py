"""A page's tree without its noise in, the element that holds the article out."""

from collections.abc import Collection, Iterator, Mapping

from ingest.naming import Naming
from ingest.page import Element
from ingest.rules import CONTENT_NAMES, INLINE

# A container that holds this share of the prose is where to begin; going down stops where less would be kept.
ENOUGH, NEARLY_ALL = 0.5, 0.92


CONTAINERS = frozenset(("main", "div", "section", "td"))


def content_root(root: Element, named: Naming, noise: Collection[Element], weight: Mapping[Element, float]) -> Element:
    """Give the smallest element that holds nearly all of the page's prose.

    Prose is weighed upward from the texts, as Readability does, and needs no names; a container that says it is
    the article (tag, role, itemprop or a name that publishing systems give) is believed when the weights agree.
    """
    scores = _without(noise, weight)
    whole = scores[root]
    if not whole:
        return root
    start = _named(root, named, scores, whole)
    return _narrowed(root if start is None else start, scores)


def _without(noise: Collection[Element], weight: Mapping[Element, float]) -> dict[Element, float]:
    """Give the weights without that of the noise."""
    scores = dict(weight)
    for element in noise:
        for holder in element.iterancestors():
            scores[holder] -= weight[element]
    return scores | dict.fromkeys(noise, 0.0)


def _named(root: Element, named: Naming, scores: Mapping[Element, float], whole: float) -> Element | None:
    """Give the container that says it holds the article, and does."""
    for candidates in (_articles(root), _bodies(root, named)):
        best = max((e for e in candidates if e in scores), key=scores.__getitem__, default=None)
        if best is not None and scores[best] >= ENOUGH * whole:
            return best
    return None


def _articles(root: Element) -> Iterator[Element]:
    for element in root.iter("article", "div", "section"):
        if element.tag == "article" or element.get("itemprop") == "articleBody":
            yield element


def _bodies(root: Element, named: Naming) -> Iterator[Element]:
    yield from root.iter("main")
    yield from named.having("role", "main")
    yield from (element for element in named.like(CONTENT_NAMES, ("class", "id")) if element.tag in CONTAINERS)


def _narrowed(start: Element, scores: Mapping[Element, float]) -> Element:
    """Go down while one child holds nearly all of what its parent does."""
    element = start
    while True:
        child = max(element, key=lambda e: scores[e], default=None)
        if child is None or scores[child] < NEARLY_ALL * scores[element] or child.tag in ("p", "li"):
            return element
        if any(e.tag == "p" and scores[e] for e in element if e is not child):
            # A paragraph beside the container: the container is not all of the article.
            return element
        if child.tag in INLINE or child.tag in ("ul", "ol", "dl", "tr", "tbody", "blockquote", "pre"):
            return element
        element = child
