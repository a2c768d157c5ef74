"""The article's element in, what stands in it out: headings, lines, lists, tables, code, in the page's order."""

import re
import unicodedata
from collections import deque
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from index import Block, Item, ListBlock, TableBlock, TextBlock, all_items
from ingest.page import Element
from ingest.rules import BOLD, HEADINGS, INLINE
from ingest.text import INVISIBLE, clean, inner

TERM = re.compile(r"^(.{1,60}?)\s*[:：]\s+(\S.*)$", re.S)
LONGEST_TERM_WORDS = 6
# What documentation puts beside a heading as a link to it, and after a note as a link back.
PERMALINKS = frozenset("¶ # § 🔗 ∞ ⚓ ↩ ↩︎ ↑ ^".split())  # noqa: SIM905
# Deeper than this a list, or what is read as one within another, is read as flat text: no page means it.
DEEPEST_LIST = 8
# Read as one.
WHOLES = frozenset(("ul", "ol", "dl", "table", "pre", "listing", "xmp", "blockquote", "figcaption", "caption"))
# Rows or columns beyond which a cell is not believed to span so many.
MOST_SPANNED = 50
SUMMARY_LEVEL = 3
# Share of its letters that a table or a definition list must keep, to be read as one.
KEPT = 0.5
# Share of a list's letters in headings from which these are its items.
ALL_HEADING = 0.9


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


# A cell's text, and whether it is a header.
Cell = tuple[str, bool]
# A text with whether it is bold and in a link.
Run = tuple[str, bool, bool]


def pieces(root: Element, noise: Collection[Element]) -> list[Piece]:
    """Give the pieces of the article in order."""
    walk = _Walk(noise)
    walk.element(root, is_bold=False, is_link=False)
    walk.flush(None)
    return walk.found


