"""A folder that is a library: articles in, and a question in, the passages that answer out."""

import fcntl
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from time import monotonic, perf_counter, sleep
from typing import IO

from index.addresses import canonical_address
from index.answer import Answer
from index.article import Article
from index.counting import counted
from index.duplicates import Copies
from index.engine import Engine, Reading
from index.entries import EntryRecord
from index.errors import LibraryError, LibraryLocked
from index.folder import INDEX, LOCK, RECORD, check_folder, holds_library, make_folder
from index.identity import article_id
from index.intake import Intake
from index.marks import Marker
from index.plan import Mode, planned
from index.prepared import prepared
from index.query import parse
from index.record import Record
from index.refusals import refusals_named
from index.saving import Page, save_page
from index.search import answered
from index.transaction import Outcome
from index.tree import Duplicates, Filters, Sort
from index.whoosh_engine import WhooshEngine

BATCH = 500
# Seconds to wait for another writer: as long as a server that looks whether the index is behind, not as an ingest.
PATIENCE = 2.0


@dataclass(frozen=True, slots=True)
class Added:
    """The ids of the articles that were added, replaced, and already there as they are."""

    new: tuple[str, ...]
    changed: tuple[str, ...]
    unchanged: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Stats:
    """What a library holds. The pairs are (name, number of articles), the commonest first.

    `updated` is ISO 8601 in UTC; `change` is the number of the record's last change, `reached` of the last
    one that the index holds; sizes are in bytes.
    """

    articles: int
    sections: int
    languages: tuple[tuple[str, int], ...]
    sites: tuple[tuple[str, int], ...]
    topics: tuple[tuple[str, int], ...]
    updated: str
    change: int
    reached: int
    generation: str
    size_bytes: int
    record_bytes: int


