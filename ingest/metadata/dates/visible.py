"""Find the dates that a page shows its reader, and score each by its label and its position."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice

from ingest.dom.attributes import words_of
from ingest.dom.flat import FlatTree
from ingest.dom.parser import Element, text_in
from ingest.dom.text import clean
from ingest.metadata.dates.candidates import HEAD, TIMES, UNREAD, CandidateBlock, candidate_blocks, text_length
from ingest.metadata.dates.labels import (
    BY_LABEL,
    DATE_WORDS,
    FILLER_WORDS,
    OTHER_DATE,
    PUBLISHED_LABEL,
    PUBLISHED_WORDS,
    UPDATED_LABEL,
    UPDATED_WORDS,
)
from ingest.metadata.dates.parsing import (
    DAY_FIRST,
    HINT,
    MONTH_FIRST,
    MONTH_OF,
    NUMERIC,
    dates_in,
    is_plausible,
    iso_date,
)

# Between the texts of two elements: white space to a pattern, a border to us.
TEXT_BORDER = "\x1f"
SEPARATED = re.compile(r"[\x1f|•·–—/,;()（）\[\]-]\s*$|^\s*[\x1f|•·・–—/,:;()（）\[\].-]")
# Dates whose order of day and month leaves no choice.
DAY_OVER_12_FIRST = re.compile(r"\b(?:1[3-9]|2\d|3[01])[./-]\d\d?[./-](?:19|20)\d\d")
DAY_OVER_12_SECOND = re.compile(r"\b\d\d?[./-](?:1[3-9]|2\d|3[01])[./-](?:19|20)\d\d")
MAX_LABEL_CHARS, MAX_SENTENCE_REST_CHARS = 30, 80
KIND_WORDS = UPDATED_WORDS | PUBLISHED_WORDS
# What speaks for a date beside its place: what its label says, a name for dates, that it stands alone.
WEIGHTS = {"": 0, "modified": 3, "published": 4, "other": -20}
NAMED_FOR_DATES, ALONE_ON_ITS_LINE, IN_A_SENTENCE = 2, 1, -5
# A date alone next to the title, or at the foot with a name for dates, is just believed.
MIN_SCORE = 5


@dataclass(frozen=True, slots=True)
class VisibleDate:
    """A date that the page shows; `kind` is "published" or "modified" if a label says so, else empty.

    `is_head`: it stands at the head of the article.
    """

    value: str
    kind: str = ""
    score: int = 0
    is_head: bool = False


@dataclass(frozen=True, slots=True)
class _TextRun:
    """A text within a block, the words in the class names around it, and the `datetime` of its time element."""

    text: str
    words: frozenset[str] = frozenset()
    moment: str = ""


def visible_dates(page: FlatTree, title: str, lang: str) -> list[VisibleDate]:
    """Return the dates that the page shows of itself, the highest score first."""
    found, said = candidate_blocks(page, title)
    dialect = _dialect(said, lang)
    dates = (date for place in found for date in _dates_of(place, dialect))
    return sorted((date for date in dates if date.score >= MIN_SCORE), key=lambda date: -date.score)


def _dialect(joined: str, lang: str) -> str:
    """Return the language, with a region if the page's unambiguous dates tell whether the day or the month comes first."""
    if lang.lower() not in ("", "en") or not NUMERIC.search(joined):
        return lang
    days = len(DAY_OVER_12_FIRST.findall(joined)) or len(DAY_FIRST.findall(joined))
    months = len(DAY_OVER_12_SECOND.findall(joined)) or sum(
        name.lower() in MONTH_OF for name, *_ in MONTH_FIRST.findall(joined)
    )
    return lang if days == months else "en-gb" if days > months else "en-us"


