"""Segments in, one segment out with their documents in order, without the deleted ones; some terms at a time."""

from collections.abc import Iterable, Iterator, Sequence
from heapq import merge
from itertools import groupby, pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.analysis.fields import FACTS, SPOKEN, Facts
from index.analysis.tokens import form
from index.engines.columns.lists import Lists, merged, renumbered
from index.engines.columns.packing import Numbers, Places
from index.engines.columns.segment import Segment
from index.engines.columns.strings import Strings
from index.engines.columns.texts import TextColumns
from index.engines.columns.writing import FieldColumns, SegmentWriter

# Packed bytes of postings that are merged at once; unpacked and sorted they take some thirty times as much.
MOST_BYTES = 3_000_000


def merge_segments(segments: Sequence[Segment], path: Path) -> bool:
    """Write the segments as one to the path, and say whether any document is left."""
    alive = [segment.left() for segment in segments]
    if not sum(map(len, alive)):
        return False
    new = _new_numbers(segments, alive)
    terms, numbers = _merged_strings([s.terms for s in segments], [_living(s) for s in segments])
    with SegmentWriter(path) as writer:
        writer.documents(
            [s.ids[i] for s, own in zip(segments, alive, strict=True) for i in own.tolist()],
            [fact for s, own in zip(segments, alive, strict=True) for fact in _facts(s, own)],
        )
        writer.terms(terms)
        for name in SPOKEN:
            lengths = np.concatenate([s.fields[name].lengths[own] for s, own in zip(segments, alive, strict=True)])
            writer.field(name, _pieces(segments, name, numbers, new), lengths.astype(np.uint32))
        writer.words(*_words(segments, set(terms)))
        writer.texts(TextColumns.joined([s.texts.some(own) for s, own in zip(segments, alive, strict=True)]))
    return True


def _new_numbers(segments: Sequence[Segment], alive: Sequence[NDArray[np.int64]]) -> list[NDArray[np.int64]]:
    """Give for each segment the new numbers of its documents, -1 for the deleted ones."""
    found, base = [], 0
    for segment, own in zip(segments, alive, strict=True):
        new = np.full(len(segment), -1, dtype=np.int64)
        new[own] = np.arange(base, base + len(own))
        found.append(new)
        base += len(own)
    return found


def _living(segment: Segment) -> NDArray[np.bool_]:
    """Say of each term of the segment whether a document that is not deleted holds it."""
    if segment.dead is None:
        return np.ones(len(segment.terms), dtype=np.bool_)
    living = np.zeros(len(segment.terms), dtype=np.bool_)
    # The text holds what all other fields do.
    field = segment.fields["text"]
    for first, end in pairwise(_edges([field.terms], [field.sizes()])):
        a, b = field.terms.searchsorted(np.array([first, end], dtype=np.uint32)).tolist()
        docs, starts = field.documents(a, b)
        living[field.terms[a:b]] = np.logical_or.reduceat(~segment.dead[docs], starts[:-1]) if a < b else False
    return living


def _merged_strings(parts: Sequence[Strings], living: Sequence[NDArray[np.bool_]]) -> tuple[list[bytes], list[Numbers]]:
    """Give all living strings sorted, each once, and for each part the new numbers of its own.

    The numbers go up; that of a string which is not living stands for no string.
    """
    together: list[bytes] = []
    numbers = [np.empty(len(part), dtype=np.uint32) for part in parts]
    lives = [flags.tolist() for flags in living]
    marked = merge(*([(string, which, i) for i, string in enumerate(part)] for which, part in enumerate(parts)))
    for string, which, i in marked:
        if not lives[which][i]:
            numbers[which][i] = len(together)
            continue
        if not together or together[-1] != string:
            together.append(string)
        numbers[which][i] = len(together) - 1
    return together, numbers


def _pieces(
    segments: Sequence[Segment], name: str, numbers: Sequence[Numbers], new: Sequence[NDArray[np.int64]]
) -> Iterator[FieldColumns]:
    """Give the merged postings of a field, some terms at a time."""
    rows = [numbers[i][s.fields[name].terms] for i, s in enumerate(segments)]
    edges = _edges(rows, [s.fields[name].sizes() for s in segments])
    for first, end in pairwise(edges):
        parts = []
        for segment, terms, own in zip(segments, rows, new, strict=True):
            a, b = terms.searchsorted(np.array([first, end], dtype=np.uint32)).tolist()
            lists = segment.fields[name].lists(a, b)
            parts.append(renumbered(Lists(terms[a:b], lists.held, lists.docs, lists.times, lists.positions), own))
        yield FieldColumns.of(merged(parts))


def _edges(rows: Sequence[Numbers], sizes: Sequence[Places]) -> list[int]:
    """Give the terms at which to cut, so that what lies between two holds few enough bytes or is one term."""
    terms = np.concatenate(rows) if rows else np.zeros(0, dtype=np.uint32)
    if not len(terms):
        return [0]
    bytes_of = np.bincount(terms, weights=np.concatenate(sizes)).cumsum()
    edges = [0]
    while edges[-1] < len(bytes_of):
        before = bytes_of[edges[-1] - 1] if edges[-1] else 0
        edges.append(max(edges[-1] + 1, int(np.searchsorted(bytes_of, before + MOST_BYTES, side="right"))))
    return edges


def _facts(segment: Segment, alive: NDArray[np.int64]) -> Iterator[Facts]:
    values = {name: list(map(_text, segment.facts[name].values)) for name in FACTS}
    columns = {name: (segment.facts[name].starts.tolist(), segment.facts[name].codes.tolist()) for name in FACTS}
    for i in alive.tolist():
        own = {}
        for name, (starts, codes) in columns.items():
            own[name] = tuple(values[name][code] for code in codes[starts[i] : starts[i + 1]])
        day, title = int(segment.days[i]), _text(segment.titles[int(segment.title_of[i])])
        links, group = int(segment.link_percents[i]), int(segment.groups[i])
        yield Facts(own["lang"][0], own["site"][0], own["tag"], own["author"], day, title, links, group)


def _words(segments: Sequence[Segment], terms: set[bytes]) -> tuple[list[bytes], Numbers]:
    """Give the words and their counts added up, without those whose last document is gone."""
    langs = sorted({_text(lang) for s in segments for lang in s.facts["lang"].values})
    counted = merge(*(zip(s.words, s.word_held.tolist(), strict=True) for s in segments))
    found = [(word, sum(held for _, held in same)) for word, same in groupby(counted, key=lambda pair: pair[0])]
    if any(s.dead is not None for s in segments):
        found = [(word, held) for word, held in found if _is_held(_text(word), langs, terms)]
    return [word for word, _ in found], np.array([held for _, held in found], dtype=np.uint32)


def _is_held(word: str, langs: Iterable[str], terms: set[bytes]) -> bool:
    return any(form(word, lang).encode("utf-8", "surrogatepass") in terms for lang in langs)


def _text(string: bytes) -> str:
    return string.decode("utf-8", "surrogatepass")
