"""Keep what became of each entry of each origin: where it is, what it was read as, and which article it is."""

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from index.storage.identity import Claim

# What an entry is: an article, or the same text as another one's; or why it is none.
EntryOutcome = Literal["article", "skipped", "failed", "beside", "archive"]
# Claims looked at of each kind. More of one kind are seldom, and then the first that is still there decides.
MOST_CLAIMS = 50
# What stands between the key of an archive and that of a member.
INSIDE = "!/"


@dataclass(frozen=True, slots=True)
class EntryRecord:
    """What is known of one entry.

    `time`, `size` and `number` are the stamp by which it is known to be as it was: nanoseconds, bytes, and an inode or
    a checksum. `digest` is the SHA-256 of its bytes; `reader` and `rule` name what it was read by; `reason` says why it
    is this article, or why it is none; `failures` counts how often in a row it could not be read; `run` is the run in
    which it was read last.
    """

    origin: str
    key: str
    name: str
    outcome: EntryOutcome
    reason: str = ""
    time: int = 0
    size: int = 0
    number: int = 0
    digest: str = ""
    article: str = ""
    url: str = ""
    address: str = ""
    text_hash: str = ""
    reader: str = ""
    rule: str = ""
    failures: int = 0
    run: int = 0


COLUMNS = (
    "key", "name", "outcome", "reason", "time", "size", "number", "digest", "article", "url", "address", "text_hash",
    "reader", "rule", "failures", "run",
)  # fmt: skip
JOINED = "entries JOIN origins ON origins.number = origin"
SELECT = f"SELECT origins.name, {', '.join(f'entries.{column}' for column in COLUMNS)} FROM {JOINED}"  # noqa: S608 - constants
PUT = f"INSERT OR REPLACE INTO entries (origin, {', '.join(COLUMNS)}) VALUES (?{', ?' * len(COLUMNS)})"  # noqa: S608 - constants
CLAIMS = f"SELECT origins.name, key, address, text_hash, article FROM {JOINED}"  # noqa: S608 - constants

# The file that an entry lies in is on record as no archive.
IN_A_PAGE = (
    "EXISTS (SELECT 1 FROM entries AS holder WHERE holder.origin = entries.origin AND holder.outcome <> 'archive'"
    " AND holder.key = substr(entries.key, 1, instr(entries.key, '!/') - 1))"
)

# No other entry states the address of one.
ALONE = (
    "NOT EXISTS (SELECT 1 FROM entries AS other WHERE other.address = entries.address AND other.article <> ''"
    " AND (other.origin <> entries.origin OR other.key <> entries.key))"
)