class _Walk:
    """Goes through the tree once. Recursion is bounded: the tree is at most some 250 deep."""

    def __init__(self, noise: Collection[Element], depth: int = 0) -> None:
        self._noise = noise
        self._depth = depth
        self._runs: list[Run] = []
        self._holders: list[Element] = []
        self.found: list[Piece] = []

    def element(self, element: Element, *, is_bold: bool, is_link: bool) -> None:
        """Read an element into the pieces; its tail belongs to its parent."""
        tag = element.tag
        if element in self._noise or tag == "img" or (tag == "a" and _is_permalink(element)):
            return
        if tag in INLINE:
            self._inside(element, is_bold=is_bold or tag in BOLD, is_link=is_link or tag == "a")
        elif tag == "br":
            self._runs.append(("\n", is_bold, is_link))
        else:
            self._block(element, is_bold=is_bold, is_link=is_link)

    def _inside(self, element: Element, *, is_bold: bool, is_link: bool) -> None:
        if text := element.text:
            self._add(text, is_bold=is_bold, is_link=is_link)
        for child in element:
            self.element(child, is_bold=is_bold, is_link=is_link)
            if text := child.tail:
                self._add(text, is_bold=is_bold, is_link=is_link)

    def _add(self, text: str, *, is_bold: bool, is_link: bool) -> None:
        # White space before a line is not shown.
        if self._runs or not text.isspace():
            self._runs.append((text.replace("\n", " "), is_bold, is_link))

    def _block(self, element: Element, *, is_bold: bool, is_link: bool) -> None:
        self.flush(element.getparent())
        self._holders.append(element)
        whole = self._whole(element)
        if whole is None:
            self._inside(element, is_bold=is_bold, is_link=is_link)
            self.flush(element)
        else:
            self.found += self._placed(element, whole)
        self._holders.pop()

    def _placed(self, element: Element, whole: Sequence[Heading | Block]) -> Iterator[Heading | Whole]:
        place, links = self._place(), _links_of(element)
        for piece in whole:
            yield replace(piece, links=links, place=place) if isinstance(piece, Heading) else Whole(piece, links, place)

    def _place(self) -> tuple[Element, ...]:
        return tuple(self._holders)

    def _whole(self, element: Element) -> Sequence[Heading | Block] | None:
        """Give the pieces of an element that is read as one, None for one that only holds others."""
        tag = element.tag
        if tag in HEADINGS or tag == "summary":
            # A summary is the question over a part that folds away.
            text = self._text(element)
            return [Heading(int(tag[1]) if tag in HEADINGS else SUMMARY_LEVEL, text)] if text else []
        if tag not in WHOLES or self._depth > DEEPEST_LIST:
            return None
        if tag in ("ul", "ol"):
            return None if _holds(element, ("table",)) or _holds_sections(element) else self._list(element)
        read = {
            "dl": self._definitions,
            "table": self._table,
            "pre": self._code,
            "listing": self._code,
            "xmp": self._code,
            "blockquote": self._quote,
            "figcaption": self._caption,
            "caption": self._caption,
        }.get(tag)
        whole = read(element) if read else None
        return None if whole is not None and _lost(element, whole) else whole

    def _quote(self, element: Element) -> list[Block] | None:
        if _holds(element, (*HEADINGS, "ul", "ol", "table", "pre")) or _holds_another(element):
            return None
        text = "\n".join(self._texts(element))
        return [TextBlock("quote", text)] if text else []

    def _caption(self, element: Element) -> list[Block]:
        text = self._text(element)
        return [TextBlock("caption", text)] if text else []

    def flush(self, holder: Element | None) -> None:
        """End the line being read, which stands in the holder."""
        if self._runs:
            style = _style(holder) if holder is not None else ""
            self.found += _lines(self._runs, style, self._place())
            self._runs = []

    def _texts(self, element: Element) -> list[str]:
        """Give the texts of an element, one for each line that it shows."""
        inner = _Walk(self._noise, self._depth + 1)
        inner._inside(element, is_bold=False, is_link=False)
        inner.flush(None)
        return [text for piece in inner.found for text in said(piece)]

    def _text(self, element: Element) -> str:
        return " ".join(self._texts(element))

    def _list(self, element: Element, depth: int = 0) -> list[Block]:
        items = (*_loose(element.text), *self._entries(element, depth))
        if not items:
            return []
        return [ListBlock("steps" if element.tag == "ol" else "bullets", items)]

    def _entries(self, element: Element, depth: int) -> Iterator[Item]:
        for li in element:
            if li not in self._noise:
                yield from self._item(li, depth)
            yield from _loose(li.tail)

    def _item(self, li: Element, depth: int) -> list[Item]:
        """Give the item, its nested lists as items of it. What is no li in a list is one all the same."""
        if not isinstance(li.tag, str):
            return []
        if li.tag in ("ul", "ol"):
            return [i for b in self._list(li, depth + 1) if isinstance(b, ListBlock) for i in b.items]
        nested = [e for e in li.iter("ul", "ol") if _list_above(e, li)] if depth < DEEPEST_LIST else []
        own = _Walk({*self._noise, *nested} if nested else self._noise, self._depth + 1)
        own._inside(li, is_bold=False, is_link=False)
        own.flush(None)
        text = " ".join(t for piece in own.found for t in said(piece))
        bold = next((p for p in own.found[:1] if isinstance(p, Line)), None)
        inner = tuple(i for e in nested for b in self._list(e, depth + 1) if isinstance(b, ListBlock) for i in b.items)
        if not text:
            return list(inner)
        return [described(text, inner, bold_start=_bold_start(li) if bold else "")]

    def _definitions(self, element: Element) -> list[Block]:
        items: list[Item] = []
        terms: list[str] = []
        for part in element.iter("dt", "dd"):
            if part in self._noise or next(part.iterancestors("dl"), None) is not element:
                continue
            text = self._text(part)
            if part.tag == "dt":
                terms.append(text)
            elif text:
                term = ", ".join(filter(None, terms))
                items.append(Item(f"{term}: {text}", term, text) if term else Item(text))
                terms = []
        items += [Item(term) for term in terms if term]
        return [ListBlock("definitions", tuple(items))] if items else []

    def _table(self, element: Element) -> list[Block] | None:
        if _is_layout(element):
            return None
        rows = [row for row in self._rows(element) if any(text for text, _ in row)]
        if not rows:
            return []
        has_header = all(is_header or not text for text, is_header in rows[0]) and len(rows) > 1
        cells = [tuple(text for text, _ in row) for row in rows]
        header, body = (cells[0], cells[1:]) if has_header else ((), cells)
        caption = [TextBlock("caption", t) for c in element.iter("caption") if (t := self._text(c))]
        return [*caption, TableBlock(header, tuple(body))]

    def _rows(self, table: Element) -> Iterator[list[Cell]]:
        """Give the cells of each row in their columns: what spans rows stands in each, what spans columns once."""
        hanging: dict[int, tuple[int, Cell]] = {}
        for row in table.iter("tr"):
            cells, found = deque(self._cells(row)), list[Cell]()
            below: dict[int, tuple[int, Cell]] = {}
            while cells or len(found) in hanging:
                column = len(found)
                if column in hanging:
                    rows, cell = hanging[column]
                    across = 1
                else:
                    cell, rows, across = cells.popleft()
                if rows > 1:
                    below |= {column + i: (rows - 1, cell if not i else ("", cell[1])) for i in range(across)}
                found += [cell, *[("", cell[1])] * (across - 1)]
            hanging = below
            yield found

    def _cells(self, row: Element) -> Iterator[tuple[Cell, int, int]]:
        """Give each cell with the rows and the columns that it spans."""
        in_head = any(a.tag == "thead" for a in row.iterancestors())
        for cell in row:
            if cell.tag in ("td", "th"):
                yield (self._text(cell), cell.tag == "th" or in_head), _span(cell, "rowspan"), _span(cell, "colspan")

    def _code(self, element: Element) -> list[Block]:
        for br in element.iter("br"):
            br.tail = "\n" + (br.tail or "")
        text = INVISIBLE.sub("", "".join(map(str, element.itertext()))).replace("\r\n", "\n").strip("\n").rstrip()
        return [TextBlock("code", unicodedata.normalize("NFC", text).expandtabs(4))] if text.strip() else []


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


