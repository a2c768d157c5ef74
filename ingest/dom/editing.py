"""Take elements out of a tree, or put a text in their place: an empty span stays, which costs nothing and says nothing.

To take an element out would join the texts around it, and thousands of such joins take the square of their time.
"""

from collections.abc import Iterable

from ingest.dom.parser import Element


def drop(element: Element) -> None:
    """Leave nothing of the element and of all within it; the text after it stays."""
    become_text(element, None)


def become_text(element: Element, text: str | None) -> None:
    """Put a text in the place of the element and of all within it."""
    for child in list(element):
        element.remove(child)
    element.attrib.clear()
    element.tag, element.text = "span", text


def unwrap(element: Element, tag: str = "span") -> None:
    """Have the element say nothing but what it holds."""
    element.attrib.clear()
    element.tag = tag


def move_into(holder: Element, elements: Iterable[Element]) -> None:
    """Put the elements, each with the text after it, at the end of the holder."""
    for element in elements:
        holder.append(element)
