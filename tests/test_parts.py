"""Several processes index what one would, and one goes on where another is killed."""

import os
import signal
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from conftest import made, put
from index import Article
from index.engines.columns.segment import Segment
from index.engines.whoosh.parts import write_parts
from index.engines.whoosh.updating import write_update
from index.storage.record import Record

PILE = [made(str(n), f"Tea {n}", f"tea number {n}") for n in range(30)]
IDS = sorted(article.id for article in PILE)


@dataclass(frozen=True)
class Killing:
    """Articles that end the process which reads a part of them."""

    is_part: bool = False

    def __iter__(self) -> Iterator[Article]:
        if self.is_part:
            os.kill(os.getpid(), signal.SIGKILL)
        yield from PILE

    def __len__(self) -> int:
        return 1_000_000

    def part(self, number: int, count: int) -> "Killing":
        """Give a part, which is deadly."""
        return Killing(is_part=True)


def ids(folder: Path) -> list[str]:
    return sorted(id.decode() for path in folder.glob("*.columns") for id in Segment(path).ids)


def test_each_process_writes_a_part_of_the_record(tmp_path: Path) -> None:
    record = Record(tmp_path / "library.db")
    with record.writing() as transaction:
        for article in PILE:
            put(transaction, article)
    record.close()
    written = write_parts(tmp_path, record.changed(0, record.change()), 7, 2)
    assert written
    assert [path.name for path, _ in written] == ["00000007.columns", "00000008.columns"]
    assert sorted(id for _, own in written for id in own) == ids(tmp_path) == IDS


def test_where_a_process_is_killed_one_writes_it_all(tmp_path: Path) -> None:
    write_update(tmp_path, {}, Killing(), [], processes=2)
    assert ids(tmp_path) == IDS
