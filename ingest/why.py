"""A page that was read in, what was left out of it and by which rule out."""

from collections.abc import Iterator
from dataclasses import dataclass

from ingest.blocks.pieces import Heading, Line, Piece, said
from ingest.dom.parser import Element
from ingest.dom.text import inner
from ingest.reader import Reading

LONGEST_NAME = 32


@dataclass(frozen=True, slots=True)
class Dropped:
    """A part of a page that is none of its article: what it is, the rule that says so, and all of its text."""

    what: str
    rule: str
    text: str


def dropped(read: Reading) -> list[Dropped]:
    """Give what was left out: elements beside the article, then what is outside of its own, then pieces of it."""
    found = [*_beside(read), *_outside(read), *_left_over(read)]
    return [one for one in found if one.text]


def contents(read: Reading) -> str:
    """Say which elements hold the article."""
    return ", ".join(map(called, read.body.roots))


def called(element: Element) -> str:
    """Give the element as a CSS selector would name it."""
    id = f"#{element.get('id')}" if element.get("id") else ""
    name = f"{element.tag}{id}{''.join(f'.{one}' for one in (element.get('class') or '').split())}"
    return name if len(name) <= LONGEST_NAME else f"{name[: LONGEST_NAME - 1]}…"


def _beside(read: Reading) -> Iterator[Dropped]:
    for element, why in read.body.beside.items():
        yield Dropped(called(element), why, inner(element))


def _outside(read: Reading) -> Iterator[Dropped]:
    """Give what stands beside the way from the page's root to the article."""
    roots = set(read.body.roots)
    way = {above for root in roots for above in root.iterancestors()}
    for holder in way:
        yield Dropped(called(holder), "outside the article", _own_text(holder))
        for child in holder:
            if child not in way and child not in roots and child not in read.body.beside:
                yield Dropped(called(child), "outside the article", _text_without(child, read))


def _own_text(element: Element) -> str:
    return " ".join(filter(None, ((text or "").strip() for text in (element.text, *(c.tail for c in element)))))


def _text_without(element: Element, read: Reading) -> str:
    """Give the element's text but that of what is told of as beside the article already."""
    if element in read.body.beside:
        return ""
    parts = [element.text or ""]
    for child in element:
        parts += [_text_without(child, read), child.tail or ""]
    return " ".join(" ".join(parts).split())


def _left_over(read: Reading) -> Iterator[Dropped]:
    for piece, why in zip(read.body.pieces, read.reasons, strict=True):
        if why:
            yield Dropped(_kind(piece), why, " ".join(said(piece)))


def _kind(piece: Piece) -> str:
    if isinstance(piece, Heading):
        return f"heading {piece.level}"
    return "line" if isinstance(piece, Line) else getattr(piece.block, "kind", "table")
