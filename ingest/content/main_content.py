"""Find the elements that hold the main content of a page."""

from collections.abc import Callable, Collection, Iterator, Sequence

from ingest.dom.flat import FlatTree
from ingest.dom.parser import Element
from ingest.dom.rules import CONTENT_NAMES, HEADINGS, INLINE

# A container that holds this share of the prose is where to begin; going down stops where less would be kept.
MIN_START_SHARE, MIN_DESCENT_SHARE = 0.5, 0.92
# The share and the letters of prose from which the one element that says it is the article may be it, and the share
# from which another that says so makes that doubtful.
MIN_ARTICLE_SHARE, MIN_ARTICLE_CHARS, MIN_RIVAL_SHARE = 0.1, 250, 0.025
# The letters of prose that stand with the title from which they are no line under it.
MIN_INTRODUCTION_CHARS = 200

CONTAINERS = frozenset(("main", "div", "section", "td"))
# What holds no article but may be one's only text.
TEXT_ELEMENTS = frozenset(("p", "li", "ul", "ol", "dl", "tr", "tbody", "blockquote", "pre"))


def main_content(page: FlatTree, noise: Collection[Element], weights: Sequence[float]) -> tuple[Element, ...]:
    """Return the smallest element that holds nearly all of the page's prose, preceded by introductory siblings.

    The weights are summed upward from the texts, as in Readability, and need no names. A container that declares
    itself the article by its tag, role, itemprop or class name is the starting point if it weighs enough.
    """
    weights = _without_noise(page, noise, weights)
    whole = weights[0]
    if not whole:
        return (page.root,)
    start = _declared_container(page, weights)
    if start is None or page.tags[start] in ("main", "body"):
        # What leads to other articles can be longer than this one.
        only = _only_article(page, weights)
        start = start if only is None else only
    return tuple(page.elements[position] for position in _descended(page, start or 0, weights))


def _without_noise(page: FlatTree, noise: Collection[Element], weights: Sequence[float]) -> list[float]:
    """Return the weights without those of the noise."""
    rest = list(weights)
    excluded = [page.positions[element] for element in noise]
    for position in excluded:
        for ancestor in page.ancestors(position):
            rest[ancestor] -= weights[position]
    for position in excluded:
        rest[position] = 0.0
    return rest


def _declared_container(page: FlatTree, weights: Sequence[float]) -> int | None:
    """Return the container that declares itself the article and holds enough of the prose."""
    # Few hold so much, each within the one before: only they are asked for their names.
    enough = MIN_START_SHARE * weights[0]
    heavy = [position for position, weight in enumerate(weights) if weight >= enough]
    articles = [position for position in heavy if _is_article(page.elements[position])]
    candidates = articles or [position for sign in ARTICLE_SIGNS for position in heavy if sign(page.elements[position])]
    return max(candidates, key=weights.__getitem__, default=None)


def _only_article(page: FlatTree, weights: Sequence[float]) -> int | None:
    """Return the only element that declares itself the article; several are teasers, or parts of one article."""
    enough = MIN_RIVAL_SHARE * weights[0]
    heavy = (position for position, weight in enumerate(weights) if weight >= enough)
    declared = [position for position in heavy if _declares_article(page.elements[position])]
    outermost = [position for position in declared if set(declared).isdisjoint(page.ancestors(position))]
    least = max(MIN_ARTICLE_CHARS, MIN_ARTICLE_SHARE * weights[0])
    return outermost[0] if len(outermost) == 1 and weights[outermost[0]] >= least else None


def _declares_article(element: Element) -> bool:
    return _is_article(element) or _is_named_content(element)


def _is_article(element: Element) -> bool:
    is_body = element.tag in ("div", "section") and element.get("itemprop") == "articleBody"
    return is_body or element.tag == "article"


def _is_named_content(element: Element) -> bool:
    names = (element.get("class") or "", element.get("id") or "")
    return element.tag in CONTAINERS and any(map(CONTENT_NAMES.search, names))


# By what else an element declares that it holds the article, the surest first.
ARTICLE_SIGNS: tuple[Callable[[Element], bool], ...] = (
    lambda element: element.tag == "main",
    lambda element: element.get("role") == "main",
    _is_named_content,
)


def _descended(page: FlatTree, start: int, weights: Sequence[float]) -> Iterator[int]:
    """Yield the last element on the way down to the prose, preceded by its introductory siblings."""
    headings, position = page.by_tag.get("h1", ()), start
    while (child := _dominant_child(page, position, weights)) is not None:
        for sibling in page.children(position):
            # It holds the title, and more under it than a line.
            is_heavy = sibling != child and weights[sibling] >= MIN_INTRODUCTION_CHARS
            if is_heavy and page.first_within(sibling, headings) is not None:
                yield sibling
        position = child
    yield position


def _dominant_child(page: FlatTree, position: int, weights: Sequence[float]) -> int | None:
    """Return the child that holds nearly all of the article, or None if the article is spread over several."""
    child = max(page.children(position), key=weights.__getitem__, default=None)
    if child is None or weights[child] < MIN_DESCENT_SHARE * weights[position]:
        return None
    if page.tags[child] in INLINE or page.tags[child] in TEXT_ELEMENTS:
        return None
    # A paragraph or a further section beside the container: the container is not all of the article.
    # Less than a letter is what is left of subtracting.
    others = [other for other in page.children(position) if other != child and weights[other] >= 1]
    return None if any(page.tags[e] == "p" or _are_sibling_sections(page, e, child) for e in others) else child


def _are_sibling_sections(page: FlatTree, one: int, other: int) -> bool:
    """Return whether both elements are sections of one text: they share a class and each has a heading."""
    names = [page.elements[position].get("class") for position in (one, other)]
    if page.tags[one] != page.tags[other] or not names[0] or names[0] != names[1]:
        return False
    headings = page.with_tags(HEADINGS)
    return all(page.first_within(position, headings) is not None for position in (one, other))
