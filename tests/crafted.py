"""Ways to craft the files of a library that came from somebody else, each under a name that says what it does."""

import json
import os
import sqlite3
import struct
import zlib
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from index.engines.columns.file import MAGIC, TRAILER, ColumnsFile, ColumnsWriter
from index.engines.whoosh.generations import _described, numbered
from index.engines.whoosh.manifest import MANIFEST, SEAL, seal

Craft = Callable[[Path], None]


def sql(*told: Any) -> None:
    """Run the statements told, in the folder that is told last."""
    *statements, folder = told
    connection = sqlite3.connect(folder / "library.db", isolation_level=None)
    for statement in statements:
        connection.execute(statement)
    connection.close()


def shape(change: Callable[[dict[str, Any]], Any], folder: Path) -> None:
    """Change the JSON of every article."""
    connection = sqlite3.connect(folder / "library.db", isolation_level=None)
    for id, text in connection.execute("SELECT id, shape FROM articles").fetchall():
        made = change(json.loads(text))
        kept = made if isinstance(made, str | bytes) else json.dumps(made)
        connection.execute("UPDATE articles SET shape = ? WHERE id = ?", (kept, id))
    connection.close()


def newest(folder: Path) -> Path:
    return numbered(folder / "index")[-1]


def segment(folder: Path) -> Path:
    return next(newest(folder).glob("*.columns"))


def resealed(folder: Path, change: Callable[[dict[str, Any]], Any] = lambda raw: raw) -> None:
    """Change the manifest of the newest generation, and give it a seal that holds."""
    path = newest(folder) / MANIFEST
    raw = json.loads(path.read_text())
    del raw[SEAL]
    for name in raw["files"]:
        raw["files"][name] = _described(newest(folder) / name)
    made = change(raw)
    path.write_text(json.dumps(made | {SEAL: seal(made)}) if isinstance(made, dict) else made)


def columns(change: Callable[[dict[str, np.ndarray]], None], folder: Path) -> None:
    """Change the columns of the segment, and have all hashes agree."""
    path = segment(folder)
    held = {name: column.copy() for name, column in ColumnsFile(path)._columns.items()}
    change(held)
    path.unlink()
    with ColumnsWriter(path) as writer:
        for name, column in held.items():
            writer.add(name, column)
    resealed(folder)


def column(name: str, made: Callable[[np.ndarray], Any], folder: Path) -> None:
    columns(lambda held: held.update({name: np.asarray(made(held[name]))}), folder)


def directory(change: Callable[[dict[str, Any]], Any], folder: Path) -> None:
    """Change the directory of the segment, with a CRC that holds."""
    path = segment(folder)
    whole = path.read_bytes()
    place, length, _, _ = TRAILER.unpack(whole[-TRAILER.size :])
    made = change(json.loads(whole[place : place + length]))
    told = made if isinstance(made, bytes) else json.dumps(made).encode()
    path.unlink()
    path.write_bytes(whole[:place] + told + TRAILER.pack(place, len(told), zlib.crc32(told), MAGIC))
    resealed(folder)


def trailer(place: int, length: int, crc: int, folder: Path) -> None:
    path = segment(folder)
    content = path.read_bytes()[: -TRAILER.size] + struct.pack("<QII8s", place, length, crc, MAGIC)
    path.unlink()
    path.write_bytes(content)
    resealed(folder)


def replaced(name: str, make: Callable[[Path], None], folder: Path) -> None:
    path = folder / name
    if path.exists():
        path.rename(folder.parent / "moved")
    make(path)


def linked(path: Path) -> None:
    path.symlink_to(path.parent / "moved" if (path.parent / "moved").exists() else path.parent.parent / "moved")


def all_as(value: int, dtype: str = "<u4") -> Callable[[np.ndarray], np.ndarray]:
    return lambda held: np.full(len(held), value, dtype=dtype)


