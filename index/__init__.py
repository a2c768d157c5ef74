"""The knowledge base: its nouns, its record, its engines, and the library that holds them together."""

from index.article import (
    Article,
    Block,
    Item,
    ListBlock,
    Section,
    Span,
    TableBlock,
    TextBlock,
    all_items,
    article_id,
    texts,
    topics,
)
from index.errors import *  # noqa
from index.shape import article_shape, article_url
from index.tree import Filters, Sort
