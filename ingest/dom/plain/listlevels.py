"""Put each item of a list under the one that it belongs to, where a page tells its level otherwise."""

import re

from ingest.dom.editing import drop, move_into
from ingest.dom.parser import Element, text_in
from ingest.dom.plain.page import Page
from ingest.dom.text import clean

LISTS = ("ul", "ol")
# Google Docs names a list and its level, Word writes them into the style of a paragraph.
DOCS_LEVEL = re.compile(r"\blst-kix_(\w+)-(\d)\b")
WORD_LEVEL = re.compile(r"mso-list\s*:\s*l(\d+)\s+level(\d)\b", re.I)
WORD_MARK = re.compile(r"mso-list\s*:\s*ignore", re.I)
# Editors write the level into the item, and leave the list flat.
QUILL_LEVEL = re.compile(r"\bql-indent-(\d)\b")
NUMBERED = re.compile(r"^\(?(?:\d+|[a-zA-Z]|[ivxlcIVXLC]+)[.)]")


def lists_as_nested(page: Page) -> bool:
    """Change the tree so that lists lie in the items that they belong to, and say whether it was."""
    is_word = any(WORD_LEVEL.search(style) for style, _ in page.valued("style"))
    is_docs = any("lst-kix" in name for name, _ in page.valued("class"))
    if is_word:
        _word_lists(page.root)
    if is_docs:
        _docs_lists(page.root)
    # Before others, as they move whole items.
    is_flat = [_nest_items(one) for one in page.tagged(*LISTS)]
    found = [one for one in page.tagged(*LISTS) if _holder_tag(one) in LISTS]
    for inner in found:
        before = inner.getprevious()
        if before is not None and before.tag == "li":
            move_into(before, [inner])
    return bool(is_word or is_docs or found or any(is_flat))


def _nest_items(flat: Element) -> bool:
    """Put the items of a list that say their level under those of the level above, and say whether any was."""
    items = list(flat)
    levels = [_stated_level(item) for item in items]
    if len(set(levels)) < 2:
        return False
    # Each list that is open with its level, and the item that was put into it last.
    above: list[tuple[int, Element, Element]] = []
    for level, item in zip(levels, items, strict=True):
        while len(above) > 1 and above[-2][0] >= level:
            above.pop()
        holder = above[-1][1] if above else flat
        if above and level > above[-1][0]:
            holder = item.makeelement(flat.tag)
            above[-1][2].append(holder)
        elif above:
            above.pop()
        if holder is not flat:
            move_into(holder, [item])
        above.append((level, holder, item))
    return True


def _stated_level(item: Element) -> int:
    """Return the level that an item states, 0 where it states none."""
    if not item.attrib or item.tag != "li":
        return 0
    if match := QUILL_LEVEL.search(item.get("class") or ""):
        return int(match[1])
    stated = item.get("aria-level") or ""
    return int(stated) if len(stated) == 1 and stated in "123456789" else 0


def _holder_tag(element: Element) -> str:
    holder = element.getparent()
    return "" if holder is None else holder.tag


def _docs_lists(root: Element) -> None:
    """Nest lists that follow each other and are named as parts of one."""
    levels: list[tuple[int, Element]] = []
    for found in list(root.iter(*LISTS)):
        match = DOCS_LEVEL.search(found.get("class") or "")
        if not match:
            continue
        level, before = int(match[2]), found.getprevious()
        if not levels or before is None or before is not levels[0][1] or (before.tail or "").strip():
            levels = [(level, found)]
            continue
        while len(levels) > 1 and levels[-1][0] > level:
            levels.pop()
        if levels[-1][0] < level and (items := levels[-1][1].findall("li")):
            move_into(items[-1], [found])
            levels.append((level, found))
        else:
            move_into(levels[-1][1], list(found))
            drop(found)


def _word_lists(root: Element) -> None:
    """Make lists of the paragraphs that Word made of them."""
    levels: list[tuple[int, Element]] = []
    for paragraph in list(root.iter("p")):
        match = WORD_LEVEL.search(paragraph.get("style") or "")
        if not match:
            continue
        level, mark, before = int(match[2]), _mark(paragraph), paragraph.getprevious()
        if not levels or before is not levels[0][1] or (before.tail or "").strip():
            levels = []
        while levels and levels[-1][0] > level:
            levels.pop()
        if not levels or levels[-1][0] < level:
            found = paragraph.makeelement("ol" if NUMBERED.match(mark) else "ul")
            if levels:
                # A list has an item before there is another level.
                levels[-1][1][-1].append(found)
            else:
                paragraph.addprevious(found)
            levels.append((level, found))
        paragraph.tag = "li"
        tail, paragraph.tail = paragraph.tail, None
        levels[-1][1].append(paragraph)
        levels[0][1].tail = tail


def _mark(paragraph: Element) -> str:
    """Take the bullet or the number out of the paragraph, and return it."""
    marks = [one for one in paragraph.iter() if WORD_MARK.search(one.get("style") or "")]
    mark = " ".join(clean(text_in(one)) for one in marks)
    for one in marks:
        drop(one)
    return mark
