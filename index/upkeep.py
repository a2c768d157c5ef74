"""Bring an index up to the record beside it, and refuse one that was made from another record."""

from pathlib import Path

from index.engines.protocol import Engine, Reading
from index.errors import LibraryDamaged
from index.refusals import refusals_named
from index.storage.folder import INDEX, RECORD
from index.storage.record import Record


class Upkeep:
    """Keeps an index at the last change of its record. What writes is for who has the lock of the library."""

    def __init__(self, folder: Path, record: Record, engine: Engine) -> None:
        self._folder, self._record, self._engine = folder, record, engine

    def is_behind(self) -> bool:
        """Return whether the index is at another change than the record, or of another library."""
        change, library = self._record.state()
        return self._engine.change() != change or is_foreign(self._engine, library)

    def unindexed(self, reading: Reading) -> int:
        """Return how many articles are on record and not in the index yet. Raises LibraryDamaged for a foreign one."""
        change, library = self._record.state()
        if is_foreign(reading, library):
            raise LibraryDamaged(said_of_foreign(self._folder))
        reached = reading.change()
        return self._record.count_since(reached) if reached < change else 0

    def refuse_foreign(self) -> None:
        """Raise LibraryDamaged for an index of another library, but not beside a new record: there it is made anew."""
        change, library = self._record.state()
        if change and is_foreign(self._engine, library):
            raise LibraryDamaged(said_of_foreign(self._folder))

    def update(self, most: int | None = None) -> None:
        """Bring the index up to the record, or at most so many changes nearer. Raises LibraryDamaged."""
        self.refuse_foreign()
        reached = self._engine.change()
        if not reached:
            # What there may be is damaged or of another version: nothing is built on it.
            self._engine.reset()
        # First of all: what another process saves from here on is for the next update.
        change, library = self._record.state()
        change = change if most is None else min(reached + most, change)
        put, gone = self._record.changed(reached, change), self._record.removed_since(reached)
        with refusals_named(self._folder / INDEX):
            self._engine.update(put, gone, change=change, library=library)

    def rebuild(self) -> None:
        """Make the index again from the record, while the old one serves."""
        self._engine.reset()
        self.update()

    def drop_what_never_happened(self) -> None:
        """Make an index again that is ahead of its record, which was put back from a backup or is a new one.

        Before anything is written: new changes would get the numbers of those that the index holds.
        """
        change, library = self._record.state()
        is_ahead = self._engine.change() > change and not is_foreign(self._engine, library)
        if is_ahead or (not change and self.is_behind()):
            self.rebuild()


def is_foreign(index: Engine | Reading, library: str) -> bool:
    """Return whether an index was made from the record of another library; one without an id is taken for ours."""
    return index.library() not in ("", library)


def said_of_foreign(folder: Path) -> str:
    """Say what is wrong with a library whose index is foreign, and what to do."""
    return (
        f"{folder / INDEX}: was made from another record than {RECORD}; run vade rebuild to make it from this one, or"
        " put back what belongs together"
    )
