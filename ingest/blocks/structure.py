"""The pieces of an article in, its sections out: the levels of headings, and bullets known by their signs."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from index import Block, Item, ListBlock, Section, TextBlock
from ingest.blocks.lists import described
from ingest.blocks.looks import BULLET, heads
from ingest.blocks.pieces import Heading, Line, Piece, Whole
from ingest.dom.attributes import words_in
from ingest.dom.rules import BOX_TITLE, NUMBERED_CAPTION

STEP = re.compile(r"^\s*\(?(\d{1,2})[.)、．]\s*(?=\D)")
# Signs that stand before many a line that is no item of a list.
WEAK_SIGN = re.compile(r"\s*[*–—\d(-]")
# What sites name the words under a figure.
CAPTION_NAME = frozenset(("caption", "figcaption"))
SLUG = re.compile(r"[^\w]+")
LONGEST_ANCHOR = 60


@dataclass(slots=True)
class _Listing:
    """A list that lines with signs before them still add to, and the line as it is that began it."""

    kind: Literal["bullets", "steps"]
    items: list[Item]
    line: str = ""

    def block(self) -> Block:
        """Give the list, or the line where nothing follows it: one dash begins what was said by someone, or a note."""
        if len(self.items) == 1 and WEAK_SIGN.match(self.line):
            return TextBlock("paragraph", self.line)
        return ListBlock(self.kind, tuple(self.items))


def sections(pieces: Sequence[Piece]) -> tuple[Section, ...]:
    """Give the sections of the article."""
    return _sectioned(_blocks(_with_headings(pieces)))


def anchor(heading: str) -> str:
    """Give the readable anchor of a heading: its words in small letters between hyphens."""
    return SLUG.sub("-", heading.casefold()).strip("-_")[:LONGEST_ANCHOR].rstrip("-") or "section"


def _with_headings(pieces: Sequence[Piece]) -> list[Piece]:
    """Turn the lines that only look like headings into headings, a level under the one they stand under."""
    likely = heads(pieces)
    level = min((piece.level for piece in pieces if isinstance(piece, Heading)), default=2)
    out: list[Piece] = []
    for i, piece in enumerate(pieces):
        if isinstance(piece, Whole):
            out.append(piece)
        elif BOX_TITLE.match(piece.text):
            out.append(Line(piece.text))
        elif isinstance(piece, Heading):
            level = min(6, piece.level + 1)
            out.append(piece)
        else:
            out.append(_as_it_looks(piece, level if i in likely else 0))
    return out


def _as_it_looks(line: Line, level: int) -> Piece:
    is_numbered = (level or line.is_bold) and NUMBERED_CAPTION.match(line.text)
    if is_numbered or CAPTION_NAME & set(words_in(line.style.partition(".")[2])):
        return Whole(TextBlock("caption", line.text))
    return Heading(level, line.text) if level else line


def _blocks(pieces: Iterable[Piece]) -> list[Heading | Block]:
    """Turn lines into paragraphs, those with signs before them into lists."""
    out: list[Heading | Block | _Listing] = []
    for piece in pieces:
        if not isinstance(piece, Line):
            out.append(piece.block if isinstance(piece, Whole) else piece)
            continue
        sign = BULLET.match(piece.text)
        step = STEP.match(piece.text)
        if sign:
            _listed(out, "bullets", piece.text, sign.end())
        elif step and _continues(out, int(step[1])):
            _listed(out, "steps", piece.text, step.end())
        else:
            out.append(TextBlock("paragraph", piece.text))
    return [part.block() if isinstance(part, _Listing) else part for part in out]


def _listed(out: list[Heading | Block | _Listing], kind: Literal["bullets", "steps"], line: str, start: int) -> None:
    item = described(line[start:].strip())
    last = out[-1] if out else None
    if isinstance(last, _Listing) and last.kind == kind:
        last.items.append(item)
    elif isinstance(last, ListBlock) and last.kind == kind:
        out[-1] = _Listing(kind, [*last.items, item])
    else:
        out.append(_Listing(kind, [item], line))


def _continues(out: Sequence[Heading | Block | _Listing], number: int) -> bool:
    """Say whether a line with this number begins a list or goes on with one."""
    last = out[-1] if out else None
    return number == (len(last.items) + 1 if isinstance(last, _Listing | ListBlock) and last.kind == "steps" else 1)


def _sectioned(blocks: Iterable[Heading | Block]) -> tuple[Section, ...]:
    found: list[tuple[Heading, list[Block]]] = [(Heading(1, ""), [])]
    for block in blocks:
        if isinstance(block, Heading):
            found.append((block, []))
        else:
            found[-1][1].append(block)
    return _anchored([(h, b) for h, b in found if h.text or b])


def _anchored(found: list[tuple[Heading, list[Block]]]) -> tuple[Section, ...]:
    """Give each section its anchor, its path and its level: the title is 1, and what stands under a heading one more.

    Pages leave out levels for the size of letters: what a heading stands under is what it says, not its number.
    """
    out: list[Section] = []
    path: list[Heading] = []
    used: dict[str, int] = {}
    for heading, blocks in found:
        while path and path[-1].level >= heading.level:
            path.pop()
        level = min(6, 2 + len(path)) if heading.text else 1
        above = tuple(h.text for h in path)
        out.append(Section(_unique(heading.text, used), level, heading.text, above, tuple(blocks)))
        if heading.text:
            path.append(heading)
    return tuple(out)


def _unique(heading: str, used: dict[str, int]) -> str:
    name = anchor(heading) if heading else "top"
    used[name] = used.get(name, 0) + 1
    while used[name] > 1 and f"{name}-{used[name]}" in used:
        used[name] += 1
    unique = name if used[name] == 1 else f"{name}-{used[name]}"
    used.setdefault(unique, 1)
    return unique
