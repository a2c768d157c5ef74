"""A file of columns in, an immutable part of the index out: the terms of its articles, their postings and facts."""

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import OSA

from index.analysis.fields import FACTS, SPOKEN
from index.engines.columns.bounds import check_ascending, check_below, check_columns, check_count
from index.engines.columns.file import ColumnsFile
from index.engines.columns.found import Documents
from index.engines.columns.likeness import Masks, candidates, masks
from index.engines.columns.lists import Lists, summed, unpacked_lists
from index.engines.columns.packing import Numbers, PackedList, Places, ranges, starts_of, unpacked
from index.engines.columns.strings import Strings
from index.engines.columns.texts import TextColumns

# A term held by no more documents costs little to be looked up in each of them.
RARE = 100
# The bytes of a letter in UTF-8, at most.
MAX_LETTER_BYTES = 4


class Postings(NamedTuple):
    """The documents that hold a term, ascending; how often it stands in each; and its positions, still packed."""

    docs: Numbers
    times: Numbers
    positions: Callable[[], PackedList]


class Field:
    """A searched field: the postings of its terms, and how many words each document has in it."""

    def __init__(self, file: ColumnsFile, name: str) -> None:
        self.terms: Numbers = file[f"{name}.terms"]
        self.held: Numbers = file[f"{name}.held"]
        self.lengths: NDArray[np.unsignedinteger] = file[f"{name}.lengths"]
        self._starts: NDArray[np.unsignedinteger] = file[f"{name}.starts"]
        self._postings = file[f"{name}.postings"]

    @cached_property
    def length(self) -> int:
        """The words of all documents together."""
        return int(self.lengths.sum(dtype=np.int64))

    def row(self, term: int | None) -> int | None:
        """Give the row of a term in this field's columns, None where no document holds it here."""
        if term is None:
            return None
        row = int(self.terms.searchsorted(np.uint32(term)))
        return row if row < len(self.terms) and self.terms[row] == term else None

    def postings(self, row: int) -> Postings:
        """Give the documents of the term in this row, and how often it stands in each."""
        count = int(self.held[row])
        if count > len(self.lengths):
            raise ValueError("a term is held by more documents than there are")
        docs = PackedList.at(self._postings, int(self._starts[row]), count)
        packed = PackedList.at(self._postings, docs.end, count)
        times = packed.all() + np.uint32(1)
        return Postings(docs.all().cumsum(dtype=np.uint32), times, lambda: self._positions(packed.end, times))

    def _positions(self, place: int, times: Numbers) -> PackedList:
        count = int(times.sum(dtype=np.int64))
        check_count(count, len(times), len(self._postings))
        return PackedList.at(self._postings, place, count)

    def lists(self, first: int, end: int) -> Lists:
        """Give the postings of the terms in these rows."""
        rows = slice(first, end)
        places, counts = self._starts[rows].astype(np.int64), self._counts(first, end)
        return unpacked_lists(self._postings, places, self.terms[rows], counts)

    def documents(self, first: int, end: int) -> tuple[Numbers, Places]:
        """Give the documents of the terms in these rows, one term after the other, and where each term's start."""
        places, counts = self._starts[first:end].astype(np.int64), self._counts(first, end)
        starts = starts_of(counts)
        return summed(unpacked(self._postings, places, counts)[0], starts), starts

    def _counts(self, first: int, end: int) -> Places:
        """Return how many documents hold each of the terms in these rows."""
        counts = self.held[first:end].astype(np.int64)
        if len(counts) and not 0 <= int(counts.min()) <= int(counts.max()) <= len(self.lengths):
            raise ValueError("a term is held by more documents than there are")
        check_count(int(counts.sum()), len(counts), len(self._postings))
        return counts

    def sizes(self) -> Places:
        """Give the packed bytes of each term's postings."""
        check_ascending(self._starts)
        starts = self._starts.astype(np.int64)
        return starts[1:] - starts[:-1]


def stands(postings: Postings, which: Places) -> tuple[Numbers, Places]:
    """Give the positions in the documents of these postings, one after the other, and how many each has."""
    starts, counts = starts_of(postings.times)[which], postings.times[which].astype(np.int64)
    return summed(postings.positions().some(ranges(starts, counts)), starts_of(counts)), counts


