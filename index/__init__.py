"""The knowledge base: its nouns, its record, its engines, and the library that holds them together."""

from index.addresses import canonical_address, without_credentials
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
from index.counting import counted
from index.days import days
from index.duplicates import Copy
from index.engine import Facet
from index.entries import EntryRecord
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
from index.folder import holds_library
from index.identity import Identity, article_id
from index.intake import Batch, Gone, Intake, Problem
from index.languages import LANGUAGES, language_name
from index.library import Added, Library, Stats
from index.marks import Marker, marked
from index.origins import OriginRecord, placed
from index.outline import outline
from index.plan import Mode
from index.prepared import Prepared, prepared
from index.processes import end_with_parent
from index.refusals import refusal
from index.results import answer_shape, copy_shape, original_link, passage_url
from index.runs import Event, RunRecord
from index.saving import IsReplaced, IsThere, Page, Saved
from index.shape import article_shape, article_url
from index.terminal import (
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
from index.transaction import Outcome
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
    "texts",
    "topics",
    "without_credentials",
]
