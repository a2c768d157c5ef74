"""The nouns that a saved page becomes: an article, its sections, and their blocks in order."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, NamedTuple

TextKind = Literal["paragraph", "code", "quote", "caption"]
ListKind = Literal["bullets", "steps", "definitions"]
BlockKind = Literal["paragraph", "code", "quote", "caption", "bullets", "steps", "definitions", "table"]


class Span(NamedTuple):
    """A place in a text: characters from start up to, not including, end."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Item:
    """One entry of a list: its own text, its bold term apart where it has one, and what stands in it under both.

    With the form "Term: description", `text` is the whole of it and `term` and `description` are its parts.
    `items` are the entries nested in it; `blocks` what stands after them: more paragraphs, code, tables, lists.
    """

    text: str
    term: str | None = None
    description: str | None = None
    items: tuple["Item", ...] = ()
    blocks: tuple["Block", ...] = ()


@dataclass(frozen=True, slots=True)
class TextBlock:
    """A run of text: a paragraph, code with its line breaks, a quotation or a figure's caption."""

    kind: TextKind
    text: str


@dataclass(frozen=True, slots=True)
class ListBlock:
    """Bullets, numbered steps or a definition list; `start` is the number of the first step."""

    kind: ListKind
    items: tuple[Item, ...]
    start: int = 1


@dataclass(frozen=True, slots=True)
class TableBlock:
    """A table: its header cells, none where it has no header, and its rows of cells; a cell may have several lines."""

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    kind: Literal["table"] = "table"


Block = TextBlock | ListBlock | TableBlock


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and what stands under it, down to the next heading.

    What stands before the first heading is a section with an empty heading and the anchor "top".
    `anchor` is unique in its article, readable, and the same each time the page is read.
    `level` is 1 to 6; `breadcrumb` holds the headings above this one, outermost first.
    """

    anchor: str
    level: int
    heading: str
    breadcrumb: tuple[str, ...] = ()
    blocks: tuple[Block, ...] = ()


@dataclass(frozen=True, slots=True)
class Article:
    """A saved page, understood.

    `source` is the path under the ingested folder, or the address it came from; `url` the address the page
    gives for itself (canonical), "" where it gives none. `lang` is a two-letter code of ISO 639-1, "" where
    unknown. Dates are ISO 8601, a date or a date with time, "" where unknown. `title` is never empty. `link_share` is
    the share of the letters that stand in links, from 0 to 1: of a list of contents it is near to 1.
    `duplicate_group` is a number that articles with the same text have in common on record, 0 outside of it.
    """

    id: str
    title: str
    source: str
    url: str = ""
    site: str = ""
    lang: str = ""
    authors: tuple[str, ...] = ()
    published_at: str = ""
    modified_at: str = ""
    tags: tuple[str, ...] = ()
    breadcrumb: tuple[str, ...] = ()
    sections: tuple[Section, ...] = ()
    link_share: float = 0.0
    duplicate_group: int = 0


def texts(block: Block) -> Iterator[str]:
    """Give the block's texts in reading order: its own, each item's, or each cell's."""
    if isinstance(block, TextBlock):
        yield block.text
    elif isinstance(block, ListBlock):
        for item in block.items:
            yield from _item_texts(item)
    else:
        yield from block.header
        for row in block.rows:
            yield from row


def _item_texts(item: Item) -> Iterator[str]:
    yield item.text
    for nested in item.items:
        yield from _item_texts(nested)
    for block in item.blocks:
        yield from texts(block)


def all_items(items: tuple[Item, ...]) -> Iterator[Item]:
    """Give every item, each before those nested in it."""
    for item in items:
        yield item
        yield from all_items(item.items)
        for block in item.blocks:
            if isinstance(block, ListBlock):
                yield from all_items(block.items)


def topics(article: Article) -> tuple[str, ...]:
    """Give what the article is about, as it says itself: its breadcrumb and then its tags, each once."""
    names: dict[str, str] = {}
    for name in article.breadcrumb + article.tags:
        names.setdefault(name.casefold(), name)
    return tuple(names.values())


def all_texts(article: Article) -> Iterator[str]:
    """Give every text of the article in reading order: its title, then each section's heading and blocks."""
    yield article.title
    for section in article.sections:
        yield section.heading
        for block in section.blocks:
            yield from texts(block)
