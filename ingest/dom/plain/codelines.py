"""Write the lines of code as lines of text where a page sets each in a box, without the numbers beside them."""

import re

from ingest.dom.editing import drop
from ingest.dom.parser import Element, text_in
from ingest.dom.plain.page import Page
from ingest.dom.text import letters

CODE = ("pre", "listing", "xmp")
# What begins and ends a line in code, by its tag or its style.
BOXES = frozenset(("div", "li", "p", "tr", "ol", "ul", "table", "tbody", "thead", "section", "article"))
BLOCK = re.compile(r"display\s*:\s*(?:block|flex|grid|table(?:-row)?|list-item)\b", re.I)
# How a style has code keep its lines.
WRITTEN_SO = re.compile(r"white-space\s*:\s*(?:pre|break-spaces)\b", re.I)
# So many boxes of code one under the other are its lines.
FEWEST_LINES = 2
# What names the numbers of lines, where it holds nothing else.
NUMBERS = re.compile(
    r"(?:^|[\s_-])(?:gutter|ln|lineno|linenos|line-?numbers?(?:-rows)?|line-num|blob-num|ln-num|hljs-ln-n(?:umbers)?|"
    r"linenumber|linenodiv|lnt|rouge-gutter|react-syntax-highlighter-line-number)(?=$|[\s_-])",
    re.I,
)
ONLY_NUMBERS = re.compile(r"[\s\d.|:+\-]*")
ONE_NUMBER = re.compile(r"\s*\d+\s*")


def boxes_as_lines(page: Page) -> bool:
    """Change the code elements so that their text has its lines and is nothing else; say whether any was."""
    unmarked = _unmarked(page)
    for code in unmarked:
        code.tag = "pre"
    is_changed = bool(unmarked)
    for code in (*page.tagged(*CODE), *unmarked):
        within = [one for one in code.iter() if one is not code]
        numbers = [one for one in within if one.attrib and _is_numbers(one)]
        is_parted = all((one.tail or "")[:1] in (" ", "\t") for one in numbers)
        for one in numbers:
            one.tail = (one.tail or "")[is_parted:]
            drop(one)
        has_boxes = any(map(_is_box, within))
        if has_boxes:
            _flatten(code)
        is_changed |= bool(numbers) or has_boxes
    return is_changed


def _unmarked(page: Page) -> list[Element]:
    """Return what is a block of code though its tag does not say so: by its style, its line breaks, or its lines."""
    found: dict[Element, None] = {}
    boxes: dict[Element, None] = {}
    for code in page.tagged("code"):
        if any(above.tag in CODE for above in code.iterancestors()):
            continue
        holder = code.getparent()
        if WRITTEN_SO.search(code.get("style") or "") or (_has_breaks(code) and _is_all_of(holder, code)):
            found[code] = None
        elif holder is not None and holder.tag == "div" and (around := holder.getparent()) is not None:
            boxes[around] = None
    for box in boxes:
        if len(box) >= FEWEST_LINES and all(map(_is_line, box)) and not (box.text or "").strip():
            found[box] = None
            _drop_gutter(box)
    return list(found)


def _has_breaks(code: Element) -> bool:
    return next(code.iter("br"), None) is not None


def _is_all_of(holder: Element | None, code: Element) -> bool:
    return holder is not None and letters(text_in(holder)) == letters(text_in(code))


def _is_line(box: Element) -> bool:
    """Return whether all that the box says is code."""
    is_alone = box.tag == "div" and not (box.tail or "").strip()
    return is_alone and letters(text_in(box)) == sum(letters(text_in(one)) for one in box.iterchildren("code"))


def _drop_gutter(box: Element) -> None:
    """Leave nothing of the cell with the numbers of lines beside the cell that the box is in."""
    cell = next(box.iterancestors("td"), None)
    gutter = cell.getprevious() if cell is not None else None
    if gutter is not None and _is_numbers(gutter):
        drop(gutter)


def _is_numbers(element: Element) -> bool:
    if NUMBERS.search(element.get("class") or ""):
        return ONLY_NUMBERS.fullmatch(text_in(element)) is not None
    return element.get("aria-hidden") == "true" and ONE_NUMBER.fullmatch(text_in(element)) is not None


def _is_box(element: Element) -> bool:
    return element.tag in BOXES or bool(BLOCK.search(element.get("style") or ""))


def _flatten(code: Element) -> None:
    """Give the code its text alone, a line for each box; one that is empty is an empty line."""
    lines = _Lines()
    _write(code, lines)
    for child in list(code):
        code.remove(child)
    code.text = "".join(lines.parts)


class _Lines:
    """A text that is put together, and whether its next letter stands in a new line."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.is_due = False

    def add(self, text: str | None) -> None:
        if text:
            if self.is_due and self.parts and not self.parts[-1].endswith("\n"):
                self.parts.append("\n")
            self.is_due = False
            self.parts.append(text)

    def part(self) -> None:
        self.is_due = bool(self.parts)


def _write(element: Element, lines: _Lines) -> None:
    children = list(element)
    boxes = [False, *map(_is_box, children), False]
    texts = [element.text, *(child.tail for child in children)]
    for i, text in enumerate(texts):
        if i:
            _write_child(children[i - 1], lines, is_box=boxes[i])
        # Beside boxes white space only sets out the page's source.
        if text and not (text.isspace() and (boxes[i] or boxes[i + 1])):
            lines.add(text)


def _write_child(child: Element, lines: _Lines, *, is_box: bool) -> None:
    if child.tag == "br":
        lines.add("\n")
        return
    if not is_box:
        _write(child, lines)
        return
    lines.part()
    before = len(lines.parts)
    _write(child, lines)
    if len(lines.parts) == before and not len(child):
        lines.add("\n")
    lines.part()
