"""Where each term stands, as columns: from the tokens of articles, or from other lists put together."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index.engines.columns.bounds import check_count
from index.engines.columns.packing import Bytes, Numbers, Places, joined, packed, ranges, starts_of, unpacked

LOW = np.uint64(0xFFFFFFFF)


@dataclass(frozen=True, slots=True)
class Lists:
    """The postings of some terms, one term after the other, their documents and positions ascending.

    For each term: its number in `terms` and how many documents hold it in `held`. For each posting: the document in
    `docs` and how often the term stands in it in `times`. For each time: the place of the word in `positions`.
    """

    terms: Numbers
    held: Places
    docs: Numbers
    times: Places
    positions: Numbers


def inverted(terms: Numbers, docs: Numbers, positions: Numbers) -> Lists:
    """Give the lists of tokens that come by document and position."""
    order = _order(terms)
    terms, docs, positions = terms[order], docs[order], positions[order]
    is_term, is_doc = _changes(terms), _changes(docs)
    is_posting = is_term | is_doc
    first = np.flatnonzero(is_posting)
    times = np.diff(np.append(first, len(terms)))
    of_term = np.flatnonzero(is_term[first])
    return Lists(terms[first][of_term], np.diff(np.append(of_term, len(first))), docs[first], times, positions)


def merged(parts: Sequence[Lists]) -> Lists:
    """Give one set of lists for several whose documents ascend from one to the next, and whose terms are the same."""
    terms = np.concatenate([np.repeat(p.terms, p.held) for p in parts])
    docs, times = np.concatenate([p.docs for p in parts]), np.concatenate([p.times for p in parts])
    positions = np.concatenate([p.positions for p in parts])
    order = _order(terms)
    positions = positions[ranges(starts_of(times)[:-1][order], times[order])]
    terms = terms[order]
    first = np.flatnonzero(_changes(terms))
    return Lists(terms[first], np.diff(np.append(first, len(terms))), docs[order], times[order], positions)


def renumbered(lists: Lists, docs: NDArray[np.int64]) -> Lists:
    """Give the lists with each document's new number, without the documents whose new number is below 0."""
    new = docs[lists.docs]
    kept = new >= 0
    if kept.all():
        return Lists(lists.terms, lists.held, new.astype(np.uint32), lists.times, lists.positions)
    held = np.add.reduceat(kept, starts_of(lists.held)[:-1], dtype=np.int64) if len(kept) else lists.held
    positions = lists.positions[np.repeat(kept, lists.times)]
    some = held > 0
    return Lists(lists.terms[some], held[some], new[kept].astype(np.uint32), lists.times[kept], positions)


def packed_lists(lists: Lists) -> tuple[Bytes, Places]:
    """Give the bytes of the lists, and where each term's start: its documents, its times less one, its positions."""
    docs = _differences(lists.docs, starts_of(lists.held))
    positions = _differences(lists.positions, starts_of(lists.times))
    counts = np.add.reduceat(lists.times, starts_of(lists.held)[:-1]) if len(lists.terms) else lists.held
    times = (lists.times - 1).astype(np.uint32)
    return joined([packed(docs, lists.held), packed(times, lists.held), packed(positions, counts)])


def unpacked_lists(blob: Bytes, places: Places, terms: Numbers, held: Places) -> Lists:
    """Give the lists of these terms, which start at these places."""
    docs, places = unpacked(blob, places, held)
    times, places = unpacked(blob, places, held)
    stands = times.astype(np.int64) + 1
    counts = np.add.reduceat(stands, starts_of(held)[:-1]) if len(terms) else held
    check_count(int(counts.sum()), len(stands), len(blob))
    positions, _ = unpacked(blob, places, counts)
    return Lists(terms, held, summed(docs, starts_of(held)), stands, summed(positions, starts_of(stands)))


def summed(differences: Numbers, starts: Places) -> Numbers:
    """Give each list's running sums."""
    # Modulo 2**32 throughout: what overflows before the subtraction comes back after it.
    sums = np.cumsum(differences, dtype=np.uint32)
    before = np.concatenate((np.zeros(1, dtype=np.uint32), sums))[starts[:-1]]
    sums -= np.repeat(before, np.diff(starts))
    return sums


def _differences(values: Numbers, starts: Places) -> Numbers:
    """Give each value less the one before it in its list, the first one as it is."""
    out = values.copy()
    out[1:] -= values[:-1]
    out[starts[:-1]] = values[starts[:-1]]
    return out


def _order(terms: Numbers) -> NDArray[np.int64]:
    """Give the order that sorts by term and leaves what has the same one as it comes."""
    # Sorting whole numbers with their place in the low half is several times as fast as a stable sort of places.
    keys = terms.astype(np.uint64) << np.uint64(32)
    keys |= np.arange(len(terms), dtype=np.uint64)
    keys.sort()
    keys &= LOW
    return keys.astype(np.int64)


def _changes(column: Numbers) -> NDArray[np.bool_]:
    """Say of each value whether it differs from the one before it."""
    changes = np.ones(len(column), dtype=np.bool_)
    np.not_equal(column[1:], column[:-1], out=changes[1:])
    return changes
