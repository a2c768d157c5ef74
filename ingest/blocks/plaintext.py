"""A text without markup in, its pieces out: what an empty line, a short line and a sign before a line mean."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import takewhile

from index import Item, ListBlock, TextBlock
from ingest.blocks.lists import described
from ingest.blocks.looks import BULLET, SENTENCE_END
from ingest.blocks.pieces import Heading, Line, Piece, Whole, said
from ingest.blocks.structure import STEP
from ingest.dom.text import clean, visible

MARKUP = re.compile(
    r"<(?:!doctype|html|head|body|p|div|br|h[1-6]|ul|ol|li|table|article|section|span|a|b|i|img|meta|title)\b", re.I
)
MARKDOWN_HEADING = re.compile(r"^(#{1,6})\s++(.*)$")
# A row of one sign: over and under a heading, or between parts.
ROW = re.compile(r"([=\-~*^#_+])\1{2,}\s*")
FENCE = re.compile(r"\s{0,3}(`{3,}|~{3})[^`~]*$")
# What reStructuredText says to its reader and not to ours: a name to link to, a command without a word of text, or with
# words that are no text: how what follows is to be coloured, named, indexed or left out of lists of contents.
LABEL = re.compile(
    r"\.\.\s+(?:_[^:]+:|[\w-]+::)\s*$"
    r"|\.\.\s+(?:highlight|(?:py:)?(?:current)?module|index|default-domain|default-role)::|:(?:orphan|tocdepth):"
)
# A sentence that another follows.
SENTENCE = re.compile(r"[.!?]\s")
LONGEST_HEADING = 100
# Deeper than this no list is meant.
DEEPEST = 8


def is_plain(text: str) -> bool:
    """Say whether the text has no markup of a page."""
    return MARKUP.search(text[:200_000]) is None


def plain_pieces(text: str) -> list[Piece]:
    """Give the pieces of the text: paragraphs stand between empty lines, headings over signs or longer ones."""
    found: list[Piece] = []
    rows: list[tuple[int, str]] = []
    parts = list(_parts(text.replace("\r\n", "\n").replace("\r", "\n").split("\n")))
    for i, part in enumerate(parts):
        if isinstance(part, Whole):
            found.append(part)
        elif ROW.fullmatch((lines := part.split("\n"))[-1]):
            # Which signs stand for which level a text tells by the order that it uses them in.
            row = (len(lines), lines[-1][0])
            rows += [] if row in rows else [row]
            found.append(Heading(min(6, rows.index(row) + 1), clean(lines[-2])))
        else:
            following = parts[i + 1] if i + 1 < len(parts) else ""
            found += _pieces(part, "".join(said(following)) if isinstance(following, Whole) else following)
    return found


def _parts(lines: Sequence[str]) -> Iterator[str | Whole]:
    """Give the paragraphs, the headings with the line under them, and the code between fences."""
    part: list[str] = []
    rest = iter(lines)
    for line in rest:
        if ROW.fullmatch(line) and part and _is_under(line, part):
            yield "\n".join([*part, line])
            part = []
        elif fence := FENCE.match(line):
            yield from _ended(part)
            yield from _code(rest, fence[1])
            part = []
        elif not line.strip() or LABEL.match(line):
            yield from _ended(part)
            part = []
        else:
            part.append(line.rstrip())
    yield from _ended(part)


def _code(lines: Iterator[str], fence: str) -> Iterator[Whole]:
    """Give the code up to the fence that closes it, and take its lines."""
    inner = takewhile(lambda line: not line.strip().startswith(fence) or line.strip().strip(fence[0]), lines)
    if code := visible("\n".join(inner)).strip("\n").rstrip():
        yield Whole(TextBlock("code", code))


def _ended(part: Sequence[str]) -> Iterator[str]:
    """Give the paragraph without the rows of signs, which part what stands around them."""
    if shown := [line for line in part if not ROW.fullmatch(line)]:
        yield "\n".join(shown)


def _is_under(row: str, part: Sequence[str]) -> bool:
    """Say whether the row of signs stands under a heading: one line alone, or under the same row."""
    if len(part) > 2 or (len(part) == 2 and part[0].strip() != row.strip()):
        return False
    return not ROW.fullmatch(part[-1]) and len(row.rstrip()) >= len(part[-1].strip())


def _pieces(paragraph: str, following: str) -> list[Piece]:
    if nested := _nested(paragraph.split("\n")):
        return [nested]
    lines = [line for line in map(clean, paragraph.split("\n")) if line]
    if not lines:
        return []
    if len(lines) == 1 and (markdown := MARKDOWN_HEADING.match(lines[0])):
        return [Heading(len(markdown[1]), markdown[2].rstrip("#").rstrip())]
    if len(lines) == 1 and _is_heading(lines[0], following):
        return [Heading(2, lines[0].rstrip(":"))]
    if any(BULLET.match(line) or STEP.match(line) for line in lines) or max(map(len, lines)) < LONGEST_HEADING - 30:
        return [Line(line, is_alone=False) for line in _joined(lines)]
    # Lines that an editor broke in the middle of a sentence.
    return [Line(line) for line in (lines if min(map(len, lines)) > LONGEST_HEADING else [" ".join(lines)])]


def _joined(lines: list[str]) -> list[str]:
    """Join a bullet that goes on in the next line."""
    out: list[str] = []
    for line in lines:
        if out and (BULLET.match(out[-1]) or STEP.match(out[-1])) and line[:1].islower():
            out[-1] += f" {line}"
        else:
            out.append(line)
    return out


def _nested(lines: Sequence[str]) -> Whole | None:
    """Give the list whose bullets stand at several depths; None for any other text."""
    indents = [len(line) - len(line.lstrip()) for line in lines]
    known = sorted(set(indents))
    if not all(map(BULLET.match, lines)) or len(known) == 1 or indents[0] != known[0]:
        return None
    ranks = {indent: min(rank, DEEPEST) for rank, indent in enumerate(known)}
    return Whole(ListBlock("bullets", _items([(ranks[n], line) for n, line in zip(indents, lines, strict=True)])))


def _items(lines: Sequence[tuple[int, str]]) -> tuple[Item, ...]:
    """Give the items at the depth of the first, each with those that stand deeper under it."""
    found: list[Item] = []
    start = 0
    while start < len(lines):
        depth, line = lines[start]
        end = next((i for i in range(start + 1, len(lines)) if lines[i][0] <= depth), len(lines))
        found.append(replace(described(clean(BULLET.sub("", line, count=1))), items=_items(lines[start + 1 : end])))
        start = end
    return tuple(found)


def _is_heading(line: str, following: str) -> bool:
    if len(line) > LONGEST_HEADING or SENTENCE_END.search(line) or BULLET.match(line) or ">" in line:
        return False
    if line.endswith((":", "：")) and (BULLET.match(following) or SENTENCE.search(line)):
        # The words that lead to a list.
        return False
    return len(following.strip()) > len(line) and any(c.isalpha() for c in line)
