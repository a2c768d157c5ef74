"""A question with a word that no article holds in, the same question with words that some hold instead out."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from index.analysis.tokens import folded, forms, typed_tokens
from index.article import Span
from index.engines.protocol import Reading
from index.tree import Filters, Phrase, Term, spellings

# Shorter words are near to too many.
SHORTEST = 3
# Words looked at until one is held by an article that is still there.
CANDIDATES = 5
# Letters of a word that may be several ones written together, and of each of these; how many of them are tried.
SHORTEST_TOGETHER, LONGEST_TOGETHER, SHORTEST_PIECE, MOST_TRIED = 5, 40, 2, 8
# Letters of two that are written together, one of them misspelt.
SHORTEST_MISSPELT = 4
# Words of a question each of which may be two.
MOST_PARTED = 8


def corrected(text: str, words: Iterable[Term | Phrase], engine: Reading) -> str | None:
    """Give the question with its unknown words put right, None when all are known or nothing is near.

    Two words that are one in the library are joined, one that is two or three there is parted, before letters change.
    """
    ordered = [word for word in sorted(_terms(words, text), key=lambda w: w.span) if "*" not in word.text]
    beside = {one: other for one, other in pairwise(ordered) if is_side_by_side(text, one.span, other.span)}
    out, done = [], 0
    is_short = len(ordered) <= MOST_PARTED
    for word in ordered:
        start = text.find(_written(word), word.span.start)
        if start < done:
            continue
        better, end = _mended(word, beside.get(word), engine, is_short=is_short)
        if better:
            out += [text[done:start], better]
            done = end or start + len(_written(word))
    return "".join([*out, text[done:]]) if out else None


def _terms(words: Iterable[Term | Phrase], text: str) -> Iterator[Term]:
    """Yield the words as they were typed, each at its place; none that articles hold otherwise written."""
    for same in spellings(words):
        first, *others = same
        if isinstance(first, Term):
            held = {form for other in others if isinstance(other, Term) for form in other.forms}
            if len(held) or not others:
                yield replace(first, forms=(*first.forms, *sorted(held)))
        elif not others:
            at = first.span.start
            for term in first.terms:
                at = text.find(term.text, at)
                if at >= 0:
                    yield replace(term, span=Span(at, at + len(term.text)))


def _mended(word: Term, other: Term | None, engine: Reading, *, is_short: bool) -> tuple[str | None, int]:
    """Give a word put right, and where the other ends that it takes in, 0 for none."""
    known = engine.frequency(word.forms), engine.frequency(other.forms) if other else 0
    if other and not all(known) and (joined := _joined(word, other, engine, is_misspelt=not any(known))):
        return joined, other.span.end
    spelt = folded(_written(word))
    if known[0]:
        return None, 0
    near = _nearest(spelt, engine)
    return ((_parted(spelt, engine) or near or _parted_near(spelt, engine)) if is_short else near), 0


def is_side_by_side(text: str, one: Span, other: Span) -> bool:
    """Return whether nothing but a space stands between two places."""
    return text[one.end : other.start] == " "


def _joined(word: Term, other: Term, engine: Reading, *, is_misspelt: bool) -> str | None:
    """Give two words as the one that articles hold: football."""
    together = folded(_written(word) + _written(other))
    if not together.isalnum() or together.isdecimal():
        return None
    return together if _held(together, engine) else _nearest(together, engine) if is_misspelt else None


def _parted(spelt: str, engine: Reading) -> str | None:
    """Give a word as those that stand side by side in most articles: blood pressure."""
    if not SHORTEST_TOGETHER <= len(spelt) <= LONGEST_TOGETHER or not spelt.isalpha():
        return None
    return _likeliest(_partings(spelt, engine), engine)


def _parted_near(spelt: str, engine: Reading) -> str | None:
    """Give a word as two of which one is misspelt: blood presure."""
    if len(spelt) > LONGEST_TOGETHER or not spelt.isalpha():
        return None
    found = []
    for end in range(SHORTEST_MISSPELT, len(spelt) - SHORTEST_MISSPELT + 1):
        first, last = spelt[:end], spelt[end:]
        if _held(first, engine) and (near := _nearest(last, engine)):
            found.append((first, near))
        elif _held(last, engine) and (near := _nearest(first, engine)):
            found.append((near, last))
    return _likeliest(found, engine)


def _likeliest(partings: Iterable[tuple[str, ...]], engine: Reading) -> str | None:
    """Give the words that stand side by side in most articles, None where none do."""
    likely = sorted(partings, key=lambda pieces: -min(_held(piece, engine) for piece in pieces))
    found = [(_standing(pieces, engine), pieces) for pieces in likely[:MOST_TRIED]]
    most, pieces = max(found, key=lambda one: one[0], default=(0, ()))
    return " ".join(pieces) if most else None


def _partings(spelt: str, engine: Reading) -> Iterator[tuple[str, ...]]:
    """Yield the word in two pieces that articles hold, or else in three."""
    ends = range(SHORTEST_PIECE, len(spelt) - SHORTEST_PIECE + 1)
    known = [end for end in ends if _held(spelt[:end], engine)]
    two = [(spelt[:end], spelt[end:]) for end in known if _held(spelt[end:], engine)]
    yield from two
    for end in known if not two else ():
        for last in range(end + SHORTEST_PIECE, len(spelt) - SHORTEST_PIECE + 1):
            if _held(spelt[end:last], engine) and _held(spelt[last:], engine):
                yield spelt[:end], spelt[end:last], spelt[last:]


def _standing(pieces: Sequence[str], engine: Reading) -> int:
    """Return in how many articles the words stand one after the other."""
    languages, nowhere = engine.languages(), Span(0, 0)
    terms = tuple(Term(piece, nowhere, forms(piece, languages)) for piece in pieces)
    phrase = Phrase(" ".join(pieces), nowhere, terms)
    return engine.ranked(phrase, Filters(), sort="relevance", first=0, count=1).total


def _held(word: str, engine: Reading) -> int:
    return engine.frequency(forms(word, engine.languages()))


def _nearest(spelt: str, engine: Reading) -> str | None:
    if len(spelt) < SHORTEST or not spelt.isalpha():
        return None
    near = engine.similar(spelt, CANDIDATES)
    return next((other for other in near if _held(other, engine)), None)


def _written(word: Term | Phrase) -> str:
    """Give the word without the signs around it."""
    return next((word.text[t.start : t.end] for t in typed_tokens(word.text, "")), "")
