"""Sets of documents, as ascending columns: how they are met, joined and taken from one another, and the best of one."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Documents = NDArray[np.uint32]
Scores = NDArray[np.float32]
# What looking one document up in a set costs, in documents that are flagged, and how many of all are cleared for one.
HALVINGS, CLEARED = 64, 8
# From this share of all documents on, sets are joined quicker as one flag for each of them.
MANY = 1 / 32
NOTHING: Documents = np.zeros(0, dtype=np.uint32)


def places(docs: Documents, sought: Documents) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """Give for each of the documents sought its place among `docs`, and whether it is there."""
    if not len(docs):
        return np.zeros(len(sought), dtype=np.int64), np.zeros(len(sought), dtype=np.bool_)
    at = docs.searchsorted(sought)
    at[at == len(docs)] = 0
    return at, docs[at] == sought


def are_in(docs: Documents, sought: Documents, count: int) -> NDArray[np.bool_]:
    """Say of each of the documents sought, out of `count`, whether it is among `docs`."""
    if HALVINGS * len(sought) < len(docs) + count // CLEARED:
        return places(docs, sought)[1]
    return flags(docs, count)[sought]


def meeting(a: Documents, b: Documents, count: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Give the places in each of the documents that both hold, out of `count`."""
    if len(a) > len(b):
        in_b, in_a = meeting(b, a, count)
        return in_a, in_b
    if HALVINGS * len(a) < len(b) + count // CLEARED:
        at, is_there = places(b, a)
        return np.flatnonzero(is_there), at[is_there]
    return np.flatnonzero(flags(b, count)[a]), np.flatnonzero(flags(a, count)[b])


def flags(docs: Documents, count: int) -> NDArray[np.bool_]:
    """Give a flag for each of all documents: whether it is among `docs`."""
    out = np.zeros(count, dtype=np.bool_)
    out[docs] = True
    return out


def both(a: Documents, b: Documents, count: int) -> Documents:
    """Give the documents in both, out of `count`."""
    if len(b) < len(a):
        a, b = b, a
    return a[are_in(b, a, count)]


def without(a: Documents, b: Documents, count: int) -> Documents:
    """Give the documents of the first that are not in the second."""
    return a[~are_in(b, a, count)]


def any_of(parts: Sequence[Documents], count: int, *, least: int = 1) -> Documents:
    """Give the documents, out of `count`, that are in at least so many of the parts."""
    parts = [part for part in parts if len(part)]
    if len(parts) < max(2, least):
        return parts[0] if parts and least <= 1 else NOTHING
    if least <= 1 and sum(map(len, parts)) >= MANY * count:
        out = flags(parts[0], count)
        for part in parts[1:]:
            out[part] = True
        return np.flatnonzero(out).astype(np.uint32)
    docs, times = np.unique(np.concatenate(parts), return_counts=True)
    return docs[times >= least]


def best(scores: NDArray[np.number], count: int) -> NDArray[np.int64]:
    """Give the places of the `count` largest scores, the largest first, equals in their order."""
    likely = _likely(scores, count)
    return likely[np.argsort(-scores[likely], kind="stable")[:count]]


def _likely(scores: NDArray[np.number], count: int) -> NDArray[np.int64]:
    """Give the places of at least the `count` largest scores, and of few that are smaller.

    The threshold is the smallest of the `count` largest maxima of blocks: as many scores are at least as large.
    """
    size = len(scores) // (4 * count) if count else 0
    if size < 8:
        return np.arange(len(scores))
    whole = len(scores) - len(scores) % size
    maxima = scores[:whole].reshape(-1, size).max(axis=1)
    threshold = np.partition(maxima, len(maxima) - count)[len(maxima) - count]
    return np.flatnonzero(scores >= threshold)
