"""Say what the migrations make of an empty file: a record from elsewhere must be just like that."""

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from typing import Any

from index.storage.migrations import STEPS

# Says of a SQLite file whose it is: "vade" in ASCII. Files that were made before it was set say 0.
APPLICATION_ID = 0x76616465
# Integers of the record are changes, counts and times in nanoseconds: none needs more.
MAX_INTEGER = 2**62
KINDS: Mapping[str, type] = {"INTEGER": int, "TEXT": str, "BLOB": bytes}
# What SQLite itself adds when it counts for its plans.
STATISTICS = {
    ("table", name, name, f"CREATE TABLE {name}({columns})")
    for name, columns in (("sqlite_stat1", "tbl,idx,stat"), ("sqlite_stat4", "tbl,idx,neq,nlt,ndlt,sample"))
}
# What is in the file: of each its kind, its name, its table, and the statement that made it.
Statements = frozenset[tuple[str, str, str, str]]


@dataclass(frozen=True, slots=True)
class Layout:
    """The statements that a file holds, and the type of each column by its name."""

    statements: Statements
    kinds: Mapping[str, type]


@lru_cache
def layout(version: int) -> Layout:
    """Return what the migrations up to this version make of an empty file."""
    connection = sqlite3.connect(":memory:")
    try:
        for step in chain.from_iterable(STEPS[:version]):
            step(connection)
        statements = statements_of(connection)
        tables = {table for kind, _, table, _ in statements if kind == "table"}
        columns = [row for table in tables for row in connection.execute(f"PRAGMA table_info({table})")]
    finally:
        connection.close()
    return Layout(statements, {str(row[1]): KINDS[row[2]] for row in columns if row[2] in KINDS})


def statements_of(connection: sqlite3.Connection, limit: int = -1) -> Statements:
    """Return the statements that made what is in a file, however they are spaced: the first so many of them."""
    rows = connection.execute("SELECT type, name, tbl_name, sql FROM sqlite_master LIMIT ?", (limit,)).fetchall()
    found = frozenset((str(kind), str(name), str(table), " ".join(str(sql).split())) for kind, name, table, sql in rows)
    return found - STATISTICS


def checked(kinds: Mapping[str, type], cursor: sqlite3.Cursor, row: tuple[Any, ...]) -> tuple[Any, ...]:
    """Return the row as it is. Raises DatabaseError for a value of another type than its column holds."""
    for (name, *_), value in zip(cursor.description, row, strict=True):
        kind = kinds.get(name)
        if kind and value is not None and type(value) is not kind:
            raise sqlite3.DatabaseError(f"{name} holds {type(value).__name__} for {kind.__name__}")
        if type(value) is int and not -MAX_INTEGER < value < MAX_INTEGER:
            raise sqlite3.DatabaseError(f"{name} holds a number that is too large")
    return row