class Library:
    """The record and its index in one folder. Safe to share between threads; one process writes at a time."""

    def __init__(self, folder: Path, engine: Engine) -> None:
        self.folder = folder
        self._record = Record(folder / RECORD)
        self.intake = Intake(self._record)
        self._engine = engine
        self._mutex = threading.RLock()
        self._lock_depth = 0

    @classmethod
    def open(
        cls, folder: Path | str, *, engine: Engine | None = None, is_new_here: bool = False, processes: int = 1
    ) -> "Library":
        """Open the library in this folder, making it where there is none. Raises LibraryDamaged.

        A folder that holds other files and no library is LibraryError, unless a new one here is what is wanted. It
        starts no other process, unless more `processes` than one may index together.
        """
        folder = Path(folder).expanduser()
        if not holds_library(folder):
            make_folder(folder, is_told=is_new_here)
        check_folder(folder)
        return cls(folder, engine or WhooshEngine(folder / INDEX, processes=processes))

    @property
    def is_read_only(self) -> bool:
        """Return whether nothing may be written here: on a read-only disk, or in the folder of another user."""
        return self._record.is_read_only

    def __enter__(self) -> "Library":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the files."""
        self._engine.close()
        self._record.close()

    @contextmanager
    def writing(self, *, patience: float = PATIENCE) -> Iterator[None]:
        """Keep other processes from writing until the block ends. Raises LibraryLocked when one already does.

        `patience` is how many seconds to wait for it. LibraryError where the library may not be written.
        """
        if self.is_read_only:
            raise LibraryError(f"{self.folder}: may not be written here; copy it to where you may write")
        with self._mutex:
            if self._lock_depth:
                yield
                return
            with self._locked(patience):
                yield

    @contextmanager
    def trial(self) -> Iterator[None]:
        """Let what this thread writes show what it would do: none of it is kept when the block ends."""
        with self.writing(), self._record.trial():
            yield

    @contextmanager
    def _locked(self, patience: float) -> Iterator[None]:
        with refusals_named(self.folder):
            lock = (self.folder / LOCK).open("a")
        with lock:
            deadline = monotonic() + patience
            while not _taken(lock):
                if monotonic() > deadline:
                    raise LibraryLocked(
                        f"{self.folder}: another vade is writing to this library; try again when it has ended"
                    )
                sleep(0.02)
            self._lock_depth += 1
            try:
                self._drop_what_never_happened()
                yield
            finally:
                self._lock_depth -= 1

    def add(self, articles: Iterable[Article]) -> Added:
        """Add or replace articles by id, make them findable, and say which were new.

        They are kept for good once this returns, and in batches before: an error in the stream keeps those
        that came before the batch it happened in.
        """
        outcomes: dict[Outcome, list[str]] = {"new": [], "changed": [], "unchanged": []}
        with self.writing():
            for batch in _batches(articles):
                with self._record.writing() as transaction:
                    for article in batch:
                        saved = save_page(transaction, _given(article), _always)
                        outcomes[saved.outcome].append(saved.id)
            self.catch_up()
        return Added(*(tuple(ids) for ids in outcomes.values()))

    def remove(self, ids: Iterable[str]) -> None:
        """Take articles away for good; unknown ids are no error."""
        with self.writing():
            with self._record.writing() as transaction:
                for id in ids:
                    transaction.remove(id)
            self.catch_up()

    def is_behind(self) -> bool:
        """Return whether the index is at another change than the record."""
        return self._engine.change() != self._record.change()

    def catch_up(self) -> None:
        """Bring the index up to the record. Raises LibraryLocked when another process is writing."""
        if not self.is_behind():
            return
        # Who is writing brings it up to the record as well: there is nothing to wait for.
        with self.writing(patience=0):
            if self.is_behind():
                self._update()

    def rebuild(self) -> None:
        """Make the index again from the record, while the old one serves."""
        with self.writing():
            self._record.recount()
            self._engine.reset()
            self._update()

    def update_index(self, most: int) -> bool:
        """Bring the index at most so many changes nearer to the record; return whether as many are left at least.

        For a process whose parent is the one that is writing.
        """
        if self.is_behind():
            self._update(most)
        return self._record.change() - self._engine.change() >= most

    def _update(self, most: int | None = None) -> None:
        reached = self._engine.change()
        if not reached:
            # What there may be is damaged or of another version: nothing is built on it.
            self._engine.reset()
        # First of all: what another process saves from here on is for the next update.
        change = self._record.change() if most is None else min(reached + most, self._record.change())
        put, gone = self._record.changed(reached, change), self._record.removed_since(reached)
        with refusals_named(self.folder / INDEX):
            self._engine.update(put, gone, change=change)

    def _drop_what_never_happened(self) -> None:
        """Make an index again that is ahead of its record, which was put back from a backup.

        Before anything is written: new changes would get the numbers of those that the index holds.
        """
        if self._engine.change() > self._record.change():
            self._engine.reset()
            self._update()

    def search(
        self,
        query: str,
        *,
        page: int = 1,
        per_page: int = 10,
        filters: Filters = Filters(),  # noqa: B008 - frozen
        sort: Sort = "relevance",
        mode: Mode = "auto",
        duplicates: Duplicates = "folded",
    ) -> Answer:
        """Answer the question with a page of hits, each with its best passages. Raises QueryError.

        Articles with the same text are one hit, unless all `duplicates` are wanted.

        While the index is behind the record, a note says so.
        """
        start = perf_counter()
        reading = self._engine.reading()
        unindexed = self._unindexed(reading)
        answer = answered(
            parse(query),
            record=self._record,
            engine=reading,
            page=page,
            per_page=per_page,
            filters=filters,
            sort=sort,
            start=start,
            mode=mode,
            duplicates=duplicates,
        )
        return replace(answer, unindexed=unindexed, notes=(*answer.notes, *self._said_of(unindexed)))

    def _unindexed(self, reading: Reading) -> int:
        """Return how many articles are on record and not in the index yet."""
        reached = reading.change()
        return self._record.count_since(reached) if reached < self._record.change() else 0

    def _said_of(self, unindexed: int) -> Iterator[str]:
        if not unindexed:
            return
        missing = counted(unindexed, "article is", "articles are")
        if self.is_read_only:
            yield f"{missing} not findable: the library may not be written here; its owner can run vade rebuild"
        else:
            yield f"Indexing goes on: {missing} not findable yet"

    def marker(self, query: str) -> Marker:
        """Give what marks the words of this question in any text."""
        return Marker(planned(parse(query), self._engine.reading()).node)

    def article(self, id: str) -> Article:
        """Give the article with this id. Raises ArticleNotFound."""
        return self._record.article(id)

    def places(self, id: str) -> tuple[str, ...]:
        """Return the names of all that this article was read from; empty for an unknown id."""
        return tuple(dict.fromkeys(entry.name for entry in self._record.places(id) if entry.name))

    def copies(self, article: Article) -> Copies:
        """Return the other places of an article, and those of articles with the same text."""
        return self._record.copies(article, of_others=True)

    def content_hash(self, id: str) -> str:
        """Give the hash of what this article says. Raises ArticleNotFound."""
        return self._record.content_hash(id)

    def stats(self) -> Stats:
        """Count what the library holds."""
        reading, counts = self._engine.reading(), self._record.counts()
        return Stats(
            articles=counts.articles,
            sections=counts.sections,
            languages=counts.languages,
            sites=counts.sites,
            topics=counts.topics,
            updated=self._record.updated(),
            change=self._record.change(),
            reached=reading.change(),
            generation=reading.version(),
            size_bytes=self._engine.size(),
            record_bytes=sum(f.stat().st_size for f in self.folder.glob(f"{RECORD}*")),
        )

    def check(self) -> list[str]:
        """Say what is wrong with the library, a sentence each; none when record and index are whole and agree."""
        problems = self._record.problems()
        if problems:
            return problems
        problems = [*self._record.wrong_counts(), *self._engine.problems()]
        change, reached = self._record.change(), self._engine.change()
        if reached != change:
            said = f"the index is at change {reached} of {change}"
            return [*problems, f"{said}; when no ingest is running, run vade rebuild"]
        recorded, indexed = self._record.ids(), list(self._engine.ids())
        for count, of, what in (
            (len(recorded - set(indexed)), " on record", "not in the index"),
            (len(set(indexed) - recorded), " in the index", "not on record"),
            (len(indexed) - len(set(indexed)), "", "in the index more than once"),
        ):
            if count:
                missing = counted(count, f"article{of} is", f"articles{of} are")
                problems.append(f"{missing} {what}; run vade rebuild")
        return problems


def _taken(lock: IO[str]) -> bool:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _batches(articles: Iterable[Article]) -> Iterator[list[Article]]:
    batch: list[Article] = []
    for article in articles:
        batch.append(article)
        if len(batch) == BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def _given(article: Article) -> Page:
    """Return the article as the entry that a program gave: known by its source, or by an id of the program's own."""
    made = (article_id(article.source), article_id(canonical_address(article.url)))
    key = article.source if article.source and article.id in made else article.id
    return Page(EntryRecord("", key, article.source, "article"), prepared(article), given=article.id)


def _always(_origin: str, _key: str) -> bool:
    return True
