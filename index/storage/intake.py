"""What an ingest asks of a library and tells it: origins, entries and what became of them, run by run."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from index.storage.entries import INSIDE, Entries, EntryRecord
from index.storage.identity import Identity
from index.storage.origins import OriginRecord, Origins, within
from index.storage.record import Record
from index.storage.runs import Event, RunRecord, Runs, RunState
from index.storage.saving import IsReplaced, IsThere, Page, Saved, identity_of, is_displaced, save_page, save_problem
from index.storage.transaction import Transaction

# What a run has seen; what is in a file that is as it was is seen with it.
SEEN = (
    "CREATE TEMP TABLE IF NOT EXISTS seen"
    " (origin TEXT, key TEXT, with_contents INTEGER, PRIMARY KEY (origin, key)) WITHOUT ROWID"
)
NOT_SEEN = (
    "NOT EXISTS (SELECT 1 FROM temp.seen WHERE seen.origin = origins.name AND seen.key = entries.key)"
    " AND NOT (instr(entries.key, '!/') AND EXISTS (SELECT 1 FROM temp.seen WHERE seen.origin = origins.name"
    " AND with_contents AND seen.key = substr(entries.key, 1, instr(entries.key, '!/') - 1)))"
)
# Articles that pruning forgets at once without being told to: as many, or the tenth part of an origin.
FEW, TENTH = 20, 10


@dataclass(frozen=True, slots=True)
class Problem:
    """An entry that is no article, with the reason; `keeps_article` where it may still hold what it was read as."""

    entry: EntryRecord
    keeps_article: bool = False


@dataclass(frozen=True, slots=True)
class Gone:
    """The entries of an origin that were not seen in a run, and how many articles go with them, of how many."""

    origin: str
    entries: tuple[EntryRecord, ...]
    articles: int
    held: int

    @property
    def is_much(self) -> bool:
        """Return whether forgetting them wants a person's word."""
        return self.articles > FEW and self.articles * TENTH > self.held


