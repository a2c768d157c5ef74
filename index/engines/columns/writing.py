"""The documents, terms and postings of a segment in, its file out."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from types import TracebackType

import numpy as np
from numpy.typing import NDArray

from index.analysis.fields import Facts
from index.engines.columns.file import ColumnsWriter
from index.engines.columns.likeness import masks
from index.engines.columns.lists import Lists, packed_lists
from index.engines.columns.packing import Bytes, Numbers, Places, starts_of
from index.engines.columns.strings import narrowest, write_strings
from index.engines.columns.texts import TextColumns


@dataclass(frozen=True, slots=True)
class FieldColumns:
    """The packed postings of some terms of a field: the bytes, and of each term its number, its documents, its size."""

    blob: Bytes
    terms: Numbers
    held: Places
    sizes: Places

    @classmethod
    def of(cls, lists: Lists) -> "FieldColumns":
        """Pack the postings."""
        blob, starts = packed_lists(lists)
        return cls(blob, lists.terms, lists.held, np.diff(starts))


class SegmentWriter:
    """Writes a segment's columns to a file, which is whole once the `with` block ends."""

    def __init__(self, path: Path) -> None:
        self._columns = ColumnsWriter(path)

    def __enter__(self) -> "SegmentWriter":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._columns.__exit__(kind, error, trace)

    def documents(self, ids: Sequence[bytes], stated: Sequence[Facts]) -> None:
        """Write the ids and the facts of the documents, which they are in the order of."""
        write_strings(self._columns, "ids", ids)
        self._columns.add("ids.order", np.array(sorted(range(len(ids)), key=ids.__getitem__), dtype=np.uint32))
        titles = [one.title_key.encode("utf-8", "surrogatepass") for one in stated]
        known = sorted(set(titles))
        codes = {title: code for code, title in enumerate(known)}
        write_strings(self._columns, "titles", known)
        self._columns.add("titles.codes", narrowest(np.array([codes[title] for title in titles], dtype=np.uint32)))
        self._columns.add("links", np.array([one.link_percent for one in stated], dtype=np.uint8))
        self._columns.add("groups", narrowest(np.array([one.duplicate_group for one in stated], dtype=np.uint64)))
        self._columns.add("day", narrowest(np.array([one.day for one in stated], dtype=np.uint32)))
        self._fact("lang", [(one.lang,) for one in stated])
        self._fact("site", [(one.site,) for one in stated])
        self._fact("tag", [one.tags for one in stated])
        self._fact("author", [one.authors for one in stated])

    def terms(self, terms: Sequence[bytes]) -> None:
        """Write the terms of all fields, sorted."""
        write_strings(self._columns, "terms", terms)

    def words(self, words: Sequence[bytes], held: Numbers) -> None:
        """Write the unstemmed words, sorted, and how many documents hold each."""
        write_strings(self._columns, "words", words)
        starts = starts_of(np.array(list(map(len, words)), dtype=np.int64))
        self._columns.add("words.masks", masks(np.frombuffer(b"".join(words), dtype=np.uint8), starts))
        self._columns.add("words.held", narrowest(held))

    def field(self, name: str, pieces: Iterable[FieldColumns], lengths: Numbers) -> None:
        """Write the postings of a field, in pieces that go up by term, and the length of each document in it."""
        written: list[FieldColumns] = []
        self._columns.add_pieces(f"{name}.postings", np.dtype(np.uint8), _kept(pieces, written))
        terms, held, sizes = (
            np.concatenate([np.zeros(0, np.int64), *(getattr(piece, column) for piece in written)])
            for column in ("terms", "held", "sizes")
        )
        self._columns.add(f"{name}.terms", terms.astype(np.uint32))
        self._columns.add(f"{name}.held", narrowest(held))
        self._columns.add(f"{name}.starts", narrowest(starts_of(sizes)))
        self._columns.add(f"{name}.lengths", narrowest(lengths))

    def texts(self, texts: TextColumns) -> None:
        """Write where the texts of the documents are, and how they lie in sections."""
        texts.write(self._columns)

    def _fact(self, name: str, values: Sequence[tuple[str, ...]]) -> None:
        """Write a fact's values, sorted, and the codes of those of each document."""
        known = sorted(set(chain.from_iterable(values)))
        codes = {value: code for code, value in enumerate(known)}
        write_strings(self._columns, f"{name}.values", [value.encode("utf-8", "surrogatepass") for value in known])
        found = [codes[value] for own in values for value in own]
        self._columns.add(f"{name}.starts", narrowest(starts_of(np.array(list(map(len, values)), dtype=np.int64))))
        self._columns.add(f"{name}.codes", narrowest(np.array(found, dtype=np.uint32)))


def _kept(pieces: Iterable[FieldColumns], written: list[FieldColumns]) -> Iterator[NDArray[np.uint8]]:
    """Give the bytes of each piece, and keep the rest of it."""
    for piece in pieces:
        yield piece.blob
        written.append(FieldColumns(piece.blob[:0], piece.terms, piece.held, piece.sizes))
