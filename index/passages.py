"""An article and the words asked for in, its best passages out."""

import math
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from index.answer import Passage
from index.article import Article, Block, BlockKind, Item, ListBlock, Section, Span, TableBlock, TextBlock
from index.engine import RankedSection
from index.marks import Marker, Match, merged
from index.sentences import sentences
from index.tree import Everything, Field

# Characters of a passage of prose; a list item or table row is one however short it is.
SHORTEST, LONGEST = 80, 320
# A paragraph over a list is its lead-in when it is no longer than this, or ends in a colon.
LONGEST_LEAD_IN = 160
MOST = 3
# What a further word is worth against what else makes a passage good, all of which is worth less than one word.
WORD, HEADING, NEARNESS, OFTEN, ANOTHER_SECTION = 10.0, 3.0, 6.0, 0.3, 2.0
# What the best section is worth, as the index ranks them, and others in proportion.
SECTION = 6.0
# Places of words that are looked at in one text, letters of it that are cut into sentences, and windows of these.
MOST_MATCHES, MOST_LETTERS, MOST_WINDOWS = 300, 8_000, 300
# What a defined term that begins with a word asked for is worth.
DEFINES = 5.0
# Letters for each word within which words that belong together stand.
NEAR = 40
CELL_BORDER = " · "
NO_WORDS = Marker(Everything())
ITEMS = ("bullets", "steps")
CLAUSE_ENDS = ",;:–—、，；：)"


@dataclass(frozen=True, slots=True)
class _Unit:
    """A text that passages are cut from: a run of paragraphs, one item, one row, or one block of code."""

    section: Section
    kind: BlockKind
    text: str
    matches: tuple[Match, ...]
    lead_in: str = ""
    number: int | None = None
    term_end: int = 0


@dataclass(frozen=True, slots=True)
class _Candidate:
    unit: _Unit
    span: Span
    words: frozenset[str]
    score: float


def found(article: Article, answering: Sequence[RankedSection], marker: Marker) -> tuple[Passage, ...]:
    """Return up to three passages out of the sections that answer, none overlapping.

    Only the texts in which words stand, as the index says, are looked through. A run of paragraphs is one text, its
    paragraphs joined by a line break. Without a word in any text, the passage is the first prose under a heading that
    has one, else of the article, with nothing marked.
    """
    headings = {section.heading for section in article.sections if section.heading}
    most = max((one.score for one in answering), default=0.0) or 1.0
    candidates: list[_Candidate] = []
    for one in answering:
        section = article.sections[one.number]
        reader = _Reader(section, article.lang, marker, frozenset(one.texts))
        # The entry of a contents list leads to the section that answers, and is no answer.
        units = [unit for unit in reader.units() if unit.kind not in ITEMS or unit.text not in headings]
        candidates += _candidates(units, marker.heading_words(section, article.lang), SECTION * one.score / most)
    return tuple([_passage(c) for c in _chosen(candidates)] or _first_prose(article, answering))


class _Reader:
    """Reads the texts of a section that passages are cut from, each with the words asked for in it."""

    def __init__(self, section: Section, lang: str, marker: Marker, held: frozenset[int]) -> None:
        """Read a section; `held` are the places of the texts in which words stand."""
        self._section, self._lang, self._marker, self._held = section, lang, marker, held
        # The heading is the first text of its section.
        self._number = 0

    def units(self) -> Iterator[_Unit]:
        """Yield the texts in which words stand."""
        return (_bounded(unit) for unit in self.all() if unit.matches)

    def all(self) -> Iterator[_Unit]:
        """Yield every text, but of tables the rows in which words stand."""
        return self._units(self._section.blocks, above="")

    def _matches(self, text: str, field: Field = "text") -> tuple[Match, ...]:
        self._number += 1
        if self._number not in self._held:
            return ()
        return self._marker.matches(text, self._lang, field=field, most=MOST_MATCHES)

    def _units(self, blocks: Iterable[Block], *, above: str) -> Iterator[_Unit]:
        """Yield all texts; `above` leads to the blocks."""
        run: list[str] = []
        matches: list[Match] = []
        for block in blocks:
            if isinstance(block, TextBlock) and block.kind == "paragraph":
                # One by one: no phrase reaches from one paragraph into the next.
                start = sum(map(len, run)) + len(run)
                matches += [_moved(match, start) for match in self._matches(block.text)]
                run.append(block.text)
                continue
            if run:
                yield self._prose(run, matches, above)
            lead_in = _lead_in(run) or above
            run, matches = [], []
            yield from self._block_units(block, lead_in)
        if run:
            yield self._prose(run, matches, above)

    def _prose(self, paragraphs: list[str], matches: list[Match], above: str) -> _Unit:
        return _Unit(self._section, "paragraph", "\n".join(paragraphs), tuple(matches), above)

    def _block_units(self, block: Block, lead_in: str) -> Iterator[_Unit]:
        if isinstance(block, TextBlock):
            yield _Unit(self._section, block.kind, block.text, self._matches(block.text), lead_in)
        elif isinstance(block, ListBlock):
            for number, item in enumerate(block.items, block.start):
                term_end = len(item.term) if item.term and item.text.startswith(item.term) else 0
                step = number if block.kind == "steps" else None
                matches = self._matches(item.text, "bullets")
                yield _Unit(self._section, block.kind, item.text, matches, lead_in, step, term_end)
                # What stands in an item is led to by it.
                above = item.term or item.text[:LONGEST_LEAD_IN] or lead_in
                yield from self._units(_within(item), above=above)
        else:
            yield from self._rows(block)

    def _rows(self, table: TableBlock) -> Iterator[_Unit]:
        header = _cells(table.header)
        self._number += len(table.header)
        for row in table.rows:
            places = range(self._number + 1, self._number + 1 + len(row))
            self._number += len(row)
            if not self._held.isdisjoint(places):
                text = _cells(row)
                yield _Unit(self._section, "table", text, self._marker.matches(text, self._lang), header)


