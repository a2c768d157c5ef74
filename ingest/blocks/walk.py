"""The article's element in, the pieces that stand in it out: one walk through the tree, in the page's order."""

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from itertools import islice

from index import Block, TextBlock
from ingest.blocks.code import code_text
from ingest.blocks.lines import BREAK, Run, lines
from ingest.blocks.lists import definition_blocks, list_blocks
from ingest.blocks.pieces import Heading, Piece, Whole, said, said_by
from ingest.blocks.tables import table_blocks
from ingest.dom.attributes import AttributeIndex
from ingest.dom.parser import Element, text_in
from ingest.dom.rules import BOLD, HEADINGS, INLINE
from ingest.dom.text import inner, letters

# What documentation puts beside a heading as a link to it, and after a note as a link back.
PERMALINKS = frozenset("¶ # § 🔗 ∞ ⚓ ↩ ↩︎ ↑ ^".split())  # noqa: SIM905
TO_TOP = 20
WEIGHT = re.compile(r"font-weight\s*:\s*(bold|normal|lighter|[1-9]00)", re.I)
HEAVY = frozenset(("bold", "600", "700", "800", "900"))
# Deeper than this a list, or what is read as one within another, is read as flat text: no page means it.
DEEPEST = 8
# A summary is the question over a part that folds away.
LEVELS = {tag: int(tag[1]) for tag in HEADINGS} | {"summary": 3}
# Share of its letters that a table or a definition list must keep, to be read as one.
KEPT = 0.5
# Share of a list's letters in headings from which these are its items.
ALL_HEADING = 0.9
Wholes = Sequence[Heading | Block]


def bold_by_style(named: AttributeIndex) -> dict[Element, bool]:
    """Give the elements whose style makes their text bold, and with False those whose style takes that from it."""
    styles = named.by_attribute["style"]
    found = {style: match[1].lower() in HEAVY for style in styles if (match := WEIGHT.search(style))}
    return {named.elements[place]: is_bold for style, is_bold in found.items() for place in styles[style]}


def pieces(root: Element, noise: Collection[Element], weights: Mapping[Element, bool]) -> list[Piece]:
    """Give the pieces of the article in order; `weights` says of which elements the style makes bold or light."""
    walk = Walk(noise, weights)
    walk.element(root, is_bold=False, is_link=False)
    walk.flush(None)
    return walk.found


class Walk:
    """Goes through the tree once. Recursion is bounded: the tree is at most some 250 deep."""

    def __init__(self, noise: Collection[Element], weights: Mapping[Element, bool], depth: int = 0) -> None:
        self.noise = noise
        self._weights = weights
        self._depth = depth
        self._runs: list[Run] = []
        self._holders: list[Element] = []
        self.found: list[Piece] = []

    def element(self, element: Element, *, is_bold: bool, is_link: bool) -> None:
        """Read an element into the pieces; its tail belongs to its parent."""
        tag = element.tag
        if element in self.noise or tag == "img" or (tag == "a" and _is_permalink(element)):
            return
        # Some editors put a page into one light b.
        is_bold = self._weights.get(element, is_bold or tag in BOLD)
        if tag in INLINE:
            self._inside(element, is_bold=is_bold, is_link=is_link or tag == "a")
        elif tag == "br":
            self._runs.append((BREAK, is_bold, is_link))
        else:
            self._block(element, is_bold=is_bold, is_link=is_link)

    def flush(self, holder: Element | None) -> None:
        """End the line being read, which stands in the holder."""
        if self._runs:
            style = f"{holder.tag}.{holder.get('class') or ''}" if holder is not None else ""
            self.found += lines(self._runs, style, tuple(self._holders))
            self._runs = []

    def read(self, element: Element) -> list[Piece]:
        """Give the pieces that an element is read as."""
        walk = Walk(self.noise, self._weights, self._depth + 1)
        walk.element(element, is_bold=False, is_link=False)
        walk.flush(None)
        return walk.found

    def texts(self, element: Element) -> list[str]:
        """Give the texts of an element, one for each line that it shows."""
        walk = Walk(self.noise, self._weights, self._depth + 1)
        walk._inside(element, is_bold=False, is_link=False)
        walk.flush(None)
        return [text for piece in walk.found for text in said(piece)]

    def text(self, element: Element) -> str:
        """Give the text of an element on one line."""
        return " ".join(self.texts(element))

    def _inside(self, element: Element, *, is_bold: bool, is_link: bool) -> None:
        # White space before a line is not shown.
        if (text := element.text) and (self._runs or not text.isspace()):
            self._runs.append((text.replace("\n", " "), is_bold, is_link))
        for child in element:
            self.element(child, is_bold=is_bold, is_link=is_link)
            if (text := child.tail) and (self._runs or not text.isspace()):
                self._runs.append((text.replace("\n", " "), is_bold, is_link))

    def _block(self, element: Element, *, is_bold: bool, is_link: bool) -> None:
        if self._runs:
            self.flush(element.getparent())
        self._holders.append(element)
        # The pieces of an element that is read as one, None for one that only holds others.
        read = READ.get(element.tag)
        whole = read(self, element) if read and self._depth <= DEEPEST else None
        if whole is None:
            self._inside(element, is_bold=is_bold, is_link=is_link)
            if self._runs:
                self.flush(element)
        else:
            self.found += self._placed(element, whole)
        self._holders.pop()

    def _placed(self, element: Element, whole: Wholes) -> Iterator[Heading | Whole]:
        place, links = tuple(self._holders), _links_of(element)
        for piece in whole:
            if isinstance(piece, Heading):
                yield Heading(piece.level, piece.text, links, place)
            else:
                yield Whole(piece, links, place)


