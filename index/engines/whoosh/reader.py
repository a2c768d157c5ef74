"""A segment of columns in, an index reader of Whoosh's out: its searcher, matchers and parsers work on our columns.

Everything here is as slow as Whoosh is, one Python call a posting. It is what the evaluator is held against, and what
answers the queries that the evaluator does not know.
"""

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray
from whoosh.columns import ColumnReader, TranslatingColumnReader
from whoosh.matching import Matcher, NullMatcher
from whoosh.reading import IndexReader, MultiReader, TermInfo, TermNotFound

from index.analysis.fields import FACTS, SPOKEN
from index.engines.columns.packing import PackedList
from index.engines.columns.segment import Fact, Postings, Segment
from index.engines.columns.snapshot import Snapshot
from index.engines.whoosh.matcher import ColumnMatcher, Term
from index.engines.whoosh.schema import schema
from index.errors import QueryError

FIELDS = tuple(sorted((*SPOKEN, *FACTS, "id", "day")))


def reader(snapshot: Snapshot) -> IndexReader:
    """Give a reader of the whole index."""
    parts = [SegmentReader(segment) for segment in snapshot.segments]
    return parts[0] if len(parts) == 1 else MultiReader(parts)


class SegmentReader(IndexReader):  # type: ignore[misc]  # Whoosh is not typed
    """Reads one segment as Whoosh reads its own."""

    def __init__(self, segment: Segment) -> None:
        self.schema = schema()
        self._segment = segment
        self._facts: dict[str, list[bytes]] = {}

    def __contains__(self, term: Term) -> bool:
        name, text = term
        return name in FIELDS and self._held(name, self._text_to_bytes(name, text)) > 0

    def indexed_field_names(self) -> Iterable[str]:
        """Give the names of the fields that have terms."""
        return FIELDS

    def all_terms(self) -> Iterator[Term]:
        """Give all terms, field by field."""
        for name in FIELDS:
            yield from ((name, text) for text in self._texts(name, b""))

    def terms_from(self, fieldname: str, prefix: bytes) -> Iterator[Term]:
        """Give the terms from this one on, and those of the fields after it."""
        yield from ((fieldname, text) for text in self._texts(fieldname, prefix))
        for name in FIELDS[FIELDS.index(fieldname) + 1 :]:
            yield from ((name, text) for text in self._texts(name, b""))

    def term_info(self, fieldname: str, text: str | bytes) -> TermInfo:
        """Give what Whoosh's scorers ask of a term. Raises TermNotFound."""
        term = self._text_to_bytes(fieldname, text)
        postings = self._postings(fieldname, term)
        if not len(postings.docs):
            raise TermNotFound((fieldname, text))
        field = self._segment.fields.get(fieldname)
        lengths = field.lengths[postings.docs] if field else np.ones(1, dtype=np.uint32)
        return TermInfo(
            weight=float(postings.times.sum()),
            df=len(postings.docs),
            minlength=int(lengths.min()),
            maxlength=int(lengths.max()),
            maxweight=float(postings.times.max()),
            minid=int(postings.docs[0]),
            maxid=int(postings.docs[-1]),
        )

    def frequency(self, fieldname: str, text: str | bytes) -> int:
        """Count how often the term stands in all documents."""
        return int(self._postings(fieldname, self._text_to_bytes(fieldname, text)).times.sum())

    def doc_frequency(self, fieldname: str, text: str | bytes) -> int:
        """Count the documents that hold the term."""
        return self._held(fieldname, self._text_to_bytes(fieldname, text)) if fieldname in FIELDS else 0

    def postings(self, fieldname: str, text: str | bytes, scorer: Any = None, **_: object) -> Matcher:
        """Give a matcher over the postings of a term. Raises TermNotFound."""
        term = self._text_to_bytes(fieldname, text)
        postings = self._postings(fieldname, term)
        if not len(postings.docs):
            raise TermNotFound((fieldname, text))
        dead = self._segment.dead
        which = np.arange(len(postings.docs)) if dead is None else np.flatnonzero(~dead[postings.docs])
        form = self.schema[fieldname].format
        return ColumnMatcher((fieldname, term), postings, which, form, scorer) if len(which) else NullMatcher()

    def has_deletions(self) -> bool:
        """Say whether documents are deleted."""
        return self._segment.dead is not None

    def is_deleted(self, docnum: int) -> bool:
        """Say whether the document is deleted; Whoosh also asks for the one behind the last."""
        dead = self._segment.dead
        return dead is not None and docnum < len(dead) and bool(dead[docnum])

    def doc_count_all(self) -> int:
        """Count the documents, deleted ones too."""
        return len(self._segment)

    def doc_count(self) -> int:
        """Count the documents that are not deleted."""
        return self._segment.alive

    def stored_fields(self, docnum: int) -> dict[str, Any]:
        """Give the id; all else is on record."""
        return {"id": self._segment.ids[docnum].decode()}

    def field_length(self, fieldname: str) -> int:
        """Count the words of all documents in a field."""
        return self._segment.fields[fieldname].length if fieldname in SPOKEN else 0

    def min_field_length(self, fieldname: str) -> int:
        """Give the words of the document with the fewest."""
        return int(self._segment.fields[fieldname].lengths.min(initial=0)) if fieldname in SPOKEN else 0

    def max_field_length(self, fieldname: str) -> int:
        """Give the words of the document with the most."""
        return int(self._segment.fields[fieldname].lengths.max(initial=0)) if fieldname in SPOKEN else 0

    def doc_field_length(self, docnum: int, fieldname: str, default: int = 0) -> int:
        """Count the words of a document in a field."""
        return int(self._segment.fields[fieldname].lengths[docnum]) if fieldname in SPOKEN else default

    def has_vector(self, docnum: int, fieldname: str) -> bool:
        """Say no: what stands in a document is on record."""
        return False

    def vector(self, docnum: int, fieldname: str, format_: object = None) -> Matcher:
        """Raise KeyError: there is none."""
        raise KeyError(f"no vector for document {docnum} in {fieldname}")

    def has_column(self, fieldname: str) -> bool:
        """Say whether the field can be sorted and grouped by."""
        return fieldname in (*FACTS, "day", "id")

    def column_reader(
        self, fieldname: str, column: object = None, reverse: bool = False, translate: bool = False
    ) -> ColumnReader:
        """Give the values of a field by document, of several the first; as Whoosh's columns hold them or translated."""
        values = _Values(self._segment, fieldname, sign=-1 if reverse else 1)
        return TranslatingColumnReader(values, self.schema[fieldname].from_column_value) if translate else values

    def _texts(self, name: str, first: bytes) -> Iterator[bytes]:
        """Give the terms of a field from this one on."""
        if name in SPOKEN:
            terms = self._segment.fields[name].terms
            start = int(terms.searchsorted(np.uint32(self._segment.terms.place(first))))
            yield from (self._segment.terms[int(term)] for term in terms[start:])
            return
        texts = self._known(name)
        yield from texts[bisect_left(texts, first) :]

    def _known(self, name: str) -> list[bytes]:
        """Give the terms of a field that is no searched one."""
        if name not in self._facts:
            if name == "id":
                texts = set(self._segment.ids)
            elif name == "day":
                texts = {self.schema["day"].to_bytes(int(day)) for day in np.unique(self._segment.days) if day}
            else:
                texts = {key.encode("utf-8", "surrogatepass") for key in self._segment.facts[name].by_key if key}
            self._facts[name] = sorted(texts)
        return self._facts[name]

    def _held(self, name: str, text: bytes) -> int:
        if name not in SPOKEN:
            return len(self._postings(name, text).docs)
        return self._segment.held(name, text)

    def _postings(self, name: str, text: bytes) -> Postings:
        if name in SPOKEN:
            field = self._segment.fields[name]
            row = field.row(self._segment.term(text))
            return field.postings(row) if row is not None else _once(np.zeros(0, dtype=np.int64))
        if name == "id":
            number = self._segment.number(text)
            return _once(np.array([] if number is None else [number], dtype=np.int64))
        if name == "day":
            return _once(np.flatnonzero(self._segment.days == self.schema["day"].from_bytes(text)))
        return _once(self._segment.facts[name].having((text.decode("utf-8", "surrogatepass"),)))


def _once(docs: NDArray[np.integer]) -> Postings:
    return Postings(docs.astype(np.uint32), np.ones(len(docs), dtype=np.uint32), _no_positions)


class _Values(ColumnReader):  # type: ignore[misc]  # Whoosh is not typed
    """The values of a field by document: numbers, or bytes."""

    def __init__(self, segment: Segment, name: str, sign: int) -> None:
        self._segment, self._name, self._sign = segment, name, sign

    def __len__(self) -> int:
        return len(self._segment)

    def __getitem__(self, document: int) -> Any:
        if self._name == "day":
            return int(self._segment.days[document])
        if self._name == "id":
            return self._segment.ids[document]
        fact: Fact = self._segment.facts[self._name]
        first, end = int(fact.starts[document]), int(fact.starts[document + 1])
        return fact.values[int(fact.codes[first])] if first < end else b""

    def sort_key(self, document: int) -> Any:
        """Give what the document is sorted by; Whoosh turns round what is no number itself."""
        return self._sign * self[document] if self._name == "day" else self[document]


def _no_positions() -> PackedList:
    raise QueryError("this field has no positions")
