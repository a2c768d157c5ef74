"""Articles in, a segment of the index out: their words become numbers as they come, and the numbers are sorted."""

from array import array
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from index.analysis import surfaces
from index.article import Article
from index.columns.lists import Lists, inverted, renumbered
from index.columns.packing import Numbers, Places, ranges, starts_of
from index.columns.vocabulary import Vocabulary, ranked
from index.columns.writing import FieldColumns, SegmentWriter
from index.fields import GAP, SPOKEN, Facts, facts, parts

KINDS: dict[str, int] = {name: kind for kind, name in enumerate(SPOKEN)}


class Run:
    """The articles that will make one segment, as numbers; about five bytes for each of their words."""

    def __init__(self) -> None:
        self._vocabulary = Vocabulary()
        self._words, self._lengths, self._kinds, self._parts = array("I"), array("I"), array("B"), array("I")
        self._facts: list[Facts] = []
        self._documents: dict[str, int] = {}

    def __len__(self) -> int:
        return len(self._words)

    def add(self, article: Article) -> None:
        """Add an article; one with the same id that came before is forgotten."""
        number = self._vocabulary.surfaces(article.lang).__getitem__
        before = len(self._lengths)
        for field, text in parts(article):
            found = surfaces(text)
            self._words.extend(map(number, found))
            self._lengths.append(len(found))
            self._kinds.append(KINDS[field])
        self._parts.append(len(self._lengths) - before)
        # Taken out first: the documents stay in the order in which they came.
        self._documents.pop(article.id, None)
        self._documents[article.id] = len(self._facts)
        self._facts.append(facts(article))

    def discard(self, id: str) -> None:
        """Forget the article with this id, if there is one."""
        self._documents.pop(id, None)

    def write(self, path: Path) -> bool:
        """Write the segment to a file, and say whether there was anything to write."""
        kept = list(self._documents.values())
        if not kept:
            return False
        new = np.full(len(self._facts), -1, dtype=np.int64)
        new[kept] = np.arange(len(kept))
        terms, ranks = ranked(self._vocabulary.terms)
        found = ranks[_column(self._vocabulary.term_of)][_column(self._words)]
        tokens = _Tokens.of(found, self._lengths, self._kinds, self._parts)
        with SegmentWriter(path) as writer:
            writer.documents([id.encode() for id in self._documents], [self._facts[i] for i in kept])
            writer.terms(terms)
            for name in SPOKEN:
                lists, lengths = tokens.field(name)
                writer.field(name, (FieldColumns.of(renumbered(lists, new)),), lengths[kept])
            writer.words(*self._held_words(new))
        return True

    def _held_words(self, new: NDArray[np.int64]) -> tuple[list[bytes], Numbers]:
        """Give the unstemmed words, sorted, and how many documents hold each."""
        words, ranks = ranked(self._vocabulary.words)
        documents = np.repeat(_documents(self._parts), _column(self._lengths))
        keys = ranks[_column(self._vocabulary.word_of)[_column(self._words)]].astype(np.uint64) << np.uint64(32)
        keys |= documents.astype(np.uint64)
        keys = keys[new[documents] >= 0]
        keys.sort()
        first = np.ones(len(keys), dtype=np.bool_)
        np.not_equal(keys[1:], keys[:-1], out=first[1:])
        held = np.bincount((keys[first] >> np.uint64(32)).astype(np.int64), minlength=len(words))
        return [word for word, count in zip(words, held, strict=True) if count], held[held > 0].astype(np.uint32)


class _Tokens(NamedTuple):
    """The words of all articles as term numbers, cut into parts: each with its length, its field, its document."""

    terms: Numbers
    lengths: Places
    kinds: NDArray[np.uint8]
    documents: NDArray[np.int64]
    size: int

    @classmethod
    def of(cls, terms: Numbers, lengths: "array[int]", kinds: "array[int]", parts: "array[int]") -> "_Tokens":
        """Put together what a run holds."""
        whole = _column(lengths).astype(np.int64)
        return cls(terms, whole, np.frombuffer(kinds, np.uint8), _documents(parts), len(parts))

    def field(self, name: str) -> tuple[Lists, Numbers]:
        """Give the postings of a field, and the number of words that each document has in it."""
        chosen = np.arange(len(self.kinds)) if name == "text" else np.flatnonzero(self.kinds == KINDS[name])
        lengths, documents = self.lengths[chosen], self.documents[chosen]
        at = ranges(starts_of(self.lengths)[:-1][chosen], lengths)
        starts = starts_of(lengths + GAP)[:-1]
        of_document = np.searchsorted(documents, documents)
        positions = ranges(starts - starts[of_document], lengths).astype(np.uint32)
        lists = inverted(self.terms[at], np.repeat(documents, lengths).astype(np.uint32), positions)
        return lists, np.bincount(documents, weights=lengths, minlength=self.size).astype(np.uint32)


def _column(numbers: "array[int]") -> Numbers:
    return np.frombuffer(numbers, dtype=np.uint32)


def _documents(parts: "array[int]") -> NDArray[np.int64]:
    """Give the document of each part."""
    return np.repeat(np.arange(len(parts)), _column(parts))
