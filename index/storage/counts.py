"""How many articles and sections a record holds, and of each language, site and topic: kept, not counted each time."""

import sqlite3
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

# Of each kind, how many values are given: those of the most articles.
GIVEN = {"article": 1, "section": 1, "lang": 1_000, "site": 100, "topic": 100}
TABLE = """
    CREATE TABLE counts (
        what TEXT NOT NULL, value TEXT NOT NULL, number INTEGER NOT NULL, PRIMARY KEY (what, value)) WITHOUT ROWID;
    CREATE INDEX counts_number ON counts (what, number DESC, value)
"""
COUNTED = """
    SELECT 'article' AS what, '' AS value, count(*) AS number FROM articles HAVING number
    UNION ALL SELECT 'section', '', CAST(sum(sections) AS INTEGER) AS number FROM articles HAVING number
    UNION ALL SELECT 'lang', lang, count(*) FROM articles WHERE lang <> '' GROUP BY lang
    UNION ALL SELECT 'site', site, count(*) FROM articles WHERE site <> '' GROUP BY site
    UNION ALL SELECT 'topic', topic, count(*) FROM topics WHERE topic <> '' GROUP BY topic
"""
FILL = f"INSERT INTO counts {COUNTED}"
COMMONEST = " UNION ALL ".join(
    f"SELECT * FROM (SELECT * FROM counts WHERE what = '{what}' ORDER BY number DESC, value LIMIT {most})"  # noqa: S608 - constants
    for what, most in GIVEN.items()
)
# The first count that is not what is held, and how many there are.
WRONG = f"""
    WITH held AS ({COUNTED}), wrong AS (
        SELECT what, value, counts.number AS number, coalesce(held.number, 0) AS held
            FROM counts LEFT JOIN held USING (what, value) WHERE counts.number <> coalesce(held.number, 0)
        UNION ALL SELECT what, value, 0, held.number
            FROM held LEFT JOIN counts USING (what, value) WHERE counts.number IS NULL)
    SELECT what, value, number, held, count(*) OVER () FROM wrong LIMIT 1
"""  # noqa: S608 - constants
ADD = (
    "INSERT INTO counts VALUES (?, ?, ?)"
    " ON CONFLICT (what, value) DO UPDATE SET number = number + excluded.number"
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Counts:
    """How many articles and sections there are; the pairs are (name, number of articles), the commonest first."""

    articles: int
    sections: int
    languages: tuple[tuple[str, int], ...]
    sites: tuple[tuple[str, int], ...]
    topics: tuple[tuple[str, int], ...]


def counts_of(rows: Iterable[tuple[str, str, int]]) -> Counts:
    """Return what the rows of COMMONEST say."""
    found: dict[str, list[tuple[str, int]]] = {what: [] for what in GIVEN}
    for what, value, number in rows:
        found[what].append((value, number))
    articles, sections = (sum(number for _, number in found[what]) for what in ("article", "section"))
    return Counts(articles, sections, *(tuple(found[what]) for what in ("lang", "site", "topic")))


class Tally:
    """What one transaction changes in the counts: each article is counted out before its change, and in after it."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._changes: Counter[tuple[str, str]] = Counter()

    def count(self, id: str, by: int) -> None:
        """Count the article, as it is on record now, so many times more; nothing where there is none."""
        row = self._connection.execute("SELECT lang, site, sections FROM articles WHERE id = ?", (id,)).fetchone()
        if row is None:
            return
        lang, site, sections = row
        topics = self._connection.execute("SELECT topic FROM topics WHERE article = ?", (id,)).fetchall()
        self._changes["article", ""] += by
        self._changes["section", ""] += by * sections
        for what, value in (("lang", lang), ("site", site), *(("topic", topic) for (topic,) in topics)):
            if value:
                self._changes[what, value] += by

    def write(self) -> None:
        """Bring the counts on record up to the articles."""
        changes = [(*key, by) for key, by in sorted(self._changes.items()) if by]
        self._connection.executemany(ADD, changes)
        gone = [key for *key, by in changes if by < 0]
        self._connection.executemany("DELETE FROM counts WHERE what = ? AND value = ? AND number = 0", gone)
