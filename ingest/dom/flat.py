"""A page's tree in, its elements one after another out, each with what it says, what holds it and what it is called."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from ingest.dom.naming import Naming, naming
from ingest.dom.parser import Element
from ingest.dom.rules import FOR_MACHINES


@dataclass(frozen=True, slots=True)
class Flat:
    """The elements of a page in its order, and in the same places of other lists what there is to know of each.

    `texts` stand before an element's first child and `tails` after its end, "" for white space alone and for what
    only machines read; `holders` are the places of the elements around them, -1 around the root. To ask lxml costs
    more than most of what is done with its answer, so it is asked once, for all who read the page. `by_tag` are the
    places of the elements of each kind.
    """

    elements: Sequence[Element]
    tags: Sequence[str]
    texts: Sequence[str]
    tails: Sequence[str]
    holders: Sequence[int]
    by_tag: Mapping[str, Sequence[int]]
    naming: Naming

    @property
    def root(self) -> Element:
        """Give the element around all others."""
        return self.elements[0]

    def around(self, place: int) -> Iterator[int]:
        """Give the places of the elements around one, the inmost first."""
        while (place := self.holders[place]) >= 0:
            yield place

    def is_in(self, place: int, holder: int) -> bool:
        """Say whether the element at a place stands in another, or is the same."""
        while place > holder:
            place = self.holders[place]
        return place == holder

    def tagged(self, tags: Collection[str]) -> list[int]:
        """Give the places of the elements that have one of these tags."""
        return sorted([place for tag in tags for place in self.by_tag.get(tag, ())])

    def first_in(self, holder: int, places: Sequence[int]) -> int | None:
        """Give the first of these places that is in the element or is its own."""
        i = bisect_left(places, holder)
        return places[i] if i < len(places) and self.is_in(places[i], holder) else None


def flat(root: Element) -> Flat:
    """Look once at all elements of the page."""
    elements = list(root.iter())
    places = {element: place for place, element in enumerate(elements)}
    tags = [element.tag for element in elements]
    texts = [
        text if tag not in FOR_MACHINES and (text := element.text) and not text.isspace() else ""
        for element, tag in zip(elements, tags, strict=True)
    ]
    by_tag: defaultdict[str, list[int]] = defaultdict(list)
    for place, tag in enumerate(tags):
        by_tag[tag].append(place)
    return Flat(
        elements,
        tags,
        texts,
        [tail if (tail := element.tail) and not tail.isspace() else "" for element in elements],
        [-1, *[places[parent] for element in elements if (parent := element.getparent()) is not None]],
        by_tag,
        naming(elements),
    )
