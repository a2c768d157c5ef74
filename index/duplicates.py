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
# Places that are listed and those that are counted.
MOST_LISTED, MOST_COUNTED = 20, 1_000
GROUP = "SELECT duplicate_group FROM articles WHERE id = ?"
OTHERS = "SELECT id FROM articles WHERE duplicate_group = ? AND id <> ?"
# The places of an article but for the one that it was read from, and then those of others in its group.
PLACES = """
    FROM (SELECT id, 0 AS is_other, source, shape FROM articles WHERE id = ?1
        UNION ALL SELECT id, 1, source, shape FROM articles WHERE duplicate_group = ?2 AND id <> ?1) AS articles
    LEFT JOIN entries ON entries.article = articles.id
"""
LISTED = f"""
    SELECT articles.id AS id, json_extract(shape, '$.title') AS title, coalesce(entries.url, '') AS url,
        coalesce(name, source) AS name
    {PLACES} ORDER BY is_other, name <> source, articles.id, origin, key LIMIT 1, {MOST_LISTED}
"""
COUNTED = f"SELECT count(*) FROM (SELECT 1 {PLACES} LIMIT {MOST_COUNTED + 1})"  # noqa: S608 - constants


@dataclass(frozen=True, slots=True)
class Copy:
    """A place where the text of an article was read as well: of the same article, or of one with the same text.

    `url` is the address that it states, "" without one; `source` the name of its entry.
    """

    id: str
    title: str
    url: str
    source: str


@dataclass(frozen=True, slots=True)
class Copies:
    """How many other places a text was read at, at most a thousand, and the first of them."""

    count: int = 0
    listed: tuple[Copy, ...] = ()


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

    def copies(self, id: str, *, of_others: bool) -> Copies:
        """Return the other places of an article, and `of_others` in its group as well."""
        row = self._connection.execute(GROUP, (id,)).fetchone()
        group = int(row[0]) if row and of_others else 0
        # The group 0 is that of articles without one, and no article is of a negative one.
        found = (id, group or -1)
        count = int(self._connection.execute(COUNTED, found).fetchone()[0]) - 1
        if count < 1:
            return Copies()
        return Copies(count, tuple(Copy(*place) for place in self._connection.execute(LISTED, found)))

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
