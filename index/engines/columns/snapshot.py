"""The segments of one generation in, the whole index out: its documents numbered through, and counted over all."""

import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache, partial
from heapq import merge

import numpy as np
from numpy.typing import NDArray

from index.engines.columns.duplicates import GroupCodes, group_codes
from index.engines.columns.found import best
from index.engines.columns.segment import Segment
from index.engines.columns.strings import Strings, united


@dataclass(frozen=True)
class Snapshot:
    """Segments that are searched as one. A document's number is its number in its segment and the segment's base."""

    segments: Sequence[Segment]
    # Of each fact that was counted: all values, and which of them those of each segment are.
    _values: dict[str, tuple[Strings | list[bytes], list[NDArray[np.int64]]]] = field(default_factory=dict)

    @cached_property
    def bases(self) -> tuple[int, ...]:
        """The number of the first document of each segment."""
        return tuple(sum(map(len, self.segments[:i])) for i in range(len(self.segments)))

    @cached_property
    def documents(self) -> int:
        """The number of documents, deleted ones too: until they are merged away they count in all statistics."""
        return sum(map(len, self.segments))

    @cached_property
    def alive(self) -> int:
        """The number of documents that are not deleted."""
        return sum(segment.alive for segment in self.segments)

    @cached_property
    def sections(self) -> int:
        """The number of sections of all documents."""
        return sum(len(segment.texts.parents) for segment in self.segments)

    def ids(self) -> Iterator[bytes]:
        """Yield the ids of the documents that are not deleted, ascending."""
        return merge(*(segment.ascending_ids() for segment in self.segments))

    @cached_property
    def groups(self) -> list[GroupCodes]:
        """Of each segment, the groups of the documents that have the same text as others; empty where none have."""
        return group_codes([segment.groups for segment in self.segments])

    def length(self, name: str) -> int:
        """Give the words of all documents in a field."""
        return sum(segment.fields[name].length for segment in self.segments)

    @cached_property
    def held(self) -> Callable[[str, bytes], int]:
        """What counts the documents that hold a term in a field; each segment asks it for the same."""
        return lru_cache(maxsize=4096)(partial(_held, self.segments))

    def living(self, field: str, term: bytes) -> int:
        """Count the documents that hold a term in a field, of a rare one without those that are deleted."""
        return sum(segment.living(field, term) for segment in self.segments)

    def expansions(self, prefix: bytes, limit: int) -> tuple[bytes, ...]:
        """Give the unstemmed words that begin so, the commonest first and at most `limit`."""
        counted: dict[bytes, int] = {}
        for segment in self.segments:
            rows = segment.words.beginning(prefix)
            held = segment.word_held[rows.start : rows.stop]
            # Whatever is among the commonest of all is so in one of the segments, or nearly so in several.
            for row in _largest(held, 4 * limit):
                word = segment.words[rows.start + row]
                counted[word] = counted.get(word, 0) + int(held[row])
        return tuple(sorted(counted, key=lambda word: (-counted[word], word))[:limit])

    def near(self, word: str, edits: int) -> dict[str, int]:
        """Give the unstemmed words at most so many edits away, and how many documents hold each."""
        counted: dict[str, int] = {}
        for segment in self.segments:
            for number, text in segment.near("words", word, edits):
                counted[text] = counted.get(text, 0) + int(segment.word_held[number])
        return counted

    def counted(
        self,
        name: str,
        found: Sequence[NDArray[np.integer]],
        limit: int = sys.maxsize,
        *,
        folded: Sequence[NDArray[np.integer]] = (),
    ) -> dict[str, int]:
        """Count how many of the documents found in each segment have each value of a fact, the commonest first.

        Of equally common ones the smaller comes first; at most `limit` are given. Of each segment, those `folded` stand
        behind one found that has their text: what only they have counts once for each group.
        """
        if name not in self._values:
            self._values[name] = united([segment.facts[name].values for segment in self.segments])
        values, numbers = self._values[name]
        counts = np.zeros(len(values), dtype=np.int64)
        for segment, documents, own in zip(self.segments, found, numbers, strict=True):
            counts[own] += segment.facts[name].counts(documents)
        if any(map(len, folded)):
            behind, before = self._pairs(name, folded), self._pairs(name, found)
            counts += np.bincount(np.setdiff1d(behind, before) % len(values), minlength=len(values))
        there = counts.nonzero()[0]
        chosen = there[best(counts[there], limit)].tolist()
        return {values[number].decode("utf-8", "surrogatepass"): int(counts[number]) for number in chosen}

    def _pairs(self, name: str, found: Sequence[NDArray[np.integer]]) -> NDArray[np.int64]:
        """Give the values of a fact that the documents found have whose text others have, each for its group.

        A number stands for both: the code of the group, times how many values there are, and the number of the value.
        """
        values, numbers = self._values[name]
        pairs = [np.zeros(0, dtype=np.int64)]
        for segment, groups, documents, own in zip(self.segments, self.groups, found, numbers, strict=True):
            grouped = documents[groups[documents] > 0]
            at, codes = segment.facts[name].pairs(grouped)
            pairs.append(groups[grouped][at].astype(np.int64) * len(values) + own[codes])
        return np.concatenate(pairs)

    @cached_property
    def languages(self) -> tuple[str, ...]:
        """The languages of the documents that are not deleted, the commonest first; "" is that of those without one."""
        return tuple(self.counted("lang", [segment.left() for segment in self.segments]))


def _held(segments: Sequence[Segment], field: str, term: bytes) -> int:
    return sum(segment.held(field, term) for segment in segments)


def _largest(values: NDArray[np.unsignedinteger], count: int) -> Iterable[int]:
    if len(values) <= count:
        return range(len(values))
    chosen: list[int] = np.argpartition(values, len(values) - count)[len(values) - count :].tolist()
    return chosen
