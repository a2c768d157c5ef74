"""Walk through origins: account for what is as it was, and give what must be read as tasks."""

import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from index import EntryRecord, Event, Intake
from ingest.pipeline.account import Account, ProblemTold
from ingest.pipeline.reading import Task
from ingest.pipeline.selection import Selection, lasting_time
from ingest.pipeline.targets import Target
from ingest.sources.archives import IN_ARCHIVE
from ingest.sources.origin import Beside, Entry, Mount, Origin, Unseen

# Entries that are looked up on record at once, or as many bytes of those that carry their content.
LOOKED_UP, CARRIED = 500, 8_000_000


@dataclass(slots=True)
class Walk:
    """What a run has come by so far. `unseen` are, by origin, the keys under which it could not look.

    `archives` are those that were walked whole: on record they spare a later run the walk. `events` wait to be put on
    record.
    """

    intake: Intake
    selection: Selection
    account: Account
    largest: int
    on_entry: Callable[[], None]
    unseen: defaultdict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    mounts: defaultdict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    archives: list[EntryRecord] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)
    entries_seen: int = 0

    def tasks(self, target: Target) -> Iterator[Task]:
        """Yield what of a target must be read."""
        yield from self._selected(target.origin, target.origin.entries())

    def _selected(self, origin: Origin, found: Iterable[Entry | Beside | Mount | Unseen]) -> Iterator[Task]:
        for chunk in _chunks(found):
            entries = [one for one in chunk if isinstance(one, Entry)]
            known = self.intake.known(origin.name, [entry.key for entry in entries])
            self.intake.see(origin.name, [entry.key for entry in entries])
            self.entries_seen += len(entries)
            for one in chunk:
                if isinstance(one, Entry):
                    yield from self._entry(origin, one, known.get(one.key))
                else:
                    self._note(origin, one)

    def _entry(self, origin: Origin, entry: Entry, known: EntryRecord | None) -> Iterator[Task]:
        stamped = lasting_time(entry, time.time_ns())
        if known and self.selection.is_unchanged(entry, known):
            self._unchanged(known)
            return
        members = origin.members(entry, largest=self.largest)
        if members is None:
            digest = known.digest if known and self.selection.would_read_as(known) else ""
            yield Task(origin, entry, self.largest, digest, known, stamped)
            return
        before = len(self.unseen[origin.name])
        yield from self._selected(origin, members)
        if len(self.unseen[origin.name]) == before:
            stamp = entry.stamp
            archive = EntryRecord(origin.name, entry.key, entry.name, "archive", "", stamped, stamp.size, stamp.number)
            self.archives.append(archive)

    def _unchanged(self, known: EntryRecord) -> None:
        if known.outcome == "archive":
            members = self.intake.under(known.origin, known.key, parted_by=IN_ARCHIVE)
            self.intake.see(known.origin, [member.key for member in members])
            self.entries_seen += len(members)
            for member in members:
                if member.outcome != "archive":
                    self._unchanged(member)
            return
        self.on_entry()
        if known.outcome == "article":
            self.account.count("unchanged")
            self.account.outdated += self.selection.is_outdated(known)
        else:
            self.account.tell(ProblemTold(known.name, known.outcome, known.reason))

    def _note(self, origin: Origin, one: Beside | Mount | Unseen) -> None:
        if isinstance(one, Mount):
            self.mounts[origin.name].add(one.key)
        elif isinstance(one, Beside):
            self.account.tell(ProblemTold(one.name, "beside", one.reason))
        else:
            self.unseen[origin.name].append(one.key)
            self.account.tell(ProblemTold(one.name, "unseen", one.reason))
            self.events.append(Event(origin.name, one.key, one.name, "unseen", one.reason))


def _chunks(found: Iterable[Entry | Beside | Mount | Unseen]) -> Iterator[Sequence[Entry | Beside | Mount | Unseen]]:
    """Yield what was found in lists of so many, or of so many bytes of content."""
    chunk: list[Entry | Beside | Mount | Unseen] = []
    carried = 0
    for one in found:
        chunk.append(one)
        carried += len(one.data) if isinstance(one, Entry) and one.data else 0
        if len(chunk) >= LOOKED_UP or carried >= CARRIED:
            yield chunk
            chunk, carried = [], 0
    if chunk:
        yield chunk