def _dates_of(place: CandidateBlock, lang: str) -> Iterator[VisibleDate]:
    block = place.block
    texts = list(_text_runs(block, frozenset()))
    joined = TEXT_BORDER.join(text.text for text in texts)
    dates = dates_in(joined, lang)
    names = words_of(block).union(*map(words_of, islice(block.iterancestors(), 2))) if dates else frozenset()
    starts, ends = [*(d.start for d in dates), len(joined)], [0, *(d.end for d in dates)]
    for i, found in enumerate(dates):
        if is_plausible(found.value):
            before, after = joined[ends[i] : found.start], joined[found.end : starts[i + 1]]
            own = _run_at(texts, found.start)
            kind = _label_kind(before if i or before.strip(TEXT_BORDER) else _label_before(block)) or _kind_by_name(
                own.words
            )
            score = place.weight + WEIGHTS[kind] + _context_weight(before, after, kind)
            score += NAMED_FOR_DATES if DATE_WORDS & (names | own.words) else 0
            # What is stated to machines is the more exact, where both mean the same day.
            value = own.moment if own.moment[:10] == found.value[:10] else found.value
            yield VisibleDate(value, "" if kind == "other" else kind, score, place.weight >= HEAD)


def _run_at(texts: list[_TextRun], start: int) -> _TextRun:
    """Return the text run that covers a position in the joined text."""
    for text in texts:
        if start <= len(text.text):
            return text
        start -= len(text.text) + len(TEXT_BORDER)
    return texts[-1]


def _kind_by_name(words: frozenset[str]) -> str:
    # Publishing systems name the one date of a page "entry-date updated".
    is_published = PUBLISHED_WORDS & words or words >= {"entry", "date"}
    return "modified" if UPDATED_WORDS & words and not is_published else ""


def _context_weight(before: str, after: str, kind: str) -> int:
    """Return the weight of the text around a date: it stands alone, next to a separate text, or in a sentence."""
    if kind:
        return IN_A_SENTENCE if len(before) > MAX_SENTENCE_REST_CHARS else 0
    rest = len(FILLER_WORDS.sub("", before)) + len(FILLER_WORDS.sub("", after))
    if rest > MAX_SENTENCE_REST_CHARS or not (_is_separated(before) and _is_separated(after)):
        return IN_A_SENTENCE
    return ALONE_ON_ITS_LINE if rest <= 2 else 0


def _label_kind(label: str) -> str:
    """Return the kind of date that a label announces: "published", "modified", "other" or an empty string."""
    label = label[-60:]
    if OTHER_DATE.search(label):
        return "other"
    if UPDATED_LABEL.search(label):
        return "modified"
    return "published" if PUBLISHED_LABEL.search(label) else ""


def _is_separated(text: str) -> bool:
    return (
        not FILLER_WORDS.sub("", text) or bool(SEPARATED.search(text)) or bool(BY_LABEL.search(text.strip(TEXT_BORDER)))
    )


def _label_before(block: Element) -> str:
    """Return the text of the element before the block if it is short enough for a label, else an empty string."""
    previous = block.getprevious()
    if previous is None or text_length(previous) > MAX_LABEL_CHARS:
        return ""
    return clean(" ".join(map(str, previous.itertext())))


def _text_runs(element: Element, words: frozenset[str]) -> Iterator[_TextRun]:
    """Yield the text runs of an element; a time element that shows no date yields its `datetime`."""
    own = words_of(element)
    # The nearest name tells what kind of date it is.
    words = (words - KIND_WORDS if own & KIND_WORDS else words) | own
    moment = ""
    if element.tag in TIMES:
        words |= {"time"}
        moment = iso_date(element.get("datetime") or "")
    if moment and not HINT.search(text_in(element)):
        yield _TextRun(moment, words, moment)
    if element.text and (text := element.text.strip()):
        yield _TextRun(text, words, moment)
    for child in element:
        if isinstance(child.tag, str) and child.tag not in UNREAD:
            yield from (replace(t, moment=t.moment or moment) for t in _text_runs(child, words))
        if child.tail and (text := child.tail.strip()):
            yield _TextRun(text, words, moment)
