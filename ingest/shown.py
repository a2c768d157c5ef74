"""A page's tree in, the dates out that it shows its reader of itself: near its title, labelled, or in a name for them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from ingest.dates import DAY_FIRST, HINT, MONTH_FIRST, NUMERIC, dates_in, iso
from ingest.labels import (
    BESIDE_WORDS,
    BY,
    DATE_WORDS,
    FILLER,
    OTHER,
    PUBLISHED,
    PUBLISHED_WORDS,
    UPDATED,
    UPDATED_WORDS,
)
from ingest.page import Element
from ingest.pieces import clean
from ingest.rules import INLINE, NAME_WORD
from ingest.structure import squashed

UNREAD = frozenset(
    "script style noscript template svg textarea select option title button code pre iframe math".split()
)  # noqa: SIM905
BESIDE_TAGS = UNREAD | frozenset("nav aside blockquote figure figcaption dialog q".split())  # noqa: SIM905
TITLES = frozenset(("h1", "h2", "h3", "h4"))
TIMES = frozenset(("time", "local-time", "relative-time", "time-ago"))
LONGEST_BLOCK, LONGEST_NODE = 160, 300
# Letters from which a text is prose; after so much of it under the title the date is none of the article's head.
PROSE, HEAD_PROSE, HEAD_ELEMENTS, OVER_TITLE, BESIDE_TITLE = 100, 700, 150, 30, 10
MOST_PLACES = 60
# Between the texts of two elements: white space to a pattern, a border to us.
BORDER = "\x1f"
SEPARATED = re.compile(r"[\x1f|•·–—/,;()（）\[\]-]\s*$|^\s*[\x1f|•·・–—/,:;()（）\[\].-]")
DAY_OVER_12_FIRST = re.compile(r"\b(?:1[3-9]|2\d|3[01])[./-]\d\d?[./-](?:19|20)\d\d")
DAY_OVER_12_SECOND = re.compile(r"\b\d\d?[./-](?:1[3-9]|2\d|3[01])[./-](?:19|20)\d\d")
EARLIEST, LATEST = "1990", "2050"
GOOD_ENOUGH, LONGEST_REST = 5, 80
KIND_WORDS = UPDATED_WORDS | PUBLISHED_WORDS
WEIGHTS = {"": 0, "modified": 3, "published": 4, "other": 0}


@dataclass(frozen=True, slots=True)
class Shown:
    """A date that the page shows; `kind` is "published" or "modified" where a label says so, else ""."""

    value: str
    kind: str = ""
    score: int = 0
    is_head: bool = False


@dataclass(frozen=True, slots=True)
class _Place:
    """An element whose text may hold a date, and where it stands: after so many elements and letters of prose."""

    element: Element
    text: str
    index: int
    prose: int


@dataclass(frozen=True, slots=True)
class _Text:
    """A text within a block, the words of the names around it up to the block, and the moment it is given for."""

    text: str
    words: frozenset[str] = frozenset()
    moment: str = ""


@dataclass(slots=True)
class _Walk:
    places: list[_Place] = field(default_factory=list)
    headings: list[_Place] = field(default_factory=list)
    prose: int = 0


def shown(root: Element, title: str, lang: str) -> list[Shown]:
    """Give the dates that the page shows of itself, the surest first."""
    walk = _walked(root)
    if not walk.places:
        return []
    heading = _title_heading(walk.headings, squashed(title), walk.prose)
    above = {heading.element, *heading.element.iterancestors()} if heading else set()
    dialect = _dialect([place.text for place in walk.places], lang)
    seen: set[Element] = set()
    found: list[Shown] = []
    for place in walk.places[:MOST_PLACES]:
        block = _block(place)
        if block is None or block in seen or _is_beside(block, above):
            continue
        seen.add(block)
        zone = _zone(place, heading, walk.prose)
        found += _dates_of(block, zone, dialect)
    return sorted((s for s in found if s.score >= GOOD_ENOUGH), key=lambda s: -s.score)


def _walked(root: Element) -> _Walk:
    """Go through the page once and keep what may be dates and its headings."""
    walk = _Walk()
    for index, element in enumerate(root.iter()):
        tag, text, tail = element.tag, element.text, element.tail
        if tag in TITLES:
            walk.headings.append(_Place(element, "", index, walk.prose))
        if tag in TIMES or (text and HINT.search(text) and len(text) < LONGEST_NODE and tag not in UNREAD):
            walk.places.append(_Place(element, text or "", index, walk.prose))
        if text and len(text) > PROSE and tag not in UNREAD:
            walk.prose += len(text)
        if tail and len(tail) > 5:
            parent = element.getparent()
            if parent is not None and HINT.search(tail) and len(tail) < LONGEST_NODE:
                walk.places.append(_Place(parent, tail, index, walk.prose))
            walk.prose += len(tail) if len(tail) > PROSE else 0
    return walk


def _title_heading(headings: list[_Place], title: str, prose: int) -> _Place | None:
    """Give the heading that the title element repeats, else the first h1."""
    best, most = None, 0
    for heading in headings[:MOST_PLACES]:
        name = squashed("".join(map(str, heading.element.itertext())))
        is_top = heading.element.tag == "h1"
        is_title = (name in title or title in name) if is_top else name == title or len(name) > 0.6 * len(title) and name in title
        if title and is_title and len(name) + 1000 * is_top > most:
            best, most = heading, len(name) + 1000 * is_top
    return best or next((h for h in headings if h.element.tag == "h1" and 2 * h.prose <= prose), None)


def _dialect(texts: list[str], lang: str) -> str:
    """Name the region whose order of day and month the page's other dates show, where the language leaves it open."""
    joined = " ".join(texts)
    if lang.lower() not in ("", "en") or not NUMERIC.search(joined):
        return lang
    days = len(DAY_OVER_12_FIRST.findall(joined)) or len(DAY_FIRST.findall(joined))
    months = len(DAY_OVER_12_SECOND.findall(joined)) or len(MONTH_FIRST.findall(joined))
    return lang if days == months else "en-gb" if days > months else "en-us"


