"""The peers: stock Whoosh, SQLite's FTS5 and tantivy, each used as its documentation has it for this.

Three fields, the title weighted most, English stemming, one thread to build; ids of the best ten wanted. What a peer is
asked is a string, where it reads one, which it parses within the time that is measured.
"""

import sqlite3
from collections.abc import Sequence
from pathlib import Path

import tantivy
from questions import BEST, Question
from whoosh.analysis import StemmingAnalyzer
from whoosh.fields import ID, TEXT, Schema
from whoosh.index import create_in, open_dir
from whoosh.qparser import FuzzyTermPlugin, MultifieldParser

from index.article import Article, texts

WEIGHTS = {"title": 3.5, "headings": 2.0, "text": 1.0}


class StockWhoosh:
    """Whoosh as it comes, with its own stemmer, codec and matchers."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._searcher = None
        self._parser = None
        if any(folder.glob("*.toc")):
            self._open()

    def _open(self) -> None:
        self._index = open_dir(self._folder)
        self._searcher = self._index.searcher()
        self._parser = MultifieldParser(list(WEIGHTS), self._index.schema, fieldboosts=WEIGHTS)
        self._parser.add_plugin(FuzzyTermPlugin())

    def add(self, articles: Sequence[Article]) -> None:
        if self._searcher is None:
            english = StemmingAnalyzer(cachesize=-1)
            schema = Schema(id=ID(stored=True, unique=True), **dict.fromkeys(WEIGHTS, TEXT(analyzer=english)))
            self._index = create_in(self._folder, schema)
        writer = self._index.writer(limitmb=512)
        for article in articles:
            writer.add_document(id=article.id, **spoken(article))
        writer.commit()
        self._open()

    def prepared(self, question: Question) -> object:
        words = question.words
        match question.kind:
            case "fuzzy":
                return f"{words[0]}~1"
            case "not":
                return f"{' '.join(words[:-1])} NOT {words[-1]}"
        return question.typed()

    def answer(self, prepared: object) -> list[str]:
        return [hit["id"] for hit in self._searcher.search(self._parser.parse(prepared), limit=BEST)]


class Fts5:
    """SQLite's full-text table, which keeps no texts; it knows no fuzzy words."""

    def __init__(self, folder: Path) -> None:
        self._db = sqlite3.connect(folder / "fts5.db")
        self._db.execute("PRAGMA journal_mode = WAL")
        self._db.execute("PRAGMA synchronous = FULL")

    def add(self, articles: Sequence[Article]) -> None:
        columns = ", ".join(WEIGHTS)
        with self._db:
            self._db.execute(
                f"CREATE VIRTUAL TABLE IF NOT EXISTS found USING fts5({columns}, content='', tokenize='porter unicode61')"
            )
            self._db.execute("CREATE TABLE IF NOT EXISTS ids (number INTEGER PRIMARY KEY, id TEXT)")
            for article in articles:
                number = self._db.execute("INSERT INTO ids (id) VALUES (?)", (article.id,)).lastrowid
                said = spoken(article)
                self._db.execute(
                    f"INSERT INTO found (rowid, {columns}) VALUES (?, ?, ?, ?)",  # noqa: S608 - names of ours
                    (number, *(said[name] for name in WEIGHTS)),
                )
        self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def prepared(self, question: Question) -> object:
        words = [f'"{word}"' for word in question.words]
        match question.kind:
            case "or":
                return " OR ".join(words)
            case "phrase":
                return question.typed()
            case "prefix":
                return f"{words[0]}*"
            case "not":
                return f"{' AND '.join(words[:-1])} NOT {words[-1]}"
            case "fuzzy":
                return None
        return " AND ".join(words)

    def answer(self, prepared: object) -> list[str]:
        weights = ", ".join(str(weight) for weight in WEIGHTS.values())
        rows = self._db.execute(
            "SELECT id FROM (SELECT rowid FROM found WHERE found MATCH ? AND rank MATCH ? ORDER BY rank LIMIT ?)"
            " JOIN ids ON number = rowid",
            (prepared, f"bm25({weights})", BEST),
        )
        return [id for (id,) in rows]


class Tantivy:
    """Tantivy: Lucene's design in Rust."""

    def __init__(self, folder: Path) -> None:
        builder = tantivy.SchemaBuilder()
        builder.add_text_field("id", stored=True, tokenizer_name="raw")
        for name in WEIGHTS:
            builder.add_text_field(name, tokenizer_name="en_stem")
        self._schema = builder.build()
        self._index = tantivy.Index(self._schema, path=str(folder))

    def add(self, articles: Sequence[Article]) -> None:
        writer = self._index.writer(heap_size=512_000_000, num_threads=1)
        for article in articles:
            writer.add_document(tantivy.Document(id=article.id, **spoken(article)))
        writer.commit()
        writer.wait_merging_threads()
        self._index.reload()

    def prepared(self, question: Question) -> object:
        words = question.words
        match question.kind:
            case "prefix":
                return self._any_field(tantivy.Query.regex_query, f"{words[0]}.*")
            case "fuzzy":
                return self._any_field(tantivy.Query.fuzzy_term_query, words[0])
            case "and":
                return " ".join(f"+{word}" for word in words)
            case "not":
                return " ".join([*(f"+{word}" for word in words[:-1]), f"-{words[-1]}"])
        return question.typed()

    def _any_field(self, make: object, text: str) -> object:
        queries = [tantivy.Query.boost_query(make(self._schema, name, text), boost) for name, boost in WEIGHTS.items()]
        return tantivy.Query.boolean_query([(tantivy.Occur.Should, query) for query in queries])

    def answer(self, prepared: object) -> list[str]:
        if isinstance(prepared, str):
            prepared = self._index.parse_query(prepared, list(WEIGHTS), field_boosts=WEIGHTS)
        searcher = self._index.searcher()
        return [searcher.doc(address)["id"][0] for _, address in searcher.search(prepared, BEST).hits]


def spoken(article: Article) -> dict[str, str]:
    """Give the texts of the peers' fields."""
    return {
        "title": article.title,
        "headings": "\n".join(section.heading for section in article.sections),
        "text": "\n".join(text for section in article.sections for block in section.blocks for text in texts(block)),
    }