def swapped(held: np.ndarray) -> np.ndarray:
    """Give the starts with those in the middle going up and down between the ends."""
    made = held.astype(np.uint64)
    made[1:-1:2] = held[-1]
    made[2:-1:2] = 0
    return made


def at(names: str, value: Any) -> Callable[[dict[str, Any]], Any]:
    """Give a change that puts a value at a path of keys."""

    def change(raw: dict[str, Any]) -> Any:
        held, *path = raw, *names.split("/")
        for name in path[:-1]:
            held = held[int(name) if isinstance(held, list) else name]
        held[int(path[-1]) if isinstance(held, list) else path[-1]] = value
        return raw

    return change


def renamed(name: str, raw: dict[str, Any]) -> dict[str, Any]:
    """Give the manifest with its first file under another name."""
    first, *_ = raw["files"]
    return raw | {"files": {name: raw["files"][first]}}


SECTION = {"id": "a", "level": 1, "title": "", "breadcrumb": [], "blocks": []}
TEXT = "UPDATE articles SET shape = "
ITEMS = '{"text":"a","items":['
IN_ITEMS = json.dumps(SECTION)[:-2] + '{"kind":"bullets","items":[' + ITEMS * 50_000
GENERATED = "ALTER TABLE articles ADD COLUMN g INTEGER GENERATED ALWAYS AS (length(shape)) VIRTUAL"
ENDLESS = "CREATE VIEW v AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i FROM n"

