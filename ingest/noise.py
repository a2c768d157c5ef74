"""A page's tree in, the elements that are beside its article out, each with the rule that says so."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import lru_cache

from ingest.naming import Naming, words_in
from ingest.page import Element
from ingest.rules import (
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
from ingest.text import inner

# The share of the page's prose that a rule may take in all. One that would take more is not believed on this page:
# page builders call every box a widget, and some sites their article's own column "side". More may lie over the page
# or lead away from it, and pages hide a second version of all they say.
MOST, MOST_HIDDEN, MOST_LIKELY = 0.3, 0.7, 0.8
# The share of the prose that is kept whatever the rules say together; and the letters, whatever the sure ones say.
LEAST, FEWEST = 0.15, 300
# What is never beside the article: the page itself, and what was taken out of it before.
ALL = FOR_MACHINES | {"html", "body"}
CODE = ("pre", "code")
NOTES = frozenset(("note", "footnote", "footnotes", "endnote", "endnotes"))
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


def noise(root: Element, named: Naming, prose: Mapping[Element, int]) -> dict[Element, str]:
    """Give each topmost element that is no part of an article, and why; `prose` counts the letters in each."""
    reasons = _reasons(root, named)
    costs = _costs(reasons, prose)
    whole = prose[root]
    believed = {why for why, cost in costs.items() if cost <= LIMITS.get(why, MOST) * whole}
    found = _topmost(reasons, believed)
    while doubtful := _doubtful(believed, costs, whole, whole - sum(prose[e] for e in found)):
        believed.discard(doubtful)
        found = _topmost(reasons, believed)
    return found


def _doubtful(believed: Collection[str], costs: Mapping[str, int], whole: int, kept: int) -> str:
    """Give the rule that takes most when too little is kept, a sure one only when next to nothing is; else ""."""
    unsure = [why for why in believed if why not in SURE and costs[why]]
    if kept < LEAST * (whole - sum(costs[why] for why in believed if why in SURE)) and unsure:
        return max(unsure, key=costs.__getitem__)
    if kept < min(FEWEST, whole / 2):
        return max((why for why in believed if costs[why]), key=costs.__getitem__, default="")
    return ""


def _reasons(root: Element, named: Naming) -> dict[Element, tuple[str, ...]]:
    """Give each element that some rule speaks against, with all that do, the surest first."""
    reasons: dict[Element, tuple[str, ...]] = {}
    # What stands in code is named for its kind, as comments are where it is coloured.
    has_code = next(root.iter(*CODE), None) is not None
    for why, element in _against(root, named):
        if element.tag not in ALL and not (has_code and next(element.iterancestors(*CODE), None) is not None):
            reasons[element] = (*reasons.get(element, ()), why)
    for element, found in reasons.items():
        if not LINKED.isdisjoint(found) and element.tag not in HEADINGS and not _has_link(element):
            found = reasons[element] = tuple(why for why in found if why not in LINKED)
        if not SURE.isdisjoint(found) and next(element.iter("h1"), None) is not None:
            # A column that says whether it takes comments.
            reasons[element] = tuple(why for why in found if why not in SURE)
    return reasons


def _against(root: Element, named: Naming) -> Iterator[tuple[str, Element]]:
    for element in root.iter(*NOISE_TAGS, "header"):
        if not (_heads_text(element) if element.tag == "header" else _is_note(element)):
            yield f"tag {element.tag}", element
    for role, elements in named.values("role"):
        yield from ((f"role {role}", element) for element in elements if role in NOISE_ROLES)
    yield from (("hidden", element) for element in _hidden(named))
    for attribute in ("class", "id"):
        for name in named.by_attribute[attribute]:
            if whys := _named(name):
                elements = [e for e in named.having(attribute, name) if attribute == "class" or not _is_slug(name, e)]
                # "navigation-heading" is a heading that a menu points at; one named for what leads away is over that.
                yield from ((why, e) for why in whys for e in elements if why in LEADING_AWAY or e.tag not in HEADINGS)


def _has_link(element: Element) -> bool:
    return next(element.iter("a"), None) is not None or next(element.iterancestors("a"), None) is not None


def _hidden(named: Naming) -> Iterator[Element]:
    hidden = [e for _, elements in named.values("hidden") for e in elements]
    hidden += [e for style, elements in named.values("style") if HIDDEN.search(style) for e in elements]
    for element in hidden:
        is_shown = element.get("role") in FOLDED_ROLES and element.get("aria-labelledby")
        if not is_shown and not _is_folded(f"{element.get('role')} {element.get('class')} {element.get('id')}"):
            yield element


def _is_note(element: Element) -> bool:
    """Say whether it holds notes to the text, which documentation sets in asides."""
    is_named = not NOTES.isdisjoint(words_in(element.get("class") or ""))
    return element.tag == "aside" and (is_named or (element.get("role") or "").removeprefix("doc-") in NOTES)


def _is_slug(name: str, element: Element) -> bool:
    """Say whether an id only repeats the heading of its part, as documentation makes anchors: "csrf-cookie-age".

    That of a term repeats the term, and one with a dot or a bracket in it names a thing in code: "fields.related".
    """
    if element.tag == "dt" or "." in name or "(" in name:
        return True
    heading = next(element.iter(*HEADINGS), None)
    return heading is not None and set(words_in(name)) - {"s", "section", "sec"} <= set(words_in(inner(heading)))


def _heads_text(header: Element) -> bool:
    """Say whether a header is the article's, or a part's of it: it holds the title, or a heading within the article."""
    if next(header.iter("h1"), None) is not None:
        return True
    within = any(holder.tag in ("article", "main", "section") for holder in header.iterancestors())
    return within and next(header.iter(*HEADINGS), None) is not None


def _named(name: str) -> list[str]:
    found = [why for token in name.split() for why in _speaking_against(token)]
    return [why for why in found if why != "named hidden"] if found and _is_folded(name) else found


@lru_cache(maxsize=65_536)
def _speaking_against(token: str) -> tuple[str, ...]:
    words = words_in(MADE_UP.sub("", token))
    found = [word for word in words if word in NOISE_WORDS and UNLESS.get(word, "") not in words]
    if not AUTHOR_WORDS.isdisjoint(words) and not TELLING_WORDS.isdisjoint(words):
        found.append("author")
    return tuple(f"named {word}" for word in found)


def _is_folded(name: str) -> bool:
    """Say whether its name is that of what a click shows: an answer that folds away, the part under a tab."""
    return not FOLDED_WORDS.isdisjoint(words_in(name))


def _costs(reasons: Mapping[Element, tuple[str, ...]], prose: Mapping[Element, int]) -> dict[str, int]:
    """Count for each rule the letters of prose that it alone would take."""
    costs = dict.fromkeys((reason for why in reasons.values() for reason in why), 0)
    for element, why in reasons.items():
        if length := prose[element]:
            over = {reason for above in element.iterancestors() for reason in reasons.get(above, ())}
            for reason in set(why) - over:
                costs[reason] += length
    return costs


def _topmost(reasons: Mapping[Element, tuple[str, ...]], believed: Collection[str]) -> dict[Element, str]:
    found = {element: first for element, why in reasons.items() if (first := _first(why, believed))}
    return {element: why for element, why in found.items() if found.keys().isdisjoint(element.iterancestors())}


def _first(reasons: Iterable[str], believed: Collection[str]) -> str:
    return next((reason for reason in reasons if reason in believed), "")
