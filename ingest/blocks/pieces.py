"""What an article is read as, piece by piece in the page's order: headings, lines, and blocks read whole."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from index import Block, Item, ListBlock, TableBlock, TextBlock
from ingest.dom.parser import Element


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading by its tag. `place` holds the block elements that it stands in, inmost last."""

    level: int
    text: str
    links: float = 0.0
    place: tuple[Element, ...] = ()


@dataclass(frozen=True, slots=True)
class Line:
    """A run of text between two borders of block elements or line breaks, and how it looks.

    `style` names the tag and class of the element it stands in; `is_bold`: all of it is; `links` is the share
    of its letters in links; `is_alone`: nothing else stands in its paragraph, as an empty line sets it apart.
    """

    text: str
    style: str = ""
    is_bold: bool = False
    links: float = 0.0
    is_alone: bool = True
    place: tuple[Element, ...] = ()


@dataclass(frozen=True, slots=True)
class Whole:
    """A list, a table, a code or another block that is read as one; `links` and `place` as with a line."""

    block: Block
    links: float = 0.0
    place: tuple[Element, ...] = ()


Piece = Heading | Line | Whole


def said(piece: Piece) -> Iterator[str]:
    """Give the texts of a piece."""
    if isinstance(piece, Whole):
        yield from said_by(piece.block)
    else:
        yield piece.text


def said_by(block: Block) -> Iterator[str]:
    """Give the texts of a block, a table's row by row."""
    if isinstance(block, TextBlock):
        yield block.text
    elif isinstance(block, ListBlock):
        for item in block.items:
            yield from _said_in(item)
    elif isinstance(block, TableBlock):
        yield from (" ".join(filter(None, row)) for row in (block.header, *block.rows) if any(row))


def _said_in(item: Item) -> Iterator[str]:
    yield item.text
    for nested in item.items:
        yield from _said_in(nested)
    for block in item.blocks:
        yield from said_by(block)


def link_share(pieces: Sequence[Piece]) -> float:
    """Return the share of the letters of all pieces that stand in links, to two decimals."""
    lengths = list(map(length, pieces))
    linked = sum(letters * piece.links for letters, piece in zip(lengths, pieces, strict=True))
    return round(linked / max(1, sum(lengths)), 2)


def length(piece: Piece) -> int:
    """Count the letters of a piece."""
    return sum(map(len, said(piece))) if isinstance(piece, Whole) else len(piece.text)
