"""The segments of one generation in, the whole index out: its documents numbered through, and counted over all."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache, partial

import numpy as np
from numpy.typing import NDArray

from index.columns.segment import Segment


@dataclass(frozen=True)
class Snapshot:
    """Segments that are searched as one. A document's number is its number in its segment and the segment's base."""

    segments: Sequence[Segment]

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

    def length(self, field: str) -> int:
        """Give the words of all documents in a field."""
        return sum(segment.fields[field].length for segment in self.segments)

    @cached_property
    def held(self) -> Callable[[str, bytes], int]:
        """What counts the documents that hold a term in a field; each segment asks it for the same."""
        return lru_cache(maxsize=4096)(partial(_held, self.segments))

    def id(self, document: int) -> bytes:
        """Give the id of a document."""
        segment, number = self.place(document)
        return segment.ids[number]

    def place(self, document: int) -> tuple[Segment, int]:
        """Give the segment of a document, and its number there."""
        which = int(np.searchsorted(self.bases, document, side="right")) - 1
        return self.segments[which], document - self.bases[which]

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

    @cached_property
    def languages(self) -> tuple[str, ...]:
        """The languages of the documents that are not deleted, the commonest first; "" is that of those without one."""
        counted: Counter[str] = Counter()
        for segment in self.segments:
            alive = np.arange(len(segment)) if segment.dead is None else np.flatnonzero(~segment.dead)
            counted.update(segment.facts["lang"].counted(alive))
        return tuple(sorted(counted, key=lambda lang: (-counted[lang], lang)))


def _held(segments: Sequence[Segment], field: str, term: bytes) -> int:
    return sum(segment.held(field, term) for segment in segments)


def _largest(values: NDArray[np.unsignedinteger], count: int) -> Iterable[int]:
    if len(values) <= count:
        return range(len(values))
    chosen: list[int] = np.argpartition(values, len(values) - count)[len(values) - count :].tolist()
    return chosen
