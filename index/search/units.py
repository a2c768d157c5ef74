"""A section and the words asked for in, the texts that passages are cut from out, with the words in them."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from index.article import Block, BlockKind, Item, ListBlock, Section, Span, TableBlock, TextBlock
from index.search.marks import Marker, Match
from index.search.sentences import sentences
from index.tree import Everything, Field

# A paragraph over a list is its lead-in when it is no longer than this, or ends in a colon.
LONGEST_LEAD_IN = 160
# Places of words that are looked at in one text, letters of it that are kept, and those before its first word.
MOST_MATCHES, MOST_LETTERS, MOST_BEFORE = 300, 8_000, 320
CELL_BORDER = " · "
NO_WORDS = Marker(Everything())


@dataclass(frozen=True, slots=True)
class Unit:
    """A text that passages are cut from: a run of paragraphs, one item, one row, or one block of code.

    `place` is that of its first text among those of the section, the heading being 0; `starts` say where in it each of
    several paragraphs begins, those that were cut off before 0.
    """

    section: Section
    kind: BlockKind
    text: str
    matches: tuple[Match, ...]
    lead_in: str = ""
    number: int | None = None
    term_end: int = 0
    place: int = 0
    starts: tuple[int, ...] = (0,)

    def place_of(self, start: int) -> int:
        """Return the place of the text that this character is in, among those of the section."""
        return self.place + max(0, bisect_right(self.starts, start) - 1)


def units(section: Section, lang: str, marker: Marker, held: frozenset[int]) -> Iterator[Unit]:
    """Yield the texts of a section in which words stand; `held` are the places of these among all its texts."""
    return map(_bounded, _Reader(section, lang, marker, held).all())


def first_unit(section: Section) -> Unit | None:
    """Return the first prose of a section, else its first text, with nothing marked; None without any."""
    told = (unit for unit in _Reader(section, "", NO_WORDS, None).all() if unit.text.strip())
    return min(told, key=lambda unit: unit.kind != "paragraph", default=None)


class _Reader:
    """Reads the texts of a section that passages are cut from, each with the words asked for in it."""

    def __init__(self, section: Section, lang: str, marker: Marker, held: frozenset[int] | None) -> None:
        """Read a section; `held` are the places of the texts in which words stand, None for every text of it."""
        self._section, self._lang, self._marker = section, lang, marker
        self._held, self._is_all = held or frozenset(), held is None
        # The heading is the first text of its section.
        self._number = 0

    def all(self) -> Iterator[Unit]:
        """Yield the texts in which words stand, or every one but those of tables."""
        return self._units(self._section.blocks, above="")

    def _matches(self, text: str, field: Field = "text") -> tuple[Match, ...]:
        self._number += 1
        if self._number not in self._held:
            return ()
        return self._marker.matches(text, self._lang, field=field, most=MOST_MATCHES)

    def _units(self, blocks: Iterable[Block], *, above: str) -> Iterator[Unit]:
        """Yield all texts; `above` leads to the blocks."""
        run: list[str] = []
        starts: list[int] = []
        matches: list[Match] = []
        for block in blocks:
            if isinstance(block, TextBlock) and block.kind == "paragraph":
                # One by one: no phrase reaches from one paragraph into the next.
                starts.append(starts[-1] + len(run[-1]) + 1 if run else 0)
                matches += [_moved(match, starts[-1]) for match in self._matches(block.text)]
                run.append(block.text)
                continue
            if matches or (run and self._is_all):
                yield self._prose(run, starts, matches, above)
            lead_in = _lead_in(run) or above
            run, starts, matches = [], [], []
            yield from self._block_units(block, lead_in)
        if matches or (run and self._is_all):
            yield self._prose(run, starts, matches, above)

    def _prose(self, paragraphs: list[str], starts: list[int], matches: list[Match], above: str) -> Unit:
        place = self._number - len(paragraphs) + 1
        text = "\n".join(paragraphs)
        return Unit(self._section, "paragraph", text, tuple(matches), above, place=place, starts=tuple(starts))

    def _block_units(self, block: Block, lead_in: str) -> Iterator[Unit]:
        if isinstance(block, TextBlock):
            if (matches := self._matches(block.text)) or self._is_all:
                yield Unit(self._section, block.kind, block.text, matches, lead_in, place=self._number)
        elif isinstance(block, ListBlock):
            for number, item in enumerate(block.items, block.start):
                if (matches := self._matches(item.text, "bullets")) or self._is_all:
                    term_end = len(item.term) if item.term and item.text.startswith(item.term) else 0
                    step = number if block.kind == "steps" else None
                    yield Unit(self._section, block.kind, item.text, matches, lead_in, step, term_end, self._number)
                if inside := _within(item):
                    # What stands in an item is led to by it.
                    yield from self._units(inside, above=item.term or item.text[:LONGEST_LEAD_IN] or lead_in)
        else:
            yield from self._rows(block)

    def _rows(self, table: TableBlock) -> Iterator[Unit]:
        header = _cells(table.header)
        self._number += len(table.header)
        for row in table.rows:
            places = range(self._number + 1, self._number + 1 + len(row))
            self._number += len(row)
            if not self._held.isdisjoint(places):
                text = _cells(row)
                if matches := self._marker.matches(text, self._lang):
                    yield Unit(self._section, "table", text, matches, header, place=places[0])


def _bounded(unit: Unit) -> Unit:
    """Return a text that is not too long to be cut into sentences: of a longer one what its first words stand in."""
    if len(unit.text) <= MOST_LETTERS:
        return unit
    at = unit.matches[0].span.start
    start = max(unit.text.rfind(end, max(0, at - MOST_BEFORE), at) + 1 for end in ".\n ")
    end = start + MOST_LETTERS
    inside = [_moved(match, -start) for match in unit.matches if match.span.end <= end]
    starts = tuple(at - start for at in unit.starts)
    return replace(unit, text=unit.text[start:end], matches=tuple(inside), term_end=0, starts=starts)


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
