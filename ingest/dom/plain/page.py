"""A page that is being made plain: its elements, what they are called, and what was taken out of it."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from ingest.dom.attributes import AttributeIndex, attribute_index
from ingest.dom.parser import Element


@dataclass(frozen=True, slots=True)
class Removed:
    """What was taken out of a page: its element, the rule that says so, and its text."""

    what: str
    rule: str
    text: str


class Page:
    """The root of a page with its elements by their tags and attributes, as they were when they were last looked at."""

    def __init__(self, root: Element) -> None:
        self.root = root
        self.removed: list[Removed] = []
        self.look()

    def look(self) -> None:
        """Take note of the elements."""
        self.elements = list(self.root.iter())
        self.by_tag: defaultdict[str, list[Element]] = defaultdict(list)
        for element in self.elements:
            self.by_tag[element.tag].append(element)
        self._attributes: AttributeIndex | None = None

    @property
    def attributes(self) -> AttributeIndex:
        """Return the elements' names, roles and styles."""
        if self._attributes is None:
            self._attributes = attribute_index(self.elements)
        return self._attributes

    def tagged(self, *tags: str) -> list[Element]:
        """Return the elements with these tags that are still in the tree."""
        return [element for tag in tags if tag in self.by_tag for element in self.by_tag[tag] if self._has(element)]

    def valued(self, attribute: str) -> Iterator[tuple[str, list[Element]]]:
        """Yield each value of an attribute (class, id, role, style) with the elements that have it."""
        for value, places in self.attributes.by_attribute[attribute].items():
            yield value, [self.elements[place] for place in places]

    def _has(self, element: Element) -> bool:
        return element is self.root or element.getparent() is not None
