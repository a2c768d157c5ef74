"""The record: every article with where it was saved from, in one SQLite file that is never behind."""

import re
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import Any

from index.article import Article
from index.errors import ArticleNotFound, LibraryDamaged, LibraryError
from index.output.counting import counted
from index.storage.connection import Connections, damage_named
from index.storage.counts import COMMONEST, FILL, WRONG, Counts, counts_of
from index.storage.duplicates import Copies, Groups
from index.storage.entries import Entries, EntryRecord
from index.storage.layout import APPLICATION_ID, layout, statements_of
from index.storage.migrations import STEPS, migrate
from index.storage.prepared import sha256
from index.storage.stored import article_of
from index.storage.transaction import Transaction

# Articles read from the file at a time, for who goes through all of them.
AT_ONCE = 200
# Garbled articles that are named; where there are more, nobody reads all the names.
MAX_NAMED = 100
LIBRARY_ID = re.compile("[0-9a-f]{32}")
HASHED = "SELECT id, content_hash, shape FROM articles ORDER BY change"
ONE = "SELECT id, source, shape FROM articles WHERE id = ?"


@dataclass(frozen=True, slots=True)
class Changed:
    """The articles of a record put after one change and up to another: what is put meanwhile is not among them.

    Another process can read them, or a part of them, by itself.
    """

    path: Path
    after: int
    until: int
    number: int = 0
    count: int = 1

    def __iter__(self) -> Iterator[Article]:
        record, change = Record(self.path), self.after
        try:
            while rows := record.page_of_changes(change, self.until, self.number, self.count):
                for _, group, *row in rows:
                    yield replace(article_of(*row), duplicate_group=max(0, group))
                change = rows[-1][0]
        finally:
            record.close()

    def __len__(self) -> int:
        record = Record(self.path)
        try:
            return record.count_since(self.after) - record.count_since(self.until)
        finally:
            record.close()

    def part(self, number: int, count: int) -> "Changed":
        """Give one of so many parts, which together are all of them."""
        return replace(self, number=number, count=count)


class _Undone(Exception):
    """Rolls a trial back."""


