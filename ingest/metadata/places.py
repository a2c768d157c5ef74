"""A page in, the places out where it may state its own date, each with how near its title it stands."""

from dataclasses import dataclass, field

from ingest.dom.flat import Flat
from ingest.dom.naming import words_of
from ingest.dom.parser import Element
from ingest.dom.rules import FOR_MACHINES, INLINE
from ingest.dom.text import inner, squashed
from ingest.metadata.dates import HINT
from ingest.metadata.labels import BESIDE_WORDS

# What holds no text that a reader sees.
UNREAD = FOR_MACHINES | frozenset(("button", "code", "pre"))
BESIDE_TAGS = UNREAD | frozenset(("nav", "aside", "blockquote", "figure", "figcaption", "dialog", "q"))
TITLES = frozenset(("h1", "h2", "h3", "h4"))
TIMES = frozenset(("time", "local-time", "relative-time", "time-ago"))
LONGEST_BLOCK, LONGEST_TEXT = 160, 300
# The least letters of a date.
SHORTEST = 6
# Letters from which a text is prose; after so much of it under the title the date is none of the article's head.
PROSE, HEAD_PROSE = 100, 700
# So many elements lie between a title and what is of its head: at most, when all else fails, and over it.
HEAD_ELEMENTS, NEAR_ELEMENTS, NEXT_ELEMENTS = 150, 30, 10
MOST_PLACES = 60
HEAD, NEXT_TO_TITLE, FOOT, ANYWHERE = 4, 5, 2, 0


@dataclass(frozen=True, slots=True)
class Place:
    """A block of one line that may state a date, and how much its standing says for it."""

    block: Element
    weight: int


@dataclass(frozen=True, slots=True)
class _Spot:
    """An element after so many others and so many letters of prose, with a text of its own."""

    element: Element
    text: str
    index: int
    prose: int


@dataclass(slots=True)
class _Walk:
    spots: list[_Spot] = field(default_factory=list)
    headings: list[_Spot] = field(default_factory=list)
    prose: int = 0


def places(page: Flat, title: str) -> tuple[list[Place], str]:
    """Give the places in their order, none of them beside the article, and all texts there that may hold dates."""
    walk = _walked(page)
    heading = _title_heading(walk, squashed(title)) if walk.spots else None
    above = {heading.element, *heading.element.iterancestors()} if heading else set()
    found: dict[Element, Place] = {}
    for spot in walk.spots[:MOST_PLACES]:
        block = _block(spot)
        if block is not None and block not in found and not _is_beside(block, above):
            found[block] = Place(block, _weight(spot, heading, walk.prose))
    return list(found.values()), " ".join(spot.text for spot in walk.spots)


def length(element: Element) -> int:
    """Count the letters of the element, those past the longest block only as more."""
    count = 0
    for text in element.itertext():
        count += len(str(text).strip())
        if count > LONGEST_BLOCK:
            break
    return count


def _walked(page: Flat) -> _Walk:
    """Go through the page once and keep what may be dates and its headings."""
    walk = _Walk()
    for index, (tag, text, tail) in enumerate(zip(page.tags, page.texts, page.tails, strict=True)):
        if tag in TITLES:
            walk.headings.append(_Spot(page.elements[index], "", index, walk.prose))
        if tag in TIMES or (text and _may_date(text) and tag not in UNREAD):
            walk.spots.append(_Spot(page.elements[index], text, index, walk.prose))
        if len(text) > PROSE and tag not in UNREAD:
            walk.prose += len(text)
        if tail:
            if _may_date(tail):
                walk.spots.append(_Spot(page.elements[page.holders[index]], tail, index, walk.prose))
            walk.prose += len(tail) if len(tail) > PROSE else 0
    return walk


def _may_date(text: str) -> bool:
    # All before the search costs a tenth of it.
    return (
        SHORTEST <= len(text) < LONGEST_TEXT
        and ("20" in text or "19" in text or "’" in text)
        and bool(HINT.search(text))
    )


def _title_heading(walk: _Walk, title: str) -> _Spot | None:
    """Give the heading that the title element repeats, else the first h1 that most of the prose follows."""
    named = [(_likeness(heading, title), heading) for heading in walk.headings[:MOST_PLACES]] if title else []
    most, best = max(named, key=lambda pair: pair[0], default=(0, None))
    if most:
        return best
    return next((h for h in walk.headings if h.element.tag == "h1" and 2 * h.prose <= walk.prose), None)


def _likeness(heading: _Spot, title: str) -> int:
    name = squashed(inner(heading.element))
    if heading.element.tag == "h1":
        return len(name) + LONGEST_TEXT if name and (name in title or title in name) else 0
    # A lower heading may stand for the title only when it says most of it.
    return len(name) if name in title and len(name) > 0.6 * len(title) else 0


def _block(spot: _Spot) -> Element | None:
    """Give the largest element of one line that the text stands in, None for a text within prose."""
    best = None
    holder: Element | None = spot.element
    for _ in range(5):
        if holder is None or length(holder) > LONGEST_BLOCK or (best is not None and _holds_blocks(holder)):
            break
        best = holder
        if holder.tag not in INLINE:
            break
        holder = holder.getparent()
    return best


def _holds_blocks(element: Element) -> bool:
    return any(child.tag not in INLINE and child.tag != "br" for child in element)


def is_beside(element: Element) -> bool:
    """Say whether the element is what stands beside an article and has dates of its own."""
    return element.tag in BESIDE_TAGS or not BESIDE_WORDS.isdisjoint(words_of(element))


def _is_beside(block: Element, above: set[Element]) -> bool:
    """Say whether it belongs to what stands beside the article, up to what it shares with the title."""
    holder: Element | None = block
    footer = False
    while holder is not None and holder not in above and holder.tag != "body":
        if is_beside(holder):
            return True
        footer = (footer or holder.tag == "footer") and holder.tag != "article"
        holder = holder.getparent()
    return footer and not any(e.tag == "article" for e in block.iterancestors())


def _weight(spot: _Spot, heading: _Spot | None, prose: int) -> int:
    """Weigh where it stands: by the title, at the foot or anywhere."""
    at_foot = FOOT if prose - spot.prose <= HEAD_PROSE else ANYWHERE
    if heading is None:
        return HEAD if spot.prose <= HEAD_PROSE else at_foot
    gap = spot.index - heading.index
    if gap < 0:
        return NEXT_TO_TITLE if gap > -NEXT_ELEMENTS else HEAD if gap > -NEAR_ELEMENTS else ANYWHERE
    is_near = gap < NEAR_ELEMENTS or (gap < HEAD_ELEMENTS and spot.prose - heading.prose <= HEAD_PROSE)
    return NEXT_TO_TITLE if is_near else at_foot
