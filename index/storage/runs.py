"""Keep a record of each ingest: when, of what, how it ended, and what became of each entry that it looked into."""

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

RunState = Literal["running", "done", "interrupted", "broken off"]
NOW = "strftime('%Y-%m-%dT%H:%M:%SZ', 'now')"


@dataclass(frozen=True, slots=True)
class Event:
    """What became of one entry in a run; entries that were as they had been are counted only."""

    origin: str
    key: str
    name: str
    outcome: str
    reason: str = ""
    article: str = ""


@dataclass(frozen=True, slots=True)
class RunRecord:
    """One ingest: times are ISO 8601 in UTC, `ended` is "" while it runs or when it was killed."""

    number: int
    started: str
    ended: str
    state: RunState
    reader: str
    origins: tuple[str, ...] = ()
    counts: Mapping[str, int] = field(default_factory=dict)


class Runs:
    """The tables `runs` and `run_entries` through one connection; what is written belongs to its transaction."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def begin(self, origins: Iterable[str], reader: str) -> int:
        """Put a run on record and return its number. One that is running still was killed: it is broken off."""
        self._connection.execute("UPDATE runs SET state = 'broken off' WHERE state = 'running'")
        values = (json.dumps(list(origins)), reader)
        asked = f"INSERT INTO runs VALUES (NULL, {NOW}, '', 'running', ?2, ?1, '{{}}')"  # noqa: S608 - a constant
        return int(self._connection.execute(asked, values).lastrowid or 0)

    def end(self, number: int, state: RunState, counts: Mapping[str, int]) -> None:
        """Put on record how a run ended."""
        asked = f"UPDATE runs SET ended = {NOW}, state = ?, counts = ? WHERE number = ?"  # noqa: S608 - a constant
        self._connection.execute(asked, (state, json.dumps(dict(counts)), number))

    def note(self, number: int, events: Iterable[Event]) -> None:
        """Put on record what became of entries in a run."""
        self._connection.executemany(
            "INSERT OR REPLACE INTO run_entries"
            " SELECT ?, coalesce((SELECT number FROM origins WHERE name = ?), 0), ?, ?, ?, ?, ?",
            [(number, e.origin, e.key, e.name, e.outcome, e.reason, e.article) for e in events],
        )

    def get(self, number: int | None = None) -> RunRecord | None:
        """Return a run, the last one without a number; None where there is none."""
        where = "WHERE number = ?" if number is not None else "ORDER BY number DESC LIMIT 1"
        return next(self._runs(where, *(() if number is None else (number,))), None)

    def all(self) -> list[RunRecord]:
        """Return every run, the newest first."""
        return list(self._runs("ORDER BY number DESC"))

    def events(self, number: int) -> Iterator[Event]:
        """Yield what became of each entry in a run, by origin and key."""
        asked = (
            "SELECT coalesce(origins.name, ''), key, run_entries.name, outcome, reason, article FROM run_entries"
            " LEFT JOIN origins ON origins.number = origin WHERE run = ? ORDER BY origin, key, outcome"
        )
        for row in self._connection.execute(asked, (number,)):
            yield Event(*row)

    def story(self, origin: str, key: str) -> list[tuple[RunRecord, Event]]:
        """Return what became of one entry in each run that looked into it, the newest first."""
        asked = (
            "SELECT run, outcome, reason, article, run_entries.name FROM run_entries"
            " JOIN origins ON origins.number = origin WHERE origins.name = ? AND key = ? ORDER BY run DESC"
        )
        told = []
        for run, outcome, reason, article, name in self._connection.execute(asked, (origin, key)).fetchall():
            if found := self.get(run):
                told.append((found, Event(origin, key, name, outcome, reason, article)))
        return told

    def _runs(self, where: str, *values: int) -> Iterator[RunRecord]:
        asked = f"SELECT number, started, ended, state, reader, origins, counts FROM runs {where}"  # noqa: S608 - a constant
        for number, started, ended, state, reader, origins, counts in self._connection.execute(
            asked, values
        ).fetchall():
            yield RunRecord(number, started, ended, state, reader, tuple(json.loads(origins)), json.loads(counts))
