"""The pieces of an article in, its sections out: headings known by their look, bullets by their signs."""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from index import Block, Item, ListBlock, Section, TextBlock
from ingest.lists import described
from ingest.pieces import Heading, Line, Piece, Whole, length
from ingest.rules import BOX_TITLE

BULLET = re.compile(r"^\s*[•‣▪●◦⁃·∙■□◆◇★☆✓✔➤►▸○*–—-]\s+(?=\S)|^[•‣▪●◦⁃■◆►▸・]\s*(?=\S)")
STEP = re.compile(r"^\s*\(?(\d{1,2})[.)、．]\s*(?=\D)")
SENTENCE_END = re.compile(r"[.!…;,。、！]$")
# "Pros:" and "You will need:" lead in the list under them, and stand on many a page a dozen times.
LEAD_IN = (":", "：")
# How documentation begins what stands over a table or a figure: "Table 8.9. Date Types".
CAPTION = re.compile(
    r"(?:table|figure|fig\.|example|listing|tabelle|abbildung|tableau|tabla|figura)\s*\d[\d.\-]*(?=[\s:.]|$)", re.I
)
SLUG = re.compile(r"[^\w]+")
LONGEST_HEADING, LONGEST_ANCHOR = 100, 60
# A line is a heading by its place when what follows is this many times as long.
MUCH_LONGER = 1.5
# Share of letters in links from which a line is a link.
LINK = 0.7


@dataclass(slots=True)
class _Listing:
    """A list that lines with signs before them still add to."""

    kind: Literal["bullets", "steps"]
    items: list[Item]


def sections(pieces: Sequence[Piece]) -> tuple[Section, ...]:
    """Give the sections of the article."""
    return _sectioned(_blocks(_with_headings(pieces)))


def anchor(heading: str) -> str:
    """Give the readable anchor of a heading: its words in small letters between hyphens."""
    return SLUG.sub("-", heading.casefold()).strip("-_")[:LONGEST_ANCHOR].rstrip("-") or "section"


def _with_headings(pieces: Sequence[Piece]) -> list[Piece]:
    """Turn the lines that only look like headings into headings."""
    styles = _heading_styles(pieces)
    level = 2
    out: list[Piece] = []
    for piece, following in pairwise([*pieces, None]):
        if isinstance(piece, Heading | Line) and BOX_TITLE.match(piece.text):
            out.append(Line(piece.text))
            continue
        if isinstance(piece, Heading):
            level = min(6, piece.level + 1)
        if isinstance(piece, Line) and following is not None and _looks_like_heading(piece, following, styles):
            is_caption = bool(CAPTION.match(piece.text))
            piece = Whole(TextBlock("caption", piece.text)) if is_caption else Heading(max(2, level), piece.text)
        if piece is not None:
            out.append(piece)
    return out


def _looks_like_heading(line: Line, following: Piece, styles: frozenset[str]) -> bool:
    text = line.text
    if not _may_head(text) or line.links > LINK or isinstance(following, Heading) or not any(c.isalpha() for c in text):
        return False
    if line.is_bold or line.style in styles:
        return length(following) > 20 or not isinstance(following, Line)
    return False


def _may_head(text: str) -> bool:
    return not (
        len(text) > LONGEST_HEADING or text.endswith(LEAD_IN) or SENTENCE_END.search(text) or BULLET.match(text)
    )


def _heading_styles(pieces: Sequence[Piece]) -> frozenset[str]:
    """Give the styles that only short lines have, each over a longer text: headings by their class.

    One style with two such lines or more, none ending as a sentence does; the styles of running text are out.
    """
    lines: defaultdict[str, list[tuple[Line, Piece | None]]] = defaultdict(list)
    for piece, following in pairwise([*pieces, None]):
        if isinstance(piece, Line):
            lines[piece.style].append((piece, following))
    return frozenset(style for style, members in lines.items() if _is_heading_style(style, members))


def _is_heading_style(style: str, members: list[tuple[Line, Piece | None]]) -> bool:
    if len(members) < 2 or "." not in style or style.endswith("."):
        return False
    if not all(_may_head(line.text) for line, _ in members):
        return False
    over = [f for _, f in members if f is not None and not (isinstance(f, Line) and f.style == style)]
    longer = [f for f in over if not isinstance(f, Line) or len(f.text) > 60 or BULLET.match(f.text)]
    return len(longer) > 0.7 * len(members)


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
            _listed(out, "bullets", piece.text[sign.end() :])
        elif step and _continues(out, int(step[1])):
            _listed(out, "steps", piece.text[step.end() :])
        else:
            out.append(TextBlock("paragraph", piece.text))
    return [ListBlock(part.kind, tuple(part.items)) if isinstance(part, _Listing) else part for part in out]


def _listed(out: list[Heading | Block | _Listing], kind: Literal["bullets", "steps"], text: str) -> None:
    item = described(text.strip())
    last = out[-1] if out else None
    if isinstance(last, _Listing) and last.kind == kind:
        last.items.append(item)
    elif isinstance(last, ListBlock) and last.kind == kind:
        out[-1] = _Listing(kind, [*last.items, item])
    else:
        out.append(_Listing(kind, [item]))


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
