"""A table's element in, its header and rows out, or nothing where it only places things on the page."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from index import Block, TableBlock, TextBlock
from ingest.blocks.pieces import Heading
from ingest.dom.parser import Element, text_in
from ingest.dom.rules import HEADINGS
from ingest.dom.text import letters

# A cell's text, and whether it is a header.
Cell = tuple[str, bool]
# A cell with the rows and the columns that it spans; and one that hangs into so many rows, its own among them.
Spanning = tuple[Cell, int, int]
Hanging = tuple[int, Cell]
# Rows or columns beyond which a cell is not believed to span so many.
MOST_SPANNED = 50
# What the cells that span others may add to a table, in letters and in cells: so many times what it holds itself, and
# what a small one may have more. A cell whose text would be too much says "as above".
TIMES, SPARE_LETTERS, SPARE_CELLS = 3, 2_000, 1_000
AS_ABOVE = "〃"
# The share of a table's letters that lists or tables in its cells may hold.
MOST_WITHIN = 0.5
LONGEST_NAME = 60
# The share of a table's letters from which one cell is the text of a page, so many paragraphs, and of links a menu.
MOST_BESIDE, FEWEST_PARAGRAPHS, FEWEST_LINKS = 0.7, 2, 3


def table_blocks(table: Element, lines: Callable[[Element], list[str]]) -> list[Heading | Block] | None:
    """Give the table with its caption, none where it is empty, None where it is no table but a layout.

    Headings that stand in rows of their own part it: what is under each is a table.
    """
    own = [row for row in table.iter("tr") if next(row.iterancestors("table"), None) is table]
    heads = {row: heading for row in own if (heading := _heading(row)) is not None}
    if _is_layout(table, [row for row in own if row not in heads], len(heads)):
        return None
    caption = [TextBlock("caption", said) for c in table.iterchildren("caption") if (said := " ".join(lines(c)))]
    blocks: list[Heading | Block] = [*caption]
    for heading, rows in _parts(own, heads):
        if heading is not None:
            blocks.append(Heading(int(heading.tag[1]), " ".join(lines(heading))))
        blocks += _tabulated([row for row in _rows(rows, lines) if row])
    return blocks


def _heading(row: Element) -> Element | None:
    """Give the heading that is all of a row."""
    cells = [cell for cell in row if cell.tag in ("td", "th")]
    found = list(row.iter(*HEADINGS)) if len(cells) == 1 else []
    return found[0] if len(found) == 1 and _letters(found[0]) == _letters(row) else None


def _parts(rows: list[Element], heads: Mapping[Element, Element]) -> Iterator[tuple[Element | None, list[Element]]]:
    part: list[Element] = []
    heading: Element | None = None
    for row in rows:
        if row in heads:
            yield heading, part
            heading, part = heads[row], []
        else:
            part.append(row)
    yield heading, part


def _tabulated(rows: list[list[Cell]]) -> list[Block]:
    if not rows:
        return []
    has_header = all(is_header or not said for said, is_header in rows[0]) and len(rows) > 1
    cells = [tuple(said for said, _ in row) for row in rows]
    return [TableBlock(cells[0], tuple(cells[1:])) if has_header else TableBlock((), tuple(cells))]


@dataclass(slots=True)
class _Spare:
    """How many letters and cells may yet be added to a table by the cells that span others."""

    letters: int
    cells: int

    def repeated(self, cell: Cell) -> Cell:
        """Give the cell as it stands in a further row."""
        self.letters -= len(cell[0])
        self.cells -= 1
        return cell if self.letters >= 0 or not cell[0] else (AS_ABOVE, cell[1])

    def across(self, columns: int) -> int:
        """Give how many columns a cell spans that says it spans so many."""
        spanned = min(columns, max(0, self.cells) + 1)
        self.cells -= spanned - 1
        return spanned


def _rows(rows: list[Element], lines: Callable[[Element], list[str]]) -> Iterator[list[Cell]]:
    """Give the cells of each row in their columns: what spans rows stands in each, what spans columns once.

    A row that says nothing of its own has none.
    """
    own = [list(_cells(row, lines)) for row in rows]
    letters = sum(len(said) for cells in own for (said, _), _, _ in cells)
    spare = _Spare(SPARE_LETTERS + TIMES * letters, SPARE_CELLS + TIMES * sum(map(len, own)))
    hanging: dict[int, Hanging] = {}
    for cells in own:
        found, hanging = _row(cells, hanging if spare.cells > 0 else {}, spare)
        yield found if any(said for (said, _), _, _ in cells) else []


def _row(
    own: Iterable[Spanning], hanging: Mapping[int, Hanging], spare: _Spare
) -> tuple[list[Cell], dict[int, Hanging]]:
    """Give a row's own cells between those that hang into it, and those that hang into the next."""
    cells, found = deque(own), list[Cell]()
    below: dict[int, Hanging] = {}
    while cells or len(found) in hanging:
        column = len(found)
        if column in hanging:
            left, above = hanging[column]
            cell, across = spare.repeated(above), 1
        else:
            cell, left, across = cells.popleft()
            across = spare.across(across)
        if left > 1:
            below |= {column + i: (left - 1, cell if not i else ("", cell[1])) for i in range(across)}
        found += [cell, *[("", cell[1])] * (across - 1)]
    return found, below


