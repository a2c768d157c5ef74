"""Put what was read on record in batches, and count it."""

import sqlite3
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from index import Batch, EntryRecord, Event, Intake, IsReplaced, IsThere, Page, Problem
from ingest.pipeline.account import Account, ProblemTold
from ingest.pipeline.reading import Read, Task
from ingest.pipeline.selection import Selection
from ingest.pipeline.workers import Lost

# Pages that are saved in one transaction, and the seconds after which those at hand are saved.
BATCH, BATCH_SECONDS = 200, 0.5
# What a page that cannot be put on record raises; the disk and the file raise errors of the library.
UNFIT = (UnicodeError, ValueError, OverflowError, sqlite3.Error)

Outcome = tuple[Task, Read]


@dataclass(slots=True)
class Saving:
    """Saves the pages of a run.

    `unread` are, by origin, the keys of what could not be read, and may be when it is tried again; `contested` are the
    addresses that several pages of different text state.
    """

    intake: Intake
    selection: Selection
    account: Account
    is_there: IsThere
    is_replaced: IsReplaced
    unread: defaultdict[str, set[str]]
    contested: set[str] = field(default_factory=set)

    def save(self, batch: Sequence[Outcome]) -> None:
        """Put a batch on record, or where one page in it cannot be, each by itself."""
        try:
            self._save(batch)
        except UNFIT as error:
            if len(batch) > 1:
                for one in batch:
                    self.save((one,))
                return
            task, _ = batch[0]
            reason = f"cannot be put on record: {error}"
            self._save([(task, Read("failed", reason, is_final=False))])

    def renew(self, batch: Sequence[Outcome]) -> None:
        """Put on record what was read again of pages that are counted already; what cannot be read stays as it was."""
        with self.intake.batch(self.selection.run) as writing:
            for task, read in batch:
                if read.article:
                    writing.renew(Page(self._entry(task, read), read.article), self.is_there)

    def _save(self, batch: Sequence[Outcome]) -> None:
        told: list[Callable[[], None]] = []
        with self.intake.batch(self.selection.run) as writing:
            for task, read in batch:
                told.append(self._put(writing, task, read))
        # What was rolled back must not count.
        for tell in told:
            tell()

    def _put(self, writing: Batch, task: Task, read: Read) -> Callable[[], None]:
        entry = self._entry(task, read)
        if read.outcome == "unchanged" and task.known:
            return self._restamped(writing, replace(task.known, time=entry.time, size=entry.size, number=entry.number))
        if read.article:
            saved = writing.save(Page(entry, read.article), self.is_there, self.is_replaced)
            return lambda: self._count(saved.outcome, saved.removed, saved.contested)
        if not read.is_final:
            self.unread[entry.origin].add(entry.key)
        if not read.is_opened and task.known and task.known.outcome == "archive":
            # What was in it is as good as it was.
            writing.note(Event(entry.origin, entry.key, entry.name, read.outcome, entry.reason))
            return lambda: self._tell(ProblemTold(entry.origin, entry.name, read.outcome, entry.reason), 0)
        if not read.is_final and task.known and task.known.article:
            entry = replace(entry, reason=f"{entry.reason}; what was read of it before is kept")
        removed = writing.note_problem(Problem(entry, keeps_article=not read.is_final))
        return lambda: self._tell(ProblemTold(entry.origin, entry.name, read.outcome, entry.reason), removed)

    def _restamped(self, writing: Batch, entry: EntryRecord) -> Callable[[], None]:
        removed = writing.restamp(entry)
        if entry.outcome == "article":
            return lambda: self._count("unchanged", removed, "")
        return lambda: self._tell(ProblemTold(entry.origin, entry.name, entry.outcome, entry.reason), 0)

    def _count(self, outcome: str, removed: int, contested: str) -> None:
        self.account.count(outcome)
        self.account.removed += removed
        if contested:
            self.contested.add(contested)

    def _tell(self, problem: ProblemTold, removed: int) -> None:
        self.account.tell(problem)
        self.account.removed += removed

    def _entry(self, task: Task, read: Read) -> EntryRecord:
        entry, known, stamp = task.entry, task.known, task.entry.stamp.bounded()
        is_tried_again = read.is_opened and not read.is_final
        return EntryRecord(
            origin=task.origin.name,
            key=entry.key,
            name=entry.name,
            outcome="article" if read.outcome == "unchanged" else read.outcome,
            reason=read.reason,
            # What could not be opened is tried again each time: that costs little.
            time=task.time if read.is_opened else 0,
            size=stamp.size,
            number=stamp.number,
            digest=read.digest,
            reader=self.selection.reader,
            rule=read.rule if read.article else self.selection.rules.digest,
            failures=(known.failures if known else 0) + 1 if is_tried_again else 0,
            run=self.selection.run,
        )


def batches(found: Iterable[tuple[Task, Read | Lost]]) -> Iterator[list[Outcome]]:
    """Yield what was read in lists of so many, or of what came within so many seconds."""
    batch: list[Outcome] = []
    began = time.monotonic()
    for task, read in found:
        batch.append((task, _lost(read) if isinstance(read, Lost) else read))
        if len(batch) >= BATCH or time.monotonic() - began > BATCH_SECONDS:
            yield batch
            batch, began = [], time.monotonic()
    if batch:
        yield batch


def _lost(lost: Lost) -> Read:
    return Read("failed", lost.reason, is_final=False)
