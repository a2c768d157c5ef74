"""Find the title of a page: the heading that agrees with the title the page declares."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice

from ingest.dom.parser import Element, text_in
from ingest.dom.rules import INLINE
from ingest.dom.text import clean, inner, squashed
from ingest.metadata.sites import MAX_BORDERS, TITLE_BORDER, without_site
from ingest.metadata.structured_data import StructuredData, text_of

LOGO = re.compile(r"(?:^|[\s_-])(?:logo|site-?(?:title|name)|blog-?(?:title|name)|brand(?:ing)?)(?:$|[\s_-])", re.I)
# Where a link to the front page of a site, or of a handbook, leads.
FRONT_PAGE = re.compile(r"^(?:/|\.{1,2}/?|https?://[^/]+/?)$|(?:^|/)index\.html?$")
# What may stand in a heading to be pressed.
WIDGETS = frozenset(("button", "select", "input"))
MAX_TITLE_CHARS = 300
# How much of the longer one the shorter of two titles says, and how many of its words are in the other.
MIN_LENGTH_SHARE, MIN_WORD_SHARE = 0.3, 0.5
WORD = re.compile(r"\w+")
BAR = re.compile(r"(?<=\s\|)(?=\s)")


@dataclass(frozen=True, slots=True)
class Title:
    """A title and the heading element that holds it, or None if only the page's head has it."""

    text: str
    heading: Element | None = None


def declared_titles(page: StructuredData, site: str, url: str) -> tuple[str, ...]:
    """Return the titles in JSON-LD, in meta elements and in the title element, without the site's name."""
    data = (text_of(d.get("headline")) or text_of(d.get("name")) for d in page.articles)
    metas = (text_of(page.meta(name)) for name in ("og:title", "twitter:title", "dc.title", "citation_title"))
    element = next(page.root.iter("title"), None)
    named = inner(element) if element is not None else ""
    found = (next((text for text in data if text), ""), *metas, named)
    return tuple(dict.fromkeys(without_site(text, site, url) for text in found if text))


def page_title(root: Element, site: str, stated: Sequence[str]) -> Title:
    """Return the heading that agrees with a declared title, or else the most likely title of all."""
    headings = _headings(root, site)
    if found := _under_site(root, headings, stated):
        return found
    for other in sorted(stated, key=len)[:1] * (len(headings) > 1) + list(stated):
        # A site's own name comes after that of the page.
        agreed = [
            (at, i) for i, (_, parts) in enumerate(headings) if (at := _match_position(_joined(parts), other)) >= 0
        ]
        if agreed:
            heading, parts = headings[min(agreed)[1]]
            return Title(_without_site_name(_without_kicker(parts, stated), site), heading)
    said = [words for text in stated if (words := _words(text))]
    # Of several, each may head a section.
    least = MIN_WORD_SHARE if len(headings) > 1 else 0
    for heading, parts in headings:
        if not said or any(_share_words(_words(_joined(parts)), words, least) for words in said):
            return Title(_without_site_name(_without_kicker(parts, stated), site), heading)
    text = next(iter(stated), "") or next((_joined(parts) for _, parts in headings), "")
    for logo in filter(_is_logo, root.iter("h1")):
        text = _without_site_name(text, _joined(_parts(logo)))
    return Title(text)


def _under_site(
    root: Element, headings: Sequence[tuple[Element, tuple[str, ...]]], stated: Sequence[str]
) -> Title | None:
    """Return the heading that the first half of a declared title repeats, if the h1 repeats its second half, the site's name."""
    names = {squashed(_joined(parts)) for _, parts in headings}
    for whole in stated:
        for border in islice(TITLE_BORDER.finditer(whole), MAX_BORDERS):
            own, site = squashed(whole[: border.start()]), squashed(whole[border.end() :])
            if site in names:
                lower = next((h for h in root.iter("h1", "h2") if squashed(inner(h)) == own), None)
                if lower is not None:
                    return Title(_joined(_parts(lower)), lower)
    return None


def _headings(root: Element, site: str) -> list[tuple[Element, tuple[str, ...]]]:
    """Return the h1 elements and the parts of their texts, without those that name the site."""
    found = [(heading, _parts(heading)) for heading in root.iter("h1") if not _is_logo(heading)]
    names = (squashed(site), "")
    return [
        (h, parts)
        for h, parts in found
        if squashed(_joined(parts)) not in names and len(_joined(parts)) < MAX_TITLE_CHARS
    ]


def _parts(heading: Element) -> tuple[str, ...]:
    """Return the parts of the heading's text, one for each child element and for each text between them."""
    parts = [heading.text or ""]
    for child in heading:
        is_widget = child.tag in WIDGETS or ("-" in child.tag and heading.text)
        text = "" if is_widget else text_in(child)
        parts += [text if child.tag in INLINE else f" {text} ", child.tail or ""]
    return tuple(part for part in parts if part) if clean("".join(parts)) else ()


def _joined(parts: Iterable[str]) -> str:
    return clean("".join(parts)).rstrip(" ¶#§")


def _match_position(heading: str, stated: str) -> int:
    """Return the position of the heading in the declared title, or -1 if neither text contains the other."""
    a, b = squashed(heading), squashed(stated)
    if not (a and b) or len(b) < MIN_LENGTH_SHARE * len(a):
        return -1
    at = b.find(a) if a in b else 0 if b in a else -1
    return at if at == 0 or len(a) >= MIN_LENGTH_SHARE * len(b) else -1


def _share_words(one: set[str], other: set[str], least: float) -> bool:
    return len(one & other) >= max(1, least * min(len(one), len(other)))


def _words(text: str) -> set[str]:
    return {word for word in WORD.findall(text.casefold()) if len(word) > 2 or not word.isascii()}


def _without_kicker(parts: tuple[str, ...], stated: Iterable[str]) -> str:
    """Return the heading without the name of its section, if that stands in an element of its own before or after it."""
    keys = {squashed(text) for text in stated}
    apart = [part for whole in parts for part in BAR.split(whole)]
    for i in range(1, len(apart)):
        for kept in (apart[i:], apart[:-i]):
            if squashed("".join(kept)) in keys and len(_joined(kept)) > len(_joined(apart)) / 2:
                return _joined(kept).strip(" |")
    return _joined(parts)


def _without_site_name(title: str, site: str) -> str:
    """Return the title without the site's name before or after it."""
    name, (first, _, rest) = squashed(site), title.partition(": ")
    if name and rest and squashed(first) == name:
        return rest
    border = next(reversed(list(TITLE_BORDER.finditer(title))), None)
    is_site = border is not None and squashed(title[border.end() :]) == name != ""
    return title[: border.start()].strip() if border is not None and is_site else title


def _is_logo(heading: Element) -> bool:
    """Return whether the heading is the site's logo: named so, or a link to the front page."""
    links = [a.get("href") or "" for a in heading.iter("a")]
    parent = heading.getparent()
    if parent is not None and parent.tag == "a":
        links.append(parent.get("href") or "")
    named = " ".join(f"{e.get('class') or ''} {e.get('id') or ''}" for e in (heading, parent) if e is not None)
    return bool(LOGO.search(named)) or any(FRONT_PAGE.search(href) for href in links)