class Record:
    """A SQLite file in WAL mode with full synchronisation: what a transaction acknowledged, a crash keeps.

    Safe to share between threads, each of which gets a connection of its own. Opening raises LibraryDamaged
    when the file is no record, or one that a newer version wrote.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._connections = Connections(path, layout(len(STEPS)).kinds, prepare=self._prepare)
        self._trial: Transaction | None = None
        self._is_written = False
        self._connections.own()

    def close(self) -> None:
        """Close the file in every thread, whole in itself when something was written."""
        if self._is_written:
            # Else it is done when who is reading now has closed it.
            with suppress(LibraryError):
                self._connections.merge()
        self._connections.close()

    @property
    def is_read_only(self) -> bool:
        """Return whether the file may not be written, as on a read-only disk or in the folder of another user."""
        return self._connections.is_read_only

    @contextmanager
    def writing(self) -> Iterator[Transaction]:
        """Open a transaction: all of it is kept when the block ends, none of it when it raises."""
        if self._trial is not None and self._trial.connection is self._connections.own():
            yield self._trial
            return
        with self._transaction() as transaction:
            yield transaction

    @contextmanager
    def trial(self) -> Iterator[None]:
        """Let transactions of this thread show what they would do: none of it is kept when the block ends."""
        with suppress(_Undone), self._transaction() as self._trial:
            try:
                yield
            finally:
                self._trial = None
            raise _Undone

    @contextmanager
    def _transaction(self) -> Iterator[Transaction]:
        if self.is_read_only:
            raise LibraryError(f"{self._path}: may not be written; copy its folder to where you may write")
        with damage_named(self._path):
            connection, self._is_written = self._connections.own(), True
            connection.execute("BEGIN IMMEDIATE")
            try:
                transaction = Transaction(connection)
                yield transaction
                transaction.finish()
                connection.commit()
            except sqlite3.OperationalError:
                connection.rollback()
                # On a full disk the log holds the space that what was not written has taken.
                with suppress(LibraryError):
                    self._connections.merge()
                raise
            except BaseException:
                connection.rollback()
                raise

    def article(self, id: str) -> Article:
        """Return the article with this id. Raises ArticleNotFound."""
        return self._article(id, ONE)

    def with_sections(self, id: str, numbers: Sequence[int]) -> Article:
        """Return the article with these of its sections alone; all of them where it has not so many any more.

        A book is not read for a few of its pages. Raises ArticleNotFound.
        """
        sections = ", ".join("json_extract(shape, ?)" for _ in numbers)
        some = f"json_set(shape, '$.sections', json_array({sections}))"
        has_all = "json_array_length(shape, '$.sections') > ?"
        asked = f"SELECT id, source, CASE WHEN {has_all} THEN {some} ELSE shape END AS shape"
        paths = [f"$.sections[{number:d}]" for number in numbers]
        return self._article(id, f"{asked} FROM articles WHERE id = ?", max(numbers), *paths)

    def _article(self, id: str, asked: str, *values: str | int) -> Article:
        row = self._one(asked, *values, id)
        if row is None:
            raise ArticleNotFound(f"{id}: no article has this id; it may have been removed")
        id, source, shape = row
        return article_of(id, source, shape)

    def content_hash(self, id: str) -> str:
        """Give the hash of what the article says. Raises ArticleNotFound."""
        row = self._one("SELECT content_hash FROM articles WHERE id = ?", id)
        if row is None:
            raise ArticleNotFound(f"{id}: no article has this id; it may have been removed")
        return str(row[0])

    def changed(self, after: int, until: int) -> "Changed":
        """Give the articles put after one change and up to another, in the order of their changes."""
        return Changed(self._path, after, until)

    def page_of_changes(self, after: int, until: int, number: int, count: int) -> list[tuple[int, int, str, str, str]]:
        """Return the next changes with group, id, source and shape of each, of part `number` of so many."""
        asked = (
            "SELECT change, duplicate_group, id, source, shape FROM articles"
            " WHERE change > ? AND change <= ? AND change % ? = ? ORDER BY change LIMIT ?"
        )
        return self._all(asked, after, until, count, number, AT_ONCE)

    def count_since(self, change: int) -> int:
        """Count the articles put after this change."""
        return self._number("SELECT count(*) FROM articles WHERE change > ?", change)

    def removed_since(self, change: int) -> list[str]:
        """Give the ids removed after this change."""
        return [row[0] for row in self._all("SELECT id FROM removed WHERE change > ?", change)]

    def change(self) -> int:
        """Give the number of the last change."""
        return self._number("SELECT change FROM counter")

    def state(self) -> tuple[int, str]:
        """Give the number of the last change, and the random id that this library got when its record was made."""
        rows = self._all("SELECT change, library FROM counter")
        return (int(rows[0][0]), str(rows[0][1])) if rows else (0, "")

    def updated(self) -> str:
        """Give when the last change was made, ISO 8601 in UTC, "" before the first."""
        row = self._one("SELECT updated FROM counter")
        return str(row[0]) if row else ""

    def ids(self) -> Iterator[str]:
        """Yield the id of every article, ascending."""
        with self.reading() as connection:
            for (id,) in connection.execute("SELECT id FROM articles ORDER BY id"):
                yield id

    def counts(self) -> Counts:
        """Give how many articles and sections there are, and of the commonest languages, sites and topics."""
        return counts_of(self._all(COMMONEST))

    def recount(self) -> None:
        """Count the articles and sections from scratch."""
        with self.writing() as transaction:
            transaction.connection.execute("DELETE FROM counts")
            transaction.connection.execute(FILL)

    def places(self, id: str) -> list[EntryRecord]:
        """Return the entries that this article was read from."""
        with damage_named(self._path):
            return Entries(self._connections.own()).of_article(id)

    def copies(self, article: Article, *, of_others: bool) -> Copies:
        """Return the other places of an article, and `of_others` those of articles with the same text."""
        with damage_named(self._path):
            return Groups(self._connections.own()).copies(article, of_others=of_others)

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """Let all that this thread reads be of one state. Raises LibraryLocked where a read-only file changes."""
        with damage_named(self._path), self._connections.snapshot():
            yield

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """Give this thread's connection to read with; what SQLite says of it comes as errors of ours."""
        with damage_named(self._path):
            yield self._connections.own()

    def problems(self) -> list[str]:
        """Say what SQLite finds wrong with the file, a sentence each."""
        try:
            rows = [row[0] for row in self._all("PRAGMA integrity_check")]
        except (sqlite3.DatabaseError, LibraryDamaged) as error:
            rows = [str(error)]
        found = [f"{self._path.name}: {row}; restore it from a backup" for row in rows if row != "ok"]
        return found or list(self._said_of_garbled())

    def _said_of_garbled(self) -> Iterator[str]:
        garbled = self._garbled()
        for id in islice(garbled, MAX_NAMED):
            yield f"{self._path.name}: article {id}: not as it was saved; ingest its page again"
        if further := sum(1 for _ in garbled):
            are = counted(further, "further article is", "further articles are")
            yield f"{self._path.name}: {are} not as saved; ingest all pages again"

    def wrong_counts(self) -> list[str]:
        """Say in a sentence which of the counts kept are not those of the articles; none when all are."""
        return [
            f"{self._path.name}: {counted(wrong, 'count is', 'counts are')} wrong, as {number:,} for"
            f" {f'{what} {value}'.rstrip()} where there are {held:,}; run vade rebuild"
            for what, value, number, held, wrong in self._all(WRONG)
        ]

    def _garbled(self) -> Iterator[str]:
        """Give the ids of the articles that do not say what they said when they were saved."""
        with self.reading() as connection:
            for id, stated, shape in connection.execute(HASHED):
                if sha256(shape) != stated:
                    yield id

    def _prepare(self, connection: sqlite3.Connection) -> None:
        """Look at a file that was just opened, and bring it to this version."""
        self._migrate(connection)
        self._check_counter(connection)

    def _migrate(self, connection: sqlite3.Connection) -> None:
        version = self._checked_version(connection)
        if version < len(STEPS):
            if self.is_read_only:
                raise LibraryError(
                    f"{self._path}: made by an older vade, and may not be written; copy its folder first"
                )
            connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
            migrate(connection)

    def _checked_version(self, connection: sqlite3.Connection) -> int:
        """Return the version of the file. Raises LibraryDamaged for one that holds anything but what our steps make."""
        connection.execute("BEGIN")
        version, application = (
            int(connection.execute(f"PRAGMA {name}").fetchone()[0]) for name in ("user_version", "application_id")
        )
        expected = layout(max(0, version)).statements
        found = statements_of(connection, len(expected) + 5)
        connection.execute("COMMIT")
        if version > len(STEPS):
            raise LibraryDamaged(
                f"{self._path}: written by a newer version of vade (format {version}); install that version"
            )
        if found != expected or application not in (0, APPLICATION_ID):
            raise LibraryDamaged(f"{self._path}: holds other tables than a record has; restore it from a backup")
        return version

    def _check_counter(self, connection: sqlite3.Connection) -> None:
        rows = connection.execute("SELECT change, library FROM counter LIMIT 2").fetchall()
        if len(rows) != 1 or rows[0][0] < 0 or not LIBRARY_ID.fullmatch(rows[0][1]):
            raise LibraryDamaged(f"{self._path}: counts no changes as a record does; restore it from a backup")

    def _all(self, sql: str, *values: str | int) -> list[Any]:
        return self._connections.rows(sql, *values)

    def _one(self, sql: str, *values: str | int) -> tuple[str, ...] | None:
        rows = self._connections.rows(sql, *values)
        row: tuple[str, ...] | None = rows[0] if rows else None
        return row

    def _number(self, sql: str, *values: int) -> int:
        row = self._one(sql, *values)
        return int(row[0]) if row else 0
