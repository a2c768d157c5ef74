"""A question with a word that no article holds in, the same question with the nearest word that one does out."""

from collections.abc import Iterable

from index.analysis.tokens import folded, forms, typed_tokens
from index.engines.protocol import Reading
from index.tree import Phrase, Term

# Shorter words are near to too many.
SHORTEST = 3
# Words looked at until one is held by an article that is still there.
CANDIDATES = 5


def corrected(text: str, words: Iterable[Term | Phrase], engine: Reading) -> str | None:
    """Give the question with its unknown words put right, None when all are known or nothing is near."""
    out, done = [], 0
    for word in sorted(words, key=lambda w: w.span):
        better = None if isinstance(word, Phrase) or "*" in word.text else _nearest(word, engine)
        if better:
            written = _written(word)
            start = text.index(written, word.span.start)
            out += [text[done:start], better]
            done = start + len(written)
    return "".join([*out, text[done:]]) if out else None


def _nearest(word: Term, engine: Reading) -> str | None:
    spelt = folded(_written(word))
    if len(spelt) < SHORTEST or not spelt.isalpha() or engine.frequency(word.forms):
        return None
    near, languages = engine.similar(spelt, CANDIDATES), engine.languages()
    return next((other for other in near if engine.frequency(forms(other, languages))), None)


def _written(word: Term | Phrase) -> str:
    """Give the word without the signs around it."""
    return next((word.text[t.start : t.end] for t in typed_tokens(word.text, "")), "")
