"""Give elements that say by their role what they are the tag of that (WAI-ARIA 1.2)."""

from collections.abc import Collection

from ingest.dom.parser import Element
from ingest.dom.plain.page import Page
from ingest.dom.rules import HEADINGS

# What says nothing of itself by its tag.
GENERIC = frozenset(("div", "span", "section", "p", "b", "strong", "font", "a", "button"))
TAGS = {
    "list": "ul",
    "listitem": "li",
    "table": "table",
    "grid": "table",
    "rowgroup": "tbody",
    "row": "tr",
    "cell": "td",
    "gridcell": "td",
    "columnheader": "th",
    "rowheader": "th",
    "blockquote": "blockquote",
    "paragraph": "p",
}
ROLES = frozenset((*TAGS, "heading"))
# Each with the role that it is only within.
TABLES = ("table", "grid")
PARTS = {"listitem": ("list",), "rowgroup": TABLES, "row": TABLES, "cell": ("row",), "gridcell": ("row",),
         "columnheader": ("row",), "rowheader": ("row",)}  # fmt: skip
BOXES = HEADINGS | {"div", "p", "section", "article", "blockquote", "pre", "table"}
HIGHEST, LOWEST, UNSTATED = 1, 6, 2


def roles_as_tags(page: Page) -> bool:
    """Change the tags, and say whether any was; a part of a list or a table only where it is within one."""
    kept: set[Element] = set()
    wanted = [one for role, found in page.valued("role") if role.strip().lower() in ROLES for one in found]
    for element in _in_order(page, wanted):
        role = (element.get("role") or "").strip().lower()
        if not (element.tag in GENERIC or "-" in element.tag):
            continue
        if role == "heading":
            element.tag = f"h{_level(element)}"
            kept.add(element)
        elif _is_one(element, role, kept):
            element.tag = TAGS[role]
            kept.add(element)
    return bool(kept)


def _in_order(page: Page, wanted: Collection[Element]) -> list[Element]:
    found = set(wanted)
    return [element for element in page.elements if element in found]


def _level(element: Element) -> int:
    stated = (element.get("aria-level") or "").strip()
    return min(max(HIGHEST, int(stated)), LOWEST) if stated.isascii() and stated.isdigit() else UNSTATED


def _is_one(element: Element, role: str, kept: Collection[Element]) -> bool:
    if role in PARTS:
        return _holder(element, PARTS[role]) in kept
    if role == "list":
        return all(map(_is_plain_item, (one for one in element.iter() if one.get("role") == "listitem")))
    return role not in TABLES or _has_cells(element)


def _is_plain_item(item: Element) -> bool:
    """Return whether the item is a text, and no card or question with what is under it."""
    boxes = [one for one in item.iter() if one.tag in BOXES and (one.text or "").strip()]
    return len(boxes) <= 1


def _holder(element: Element, roles: Collection[str]) -> Element | None:
    return next((above for above in element.iterancestors() if above.get("role") in roles), None)


def _has_cells(table: Element) -> bool:
    """Return whether the cells of the table's rows stand straight in them, as those of a table do."""
    rows = [one for one in table.iter() if one.get("role") == "row"]
    return bool(rows) and all(any(TAGS.get(cell.get("role") or "") in ("td", "th") for cell in row) for row in rows)
