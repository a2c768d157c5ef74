"""Put articles with the same text into one group, and give the places of all that are in it: by lookups, never a scan.

A group is known by the signature of the article that began it, and by its keys. It stays what it is until no article is
in it, so that an article is in the group in which it was put for as long as it says the same.
"""

import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from json import JSONDecoder

from index.article import Article
from index.storage.signatures import Signature

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
ALIKE = "SELECT number FROM duplicate_bands WHERE band = ? ORDER BY number LIMIT ?"
GROUP = "SELECT duplicate_group FROM articles WHERE id = ?"
OTHERS = "SELECT id FROM articles WHERE duplicate_group = ? AND id <> ?"
OWN = "SELECT url, name FROM entries WHERE article = ? ORDER BY origin, key LIMIT ?"
# An article that no entry is has a place all the same.
OTHERS_PLACES = """
    SELECT others.id AS id, head, coalesce(url, '') AS url, coalesce(name, others.source) AS name
    FROM (SELECT id, source, substr(shape, 1, 4000) AS head FROM articles
        WHERE duplicate_group = ? AND id <> ? LIMIT ?) AS others
    LEFT JOIN entries ON entries.article = others.id LIMIT ?
"""
ALL_PLACES = """
    SELECT count(*) FROM (SELECT 1 FROM articles LEFT JOIN entries ON entries.article = articles.id
        WHERE duplicate_group = ?1 OR articles.id = ?2 LIMIT ?3)
"""
# The title comes first in what is kept of an article; the rest, which may be a book, is not parsed for it.
HEAD, DECODER = '{"title":', JSONDecoder()


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
        for group in islice(self._alike(signature.keys), MOST_COMPARED):
            if signature.is_of(self._signature(group)):
                return group
        self._connection.execute("INSERT INTO duplicate_groups VALUES (?, ?)", (number, signature.packed()))
        bands = [(key, number) for key in signature.keys]
        self._connection.executemany("INSERT OR IGNORE INTO duplicate_bands VALUES (?, ?)", bands)
        return number

    def _alike(self, keys: Iterable[int]) -> Iterator[int]:
        """Yield the groups that have a key in common with a text, each once; of very many, the first of each key."""
        seen = set()
        for key in keys:
            for (group,) in self._connection.execute(ALIKE, (key, MOST_COMPARED)).fetchall():
                if group not in seen:
                    seen.add(group)
                    yield int(group)

    def copies(self, article: Article, *, of_others: bool) -> Copies:
        """Return the other places of an article, and `of_others` in its group as well."""
        row = self._connection.execute(GROUP, (article.id,)).fetchone()
        # The group 0 is of articles that are in none, and no article is in a negative one.
        group = (int(row[0]) if row and of_others else 0) or -1
        listed = self._own(article)
        if group > 0:
            found = (group, article.id, MOST_LISTED, MOST_LISTED)
            for id, head, url, name in self._connection.execute(OTHERS_PLACES, found):
                listed.append(Copy(id, _title(head), url, name))
        if len(listed) < MOST_LISTED:
            return Copies(len(listed), tuple(listed))
        most = (group, article.id, MOST_COUNTED + 1)
        return Copies(int(self._connection.execute(ALL_PLACES, most).fetchone()[0]) - 1, tuple(listed[:MOST_LISTED]))

    def _own(self, article: Article) -> list[Copy]:
        """Return the places of an article but for the one that it was read from."""
        places = self._connection.execute(OWN, (article.id, MOST_LISTED + 2)).fetchall()
        # Of very many it may stand behind those that are looked at.
        at_last = 0 if len(places) <= MOST_LISTED else None
        first = next((i for i, (_, name) in enumerate(places) if name == article.source), at_last)
        return [Copy(article.id, article.title, *place) for i, place in enumerate(places) if i != first]

    def leave(self, id: str) -> None:
        """Forget the group of an article that is about to go, unless another one is in it."""
        row = self._connection.execute(GROUP, (id,)).fetchone()
        group = int(row[0]) if row else 0
        if not group or self._connection.execute(f"{OTHERS} LIMIT 1", (group, id)).fetchone():
            return
        keys = [(key, group) for key in self._signature(group).keys]
        self._connection.executemany("DELETE FROM duplicate_bands WHERE band = ? AND number = ?", keys)
        self._connection.execute("DELETE FROM duplicate_groups WHERE number = ?", (group,))

    def _signature(self, group: int) -> Signature:
        row = self._connection.execute("SELECT signature FROM duplicate_groups WHERE number = ?", (group,)).fetchone()
        return Signature.unpacked(row[0]) if row else Signature(())


def _title(head: str) -> str:
    """Return the title that is kept at the beginning of this text, "" where none is."""
    try:
        title, _ = DECODER.raw_decode(head, len(HEAD))
        title.encode()
    except (ValueError, AttributeError, RecursionError):
        return ""
    return str(title) if head.startswith(HEAD) else ""
