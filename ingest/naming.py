"""A page's tree in, its elements by what their attributes call them out: class, id, role and their like."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from ingest.page import Element
from ingest.rules import NAME_WORD

# Attributes that name what their element is, and others that say how it is meant.
NAMES = ("class", "id", "rel", "itemprop", "itemtype", "typeof", "aria-label")
WANTED = frozenset((*NAMES, "role", "hidden", "style"))


@dataclass(frozen=True, slots=True)
class Naming:
    """The elements with an attribute of some value, each with its place in the page: one walk serves all who ask."""

    by_attribute: dict[str, dict[str, list[tuple[int, Element]]]]

    def values(self, attribute: str) -> Iterator[tuple[str, list[Element]]]:
        """Give each value that the attribute has, with the elements that have it so."""
        for value, pairs in self.by_attribute[attribute].items():
            yield value, [element for _, element in pairs]

    def like(self, pattern: re.Pattern[str]) -> list[Element]:
        """Give the elements with a name in which the pattern is found, in the page's order."""
        values = (pair for attribute in NAMES for pair in self.by_attribute[attribute].items())
        found = {i: element for value, pairs in values if pattern.search(value) for i, element in pairs}
        return [found[i] for i in sorted(found)]


def naming(root: Element) -> Naming:
    """Look once at the attributes of all elements."""
    found: dict[str, dict[str, list[tuple[int, Element]]]] = {attribute: {} for attribute in WANTED}
    for i, element in enumerate(root.iter()):
        for attribute, value in element.items():
            if attribute in WANTED:
                found[str(attribute)].setdefault(str(value), []).append((i, element))
    return Naming(found)


@lru_cache(maxsize=16_384)
def words_in(name: str) -> tuple[str, ...]:
    """Give the words of a name in small letters, in order: "articleBody main-text" has article, body, main, text."""
    return tuple(dict.fromkeys(word for token in name.split() for word in _words(token)))


@lru_cache(maxsize=65_536)
def _words(token: str) -> tuple[str, ...]:
    # Few tokens make all the names of a page, and of the next one.
    return tuple(word.lower() for word in NAME_WORD.findall(token))


def words_of(element: Element) -> frozenset[str]:
    """Give the words of all the names that the element has."""
    names = (element.get("class"), element.get("id"), element.get("itemprop"))
    return frozenset(word for name in names if name for word in words_in(name))