RECORDS: dict[str, Craft] = {
    "a trigger": partial(sql, "CREATE TRIGGER t AFTER INSERT ON articles BEGIN DELETE FROM articles; END"),
    "a view": partial(sql, "CREATE VIEW v AS SELECT 1"),
    "an endless view": partial(sql, ENDLESS),
    "a view in the place of a table": partial(
        sql, "ALTER TABLE counter RENAME TO c", ENDLESS.replace(" v ", " counter ").replace("SELECT i F", "SELECT i AS change, '' AS updated F")
    ),
    "another table": partial(sql, "CREATE TABLE other (x)"),
    "a virtual table": partial(sql, "CREATE VIRTUAL TABLE v USING fts5(x)"),
    "a generated column": partial(sql, GENERATED),
    "an index of an expression": partial(sql, "CREATE INDEX e ON articles (length(shape))"),
    "an index of some rows": partial(sql, "CREATE INDEX e ON articles (id) WHERE change > 1"),
    "no index": partial(sql, "DROP INDEX articles_change"),
    "no table": partial(sql, "DROP TABLE removed"),
    "a column of another name": partial(sql, "ALTER TABLE articles RENAME COLUMN shape TO form"),
    "a schema that is no SQL": partial(
        sql, "PRAGMA writable_schema = ON", "UPDATE sqlite_master SET sql = 'CREATE TABLE counter (((' WHERE name = 'counter'"
    ),
    "tables on one page": partial(
        sql, "PRAGMA writable_schema = ON", "UPDATE sqlite_master SET rootpage = 2 WHERE type = 'table'"
    ),
    "a table on no page": partial(
        sql, "PRAGMA writable_schema = ON", "UPDATE sqlite_master SET rootpage = 99999 WHERE name = 'articles'"
    ),
    "a count of letters": partial(sql, "UPDATE counter SET change = 'many'"),
    "a count of bytes": partial(sql, "UPDATE counter SET change = x'00'"),
    "a count below nothing": partial(sql, "UPDATE counter SET change = -5"),
    "a count without end": partial(sql, "UPDATE counter SET change = 9223372036854775807"),
    "a count that is no whole number": partial(sql, "UPDATE counter SET change = 1.5"),
    "no count": partial(sql, "DELETE FROM counter"),
    "two counts": partial(sql, "INSERT INTO counter VALUES (9, '', '')"),
    "an id that is none": partial(sql, "UPDATE counter SET library = 'mine'"),
    "an id of bytes": partial(sql, "UPDATE counter SET library = x'00'"),
    "counts of letters": partial(sql, "UPDATE counts SET number = 'many'"),
    "counts of bytes": partial(sql, "UPDATE counts SET value = CAST(value AS BLOB)"),
    "counts of what is unknown": partial(sql, "UPDATE counts SET what = 'heron' || what"),
    "counts below nothing": partial(sql, "UPDATE counts SET number = -number"),
    "a change of letters": partial(sql, "UPDATE articles SET change = 'x' || rowid"),
    "a change without end": partial(sql, "UPDATE articles SET change = 9223372036854775707 + rowid"),
    "a change below nothing": partial(sql, "UPDATE articles SET change = -change"),
    "sections without end": partial(sql, "UPDATE articles SET sections = 4611686018427387904"),
    "sections of letters": partial(sql, "UPDATE articles SET sections = 'many'"),
    "a language of bytes": partial(sql, "UPDATE articles SET lang = x'ff'"),
    "topics of bytes": partial(sql, "INSERT INTO topics SELECT x'ff' || id, id FROM articles"),
    "letters that are none": partial(sql, f"{TEXT}CAST(x'7bff' AS TEXT)"),
    "an article of bytes": partial(sql, f"{TEXT}x'7b7d'"),
    "an article of 70 MB": partial(sql, f"{TEXT}CAST(zeroblob(70000000) AS TEXT) WHERE rowid = 1"),
    "an article that is a list": partial(sql, f"{TEXT}'[]'"),
    "an article that is null": partial(sql, f"{TEXT}'null'"),
    "an article without keys": partial(sql, f"{TEXT}'{{}}'"),
    "an article that is no JSON": partial(sql, f"{TEXT}'{{'"),
    "an article nested deep": partial(shape, lambda _: "[" * 100_000),
    "items nested deep": partial(
        shape, lambda raw: json.dumps(raw | {"sections": []})[:-2] + IN_ITEMS + "]}" * 50_000 + "]}]}]}"
    ),
    "a million sections": partial(shape, lambda raw: raw | {"sections": [SECTION] * 1_000_000} if raw["title"] == "Tea 1" else raw),
    "a million cells": partial(
        shape, at("sections/0/blocks", [{"kind": "table", "header": [], "rows": [[]] * 1_000_000}])
    ),
    "sections that are a number": partial(shape, at("sections", 7)),
    "blocks that are letters": partial(shape, at("sections/0/blocks", "abc")),
    "a block of no kind": partial(shape, at("sections/0/blocks/0/kind", "spell")),
    "a text that is a number": partial(shape, at("sections/0/blocks/0/text", 1)),
    "a title that is a list": partial(shape, at("title", ["Tea"])),
    "authors that are numbers": partial(shape, at("authors", [1, 2])),
    "a level without end": partial(shape, at("sections/0/level", 10**300)),
    "a number of 9,000 digits": partial(shape, lambda raw: json.dumps(at("sections/0/level", -77)(raw)).replace("-77", "9" * 9_000)),
    "half a character": partial(shape, at("title", "Tea \ud800")),
    "a version to come": partial(sql, "PRAGMA user_version = 99"),
    "a version below nothing": partial(sql, "PRAGMA user_version = -1"),
    "no version": partial(sql, "PRAGMA user_version = 0"),
    "a file of another program": partial(sql, "PRAGMA application_id = 1"),
    "a record cut short": lambda folder: os.truncate(folder / "library.db", 5000),
    "a record of noise": lambda folder: (folder / "library.db").write_bytes(bytes(range(256)) * 200),
    "a page of noise": lambda folder: _overwritten(folder / "library.db", 4096, b"\xff" * 4096),
    "a log of noise": lambda folder: (folder / "library.db-wal").write_bytes(bytes(range(256)) * 200),
    "a journal": lambda folder: (folder / "library.db-journal").write_bytes(b"\xd9\xd5\x05\xf9\x20\xa1\x63\xd7" * 99),
    "a record that is a link": partial(replaced, "library.db", linked),
    "a record that is a pipe": partial(replaced, "library.db", os.mkfifo),
    "a record that is a folder": partial(replaced, "library.db", Path.mkdir),
    "a lock that is a pipe": partial(replaced, "lock", os.mkfifo),
    "a lock of the index that is a link": partial(replaced, "index/lock", linked),
}  # fmt: skip

