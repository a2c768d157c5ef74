"""Columns in, LibraryDamaged out where they cannot be those of a segment: what is missing, of another kind or length.

Only what costs the same for a small segment and a large one is looked at when a file is opened. What would take reading
a whole column is looked at when the column is first used, and raises ValueError then.
"""

from collections.abc import Iterable, Iterator

import numpy as np
from numpy.typing import NDArray

from index.analysis.fields import FACTS, SPOKEN
from index.engines.columns.file import ColumnsFile
from index.errors import LibraryDamaged

STRINGS = ("ids", "titles", "terms", "words", *(f"{name}.values" for name in FACTS))
# Columns whose values are of one size; those of all others are as narrow as they can be.
SIZES = {"ids.order": 4, "words.masks": 8, "links": 1, "texts.headings": 1, "texts.named": 1} | {
    f"{name}.terms": 4 for name in SPOKEN
}
# The fewest bits that a packed list spends on a value, but for the lists whose values are all 0.
FEWEST_BITS = 2


def check_columns(file: ColumnsFile) -> None:
    """Raise LibraryDamaged where the columns are not those of a segment, or do not agree in their lengths."""
    for name, size in (*((name, 1) for name in _bytes()), *SIZES.items()):
        if file[name].dtype.itemsize != size:
            raise LibraryDamaged(f"{file.path}: {name} holds numbers of another size; run vade rebuild")
    for starts, column in _edges():
        edges, end = file[starts], len(file[column])
        if not len(edges) or edges[0] != 0 or edges[-1] != end:
            raise LibraryDamaged(f"{file.path}: {starts} does not cover {column}; run vade rebuild")
    for names, count in _of_one_length(file):
        for name in names:
            if len(file[name]) != count:
                raise LibraryDamaged(f"{file.path}: {name} has another length than it should; run vade rebuild")


def check_ascending(starts: NDArray[np.unsignedinteger]) -> None:
    """Raise ValueError where one of the starts is before the one that it follows: a string would overlap another."""
    if (starts[1:] < starts[:-1]).any():
        raise ValueError("places that should ascend do not")


def check_below(codes: NDArray[np.unsignedinteger], count: int) -> None:
    """Raise ValueError where a code stands for none of so many values."""
    if len(codes) and int(codes.max()) >= count:
        raise ValueError("a code stands for no value")


def check_count(values: int, lists: int, size: int) -> None:
    """Raise ValueError where so many lists in so many bytes cannot hold as many values: memory would be asked for."""
    if not 0 <= values <= lists + size * 8 // FEWEST_BITS:
        raise ValueError("more numbers than its bytes can hold")


def _bytes() -> Iterator[str]:
    yield from (f"{name}.bytes" for name in STRINGS)
    yield from (f"{name}.postings" for name in SPOKEN)


def _edges() -> Iterator[tuple[str, str]]:
    """Yield each column of places with the column that they cover."""
    yield from ((f"{name}.starts", f"{name}.bytes") for name in STRINGS)
    yield from ((f"{name}.starts", f"{name}.codes") for name in FACTS)
    yield from ((f"{name}.starts", f"{name}.postings") for name in SPOKEN)
    yield "texts.starts", "texts.lengths"
    yield "sections.starts", "sections.parents"


def _of_one_length(file: ColumnsFile) -> Iterator[tuple[Iterable[str], int]]:
    documents, words = len(file["ids.starts"]) - 1, len(file["words.starts"]) - 1
    yield ("ids.order", "titles.codes", "links", "groups", "day", *(f"{name}.lengths" for name in SPOKEN)), documents
    yield (*(f"{name}.starts" for name in FACTS), "texts.starts", "sections.starts"), documents + 1
    yield ("texts.headings", "texts.named"), len(file["texts.lengths"])
    yield ("words.masks", "words.held"), words
    for name in SPOKEN:
        rows = len(file[f"{name}.terms"])
        yield (f"{name}.held",), rows
        yield (f"{name}.starts",), rows + 1
