"""A mistyped word and words that there are in, those that it may have been meant for out, the nearest first."""

from collections.abc import Mapping
from heapq import nsmallest

from rapidfuzz.distance import OSA

# Letters up to which a word is taken to have one wrong at most; longer ones may have two.
SHORT = 5


def edits(word: str) -> int:
    """Give how many letters of the word may be wrong, missing or too many; two that are swapped count once."""
    return 1 if len(word) <= SHORT else 2


def nearest(word: str, counted: Mapping[str, int], limit: int) -> tuple[str, ...]:
    """Give the words near enough, of equally near ones those that begin alike, and then the commonest, first."""
    most = edits(word)
    far = {other: OSA.distance(word, other, score_cutoff=most) for other in counted}
    near = (other for other, distance in far.items() if distance <= most)
    return tuple(nsmallest(limit, near, key=lambda o: (far[o], o[:1] != word[:1], -counted[o], o)))
