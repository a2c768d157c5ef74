"""Count what a library holds, in its record and in its index."""

from dataclasses import dataclass
from pathlib import Path

from index.engines.protocol import Engine
from index.storage.folder import RECORD
from index.storage.record import Record


@dataclass(frozen=True, slots=True)
class Stats:
    """What a library holds. The pairs are (name, number of articles), the commonest first.

    `updated` is ISO 8601 in UTC; `change` is the number of the record's last change, `reached` of the last
    one that the index holds; sizes are in bytes.
    """

    articles: int
    sections: int
    languages: tuple[tuple[str, int], ...]
    sites: tuple[tuple[str, int], ...]
    topics: tuple[tuple[str, int], ...]
    updated: str
    change: int
    reached: int
    generation: str
    size_bytes: int
    record_bytes: int


def stats_of(folder: Path, record: Record, engine: Engine) -> Stats:
    """Return the counts that the record keeps, and how far the index is."""
    reading, counts = engine.reading(), record.counts()
    return Stats(
        articles=counts.articles,
        sections=counts.sections,
        languages=counts.languages,
        sites=counts.sites,
        topics=counts.topics,
        updated=record.updated(),
        change=record.change(),
        reached=reading.change(),
        generation=reading.version(),
        size_bytes=engine.size(),
        record_bytes=sum(file.stat().st_size for file in folder.glob(f"{RECORD}*")),
    )
