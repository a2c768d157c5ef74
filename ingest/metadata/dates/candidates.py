"""Find the blocks of a page that may state its own date, and weigh each by its distance from the title."""

from dataclasses import dataclass, field

from ingest.dom.attributes import words_of
from ingest.dom.flat import FlatTree
from ingest.dom.parser import Element
from ingest.dom.rules import FOR_MACHINES, INLINE
from ingest.dom.text import inner, squashed
from ingest.metadata.dates.labels import BESIDE_WORDS
from ingest.metadata.dates.parsing import HINT

# What holds no text that a reader sees.
UNREAD = FOR_MACHINES | frozenset(("button", "code", "pre"))
OUTSIDE_TAGS = UNREAD | frozenset(("nav", "aside", "blockquote", "figure", "figcaption", "dialog", "q"))
# Of what holds an article a footer may be its own.
SECTIONING = frozenset(("article", "main"))
TITLES = frozenset(("h1", "h2", "h3", "h4"))
TIMES = frozenset(("time", "local-time", "relative-time", "time-ago"))
MAX_BLOCK_CHARS, MAX_TEXT_CHARS = 160, 300
# The least letters of a date.
MIN_DATE_CHARS = 6
# Letters from which a text is prose; after so much of it under the title the date is none of the article's head.
MIN_PROSE_CHARS, MAX_HEAD_PROSE_CHARS = 100, 700
# So many elements lie between a title and what is of its head: at most, when all else fails, and over it.
HEAD_ELEMENTS, NEAR_ELEMENTS, NEXT_ELEMENTS = 150, 30, 10
MAX_CANDIDATES = 60
HEAD, NEXT_TO_TITLE, FOOT, ANYWHERE = 4, 5, 2, 0


@dataclass(frozen=True, slots=True)
class CandidateBlock:
    """A block of one line that may state a date, and the weight of its position."""

    block: Element
    weight: int


@dataclass(frozen=True, slots=True)
class _TextPosition:
    """A text, its element, and how many elements and characters of prose come before it."""

    element: Element
    text: str
    index: int
    prose: int


@dataclass(slots=True)
class _PageScan:
    spots: list[_TextPosition] = field(default_factory=list)
    headings: list[_TextPosition] = field(default_factory=list)
    prose: int = 0


def candidate_blocks(page: FlatTree, title: str) -> tuple[list[CandidateBlock], str]:
    """Return the candidate blocks in page order, and the joined text of all places that may hold a date."""
    walk = _scan(page)
    heading = _title_heading(walk, squashed(title)) if walk.spots else None
    above = {heading.element, *heading.element.iterancestors()} if heading else set()
    found: dict[Element, CandidateBlock] = {}
    for spot in walk.spots[:MAX_CANDIDATES]:
        block = _block(spot)
        if block is not None and block not in found and not _stands_outside(block, above):
            found[block] = CandidateBlock(block, _weight(spot, heading, walk.prose))
    return list(found.values()), " ".join(spot.text for spot in walk.spots)


def text_length(element: Element) -> int:
    """Return the number of characters in the element, counted only until they exceed the longest block."""
    count = 0
    for text in element.itertext():
        count += len(str(text).strip())
        if count > MAX_BLOCK_CHARS:
            break
    return count


def _scan(page: FlatTree) -> _PageScan:
    """Return the headings and the texts that may hold a date."""
    walk = _PageScan()
    for index, (tag, text, tail) in enumerate(zip(page.tags, page.texts, page.tails, strict=True)):
        if tag in TITLES:
            walk.headings.append(_TextPosition(page.elements[index], "", index, walk.prose))
        if tag in TIMES or (text and _may_hold_date(text) and tag not in UNREAD):
            walk.spots.append(_TextPosition(page.elements[index], text, index, walk.prose))
        if len(text) > MIN_PROSE_CHARS and tag not in UNREAD:
            walk.prose += len(text)
        if tail:
            if _may_hold_date(tail):
                walk.spots.append(_TextPosition(page.elements[page.parents[index]], tail, index, walk.prose))
            walk.prose += len(tail) if len(tail) > MIN_PROSE_CHARS else 0
    return walk


def _may_hold_date(text: str) -> bool:
    # All before the search costs a tenth of it.
    return (
        MIN_DATE_CHARS <= len(text) < MAX_TEXT_CHARS
        and ("20" in text or "19" in text or "’" in text)
        and bool(HINT.search(text))
    )


def _title_heading(walk: _PageScan, title: str) -> _TextPosition | None:
    """Return the heading that holds the title, else the first h1 that most of the prose follows."""
    named = [(_likeness(heading, title), heading) for heading in walk.headings[:MAX_CANDIDATES]] if title else []
    most, best = max(named, key=lambda pair: pair[0], default=(0, None))
    if most:
        return best
    return next((h for h in walk.headings if h.element.tag == "h1" and 2 * h.prose <= walk.prose), None)


def _likeness(heading: _TextPosition, title: str) -> int:
    name = squashed(inner(heading.element))
    if heading.element.tag == "h1":
        return len(name) + MAX_TEXT_CHARS if name and (name in title or title in name) else 0
    # A lower heading may stand for the title only when it says most of it.
    return len(name) if name in title and len(name) > 0.6 * len(title) else 0


def _block(spot: _TextPosition) -> Element | None:
    """Return the largest one-line element around the text, or None for a text within prose."""
    best = None
    holder: Element | None = spot.element
    for _ in range(5):
        if holder is None or text_length(holder) > MAX_BLOCK_CHARS or (best is not None and _holds_blocks(holder)):
            break
        best = holder
        if holder.tag not in INLINE:
            break
        holder = holder.getparent()
    return best


def _holds_blocks(element: Element) -> bool:
    return any(child.tag not in INLINE and child.tag != "br" for child in element)


def is_outside_article(element: Element) -> bool:
    """Return whether the element is something outside the article that has dates of its own."""
    return element.tag in OUTSIDE_TAGS or not BESIDE_WORDS.isdisjoint(words_of(element))


def _stands_outside(block: Element, above: set[Element]) -> bool:
    """Return whether the block stands in an element outside the article, below those that also hold the title."""
    holder: Element | None = block
    footer = False
    while holder is not None and holder not in above and holder.tag != "body":
        if is_outside_article(holder):
            return True
        footer = (footer or holder.tag == "footer") and holder.tag not in SECTIONING
        holder = holder.getparent()
    return footer and not any(e.tag in SECTIONING for e in block.iterancestors())


def _weight(spot: _TextPosition, heading: _TextPosition | None, prose: int) -> int:
    """Return the weight of a position: next to the title, in the head, at the foot or anywhere."""
    at_foot = FOOT if prose - spot.prose <= MAX_HEAD_PROSE_CHARS else ANYWHERE
    if heading is None:
        return HEAD if spot.prose <= MAX_HEAD_PROSE_CHARS else at_foot
    gap = spot.index - heading.index
    if gap < 0:
        return NEXT_TO_TITLE if gap > -NEXT_ELEMENTS else HEAD if gap > -NEAR_ELEMENTS else ANYWHERE
    is_near = gap < NEAR_ELEMENTS or (gap < HEAD_ELEMENTS and spot.prose - heading.prose <= MAX_HEAD_PROSE_CHARS)
    return NEXT_TO_TITLE if is_near else at_foot
