"""Put articles with the same text into one group, and give the places of all that are in it: by lookups, never a scan.

A group is known by the signature of the article that began it, and by its keys. It stays what it is until no article is
in it, so that an article is in the group in which it was put for as long as it says the same.
"""

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass

from index.signatures import Signature

TABLES = """
    ALTER TABLE articles ADD COLUMN duplicate_group INTEGER NOT NULL DEFAULT 0;
    CREATE INDEX articles_duplicate_group ON articles (duplicate_group);
    CREATE TABLE duplicate_groups (number INTEGER PRIMARY KEY, signature BLOB NOT NULL);
    CREATE TABLE duplicate_bands (
        band INTEGER NOT NULL, number INTEGER NOT NULL, PRIMARY KEY (band, number)) WITHOUT ROWID
"""
# Groups that a text is compared with; there are more where a site gives many pages one title and nearly the same words.
MOST_COMPARED = 50
# Places that are listed, and counted: of more there is nothing that a person would do with them.
MOST_LISTED, MOST_COUNTED = 20, 1_000
GROUP = "SELECT duplicate_group FROM articles WHERE id = ?"
OTHERS = "SELECT id FROM articles WHERE duplicate_group = ? AND id <> ?"


@dataclass(frozen=True, slots=True)
class Copy:
    """A place where the text of an article was read as well: of the same article, or of one with the same text.

    `url` is the address that it states, "" without one; `source` the name of its entry.
    """

    id: str
    title: str
    url: str
    source: str


class Groups:
    """The groups of a record through one connection; what is written belongs to its transaction."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def joined(self, signature: Signature, number: int) -> int:
        """Return the number of the group of a text: of one that has it, or of a new one, which gets this number.

        It is 0 for a text without a word.
        """
        if not signature.keys:
            return 0
        marks = ",".join("?" * len(signature.keys))
        asked = f"SELECT DISTINCT number FROM duplicate_bands WHERE band IN ({marks}) ORDER BY number LIMIT ?"  # noqa: S608 - marks
        for (group,) in self._connection.execute(asked, (*signature.keys, MOST_COMPARED)).fetchall():
            if signature.is_of(self._signature(group)):
                return int(group)
        self._connection.execute("INSERT INTO duplicate_groups VALUES (?, ?)", (number, signature.packed()))
        self._put_keys(signature.keys, number)
        return number

    def leave(self, id: str) -> None:
        """Forget the group of an article that is about to go, unless another one is in it."""
        row = self._connection.execute(GROUP, (id,)).fetchone()
        group = int(row[0]) if row else 0
        if not group or self._connection.execute(f"{OTHERS} LIMIT 1", (group, id)).fetchone():
            return
        keys = [(key, group) for key in self._signature(group).keys]
        self._connection.executemany("DELETE FROM duplicate_bands WHERE band = ? AND number = ?", keys)
        self._connection.execute("DELETE FROM duplicate_groups WHERE number = ?", (group,))

    def _put_keys(self, keys: Iterable[int], number: int) -> None:
        self._connection.executemany("INSERT OR IGNORE INTO duplicate_bands VALUES (?, ?)", [(k, number) for k in keys])

    def _signature(self, group: int) -> Signature:
        row = self._connection.execute("SELECT signature FROM duplicate_groups WHERE number = ?", (group,)).fetchone()
        return Signature.unpacked(row[0]) if row else Signature(())
