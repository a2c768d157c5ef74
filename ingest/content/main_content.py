"""Find the elements that hold the main content of a page."""

from collections.abc import Callable, Collection, Sequence

from ingest.dom.flat import FlatTree
from ingest.dom.parser import Element
from ingest.dom.rules import CONTENT_NAMES, HEADINGS, INLINE, TAIL_HEADING
from ingest.dom.text import inner

# A container that holds this share of the prose is where to begin; going down stops where less would be kept.
MIN_START_SHARE, MIN_DESCENT_SHARE = 0.5, 0.92
# The share and the letters of prose from which the one element that says it is the article may be it, and the share
# from which another that says so makes that doubtful.
MIN_ARTICLE_SHARE, MIN_ARTICLE_CHARS, MIN_RIVAL_SHARE = 0.1, 250, 0.025
# The letters of prose that stand with the title from which they are no line under it.
MIN_INTRODUCTION_CHARS = 200

# What a part beside the prose says at least, and the most of it that may be links.
MIN_PART_CHARS, MAX_LINKED, MIN_ROWS, MAX_HEADING_CHARS = 20, 0.3, 2, 60
PART_HEADINGS = ("h2", "h3", "h4", "h5", "h6")
# Beside these stands nothing of the article.
WHOLES = frozenset(("html", "body", "main", "article"))

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


def _descended(page: FlatTree, start: int, weights: Sequence[float]) -> list[int]:
    """Return the last element on the way down to the prose, amid what belongs to it beside the way."""
    before, after = list[int](), list[int]()
    position: int | None = start
    if page.tags[start] not in WHOLES and (holder := page.parents[start]) >= 0:
        _gather(page, holder, start, weights, before, after)
    while position is not None:
        last, position = position, _dominant_child(page, position, weights)
        if position is not None:
            _gather(page, last, position, weights, before, after)
    return [*before, last, *reversed(after)]


def _gather(
    page: FlatTree, holder: int, child: int, weights: Sequence[float], before: list[int], after: list[int]
) -> None:
    """Add what stands beside the child and belongs to the article: its parts, in order before it, backwards after."""
    siblings = [one for one in page.children(holder) if weights[one] > 0]
    headings = _section_headings(page, child)
    before += [
        one
        for one in siblings
        if one < child
        and (
            _introduces(page, one, weights)
            or _belongs(page, one)
            or _leads_in(page, one, child)
            or _is_short_section(page, one, child, headings)
        )
    ]
    after += [
        one
        for one in reversed(siblings)
        if one > child
        and page.tags[one] not in HEADINGS
        and (_belongs(page, one) or _is_short_section(page, one, child, headings))
    ]


def _introduces(page: FlatTree, sibling: int, weights: Sequence[float]) -> bool:
    """Return whether it holds the title, and more under it than a line."""
    return (
        weights[sibling] >= MIN_INTRODUCTION_CHARS and page.first_within(sibling, page.by_tag.get("h1", ())) is not None
    )


def _belongs(page: FlatTree, sibling: int) -> bool:
    """Return whether what stands beside the prose is a part of the article: it lists or tabulates something.

    What leads to other pages is none, nor is what its heading says stands under articles.
    """
    if page.tags[sibling] in HEADINGS:
        return page.tags[sibling] != "h1" and _reads_as_heading(inner(page.elements[sibling]))
    said, linked = _letters(page, sibling), sum(_letters(page, a) for a in _within(page, sibling, "a"))
    if said < MIN_PART_CHARS or linked > MAX_LINKED * said:
        return False
    headings = [one for tag in PART_HEADINGS for one in _within(page, sibling, tag)]
    if headings and not _reads_as_heading(inner(page.elements[min(headings)])):
        return False
    rows = [*_within(page, sibling, "tr"), *_within(page, sibling, "dd")]
    return len(rows) >= MIN_ROWS or (bool(headings) and len(_within(page, sibling, "li")) >= MIN_ROWS)


def _section_headings(page: FlatTree, child: int) -> Sequence[int]:
    """Return the headings of parts of the page, sorted, where the child with the prose is a section with one."""
    headings = page.with_tags(PART_HEADINGS) if page.tags[child] == "section" else ()
    return headings if page.first_within(child, headings) is not None else ()


def _is_short_section(page: FlatTree, sibling: int, child: int, headings: Sequence[int]) -> bool:
    """Return whether it is a section beside the one with the prose: by its tag, as that is, and with such a heading.

    What leads to other pages, or is named otherwise than that, is none.
    """
    if page.tags[sibling] != "section" or page.elements[sibling].get("class") != page.elements[child].get("class"):
        return False
    heading = page.first_within(sibling, headings)
    if heading is None or not _reads_as_heading(inner(page.elements[heading])):
        return False
    linked = sum(_letters(page, a) for a in _within(page, sibling, "a"))
    return linked <= MAX_LINKED * _letters(page, sibling) and not _within(page, sibling, "h1")


def _leads_in(page: FlatTree, sibling: int, child: int) -> bool:
    """Return whether it is the lead of the article: sentences between its title and its prose."""
    titles = [one for one in page.by_tag.get("h1", ()) if one < child]
    if not titles or sibling < titles[-1] or _within(page, sibling, "a"):
        return False
    texts = [inner(page.elements[one]) for one in _within(page, sibling, "p")]
    return bool(texts) and all(len(text) >= MIN_PART_CHARS and text[-1] in ".!?…。！？" for text in texts)


def _reads_as_heading(text: str) -> bool:
    return len(text) <= MAX_HEADING_CHARS and text[-1:] not in ".!:…" and not TAIL_HEADING.match(text)


def _within(page: FlatTree, ancestor: int, tag: str) -> list[int]:
    """Return the positions of the elements with this tag that are the ancestor or its descendants."""
    return [one for one in page.by_tag.get(tag, ()) if page.is_within(one, ancestor)]


def _letters(page: FlatTree, position: int) -> int:
    end = page.ends[position]
    texts = sum(len(text) for text in page.texts[position:end] if text)
    return texts + sum(len(text) for text in page.tails[position + 1 : end] if text)


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