class Intake:
    """The origins, entries and runs of a record. One process at a time writes: it holds `Library.writing`."""

    def __init__(self, record: Record) -> None:
        self._record = record

    def origins(self) -> list[OriginRecord]:
        """Return the places that pages came from."""
        with self._record.reading() as connection:
            return Origins(connection).all()

    def home_of(self, folder: str) -> OriginRecord | None:
        """Return the origin, named as a whole, that holds this folder; None without one."""
        with self._record.reading() as connection:
            return Origins(connection).home_of(folder)

    def add_origin(self, name: str, *, whole: bool) -> None:
        """Put an origin on record; named as a whole, it takes over what is known of what lies in it."""
        with self._record.writing() as transaction:
            Origins(transaction.connection).add(name, whole=whole)

    def add_mount(self, name: str, mount: str) -> None:
        """Put on record that a folder of the origin, by its key, lies on a disk of its own."""
        with self._record.writing() as transaction:
            Origins(transaction.connection).add_mount(name, mount)

    def has_mounts(self, path: str) -> bool:
        """Return whether a folder at or below the path is on record as one that lies on a disk of its own."""
        with self._record.reading() as connection:
            return bool(Origins(connection).mounts_in(path))

    def forget_mounts(self, path: str) -> None:
        """Take folders at or below the path for ordinary ones, where disks were mounted."""
        with self._record.writing() as transaction:
            Origins(transaction.connection).drop_mounts(path)

    def known(self, origin: str, keys: Sequence[str]) -> dict[str, EntryRecord]:
        """Return what is known of these entries, by their keys."""
        with self._record.reading() as connection:
            return Entries(connection).known(origin, keys)

    def identity(self, page: Page, is_there: IsThere) -> Identity:
        """Return which article a page would be; nothing is put on record."""
        with self._record.reading() as connection:
            entries = Entries(connection)
            known = entries.get(page.entry.origin, page.entry.key)
            return identity_of(entries, page, known, is_there)[0]

    def entry(self, origin: str, key: str) -> EntryRecord | None:
        """Return what is known of an entry, None where nothing is."""
        return self.known(origin, (key,)).get(key)

    def entries(self, *, article: str = "", address: str = "", name: str = "") -> list[EntryRecord]:
        """Return the entries that are an article, whose pages state a canonical address, or that are shown so."""
        wanted = [("article", article), ("address", address), ("entries.name", name)]
        with self._record.reading() as connection:
            return [e for column, value in wanted if value for e in Entries(connection).with_value(column, value)]

    def within(self, path: str) -> list[EntryRecord]:
        """Return the entries of all origins that lie at or below this path, and of those that hold it what does."""
        found: list[EntryRecord] = []
        with self._record.reading() as connection:
            entries = Entries(connection)
            for origin in Origins(connection).all():
                if within(origin.name, path) is not None:
                    found += entries.under(origin.name)
                elif inner := within(path, origin.name):
                    found += entries.with_and_under(origin.name, inner)
        return found

    def under(self, origin: str, scope: str, *, parted_by: str = "/") -> list[EntryRecord]:
        """Return what is known of the entries below a key of an origin."""
        with self._record.reading() as connection:
            return list(Entries(connection).under(origin, scope, parted_by=parted_by))

    def to_read_again(self, origin: str) -> list[EntryRecord]:
        """Return the entries of an origin that are to be read again, though their bytes be as they were.

        They are what is left of several copies, of which another gave the article, and pages that are known by their
        place since another stated their address, which none does any more.
        """
        with self._record.reading() as connection:
            entries = Entries(connection)
            found = {entry.key: entry for entry in entries.expired(origin)}
            alone = list(entries.with_address_alone(origin))
            return [*found.values(), *(e for e in alone if e.key not in found and is_displaced(entries, e))]

    def with_number(self, origin: str, number: int) -> list[EntryRecord]:
        """Return the entries of an origin whose stamp has this number: of files, those of one inode."""
        with self._record.reading() as connection:
            return Entries(connection).with_number(origin, number)

    def in_pages(self, origin: str) -> dict[str, list[EntryRecord]]:
        """Return the entries in others that are no archives, by the keys of these: the frames of saved pages."""
        found: dict[str, list[EntryRecord]] = {}
        with self._record.reading() as connection:
            for entry in Entries(connection).in_pages(origin):
                found.setdefault(entry.key.rpartition(INSIDE)[0], []).append(entry)
        return found

    def claimants(self, address: str) -> int:
        """Return how many articles have pages that state this canonical address."""
        with self._record.reading() as connection:
            asked = "SELECT count(DISTINCT article) FROM entries WHERE address = ? AND article <> ''"
            return int(connection.execute(asked, (address,)).fetchone()[0])

    def begin_run(self, origins: Iterable[str], reader: str) -> int:
        """Put the beginning of a run on record and return its number."""
        with self._record.writing() as transaction:
            transaction.connection.execute(SEEN)
            transaction.connection.execute("DELETE FROM seen")
            return Runs(transaction.connection).begin(origins, reader)

    def end_run(self, number: int, state: RunState, counts: Mapping[str, int]) -> None:
        """Put on record how a run ended."""
        with self._record.writing() as transaction:
            Runs(transaction.connection).end(number, state, counts)

    @contextmanager
    def batch(self, run: int) -> Iterator["Batch"]:
        """Open one transaction of a run: all of it is kept when the block ends, none of it when it raises."""
        with self._record.writing() as transaction:
            yield Batch(transaction, run)

    def note(self, run: int, events: Iterable[Event]) -> None:
        """Put on record what became of entries in a run."""
        with self._record.writing() as transaction:
            Runs(transaction.connection).note(run, events)

    def keep_archives(self, entries: Iterable[EntryRecord]) -> int:
        """Put on record archives of which every member was looked into; return how many articles went with that."""
        with self._record.writing() as transaction:
            return sum(save_problem(transaction, entry, keeps_article=False) for entry in entries)

    def see(self, origin: str, keys: Iterable[str], *, with_contents: bool) -> None:
        """Note that entries of an origin are still there, and perhaps all that is in them, for `gone` to ask."""
        with self._record.reading() as connection:
            alone = not connection.in_transaction
            connection.execute("BEGIN" if alone else "SAVEPOINT seeing")
            asked = "INSERT OR IGNORE INTO temp.seen VALUES (?, ?, ?)"
            connection.executemany(asked, [(origin, key, with_contents) for key in keys])
            connection.execute("COMMIT" if alone else "RELEASE seeing")

    def gone(self, origin: str, scope: str, *, parted_by: str = "/", unseen: Iterable[str] = ()) -> Gone:
        """Return the entries under a scope that the run has not seen; those under unseen keys may be there."""
        with self._record.reading() as connection:
            under = Entries(connection).under(origin, scope, parted_by=parted_by, where=NOT_SEEN)
            hidden = frozenset(unseen)
            entries = [entry for entry in under if hidden.isdisjoint(_holders(entry.key))]
            held = Entries(connection).count_articles(origin)
        return Gone(origin, tuple(entries), len({entry.article for entry in entries if entry.article}), held)

    def forget(self, entries: Iterable[EntryRecord], run: int = 0) -> int:
        """Forget entries, and the articles that no other entry is; return how many articles went."""
        removed = 0
        with self._record.writing() as transaction:
            events = []
            for entry in entries:
                transaction.entries.drop(entry.origin, entry.key)
                went = bool(entry.article) and transaction.release(entry.article, entry.name)
                removed += went
                reason = "its article went with it" if went else ""
                events.append(Event(entry.origin, entry.key, entry.name, "forgotten", reason, entry.article))
            Runs(transaction.connection).note(run, events if run else ())
            for origin in {event.origin for event in events}:
                Origins(transaction.connection).drop(origin)
        return removed

    def runs(self) -> list[RunRecord]:
        """Return every run, the newest first."""
        with self._record.reading() as connection:
            return Runs(connection).all()

    def run(self, number: int | None = None) -> RunRecord | None:
        """Return a run, the last one without a number; None where there is none."""
        with self._record.reading() as connection:
            return Runs(connection).get(number)

    def events(self, run: int) -> list[Event]:
        """Return what became of each entry in a run but of those that were as they had been."""
        with self._record.reading() as connection:
            return list(Runs(connection).events(run))

    def story(self, origin: str, key: str) -> list[tuple[RunRecord, Event]]:
        """Return what became of one entry in each run that looked into it, the newest first."""
        with self._record.reading() as connection:
            return Runs(connection).story(origin, key)


