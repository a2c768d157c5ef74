"""An article and the words asked for in, its best passages out."""

import math
from bisect import bisect_left
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, islice

from index.answer import Passage
from index.article import Article, Section, Span, TextBlock
from index.engines.protocol import RankedSection
from index.search.marks import Marker, Match, merged
from index.search.units import Unit, first_unit, units
from index.search.windows import LONGEST, beginning, windows

MOST = 3
# What a further word of middling rarity is worth against what else makes a passage good, none of which is worth more.
WORD, HEADING, NEARNESS, OFTEN, ANOTHER_SECTION = 10.0, 3.0, 10.0, 1.5, 2.0
# What the best section is worth, as the index ranks them, and others in proportion.
SECTION = 6.0
# What a defined term that begins with a word asked for is worth, and the beginning of what the question names.
DEFINES, LEADS = 5.0, 6.0
# Letters for each word within which words that belong together stand.
NEAR = 40
# Windows of one text that are looked at.
MOST_WINDOWS = 300
ITEMS = ("bullets", "steps", "definitions")


@dataclass(frozen=True, slots=True)
class _Candidate:
    unit: Unit
    span: Span
    words: frozenset[str]
    score: float


def found(
    article: Article, answering: Sequence[RankedSection], marker: Marker, rarities: Mapping[str, float]
) -> tuple[Passage, ...]:
    """Return up to three passages out of the sections that answer, none overlapping.

    Only the texts in which words stand, as the index says, are looked through. A run of paragraphs is one text, its
    paragraphs joined by a line break. Without a word in any text, the passage is the first prose under a heading that
    has one, else of the article, with nothing marked. `rarities` says how much each word tells, 1 for a middling one.
    """
    headings = {section.heading for section in article.sections if section.heading}
    most = max((one.score for one in answering), default=0.0) or 1.0
    candidates: list[_Candidate] = []
    for one in answering:
        section = article.sections[one.number]
        held = units(section, article.lang, marker, frozenset(one.texts))
        # The entry of a contents list leads to the section that answers, and is no answer.
        told = [unit for unit in held if unit.kind not in ITEMS or unit.text not in headings]
        over = _Over(
            marker.heading_words(section, article.lang), SECTION * one.score / most, _lead(article, section, marker)
        )
        candidates += _candidates(told, over, rarities)
    return tuple([_passage(c) for c in _chosen(candidates, rarities)] or _first_prose(article, answering))


@dataclass(frozen=True, slots=True)
class _Over:
    """What stands over the texts of a section: its words, what the section is worth, and the text that it leads to.

    The lead is the beginning of a section of which title or heading hold the whole question, "" in all others.
    """

    words: frozenset[str]
    worth: float
    lead: str


def _lead(article: Article, section: Section, marker: Marker) -> str:
    name = article.title if not section.heading and section is article.sections[0] else section.heading
    first = section.blocks[0] if section.blocks else None
    if not isinstance(first, TextBlock) or not marker.words:
        return ""
    return first.text if {m.word for m in marker.matches(name, article.lang)} >= set(marker.words) else ""


def _candidates(told: Sequence[Unit], over: _Over, rarities: Mapping[str, float]) -> list[_Candidate]:
    """Return what may be shown of a section."""
    counts = Counter(match.word for unit in told for match in unit.matches)
    # A word that stands in every line tells less than one that stands here alone.
    weights = {w: WORD * rarities.get(w, 1.0) * (1 + 1 / (1 + math.log(n))) / 2 for w, n in counts.items()}
    above = {word: HEADING * rarities.get(word, 1.0) for word in over.words}
    return [_scored(unit, span, weights, above, over) for unit in told for span in islice(windows(unit), MOST_WINDOWS)]


