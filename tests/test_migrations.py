"""A record of an earlier version comes to this one with all that it holds."""

import sqlite3
from pathlib import Path

from conftest import made
from index import Library
from index.output.shape import article_shape, dumped
from index.storage.migrations import FIRST
from index.storage.prepared import prepared


def earlier(path: Path) -> None:
    """Write a record of the first version, with an article read from two places and one that a program added."""
    naps = made(
        "naps.html", "Naps", "Sleeping — by day: “keep a nap short”, \\ and / too.", url="https://a.example/naps"
    )
    added = made("", "Added", "By a program.")
    with sqlite3.connect(path) as connection:
        connection.executescript(f"{FIRST}; PRAGMA user_version = 1;")
        for change, article in enumerate((naps, added), 1):
            found = prepared(article)
            connection.execute(
                "INSERT INTO articles VALUES (?, ?, ?, ?, ?, ?, ?)",
                (article.id, change, found.content_hash, "en", "", found.sections, dumped(article_shape(article))),
            )
        connection.executemany(
            "INSERT INTO sources VALUES (?, ?, ?, ?)",
            [("/a", "naps.html", naps.id, "1"), ("/b", "naps.html", naps.id, "1"), ("", "", added.id, "")],
        )
        connection.execute("UPDATE counter SET change = 2, updated = '2026-01-01T00:00:00Z'")
    connection.close()


def test_the_first_version_comes_along_whole(tmp_path: Path) -> None:
    earlier(tmp_path / "library.db")
    with Library.open(tmp_path) as library:
        library.catch_up()
        assert library.check() == []
        [hit] = library.search("nap").hits
        assert (hit.article.source, hit.article.url, hit.duplicates) == ("naps.html", "https://a.example/naps", 1)
        assert [hit.article.title for hit in library.search("program").hits] == ["Added"]
        assert [origin.name for origin in library.intake.origins()] == ["/a", "/b"]
        assert (library.stats().articles, library.stats().languages) == (2, (("en", 2),))
        [entry] = library.intake.known("/a", ["naps.html"]).values()
        assert (entry.address, entry.article) == ("a.example/naps", hit.article.id)


def test_a_migrated_record_has_the_tables_of_a_new_one(tmp_path: Path) -> None:
    (tmp_path / "old").mkdir()
    earlier(tmp_path / "old" / "library.db")
    schemas = []
    for folder in ("old", "new"):
        Library.open(tmp_path / folder).close()
        with sqlite3.connect(tmp_path / folder / "library.db") as connection:
            schemas.append(sorted(connection.execute("SELECT type, name, sql FROM sqlite_master").fetchall(), key=str))
        connection.close()
    assert schemas[0] == schemas[1]
