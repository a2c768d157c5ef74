"""A list's element in, its items out, each with its term and the lists, code, tables and paragraphs within it."""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import takewhile
from typing import Protocol

from index import Block, Item, ListBlock, ListKind, TableBlock, TextBlock
from ingest.blocks.pieces import Heading, Line, Piece, Whole, said
from ingest.dom.parser import Element
from ingest.dom.rules import BOLD
from ingest.dom.text import clean, inner

TERM = re.compile(r"^(.{1,60}?)\s*[:：]\s+(\S.*)$", re.S)
# What no term has in it.
STOP = re.compile(r"[.!?;,。]")
LONGEST_TERM_WORDS = 6

# What the items of an entry are, and what stands in the entry but in no item of it.
Entry = tuple[Sequence[Item], Sequence[Heading | Block]]


class Reader(Protocol):
    """What reads the elements within a list."""

    noise: Collection[Element]

    def read(self, element: Element) -> list[Piece]:
        """Give the pieces that an element is read as."""

    def text(self, element: Element) -> str:
        """Give the text of an element on one line."""


def list_blocks(element: Element, reader: Reader) -> list[Heading | Block]:
    """Give a list with bullets or numbers, cut where a heading stands in an item under its text."""
    if element.tag == "ul":
        return _gathered("bullets", _entries(element, reader))
    if element.get("reversed") is not None:
        return _gathered("bullets", _counted_down(element, reader))
    parts: list[Heading | Block] = []
    start, entries = _number(element.get("start")), list[Entry]()
    for li, entry in _numbered_entries(element, reader):
        stated = _number(li.get("value"), 0) if li is not None else 0
        if stated:
            parts += _gathered("steps", entries, start)
            start, entries = stated, []
        entries.append(entry)
    return [*parts, *_gathered("steps", entries, start)]


def definition_blocks(element: Element, reader: Reader) -> list[Heading | Block]:
    """Give a list of terms; a description is its first paragraph, and what follows that are blocks of the item."""
    return _gathered("definitions", _defined(element, reader))


def described(text: str, *, bold_start: str = "") -> Item:
    """Give the item, its term apart where it has the form "Term: description"."""
    if bold_start and text.startswith(bold_start):
        term = bold_start.rstrip(" :：–—-")
        rest = text[len(bold_start) :].lstrip(" :：–—-")
        if term and rest and (bold_start != term or text[len(bold_start) :].lstrip()[:1] in (":", "：", "–", "—", "-")):
            return Item(text, term, rest)
    match = TERM.match(text)
    if match and len(match[1].split()) <= LONGEST_TERM_WORDS and not STOP.search(match[1]):
        return Item(text, match[1], match[2])
    return Item(text)


def _gathered(kind: ListKind, entries: Iterable[Entry], start: int = 1) -> list[Heading | Block]:
    """Give the entries as one list, cut where blocks stand between their items."""
    blocks: list[Heading | Block] = []
    items: list[Item] = []
    for found, following in entries:
        items += found
        if following:
            blocks += [ListBlock(kind, tuple(items), start)] if items else []
            blocks += following
            start += len(items) if kind == "steps" else 0
            items = []
    return [*blocks, ListBlock(kind, tuple(items), start)] if items else blocks


def _entries(element: Element, reader: Reader) -> Iterator[Entry]:
    """Give each entry of a list: what stands in it and is no li is one all the same."""
    return (entry for _, entry in _numbered_entries(element, reader))


def _numbered_entries(element: Element, reader: Reader) -> Iterator[tuple[Element | None, Entry]]:
    """Give each entry with the element that has a number in the list, None for what has none."""
    yield None, (_loose(element.text), ())
    for li in element:
        if isinstance(li.tag, str) and li not in reader.noise:
            yield li, _entry(reader.read(li), _bold_start(li))
        yield None, (_loose(li.tail), ())


