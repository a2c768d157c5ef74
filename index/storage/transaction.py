"""What one transaction on the record may do: put an article or take it away, and note which entries it is."""

import sqlite3
from typing import Literal

from index.storage.counts import Tally
from index.storage.duplicates import Groups
from index.storage.entries import Entries
from index.storage.prepared import Prepared

Outcome = Literal["new", "changed", "unchanged", "duplicate"]


class Transaction:
    """What one transaction on the record may do; made by `Record.writing`. `entries` are those of its origins."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.connection = connection
        self.entries = Entries(connection)
        self._tally, self._groups = Tally(connection), Groups(connection)
        self._first = self._change = int(connection.execute("SELECT change FROM counter").fetchone()[0])

    def put(self, id: str, article: Prepared, *, source: str) -> Outcome:
        """Add the article, or replace the one with its id where it says something else."""
        known = self.connection.execute("SELECT content_hash, source FROM articles WHERE id = ?", (id,)).fetchone()
        if known and known[0] == article.content_hash:
            if known[1] != source:
                self.rename(id, source)
            return "unchanged"
        self._change += 1
        self._tally.count(id, -1)
        self._groups.leave(id)
        group = self._groups.joined(article.signature, self._change)
        self.connection.execute(
            "INSERT OR REPLACE INTO articles"
            " (id, change, content_hash, lang, site, sections, shape, source, duplicate_group)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                id, self._change, article.content_hash, article.lang, article.site, article.sections, article.shape,
                source, group,
            ),
        )  # fmt: skip
        self.connection.execute("DELETE FROM topics WHERE article = ?", (id,))
        self.connection.executemany("INSERT OR IGNORE INTO topics VALUES (?, ?)", [(t, id) for t in article.topics])
        self.connection.execute("DELETE FROM removed WHERE id = ?", (id,))
        self._tally.count(id, 1)
        return "changed" if known else "new"

    def rename(self, id: str, source: str) -> None:
        """Name the entry that the article was read from otherwise."""
        self.connection.execute("UPDATE articles SET source = ? WHERE id = ?", (source, id))

    def source(self, id: str) -> str:
        """Return the name of the entry that the article was read from, "" without such an article."""
        row = self.connection.execute("SELECT source FROM articles WHERE id = ?", (id,)).fetchone()
        return str(row[0]) if row else ""

    def remove(self, id: str) -> bool:
        """Take the article away, and forget the entries that are it; return whether there was one."""
        if self.connection.execute("SELECT 1 FROM articles WHERE id = ?", (id,)).fetchone() is None:
            return False
        self._change += 1
        self._tally.count(id, -1)
        self._groups.leave(id)
        self.connection.execute("DELETE FROM articles WHERE id = ?", (id,))
        self.connection.execute("DELETE FROM topics WHERE article = ?", (id,))
        for entry in self.entries.of_article(id):
            self.entries.drop(entry.origin, entry.key)
        self.connection.execute("INSERT OR REPLACE INTO removed VALUES (?, ?)", (id, self._change))
        return True

    def release(self, id: str, name: str) -> bool:
        """Take the article away if no entry is it any more since the one with this name is not; return whether it went.

        An article that was read from that entry is to be read again from one that still is it: what that says of its
        address and dates may differ.
        """
        left = self.entries.of_article(id, 1)
        if not left:
            return self.remove(id)
        if self.source(id) == name:
            self.rename(id, left[0].name)
            self.entries.expire(left[0])
        return False

    def finish(self) -> None:
        """Write the counts, the number of the last change and the time, when something changed."""
        if self._change != self._first:
            self._tally.write()
            self.connection.execute(
                "UPDATE counter SET change = ?, updated = strftime('%Y-%m-%dT%H:%M:%SZ', 'now')", (self._change,)
            )
