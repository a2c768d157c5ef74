"""Say what is wrong with a library: in its record, in its index, and where the two do not agree.

However many articles there are, no more than a few of them are in memory at once.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path

from index.engines.protocol import Engine, Reading
from index.errors import LibraryDamaged
from index.output.counting import counted
from index.storage.record import Record
from index.upkeep import is_foreign, said_of_foreign


def problems(folder: Path, record: Record, engine: Engine) -> list[str]:
    """Return a sentence for each thing that is wrong, with what to do; none when record and index agree."""
    reading: Reading | LibraryDamaged
    try:
        # Before the record is: it is never behind the index, whatever others save meanwhile.
        reading = engine.reading()
    except LibraryDamaged as error:
        reading = error
    with record.snapshot():
        # At the state that it has now, as the index that is compared with it.
        state = record.state()
        if found := record.problems():
            return found
        found = [*record.wrong_counts(), *engine.problems()]
        if isinstance(reading, LibraryDamaged):
            return [*found, str(reading)]
        try:
            return [*found, *_disagreement(folder, record, reading, *state)]
        except LibraryDamaged as error:
            return [*found, str(error)]


def _disagreement(folder: Path, record: Record, reading: Reading, change: int, library: str) -> Iterator[str]:
    if is_foreign(reading, library):
        yield said_of_foreign(folder)
        return
    if reading.change() != change:
        said = f"the index is at change {reading.change()} of {change}"
        yield f"{said}; when no ingest is running, run vade rebuild"
        return
    missing, unknown, repeated = differences(record.ids(), reading.ids())
    for count, of, what in (
        (missing, " on record", "not in the index"),
        (unknown, " in the index", "not on record"),
        (repeated, "", "in the index more than once"),
    ):
        if count:
            said = counted(count, f"article{of} is", f"articles{of} are")
            yield f"{said} {what}; run vade rebuild"


def differences(recorded: Iterable[str], indexed: Iterable[str]) -> tuple[int, int, int]:
    """Count the ids that only the record has, those that only the index has, and those that the index has once more.

    Both ascend, and are read side by side.
    """
    left = iter(recorded)
    wanted, before = next(left, None), None
    missing = unknown = repeated = 0
    for id in indexed:
        if id == before:
            repeated += 1
            continue
        before = id
        while wanted is not None and wanted < id:
            missing, wanted = missing + 1, next(left, None)
        if wanted == id:
            wanted = next(left, None)
        else:
            unknown += 1
    return missing + (wanted is not None) + sum(1 for _ in left), unknown, repeated