def _heading(walk: Walk, element: Element) -> Wholes:
    text = walk.text(element)
    return [Heading(LEVELS[element.tag], text)] if text else []


def _list(walk: Walk, element: Element) -> Wholes | None:
    return None if _holds_sections(element) else list_blocks(element, walk)


def _definitions(walk: Walk, element: Element) -> Wholes | None:
    if not _holds(element, ("dt",)):
        # Wikis indent what they set apart by a description of nothing.
        return None
    return _unless_lost(element, definition_blocks(element, walk))


def _table(walk: Walk, element: Element) -> Wholes | None:
    blocks = table_blocks(element, walk.texts)
    return None if blocks is None else _unless_lost(element, blocks)


def _code(_: Walk, element: Element) -> Wholes:
    text = code_text(element)
    return [TextBlock("code", text)] if text else []


def _quote(walk: Walk, element: Element) -> Wholes | None:
    if _holds(element, (*HEADINGS, "ul", "ol", "table", "pre")) or _holds_another(element):
        return None
    text = "\n".join(walk.texts(element))
    return [TextBlock("quote", text)] if text else []


def _caption(walk: Walk, element: Element) -> Wholes:
    text = walk.text(element)
    return [TextBlock("caption", text)] if text else []


READ: dict[str, Callable[[Walk, Element], Wholes | None]] = {
    **dict.fromkeys(LEVELS, _heading),
    "ul": _list,
    "ol": _list,
    "dl": _definitions,
    "table": _table,
    "pre": _code,
    "listing": _code,
    "xmp": _code,
    "blockquote": _quote,
    "figcaption": _caption,
    "caption": _caption,
}


def _unless_lost(element: Element, blocks: Wholes) -> Wholes | None:
    """Give the blocks unless text was lost: a table without cells, a definition list without terms."""
    kept = sum(letters(text) for block in blocks for text in _said(block))
    return None if kept < KEPT * letters(text_in(element)) else blocks


def _said(block: Heading | Block) -> Iterator[str]:
    yield from (block.text,) if isinstance(block, Heading) else said_by(block)


def _links_of(element: Element) -> float:
    """Give the share of the element's letters that stand in links; a heading is none by leading to itself."""
    is_heading = element.tag in HEADINGS
    links = (a for a in element.iter("a") if not (is_heading and (a.get("href") or "").startswith("#")))
    linked = sum(map(len, map(text_in, links)))
    return linked / max(1, len(text_in(element))) if linked else 0.0


def _is_permalink(element: Element) -> bool:
    """Say whether it is the sign beside a heading that links to the heading itself, or a way back to the top."""
    href = element.get("href")
    if not href or href[0] != "#":
        return False
    text = text_in(element).strip()
    # Fonts of icons have their signs where Unicode has none.
    return text in PERMALINKS or "\ue000" <= text <= "\uf8ff" or (href.startswith("#top") and len(text) <= TO_TOP)


def _holds(element: Element, tags: tuple[str, ...]) -> bool:
    return next(element.iter(*tags), None) is not None


def _holds_another(element: Element) -> bool:
    """Say whether an element of the same kind stands within."""
    return next(islice(element.iter(element.tag), 1, None), None) is not None


def _holds_sections(element: Element) -> bool:
    """Say whether a list's items are sections with headings; those that are a heading and nothing else are items."""
    headings = list(element.iter(*HEADINGS))
    if not headings:
        return False
    return sum(len(inner(heading)) for heading in headings) < ALL_HEADING * len(inner(element))
