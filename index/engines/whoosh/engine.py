"""The engine that keeps its index in a folder: columns that Whoosh's queries are evaluated over."""

import fcntl
import logging
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from stat import S_IMODE

from index.article import Article
from index.engines.columns.ranking import BM25F
from index.engines.columns.snapshot import Snapshot
from index.engines.protocol import Ranking
from index.engines.whoosh import answering, generations
from index.engines.whoosh.generations import Generation, Stamp
from index.engines.whoosh.linking import Link, hard_link
from index.engines.whoosh.queries import whoosh_query
from index.engines.whoosh.updating import segments, tier_to_merge, write_merged, write_update
from index.errors import LibraryDamaged, LibraryLocked
from index.query.nearness import edits, nearest
from index.tree import Duplicates, Filters, Node, Sort


@dataclass(frozen=True, slots=True)
class Held:
    """An open generation, None where there is none, and what the folder looked like when it was opened."""

    seen: Stamp
    generation: Generation | None
    ranking: BM25F


# What NumPy and Python raise for a place that is not there, a number too large, or letters that are none.
NOT_AS_WRITTEN = (IndexError, ValueError, OverflowError, MemoryError)

log = logging.getLogger(__name__)
NOTHING_HELD = Held(((), 0, 0), None, BM25F(Snapshot(())))


class WhooshEngine:
    """Keeps the index in generations under one folder; any number of processes read, one writes."""

    def __init__(self, folder: Path, *, processes: int = 1, link: Link = hard_link) -> None:
        """Open nothing yet.

        So many `processes` index together; `link` gives a file a second name, and raises OSError on a disk without.
        """
        self._folder = folder
        self._processes = processes
        self._link = link
        self._mutex = threading.Lock()
        self._held = NOTHING_HELD
        self._is_reset = False

    def change(self) -> int:
        """Return the number of the last change the index holds, 0 when it holds none or is damaged as a whole."""
        if self._is_reset or not generations.latest(self._folder)[0]:
            return 0
        try:
            found = self._current().generation
        except LibraryDamaged as error:
            log.warning("%s", error)
            return 0
        return found[1].change if found else 0

    def reading(self) -> "WhooshReading":
        """Return the newest generation; it changes no more, and is shared by all threads."""
        held = self._current()
        return WhooshReading(self._folder, held.generation, held.ranking)

    def library(self) -> str:
        """Return the id of the library that the newest generation belongs to, "" where that is not known."""
        found = None if self._is_reset else generations.newest(self._folder)
        return found[1].library if found else ""

    def update(self, put: Iterable[Article], remove: Iterable[str], *, change: int, library: str = "") -> None:
        """Add or replace articles by id, drop others, and reach this change number. Raises LibraryLocked."""
        with self._locked():
            found = self._base()
            files = found[1].files if found else {}
            reached = (change, library or (found[1].library if found else ""))
            newest = self._published(
                found, reached, lambda building: write_update(building, files, put, remove, processes=self._processes)
            )
            self._is_reset = False
            # What was put is found from here on; what follows only keeps it quick.
            while small := tier_to_merge(segments(newest[0], newest[1].files)):
                if not all(generations.is_sound(newest, segment.path.name) for segment in small):
                    # Merged, the damage would get a hash of its own, and nobody would know of it.
                    break
                with _damage_named(self._folder):
                    newest = self._published(newest, reached, partial(write_merged, merged=small))

    def _base(self) -> Generation | None:
        """Return the generation that the next one builds on: the one that `change` speaks of."""
        if self._is_reset or not generations.latest(self._folder)[0]:
            return None
        return self._current().generation

    def _published(
        self, base: Generation | None, reached: tuple[int, str], write: Callable[[Path], None]
    ) -> Generation:
        """Publish what is written on top of a generation; it reaches this change of this library."""
        change, library = reached
        building = generations.begun(self._folder, base, link=self._link)
        try:
            write(building)
            return generations.published(building, base, change=change, library=library)
        except BaseException:
            generations.abandoned(building)
            raise

    def reset(self) -> None:
        """Build the next generation from nothing; the newest one serves until then."""
        self._is_reset = True

    def problems(self) -> list[str]:
        """Say what is wrong with the files of the index, a sentence each."""
        return generations.problems(self._folder)

    def size(self) -> int:
        """Give the bytes of the newest generation on disk."""
        found = self._current().generation
        return sum(size for size, _ in found[1].files.values()) if found else 0

    def close(self) -> None:
        """Let go of the files; whoever is still reading goes on."""
        self._held = NOTHING_HELD

    def _current(self) -> Held:
        """Return what ranks over the newest generation. It changes no more, and is shared by all threads."""
        while True:
            latest = generations.latest(self._folder)
            held = self._held
            if not latest[0] or latest == held.seen:
                return held
            with self._mutex:
                if self._held is not held:
                    # Another thread opened it while we waited.
                    continue
                with suppress(FileNotFoundError):
                    self._held = self._opened(latest)
                # Else two updates came while we were opening: look again.

    def _opened(self, latest: Stamp) -> Held:
        """Open the newest generation that can be opened; the one before it serves where it is damaged."""
        damage: LibraryDamaged | None = None
        for generation in generations.usable(self._folder):
            if generation == self._held.generation:
                return replace(self._held, seen=latest)
            try:
                return Held(latest, generation, BM25F(Snapshot(segments(generation[0], generation[1].files))))
            except LibraryDamaged as error:
                damage = damage or error
        if damage:
            raise damage
        return Held(latest, None, BM25F(Snapshot(())))

    @contextmanager
    def _locked(self) -> Iterator[None]:
        # With the rights of the library's folder, which is its owner's alone.
        self._folder.parent.mkdir(parents=True, exist_ok=True)
        self._folder.mkdir(mode=S_IMODE(self._folder.parent.stat().st_mode), exist_ok=True)
        with (self._folder / "lock").open("a") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError as error:
                raise LibraryLocked(f"{self._folder}: another vade is updating this index; try again later") from error
            yield


