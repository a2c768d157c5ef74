"""A table's element in, its header and rows out, or nothing where it only places things on the page."""

from collections import deque
from collections.abc import Callable, Iterator

from index import Block, TableBlock, TextBlock
from ingest.page import Element
from ingest.rules import HEADINGS

# A cell's text, and whether it is a header.
Cell = tuple[str, bool]
# Rows or columns beyond which a cell is not believed to span so many.
MOST_SPANNED = 50
# The share of a table's letters that lists or tables in its cells may hold.
MOST_WITHIN = 0.5


def table_blocks(table: Element, lines: Callable[[Element], list[str]]) -> list[Block] | None:
    """Give the table with its caption, none where it is empty, None where it is no table but a layout."""
    own = [row for row in table.iter("tr") if next(row.iterancestors("table"), None) is table]
    if _is_layout(table, own):
        return None
    rows = [row for row in _rows(own, lines) if any(said for said, _ in row)]
    if not rows:
        return []
    has_header = all(is_header or not said for said, is_header in rows[0]) and len(rows) > 1
    cells = [tuple(said for said, _ in row) for row in rows]
    header, body = (cells[0], cells[1:]) if has_header else ((), cells)
    caption = [TextBlock("caption", said) for c in table.iterchildren("caption") if (said := " ".join(lines(c)))]
    return [*caption, TableBlock(header, tuple(body))]


def _rows(rows: list[Element], lines: Callable[[Element], list[str]]) -> Iterator[list[Cell]]:
    """Give the cells of each row in their columns: what spans rows stands in each, what spans columns once."""
    hanging: dict[int, tuple[int, Cell]] = {}
    for row in rows:
        cells, found = deque(_cells(row, lines)), list[Cell]()
        below: dict[int, tuple[int, Cell]] = {}
        while cells or len(found) in hanging:
            column = len(found)
            if column in hanging:
                left, cell = hanging[column]
                across = 1
            else:
                cell, left, across = cells.popleft()
            if left > 1:
                below |= {column + i: (left - 1, cell if not i else ("", cell[1])) for i in range(across)}
            found += [cell, *[("", cell[1])] * (across - 1)]
        hanging = below
        yield found


def _cells(row: Element, lines: Callable[[Element], list[str]]) -> Iterator[tuple[Cell, int, int]]:
    """Give each cell with the rows and the columns that it spans."""
    in_head = any(a.tag == "thead" for a in row.iterancestors("thead", "table"))
    for cell in row:
        if cell.tag in ("td", "th"):
            yield ("\n".join(lines(cell)), cell.tag == "th" or in_head), _span(cell, "rowspan"), _span(cell, "colspan")


def _span(cell: Element, attribute: str) -> int:
    stated = (cell.get(attribute) or "").strip()
    return min(max(1, int(stated)), MOST_SPANNED) if stated.isascii() and stated.isdigit() else 1


def _is_layout(table: Element, rows: list[Element]) -> bool:
    """Say whether a table places things rather than tabulates them: one row or column, or mostly other things in it."""
    if table.get("role") == "presentation":
        return True
    widths = [sum(c.tag in ("td", "th") for c in row) for row in rows]
    # Nobody puts a head over a layout.
    has_head = any(next(head.iter("th"), None) is not None for head in table.iterchildren("thead"))
    if len(widths) < 2 or max(widths) < (1 if has_head else 2):
        return True
    if next(table.iter(*HEADINGS, "article", "section"), None) is not None:
        return True
    paragraphed = sum(len(cell) and cell[0].tag == "p" and len(cell) > 2 for cell in table.iter("td"))
    if not has_head and paragraphed > len(widths) / 2:
        return True
    within = [e for e in table.iter("table", "ul", "ol") if e is not table and _is_outmost(e, table)]
    return bool(within) and sum(map(_letters, within)) > MOST_WITHIN * _letters(table)


def _is_outmost(element: Element, table: Element) -> bool:
    return next(element.iterancestors("table", "ul", "ol"), None) is table


def _letters(element: Element) -> int:
    return sum(not c.isspace() for text in element.itertext() for c in str(text))