def _lost(element: Element, whole: Sequence[Block]) -> bool:
    """Say whether an element read as a whole lost text: a table without cells, a definition list without terms."""
    if element.tag not in ("dl", "table"):
        return False
    kept = sum(not c.isspace() for block in whole for text in _block_texts(block) for c in text)
    return kept < KEPT * sum(not c.isspace() for text in element.itertext() for c in str(text))


def _span(cell: Element, attribute: str) -> int:
    stated = (cell.get(attribute) or "").strip()
    return min(max(1, int(stated)), MOST_SPANNED) if stated.isascii() and stated.isdigit() else 1


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


def _is_permalink(element: Element) -> bool:
    """Say whether it is the sign beside a heading that links to the heading itself."""
    return "".join(map(str, element.itertext())).strip() in PERMALINKS and (element.get("href") or "").startswith("#")


def _holds_sections(element: Element) -> bool:
    """Say whether a list's items are sections with headings; those that are a heading and nothing else are items."""
    headings = list(element.iter(*HEADINGS))
    if not headings:
        return False
    return sum(len(inner(heading)) for heading in headings) < ALL_HEADING * len(inner(element))


def said(piece: Piece) -> Iterator[str]:
    """Give the texts of a piece."""
    if isinstance(piece, Whole):
        yield from _block_texts(piece.block)
    else:
        yield piece.text


def length(piece: Piece) -> int:
    """Count the letters of a piece."""
    return len(piece.text) if isinstance(piece, Heading | Line) else sum(map(len, said(piece)))


def _block_texts(block: Block) -> Iterator[str]:
    match block:
        case TextBlock(_, text):
            yield text
        case ListBlock(_, items):
            yield from (item.text for item in all_items(items))
        case TableBlock(header, rows):
            yield from (" ".join(filter(None, row)) for row in (header, *rows) if any(row))


def _lines(runs: list[Run], style: str, place: tuple[Element, ...]) -> list[Piece]:
    """Cut the texts at their line breaks: one makes a new line, two set apart what stands between them."""
    rows: list[list[Run]] = [[]]
    for run in runs:
        if run[0] == "\n":
            rows.append([])
        else:
            rows[-1].append(run)
    texts = [clean("".join(text for text, _, _ in row)) for row in rows]
    found: list[Piece] = []
    for i, (row, text) in enumerate(zip(rows, texts, strict=True)):
        if text:
            is_alone = not (texts[i - 1] if i else "") and not (texts[i + 1] if i + 1 < len(texts) else "")
            found.append(Line(text, style, _is_bold(row), _links(row), is_alone, place))
    return found


def _is_bold(row: list[Run]) -> bool:
    return all(is_bold or not any(map(str.isalnum, text)) for text, is_bold, _ in row)


def _links(row: list[Run]) -> float:
    linked = sum(len(text.strip()) for text, _, is_link in row if is_link)
    if not linked:
        return 0.0
    return linked / max(1, sum(len(text.strip()) for text, _, _ in row))


def _links_of(element: Element) -> float:
    """Give the share of the element's letters that stand in links."""
    linked = sum(len("".join(map(str, a.itertext()))) for a in element.iter("a"))
    return linked / max(1, len("".join(map(str, element.itertext())))) if linked else 0.0


def _style(element: Element) -> str:
    return f"{element.tag}.{element.get('class') or ''}"


def _holds(element: Element, tags: tuple[str, ...]) -> bool:
    return next(element.iter(*tags), None) is not None


def _holds_another(element: Element) -> bool:
    """Say whether an element of the same kind stands within."""
    return next(islice(element.iter(element.tag), 1, None), None) is not None


def _list_above(element: Element, li: Element) -> bool:
    """Say whether no other list stands between this one and the item."""
    return next((a for a in element.iterancestors() if a is li or a.tag in ("ul", "ol")), None) is li


def _is_layout(table: Element) -> bool:
    """Say whether a table places things rather than tabulates them: tables, headings or lists inside, or one cell."""
    if table.get("role") == "presentation" or any(e is not table for e in table.iter("table")):
        return True
    if _holds(table, (*HEADINGS, "ul", "ol", "article", "section")):
        return True
    widths = [sum(c.tag in ("td", "th") for c in row) for row in table.iter("tr")]
    if max(widths, default=0) < 2 or len(widths) < 2:
        return True
    return sum(len(cell) and cell[0].tag == "p" and len(cell) > 2 for cell in table.iter("td")) > len(widths) / 2
