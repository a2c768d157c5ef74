"""The knowledge base: its nouns, its record, its engines, and the library that holds them together."""

from index.adding import Added
from index.analysis.languages import LANGUAGES, language_name
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
    texts,
    topics,
)
from index.engines.protocol import Facet
from index.errors import (
    ArticleNotFound,
    KnowledgeBaseError,
    LargePage,
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
from index.holdings import Stats
from index.library import Library
from index.output.counting import counted
from index.output.outline import outline
from index.output.results import answer_shape, copy_shape, original_link, passage_url, text_anchor
from index.output.shape import article_shape, article_url
from index.output.terminal import (
    PrintableFormatter,
    Styled,
    can_ask,
    is_confirmed,
    is_terminal,
    note,
    on_one_line,
    prepare_streams,
    print_json,
    printable,
    say,
)
from index.processes import end_with_parent
from index.query.days import days
from index.query.plan import Mode
from index.refusals import refusal
from index.search.marks import Marker, marked
from index.storage.addresses import canonical_address, without_credentials
from index.storage.duplicates import Copy
from index.storage.entries import EntryRecord
from index.storage.folder import holds_library
from index.storage.identity import Identity, article_id
from index.storage.intake import Batch, Gone, Intake, Problem
from index.storage.origins import OriginRecord, placed
from index.storage.prepared import Prepared, prepared
from index.storage.runs import Event, RunRecord
from index.storage.saving import IsReplaced, IsThere, Page, Saved
from index.storage.transaction import Outcome
from index.tree import Duplicates, Filters, Sort

__all__ = [
    "LANGUAGES",
    "Added",
    "Answer",
    "Article",
    "ArticleNotFound",
    "Batch",
    "Block",
    "Copy",
    "Duplicates",
    "EntryRecord",
    "Event",
    "Facet",
    "Filters",
    "Gone",
    "Hit",
    "Identity",
    "Intake",
    "IsReplaced",
    "IsThere",
    "Item",
    "KnowledgeBaseError",
    "LargePage",
    "Library",
    "LibraryDamaged",
    "LibraryError",
    "LibraryLocked",
    "ListBlock",
    "ListKind",
    "Marker",
    "Mode",
    "NotAPage",
    "OriginRecord",
    "Outcome",
    "Page",
    "PageError",
    "Passage",
    "Prepared",
    "PrintableFormatter",
    "Problem",
    "QueryError",
    "RulesError",
    "RunRecord",
    "Saved",
    "Section",
    "SkippedPage",
    "Sort",
    "Span",
    "Stats",
    "Styled",
    "TableBlock",
    "TextBlock",
    "UnreadablePage",
    "all_items",
    "all_texts",
    "answer_shape",
    "article_id",
    "article_shape",
    "article_url",
    "can_ask",
    "canonical_address",
    "copy_shape",
    "counted",
    "days",
    "end_with_parent",
    "holds_library",
    "is_confirmed",
    "is_terminal",
    "language_name",
    "marked",
    "note",
    "on_one_line",
    "original_link",
    "outline",
    "passage_url",
    "placed",
    "prepare_streams",
    "prepared",
    "print_json",
    "printable",
    "refusal",
    "say",
    "text_anchor",
    "texts",
    "topics",
    "without_credentials",
]