def _bounded(unit: _Unit) -> _Unit:
    """Return a text that is not too long to be cut into sentences: of a longer one what its first words stand in."""
    if len(unit.text) <= MOST_LETTERS:
        return unit
    at = unit.matches[0].span.start
    start = max(unit.text.rfind(end, max(0, at - LONGEST), at) + 1 for end in ".\n ")
    end = start + MOST_LETTERS
    inside = [_moved(match, -start) for match in unit.matches if match.span.end <= end]
    return replace(unit, text=unit.text[start:end], matches=tuple(inside), term_end=0)


def _moved(match: Match, by: int) -> Match:
    return Match(Span(match.span.start + by, match.span.end + by), match.word)


def _cells(row: Iterable[str]) -> str:
    return CELL_BORDER.join(" ".join(cell.split()) for cell in row if cell)


def _within(item: Item) -> tuple[Block, ...]:
    return (ListBlock("bullets", item.items), *item.blocks) if item.items else item.blocks


def _lead_in(paragraphs: list[str]) -> str:
    if not paragraphs:
        return ""
    last = paragraphs[-1]
    if len(last) > LONGEST_LEAD_IN:
        last = last[slice(*sentences(last)[-1])] if last.rstrip().endswith((":", "：")) else ""
    return last if len(last) <= LONGEST_LEAD_IN else ""


def _candidates(units: Sequence[_Unit], heading: frozenset[str], section: float) -> list[_Candidate]:
    """Return what may be shown of a section: `heading` are the words above it, `section` what it is worth."""
    counts = Counter(match.word for unit in units for match in unit.matches)
    # A word that stands in every line tells less than one that stands here alone.
    weights = {word: WORD * (1 + 1 / (1 + math.log(count))) / 2 for word, count in counts.items()}
    return [
        _scored(unit, span, weights, heading, section)
        for unit in units
        for span in islice(_windows(unit), MOST_WINDOWS)
    ]


def _windows(unit: _Unit) -> Iterator[Span]:
    """Give the places of the unit worth looking at: all of it when short, else runs of sentences that hold a word."""
    if len(unit.text) <= LONGEST:
        yield Span(0, len(unit.text))
        return
    pieces = _lines(unit.text) if unit.kind == "code" else sentences(unit.text)
    held = [any(p.start <= m.span.start < p.end for m in unit.matches) for p in pieces]
    for i, piece in enumerate(pieces):
        if held[i] and piece.end - piece.start > LONGEST:
            yield from _cuts(unit, piece)
        elif held[i]:
            yield from _runs(pieces, held, i)


def _runs(pieces: list[Span], held: list[bool], first: int) -> Iterator[Span]:
    """Give the runs of sentences from this one to each later one that holds a word, as long as they fit."""
    for last in range(first, len(pieces)):
        span = Span(pieces[first].start, pieces[last].end)
        if span.end - span.start > LONGEST:
            return
        if held[last]:
            yield _filled(span, pieces, first, last)


def _filled(span: Span, pieces: list[Span], first: int, last: int) -> Span:
    """Add sentences to a place that is too short, those after it before those before it."""
    while span.end - span.start < SHORTEST and last + 1 < len(pieces) and pieces[last + 1].end - span.start <= LONGEST:
        last += 1
        span = Span(span.start, pieces[last].end)
    while span.end - span.start < SHORTEST and first and span.end - pieces[first - 1].start <= LONGEST:
        first -= 1
        span = Span(pieces[first].start, span.end)
    return span


