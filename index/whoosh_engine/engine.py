"""The engine that keeps its index in a folder: columns that Whoosh's queries are evaluated over."""

import fcntl
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from index.article import Article
from index.columns.ranking import BM25F
from index.columns.snapshot import Snapshot
from index.engine import Ranking
from index.errors import LibraryLocked
from index.nearness import edits, nearest
from index.tree import Filters, Node, Sort
from index.whoosh_engine import answering, generations
from index.whoosh_engine.queries import whoosh_query
from index.whoosh_engine.updating import segments, tier_to_merge, write_merged, write_update


class WhooshEngine:
    """Keeps the index in generations under one folder; any number of processes read, one writes."""

    def __init__(self, folder: Path, *, processes: int = 1) -> None:
        self._folder = folder
        self._processes = processes
        self._mutex = threading.Lock()
        # The latest generation when what is held was opened: it may have been damaged, and the one before it opened.
        self._held: tuple[tuple[str, int], BM25F] = ("", 0), BM25F(Snapshot(()))
        self._is_reset = False

    def change(self) -> int:
        """Give the number of the last change the index holds, 0 when it holds none."""
        found = None if self._is_reset else generations.newest(self._folder)
        return found[1].change if found else 0

    def version(self) -> str:
        """Name the generation being read now."""
        self._ranking()
        return self._held[0][0] or "0"

    def update(self, put: Iterable[Article], remove: Iterable[str], *, change: int) -> None:
        """Add or replace articles by id, drop others, and reach this change number. Raises LibraryLocked."""
        with self._locked():
            found = None if self._is_reset else generations.newest(self._folder)
            building = generations.begun(self._folder, found)
            write_update(building, found[1].files if found else {}, put, remove, processes=self._processes)
            newest = generations.published(self._folder, found, change=change)
            self._is_reset = False
            # What was put is found from here on; what follows only keeps it quick.
            while small := tier_to_merge(segments(newest[0], newest[1].files)):
                if not all(generations.is_sound(newest, segment.path.name) for segment in small):
                    # Merged, the damage would get a hash of its own, and nobody would know of it.
                    break
                building = generations.begun(self._folder, newest)
                write_merged(building, small)
                newest = generations.published(self._folder, newest, change=change)

    def reset(self) -> None:
        """Build the next generation from nothing; the newest one serves until then."""
        self._is_reset = True

    def ids(self) -> Iterable[str]:
        """Give the id of every article held."""
        for segment in self._ranking().snapshot.segments:
            yield from (segment.ids[number].decode() for number in segment.left().tolist())

    def languages(self) -> tuple[str, ...]:
        """Give the languages of the articles held, the commonest first."""
        return self._ranking().snapshot.languages

    def frequency(self, forms: Iterable[str]) -> int:
        """Count the articles whose text holds these index terms; one that holds two counts twice.

        Of a common term, deleted articles that are not merged away count as well.
        """
        snapshot = self._ranking().snapshot
        return sum(snapshot.living("text", form.encode("utf-8", "surrogatepass")) for form in forms)

    def expansions(self, prefix: str, limit: int) -> tuple[str, ...]:
        """Give the words that begin so, the commonest first and at most `limit`."""
        found = self._ranking().snapshot.expansions(prefix.encode("utf-8", "surrogatepass"), limit)
        return tuple(word.decode("utf-8", "surrogatepass") for word in found)

    def similar(self, word: str, limit: int) -> tuple[str, ...]:
        """Give the words that are near to this one, the nearest first and at most `limit`."""
        return nearest(word, self._ranking().snapshot.near(word, edits(word)), limit)

    def ranked(self, node: Node, filters: Filters, *, sort: Sort, first: int, count: int) -> Ranking:
        """Rank the articles that match, and give `count` of them from place `first`."""
        return answering.ranked(whoosh_query(node, filters), self._ranking(), sort=sort, first=first, count=count)

    def problems(self) -> list[str]:
        """Say what is wrong with the files of the index, a sentence each."""
        return generations.problems(self._folder)

    def size(self) -> int:
        """Give the bytes of the newest generation on disk."""
        found = generations.newest(self._folder)
        return sum(size for size, _ in found[1].files.values()) if found else 0

    def close(self) -> None:
        """Let go of the files; whoever is still reading goes on."""
        self._held = ("", 0), BM25F(Snapshot(()))

    def _ranking(self) -> BM25F:
        """Give what ranks over the newest generation. It changes no more, and is shared by all threads."""
        while True:
            latest = generations.latest(self._folder)
            seen, held = self._held
            if not latest[0] or latest == seen:
                return held
            with self._mutex:
                if self._held[0] != seen:
                    # Another thread opened it while we waited.
                    continue
                found = generations.newest(self._folder)
                try:
                    self._held = latest, BM25F(Snapshot(segments(found[0], found[1].files) if found else ()))
                except FileNotFoundError:
                    # Two updates came while we were opening: look again.
                    continue

    @contextmanager
    def _locked(self) -> Iterator[None]:
        self._folder.mkdir(parents=True, exist_ok=True)
        with (self._folder / "lock").open("a") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError as error:
                raise LibraryLocked(f"{self._folder}: another vade is updating this index; try again later") from error
            yield
