"""A page's tree without its noise in, the elements that hold the article out."""

from collections.abc import Callable, Collection, Iterator, Mapping

from ingest.dom.parser import Element
from ingest.dom.rules import CONTENT_NAMES, HEADINGS, INLINE

# A container that holds this share of the prose is where to begin; going down stops where less would be kept.
ENOUGH, NEARLY_ALL = 0.5, 0.92
# The share and the letters of prose from which the one element that says it is the article may be it, and the share
# from which another that says so makes that doubtful.
LEAST, FEWEST, DOUBTFUL = 0.1, 250, 0.025
# The letters of prose that stand with the title from which they are no line under it.
LEAD = 200

CONTAINERS = frozenset(("main", "div", "section", "td"))
# What holds no article but may be one's only text.
WHOLES = frozenset(("p", "li", "ul", "ol", "dl", "tr", "tbody", "blockquote", "pre"))


def content_roots(root: Element, noise: Collection[Element], weight: Mapping[Element, float]) -> tuple[Element, ...]:
    """Give the smallest element that holds nearly all of the page's prose, after what leads in beside it.

    Prose is weighed upward from the texts, as Readability does, and needs no names; a container that says it is
    the article (tag, role, itemprop or a name that publishing systems give) is believed when the weights agree.
    """
    scores = _without(noise, weight)
    whole = scores[root]
    if not whole:
        return (root,)
    start = _named(scores, ENOUGH * whole)
    if start is None or start.tag in ("main", "body"):
        # What leads to other articles can be longer than this one.
        only = _only(scores, whole)
        start = start if only is None else only
    return tuple(_narrowed(root if start is None else start, scores))


def _without(noise: Collection[Element], weight: Mapping[Element, float]) -> dict[Element, float]:
    """Give the weights without that of the noise."""
    scores = dict(weight)
    for element in noise:
        for holder in element.iterancestors():
            scores[holder] -= weight[element]
    return scores | dict.fromkeys(noise, 0.0)


def _named(scores: Mapping[Element, float], enough: float) -> Element | None:
    """Give the container that says it holds the article, and does."""
    # Few hold so much, each within the one before: only they are asked for their names.
    holders = [element for element, score in scores.items() if score >= enough]
    articles = [element for element in holders if _is_article(element)]
    candidates = articles or [element for says in BODIES for element in holders if says(element)]
    return max(candidates, key=scores.__getitem__, default=None)


def _only(scores: Mapping[Element, float], whole: float) -> Element | None:
    """Give the element that alone says it is the article: where many do, they are teasers, or parts of one."""
    saying = {e for e, n in scores.items() if n >= DOUBTFUL * whole and (_is_article(e) or _is_called_content(e))}
    outmost = [e for e in saying if saying.isdisjoint(e.iterancestors())]
    return outmost[0] if len(outmost) == 1 and scores[outmost[0]] >= max(FEWEST, LEAST * whole) else None


def _is_article(element: Element) -> bool:
    is_body = element.tag in ("div", "section") and element.get("itemprop") == "articleBody"
    return is_body or element.tag == "article"


def _is_called_content(element: Element) -> bool:
    names = (element.get("class") or "", element.get("id") or "")
    return element.tag in CONTAINERS and any(map(CONTENT_NAMES.search, names))


# By what else an element says that it holds the article, the surest first.
BODIES: tuple[Callable[[Element], bool], ...] = (
    lambda element: element.tag == "main",
    lambda element: element.get("role") == "main",
    _is_called_content,
)


def _narrowed(start: Element, scores: Mapping[Element, float]) -> Iterator[Element]:
    """Go down while one child holds nearly all of what its parent does; what leads in beside it comes first."""
    element = start
    while (child := _nearly_all(element, scores)) is not None:
        yield from (e for e in element if e is not child and _leads_in(e, scores))
        element = child
    yield element


def _nearly_all(element: Element, scores: Mapping[Element, float]) -> Element | None:
    """Give the child that the article stands in as well, None where it is parted among several."""
    child = max(element, key=lambda e: scores[e], default=None)
    if child is None or scores[child] < NEARLY_ALL * scores[element] or child.tag in INLINE or child.tag in WHOLES:
        return None
    # A paragraph or a further part beside the container: the container is not all of the article.
    # Less than a letter is what is left of subtracting.
    beside = (e for e in element if e is not child and scores[e] >= 1)
    return None if any(e.tag == "p" or _is_alike(e, child) for e in beside) else child


def _is_alike(element: Element, other: Element) -> bool:
    """Say whether both are parts of one text: named alike, each under a heading."""
    if element.tag != other.tag or not element.get("class") or element.get("class") != other.get("class"):
        return False
    return all(next(e.iter(*HEADINGS), None) is not None for e in (element, other))


def _leads_in(element: Element, scores: Mapping[Element, float]) -> bool:
    """Say whether it holds the title, and more under it than a line."""
    return scores[element] >= LEAD and next(element.iter("h1"), None) is not None