class Batch:
    """What one transaction of a run puts on record."""

    def __init__(self, transaction: Transaction, run: int) -> None:
        self._transaction = transaction
        self._run = run

    def save(self, page: Page, is_there: IsThere, is_replaced: IsReplaced = lambda _: False) -> Saved:
        """Put a page on record, and say what became of it."""
        saved = save_page(self._transaction, page, is_there, is_replaced)
        if saved.outcome != "unchanged":
            entry = page.entry
            self.note(Event(entry.origin, entry.key, entry.name, saved.outcome, saved.reason, saved.id))
        return saved

    def renew(self, page: Page, is_there: IsThere) -> None:
        """Put on record what was read again of a page of which the run has told already what became of it."""
        save_page(self._transaction, page, is_there)

    def note_problem(self, problem: Problem) -> int:
        """Put on record why an entry is no article; return how many articles went with that."""
        entry = problem.entry
        removed = save_problem(self._transaction, entry, keeps_article=problem.keeps_article)
        self.note(Event(entry.origin, entry.key, entry.name, entry.outcome, entry.reason))
        return removed

    def restamp(self, entry: EntryRecord) -> int:
        """Put the new stamp of an entry with the bytes that it had on record; return how many articles went with that.

        In this run it may have been taken for one that changed places with another.
        """
        taken_for = self._transaction.entries.get(entry.origin, entry.key)
        self._transaction.entries.put(entry)
        if not taken_for or not taken_for.article or taken_for.article == entry.article:
            return 0
        return int(self._transaction.release(taken_for.article, taken_for.name))

    def note(self, event: Event) -> None:
        """Put on record what became of an entry that stays as it was known."""
        Runs(self._transaction.connection).note(self._run, (event,))


def _holders(key: str) -> set[str]:
    """Return the key itself, and those of all folders and archives that it lies in."""
    ends = [i for i, letter in enumerate(key) if letter == "/"]
    return {"", key, *(key[:i] for i in ends), *(key[: i - 1] for i in ends if key[i - 1 : i] == "!")}