COLUMNS: dict[str, Craft] = {
    "a count of 2**40": partial(directory, at("day", ["<u8", 64, 2**40])),
    "a count of 2**70": partial(directory, at("day", ["<u8", 64, 2**70])),
    "a count below nothing": partial(directory, at("day/2", -1)),
    "a count of letters": partial(directory, at("day/2", "12")),
    "a count that is true": partial(directory, at("day/2", True)),
    "a place below nothing": partial(directory, at("day/1", -8)),
    "a place beyond the end": partial(directory, at("day/1", 10**9)),
    "a place in the directory": partial(directory, lambda raw: at("day/1", 10**6)(raw) | {"pad": ["|u1", 8, 0]}),
    "objects": partial(directory, at("day/0", "O")),
    "fractions": partial(directory, at("day/0", "<f8")),
    "long strings": partial(directory, at("day/0", "<U100000000")),
    "fields of fields": partial(directory, at("day/0", "i4,(1000,1000)f8")),
    "a dtype that is a list": partial(directory, at("day/0", [["a", "<u4"]])),
    "a column that is a number": partial(directory, at("day", 3)),
    "a column of two": partial(directory, at("day", ["<u4", 64])),
    "a directory that is a list": partial(directory, lambda _: []),
    "a directory that is no JSON": partial(directory, lambda _: b"{"),
    "a directory nested deep": partial(directory, lambda _: b"[" * 100_000),
    "a directory of 2 MB": partial(directory, lambda raw: raw | {"pad" * 700_000: ["|u1", 8, 0]}),
    "a directory beyond the end": partial(trailer, 10**15, 4_000_000_000, 0),
    "a directory of nothing": partial(trailer, 0, 0, 0),
    "a missing column": partial(columns, lambda held: held.pop("words.masks")),
    "ids that start beyond the end": partial(column, "ids.starts", all_as(2**31)),
    "ids that start nowhere": partial(column, "ids.starts", lambda held: held[:0]),
    "more ids than documents": partial(column, "ids.starts", lambda held: np.append(held, held[-1])),
    "ids in no order": partial(column, "ids.order", all_as(2**32 - 1)),
    "an order that is too short": partial(column, "ids.order", lambda held: held[:-1]),
    "titles that are none": partial(column, "titles.codes", all_as(2**31)),
    "titles up and down": partial(column, "titles.starts", swapped),
    "days without end": partial(column, "day", all_as(2**63, "<u8")),
    "languages that are none": partial(column, "lang.codes", all_as(2**31)),
    "tags that are none": partial(column, "tag.codes", all_as(2**63, "<u8")),
    "tags up and down": partial(column, "tag.starts", swapped),
    "names of tags up and down": partial(column, "tag.values.starts", swapped),
    "terms up and down": partial(column, "terms.starts", swapped),
    "terms that are no letters": partial(column, "terms.bytes", all_as(0xFF, "|u1")),
    "words up and down": partial(column, "words.starts", swapped),
    "words that are no letters": partial(column, "words.bytes", all_as(0xFF, "|u1")),
    "words held without end": partial(column, "words.held", all_as(2**63, "<u8")),
    "masks of another size": partial(column, "words.masks", all_as(1)),
    "terms held by 4,000,000,000": partial(column, "text.held", all_as(2**32 - 1)),
    "terms held by 2**63": partial(column, "text.held", all_as(2**63, "<u8")),
    "rows of no term": partial(column, "text.terms", all_as(2**32 - 1)),
    "postings up and down": partial(column, "text.starts", swapped),
    "postings of nothing": partial(column, "text.postings", all_as(0, "|u1")),
    "postings of all ones": partial(column, "text.postings", all_as(0xFF, "|u1")),
    "postings of no width": partial(column, "text.postings", all_as(7, "|u1")),
    "postings of large numbers": partial(column, "text.postings", all_as(13, "|u1")),
    "lengths without end": partial(column, "text.lengths", all_as(2**63, "<u8")),
    "fewer lengths than documents": partial(column, "title.lengths", lambda held: held[:-1]),
    "no rows of a field": partial(column, "bullets.terms", lambda held: np.zeros(3, dtype=np.uint32)),
    "a segment that is a link": lambda folder: _relinked(segment(folder), folder.parent / "moved.columns"),
    "a segment that is a pipe": lambda folder: _relinked(segment(folder), folder.parent / "moved.columns", os.mkfifo),
    "a generation that is a link": lambda folder: _relinked(newest(folder), folder.parent / "moved generation"),
    "an index that is a link": partial(replaced, "index", linked),
    "an index that is a file": partial(replaced, "index", Path.touch),
}
MANIFESTS: dict[str, Craft] = {
    "a name that leads out": partial(resealed, change=partial(renamed, "../../../outside.columns")),
    "a name from the root": partial(resealed, change=partial(renamed, "/etc/hostname")),
    "a name of a folder": partial(resealed, change=partial(renamed, ".")),
    "a name with a zero": partial(resealed, change=partial(renamed, "0\0.columns")),
    "no name": partial(resealed, change=partial(renamed, "")),
    "a name of other digits": partial(resealed, change=partial(renamed, "०००००००१.columns")),
    "a size of letters": partial(resealed, change=lambda raw: _sized(raw, "12")),
    "a size below nothing": partial(resealed, change=lambda raw: _sized(raw, -1)),
    "a size that is true": partial(resealed, change=lambda raw: _sized(raw, True)),
    "a size without end": partial(resealed, change=lambda raw: _sized(raw, 10**40)),
    "a file of one entry": partial(resealed, change=lambda raw: raw | {"files": {key: [1] for key in raw["files"]}}),
    "files that are a list": partial(resealed, change=at("files", [])),
    "files that are null": partial(resealed, change=at("files", None)),
    "a change of letters": partial(resealed, change=at("change", "9")),
    "a change without end": partial(resealed, change=at("change", 10**40)),
    "a change to come": partial(resealed, change=at("change", 10**9)),
    "a change below nothing": partial(resealed, change=at("change", -1)),
    "a format that is a list": partial(resealed, change=at("format", [2])),
    "a manifest that is a list": partial(resealed, change=lambda _: "[]"),
    "a manifest nested deep": partial(resealed, change=lambda _: "[" * 100_000),
    "a manifest of 2 MB": partial(resealed, change=lambda raw: raw | {"pad": "x" * 2_000_000}),
    "a manifest of noise": lambda folder: (newest(folder) / MANIFEST).write_bytes(bytes(range(256))),
    "a manifest that is a pipe": lambda folder: _relinked(newest(folder) / MANIFEST, folder.parent / "m", os.mkfifo),
}
CRAFTS: dict[str, Craft] = {
    **{f"record: {name}": craft for name, craft in RECORDS.items()},
    **{f"columns: {name}": craft for name, craft in COLUMNS.items()},
    **{f"manifest: {name}": craft for name, craft in MANIFESTS.items()},
}


def _overwritten(path: Path, place: int, content: bytes) -> None:
    with path.open("r+b") as opened:
        opened.seek(place)
        opened.write(content)


def _relinked(path: Path, to: Path, make: Callable[[Path], None] | None = None) -> None:
    path.rename(to)
    if make:
        make(path)
    else:
        path.symlink_to(to)


def _sized(raw: dict[str, Any], size: Any) -> dict[str, Any]:
    return raw | {"files": {name: [size, digest] for name, (_, digest) in raw["files"].items()}}