class Entries:
    """The tables `origins` and `entries` through one connection; what is written belongs to its transaction."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._numbers: dict[str, int] = {}

    def get(self, origin: str, key: str) -> EntryRecord | None:
        """Return what is known of an entry, None where nothing is."""
        return next(self._records("WHERE origins.name = ? AND key = ?", origin, key), None)

    def known(self, origin: str, keys: Sequence[str]) -> dict[str, EntryRecord]:
        """Return what is known of these entries of an origin, by their keys."""
        marks = ",".join("?" * len(keys))
        found = self._records(f"WHERE origins.name = ? AND key IN ({marks})", origin, *keys)
        return {entry.key: entry for entry in found}

    def under(
        self, origin: str, scope: str = "", *, parted_by: str = "/", where: str = "TRUE"
    ) -> Iterator[EntryRecord]:
        """Yield what is known of the entries of an origin, by key: all, or those whose keys go on after the scope."""
        first, end = (f"{scope}{parted_by}", f"{scope}{_after(parted_by)}") if scope else ("", "\U0010ffff")
        asked = f"WHERE origins.name = ? AND key >= ? AND key < ? AND {where} ORDER BY key"
        yield from self._records(asked, origin, first, end)

    def with_number(self, origin: str, number: int) -> list[EntryRecord]:
        """Return the entries of an origin whose stamp has this number: of files, those of one inode."""
        return list(self._records("WHERE origins.name = ? AND entries.number = ?", origin, number))

    def in_pages(self, origin: str) -> Iterator[EntryRecord]:
        """Yield the entries of an origin that lie in a file which is no archive."""
        asked = f"WHERE origins.name = ? AND instr(entries.key, '!/') AND {IN_A_PAGE} ORDER BY entries.key"
        yield from self._records(asked, origin)

    def with_and_under(self, origin: str, key: str) -> list[EntryRecord]:
        """Return the entry with this key, and those in the folder or archive that has it."""
        own = self.get(origin, key)
        return [*([own] if own else []), *self.under(origin, key), *self.under(origin, key, parted_by="!/")]

    def count_articles(self, origin: str) -> int:
        """Return how many articles the entries of an origin are."""
        asked = (
            "SELECT count(DISTINCT article) FROM entries JOIN origins ON origins.number = origin WHERE origins.name = ?"
        )
        return int(self._connection.execute(f"{asked} AND article <> ''", (origin,)).fetchone()[0])

    def of_article(self, article: str, limit: int = 1_000) -> list[EntryRecord]:
        """Return the entries that are this article."""
        return self.with_value("article", article, limit)

    def with_value(self, column: str, value: str, limit: int = 1_000) -> list[EntryRecord]:
        """Return the entries that have this value in a column of ours."""
        return list(self._records(f"WHERE {column} = ? ORDER BY origin, key LIMIT ?", value, limit))

    def claims(self, page: Claim, ids: Iterable[str]) -> Iterator[Claim]:
        """Yield the claims of other entries to the text of a page, to its address, and to one of these ids."""
        wanted = {"text_hash": [page.text], "address": [page.address], "article": list(ids)}
        for column, values in wanted.items():
            stated = [value for value in values if value]
            marks = ",".join("?" * len(stated))
            asked = f"{CLAIMS} WHERE {column} IN ({marks}) AND article <> '' LIMIT ?"
            for row in self._connection.execute(asked, (*stated, MOST_CLAIMS * len(stated))) if stated else ():
                if (row[0], row[1]) != page.place:
                    yield Claim(*row)

    def put(self, entry: EntryRecord) -> None:
        """Write what is known of an entry, in place of what was."""
        values = (
            entry.key, entry.name, entry.outcome, entry.reason, entry.time, entry.size, entry.number, entry.digest,
            entry.article, entry.url, entry.address, entry.text_hash, entry.reader, entry.rule, entry.failures,
            entry.run,
        )  # fmt: skip
        self._connection.execute(PUT, (self.number(entry.origin), *values))

    def drop(self, origin: str, key: str) -> None:
        """Forget an entry."""
        number = self.number(origin)
        self._connection.execute("DELETE FROM entries WHERE origin = ? AND key = ?", (number, key))
        self._look_again_into_holders(number, key)

    def expire(self, entry: EntryRecord) -> None:
        """Note that an entry is to be read again, though its bytes be as they were."""
        number = self.number(entry.origin)
        asked = "UPDATE entries SET time = 0, digest = '' WHERE origin = ? AND key = ?"
        self._connection.execute(asked, (number, entry.key))
        self._look_again_into_holders(number, entry.key)

    def expired(self, origin: str) -> Iterator[EntryRecord]:
        """Yield the articles among the entries of an origin that are to be read again."""
        yield from self._records("WHERE origins.name = ? AND outcome = 'article' AND digest = ''", origin)

    def with_address_alone(self, origin: str) -> Iterator[EntryRecord]:
        """Yield the articles among the entries of an origin that state an address which no other entry does."""
        yield from self._records(f"WHERE origins.name = ? AND article <> '' AND address <> '' AND {ALONE}", origin)

    def _look_again_into_holders(self, number: int, key: str) -> None:
        """Let the archives that an entry lies in not be taken for ones of which every member is known."""
        parts = key.split(INSIDE)
        for i in range(1, len(parts)):
            asked = "UPDATE entries SET time = 0 WHERE origin = ? AND key = ?"
            self._connection.execute(asked, (number, INSIDE.join(parts[:i])))

    def number(self, origin: str) -> int:
        """Return the number of an origin, which is put on record where it is new."""
        if origin not in self._numbers:
            self._connection.execute("INSERT OR IGNORE INTO origins (name) VALUES (?)", (origin,))
            row = self._connection.execute("SELECT number FROM origins WHERE name = ?", (origin,)).fetchone()
            self._numbers[origin] = int(row[0])
        return self._numbers[origin]

    def _records(self, where: str, *values: str | int) -> Iterator[EntryRecord]:
        for row in self._connection.execute(f"{SELECT} {where}", values):
            yield EntryRecord(*row)


def _after(text: str) -> str:
    """Return the first text behind all that begin with this one."""
    return text[:-1] + chr(ord(text[-1]) + 1)
