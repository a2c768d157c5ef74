"""Bring a record of any earlier version to the tables of this one."""

import json
import sqlite3
from collections.abc import Callable, Sequence
from contextlib import suppress

from index.errors import LibraryDamaged
from index.storage import counts, duplicates
from index.storage.addresses import canonical_address
from index.storage.prepared import text_hash
from index.storage.signatures import signed
from index.storage.stored import article_from, article_of

FIRST = """
    CREATE TABLE articles (
        id TEXT PRIMARY KEY, change INTEGER NOT NULL, content_hash TEXT NOT NULL,
        lang TEXT NOT NULL, site TEXT NOT NULL, sections INTEGER NOT NULL, shape TEXT NOT NULL);
    CREATE UNIQUE INDEX articles_change ON articles (change);
    CREATE INDEX articles_counted ON articles (lang, site, sections);
    CREATE TABLE topics (topic TEXT NOT NULL, article TEXT NOT NULL, PRIMARY KEY (topic, article)) WITHOUT ROWID;
    CREATE INDEX topics_article ON topics (article);
    CREATE TABLE sources (
        root TEXT NOT NULL, source TEXT NOT NULL, article TEXT NOT NULL, digest TEXT NOT NULL,
        PRIMARY KEY (root, source)) WITHOUT ROWID;
    CREATE INDEX sources_article ON sources (article);
    CREATE TABLE removed (id TEXT PRIMARY KEY, change INTEGER NOT NULL) WITHOUT ROWID;
    CREATE INDEX removed_change ON removed (change);
    CREATE TABLE counter (change INTEGER NOT NULL, updated TEXT NOT NULL);
    INSERT INTO counter VALUES (0, '');
"""

ORIGINS = """
    ALTER TABLE articles ADD COLUMN source TEXT NOT NULL DEFAULT '';
    CREATE TABLE origins (
        number INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, is_whole INTEGER NOT NULL DEFAULT 0,
        mounts TEXT NOT NULL DEFAULT '[]');
    CREATE TABLE entries (
        origin INTEGER NOT NULL, key TEXT NOT NULL, name TEXT NOT NULL, outcome TEXT NOT NULL, reason TEXT NOT NULL,
        time INTEGER NOT NULL, size INTEGER NOT NULL, number INTEGER NOT NULL, digest TEXT NOT NULL,
        article TEXT NOT NULL, url TEXT NOT NULL, address TEXT NOT NULL, text_hash TEXT NOT NULL,
        reader TEXT NOT NULL, rule TEXT NOT NULL, failures INTEGER NOT NULL, run INTEGER NOT NULL,
        PRIMARY KEY (origin, key)) WITHOUT ROWID;
    CREATE INDEX entries_article ON entries (article);
    CREATE INDEX entries_address ON entries (address);
    CREATE INDEX entries_text ON entries (text_hash);
    CREATE TABLE runs (
        number INTEGER PRIMARY KEY, started TEXT NOT NULL, ended TEXT NOT NULL, state TEXT NOT NULL,
        reader TEXT NOT NULL, origins TEXT NOT NULL, counts TEXT NOT NULL);
    CREATE TABLE run_entries (
        run INTEGER NOT NULL, origin INTEGER NOT NULL, key TEXT NOT NULL, name TEXT NOT NULL, outcome TEXT NOT NULL,
        reason TEXT NOT NULL, article TEXT NOT NULL, PRIMARY KEY (run, origin, key, outcome)) WITHOUT ROWID;
    CREATE INDEX run_entries_entry ON run_entries (origin, key)
"""

# A count of all takes seconds at a million articles. The id is of this library alone, and its index bears it as well.
COUNTS = f"""
    {counts.TABLE};
    {counts.FILL};
    DROP INDEX articles_counted;
    ALTER TABLE counter ADD COLUMN library TEXT NOT NULL DEFAULT '';
    UPDATE counter SET library = lower(hex(randomblob(16)))
"""  # noqa: S608 - constants


def migrate(connection: sqlite3.Connection) -> None:
    """Bring the file to the newest version, a step and a transaction each. The file is not of a newer one."""
    version = file_version(connection)
    while version < len(STEPS):
        # Looked at again under the lock: another process may have migrated meanwhile.
        connection.execute("BEGIN IMMEDIATE")
        version = file_version(connection)
        if version < len(STEPS):
            for step in STEPS[version]:
                step(connection)
            version += 1
            connection.execute(f"PRAGMA user_version = {version}")
        connection.execute("COMMIT")


def file_version(connection: sqlite3.Connection) -> int:
    """Return the version of the tables in the file, 0 for an empty one."""
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def _statements(text: str) -> Sequence[Callable[[sqlite3.Connection], object]]:
    return [lambda connection, sql=sql: connection.execute(sql) for sql in text.split(";") if sql.strip()]  # type: ignore[misc]  # mypy knows no default in a lambda


def _part_sources(connection: sqlite3.Connection) -> None:
    """Take id and source out of the shape of each article, and make an entry of each source."""
    for id, shape in connection.execute("SELECT id, shape FROM articles").fetchall():
        article = article_from(json.loads(shape))
        kept = {name: value for name, value in json.loads(shape).items() if name not in ("id", "url", "source")}
        text = json.dumps(kept, ensure_ascii=False, separators=(",", ":"))
        connection.execute("UPDATE articles SET shape = ?, source = ? WHERE id = ?", (text, article.source, id))
        known = (article.url, canonical_address(article.url), text_hash(article))
        for root, source in connection.execute("SELECT root, source FROM sources WHERE article = ?", (id,)).fetchall():
            connection.execute("INSERT OR IGNORE INTO origins (name) VALUES (?)", (root,))
            connection.execute(
                "INSERT OR IGNORE INTO entries"
                " SELECT number, ?, ?, 'article', '', 0, 0, 0, '', ?, ?, ?, ?, '', '', 0, 0"
                " FROM origins WHERE name = ?",
                (source or id, source, id, *known, root),
            )
    connection.execute("DROP TABLE sources")


def _group(connection: sqlite3.Connection) -> None:
    """Put the articles with the same text into groups, as if they came in the order of their changes."""
    groups = duplicates.Groups(connection)
    for (change,) in connection.execute("SELECT change FROM articles ORDER BY change").fetchall():
        id, shape = connection.execute("SELECT id, shape FROM articles WHERE change = ?", (change,)).fetchone()
        # What is damaged is in no group: `check` names it, and the rest of the library can be used.
        with suppress(LibraryDamaged):
            number = groups.joined(signed(article_of(id, "", shape)), change)
            connection.execute("UPDATE articles SET duplicate_group = ? WHERE change = ?", (number, change))


# Step i brings a file at version i to version i + 1. Steps are only ever added.
STEPS: Sequence[Sequence[Callable[[sqlite3.Connection], object]]] = (
    _statements(FIRST),
    [*_statements(ORIGINS), _part_sources],
    _statements(COUNTS),
    [*_statements(duplicates.TABLES), _group],
)
