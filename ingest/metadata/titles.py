"""A page's headings and what it states in, the title that most of them agree on out."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ingest.metadata.sites import without_site
from ingest.metadata.statements import Statements, text_of
from ingest.page import Element
from ingest.rules import INLINE
from ingest.text import clean, inner, squashed

LOGO = re.compile(r"(?:^|[\s_-])(?:logo|site-?(?:title|name)|blog-?(?:title|name)|brand(?:ing)?)(?:$|[\s_-])", re.I)
# Where a link to the front page of a site, or of a handbook, leads.
FRONT_PAGE = re.compile(r"^(?:/|\.{1,2}/?)$|(?:^|/)index\.html?$")
LONGEST = 300
WORD = re.compile(r"\w+")


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
    for heading, parts in headings:
        if any(_agree(_joined(parts), other) for other in stated):
            return Title(_without_kicker(parts, stated), heading)
    said = {word for text in stated for word in _words(text)}
    for heading, parts in headings:
        if not said or said & _words(_joined(parts)):
            return Title(_without_kicker(parts, stated), heading)
    return Title(next(iter(stated), "") or next((_joined(parts) for _, parts in headings), ""))


def _headings(root: Element, site: str) -> list[tuple[Element, tuple[str, ...]]]:
    """Give the headings of the first level with their texts, without those that name the site."""
    found = [(heading, _parts(heading)) for heading in root.iter("h1") if not _is_logo(heading)]
    names = (squashed(site), "")
    return [(h, parts) for h, parts in found if squashed(_joined(parts)) not in names and len(_joined(parts)) < LONGEST]


def _parts(heading: Element) -> tuple[str, ...]:
    """Give the runs of text that stand in elements of their own, with the space between them."""
    parts = [heading.text or ""]
    for child in heading:
        text = "".join(map(str, child.itertext())) if isinstance(child.tag, str) else ""
        parts += [text if child.tag in INLINE else f" {text} ", child.tail or ""]
    return tuple(part for part in parts if part) if clean("".join(parts)) else ()


def _joined(parts: Iterable[str]) -> str:
    return clean("".join(parts)).rstrip(" ¶#§")


def _agree(one: str, other: str) -> bool:
    a, b = squashed(one), squashed(other)
    return bool(a and b) and (a in b or b in a)


def _words(text: str) -> set[str]:
    return {word for word in WORD.findall(text.casefold()) if len(word) > 2 or not word.isascii()}


def _without_kicker(parts: tuple[str, ...], stated: Iterable[str]) -> str:
    """Give the heading without the section's name before or after it, where that stands apart from it."""
    keys = {squashed(text) for text in stated}
    apart = [part for whole in parts for part in re.split(r"(?<=\s\|)(?=\s)", whole)]
    for i in range(1, len(apart)):
        for kept in (apart[i:], apart[:-i]):
            if squashed("".join(kept)) in keys and len(_joined(kept)) > len(_joined(apart)) / 2:
                return _joined(kept).strip(" |")
    return _joined(parts)


def _is_logo(heading: Element) -> bool:
    """Say whether the heading is the site's: named so, or a link to its front page."""
    links = [a.get("href") or "" for a in heading.iter("a")]
    parent = heading.getparent()
    if parent is not None and parent.tag == "a":
        links.append(parent.get("href") or "")
    named = " ".join(f"{e.get('class') or ''} {e.get('id') or ''}" for e in (heading, parent) if e is not None)
    return bool(LOGO.search(named)) or any(FRONT_PAGE.search(href) for href in links)
