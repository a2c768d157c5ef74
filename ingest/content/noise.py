"""A page in, the elements that are beside its article out, each with the rule that says so."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import lru_cache

from ingest.dom.flat import Flat
from ingest.dom.naming import words_in
from ingest.dom.parser import Element
from ingest.dom.rules import (
    AUTHOR_WORDS,
    FOLDED_ROLES,
    FOLDED_WORDS,
    FOR_MACHINES,
    HEADINGS,
    HIDDEN,
    LIKELY_WORDS,
    LINKED_WORDS,
    MADE_UP,
    NOISE_ROLES,
    NOISE_TAGS,
    NOISE_WORDS,
    SURE_WORDS,
    TELLING_WORDS,
    UNLESS,
)
from ingest.dom.text import inner

# The share of the page's prose that a rule may take in all. One that would take more is not believed on this page:
# page builders call every box a widget, and some sites their article's own column "side". More may lie over the page
# or lead away from it, and pages hide a second version of all they say.
MOST, MOST_HIDDEN, MOST_LIKELY = 0.3, 0.7, 0.8
# The share of the prose that is kept whatever the rules say together; and the letters, whatever the sure ones say.
LEAST, FEWEST = 0.15, 300
# What is never beside the article: the page itself, and what was taken out of it before.
LINKS, TITLES = frozenset(("a",)), frozenset(("h1",))
DOUBTED_TAGS = NOISE_TAGS | {"header"}
ALL = FOR_MACHINES | {"html", "body"}
CODE = frozenset(("pre", "code"))
PARTS = frozenset(("article", "main", "section"))
NOTES = frozenset(("note", "footnote", "footnotes", "endnote", "endnotes"))
SPEAKING = NOISE_WORDS | AUTHOR_WORDS
LEADING_AWAY = frozenset(f"named {word}" for word in LIKELY_WORDS | SURE_WORDS)
SURE = frozenset(f"named {word}" for word in SURE_WORDS)
LINKED = frozenset(f"named {word}" for word in LINKED_WORDS)
LIMITS = {
    "hidden": MOST_HIDDEN,
    "named hidden": MOST_HIDDEN,
    **dict.fromkeys(("tag dialog", "role dialog", "role alertdialog"), MOST_LIKELY),
    **dict.fromkeys((f"named {word}" for word in LIKELY_WORDS), MOST_LIKELY),
    **dict.fromkeys(SURE, 1.0),
}


def noise(page: Flat, prose: Sequence[int]) -> dict[Element, str]:
    """Give each topmost element that is no part of an article, and why; `prose` counts the letters in each."""
    reasons = _reasons(page)
    costs = _costs(page, reasons, prose)
    whole = prose[0]
    believed = {why for why, cost in costs.items() if cost <= LIMITS.get(why, MOST) * whole}
    found = _topmost(page, reasons, believed)
    while doubtful := _doubtful(believed, costs, whole, whole - sum(prose[place] for place in found)):
        believed.discard(doubtful)
        found = _topmost(page, reasons, believed)
    return {page.elements[place]: why for place, why in found.items()}


def _doubtful(believed: Collection[str], costs: Mapping[str, int], whole: int, kept: int) -> str:
    """Give the rule that takes most when too little is kept, a sure one only when next to nothing is; else ""."""
    unsure = [why for why in believed if why not in SURE and costs[why]]
    if kept < LEAST * (whole - sum(costs[why] for why in believed if why in SURE)) and unsure:
        return max(unsure, key=costs.__getitem__)
    if kept < min(FEWEST, whole / 2):
        return max((why for why in believed if costs[why]), key=costs.__getitem__, default="")
    return ""


def _reasons(page: Flat) -> dict[int, tuple[str, ...]]:
    """Give the places of what some rule speaks against, in their order, with all that do, the surest first."""
    reasons: dict[int, tuple[str, ...]] = {}
    # What stands in code is named for its kind, as comments are where it is coloured.
    has_code = not CODE.isdisjoint(page.tags)
    for why, place in _against(page):
        if page.tags[place] not in ALL and not (has_code and _stands_in(page, place, CODE)):
            reasons[place] = (*reasons.get(place, ()), why)
    links, titles = page.tagged(LINKS), page.tagged(TITLES)
    for place, found in reasons.items():
        if not LINKED.isdisjoint(found) and page.tags[place] not in HEADINGS and not _has_link(page, place, links):
            found = reasons[place] = tuple(why for why in found if why not in LINKED)
        if not SURE.isdisjoint(found) and page.first_in(place, titles) is not None:
            # A column that says whether it takes comments.
            reasons[place] = tuple(why for why in found if why not in SURE)
    return dict(sorted(reasons.items()))


def _against(page: Flat) -> Iterator[tuple[str, int]]:
    headings, roles = page.tagged(HEADINGS), page.naming.by_attribute["role"]
    for place in page.tagged(DOUBTED_TAGS):
        if not (_heads_text(page, place, headings) if page.tags[place] == "header" else _is_note(page.elements[place])):
            yield f"tag {page.tags[place]}", place
    for role in NOISE_ROLES.intersection(roles):
        yield from ((f"role {role}", place) for place in roles[role])
    yield from (("hidden", place) for place in _hidden(page))
    yield from _by_name(page, "class")
    yield from (found for found in _by_name(page, "id") if not _is_slug(page, found[1], headings))


def _by_name(page: Flat, attribute: str) -> Iterator[tuple[str, int]]:
    for name, places in page.naming.by_attribute[attribute].items():
        for why in _named(name):
            # "navigation-heading" is a heading that a menu points at; one named for what leads away is over that.
            over = why in LEADING_AWAY
            yield from [(why, place) for place in places if over or page.tags[place] not in HEADINGS]


def _stands_in(page: Flat, place: int, tags: Collection[str]) -> bool:
    return any(page.tags[holder] in tags for holder in page.around(place))


def _has_link(page: Flat, place: int, links: Sequence[int]) -> bool:
    return page.first_in(place, links) is not None or _stands_in(page, place, LINKS)


def _hidden(page: Flat) -> Iterator[int]:
    named = page.naming.by_attribute
    hidden = [place for places in named["hidden"].values() for place in places]
    hidden += [place for style, places in named["style"].items() if HIDDEN.search(style) for place in places]
    for place in hidden:
        element = page.elements[place]
        is_shown = element.get("role") in FOLDED_ROLES and element.get("aria-labelledby")
        if not is_shown and not _is_folded(f"{element.get('role')} {element.get('class')} {element.get('id')}"):
            yield place


def _is_note(element: Element) -> bool:
    """Say whether it holds notes to the text, which documentation sets in asides."""
    if element.tag != "aside":
        return False
    is_named = not NOTES.isdisjoint(words_in(element.get("class") or ""))
    return is_named or (element.get("role") or "").removeprefix("doc-") in NOTES


def _is_slug(page: Flat, place: int, headings: Sequence[int]) -> bool:
    """Say whether an id only repeats the heading of its part, as documentation makes anchors: "csrf-cookie-age".

    That of a term repeats the term, and one with a dot or a bracket in it names a thing in code: "fields.related".
    """
    name = page.elements[place].get("id") or ""
    if page.tags[place] == "dt" or "." in name or "(" in name:
        return True
    heading = page.first_in(place, headings)
    if heading is None:
        return False
    return set(words_in(name)) - {"s", "section", "sec"} <= set(words_in(inner(page.elements[heading])))


def _heads_text(page: Flat, header: int, headings: Sequence[int]) -> bool:
    """Say whether a header is the article's, or a part's of it: it holds the title, or a heading within the article."""
    first = page.first_in(header, headings)
    return first is not None and (
        _stands_in(page, header, PARTS) or page.first_in(header, page.tagged(TITLES)) is not None
    )


@lru_cache(maxsize=16_384)
def _named(name: str) -> Sequence[str]:
    found = [why for token in name.split() for why in _speaking_against(token)]
    return [why for why in found if why != "named hidden"] if found and _is_folded(name) else found


@lru_cache(maxsize=65_536)
def _speaking_against(token: str) -> tuple[str, ...]:
    words = words_in(MADE_UP.sub("", token) if "__" in token else token)
    if SPEAKING.isdisjoint(words):
        return ()
    found = [word for word in words if word in NOISE_WORDS and UNLESS.get(word, "") not in words]
    if not AUTHOR_WORDS.isdisjoint(words) and not TELLING_WORDS.isdisjoint(words):
        found.append("author")
    return tuple(f"named {word}" for word in found)


def _is_folded(name: str) -> bool:
    """Say whether its name is that of what a click shows: an answer that folds away, the part under a tab."""
    return not FOLDED_WORDS.isdisjoint(words_in(name))


def _costs(page: Flat, reasons: Mapping[int, tuple[str, ...]], prose: Sequence[int]) -> dict[str, int]:
    """Count for each rule the letters of prose that it alone would take."""
    costs = dict.fromkeys((reason for why in reasons.values() for reason in why), 0)
    for place, why in reasons.items():
        if length := prose[place]:
            over = {reason for above in page.around(place) for reason in reasons.get(above, ())}
            for reason in set(why) - over:
                costs[reason] += length
    return costs


def _topmost(page: Flat, reasons: Mapping[int, tuple[str, ...]], believed: set[str]) -> dict[int, str]:
    found: dict[int, str] = {}
    last = -1
    for place, why in reasons.items():
        # What comes after an element and not in it is in none before it.
        if believed.isdisjoint(why) or (last >= 0 and page.is_in(place, last)):
            continue
        found[place] = next(reason for reason in why if reason in believed)
        last = place
    return found
