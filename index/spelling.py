"""A question with a word that no article holds in, the same question with the nearest word that one does out."""

from collections.abc import Iterable
from difflib import get_close_matches

from index.analysis import folded
from index.engine import Engine
from index.tree import Phrase, Term

# Letters that a mistyped word is taken to begin with rightly, and how many words beginning so are looked at.
FIRST_LETTERS = 2
CANDIDATES = 2_000
# difflib's ratio, 2 * matching letters / all letters: one wrong letter in a word of five gives 0.8.
NEAR_ENOUGH = 0.77


def corrected(text: str, words: Iterable[Term | Phrase], engine: Engine) -> str | None:
    """Give the question with its unknown words put right, None when all are known or nothing is near."""
    out, done = [], 0
    for word in sorted(words, key=lambda w: w.span):
        better = None if isinstance(word, Phrase) else _nearest(word, engine)
        if better:
            out += [text[done : word.span.start], better]
            done = word.span.end
    return "".join([*out, text[done:]]) if out else None


def _nearest(word: Term, engine: Engine) -> str | None:
    spelt = folded(word.text)
    if len(spelt) <= FIRST_LETTERS or not spelt.isalpha() or engine.frequency(word.forms):
        return None
    candidates = engine.expansions(spelt[:FIRST_LETTERS], CANDIDATES)
    return next(iter(get_close_matches(spelt, candidates, n=1, cutoff=NEAR_ENOUGH)), None)
