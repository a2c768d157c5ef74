"""A page's headings and what it states in, the title that most of them agree on out."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice

from ingest.dom.parser import Element, text_in
from ingest.dom.rules import INLINE
from ingest.dom.text import clean, inner, squashed
from ingest.metadata.sites import MOST_BORDERS, TITLE_BORDER, without_site
from ingest.metadata.statements import Statements, text_of

LOGO = re.compile(r"(?:^|[\s_-])(?:logo|site-?(?:title|name)|blog-?(?:title|name)|brand(?:ing)?)(?:$|[\s_-])", re.I)
# Where a link to the front page of a site, or of a handbook, leads.
FRONT_PAGE = re.compile(r"^(?:/|\.{1,2}/?|https?://[^/]+/?)$|(?:^|/)index\.html?$")
# What may stand in a heading to be pressed.
WIDGETS = frozenset(("button", "select", "input"))
LONGEST = 300
# How much of the longer one the shorter of two titles says, and how many of its words are in the other.
LEAST_SHARE, LEAST_WORDS = 0.3, 0.5
WORD = re.compile(r"\w+")
BAR = re.compile(r"(?<=\s\|)(?=\s)")


@dataclass(frozen=True, slots=True)
class Title:
    """A title, and the heading that holds it; None where only the page's head states it."""

    text: str
    heading: Element | None = None


def stated_titles(page: Statements, site: str, url: str) -> tuple[str, ...]:
    """Give the titles that the page states outside its text, without the site's name: data, metas, title element."""
    data = (text_of(d.get("headline")) or text_of(d.get("name")) for d in page.articles)
    metas = (text_of(page.meta(name)) for name in ("og:title", "twitter:title", "dc.title", "citation_title"))
    element = next(page.root.iter("title"), None)
    named = inner(element) if element is not None else ""
    found = (next((text for text in data if text), ""), *metas, named)
    return tuple(dict.fromkeys(without_site(text, site, url) for text in found if text))


def title_of(root: Element, site: str, stated: Sequence[str]) -> Title:
    """Give the heading that the page's statements agree with, and where none does, the likeliest of them all."""
    headings = _headings(root, site)
    if found := _under_site(root, headings, stated):
        return found
    for other in sorted(stated, key=len)[:1] * (len(headings) > 1) + list(stated):
        # A site's own name comes after that of the page.
        agreed = [(at, i) for i, (_, parts) in enumerate(headings) if (at := _place(_joined(parts), other)) >= 0]
        if agreed:
            heading, parts = headings[min(agreed)[1]]
            return Title(_without_name(_without_kicker(parts, stated), site), heading)
    said = [words for text in stated if (words := _words(text))]
    # Of several, each may head a section.
    least = LEAST_WORDS if len(headings) > 1 else 0
    for heading, parts in headings:
        if not said or any(_alike(_words(_joined(parts)), words, least) for words in said):
            return Title(_without_name(_without_kicker(parts, stated), site), heading)
    text = next(iter(stated), "") or next((_joined(parts) for _, parts in headings), "")
    for logo in filter(_is_logo, root.iter("h1")):
        text = _without_name(text, _joined(_parts(logo)))
    return Title(text)


def _under_site(
    root: Element, headings: Sequence[tuple[Element, tuple[str, ...]]], stated: Sequence[str]
) -> Title | None:
    """Give the lower heading that begins a stated title which the heading of the first level ends: that is the site's."""
    names = {squashed(_joined(parts)) for _, parts in headings}
    for whole in stated:
        for border in islice(TITLE_BORDER.finditer(whole), MOST_BORDERS):
            own, site = squashed(whole[: border.start()]), squashed(whole[border.end() :])
            if site in names:
                lower = next((h for h in root.iter("h1", "h2") if squashed(inner(h)) == own), None)
                if lower is not None:
                    return Title(_joined(_parts(lower)), lower)
    return None


def _headings(root: Element, site: str) -> list[tuple[Element, tuple[str, ...]]]:
    """Give the headings of the first level with their texts, without those that name the site."""
    found = [(heading, _parts(heading)) for heading in root.iter("h1") if not _is_logo(heading)]
    names = (squashed(site), "")
    return [(h, parts) for h, parts in found if squashed(_joined(parts)) not in names and len(_joined(parts)) < LONGEST]


def _parts(heading: Element) -> tuple[str, ...]:
    """Give the runs of text that stand in elements of their own, with the space between them."""
    parts = [heading.text or ""]
    for child in heading:
        is_widget = child.tag in WIDGETS or ("-" in child.tag and heading.text)
        text = "" if is_widget else text_in(child)
        parts += [text if child.tag in INLINE else f" {text} ", child.tail or ""]
    return tuple(part for part in parts if part) if clean("".join(parts)) else ()


def _joined(parts: Iterable[str]) -> str:
    return clean("".join(parts)).rstrip(" ¶#§")


def _place(heading: str, stated: str) -> int:
    """Give where in what is stated the heading stands, -1 where neither holds the other."""
    a, b = squashed(heading), squashed(stated)
    if not (a and b) or len(b) < LEAST_SHARE * len(a):
        return -1
    at = b.find(a) if a in b else 0 if b in a else -1
    return at if at == 0 or len(a) >= LEAST_SHARE * len(b) else -1


def _alike(one: set[str], other: set[str], least: float) -> bool:
    return len(one & other) >= max(1, least * min(len(one), len(other)))


def _words(text: str) -> set[str]:
    return {word for word in WORD.findall(text.casefold()) if len(word) > 2 or not word.isascii()}


def _without_kicker(parts: tuple[str, ...], stated: Iterable[str]) -> str:
    """Give the heading without the section's name before or after it, where that stands apart from it."""
    keys = {squashed(text) for text in stated}
    apart = [part for whole in parts for part in BAR.split(whole)]
    for i in range(1, len(apart)):
        for kept in (apart[i:], apart[:-i]):
            if squashed("".join(kept)) in keys and len(_joined(kept)) > len(_joined(apart)) / 2:
                return _joined(kept).strip(" |")
    return _joined(parts)


def _without_name(title: str, site: str) -> str:
    """Give the title without the site's name before or after it, and nothing else gone."""
    name, (first, _, rest) = squashed(site), title.partition(": ")
    if name and rest and squashed(first) == name:
        return rest
    border = next(reversed(list(TITLE_BORDER.finditer(title))), None)
    is_site = border is not None and squashed(title[border.end() :]) == name != ""
    return title[: border.start()].strip() if border is not None and is_site else title


def _is_logo(heading: Element) -> bool:
    """Say whether the heading is the site's: named so, or a link to its front page."""
    links = [a.get("href") or "" for a in heading.iter("a")]
    parent = heading.getparent()
    if parent is not None and parent.tag == "a":
        links.append(parent.get("href") or "")
    named = " ".join(f"{e.get('class') or ''} {e.get('id') or ''}" for e in (heading, parent) if e is not None)
    return bool(LOGO.search(named)) or any(FRONT_PAGE.search(href) for href in links)
