"""A folder that is a library: articles in, and a question in, the passages that answer out."""

import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from time import perf_counter

from index.adding import Added, add
from index.answer import Answer
from index.article import Article
from index.checking import problems
from index.engines.protocol import Engine
from index.engines.whoosh import WhooshEngine
from index.errors import LibraryError
from index.holdings import Stats, stats_of
from index.output.counting import counted
from index.query.parsing import parse
from index.query.plan import Mode, planned
from index.search.answering import answered
from index.search.marks import Marker
from index.storage.duplicates import Copies
from index.storage.folder import INDEX, RECORD, check_folder, holds_library, make_folder
from index.storage.intake import Intake
from index.storage.locking import locked
from index.storage.record import Record
from index.tree import Duplicates, Filters, Sort
from index.upkeep import Upkeep

# Seconds to wait for another writer: as long as a server that looks whether the index is behind, not as an ingest.
PATIENCE = 2.0


class Library:
    """The record and its index in one folder. Safe to share between threads; one process writes at a time."""

    def __init__(self, folder: Path, engine: Engine) -> None:
        self.folder = folder
        self._record = Record(folder / RECORD)
        self.intake = Intake(self._record)
        self._engine = engine
        self._upkeep = Upkeep(folder, self._record, engine)
        self._mutex = threading.RLock()
        self._lock_depth = 0

    @classmethod
    def open(
        cls,
        folder: Path | str,
        *,
        engine: Engine | None = None,
        is_new_here: bool = False,
        is_mending: bool = False,
        processes: int = 1,
    ) -> "Library":
        """Open the library in this folder, making it where there is none. Raises LibraryDamaged.

        A folder that holds other files and no library is LibraryError, unless a new one here is what is wanted. An
        index of another library than the record is LibraryDamaged, unless who opens it is about to rebuild it. It
        starts no other process, unless more `processes` than one may index together.
        """
        folder = Path(folder).expanduser()
        if not holds_library(folder):
            make_folder(folder, is_told=is_new_here)
        check_folder(folder)
        library = cls(folder, engine or WhooshEngine(folder / INDEX, processes=processes))
        if not is_mending:
            try:
                library._upkeep.refuse_foreign()
            except BaseException:
                library.close()
                raise
        return library

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
            with locked(self.folder, patience):
                self._lock_depth += 1
                try:
                    self._upkeep.drop_what_never_happened()
                    yield
                finally:
                    self._lock_depth -= 1

    @contextmanager
    def trial(self) -> Iterator[None]:
        """Let what this thread writes show what it would do: none of it is kept when the block ends."""
        with self.writing(), self._record.trial():
            yield

    def add(self, articles: Iterable[Article]) -> Added:
        """Add or replace articles by id, make them findable, and say which were new.

        They are kept for good once this returns, and in batches before: an error in the stream keeps those
        that came before the batch it happened in.
        """
        with self.writing():
            added = add(self._record, articles)
            self.catch_up()
        return added

    def remove(self, ids: Iterable[str]) -> None:
        """Take articles away for good; unknown ids are no error."""
        with self.writing():
            with self._record.writing() as transaction:
                for id in ids:
                    transaction.remove(id)
            self.catch_up()

    def is_behind(self) -> bool:
        """Return whether the index is at another change than the record, or of another library."""
        return self._upkeep.is_behind()

    def catch_up(self) -> None:
        """Bring the index up to the record. Raises LibraryLocked when another process is writing."""
        if not self.is_behind():
            return
        # Who is writing brings it up to the record as well: there is nothing to wait for.
        with self.writing(patience=0):
            if self.is_behind():
                self._upkeep.update()

    def rebuild(self) -> None:
        """Make the index again from the record, while the old one serves."""
        with self.writing():
            self._record.recount()
            self._upkeep.rebuild()

    def update_index(self, most: int) -> bool:
        """Bring the index at most so many changes nearer to the record; return whether as many are left at least.

        For a process whose parent is the one that is writing.
        """
        if self.is_behind():
            self._upkeep.update(most)
        return self._record.change() - self._engine.change() >= most

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
        unindexed = self._upkeep.unindexed(reading)
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

    def _said_of(self, unindexed: int) -> Iterator[str]:
        if not unindexed:
            return
        missing = counted(unindexed, "article is", "articles are")
        if self.is_read_only:
            yield f"{missing} not findable: the library may not be written here; its owner can run vade rebuild"
        else:
            yield f"Indexing goes on: {missing} not findable yet"

    def state(self) -> tuple[int, str]:
        """Return the number of the last change and the version of the index: while both stand, so do all answers."""
        return self._record.change(), self._engine.reading().version()

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
        return stats_of(self.folder, self._record, self._engine)

    def check(self) -> list[str]:
        """Say what is wrong with the library, a sentence each; none when record and index are whole and agree."""
        return problems(self.folder, self._record, self._engine)