def _cuts(unit: _Unit, piece: Span) -> Iterator[Span]:
    """Cut a sentence that is too long around each of its words, at the end of a clause or else of a word."""
    last_end = -1
    for match in unit.matches:
        if not piece.start <= match.span.start < piece.end or match.span.end <= last_end:
            continue
        start = _border(unit.text, max(piece.start, match.span.start - LONGEST // 4), match.span.start)
        start = piece.start if match.span.start - piece.start < LONGEST // 4 else start
        end = min(piece.end, start + LONGEST)
        if end < piece.end:
            space = unit.text.rfind(" ", match.span.end, end)
            end = space if space > 0 else end
        last_end = end
        yield Span(start, end)


def _border(text: str, start: int, end: int) -> int:
    """Give where to begin between these places: after a clause's end, else at a word, else just there."""
    for i in range(start, end):
        if text[i] in CLAUSE_ENDS and text[i + 1 : i + 2].isspace():
            return i + 2
    space = text.find(" ", start, end)
    return space + 1 if space >= 0 else start


def _lines(text: str) -> list[Span]:
    spans, start = [], 0
    for line in text.split("\n"):
        if line.strip():
            spans.append(Span(start, start + len(line)))
        start += len(line) + 1
    return spans


def _scored(unit: _Unit, span: Span, weights: dict[str, float], heading: frozenset[str], section: float) -> _Candidate:
    first = bisect_left(unit.matches, span.start, key=_start)
    last = bisect_left(unit.matches, span.end, key=_start)
    inside = [m for m in unit.matches[first:last] if m.span.end <= span.end]
    words = frozenset(m.word for m in inside)
    score = section + sum(weights[w] for w in words)
    # What the heading says already need not be said again.
    score += HEADING * len(heading - words)
    score += NEARNESS * _nearness(inside, words)
    if inside and inside[0].span.start == 0 < unit.term_end:
        score += DEFINES
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


def _chosen(candidates: list[_Candidate]) -> list[_Candidate]:
    """Take the best, and then what adds most to what is taken: other words, another section."""
    chosen: list[_Candidate] = []
    left = [c for c in candidates if c.words]
    while left and len(chosen) < MOST:
        seen = frozenset[str]().union(*(c.words for c in chosen))
        anchors = {c.unit.section.anchor for c in chosen}
        best = max(left, key=lambda c: _gain(c, seen, anchors))
        chosen.append(best)
        left = [c for c in left if not _overlap(c, best)]
    return chosen


def _gain(candidate: _Candidate, seen: frozenset[str], anchors: set[str]) -> float:
    is_elsewhere = candidate.unit.section.anchor not in anchors
    return candidate.score + WORD * len(candidate.words - seen) + ANOTHER_SECTION * is_elsewhere


def _overlap(one: _Candidate, other: _Candidate) -> bool:
    if one.unit is not other.unit:
        return one.unit.text == other.unit.text
    return one.span.start < other.span.end and other.span.start < one.span.end


def _passage(candidate: _Candidate) -> Passage:
    unit, (start, end) = candidate.unit, candidate.span
    inside = (m.span for m in unit.matches if start <= m.span.start and m.span.end <= end)
    marks = tuple(Span(a - start, b - start) for a, b in merged(inside))
    return _cut_out(unit, start, end, marks)


def _cut_out(unit: _Unit, start: int, end: int, marks: tuple[Span, ...]) -> Passage:
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
        is_cut_before=bool(before) and not _is_border(before[-1]),
        is_cut_after=bool(after) and not _is_border(unit.text[end - 1 : end] or "\n"),
    )


def _is_border(letter: str) -> bool:
    return letter in ".!?…。！？\n\"'”’»)]」』）"


def _first_prose(article: Article, answering: Sequence[RankedSection]) -> list[Passage]:
    """Return the beginning of what stands under a heading with a word asked for, else of the article."""
    sections = [article.sections[one.number] for one in answering] or list(article.sections)
    told = (unit for section in sections for unit in _plain_units(section))
    unit = next(told, None) or next((u for section in article.sections for u in _plain_units(section)), None)
    if unit is None:
        return []
    pieces = sentences(unit.text[: LONGEST * 4])
    first = Span(pieces[0].start, min(pieces[0].end, pieces[0].start + LONGEST))
    span = _filled(first, pieces, 0, 0)
    return [_cut_out(unit, span.start, span.end, ())]


def _plain_units(section: Section) -> list[_Unit]:
    """Return the texts of a section with nothing marked, its prose first."""
    reader = _Reader(section, "", NO_WORDS, frozenset())
    return sorted((u for u in reader.all() if u.text.strip()), key=lambda unit: unit.kind != "paragraph")
