"""Read the structured data of a page: its meta elements and its JSON-LD."""

import json
import re
from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html import unescape
from itertools import islice
from typing import Any

from ingest.dom.attributes import AttributeIndex
from ingest.dom.flat import FlatTree
from ingest.dom.parser import Element
from ingest.dom.text import clean

ARTICLE_TYPES = re.compile(r"Article|Posting|Recipe|HowTo|WebPage|Report|Review|FAQPage", re.I)
# What publishing systems write around JSON so that old browsers and XML readers pass over it.
WRAPPING = re.compile(
    r"^\s*+(?:(?://|/\*)\s*+)?+(?:<!--|<!\[CDATA\[)\s*+(?:\*/)?+"
    r"|(?:(?://|/\*)\s*+|(?<!\s)\s++)?+(?:-->|\]\]>)\s*+(?:\*/)?+\s*+$|;\s*+$"
)
# More objects tell nothing new: the first say what the page is.
MAX_OBJECTS = 10_000
NESTED_KEYS = ("@graph", "mainEntity", "mainEntityOfPage")


@dataclass(frozen=True, slots=True)
class StructuredData:
    """The structured data of a page.

    `tree` is the page itself, `metas` maps the lowercased name of each meta element to its contents, and `data` holds
    the JSON-LD objects in order.
    """

    tree: FlatTree
    metas: Mapping[str, tuple[str, ...]]
    data: tuple[Mapping[str, Any], ...]

    @property
    def root(self) -> Element:
        """Return the root element of the page."""
        return self.tree.root

    @property
    def attributes(self) -> AttributeIndex:
        """Return the class names, ids and other names of the page's elements."""
        return self.tree.attributes

    def meta(self, *names: str) -> str:
        """Return the content of the first of these meta elements that the page has, or an empty string."""
        return next((self.metas[name][0] for name in names if name in self.metas), "")

    @property
    def language(self) -> str:
        """Return the `lang` of the html element, or an empty string."""
        html = next(self.root.iter("html"), self.root)
        return (
            html.get("lang") or html.get("{http://www.w3.org/XML/1998/namespace}lang") or html.get("xml:lang") or ""
        ).strip()

    @property
    def articles(self) -> Iterator[Mapping[str, Any]]:
        """Return an iterator over the JSON-LD objects that describe an article, those that describe a mere web page last."""
        found = [(data, types_of(data)) for data in self.data]
        found = [(data, kind) for data, kind in found if ARTICLE_TYPES.search(kind)]
        return (data for data, _ in sorted(found, key=lambda pair: "WebPage" in pair[1]))


def structured_data(tree: FlatTree) -> StructuredData:
    """Return the structured data of the page."""
    root = tree.root
    metas: dict[str, tuple[str, ...]] = {}
    for meta in root.iter("meta"):
        listed_names = meta.get("property") or meta.get("name") or meta.get("itemprop") or meta.get("http-equiv") or ""
        content = (meta.get("content") or "").strip()
        # A property may list several names, as RDFa lets it.
        for name in listed_names.lower().split() if content else ():
            metas[name] = (*metas.get(name, ()), content)
    return StructuredData(tree, metas, tuple(islice(_json_ld_objects(root), MAX_OBJECTS)))


def types_of(data: Mapping[str, Any]) -> str:
    """Return the types of a JSON-LD object, joined by spaces."""
    kind = data.get("@type")
    return " ".join(map(str, kind)) if isinstance(kind, list) else str(kind or "")


def text_of(value: object) -> str:
    """Return a string value without the HTML escapes that some sites apply twice, or "" if the value is not a string."""
    return clean(unescape(value)) if isinstance(value, str) else ""


def as_list(value: object) -> list[Any]:
    """Return a list as it is, None as an empty list, and any other value as a list of one."""
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def _unwrapped(text: str) -> str:
    # The search goes through all of the text, and hardly any is wrapped.
    return text if text[:1] in ("{", "[") and text[-1:] in ("}", "]") else WRAPPING.sub("", text)


def _json_ld_objects(root: Element) -> Iterator[Mapping[str, Any]]:
    for script in root.iter("script"):
        if "ld+json" not in (script.get("type") or "").lower():
            continue
        try:
            waiting = deque([json.loads(_unwrapped((script.text or "").strip()), strict=False)])
        except (ValueError, RecursionError):
            continue
        while waiting:
            value = waiting.popleft()
            if isinstance(value, list):
                waiting.extendleft(reversed(value))
            elif isinstance(value, dict):
                yield value
                waiting += [value[key] for key in NESTED_KEYS if isinstance(value.get(key), list | dict)]
