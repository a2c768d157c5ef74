"""A list's element in, its items out: nested ones, those with a term, and the blocks that stand in a description."""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Protocol

from index import Block, Item, ListBlock, ListKind, TableBlock, TextBlock
from ingest.page import Element
from ingest.pieces import Heading, Line, Piece, Whole, said
from ingest.rules import BOLD
from ingest.text import clean, inner

TERM = re.compile(r"^(.{1,60}?)\s*[:：]\s+(\S.*)$", re.S)
LONGEST_TERM_WORDS = 6
# Lists nested deeper are read as flat text: no page means it.
DEEPEST_LIST = 8


# What the items of an entry are, and what stands in the entry after them.
Entry = tuple[Sequence[Item], Sequence[Heading | Block]]


class Reader(Protocol):
    """What reads the elements within a list."""

    noise: Collection[Element]

    def within(self, element: Element, without: Sequence[Element] = ()) -> list[Piece]:
        """Give the pieces that stand in an element, apart from those in the elements named."""

    def text(self, element: Element) -> str:
        """Give the text of an element on one line."""


def list_blocks(element: Element, reader: Reader) -> list[Heading | Block]:
    """Give a list with bullets or numbers. Where code or a table stands in an item, the list goes on after it."""
    if element.tag == "ul":
        return _gathered("bullets", _entries(element, reader))
    return _gathered("steps", _entries(element, reader), _number(element.get("start")))


def definition_blocks(element: Element, reader: Reader) -> list[Heading | Block]:
    """Give a list of terms; a description is the first paragraph and the list under it, what follows stands after."""
    return _gathered("definitions", _defined(element, reader))


def described(text: str, items: tuple[Item, ...] = (), *, bold_start: str = "") -> Item:
    """Give the item, its term apart where it has the form "Term: description"."""
    if bold_start and text.startswith(bold_start):
        term = bold_start.rstrip(" :：–—-")
        rest = text[len(bold_start) :].lstrip(" :：–—-")
        if term and rest and (bold_start != term or text[len(bold_start) :].lstrip()[:1] in (":", "：", "–", "—", "-")):
            return Item(text, term, rest, items)
    match = TERM.match(text)
    if match and len(match[1].split()) <= LONGEST_TERM_WORDS and not re.search(r"[.!?;,。]", match[1]):
        return Item(text, match[1], match[2], items)
    return Item(text, items=items)


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


def _entries(element: Element, reader: Reader, depth: int = 0) -> Iterator[Entry]:
    yield _loose(element.text), ()
    for li in element:
        if li not in reader.noise:
            yield _entry(li, reader, depth)
        yield _loose(li.tail), ()


def _entry(li: Element, reader: Reader, depth: int) -> Entry:
    """Give the item, its nested lists as items of it. What is no li in a list is one all the same."""
    if not isinstance(li.tag, str):
        return (), ()
    if li.tag in ("ul", "ol"):
        return _items(li, reader, depth + 1), ()
    nested = [e for e in li.iter("ul", "ol") if _list_above(e, li)] if depth < DEEPEST_LIST else []
    own = reader.within(li, nested)
    first = next((i for i, piece in enumerate(own) if _is_apart(piece)), len(own)) if not depth else len(own)
    text = " ".join(text for piece in own[:first] for text in said(piece))
    bold = _bold_start(li) if own and isinstance(own[0], Line) else ""
    items = tuple(item for e in nested for item in _items(e, reader, depth + 1))
    found = (described(text, items, bold_start=bold),) if text else items
    return found, _blocks(own[first:])


def _items(element: Element, reader: Reader, depth: int) -> list[Item]:
    return [item for items, _ in _entries(element, reader, depth) for item in items]


def _is_apart(piece: Piece) -> bool:
    """Say whether it loses its form when it stands in an item's text."""
    block = piece.block if isinstance(piece, Whole) else None
    return isinstance(block, TableBlock) or (
        isinstance(block, TextBlock) and block.kind == "code" and "\n" in block.text
    )


def _defined(element: Element, reader: Reader) -> Iterator[Entry]:
    terms: list[str] = []
    for part in element.iter("dt", "dd"):
        if part in reader.noise or next(part.iterancestors("dl"), None) is not element:
            continue
        if part.tag == "dt":
            terms.append(reader.text(part))
        else:
            yield _definition(", ".join(filter(None, terms)), reader.within(part))
            terms = []
    yield [Item(term) for term in terms if term], ()


def _definition(term: str, pieces: Sequence[Piece]) -> Entry:
    place = pieces[0].place if pieces else ()
    first = next((i for i, p in enumerate(pieces) if not isinstance(p, Line) or p.place != place), len(pieces))
    text = " ".join(text for piece in pieces[:first] for text in said(piece))
    under = next((p.block for p in pieces[first : first + 1] if isinstance(p, Whole)), None)
    items = under.items if isinstance(under, ListBlock) else ()
    following = _blocks(pieces[first + bool(items) :])
    if not term:
        return ((Item(text, items=items),) if text else items), following
    return (Item(f"{term}: {text}", term, text, items) if text else Item(term, items=items),), following


def _blocks(pieces: Iterable[Piece]) -> list[Heading | Block]:
    return [
        TextBlock("paragraph", p.text) if isinstance(p, Line) else p.block if isinstance(p, Whole) else p
        for p in pieces
    ]


def _number(stated: str | None) -> int:
    return int(stated) if stated and stated.isascii() and stated.isdigit() and len(stated) < 7 else 1


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


def _list_above(element: Element, li: Element) -> bool:
    """Say whether no other list stands between this one and the item."""
    return next((a for a in element.iterancestors() if a is li or a.tag in ("ul", "ol")), None) is li
