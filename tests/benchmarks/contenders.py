"""Engines to be compared, each behind the same four calls: ours in two ways, and its peers."""

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

from peers import Fts5, StockWhoosh, Tantivy
from questions import BEST, Question
from whoosh.query import FuzzyTerm

from index.article import Article, Span
from index.engines.whoosh import WhooshEngine, answering
from index.query.parsing import parse
from index.query.plan import Plan, planned
from index.query.spelling import corrected
from index.tree import Filters, Term


class Contender(Protocol):
    """An engine over its index in a folder."""

    def __init__(self, folder: Path) -> None: ...

    def add(self, articles: Sequence[Article]) -> None:
        """Make the articles found and durable; the first call makes the index."""

    def prepared(self, question: Question) -> object:
        """Give what is handed to `answer`; None for a kind of question that the engine does not offer."""

    def answer(self, prepared: object) -> list[str]:
        """Give the ids of the best ten articles, the best first."""


class Ours:
    """Our engine, asked with a tree of index terms."""

    def __init__(self, folder: Path) -> None:
        self._engine = WhooshEngine(folder)

    def add(self, articles: Sequence[Article]) -> None:
        self._engine.update(iter(articles), (), change=self._engine.change() + 1)

    def prepared(self, question: Question) -> object:
        if question.kind == "fuzzy":
            return FuzzyTerm("text", question.words[0], maxdist=1)
        return planned(parse(question.typed()), self._engine.reading()).node

    def answer(self, prepared: object) -> list[str]:
        if isinstance(prepared, FuzzyTerm):
            # The tree has no such node: it is asked in Whoosh's own words.
            word, ranking = Term(prepared.text, Span(0, 0), (prepared.text,)), self._engine.reading().ranking
            found = answering.ranked(prepared, word, ranking, sort="relevance", first=0, count=BEST)
            return [hit.id for hit in found.hits]
        return self._ranked(prepared, Filters())

    def _ranked(self, node: object, filters: Filters) -> list[str]:
        found = self._engine.reading().ranked(node, filters, sort="relevance", first=0, count=BEST)
        return [hit.id for hit in found.hits]


class OursTyped(Ours):
    """Our engine, asked with what a person types; a mistyped word is put right first."""

    def prepared(self, question: Question) -> object:
        return question.typed()

    def answer(self, prepared: object) -> list[str]:
        plan = planned(parse(str(prepared)), self._engine.reading())
        found = self._ranked(plan.node, plan.filters)
        return found or self._corrected(plan, str(prepared))

    def _corrected(self, plan: Plan, text: str) -> list[str]:
        single = isinstance(plan.node, Term)
        better = corrected(text, plan.words, self._engine.reading()) if single else None
        return self.answer(better) if better else []


# By what the table calls them: the class, the folder of the index, and the most articles that it is put to.
CONTENDERS: dict[str, tuple[type[Contender], str, int | None]] = {
    "ours": (Ours, "ours", None),
    "ours, as typed": (OursTyped, "ours", None),
    "Whoosh 3": (StockWhoosh, "whoosh", 50_000),
    "SQLite FTS5": (Fts5, "fts5", None),
    "tantivy": (Tantivy, "tantivy", None),
}
