"""Write the lines of code as lines of text where a page sets each in a box, without the numbers beside them."""

import re

from ingest.dom.editing import drop
from ingest.dom.parser import Element, text_in
from ingest.dom.plain.page import Page

CODE = ("pre", "listing", "xmp")
# What begins and ends a line in code, by its tag or its style.
BOXES = frozenset(("div", "li", "p", "tr", "ol", "ul", "table", "tbody", "thead", "section", "article"))
BLOCK = re.compile(r"display\s*:\s*(?:block|flex|grid|table(?:-row)?|list-item)\b", re.I)
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
    is_changed = False
    for code in page.tagged(*CODE):
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
