"""Index the elements of a page by the values of their class, id, role and similar attributes."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain

from ingest.dom.parser import Element
from ingest.dom.rules import NAME_WORD

# Attributes that name what their element is, and others that say how it is meant.
NAMES = ("class", "id", "rel", "itemprop", "itemtype", "typeof", "aria-label")
WANTED = frozenset((*NAMES, "role", "hidden", "aria-hidden", "style"))


@dataclass(frozen=True, slots=True)
class AttributeIndex:
    """For each attribute and each of its values, the positions of the elements that have it."""

    elements: Sequence[Element]
    by_attribute: Mapping[str, Mapping[str, Sequence[int]]]

    def matching(self, pattern: re.Pattern[str], attributes: Iterable[str] = NAMES) -> list[Element]:
        """Return the elements with a name that the pattern matches, in document order."""
        found: set[int] = set()
        for attribute in attributes:
            values = self.by_attribute[attribute]
            # One search through all names is ten times as fast as one for each.
            lines = "\n".join(values)
            for match in pattern.finditer(lines):
                end = lines.find("\n", match.end())
                found.update(values[lines[lines.rfind("\n", 0, match.start()) + 1 : end if end >= 0 else None]])
        return [self.elements[i] for i in sorted(found)]


def attribute_index(elements: Sequence[Element]) -> AttributeIndex:
    """Return the index of the elements' attributes."""
    found: dict[str, defaultdict[str, list[int]]] = {attribute: defaultdict(list) for attribute in WANTED}
    for i, element in enumerate(elements):
        attributes: Sequence[tuple[str, str]] = element.items()  # type: ignore[assignment]  # the stubs allow for bytes
        for attribute, value in attributes:
            if attribute in WANTED:
                found[attribute][value].append(i)
    for values in found.values():
        # Patterns are searched for in the lines of all values together.
        for value in [value for value in values if "\n" in value]:
            values[value.replace("\n", " ")] += values.pop(value)
    return AttributeIndex(elements, found)


@lru_cache(maxsize=16_384)
def words_in(name: str) -> tuple[str, ...]:
    """Return the lowercased words of a name, in order: "articleBody main-text" has article, body, main, text."""
    return tuple(dict.fromkeys(chain.from_iterable(map(_words, name.split()))))


@lru_cache(maxsize=65_536)
def _words(token: str) -> tuple[str, ...]:
    # Few tokens make all the names of a page, and of the next one.
    return tuple(map(str.lower, NAME_WORD.findall(token)))


def words_of(element: Element) -> frozenset[str]:
    """Return the words in the class, id and itemprop of the element."""
    return _words_in_all(element.get("class"), element.get("id"), element.get("itemprop"))


@lru_cache(maxsize=16_384)
def _words_in_all(*names: str | None) -> frozenset[str]:
    # Whoever asks for one element asks for those around it, again and again.
    return frozenset(word for name in names if name for word in words_in(name))
