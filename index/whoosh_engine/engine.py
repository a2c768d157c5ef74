"""The engine that keeps its index in a folder, as Whoosh writes and searches it."""

import fcntl
import threading
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from heapq import nlargest, nsmallest
from itertools import islice
from pathlib import Path
from typing import Any

from whoosh.filedb.filestore import FileStorage
from whoosh.scoring import BM25F
from whoosh.searching import Searcher
from whoosh.writing import IndexWriter

from index.article import Article
from index.engine import Facet, Ranked, Ranking
from index.errors import LibraryLocked
from index.memory import facet
from index.tree import Filters, Node, Sort
from index.whoosh_engine import generations
from index.whoosh_engine.queries import whoosh_query
from index.whoosh_engine.schema import SEPARATOR, document, schema

K1, B = 1.2, 0.75
# Megabytes of postings held before they are sorted into a run on disk.
POOL_MB = 256
# Words looked at for the commonest that begin so; the rest of a longer list is passed over.
MOST_SCANNED = 50_000
FACETS = ("tag", "site", "lang", "author")


class WhooshEngine:
    """Keeps the index in generations under one folder; any number of processes read, one writes."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._local = threading.local()
        self._searchers: list[Searcher] = []
        self._is_reset = False

    def change(self) -> int:
        """Give the number of the last change the index holds, 0 when it holds none."""
        found = None if self._is_reset else generations.newest(self._folder)
        return found[1].change if found else 0

    def version(self) -> str:
        """Name the generation being read now."""
        found = generations.newest(self._folder)
        return found[0].name if found else "0"

    def update(self, put: Iterable[Article], remove: Iterable[str], *, change: int) -> None:
        """Add or replace articles by id, drop others, and reach this change number. Raises LibraryLocked."""
        with self._locked():
            found = None if self._is_reset else generations.newest(self._folder)
            building = generations.begun(self._folder, found[0] if found else None)
            _write(building, put, remove, is_new=found is None)
            generations.published(self._folder, found[1] if found else None, change=change)
            self._is_reset = False

    def reset(self) -> None:
        """Build the next generation from nothing; the newest one serves until then."""
        self._is_reset = True

    def ids(self) -> Iterable[str]:
        """Give the id of every article held."""
        searcher = self._searcher()
        return [fields["id"] for fields in searcher.reader().all_stored_fields()] if searcher else []

    def languages(self) -> tuple[str, ...]:
        """Give the languages of the articles held, the commonest first."""
        searcher = self._searcher()
        if searcher is None:
            return ()
        counted = [(-info.doc_frequency(), name.decode()) for name, info in searcher.reader().iter_field("lang")]
        return tuple(name for _, name in sorted(counted))

    def frequency(self, forms: Iterable[str]) -> int:
        """Count the articles whose text holds these index terms; one that holds two counts twice."""
        searcher = self._searcher()
        return sum(searcher.reader().doc_frequency("text", form) for form in forms) if searcher else 0

    def expansions(self, prefix: str, limit: int) -> tuple[str, ...]:
        """Give the words that begin so, the commonest first and at most `limit`."""
        searcher = self._searcher()
        if searcher is None:
            return ()
        begun = islice(searcher.reader().iter_prefix("words", prefix), MOST_SCANNED)
        counted = ((-info.doc_frequency(), word.decode()) for word, info in begun)
        return tuple(word for _, word in nsmallest(limit, counted))

    def ranked(self, node: Node, filters: Filters, *, sort: Sort, first: int, count: int) -> Ranking:
        """Rank the articles that match, and give `count` of them from place `first`."""
        searcher = self._searcher()
        if searcher is None:
            return Ranking(0, ())
        # Without Whoosh's own limit: with one it passes over good documents of a boosted OR.
        results = searcher.search(whoosh_query(node, filters), limit=None)
        scores: list[tuple[float, int]] = results.top_n
        if not scores:
            return Ranking(0, (), tuple(Facet(name, ()) for name in FACETS))
        best = _best(searcher, scores, sort, first + count)[first:]
        hits = tuple(Ranked(searcher.stored_fields(doc)["id"], score) for score, doc in best)
        return Ranking(len(scores), hits, _facets(searcher, [doc for _, doc in scores]))

    def problems(self) -> list[str]:
        """Say what is wrong with the files of the index, a sentence each."""
        return generations.problems(self._folder)

    def size(self) -> int:
        """Give the bytes of the newest generation on disk."""
        found = generations.newest(self._folder)
        return sum(size for size, _ in found[1].files.values()) if found else 0

    def close(self) -> None:
        """Close every searcher; call it when no thread is searching."""
        while self._searchers:
            self._searchers.pop().close()
        self._local = threading.local()

    def _searcher(self) -> Searcher | None:
        """Give this thread's searcher of the newest generation: Whoosh's are not to be shared by threads."""
        held: tuple[str, Searcher] | None = getattr(self._local, "held", None)
        for _ in range(3):
            found = generations.newest(self._folder)
            if found is None:
                return held[1] if held else None
            name = found[0].name
            if held and held[0] == name:
                return held[1]
            try:
                searcher = FileStorage(str(found[0])).open_index().searcher(weighting=BM25F(B=B, K1=K1))
            except FileNotFoundError:
                # Two updates came while we were opening: look again.
                continue
            self._hold(name, searcher, held)
            return searcher
        return held[1] if held else None

    def _hold(self, name: str, searcher: Searcher, held: tuple[str, Searcher] | None) -> None:
        if held:
            self._searchers.remove(held[1])
            held[1].close()
        self._local.held = (name, searcher)
        self._searchers.append(searcher)

    @contextmanager
    def _locked(self) -> Iterator[None]:
        self._folder.mkdir(parents=True, exist_ok=True)
        with (self._folder / "lock").open("a") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError as error:
                raise LibraryLocked(f"{self._folder}: another vade is updating this index; try again later") from error
            yield


def _write(building: Path, put: Iterable[Article], remove: Iterable[str], *, is_new: bool) -> None:
    storage = FileStorage(str(building))
    index = storage.create_index(schema()) if is_new else storage.open_index()
    writer: IndexWriter = index.writer(limitmb=POOL_MB)
    try:
        writer = _written(index, writer, put, remove)
        writer.commit()
    except BaseException:
        writer.cancel()
        raise
    finally:
        index.close()
    for lock in building.glob("*LOCK"):
        lock.unlink()


def _written(index: Any, writer: IndexWriter, put: Iterable[Article], remove: Iterable[str]) -> IndexWriter:
    """Write everything; give the writer to commit, another one when an id came twice."""
    with index.reader() as before:
        for id in remove:
            _delete(writer, before, id)
        written: set[str] = set()
        for article in put:
            if article.id in written:
                break
            _delete(writer, before, article.id)
            writer.add_document(**document(article))
            written.add(article.id)
        else:
            return writer
    # Whoosh does not see what its own writer has not committed: begin another on top.
    writer.commit()
    return _written(index, index.writer(limitmb=POOL_MB), _preceded(article, put), ())


def _preceded(article: Article, rest: Iterable[Article]) -> Iterator[Article]:
    yield article
    yield from rest


def _delete(writer: IndexWriter, before: Any, id: str) -> None:
    if ("id", id) in before:
        for doc in before.postings("id", id).all_ids():
            writer.delete_document(doc)


def _best(searcher: Searcher, scores: list[tuple[float, int]], sort: Sort, count: int) -> list[tuple[float, int]]:
    if sort == "relevance":
        return nlargest(count, scores, key=lambda hit: (hit[0], -hit[1]))
    if sort == "title":
        titles = searcher.reader().column_reader("title_column")
        return nsmallest(count, scores, key=lambda hit: (titles[hit[1]], hit[1]))
    days = searcher.reader().column_reader("day_column")
    if sort == "newest":
        return nsmallest(count, scores, key=lambda hit: (-days[hit[1]], hit[1]))
    return nsmallest(count, scores, key=lambda hit: (days[hit[1]] or LATEST, hit[1]))


LATEST = 10**9


def _facets(searcher: Searcher, docs: list[int]) -> tuple[Facet, ...]:
    """Count the values of the facts over all these documents."""
    reader = searcher.reader()
    found = []
    for name in FACETS:
        column = reader.column_reader(f"{name}_column")
        # Most articles of a site have the same few values: count those as one, and take them apart once.
        joined = Counter(column[doc] for doc in docs)
        counted: defaultdict[str, int] = defaultdict(int)
        for values, count in joined.items():
            for value in values.decode().split(SEPARATOR):
                counted[value] += count
        found.append(facet(name, counted))
    return tuple(found)
