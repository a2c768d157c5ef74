"""The knowledge base: its nouns, its record, its engines, and the library that holds them together."""

from index.answer import Answer, Hit, Passage
from index.article import (
    Article,
    Block,
    Item,
    ListBlock,
    ListKind,
    Section,
    Span,
    TableBlock,
    TextBlock,
    all_items,
    all_texts,
    article_id,
    texts,
    topics,
)
from index.days import days
from index.engine import Facet
from index.errors import (
    ArticleNotFound,
    KnowledgeBaseError,
    LibraryDamaged,
    LibraryError,
    LibraryLocked,
    NotAPage,
    PageError,
    QueryError,
    RulesError,
    SkippedPage,
    UnreadablePage,
)
from index.languages import LANGUAGES, language_name
from index.library import Added, Library, Page, Stats
from index.marks import Marker, marked
from index.outline import outline
from index.processes import end_with_parent
from index.results import answer_shape, original_link, passage_url
from index.shape import article_shape, article_url
from index.transaction import Outcome
from index.tree import Filters, Sort

__all__ = [
    "LANGUAGES",
    "Added",
    "Answer",
    "Article",
    "ArticleNotFound",
    "Block",
    "Facet",
    "Filters",
    "Hit",
    "Item",
    "KnowledgeBaseError",
    "Library",
    "LibraryDamaged",
    "LibraryError",
    "LibraryLocked",
    "ListBlock",
    "ListKind",
    "Marker",
    "NotAPage",
    "Outcome",
    "Page",
    "PageError",
    "Passage",
    "QueryError",
    "RulesError",
    "Section",
    "SkippedPage",
    "Sort",
    "Span",
    "Stats",
    "TableBlock",
    "TextBlock",
    "UnreadablePage",
    "all_items",
    "all_texts",
    "answer_shape",
    "article_id",
    "article_shape",
    "article_url",
    "days",
    "end_with_parent",
    "language_name",
    "marked",
    "original_link",
    "outline",
    "passage_url",
    "texts",
    "topics",
]
