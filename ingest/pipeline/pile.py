"""A pile of sources in, a library that holds their articles and the account of it out."""

import gc
import hashlib
import signal
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field
from itertools import islice
from types import FrameType

from index import Article, Library, Outcome, Page, PageError, SkippedPage, end_with_parent
from ingest.reader import read_article
from ingest.siterules import NO_RULES, SiteRules
from ingest.sources.files import Source, content

# Counts up when the reader reads pages otherwise: unchanged files are then read again.
READER = 2
BATCH = 200
# A running server sees what was ingested after so many pages or seconds, whichever comes first.
INDEX_PAGES, INDEX_SECONDS = 5_000, 20.0
# A page that takes longer is given up: the others must not wait for it.
LONGEST_SECONDS = 30
# Pages on their way to each worker: enough to keep it busy, few enough to hold in memory.
AHEAD = 32


# A source, the digest it was last saved with, the most bytes to read, and the rules to read it by.
Task = tuple[Source, str, int, SiteRules]


@dataclass(frozen=True, slots=True)
class Problem:
    """A page that did not become an article, and why."""

    source: str
    outcome: str
    reason: str


@dataclass(slots=True)
class Account:
    """How an ingest went: found = new + changed + unchanged + skipped + failed."""

    found: int = 0
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    skipped: int = 0
    failed: int = 0
    removed: int = 0
    problems: list[Problem] = field(default_factory=list)
    seconds: float = 0.0

    def count(self, outcome: Outcome) -> None:
        """Count a page that is in the library."""
        setattr(self, outcome, getattr(self, outcome) + 1)

    def add_problem(self, problem: Problem) -> None:
        """Count a page that is not."""
        self.problems.append(problem)
        if problem.outcome == "skipped":
            self.skipped += 1
        else:
            self.failed += 1


@dataclass(frozen=True, slots=True)
class Read:
    """What became of one source: an article, nothing new, or a problem."""

    source: Source
    digest: str = ""
    article: Article | None = None
    problem: Problem | None = None


def ingest(
    sources: Sequence[Source],
    library: Library,
    *,
    jobs: int,
    largest: int,
    is_pruning: bool,
    on_page: Callable[[], None],
    rules: SiteRules = NO_RULES,
) -> Account:
    """Read the sources after the rules and save their articles; `on_page` is called after each. Raises LibraryLocked.

    What is saved stays when this is interrupted. `largest` is in bytes; pruning forgets what came from the
    roots of these sources and is no more among them.
    """
    account = Account()
    start = indexed = time.monotonic()
    waiting = 0
    with library.writing():
        try:
            for batch in _batches(_reads(sources, library, jobs, largest, rules)):
                _save(batch, library, account)
                for _ in batch:
                    on_page()
                waiting += len(batch)
                if waiting >= INDEX_PAGES or time.monotonic() - indexed > INDEX_SECONDS:
                    library.catch_up()
                    waiting, indexed = 0, time.monotonic()
            if is_pruning:
                for root in {s.root for s in sources}:
                    account.removed += library.prune(root, {s.name for s in sources if s.root == root})
        finally:
            library.catch_up()
    account.seconds = time.monotonic() - start
    return account


def read(source: Source, known: str, largest: int, rules: SiteRules = NO_RULES) -> Read:
    """Read one source; without an article or a problem, it is the file whose digest is known."""
    try:
        with _time_limit(source):
            page = content(source, largest)
            digest = hashlib.sha256(f"{READER} {rules.digest}".encode() + page).hexdigest()
            if digest == known:
                return Read(source, digest)
            return Read(source, digest, read_article(page, source=source.name, rules=rules))
    except PageError as error:
        return _refused(source, "skipped" if isinstance(error, SkippedPage) else "failed", str(error))
    except Exception as error:
        return _refused(source, "failed", f"{source.name}: {type(error).__name__}: {error}")


def _refused(source: Source, outcome: str, reason: str) -> Read:
    return Read(source, problem=Problem(source.name, outcome, reason.removeprefix(f"{source.name}: ")))


class _time_limit:  # noqa: N801 - reads as a word in "with"
    """Raises TimeoutError in the block after LONGEST_SECONDS, where alarms are to be had."""

    def __init__(self, source: Source) -> None:
        self._source = source

    def __enter__(self) -> None:
        try:
            self._before = signal.signal(signal.SIGALRM, self._expired)
            signal.alarm(LONGEST_SECONDS)
        except ValueError:
            # Not the main thread: nothing to be had.
            self._before = None

    def __exit__(self, *_: object) -> None:
        if self._before is not None:
            signal.alarm(0)
            signal.signal(signal.SIGALRM, self._before)

    def _expired(self, _signal: int, _frame: FrameType | None) -> None:
        raise TimeoutError(f"not read within {LONGEST_SECONDS} s")


def _reads(sources: Sequence[Source], library: Library, jobs: int, largest: int, rules: SiteRules) -> Iterator[Read]:
    """Read the sources in order, in worker processes when there are several."""
    tasks = ((source, library.digest(source.root, source.name), largest, rules) for source in sources)
    if jobs < 2 or len(sources) < 2 * jobs:
        for task in tasks:
            yield read(*task)
        return
    while left := list(islice(tasks, AHEAD * jobs)):
        # A pool lives until a page kills one of its workers; then another goes on behind that page.
        yield from _pooled(left, tasks, jobs)


def _pooled(first: list[Task], tasks: Iterator[Task], jobs: int) -> Iterator[Read]:
    with ProcessPoolExecutor(jobs, initializer=_begun) as pool:
        window = deque((task, pool.submit(read, *task)) for task in first)
        while window:
            task, future = window.popleft()
            try:
                yield future.result()
            except BrokenProcessPool:
                yield from _one_by_one([task, *(t for t, _ in window)])
                return
            following = next(tasks, None)
            if following is not None:
                window.append((following, pool.submit(read, *following)))


def _one_by_one(tasks: Iterable[Task]) -> Iterator[Read]:
    """Read each in a process of its own: only the page that kills its reader is lost."""
    for task in tasks:
        with ProcessPoolExecutor(1, initializer=_begun) as pool:
            future: Future[Read] = pool.submit(read, *task)
            try:
                yield future.result()
            except BrokenProcessPool:
                yield _refused(task[0], "failed", "reading it ended the process, out of memory perhaps")


def _begun() -> None:
    """Leave an interrupt to the parent, which ends its workers, and what is loaded out of the search for garbage."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    end_with_parent()
    # It would be gone through again after every hundred pages, at a thirtieth of the time that they take.
    gc.freeze()


def _batches(reads: Iterator[Read]) -> Iterator[list[Read]]:
    while batch := list(islice(reads, BATCH)):
        yield batch


def _save(batch: list[Read], library: Library, account: Account) -> None:
    account.found += len(batch)
    pages = [Page(r.article, r.source.root, r.digest) for r in batch if r.article]
    for outcome in library.save(pages):
        account.count(outcome)
    for r in batch:
        if r.problem:
            account.add_problem(r.problem)
        elif not r.article:
            account.count("unchanged")
