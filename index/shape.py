"""An article as the JSON that programs rely on, and back."""

import json
from collections.abc import Mapping, Sequence
from typing import Any, get_args
from urllib.parse import quote

from index.article import (
    Article,
    Block,
    Item,
    ListBlock,
    ListKind,
    Section,
    TableBlock,
    TextBlock,
)

Shape = dict[str, Any]


def article_url(id: str) -> str:
    """Give the path of the article's page in the reader."""
    return f"/articles/{quote(id)}"


def article_shape(article: Article) -> Shape:
    """Return the article in the shape of `vade extract --json` and of `/api/articles/<id>`."""
    return {"id": article.id, "url": article_url(article.id), "source": article.source, **content_shape(article)}


def content_shape(article: Article) -> Shape:
    """Return the shape of what the article says; its id, and where it was saved from, are no part of that."""
    return {
        "title": article.title,
        "source_url": article.url,
        "site": article.site,
        "lang": article.lang,
        "authors": list(article.authors),
        "published_at": article.published_at,
        "modified_at": article.modified_at,
        "tags": list(article.tags),
        "breadcrumb": list(article.breadcrumb),
        "link_share": article.link_share,
        "sections": [_section_shape(s) for s in article.sections],
    }


def article_from(shape: Mapping[str, Any]) -> Article:
    """Make the article that `article_shape` gave this shape of."""
    return Article(
        id=shape["id"],
        title=shape["title"],
        source=shape["source"],
        url=shape["source_url"],
        site=shape["site"],
        lang=shape["lang"],
        authors=tuple(shape["authors"]),
        published_at=shape["published_at"],
        modified_at=shape["modified_at"],
        tags=tuple(shape["tags"]),
        breadcrumb=tuple(shape["breadcrumb"]),
        sections=tuple(_section_from(s) for s in shape["sections"]),
        # What was saved before it was counted has none.
        link_share=shape.get("link_share", 0.0),
    )


def dumped(value: Any) -> str:
    """Give compact JSON, the same for the same value."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _section_shape(section: Section) -> Shape:
    return {
        "id": section.anchor,
        "level": section.level,
        "title": section.heading,
        "breadcrumb": list(section.breadcrumb),
        "blocks": [_block_shape(b) for b in section.blocks],
    }


def _section_from(shape: Mapping[str, Any]) -> Section:
    return Section(
        anchor=shape["id"],
        level=shape["level"],
        heading=shape["title"],
        breadcrumb=tuple(shape["breadcrumb"]),
        blocks=tuple(_block_from(b) for b in shape["blocks"]),
    )


def _block_shape(block: Block) -> Shape:
    if isinstance(block, TextBlock):
        return {"kind": block.kind, "text": block.text}
    if isinstance(block, ListBlock):
        start = {"start": block.start} if block.start != 1 else {}
        return {"kind": block.kind, **start, "items": [_item_shape(i) for i in block.items]}
    return {"kind": block.kind, "header": list(block.header), "rows": [list(r) for r in block.rows]}


def _block_from(shape: Mapping[str, Any]) -> Block:
    kind = shape["kind"]
    if kind == "table":
        return TableBlock(tuple(shape["header"]), tuple(tuple(r) for r in shape["rows"]))
    if kind in get_args(ListKind):
        return ListBlock(kind, _items_from(shape["items"]), shape.get("start", 1))
    return TextBlock(kind, shape["text"])


def _item_shape(item: Item) -> Shape:
    shape: Shape = {"text": item.text}
    if item.term is not None:
        shape |= {"term": item.term, "description": item.description or ""}
    if item.items:
        shape["items"] = [_item_shape(i) for i in item.items]
    if item.blocks:
        shape["blocks"] = [_block_shape(b) for b in item.blocks]
    return shape


def _items_from(shapes: Sequence[Mapping[str, Any]]) -> tuple[Item, ...]:
    return tuple(_item_from(s) for s in shapes)


def _item_from(shape: Mapping[str, Any]) -> Item:
    return Item(
        text=shape["text"],
        term=shape.get("term"),
        description=shape.get("description"),
        items=_items_from(shape.get("items", ())),
        blocks=tuple(_block_from(b) for b in shape.get("blocks", ())),
    )