def _block(place: _Place) -> Element | None:
    """Give the largest element of one line that the text stands in, None for a text within prose."""
    best = None
    holder: Element | None = place.element
    for _ in range(5):
        if holder is None or _length(holder) > LONGEST_BLOCK or (best is not None and _holds_blocks(holder)):
            break
        best = holder
        if holder.tag not in INLINE:
            break
        holder = holder.getparent()
    return best


def _holds_blocks(element: Element) -> bool:
    return any(child.tag not in INLINE and child.tag != "br" for child in element)


def _length(element: Element) -> int:
    length = 0
    for text in element.itertext():
        length += len(str(text).strip())
        if length > LONGEST_BLOCK:
            break
    return length


def _is_beside(block: Element, above: set[Element]) -> bool:
    """Say whether it belongs to what stands beside the article, up to what it shares with the title."""
    holder: Element | None = block
    footer = False
    while holder is not None and holder not in above and holder.tag != "body":
        if holder.tag in BESIDE_TAGS or not BESIDE_WORDS.isdisjoint(_words(holder)):
            return True
        footer = (footer or holder.tag == "footer") and holder.tag != "article"
        holder = holder.getparent()
    return footer and not any(e.tag == "article" for e in block.iterancestors())


def _words(element: Element) -> set[str]:
    name = f"{element.get('class') or ''} {element.get('id') or ''} {element.get('itemprop') or ''}"
    return {word.lower() for word in NAME_WORD.findall(name)}


