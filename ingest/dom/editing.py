"""Take elements out of a tree, or put others in their place, without the text that follows them."""

from collections.abc import Iterable

from ingest.dom.parser import Element


def drop(element: Element) -> None:
    """Take the element and all within it out of its tree; the text after it stays."""
    holder = element.getparent()
    if holder is not None:
        _append_before(element, element.tail)
        element.tail = None
        holder.remove(element)


def unwrap(element: Element) -> None:
    """Put what the element holds in its place."""
    holder = element.getparent()
    if holder is None:
        return
    _append_before(element, element.text)
    children = list(element)
    if children:
        last = children[-1]
        last.tail = (last.tail or "") + (element.tail or "") or None
        element.tail = None
        for child in children:
            element.addprevious(child)
        holder.remove(element)
    else:
        drop(element)


def become_text(element: Element, text: str) -> None:
    """Put a text in the place of the element and of all within it."""
    for child in list(element):
        element.remove(child)
    element.text = text
    unwrap(element)


def move_into(holder: Element, elements: Iterable[Element]) -> None:
    """Put the elements, each with the text after it, at the end of the holder."""
    for element in elements:
        holder.append(element)


def _append_before(element: Element, text: str | None) -> None:
    """Add a text to what stands before the element."""
    if not text:
        return
    before = element.getprevious()
    if before is not None:
        before.tail = (before.tail or "") + text
    elif (holder := element.getparent()) is not None:
        holder.text = (holder.text or "") + text
