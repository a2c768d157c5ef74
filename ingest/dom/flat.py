"""Flatten a page's element tree into lists, so that what every reader asks of it is read from lxml only once."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from ingest.dom.attributes import AttributeIndex, attribute_index
from ingest.dom.parser import Element
from ingest.dom.rules import FOR_MACHINES


@dataclass(frozen=True, slots=True)
class FlatTree:
    """The elements of a page in document order, and parallel lists with what there is to know of each.

    `texts` holds the text before an element's first child and `tails` the text after its end tag; both are empty for
    white space and for what only machines read. `parents` holds the position of each element's parent, -1 for the
    root, and `ends` the position after its last descendant. `positions` maps an element back to its position, and
    `by_tag` a tag to the positions of its elements. A call into lxml costs more than most uses of its result, so each
    is made once, for all readers of the page.
    """

    elements: Sequence[Element]
    tags: Sequence[str]
    texts: Sequence[str]
    tails: Sequence[str]
    parents: Sequence[int]
    ends: Sequence[int]
    positions: Mapping[Element, int]
    by_tag: Mapping[str, Sequence[int]]
    attributes: AttributeIndex

    @property
    def root(self) -> Element:
        """Return the root element."""
        return self.elements[0]

    def ancestors(self, position: int) -> Iterator[int]:
        """Yield the positions of an element's ancestors, its parent first."""
        while (position := self.parents[position]) >= 0:
            yield position

    def is_within(self, position: int, ancestor: int) -> bool:
        """Return whether an element is a descendant of another, or the same element."""
        return ancestor <= position < self.ends[ancestor]

    def children(self, position: int) -> Iterator[int]:
        """Yield the positions of an element's children."""
        child, end = position + 1, self.ends[position]
        while child < end:
            yield child
            child = self.ends[child]

    def with_tags(self, tags: Collection[str]) -> list[int]:
        """Return the positions of the elements that have one of these tags."""
        return sorted([position for tag in tags for position in self.by_tag.get(tag, ())])

    def first_within(self, ancestor: int, positions: Sequence[int]) -> int | None:
        """Return the first of these sorted positions that is the ancestor or one of its descendants, or None."""
        i = bisect_left(positions, ancestor)
        return positions[i] if i < len(positions) and positions[i] < self.ends[ancestor] else None


def flatten(root: Element, elements: Sequence[Element] = (), attributes: AttributeIndex | None = None) -> FlatTree:
    """Return the tree under the root as lists; its elements and the index of their attributes may be known already."""
    elements = elements or list(root.iter())
    positions = {element: position for position, element in enumerate(elements)}
    tags = [element.tag for element in elements]
    texts = [
        text if tag not in FOR_MACHINES and (text := element.text) and not text.isspace() else ""
        for element, tag in zip(elements, tags, strict=True)
    ]
    by_tag: defaultdict[str, list[int]] = defaultdict(list)
    for position, tag in enumerate(tags):
        by_tag[tag].append(position)
    parents = [-1, *[positions[parent] for element in elements if (parent := element.getparent()) is not None]]
    return FlatTree(
        elements,
        tags,
        texts,
        [tail if (tail := element.tail) and not tail.isspace() else "" for element in elements],
        parents,
        _ends(parents),
        positions,
        by_tag,
        attributes or attribute_index(elements),
    )


def _ends(parents: Sequence[int]) -> list[int]:
    """Return for each element the position after its last descendant."""
    ends = list(range(1, len(parents) + 1))
    # Backwards, every element comes after its descendants.
    for position in range(len(parents) - 1, 0, -1):
        parent = parents[position]
        if ends[parent] < ends[position]:
            ends[parent] = ends[position]
    return ends