def _zone(place: _Place, heading: _Place | None, prose: int) -> int:
    """Weigh where it stands: under the title, over it, at the foot or anywhere."""
    at_foot = 2 if prose - place.prose <= HEAD_PROSE else 0
    if heading is None:
        return 4 if place.prose <= HEAD_PROSE else at_foot
    gap = place.index - heading.index
    if gap < 0:
        return 5 if gap > -BESIDE_TITLE else 4 if gap > -OVER_TITLE else 0
    if gap < OVER_TITLE or (gap < HEAD_ELEMENTS and place.prose - heading.prose <= HEAD_PROSE):
        return 5
    return at_foot


def _dates_of(block: Element, zone: int, lang: str) -> Iterator[Shown]:
    texts = list(_texts(block, frozenset()))
    joined = BORDER.join(text.text for text in texts)
    dates = dates_in(joined, lang)
    names = _words(block).union(*(_words(outer) & DATE_WORDS for outer, _ in zip(block.iterancestors(), "12")))
    done = 0
    for i, found in enumerate(dates):
        before, after = joined[done : found.start], joined[found.end : dates[i + 1].start if i + 1 < len(dates) else None]
        done = found.end
        own = _text_at(texts, found.start)
        if EARLIEST <= found.value < LATEST:
            kind = _kind(before if before.strip(BORDER) or i else _text_before(block)) or _named_kind(own.words)
            score = zone + WEIGHTS[kind] + (2 if DATE_WORDS & (names | own.words) else 0) + _standing(before, after, kind)
            value = own.moment if own.moment[:10] == found.value[:10] else found.value
            yield Shown(value, kind, 0 if kind == "other" else score, zone >= 4)


def _text_at(texts: list[_Text], start: int) -> _Text:
    """Give the text of the block that the place in the joined text is in."""
    for text in texts:
        if start <= len(text.text):
            return text
        start -= len(text.text) + len(BORDER)
    return texts[-1]


def _named_kind(words: frozenset[str]) -> str:
    # Publishing systems name the one date of a page "entry-date updated".
    is_published = PUBLISHED_WORDS & words or words >= {"entry", "date"}
    return "modified" if UPDATED_WORDS & words and not is_published else ""


def _standing(before: str, after: str, kind: str) -> int:
    """Weigh what stands around a date without a label: nothing, something apart from it, or the rest of a sentence."""
    if kind:
        return -5 if len(before) > LONGEST_REST else 0
    rest = len(FILLER.sub("", before)) + len(FILLER.sub("", after))
    if rest > LONGEST_REST or not (_is_apart(before) and _is_apart(after)):
        return -5
    return 1 if rest <= 2 else 0


def _kind(label: str) -> str:
    """Say what the words before a date say of it."""
    label = label[-60:]
    if OTHER.search(label):
        return "other"
    if UPDATED.search(label):
        return "modified"
    return "published" if PUBLISHED.search(label) else ""


def _is_apart(text: str) -> bool:
    return not FILLER.sub("", text) or bool(SEPARATED.search(text)) or bool(BY.search(text.strip(BORDER)))


def _text_before(block: Element) -> str:
    """Give the text of the element before the block, where it is as short as a label is."""
    previous = block.getprevious()
    if previous is None or _length(previous) > 30:
        return ""
    return clean(" ".join(map(str, previous.itertext())))


def _texts(element: Element, words: frozenset[str]) -> Iterator[_Text]:
    """Give the texts of the block, and for a moment stated to machines alone that moment."""
    own = _words(element)
    # The nearest name tells what kind of date it is.
    words = (words - KIND_WORDS if own & KIND_WORDS else words) | own
    moment = ""
    if element.tag in TIMES:
        words |= {"time"}
        moment = iso(element.get("datetime") or "")
    if moment and not HINT.search("".join(map(str, element.itertext()))):
        yield _Text(moment, words, moment)
    if element.text and (text := element.text.strip()):
        yield _Text(text, words, moment)
    for child in element:
        if isinstance(child.tag, str) and child.tag not in UNREAD:
            yield from (replace(t, moment=t.moment or moment) for t in _texts(child, words))
        if child.tail and (text := child.tail.strip()):
            yield _Text(text, words, moment)
