"""Walk through origins: account for what is as it was, and give what must be read as tasks."""

import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain

from index import EntryRecord, Event, Intake
from ingest.pipeline.account import Account, ProblemTold
from ingest.pipeline.reading import Task
from ingest.pipeline.selection import Selection, lasting_time
from ingest.pipeline.targets import Target
from ingest.sources.keys import INSIDE, is_under
from ingest.sources.origin import Beside, Entry, Found, Mount, Origin, Stamp, Unseen

# Entries that are looked up on record at once, or as many bytes of those that carry their content.
LOOKED_UP, CARRIED = 500, 8_000_000


@dataclass(slots=True)
class Walk:
    """What a run has come by so far.

    By origin: `unseen` are the keys under which it could not look, `passed_over` those where it did not, and `unread`
    those of what could not be read. `archives` are those that were walked whole: on record they spare a later run the
    walk. `frames` are the frames of saved pages on record, by the keys of these. `events` wait to be put on record.
    `forgotten` counts the entries that were; `own` is the folder of the library itself, where no page is looked for.
    """

    intake: Intake
    selection: Selection
    account: Account
    largest: int
    on_entry: Callable[[], None]
    is_stopping: Callable[[], bool]
    own: str
    unseen: defaultdict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    passed_over: defaultdict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    unread: defaultdict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    found_in: Counter[Target] = field(default_factory=Counter)
    archives: list[EntryRecord] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)
    forgotten: int = 0
    frames: dict[str, dict[str, list[EntryRecord]]] = field(default_factory=dict)

    def tasks(self, target: Target) -> Iterator[Task]:
        """Yield what of a target must be read."""
        own = f"{self.own}/"
        place = f"{target.origin.name.rstrip('/')}/"

        def found() -> Iterator[Found]:
            for one in target.origin.entries():
                if f"{place}{one.key}".startswith(own):
                    continue
                self.found_in[target] += isinstance(one, Entry)
                yield one

        yield from self._selected(target.origin, found())

    def _selected(self, origin: Origin, found: Iterable[Found], container: str = "") -> Iterator[Task]:
        """Yield what of all that was found must be read; it was found in the container with this key, "" for none."""
        for chunk in _chunks(found):
            if self.is_stopping():
                return
            entries = {one.key: one for one in chunk if isinstance(one, Entry)}
            known = self.intake.known(origin.name, list(entries))
            as_before = {key for key, one in known.items() if self.selection.is_unchanged(entries[key], one)}
            self.intake.see(origin.name, as_before, with_contents=True)
            self.intake.see(origin.name, entries.keys() - as_before, with_contents=False)
            for one in chunk:
                if not isinstance(one, Entry):
                    self._note(origin, one)
                elif one.key in as_before:
                    self._unchanged(known[one.key])
                    # Those of a member are found with it.
                    for frame in () if container else self._frames_of(origin.name, one.key):
                        self._unchanged(frame)
                else:
                    yield from self._entry(origin, one, known.get(one.key), container)

    def _entry(self, origin: Origin, entry: Entry, known: EntryRecord | None, container: str) -> Iterator[Task]:
        stamped = lasting_time(entry, time.time_ns())
        # A page with frames comes as itself, and its frames with it.
        members = None if container else origin.members(entry, largest=self.largest)
        if members is None:
            digest = known.digest if known and self.selection.would_read_as(known) else ""
            yield Task(origin, entry, self.largest, digest, known, stamped)
            return
        before = len(self.unseen[origin.name])
        first = next(members, None)
        yield from self._selected(origin, chain((first,) if first else (), members), entry.key)
        is_page_too = first is not None and first.key == entry.key
        if len(self.unseen[origin.name]) == before and not is_page_too:
            stamp = entry.stamp.bounded()
            archive = EntryRecord(origin.name, entry.key, entry.name, "archive", "", stamped, stamp.size, stamp.number)
            self.archives.append(replace(archive, rule=self.selection.rules.digest))

    def again(self, target: Target) -> Iterator[Task]:
        """Yield what of a target must be read again after all; what is in an archive comes in the next run."""
        for known in self.intake.to_read_again(target.origin.name):
            if INSIDE not in known.key and is_under(known.key, target.scope):
                entry = Entry(known.key, known.name, Stamp(0, known.size, known.number))
                yield Task(target.origin, entry, self.largest, known=known)

    def archives_read(self) -> list[EntryRecord]:
        """Return the archives of which all was read that can be, now that it was tried."""
        return [
            archive
            for archive in self.archives
            if not any(key.startswith(archive.key + INSIDE) for key in self.unread[archive.origin])
        ]

    def _frames_of(self, origin: str, key: str) -> Sequence[EntryRecord]:
        if origin not in self.frames:
            self.frames[origin] = self.intake.in_pages(origin)
        return self.frames[origin].get(key, ())

    def _unchanged(self, known: EntryRecord) -> None:
        if known.outcome == "archive":
            for member in self.intake.under(known.origin, known.key, parted_by=INSIDE):
                self._unchanged(member)
            return
        self.on_entry()
        if known.outcome == "article":
            self.account.count("unchanged")
            self.account.outdated += self.selection.is_outdated(known)
        else:
            self.account.tell(ProblemTold(known.origin, known.name, known.outcome, known.reason))

    def _note(self, origin: Origin, one: Beside | Mount | Unseen) -> None:
        if isinstance(one, Mount):
            # Known at once, so that no run that ends early or looks at a part of the origin leaves it unknown.
            self.intake.add_mount(origin.name, one.key)
        elif isinstance(one, Beside):
            self.passed_over[origin.name].add(one.key)
            self.account.tell(ProblemTold(origin.name, one.name, "beside", one.reason))
        else:
            self.unseen[origin.name].append(one.key)
            self.account.tell(ProblemTold(origin.name, one.name, "unseen", one.reason))
            self.events.append(Event(origin.name, one.key, one.name, "unseen", one.reason))


def _chunks(found: Iterable[Found]) -> Iterator[Sequence[Found]]:
    """Yield what was found in lists of so many, or of so many bytes of content."""
    chunk: list[Found] = []
    carried = 0
    for one in found:
        chunk.append(one)
        carried += len(one.data) if isinstance(one, Entry) and one.data else 0
        if len(chunk) >= LOOKED_UP or carried >= CARRIED:
            yield chunk
            chunk, carried = [], 0
    if chunk:
        yield chunk
