"""A text with the words asked for in it in, the places out that a passage may be cut from: whole sentences or lines."""

from bisect import bisect_left
from collections.abc import Iterator

from index.article import Span
from index.search.sentences import sentences
from index.search.units import Unit

# Characters of a passage of prose; a list item or table row is one however short it is.
SHORTEST, LONGEST = 80, 320
CLAUSE_ENDS = ",;:–—、，；：)"


def windows(unit: Unit) -> Iterator[Span]:
    """Give the places of the unit worth looking at: all of it when short, else runs of sentences that hold a word."""
    if len(unit.text) <= LONGEST:
        yield Span(0, len(unit.text))
        return
    pieces = _lines(unit.text) if unit.kind == "code" else sentences(unit.text)
    starts = [match.span.start for match in unit.matches]
    held = [bisect_left(starts, piece.start) < bisect_left(starts, piece.end) for piece in pieces]
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


def _cuts(unit: Unit, piece: Span) -> Iterator[Span]:
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


def beginning(unit: Unit) -> Span:
    """Return the place of the first sentences of a text, of which nothing is asked for."""
    pieces = sentences(unit.text[: LONGEST * 4])
    first = Span(pieces[0].start, min(pieces[0].end, pieces[0].start + LONGEST))
    return _filled(first, pieces, 0, 0)