@dataclass(frozen=True)
class Fact:
    """A fact of each document: the codes of its values one after the other, and the values, sorted."""

    starts: NDArray[np.unsignedinteger]
    codes: NDArray[np.unsignedinteger]
    values: Strings

    @cached_property
    def by_key(self) -> dict[str, list[int]]:
        """The codes of the values by their key: the value without case."""
        found: dict[str, list[int]] = {}
        for code, value in enumerate(self.values):
            found.setdefault(value.decode("utf-8", "surrogatepass").casefold(), []).append(code)
        return found

    def having(self, keys: Iterable[str]) -> Documents:
        """Give the documents that have a value with any of these keys, ascending."""
        codes = [code for key in keys for code in self.by_key.get(key, ())]
        at = np.flatnonzero(np.isin(self.codes, codes)) if codes else np.zeros(0, dtype=np.int64)
        documents = at if self.is_single else np.unique(np.searchsorted(self.starts, at, side="right") - 1)
        return documents.astype(np.uint32)

    def stated(self) -> Documents:
        """Give the documents that have a value that is not empty, ascending."""
        return self.having(key for key in self.by_key if key)

    @cached_property
    def is_single(self) -> bool:
        """Whether every document has just one value."""
        check_ascending(self.starts)
        check_below(self.codes, len(self.values))
        return len(self.codes) == len(self.starts) - 1 and bool((np.diff(self.starts.astype(np.int64)) == 1).all())

    def counts(self, documents: NDArray[np.integer]) -> NDArray[np.int64]:
        """Count by code how many of the documents have each value."""
        if (self.is_single and len(self.values) == 1) or not len(self.codes):
            # Most libraries have one language, and many no tags: nothing is to be looked up.
            return np.full(len(self.values), len(documents) if len(self.codes) else 0, dtype=np.int64)
        if self.is_single:
            codes = self.codes[documents]
        else:
            first = self.starts[documents].astype(np.int64)
            codes = self.codes[ranges(first, self.starts[documents + 1] - first)]
        return np.bincount(codes, minlength=len(self.values))

    def pairs(self, documents: NDArray[np.integer]) -> tuple[Places, NDArray[np.unsignedinteger]]:
        """Give the values of the documents by code, and for each the place of its document among them."""
        first = self.starts[documents].astype(np.int64)
        counts = self.starts[documents + 1] - first
        return np.repeat(np.arange(len(documents)), counts), self.codes[ranges(first, counts)]


class Segment:
    """A part of the index. `dead` says of each document whether it is deleted; None: none is."""

    def __init__(self, path: Path, dead: NDArray[np.bool_] | None = None) -> None:
        """Open the segment. Raises LibraryDamaged."""
        self.path = path
        self.dead = dead
        self._file = ColumnsFile(path)
        check_columns(self._file)
        self.ids = Strings.of(self._file, "ids")
        self._ids_order: memoryview[int] = self._file["ids.order"].data
        self.terms = Strings.of(self._file, "terms")
        # Asked for again and again while one query is answered.
        self.term = lru_cache(maxsize=4096)(self.terms.number)
        self.words = Strings.of(self._file, "words")
        self.word_held: Numbers = self._file["words.held"]
        self.link_percents: NDArray[np.uint8] = self._file["links"]
        self.groups: NDArray[np.unsignedinteger] = self._file["groups"]
        self.days: NDArray[np.unsignedinteger] = self._file["day"]
        # By code, which is their order.
        self.titles = Strings.of(self._file, "titles")
        self.title_of: NDArray[np.unsignedinteger] = self._file["titles.codes"]
        self.fields: dict[str, Field] = {name: Field(self._file, name) for name in SPOKEN}
        self.facts = {name: self._fact(name) for name in FACTS}
        self.texts = TextColumns.of(self._file)

    def __len__(self) -> int:
        return len(self.ids)

    @property
    def alive(self) -> int:
        """The number of documents that are not deleted."""
        return len(self) - (int(self.dead.sum()) if self.dead is not None else 0)

    def left(self) -> Places:
        """Give the numbers of the documents that are not deleted, ascending."""
        return np.arange(len(self)) if self.dead is None else np.flatnonzero(~self.dead)

    def ascending_ids(self) -> Iterator[bytes]:
        """Yield the ids of the documents that are not deleted, ascending."""
        return (self.ids[number] for number in self._ids_order if self.dead is None or not self.dead[number])

    def held(self, name: str, term: bytes) -> int:
        """Count the documents that hold a term in a field."""
        field = self.fields[name]
        row = field.row(self.term(term))
        return 0 if row is None else int(field.held[row])

    def living(self, name: str, term: bytes) -> int:
        """Count the documents that hold a term in a field, of a rare one without those that are deleted."""
        field = self.fields[name]
        row = field.row(self.term(term))
        if row is None or self.dead is None or field.held[row] > RARE:
            return self.held(name, term)
        return int((~self.dead[field.postings(row).docs]).sum())

    def number(self, id: bytes) -> int | None:
        """Give the number of the document with this id that is not deleted, None without one."""
        order = self._ids_order
        place = bisect_left(order, id, key=self.ids.__getitem__)
        if place == len(order) or self.ids[order[place]] != id:
            return None
        return None if self.dead is not None and self.dead[order[place]] else order[place]

    @cached_property
    def _term_masks(self) -> Masks:
        """Of the terms, which are asked for seldom, the masks are made when they are."""
        return masks(self._file["terms.bytes"], self._file["terms.starts"])

    def near(self, column: Literal["terms", "words"], word: str, edits: int) -> Iterator[tuple[int, str]]:
        """Give the terms or words at most so many edits away, with their numbers; a swap of neighbours is one edit."""
        strings = self.terms if column == "terms" else self.words
        held = self._file["words.masks"] if column == "words" else self._term_masks
        for number in candidates(held, word.encode("utf-8", "surrogatepass"), edits).tolist():
            if strings.size(number) > MAX_LETTER_BYTES * (len(word) + edits):
                continue
            text = strings[number].decode("utf-8", "surrogatepass")
            if abs(len(text) - len(word)) <= edits and OSA.distance(text, word, score_cutoff=edits) <= edits:
                yield number, text

    def _fact(self, name: str) -> Fact:
        return Fact(self._file[f"{name}.starts"], self._file[f"{name}.codes"], Strings.of(self._file, f"{name}.values"))
