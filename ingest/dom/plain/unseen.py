"""Take out what nobody saw on the page: words for screen readers alone, names of icons, links for its writers."""

import re
from collections.abc import Iterator
from functools import lru_cache

from ingest.dom.editing import drop
from ingest.dom.parser import Element, text_in
from ingest.dom.plain.page import Page, Removed
from ingest.dom.rules import HEADINGS
from ingest.dom.text import clean, squashed

# What frameworks call the class that hides a text from all but screen readers.
FOR_EARS = frozenset(
    """sr-only sr-only-focusable visually-hidden visually-hidden-focusable visuallyhidden visually_hidden is-sr-only
    is-visually-hidden u-visually-hidden u-hidden-visually hidden-visually visuallyHidden screen-reader-text
    screen-reader-only screen-reader screenreader-only screenreader screenreader-text sr-text element-invisible
    show-for-sr a11y-hidden a11y-only accessible-hidden assistive-text cdk-visually-hidden hide-visually usa-sr-only
    govuk-visually-hidden vh""".split()  # noqa: SIM905
)
# Off the page, or cut down to a point, as style sheets for the same end do.
OFF_PAGE = re.compile(
    r"position\s*:\s*absolute\b.*(?:(?:left|top)\s*:\s*-\d{3,}|clip(?:-path)?\s*:\s*(?:rect\(\s*[01](?:px)?\b|inset\(\s*(?:50|100)%))"
    r"|clip\s*:\s*rect\(\s*[01](?:px)?\b.*position\s*:\s*absolute",
    re.I | re.S,
)
# Fonts that draw a picture for a word, by the class and by the element that is in them.
ICON_FONTS, ICON_TAGS = (
    ("material-icons", "material-symbols"),
    frozenset(("mat-icon", "md-icon", "v-icon", "iron-icon")),
)
ICON = re.compile(r"^\s*(?:[a-z0-9_]+|mdi-[a-z-]+|[\ue000-\uf8ff])\s*$")
# What leads writers to the source of a section.
FOR_WRITERS = frozenset(("mw-editsection", "mw-editsection-like", "editsection", "secedit"))
# Where wikis link to the editor of a section (MediaWiki, DokuWiki), and what they write around it.
EDITOR = re.compile(r"[?&](?:(?:ve)?action=edit|do=edit)\b")
OPENED = re.compile(r"[\[(|]\s*$")
BRACKETS = re.compile(r"^[\s\[\](){}|·•/]*$")
# Longer than this a text that is hidden from the eye is no label: uncertain, so it stays.
MAX_LABEL_CHARS = 300
SIGNS, SIGN_RULE = frozenset("¶ # § 🔗 ∞ ⚓".split()), "a sign beside a heading"  # noqa: SIM905
FOR_EARS_RULE, ICON_RULE, WRITERS_RULE = "for screen readers alone", "the name of an icon", "leads to an editor"
COPY_RULE = "a copy of the words beside it"
# A title that is hidden is still what the page is called.
KEPT_TAGS = frozenset(("h1", "html", "body", "main", "article", "title", "head"))


def unseen_removed(page: Page) -> bool:
    """Take it out, and say whether there was any."""
    found: dict[Element, str] = {}
    for name, elements in page.valued("class"):
        if rule := _rule_for(name):
            found |= dict.fromkeys(elements, rule)
    for style, elements in page.valued("style"):
        if OFF_PAGE.search(style):
            found |= dict.fromkeys(elements, FOR_EARS_RULE)
    found |= dict.fromkeys(page.tagged(*ICON_TAGS), ICON_RULE)
    found |= {link: WRITERS_RULE for heading in page.tagged(*HEADINGS) for link in _editors(heading)}
    found |= {sign: SIGN_RULE for heading in page.tagged(*HEADINGS) for sign in heading if _is_sign(sign)}
    found = {element: rule for element, rule in found.items() if _is_unseen(element, rule)}
    for element, rule in found.items():
        page.removed.append(Removed(_name(element), rule, clean(text_in(element))))
        drop(element)
    # Only now: what is drawn beside words that nobody sees is no copy.
    copies = [one for value, hidden in page.valued("aria-hidden") if value == "true" for one in hidden if _is_copy(one)]
    for one in copies:
        page.removed.append(Removed(_name(one), COPY_RULE, clean(text_in(one))))
        drop(one)
    return bool(found or copies)


@lru_cache(maxsize=16_384)
def _rule_for(name: str) -> str:
    """Return the rule for elements with this class, "" without one."""
    tokens = name.split()
    if not FOR_WRITERS.isdisjoint(tokens):
        return WRITERS_RULE
    if not FOR_EARS.isdisjoint(tokens):
        return FOR_EARS_RULE
    return ICON_RULE if any(token.startswith(ICON_FONTS) for token in tokens) else ""


def _is_unseen(element: Element, rule: str) -> bool:
    if element.tag in KEPT_TAGS:
        return False
    if rule == ICON_RULE:
        return not len(element) and ICON.match(element.text or "") is not None
    return rule != FOR_EARS_RULE or _is_label(element)


def _editors(heading: Element) -> Iterator[Element]:
    """Yield the links to an editor beside the words of a heading, each without the brackets around it."""
    for link in heading.iter("a"):
        if not EDITOR.search(link.get("href") or ""):
            continue
        holder, before = link.getparent(), link.getprevious()
        if BRACKETS.match(link.tail or ""):
            link.tail = None
        if before is not None:
            before.tail = OPENED.sub("", before.tail or "")
        elif holder is not None:
            holder.text = OPENED.sub("", holder.text or "")
        yield link


def _is_sign(element: Element) -> bool:
    """Return whether it is the sign of a link to a heading, beside its words."""
    return element.get("aria-hidden") == "true" and clean(text_in(element)) in SIGNS


def _is_copy(element: Element) -> bool:
    """Return whether the element, which only the eye is to read, says again what stands straight beside it."""
    before, after = element.getprevious(), element.getnext()
    beside = [before if before is not None and not (before.tail or "").strip() else None]
    beside += [after if after is not None and not (element.tail or "").strip() else None]
    said = squashed(text_in(element)) if any(one is not None for one in beside) else ""
    return bool(said) and any(one is not None and squashed(text_in(one)) == said for one in beside)


def _is_label(element: Element) -> bool:
    """Return whether the element holds a few words and no title of the page."""
    return len(text_in(element)) <= MAX_LABEL_CHARS and next(element.iter("h1"), None) is None


def _name(element: Element) -> str:
    return ".".join([str(element.tag), *(element.get("class") or "").split()[:1]])
