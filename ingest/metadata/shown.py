"""A page in, the dates out that it shows its reader of itself: by its title, labelled, or named so."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice

from ingest.dom.flat import Flat
from ingest.dom.naming import words_of
from ingest.dom.parser import Element, text_in
from ingest.dom.text import clean
from ingest.metadata.dates import DAY_FIRST, HINT, MONTH_FIRST, MONTH_OF, NUMERIC, dates_in, is_plausible, iso
from ingest.metadata.labels import (
    BY,
    DATE_WORDS,
    FILLER,
    OTHER,
    PUBLISHED,
    PUBLISHED_WORDS,
    UPDATED,
    UPDATED_WORDS,
)
from ingest.metadata.places import HEAD, TIMES, UNREAD, Place, length, places

# Between the texts of two elements: white space to a pattern, a border to us.
BORDER = "\x1f"
SEPARATED = re.compile(r"[\x1f|•·–—/,;()（）\[\]-]\s*$|^\s*[\x1f|•·・–—/,:;()（）\[\].-]")
# Dates whose order of day and month leaves no choice.
DAY_OVER_12_FIRST = re.compile(r"\b(?:1[3-9]|2\d|3[01])[./-]\d\d?[./-](?:19|20)\d\d")
DAY_OVER_12_SECOND = re.compile(r"\b\d\d?[./-](?:1[3-9]|2\d|3[01])[./-](?:19|20)\d\d")
LONGEST_LABEL, LONGEST_REST = 30, 80
KIND_WORDS = UPDATED_WORDS | PUBLISHED_WORDS
# What speaks for a date beside its place: what its label says, a name for dates, that it stands alone.
WEIGHTS = {"": 0, "modified": 3, "published": 4, "other": -20}
NAMED, ALONE, IN_A_SENTENCE = 2, 1, -5
# A date alone next to the title, or at the foot with a name for dates, is just believed.
GOOD_ENOUGH = 5


@dataclass(frozen=True, slots=True)
class Shown:
    """A date that the page shows; `kind` is "published" or "modified" where a label says so, else ""."""

    value: str
    kind: str = ""
    score: int = 0
    is_head: bool = False


@dataclass(frozen=True, slots=True)
class _Text:
    """A text within a block, the words of the names around it up to the block, and the moment it is given for."""

    text: str
    words: frozenset[str] = frozenset()
    moment: str = ""


def shown(page: Flat, title: str, lang: str) -> list[Shown]:
    """Give the dates that the page shows of itself, the surest first."""
    found, said = places(page, title)
    dialect = _dialect(said, lang)
    dates = (date for place in found for date in _dates_of(place, dialect))
    return sorted((date for date in dates if date.score >= GOOD_ENOUGH), key=lambda date: -date.score)


def _dialect(joined: str, lang: str) -> str:
    """Name the region whose order of day and month the page's other dates show, where the language leaves it open."""
    if lang.lower() not in ("", "en") or not NUMERIC.search(joined):
        return lang
    days = len(DAY_OVER_12_FIRST.findall(joined)) or len(DAY_FIRST.findall(joined))
    months = len(DAY_OVER_12_SECOND.findall(joined)) or sum(
        name.lower() in MONTH_OF for name, *_ in MONTH_FIRST.findall(joined)
    )
    return lang if days == months else "en-gb" if days > months else "en-us"


def _dates_of(place: Place, lang: str) -> Iterator[Shown]:
    block = place.block
    texts = list(_texts(block, frozenset()))
    joined = BORDER.join(text.text for text in texts)
    dates = dates_in(joined, lang)
    names = words_of(block).union(*map(words_of, islice(block.iterancestors(), 2))) if dates else frozenset()
    starts, ends = [*(d.start for d in dates), len(joined)], [0, *(d.end for d in dates)]
    for i, found in enumerate(dates):
        if is_plausible(found.value):
            before, after = joined[ends[i] : found.start], joined[found.end : starts[i + 1]]
            own = _text_at(texts, found.start)
            kind = _kind(before if i or before.strip(BORDER) else _text_before(block)) or _named_kind(own.words)
            score = place.weight + WEIGHTS[kind] + _standing(before, after, kind)
            score += NAMED if DATE_WORDS & (names | own.words) else 0
            # What is stated to machines is the more exact, where both mean the same day.
            value = own.moment if own.moment[:10] == found.value[:10] else found.value
            yield Shown(value, "" if kind == "other" else kind, score, place.weight >= HEAD)


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
        return IN_A_SENTENCE if len(before) > LONGEST_REST else 0
    rest = len(FILLER.sub("", before)) + len(FILLER.sub("", after))
    if rest > LONGEST_REST or not (_is_apart(before) and _is_apart(after)):
        return IN_A_SENTENCE
    return ALONE if rest <= 2 else 0


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
    if previous is None or length(previous) > LONGEST_LABEL:
        return ""
    return clean(" ".join(map(str, previous.itertext())))


def _texts(element: Element, words: frozenset[str]) -> Iterator[_Text]:
    """Give the texts of the block, and for a moment stated to machines alone that moment."""
    own = words_of(element)
    # The nearest name tells what kind of date it is.
    words = (words - KIND_WORDS if own & KIND_WORDS else words) | own
    moment = ""
    if element.tag in TIMES:
        words |= {"time"}
        moment = iso(element.get("datetime") or "")
    if moment and not HINT.search(text_in(element)):
        yield _Text(moment, words, moment)
    if element.text and (text := element.text.strip()):
        yield _Text(text, words, moment)
    for child in element:
        if isinstance(child.tag, str) and child.tag not in UNREAD:
            yield from (replace(t, moment=t.moment or moment) for t in _texts(child, words))
        if child.tail and (text := child.tail.strip()):
            yield _Text(text, words, moment)
