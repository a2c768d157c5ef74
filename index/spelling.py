"""A question with a word that no article holds in, the same question with words that some hold instead out."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from index.analysis import folded, forms, typed_tokens
from index.article import Span
from index.engine import Reading
from index.tree import Filters, Phrase, Term

# Shorter words are near to too many.
SHORTEST = 3
# Words looked at until one is held by an article that is still there.
CANDIDATES = 5
# Letters of a word that may be several ones written together, and of each of these; how many of them are tried.
SHORTEST_TOGETHER, LONGEST_TOGETHER, SHORTEST_PIECE, MOST_TRIED = 5, 40, 2, 8


def corrected(text: str, words: Iterable[Term | Phrase], engine: Reading) -> str | None:
    """Give the question with its unknown words put right, None when all are known or nothing is near.

    Two words that are one in the library are joined, one that is two or three there is parted, before letters change.
    """
    terms = {word.span: word for word in sorted(words, key=lambda w: w.span) if isinstance(word, Term)}
    ordered = [word for word in terms.values() if "*" not in word.text]
    beside = {one: other for one, other in pairwise(ordered) if is_side_by_side(text, one.span, other.span)}
    out, done = [], 0
    for word in ordered:
        start = text.find(_written(word), word.span.start)
        if start < done:
            continue
        better, end = _mended(word, beside.get(word), engine)
        if better:
            out += [text[done:start], better]
            done = end or start + len(_written(word))
    return "".join([*out, text[done:]]) if out else None


def _mended(word: Term, other: Term | None, engine: Reading) -> tuple[str | None, int]:
    """Give a word put right, and where the other ends that it takes in, 0 for none."""
    is_known = engine.frequency(word.forms) > 0
    if other and not (is_known and engine.frequency(other.forms)) and (joined := _joined(word, other, engine)):
        return joined, other.span.end
    return (None if is_known else _parted(word, engine) or _nearest(word, engine)), 0


def is_side_by_side(text: str, one: Span, other: Span) -> bool:
    """Return whether nothing but a space stands between two places."""
    return text[one.end : other.start] == " "


def _joined(word: Term, other: Term, engine: Reading) -> str | None:
    """Give two words as the one that articles hold: football."""
    together = folded(_written(word) + _written(other))
    is_word = len(together) >= SHORTEST_PIECE and together.isalnum() and not together.isdecimal()
    return together if is_word and engine.frequency(forms(together, engine.languages())) else None


def _parted(word: Term, engine: Reading) -> str | None:
    """Give a word as those that stand side by side in most articles: blood pressure."""
    spelt = folded(_written(word))
    if not SHORTEST_TOGETHER <= len(spelt) <= LONGEST_TOGETHER or not spelt.isalpha():
        return None
    likely = sorted(_partings(spelt, engine), key=lambda pieces: -min(_held(piece, engine) for piece in pieces))
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


def _nearest(word: Term, engine: Reading) -> str | None:
    spelt = folded(_written(word))
    if len(spelt) < SHORTEST or not spelt.isalpha():
        return None
    near = engine.similar(spelt, CANDIDATES)
    return next((other for other in near if _held(other, engine)), None)


def _written(word: Term | Phrase) -> str:
    """Give the word without the signs around it."""
    return next((word.text[t.start : t.end] for t in typed_tokens(word.text, "")), "")
