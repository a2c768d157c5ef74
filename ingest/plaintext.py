"""A text without markup in, its pieces out: what an empty line, a short line and a sign before a line mean."""

import re

from ingest.looks import BULLET, SENTENCE_END
from ingest.pieces import Heading, Line, Piece
from ingest.structure import STEP
from ingest.text import clean

MARKUP = re.compile(
    r"<(?:!doctype|html|head|body|p|div|br|h[1-6]|ul|ol|li|table|article|section|span|a|b|i|img|meta|title)\b", re.I
)
MARKDOWN_HEADING = re.compile(r"^(#{1,6})\s+(.*?)\s*#*$")
LONGEST_HEADING = 100


def is_plain(text: str) -> bool:
    """Say whether the text has no markup of a page."""
    return MARKUP.search(text[:200_000]) is None


def plain_pieces(text: str) -> list[Piece]:
    """Give the pieces of the text: paragraphs stand between empty lines, headings alone over longer ones."""
    paragraphs = [p for p in re.split(r"\n\s*\n", text.replace("\r\n", "\n").replace("\r", "\n")) if p.strip()]
    found: list[Piece] = []
    for i, paragraph in enumerate(paragraphs):
        following = paragraphs[i + 1] if i + 1 < len(paragraphs) else ""
        found += _pieces(paragraph, following)
    return found


def _pieces(paragraph: str, following: str) -> list[Piece]:
    lines = [line for line in map(clean, paragraph.split("\n")) if line]
    if not lines:
        return []
    if len(lines) == 1 and (markdown := MARKDOWN_HEADING.match(lines[0])):
        return [Heading(len(markdown[1]), markdown[2])]
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


def _is_heading(line: str, following: str) -> bool:
    if len(line) > LONGEST_HEADING or SENTENCE_END.search(line) or BULLET.match(line) or ">" in line:
        return False
    if line.endswith((":", "：")) and (BULLET.match(following) or re.search(r"[.!?]\s", line)):
        # The words that lead to a list.
        return False
    return len(following.strip()) > len(line) and any(c.isalpha() for c in line)