def _counted_down(element: Element, reader: Reader) -> Iterator[Entry]:
    """Give the entries of a list that counts down, each with its number written before it: steps count up."""
    number = _number(element.get("start"), len(element.findall("li")))
    for li, (items, following) in _numbered_entries(element, reader):
        if li is not None and items:
            number = _number(li.get("value"), number)
            items = [replace(items[0], text=f"{number}. {items[0].text}"), *items[1:]]
            number -= 1
        yield items, following


def _entry(pieces: Sequence[Piece], bold: str) -> Entry:
    """Give an item: its text up to what would lose its form in it, the list under that, and the blocks after both."""
    own = list(takewhile(lambda piece: not _is_apart(piece), pieces)) or _command(pieces)
    text = " ".join(text for piece in own for text in said(piece))
    below, following = _parted(_blocks(pieces[len(own) :]))
    if text:
        item = described(text, bold_start=bold if isinstance(own[0], Line) else "")
        return (_filled(item, below),), following
    if below and isinstance(below[0], ListBlock):
        return below[0].items, (*below[1:], *following)
    return (), (*below, *following)


def _filled(item: Item, below: Sequence[Block]) -> Item:
    """Give the item with what stands in it under its text. A list that has no bullets is a block, which says so."""
    if not below:
        return item
    first = below[0]
    if isinstance(first, ListBlock) and first.kind == "bullets":
        return replace(item, items=first.items, blocks=tuple(below[1:]))
    return replace(item, blocks=tuple(below))


def _parted(blocks: Sequence[Heading | Block]) -> tuple[list[Block], Sequence[Heading | Block]]:
    """Give what stands before the first heading, and the rest."""
    below: list[Block] = []
    for block in blocks:
        if isinstance(block, Heading):
            break
        below.append(block)
    return below, blocks[len(below) :]


def _is_apart(piece: Piece) -> bool:
    """Say whether it loses its form when it stands in an item's text."""
    return (isinstance(piece, Whole) and isinstance(piece.block, TableBlock | ListBlock)) or _is_code(piece)


def _is_code(piece: Piece) -> bool:
    return isinstance(piece, Whole) and isinstance(piece.block, TextBlock) and piece.block.kind == "code"


def _command(pieces: Sequence[Piece]) -> Sequence[Piece]:
    """Give the one line of code that an item begins with: of commands, too, lists are made."""
    return [piece for piece in pieces[:1] if _is_code(piece) and not any("\n" in text for text in said(piece))]


def _defined(element: Element, reader: Reader) -> Iterator[Entry]:
    terms: list[str] = []
    for part in element.iter("dt", "dd"):
        if part in reader.noise or next(part.iterancestors("dl"), None) is not element:
            continue
        if part.tag == "dt":
            terms.append(reader.text(part))
        else:
            yield _definition(", ".join(filter(None, terms)), reader.read(part))
            terms = []
    yield [Item(term) for term in terms if term], ()


def _definition(term: str, pieces: Sequence[Piece]) -> Entry:
    place = pieces[0].place if pieces else ()
    own = list(takewhile(lambda piece: isinstance(piece, Line) and piece.place == place, pieces))
    text = " ".join(text for piece in own for text in said(piece))
    below, following = _parted(_blocks(pieces[len(own) :]))
    if not term and not text:
        return (), (*below, *following)
    item = Item(f"{term}: {text}", term, text) if term and text else Item(term or text)
    return (_filled(item, below),), following


def _blocks(pieces: Iterable[Piece]) -> list[Heading | Block]:
    return [
        TextBlock("paragraph", p.text) if isinstance(p, Line) else p.block if isinstance(p, Whole) else p
        for p in pieces
    ]


def _number(stated: str | None, unstated: int = 1) -> int:
    return int(stated) if stated and stated.isascii() and stated.isdigit() and len(stated) < 7 else unstated


def _loose(text: str | None) -> list[Item]:
    """Give the text that stands in a list but in none of its items as one."""
    shown = clean(text) if text else ""
    return [Item(shown)] if shown else []


def _bold_start(li: Element) -> str:
    """Give the bold words that the item begins with."""
    element = li
    while not (element.text or "").strip() and len(element):
        element = element[0]
        if element.tag in BOLD:
            return inner(element)
    return ""
