"""Documents in, where their texts begin, which section each is in and which are headings out, as columns.

A document's texts come in the order in which its words are counted: its title, its authors and topics, and then of
each section the heading and what stands under it. FORMAT.md draws the columns.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index.analysis.fields import GAP
from index.engines.columns.bounds import check_count
from index.engines.columns.file import ColumnsFile, ColumnsWriter
from index.engines.columns.found import Documents
from index.engines.columns.packing import Places, ranges, starts_of
from index.engines.columns.strings import narrowest

# Headings that may stand above one another.
DEEPEST = 6
Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class TextColumns:
    """The texts of documents, one after the other.

    `starts` says where those of each document start, `sections` where its sections do among all `parents`; a parent is
    how many sections before this one the section above it stands, 0 where there is none. Each text that is a heading
    begins a section.
    """

    starts: Places
    lengths: NDArray[np.integer]
    is_heading: Flags
    named: NDArray[np.integer]
    sections: Places
    parents: NDArray[np.integer]

    @classmethod
    def of(cls, file: ColumnsFile) -> "TextColumns":
        """Return the columns of a file."""
        return cls(
            file["texts.starts"],
            file["texts.lengths"],
            file["texts.headings"],
            file["texts.named"],
            file["sections.starts"],
            file["sections.parents"],
        )

    def write(self, writer: ColumnsWriter) -> None:
        """Write the columns to a file."""
        writer.add("texts.starts", narrowest(self.starts))
        writer.add("texts.lengths", narrowest(self.lengths))
        writer.add("texts.headings", self.is_heading.astype(np.uint8))
        writer.add("texts.named", self.named.astype(np.uint8))
        writer.add("sections.starts", narrowest(self.sections))
        writer.add("sections.parents", narrowest(self.parents))

    def some(self, documents: NDArray[np.integer]) -> "TextColumns":
        """Return the columns of some documents, in this order."""
        texts, count = self._ranges(self.starts, documents)
        sections, in_document = self._ranges(self.sections, documents)
        return TextColumns(
            starts_of(count),
            self.lengths[texts],
            self.is_heading[texts].astype(np.bool_),
            self.named[texts],
            starts_of(in_document),
            self.parents[sections],
        )

    def _ranges(self, starts: Places, documents: NDArray[np.integer]) -> tuple[Places, Places]:
        first = starts[documents].astype(np.int64)
        counts = starts[documents.astype(np.int64) + 1].astype(np.int64) - first
        if len(counts) and int(counts.min()) < 0:
            raise ValueError("places that should ascend do not")
        check_count(int(counts.sum()), len(self.lengths) + len(self.parents), 0)
        return ranges(first, counts), counts

    @classmethod
    def joined(cls, parts: list["TextColumns"]) -> "TextColumns":
        """Return the columns of all parts, one after the other."""

        def together(name: str) -> NDArray[np.integer]:
            return np.concatenate([getattr(part, name) for part in parts])

        counts = [np.concatenate([np.diff(getattr(part, name)) for part in parts]) for name in ("starts", "sections")]
        return cls(
            starts_of(counts[0]),
            together("lengths"),
            together("is_heading").astype(np.bool_),
            together("named"),
            starts_of(counts[1]),
            together("parents"),
        )


@dataclass(frozen=True, slots=True)
class Placed:
    """The texts of some documents, ascending, as places: the document's number above, the position below 32 bits.

    `section` is the number of the section of each text among all sections here, -1 before the first of its document;
    `heading` is the text that is the heading of each section; `parent` the number of the section above each, itself
    where there is none; `first` the first section of each document.
    """

    begins: Places
    lengths: Places
    named: Places
    section: Places
    heading: Places
    parent: Places
    first: Places
    titles: Places

    @classmethod
    def of(cls, columns: TextColumns, documents: Documents) -> "Placed":
        """Place the texts of these documents of a segment."""
        own = columns.some(documents)
        counts = np.diff(own.starts)
        lengths = own.lengths.astype(np.int64)
        ends = starts_of(lengths + GAP)[:-1]
        offsets = np.repeat(ends[own.starts[:-1]] if len(ends) else ends, counts)
        begins = (np.repeat(documents.astype(np.int64), counts) << 32) + ends - offsets
        number = np.cumsum(own.is_heading) - 1
        heading = np.flatnonzero(own.is_heading)
        # Texts before the first heading of their document are in none of its sections.
        section = np.where(number >= np.repeat(own.sections[:-1], counts), number, -1)
        parent = np.arange(len(heading)) - own.parents.astype(np.int64)[: len(heading)]
        titles = own.starts[:-1]
        return cls(begins, lengths, own.named.astype(np.int64), section, heading, parent, own.sections, titles)

    def texts_at(self, places: Places) -> Places:
        """Return the number of the text in which each of these places is."""
        return self.begins.searchsorted(places, side="right") - 1
