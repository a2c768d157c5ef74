"""Articles in, a segment of the index out: their words become numbers as they come, and the numbers are sorted."""

from array import array
from collections.abc import Iterable
from itertools import compress
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from index.analysis.fields import GAP, SPOKEN, Facts, facts, named_words, parents, parts
from index.analysis.tokens import surfaces
from index.article import Article
from index.engines.columns.found import flags
from index.engines.columns.lists import Lists, inverted
from index.engines.columns.packing import Numbers, Places, ranges, starts_of
from index.engines.columns.texts import TextColumns
from index.engines.columns.vocabulary import Vocabulary, ranked
from index.engines.columns.writing import FieldColumns, SegmentWriter

KINDS: dict[str, int] = {name: kind for kind, name in enumerate(SPOKEN)}
# Words of a name that are counted.
MOST_NAMED = 255


class Run:
    """The articles that will make one segment, as numbers; about five bytes for each of their words."""

    def __init__(self) -> None:
        self._vocabulary = Vocabulary()
        self._words, self._lengths, self._kinds, self._parts = array("I"), array("I"), array("B"), array("I")
        self._named, self._parents, self._sections = array("B"), array("I"), array("I")
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
        self._named.extend(min(words, MOST_NAMED) for words in named_words(article))
        self._parents.extend(parents(article))
        self._sections.append(len(article.sections))
        # Taken out first: the documents stay in the order in which they came.
        self._documents.pop(article.id, None)
        self._documents[article.id] = len(self._facts)
        self._facts.append(facts(article))

    def ids(self) -> tuple[str, ...]:
        """Give the ids of the articles."""
        return tuple(self._documents)

    def write(self, path: Path) -> bool:
        """Write the segment to a file, and say whether there was anything to write."""
        if not self._documents:
            return False
        tokens, vocabulary = self._kept_tokens(), self._vocabulary
        terms, of_terms = _used(vocabulary.terms, vocabulary.term_of, tokens.words)
        with SegmentWriter(path) as writer:
            writer.documents(
                [id.encode() for id in self._documents], [self._facts[i] for i in self._documents.values()]
            )
            writer.terms(terms)
            for name in SPOKEN:
                lists, lengths = tokens.field(name, of_terms)
                writer.field(name, (FieldColumns.of(lists),), lengths)
            words, of_words = _used(vocabulary.words, vocabulary.word_of, tokens.words)
            writer.words(words, tokens.held(of_words, len(words)))
            writer.texts(self._texts(tokens))
        return True

    def _texts(self, tokens: "_Tokens") -> TextColumns:
        """Give what the texts of the articles that are not forgotten are, and how they lie in sections."""
        kept = self._is_kept()
        parts, sections = _column(self._parts).astype(np.int64), _column(self._sections).astype(np.int64)
        return TextColumns(
            starts=starts_of(parts[kept]),
            lengths=tokens.lengths,
            is_heading=tokens.kinds == KINDS["headings"],
            named=np.frombuffer(self._named, np.uint8)[np.repeat(kept, parts)],
            sections=starts_of(sections[kept]),
            parents=_column(self._parents)[np.repeat(kept, sections)],
        )

    def _is_kept(self) -> NDArray[np.bool_]:
        """Say of each article that was added whether it is not forgotten."""
        return flags(np.array(list(self._documents.values()), dtype=np.uint32), len(self._parts))

    def _kept_tokens(self) -> "_Tokens":
        """Give the words of the articles that are not forgotten."""
        parts, lengths = _column(self._parts).astype(np.int64), _column(self._lengths).astype(np.int64)
        kinds, words = np.frombuffer(self._kinds, np.uint8), _column(self._words)
        if len(self._documents) < len(parts):
            is_kept = self._is_kept()
            of_parts = np.repeat(is_kept, parts)
            words = words[np.repeat(of_parts, lengths)]
            parts, lengths, kinds = parts[is_kept], lengths[of_parts], kinds[of_parts]
        return _Tokens(words, lengths, kinds, np.repeat(np.arange(len(parts)), parts), len(parts))


class _Tokens(NamedTuple):
    """The words of all articles as numbers, cut into parts: each with its length, its field, its document."""

    words: Numbers
    lengths: Places
    kinds: NDArray[np.uint8]
    documents: NDArray[np.int64]
    size: int

    def field(self, name: str, terms: Numbers) -> tuple[Lists, Numbers]:
        """Give the postings of a field by the terms of all words, and how many words each document has in it."""
        chosen = np.arange(len(self.kinds)) if name == "text" else np.flatnonzero(self.kinds == KINDS[name])
        lengths, documents = self.lengths[chosen], self.documents[chosen]
        at = ranges(starts_of(self.lengths)[:-1][chosen], lengths)
        starts = starts_of(lengths + GAP)[:-1]
        of_document = np.searchsorted(documents, documents)
        positions = ranges(starts - starts[of_document], lengths).astype(np.uint32)
        lists = inverted(terms[at], np.repeat(documents, lengths).astype(np.uint32), positions)
        return lists, np.bincount(documents, weights=lengths, minlength=self.size).astype(np.uint32)

    def held(self, strings: Numbers, count: int) -> Numbers:
        """Give how many documents hold each of so many strings, by the strings of all words."""
        keys = strings.astype(np.uint64) << np.uint64(32)
        keys |= np.repeat(self.documents, self.lengths).astype(np.uint64)
        keys.sort()
        first = np.ones(len(keys), dtype=np.bool_)
        np.not_equal(keys[1:], keys[:-1], out=first[1:])
        return np.bincount((keys[first] >> np.uint64(32)).astype(np.int64), minlength=count).astype(np.uint32)


def _used(strings: Iterable[str], of_surfaces: "array[int]", words: Numbers) -> tuple[list[bytes], Numbers]:
    """Give the strings that stand for any of the words, sorted, and for each word the number of its own."""
    known, ranks = ranked(strings)
    numbers = ranks[_column(of_surfaces)][words]
    is_used = np.zeros(len(known), dtype=np.bool_)
    is_used[numbers] = True
    if is_used.all():
        return known, numbers
    return list(compress(known, is_used)), (np.cumsum(is_used, dtype=np.uint32) - np.uint32(1))[numbers]


def _column(numbers: "array[int]") -> Numbers:
    return np.frombuffer(numbers, dtype=np.uint32)
