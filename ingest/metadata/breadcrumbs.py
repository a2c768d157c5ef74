"""What a page states in, the path of sections that leads to it out."""

import re
from collections.abc import Iterator
from itertools import chain

from ingest.dom.flat import Flat
from ingest.dom.parser import Element
from ingest.dom.rules import FOR_MACHINES, INLINE
from ingest.dom.text import inner, squashed
from ingest.metadata.amid import is_in_code
from ingest.metadata.statements import Statements, kinds, listed, text_of
from ingest.metadata.titles import Title

NAMED = re.compile(r"bread[-_]?crumb", re.I)
SIGN, NO_TRAIL = re.compile(r"[>›»→]"), re.compile(r"[|.!?]")
MOST_SIGNS, LONGEST_PART = 6, 40
# What code, its types and formulas have and a section's name has not; "C++" and "Food & Drink" are names.
NO_CRUMB = re.compile(r"^\W|-$|[()\[\]{}<=@$*\\]|\s[+]|&&")
ROOTS = frozenset(
    "home homepage start startseite accueil inicio início pagina inicial forside strona główna главная ホーム top トップ 首页".split()  # noqa: SIM905
)
SIGNS = "›»>/→|·•\\-– "
LONGEST_CRUMB, LONGEST_TRAIL, MOST = 80, 160, 8
# Texts above the title, or above all else, that are looked through.
MOST_ABOVE = 150
NO_LINES = FOR_MACHINES | frozenset(("pre", "listing", "xmp"))


def breadcrumb_of(text: str) -> tuple[str, ...]:
    """Give the parts of a bare breadcrumb such as "More>Health>Recovery", none for any other text."""
    signs = SIGN.findall(text)
    # One arrow leads from what a function takes to what it gives.
    if not 0 < len(signs) <= MOST_SIGNS or signs == ["→"] or NO_TRAIL.search(text):
        return ()
    between = SIGN.split(text)
    if not all(between) or max(len(part.strip()) for part in between) > LONGEST_PART:
        return ()
    parts = tuple(part.strip() for part in between if part.strip())
    return () if any(map(NO_CRUMB.search, parts)) else parts


def breadcrumb_to(page: Statements, title: Title) -> tuple[str, ...]:
    """Give the names of the sections above the page, the outermost first, without the front page and the page itself."""
    for trail in chain(_linked(page), _named(page), _bare(page, title.heading)):
        found = [crumb for crumb in trail if 0 < len(crumb) <= LONGEST_CRUMB]
        if found and found[0].casefold() in ROOTS:
            found = found[1:]
        if found and squashed(found[-1]) == squashed(title.text):
            found = found[:-1]
        if 0 < len(found) <= MOST:
            return tuple(found)
    return ()


def _linked(page: Statements) -> Iterator[list[str]]:
    for data in page.data:
        for trail in (data, *(d for d in listed(data.get("breadcrumb")) if isinstance(d, dict))):
            if "BreadcrumbList" in kinds(trail):
                yield [_name(item) for item in listed(trail.get("itemListElement"))]


def _name(item: object) -> str:
    if not isinstance(item, dict):
        return ""
    inner = item.get("item")
    return text_of(item.get("name")) or (text_of(inner.get("name")) if isinstance(inner, dict) else "")


def _named(page: Statements) -> Iterator[list[str]]:
    for element in page.naming.like(NAMED):
        links = [inner(link).strip(SIGNS) for link in element.iter("a")]
        yield links or list(breadcrumb_of(inner(element)[: LONGEST_TRAIL + 1]))


def _bare(page: Statements, heading: Element | None) -> Iterator[tuple[str, ...]]:
    """Give the breadcrumbs that stand above the title with nothing but their signs to tell."""
    for text, element in _texts_above(page.flat, heading):
        line = _line(element) if SIGN.search(text) and not is_in_code(element) else None
        if line is not None and (found := breadcrumb_of(inner(line))):
            yield found


def _texts_above(page: Flat, heading: Element | None) -> Iterator[tuple[str, Element]]:
    """Give the texts up to the title with the elements that they stand in; without a title the first few."""
    count = 0
    for i, element in enumerate(page.elements):
        for text, holder in ((page.texts[i], i), (page.tails[i], page.holders[i])):
            if text and holder >= 0:
                yield text, page.elements[holder]
                count += page.tags[holder] not in FOR_MACHINES
        if element is heading or count > MOST_ABOVE:
            return


def _line(element: Element) -> Element | None:
    """Give the block that the element's text is a part of; None for a script's and for data."""
    holder: Element | None = element
    while holder is not None and holder.tag in INLINE:
        holder = holder.getparent()
    return None if holder is None or holder.tag in NO_LINES or _is_in_data(holder) else holder


def _is_in_data(element: Element) -> bool:
    """Say whether it stands in a table that names its columns; others only place what a page holds."""
    table = next(element.iterancestors("table"), None)
    return table is not None and next(table.iter("th"), None) is not None