@dataclass(frozen=True, slots=True)
class WhooshReading:
    """One generation of the index in a folder, None before the first; `ranking` ranks over its segments."""

    folder: Path
    generation: Generation | None
    ranking: BM25F

    def change(self) -> int:
        """Return the number of the last change that it holds, 0 when it holds none."""
        return self.generation[1].change if self.generation else 0

    def library(self) -> str:
        """Return the id of the library that it belongs to, "" where that is not known."""
        return self.generation[1].library if self.generation else ""

    def version(self) -> str:
        """Return the name of the generation."""
        return self.generation[0].name if self.generation else "0"

    def documents(self) -> int:
        """Count the articles held, with those that are deleted and not merged away."""
        return self.ranking.snapshot.documents

    def languages(self) -> tuple[str, ...]:
        """Return the languages of the articles held, the commonest first."""
        with _damage_named(self.folder):
            return self.ranking.snapshot.languages

    def frequency(self, forms: Iterable[str]) -> int:
        """Count the articles whose text holds these index terms; one that holds two counts twice.

        Of a common term, deleted articles that are not merged away count as well.
        """
        with _damage_named(self.folder):
            terms = [form.encode("utf-8", "surrogatepass") for form in forms]
            return sum(self.ranking.snapshot.living("text", term) for term in terms)

    def expansions(self, prefix: str, limit: int) -> tuple[str, ...]:
        """Return the words that begin so, the commonest first and at most `limit`."""
        with _damage_named(self.folder):
            found = self.ranking.snapshot.expansions(prefix.encode("utf-8", "surrogatepass"), limit)
            return tuple(word.decode("utf-8", "surrogatepass") for word in found)

    def similar(self, word: str, limit: int) -> tuple[str, ...]:
        """Return the words that are near to this one, the nearest first and at most `limit`."""
        with _damage_named(self.folder):
            return nearest(word, self.ranking.snapshot.near(word, edits(word)), limit)

    def ids(self) -> Iterator[str]:
        """Yield the id of every article held, ascending."""
        with _damage_named(self.folder):
            yield from (id.decode() for id in self.ranking.snapshot.ids())

    def values(self, name: str) -> tuple[str, ...]:
        """Return the values of a fact without case, sorted; those of deleted articles too."""
        with _damage_named(self.folder):
            segments = self.ranking.snapshot.segments
            return tuple(sorted({key for segment in segments for key in segment.facts[name].by_key}))

    def ranked(
        self, node: Node, filters: Filters, *, sort: Sort, first: int, count: int, duplicates: Duplicates = "folded"
    ) -> Ranking:
        """Rank the articles that match, and give `count` of them from place `first`."""
        asked = whoosh_query(node, filters)
        with _damage_named(self.folder):
            return answering.ranked(
                asked, node, self.ranking, sort=sort, first=first, count=count, duplicates=duplicates
            )


@contextmanager
def _damage_named(folder: Path) -> Iterator[None]:
    """Say what columns are that send a reader beyond their end: checking every value at opening would take long."""
    try:
        yield
    except NOT_AS_WRITTEN as error:
        raise LibraryDamaged(f"{folder}: its columns do not agree ({error}); run vade rebuild") from error
