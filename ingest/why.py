"""List what was left out of a page, each part with the rule that left it out."""

from collections.abc import Iterator
from dataclasses import dataclass

from ingest.blocks.pieces import Heading, Line, Piece, said
from ingest.dom.parser import Element
from ingest.dom.text import inner
from ingest.reader import Reading

MAX_NAME_CHARS = 32


@dataclass(frozen=True, slots=True)
class Dropped:
    """A part of a page outside its article: what it is, the rule that left it out, and all of its text."""

    what: str
    rule: str
    text: str


def dropped(read: Reading) -> list[Dropped]:
    """Return what was left out: what nobody saw, noise elements, what is outside the main content, blocks of it."""
    unseen = (Dropped(one.what, one.rule, one.text) for one in read.removed)
    found = [*unseen, *_noise(read), *_outside(read), *_left_over(read)]
    return [one for one in found if one.text]


def contents(read: Reading) -> str:
    """Return the names of the elements that hold the article."""
    return ", ".join(map(css_name, read.body.main))


def css_name(element: Element) -> str:
    """Return the element's name as in a CSS selector."""
    id = f"#{element.get('id')}" if element.get("id") else ""
    name = f"{element.tag}{id}{''.join(f'.{one}' for one in (element.get('class') or '').split())}"
    return name if len(name) <= MAX_NAME_CHARS else f"{name[: MAX_NAME_CHARS - 1]}…"


def _noise(read: Reading) -> Iterator[Dropped]:
    for element, why in read.body.noise.items():
        yield Dropped(css_name(element), why, inner(element))


def _outside(read: Reading) -> Iterator[Dropped]:
    """Yield what stands beside the path from the root of the page to the main content."""
    main = set(read.body.main)
    way = {above for root in main for above in root.iterancestors()}
    for holder in way:
        yield Dropped(css_name(holder), "outside the article", _own_text(holder))
        for child in holder:
            if child not in way and child not in main and child not in read.body.noise:
                yield Dropped(css_name(child), "outside the article", _text_without(child, read))


def _own_text(element: Element) -> str:
    return " ".join(filter(None, ((text or "").strip() for text in (element.text, *(c.tail for c in element)))))


def _text_without(element: Element, read: Reading) -> str:
    """Return the text of the element without that of the noise elements, which are listed already."""
    if element in read.body.noise:
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
