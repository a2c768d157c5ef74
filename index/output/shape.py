"""An article as the JSON that programs rely on."""

import json
from typing import Any
from urllib.parse import quote

from index.article import (
    Article,
    Block,
    Item,
    ListBlock,
    Section,
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


def _block_shape(block: Block) -> Shape:
    if isinstance(block, TextBlock):
        return {"kind": block.kind, "text": block.text}
    if isinstance(block, ListBlock):
        start = {"start": block.start} if block.start != 1 else {}
        return {"kind": block.kind, **start, "items": [_item_shape(i) for i in block.items]}
    return {"kind": block.kind, "header": list(block.header), "rows": [list(r) for r in block.rows]}


def _item_shape(item: Item) -> Shape:
    shape: Shape = {"text": item.text}
    if item.term is not None:
        shape |= {"term": item.term, "description": item.description or ""}
    if item.items:
        shape["items"] = [_item_shape(i) for i in item.items]
    if item.blocks:
        shape["blocks"] = [_block_shape(b) for b in item.blocks]
    return shape