def _scored(unit: Unit, span: Span, weights: dict[str, float], above: dict[str, float], over: _Over) -> _Candidate:
    first = bisect_left(unit.matches, span.start, key=_start)
    last = bisect_left(unit.matches, span.end, key=_start)
    inside = [m for m in unit.matches[first:last] if m.span.end <= span.end]
    words = frozenset(m.word for m in inside)
    score = over.worth + sum(weights[w] for w in words)
    # What the heading says already need not be said again.
    score += sum(worth for word, worth in above.items() if word not in words)
    score += NEARNESS * _nearness(inside, words)
    if inside and inside[0].span.start == 0 < unit.term_end:
        score += DEFINES
    if over.lead and span.start == 0 and unit.text.startswith(over.lead):
        score += LEADS
    score += OFTEN * min(len(inside), 5) - (span.end - span.start) / LONGEST
    return _Candidate(unit, span, words, score)


def _start(match: Match) -> int:
    return match.span.start


def _nearness(inside: list[Match], words: frozenset[str]) -> float:
    """Return 1 for words side by side, falling to 0 as the nearest places of all of them lie farther apart."""
    if len(words) < 2:
        return 0.0
    last: dict[str, int] = {}
    nearest = float(LONGEST)
    for match in inside:
        last[match.word] = match.span.start
        if len(last) == len(words):
            nearest = min(nearest, match.span.end - min(last.values()))
    return max(0.0, 1 - nearest / (NEAR * len(words)))


def _chosen(candidates: list[_Candidate], rarities: Mapping[str, float]) -> list[_Candidate]:
    """Take the best, and then what adds most to what is taken: other words, another section."""
    chosen: list[_Candidate] = []
    left = [c for c in candidates if c.words]
    while left and len(chosen) < MOST:
        seen = frozenset[str]().union(*(c.words for c in chosen))
        anchors = {c.unit.section.anchor for c in chosen}
        best = max(left, key=lambda c: _gain(c, seen, anchors, rarities))
        chosen.append(best)
        left = [c for c in left if not _overlap(c, best)]
    return chosen


def _gain(candidate: _Candidate, seen: frozenset[str], anchors: set[str], rarities: Mapping[str, float]) -> float:
    is_elsewhere = candidate.unit.section.anchor not in anchors
    more = sum(rarities.get(word, 1.0) for word in candidate.words - seen)
    return candidate.score + WORD * more + ANOTHER_SECTION * is_elsewhere


def _overlap(one: _Candidate, other: _Candidate) -> bool:
    if one.unit is not other.unit:
        return one.unit.text == other.unit.text
    return one.span.start < other.span.end and other.span.start < one.span.end


def _passage(candidate: _Candidate) -> Passage:
    unit, (start, end) = candidate.unit, candidate.span
    inside = (m.span for m in unit.matches if start <= m.span.start and m.span.end <= end)
    marks = tuple(Span(a - start, b - start) for a, b in merged(inside))
    return _cut_out(unit, start, end, marks)


def _cut_out(unit: Unit, start: int, end: int, marks: tuple[Span, ...]) -> Passage:
    # Between whole sentences there is white space, so that only what is cut inside one is said to be cut.
    before, after = unit.text[:start].rstrip(" "), unit.text[end:].lstrip(" ")
    return Passage(
        anchor=unit.section.anchor,
        heading=unit.section.heading,
        breadcrumb=unit.section.breadcrumb,
        kind=unit.kind,
        text=unit.text[start:end],
        marks=marks,
        lead_in=unit.lead_in,
        number=unit.number,
        term_end=unit.term_end if start == 0 else 0,
        place=unit.place_of(start),
        is_cut_before=bool(before) and not _is_border(before[-1]),
        is_cut_after=bool(after) and not _is_border(unit.text[end - 1 : end] or "\n"),
    )


def _is_border(letter: str) -> bool:
    return letter in ".!?…。！？\n\"'”’»)]」』）"


def _first_prose(article: Article, answering: Sequence[RankedSection]) -> list[Passage]:
    """Return the beginning of what stands under a heading with a word asked for, else of the article."""
    under = (article.sections[one.number] for one in answering)
    unit = next(filter(None, map(first_unit, chain(under, article.sections))), None)
    if unit is None:
        return []
    start, end = beginning(unit)
    return [_cut_out(unit, start, end, ())]
