"""Read with BeautifulSoup a page of which libxml2 would drop something, into a tree of lxml's."""

import re

from bs4 import BeautifulSoup
from bs4.element import NavigableString, PreformattedString, Tag
from lxml import etree

Element = etree._Element  # noqa: SLF001 - the type has no public name

# What lxml takes for no letter; BeautifulSoup makes it of references such as "&#xD800;".
NO_LETTERS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
VALID_NAME = re.compile(r"^[A-Za-z_][\w.-]*$")


def souped(text: str, *, deepest: int) -> Element:
    """Return the root of the page; what lies deeper than `deepest` elements is read flat."""
    root = etree.Element("html")
    # Beside each node the element that its text belongs to, and how deep that lies.
    stack: list[tuple[Tag | NavigableString, Element, int]] = [
        (node, root, 0) for node in reversed(_children(BeautifulSoup(text, "html.parser")))
    ]
    while stack:
        node, parent, depth = stack.pop()
        if isinstance(node, Tag):
            inner = parent if depth > deepest or node.name == "html" else etree.SubElement(parent, _name(node.name))
            if inner is not parent:
                _copy_attributes(node, inner)
            stack += [(child, inner, depth + 1) for child in reversed(_children(node))]
        elif not isinstance(node, PreformattedString):
            _append(parent, NO_LETTERS.sub("", str(node)))
    return root


def _children(node: Tag) -> list[Tag | NavigableString]:
    return [child for child in node.children if isinstance(child, Tag | NavigableString)]


def _name(name: str) -> str:
    return name.lower() if VALID_NAME.match(name) else "span"


def _copy_attributes(node: Tag, element: Element) -> None:
    for name, value in node.attrs.items():
        if VALID_NAME.match(name):
            element.set(name, NO_LETTERS.sub("", " ".join(value) if isinstance(value, list) else str(value)))


def _append(parent: Element, text: str) -> None:
    if len(parent):
        last = parent[-1]
        last.tail = (last.tail or "") + text
    else:
        parent.text = (parent.text or "") + text
