"""A page in, its tree as plain HTML out: what browsers show otherwise than by its tags is written as these say it."""

from collections.abc import Callable, Sequence

from ingest.dom.flat import FlatTree, flatten
from ingest.dom.parser import parsed, strip_unread
from ingest.dom.plain.buttons import buttons_as_text
from ingest.dom.plain.codelines import boxes_as_lines
from ingest.dom.plain.displayed import elements_as_shown
from ingest.dom.plain.embedded import embedded_as_text
from ingest.dom.plain.formulas import formulas_as_text
from ingest.dom.plain.listlevels import lists_as_nested
from ingest.dom.plain.page import Page, Removed
from ingest.dom.plain.raised import raised_as_text
from ingest.dom.plain.roles import roles_as_tags
from ingest.dom.plain.unseen import unseen_removed
from ingest.dom.rules import UNREAD

__all__ = ["Removed", "read_page"]

# Each changes the tree, and says whether it did. The first read what is not read otherwise.
FIRST_STEPS: Sequence[Callable[[Page], bool]] = (embedded_as_text, formulas_as_text)
STEPS: Sequence[Callable[[Page], bool]] = (
    roles_as_tags, unseen_removed, buttons_as_text, raised_as_text, boxes_as_lines, elements_as_shown, lists_as_nested,
)  # fmt: skip


def read_page(text: str) -> tuple[FlatTree, Sequence[Removed]]:
    """Return the page as plain HTML without what nobody reads, and what people might miss of that."""
    page = Page(parsed(text))
    for step in FIRST_STEPS:
        if step(page):
            page.look()
    if not UNREAD.isdisjoint(page.by_tag):
        strip_unread(page.root)
        page.look()
    for step in STEPS:
        if step(page):
            page.look()
    return flatten(page.root, page.elements, page.attributes), page.removed