def _cells(row: Element, lines: Callable[[Element], list[str]]) -> Iterator[Spanning]:
    """Give each cell with the rows and the columns that it spans."""
    in_head = any(a.tag == "thead" for a in row.iterancestors("thead", "table"))
    for cell in row:
        if cell.tag in ("td", "th"):
            yield ("\n".join(lines(cell)), cell.tag == "th" or in_head), _span(cell, "rowspan"), _span(cell, "colspan")


def _span(cell: Element, attribute: str) -> int:
    stated = (cell.get(attribute) or "").strip()
    return min(max(1, int(stated)), MOST_SPANNED) if stated.isascii() and stated.isdigit() else 1


def _is_layout(table: Element, rows: list[Element], parts: int) -> bool:
    """Say whether a table places things rather than tabulates them: one row or column, or mostly other things in it."""
    if table.get("role") == "presentation":
        return True
    widths = [sum(c.tag in ("td", "th") for c in row) for row in rows]
    # Nobody puts a head over a layout.
    has_head = any(next(head.iter("th"), None) is not None for head in table.iterchildren("thead"))
    if len(widths) < 2 or max(widths) < (1 if has_head else 2):
        return True
    if sum(1 for _ in table.iter(*HEADINGS, "article", "section")) > parts:
        return True
    paragraphed = sum(len(cell) and cell[0].tag == "p" and len(cell) > 2 for cell in table.iter("td"))
    if not has_head and paragraphed > len(widths) / 2:
        return True
    if not has_head and _has_menu(rows):
        return True
    # Tables in the cells of rows that begin with a name are more of what the rows say; lists are read as such.
    kinds = ("ul", "ol") if _is_named(rows) else ("table", "ul", "ol")
    within = [e for e in table.iter(*kinds) if e is not table and _is_outmost(e, table)]
    return bool(within) and sum(map(_letters, within)) > MOST_WITHIN * _letters(table)


def _has_menu(rows: list[Element]) -> bool:
    """Say whether a cell of links, one under the other, stands beside a cell of paragraphs that says most of it all."""
    cells = [cell for row in rows for cell in row if cell.tag in ("td", "th")]
    said = [_letters(cell) for cell in cells]
    largest = max(range(len(cells)), key=said.__getitem__)
    if said[largest] <= MOST_BESIDE * sum(said) or len(list(cells[largest].iter("p"))) < FEWEST_PARAGRAPHS:
        return False
    beside = [*cells[largest].itersiblings("td", preceding=True), *cells[largest].itersiblings("td")]
    return any(_is_menu(cell) for cell in beside)


def _is_menu(cell: Element) -> bool:
    links = list(cell.iter("a"))
    return len(links) >= FEWEST_LINKS and sum(map(_letters, links)) > MOST_BESIDE * _letters(cell)


def _is_named(rows: list[Element]) -> bool:
    """Say whether every row begins with what it is about, and goes on."""
    firsts = [next((cell for cell in row if cell.tag in ("td", "th")), row) for row in rows if len(row) > 1]
    return len(firsts) > MOST_WITHIN * len(rows) and all(
        0 < _letters(cell) <= LONGEST_NAME and next(cell.iter("table", "ul", "ol"), None) is None for cell in firsts
    )


def _is_outmost(element: Element, table: Element) -> bool:
    return next(element.iterancestors("table", "ul", "ol"), None) is table


def _letters(element: Element) -> int:
    return letters(text_in(element))
