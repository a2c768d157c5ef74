"""What one transaction on the record may do: put an article or take it away, and note where each was saved from."""

import sqlite3
from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal

from index.article import Article, topics
from index.shape import content_hash
from index.stored import stored

Outcome = Literal["new", "changed", "unchanged"]


@dataclass(frozen=True, slots=True)
class Saved:
    """One file that an article was saved from: its folder, its path in it, and the digest of its bytes."""

    root: str
    source: str
    article: str
    digest: str


class Transaction:
    """What one transaction on the record may do; made by `Record.writing`."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._first = self._change = int(self._one("SELECT change FROM counter")[0])

    def put(self, article: Article) -> Outcome:
        """Add the article, or replace the one with its id where it says something else."""
        hash_now = content_hash(article)
        known = self._row("SELECT content_hash FROM articles WHERE id = ?", article.id)
        if known and known[0] == hash_now:
            return "unchanged"
        self._change += 1
        self._do(
            "INSERT OR REPLACE INTO articles VALUES (?, ?, ?, ?, ?, ?, ?)",
            article.id, self._change, hash_now, article.lang, article.site, len(article.sections),
            stored(article),
        )  # fmt: skip
        self._do("DELETE FROM topics WHERE article = ?", article.id)
        for topic in topics(article):
            self._do("INSERT OR IGNORE INTO topics VALUES (?, ?)", topic, article.id)
        self._do("DELETE FROM removed WHERE id = ?", article.id)
        return "changed" if known else "new"

    def remove(self, id: str) -> None:
        """Take the article away; without one by this id, do nothing."""
        if self._row("SELECT 1 FROM articles WHERE id = ?", id) is None:
            return
        self._change += 1
        self._do("DELETE FROM articles WHERE id = ?", id)
        self._do("DELETE FROM topics WHERE article = ?", id)
        self._do("DELETE FROM sources WHERE article = ?", id)
        self._do("INSERT OR REPLACE INTO removed VALUES (?, ?)", id, self._change)

    def saved(self, root: str, source: str) -> Saved | None:
        """Give what is known of this file, None when it was never saved from."""
        row = self._row("SELECT * FROM sources WHERE root = ? AND source = ?", root, source)
        return Saved(*row) if row else None

    def saved_from(self, id: str) -> list[Saved]:
        """Give the files that this article was saved from."""
        rows = self._connection.execute("SELECT * FROM sources WHERE article = ?", (id,)).fetchall()
        return [Saved(*row) for row in rows]

    def note(self, saved: Saved) -> None:
        """Note where an article was saved from, in place of what was known of that file."""
        self._do(
            "INSERT OR REPLACE INTO sources VALUES (?, ?, ?, ?)",
            saved.root, saved.source, saved.article, saved.digest,
        )  # fmt: skip

    def forget(self, root: str, sources: Collection[str]) -> int:
        """Forget these files, and the articles that were saved from nowhere else; count those articles."""
        gone = 0
        for source in sources:
            saved = self.saved(root, source)
            self._do("DELETE FROM sources WHERE root = ? AND source = ?", root, source)
            if saved and not self.saved_from(saved.article):
                self.remove(saved.article)
                gone += 1
        return gone

    def finish(self) -> None:
        """Write the number of the last change and the time, when something changed."""
        if self._change != self._first:
            self._do("UPDATE counter SET change = ?, updated = strftime('%Y-%m-%dT%H:%M:%SZ', 'now')", self._change)

    def _do(self, sql: str, *values: str | int) -> None:
        self._connection.execute(sql, values)

    def _row(self, sql: str, *values: str | int) -> tuple[str, ...] | None:
        row: tuple[str, ...] | None = self._connection.execute(sql, values).fetchone()
        return row

    def _one(self, sql: str) -> tuple[str, ...]:
        row: tuple[str, ...] = self._connection.execute(sql).fetchone()
        return row
