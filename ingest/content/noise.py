"""Find the elements of a page that are not part of its article, each with the rule that says so."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import lru_cache

from ingest.dom.attributes import words_in
from ingest.dom.flat import FlatTree
from ingest.dom.parser import Element, text_in
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
from ingest.dom.text import inner, letters

# The share of the page's prose that a rule may take in all. One that would take more is not believed on this page:
# page builders call every box a widget, and some sites their article's own column "side". More may lie over the page
# or lead away from it, and pages hide a second version of all they say.
MAX_SHARE, MAX_HIDDEN_SHARE, MAX_LIKELY_SHARE = 0.3, 0.7, 0.8
# The share of the prose that is kept whatever the rules say together; and the letters, whatever the sure ones say.
MIN_KEPT_SHARE, MIN_KEPT_CHARS = 0.15, 300
# What is never beside the article: the page itself, and what was taken out of it before.
LINKS, TITLES = frozenset(("a",)), frozenset(("h1",))
NOISE_OR_HEADER_TAGS = NOISE_TAGS | {"header"}
NEVER_NOISE = FOR_MACHINES | {"html", "body"}
CODE, CODE_BLOCKS, CODE_SHARE = frozenset(("pre", "code")), frozenset(("pre",)), 0.7
SECTIONING_TAGS = frozenset(("article", "main", "section"))
NOTE_WORDS = frozenset(("note", "footnote", "footnotes", "endnote", "endnotes"))
NOISE_OR_AUTHOR_WORDS = NOISE_WORDS | AUTHOR_WORDS
LIKELY = frozenset(f"named {word}" for word in LIKELY_WORDS | SURE_WORDS)
SURE = frozenset(f"named {word}" for word in SURE_WORDS)
LINKED = frozenset(f"named {word}" for word in LINKED_WORDS)
LIMITS = {
    "hidden": MAX_HIDDEN_SHARE,
    "named hidden": MAX_HIDDEN_SHARE,
    **dict.fromkeys(("tag dialog", "role dialog", "role alertdialog"), MAX_LIKELY_SHARE),
    **dict.fromkeys((f"named {word}" for word in LIKELY_WORDS), MAX_LIKELY_SHARE),
    **dict.fromkeys(SURE, 1.0),
}


def noise_elements(page: FlatTree, prose: Sequence[int]) -> dict[Element, str]:
    """Return the outermost elements outside the article, with the rule for each; `prose` counts all characters."""
    reasons = _reasons(page)
    costs = _costs(page, reasons, prose)
    whole = prose[0]
    believed = {why for why, cost in costs.items() if cost <= LIMITS.get(why, MAX_SHARE) * whole}
    found = _outermost(page, reasons, believed)
    while doubtful := _least_credible(believed, costs, whole, whole - sum(prose[position] for position in found)):
        believed.discard(doubtful)
        found = _outermost(page, reasons, believed)
    return {page.elements[position]: why for position, why in found.items()}


def _least_credible(believed: Collection[str], costs: Mapping[str, int], whole: int, kept: int) -> str:
    """Return the rule that removes most if too little is kept, a sure one only if next to nothing is; else ""."""
    unsure = [why for why in believed if why not in SURE and costs[why]]
    if kept < MIN_KEPT_SHARE * (whole - sum(costs[why] for why in believed if why in SURE)) and unsure:
        return max(unsure, key=costs.__getitem__)
    if kept < min(MIN_KEPT_CHARS, whole / 2):
        return max((why for why in believed if costs[why]), key=costs.__getitem__, default="")
    return ""


def _reasons(page: FlatTree) -> dict[int, tuple[str, ...]]:
    """Return the positions of the elements that rules match, in order, with all those rules, the surest first."""
    reasons: dict[int, tuple[str, ...]] = {}
    # What stands in code is named for its kind, as comments are where it is coloured.
    has_code = not CODE.isdisjoint(page.tags)
    for why, position in _matches(page):
        if page.tags[position] not in NEVER_NOISE and not (has_code and _has_ancestor(page, position, CODE)):
            reasons[position] = (*reasons.get(position, ()), why)
    links, titles, code = page.with_tags(LINKS), page.with_tags(TITLES), page.with_tags(CODE_BLOCKS)
    for position in [one for one in reasons if page.first_within(one, code) is not None]:
        if _is_code_box(page, position):
            # Named for the copy button in it: "code-toolbar".
            reasons[position] = tuple(why for why in reasons[position] if not why.startswith("named "))
    for position, found in reasons.items():
        if (
            not LINKED.isdisjoint(found)
            and page.tags[position] not in HEADINGS
            and not _has_link(page, position, links)
        ):
            found = reasons[position] = tuple(why for why in found if why not in LINKED)
        if not SURE.isdisjoint(found) and page.first_within(position, titles) is not None:
            # A column that says whether it takes comments.
            reasons[position] = tuple(why for why in found if why not in SURE)
    return dict(sorted(reasons.items()))


def _matches(page: FlatTree) -> Iterator[tuple[str, int]]:
    headings, roles = page.with_tags(HEADINGS), page.attributes.by_attribute["role"]
    for position in page.with_tags(NOISE_OR_HEADER_TAGS):
        tag = page.tags[position]
        if not (_is_article_header(page, position, headings) if tag == "header" else _is_note(page.elements[position])):
            yield f"tag {tag}", position
    for role in NOISE_ROLES.intersection(roles):
        yield from ((f"role {role}", position) for position in roles[role])
    yield from (("hidden", position) for position in _hidden(page))
    yield from _by_name(page, "class")
    yield from (found for found in _by_name(page, "id") if not _is_anchor(page, found[1], headings))


def _by_name(page: FlatTree, attribute: str) -> Iterator[tuple[str, int]]:
    for name, positions in page.attributes.by_attribute[attribute].items():
        for why in _rules_for_name(name):
            # "navigation-heading" is a heading that a menu points at; one named for what leads away is over that.
            over = why in LIKELY
            yield from [(why, position) for position in positions if over or page.tags[position] not in HEADINGS]


def _has_ancestor(page: FlatTree, position: int, tags: Collection[str]) -> bool:
    return any(page.tags[holder] in tags for holder in page.ancestors(position))


def _has_link(page: FlatTree, position: int, links: Sequence[int]) -> bool:
    return page.first_within(position, links) is not None or _has_ancestor(page, position, LINKS)


def _is_code_box(page: FlatTree, position: int) -> bool:
    """Return whether code is most of what the element holds beside buttons."""
    own, pressed = (
        sum(letters(text_in(page.elements[one])) for one in page.by_tag.get(tag, ()) if page.is_within(one, position))
        for tag in ("pre", "button")
    )
    return own >= CODE_SHARE * (letters(text_in(page.elements[position])) - pressed)


def _hidden(page: FlatTree) -> Iterator[int]:
    named = page.attributes.by_attribute
    hidden = [position for positions in named["hidden"].values() for position in positions]
    hidden += [
        position for style, positions in named["style"].items() if HIDDEN.search(style) for position in positions
    ]
    for position in hidden:
        element = page.elements[position]
        is_shown = element.get("role") in FOLDED_ROLES and element.get("aria-labelledby")
        if not is_shown and not _is_collapsible(f"{element.get('role')} {element.get('class')} {element.get('id')}"):
            yield position


def _is_note(element: Element) -> bool:
    """Return whether the element holds notes to the text, which documentation sets in asides."""
    if element.tag != "aside":
        return False
    is_named = not NOTE_WORDS.isdisjoint(words_in(element.get("class") or ""))
    return is_named or (element.get("role") or "").removeprefix("doc-") in NOTE_WORDS


def _is_anchor(page: FlatTree, position: int, headings: Sequence[int]) -> bool:
    """Return whether an id only repeats the heading of its section, as anchors in documentation do: "csrf-cookie-age".

    That of a term repeats the term, and one with a dot or a bracket in it names a thing in code: "fields.related".
    """
    name = page.elements[position].get("id") or ""
    if page.tags[position] == "dt" or "." in name or "(" in name:
        return True
    heading = page.first_within(position, headings)
    if heading is None:
        return False
    return set(words_in(name)) - {"s", "section", "sec"} <= set(words_in(inner(page.elements[heading])))


def _is_article_header(page: FlatTree, header: int, headings: Sequence[int]) -> bool:
    """Return whether a header belongs to the article: it holds the title, or a heading within the article."""
    first = page.first_within(header, headings)
    return first is not None and (
        _has_ancestor(page, header, SECTIONING_TAGS) or page.first_within(header, page.with_tags(TITLES)) is not None
    )


@lru_cache(maxsize=16_384)
def _rules_for_name(name: str) -> Sequence[str]:
    found = [why for token in name.split() for why in _rules_for_token(token)]
    return [why for why in found if why != "named hidden"] if found and _is_collapsible(name) else found


@lru_cache(maxsize=65_536)
def _rules_for_token(token: str) -> tuple[str, ...]:
    words = words_in(MADE_UP.sub("", token) if "__" in token else token)
    if NOISE_OR_AUTHOR_WORDS.isdisjoint(words):
        return ()
    found = [word for word in words if word in NOISE_WORDS and UNLESS.get(word, "") not in words]
    if not AUTHOR_WORDS.isdisjoint(words) and not TELLING_WORDS.isdisjoint(words):
        found.append("author")
    return tuple(f"named {word}" for word in found)


def _is_collapsible(name: str) -> bool:
    """Return whether a name is that of content which a click reveals: a collapsed answer, the panel of a tab."""
    return not FOLDED_WORDS.isdisjoint(words_in(name))


def _costs(page: FlatTree, reasons: Mapping[int, tuple[str, ...]], prose: Sequence[int]) -> dict[str, int]:
    """Return for each rule the number of characters of prose that it alone would remove."""
    costs = dict.fromkeys((reason for why in reasons.values() for reason in why), 0)
    for position, why in reasons.items():
        if length := prose[position]:
            over = {reason for above in page.ancestors(position) for reason in reasons.get(above, ())}
            for reason in set(why) - over:
                costs[reason] += length
    return costs


def _outermost(page: FlatTree, reasons: Mapping[int, tuple[str, ...]], believed: set[str]) -> dict[int, str]:
    found: dict[int, str] = {}
    last = -1
    for position, why in reasons.items():
        # What comes after an element and not in it is in none before it.
        if believed.isdisjoint(why) or (last >= 0 and page.is_within(position, last)):
            continue
        found[position] = next(reason for reason in why if reason in believed)
        last = position
    return found
