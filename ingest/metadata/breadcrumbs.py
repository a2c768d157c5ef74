"""Find the breadcrumb of a page: the names of the sections above it."""

import re
from collections.abc import Iterator
from itertools import chain

from ingest.dom.flat import FlatTree
from ingest.dom.parser import Element
from ingest.dom.rules import FOR_MACHINES, INLINE
from ingest.dom.text import inner, squashed
from ingest.metadata.dates.parsing import dates_in
from ingest.metadata.running_text import is_in_code
from ingest.metadata.structured_data import StructuredData, as_list, text_of, types_of
from ingest.metadata.titles import Title

BREADCRUMB_NAME = re.compile(r"bread[-_]?crumb", re.I)
SEPARATOR, NOT_IN_TRAIL = re.compile(r"[>›»→]"), re.compile(r"[|.!?]")
MAX_SEPARATORS, MAX_PART_CHARS = 6, 40
# What code, its types and formulas have and a section's name has not; "C++" and "Food & Drink" are names.
NOT_IN_CRUMB = re.compile(r"^\W|-$|[()\[\]{}<=@$*\\]|\s[+]|&&")
FRONT_PAGE_NAMES = frozenset(
    "home homepage start startseite accueil inicio início pagina inicial forside strona główna главная ホーム top トップ 首页".split()  # noqa: SIM905
)
SEPARATORS = "›»>/→|·•\\-– "
MAX_CRUMB_CHARS, MAX_TRAIL_CHARS, MAX_CRUMBS = 80, 160, 8
# Texts above the title, or above all else, that are looked through.
MAX_TEXTS_ABOVE = 150
NOT_A_LINE = FOR_MACHINES | frozenset(("pre", "listing", "xmp"))


def parsed_breadcrumb(text: str) -> tuple[str, ...]:
    """Return the parts of a breadcrumb such as "More>Health>Recovery", or none for any other text."""
    signs = SEPARATOR.findall(text)
    # One arrow leads from what a function takes to what it gives.
    if not 0 < len(signs) <= MAX_SEPARATORS or signs == ["→"] or NOT_IN_TRAIL.search(text):
        return ()
    if dates_in(text):
        # "by Ann » 3 May 2019" signs a post.
        return ()
    between = SEPARATOR.split(text)
    if not all(between) or max(len(part.strip()) for part in between) > MAX_PART_CHARS:
        return ()
    parts = tuple(part.strip() for part in between if part.strip())
    return () if any(map(NOT_IN_CRUMB.search, parts)) else parts


def page_breadcrumb(page: StructuredData, title: Title) -> tuple[str, ...]:
    """Return the names of the sections above the page, the outermost first, without the front page and the page."""
    for trail in chain(_json_ld_trails(page), _trails_by_name(page), _unmarked_trails(page, title.heading)):
        found = [crumb for crumb in trail if 0 < len(crumb) <= MAX_CRUMB_CHARS]
        if found and found[0].casefold() in FRONT_PAGE_NAMES:
            found = found[1:]
        if found and squashed(found[-1]) == squashed(title.text):
            found = found[:-1]
        if 0 < len(found) <= MAX_CRUMBS:
            return tuple(found)
    return ()


def _json_ld_trails(page: StructuredData) -> Iterator[list[str]]:
    for data in page.data:
        for trail in (data, *(d for d in as_list(data.get("breadcrumb")) if isinstance(d, dict))):
            if "BreadcrumbList" in types_of(trail):
                yield [_name(item) for item in as_list(trail.get("itemListElement"))]


def _name(item: object) -> str:
    if not isinstance(item, dict):
        return ""
    inner = item.get("item")
    return text_of(item.get("name")) or (text_of(inner.get("name")) if isinstance(inner, dict) else "")


def _trails_by_name(page: StructuredData) -> Iterator[list[str]]:
    for element in page.attributes.matching(BREADCRUMB_NAME):
        links = [inner(link).strip(SEPARATORS) for link in element.iter("a")]
        yield links or list(parsed_breadcrumb(inner(element)[: MAX_TRAIL_CHARS + 1]))


def _unmarked_trails(page: StructuredData, heading: Element | None) -> Iterator[tuple[str, ...]]:
    """Yield the breadcrumbs above the title that only their separators give away."""
    for text, element in _texts_above(page.tree, heading):
        line = _enclosing_block(element) if SEPARATOR.search(text) and not is_in_code(element) else None
        if line is not None and (found := parsed_breadcrumb(inner(line))):
            yield found


def _texts_above(page: FlatTree, heading: Element | None) -> Iterator[tuple[str, Element]]:
    """Yield each text up to the title with its element; without a title the first few."""
    count = 0
    for i, element in enumerate(page.elements):
        for text, holder in ((page.texts[i], i), (page.tails[i], page.parents[i])):
            if text and holder >= 0:
                yield text, page.elements[holder]
                count += page.tags[holder] not in FOR_MACHINES
        if element is heading or count > MAX_TEXTS_ABOVE:
            return


def _enclosing_block(element: Element) -> Element | None:
    """Return the block element around the element, or None in scripts, code and data tables."""
    holder: Element | None = element
    while holder is not None and holder.tag in INLINE:
        holder = holder.getparent()
    return None if holder is None or holder.tag in NOT_A_LINE or _is_in_data_table(holder) else holder


def _is_in_data_table(element: Element) -> bool:
    """Return whether the element stands in a table with header cells; a table without them is a layout."""
    table = next(element.iterancestors("table"), None)
    return table is not None and next(table.iter("th"), None) is not None
