"""A page's tree in, the elements that are beside its article out, each with the rule that says so."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import lru_cache

from ingest.page import Element, selected
from ingest.rules import (
    HEADINGS,
    HIDDEN,
    LIKELY_WORDS,
    NAME_WORD,
    NOISE_ROLES,
    NOISE_TAGS,
    NOISE_WORDS,
    SURE_WORDS,
)

# The share of the page's prose that a rule may take in all. One that would take more is not believed on this page:
# page builders call every box a widget, and some sites their article's own column "side". More may lie over the page
# or lead away from it, and pages hide a second version of all they say.
MOST, MOST_HIDDEN, MOST_LIKELY = 0.3, 0.7, 0.8
# The share of the prose that is kept whatever the rules say together; and the letters, whatever the sure ones say.
LEAST, FEWEST = 0.15, 300
LEADING_AWAY = frozenset(f"named {word}" for word in LIKELY_WORDS | SURE_WORDS)
SURE = frozenset(f"named {word}" for word in SURE_WORDS)
LIMITS = {
    "hidden": MOST_HIDDEN,
    "named hidden": MOST_HIDDEN,
    **dict.fromkeys(("tag dialog", "role dialog", "role alertdialog"), MOST_LIKELY),
    **dict.fromkeys((f"named {word}" for word in LIKELY_WORDS), MOST_LIKELY),
    **dict.fromkeys(SURE, 1.0),
}


def noise(root: Element, prose: Mapping[Element, int]) -> dict[Element, str]:
    """Give each topmost element that is no part of an article, and why; `prose` counts the letters in each."""
    reasons = _reasons(root)
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


def _reasons(root: Element) -> dict[Element, tuple[str, ...]]:
    """Give each element that some rule speaks against, in the page's order, with all that do."""
    stated = set(selected(root, "//*[@role or @hidden or @style]"))
    return {element: why for element in root.iter() if (why := _against(element, is_stating=element in stated))}


def _against(element: Element, *, is_stating: bool) -> tuple[str, ...]:
    """Give the reasons against an element; whether it has a role or is hidden is looked at where it states such."""
    tag = element.tag
    if tag in ("html", "body"):
        return ()
    found = _named(element.get("class"), element.get("id"))
    if tag in HEADINGS:
        # "navigation-heading" is a heading that a menu points at; one named for what leads away is over that.
        found = tuple(why for why in found if why in LEADING_AWAY)
    if is_stating:
        found = (*_stated(element), *found)
    if tag in NOISE_TAGS or (tag == "header" and not _heads_text(element)):
        found = (f"tag {tag}", *found)
    if found and not SURE.isdisjoint(found) and next(element.iter("h1"), None) is not None:
        # A column that says whether it takes comments.
        found = tuple(why for why in found if why not in SURE)
    return found


def _stated(element: Element) -> Iterator[str]:
    role = element.get("role")
    if role in NOISE_ROLES:
        yield f"role {role}"
    if element.get("hidden") is not None or HIDDEN.search(element.get("style") or ""):
        yield "hidden"


def _heads_text(header: Element) -> bool:
    """Say whether a header is the article's, or a part's of it: it holds the title, or a heading within the article."""
    if next(header.iter("h1"), None) is not None:
        return True
    within = any(holder.tag in ("article", "main", "section") for holder in header.iterancestors())
    return within and next(header.iter(*HEADINGS), None) is not None


def _named(*names: str | None) -> tuple[str, ...]:
    return tuple(why for name in names if name for why in _speaking_against(name))


@lru_cache(maxsize=8192)
def _speaking_against(name: str) -> tuple[str, ...]:
    words = (word.lower() for word in NAME_WORD.findall(name))
    return tuple(f"named {word}" for word in words if word in NOISE_WORDS)


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
