"""Pages of the PostgreSQL documentation in, how often the passage that answers comes first out, beside SQLite FTS5.

`python tests/benchmarks/passages.py PAGES FOLDER [--misses]`: the questions stand in passages.tsv, each with the names of the
pages that answer (a regular expression) and with what the passage says that does. FTS5 ranks sections, and
the section is its passage. The time is that of a whole answer: ten hits with passages, marks and facets.
"""

import re
import sqlite3
import sys
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from pathlib import Path
from time import perf_counter
from typing import NamedTuple

from index import Article, Library, Section, texts
from ingest import read_article

BEST = 3


class Question(NamedTuple):
    """What is asked, the pages that answer, and what their answering passage says."""

    text: str
    pages: re.Pattern[str]
    passage: re.Pattern[str]


class Shown(NamedTuple):
    """A hit: its file, and the passages shown of it."""

    source: str
    passages: tuple[str, ...]


def main() -> None:
    """Print how both answer."""
    pages, folder = Path(sys.argv[1]), Path(sys.argv[2])
    asked, articles = _questions(), list(_articles(pages))
    with Library.open(folder) as library:
        library.add(articles)
        database = _fts5(articles)
        answers = {"vade": partial(_ours, library), "SQLite FTS5": partial(_theirs, database)}
        print(f"{len(asked)} questions, {len(articles):,} pages")
        print(f"{'':14}{'passage 1st':>13}{'in 3':>8}{'page 1st':>11}{'in 3':>8}{'p50 ms':>9}{'p95 ms':>9}")
        for name, answer in answers.items():
            shows_misses = name == "vade" and "--misses" in sys.argv
            print(f"{name:14}{_told(asked, answer, shows_misses=shows_misses)}")


def _questions() -> list[Question]:
    lines = Path(__file__).with_name("passages.tsv").read_text(encoding="utf-8").splitlines()[1:]
    return [
        Question(text, re.compile(rf"(?:^|/)(?:{pages})\.html$"), re.compile(passage))
        for corpus, _, text, pages, passage in (line.split("\t") for line in lines)
        if corpus == "postgresql"
    ]


def _articles(pages: Path) -> Iterable[Article]:
    return (read_article(path.read_bytes(), source=path.name) for path in sorted(pages.glob("*.html")))


def _told(asked: Sequence[Question], answer: Callable[[str], list[Shown]], *, shows_misses: bool) -> str:
    counts, times = [0, 0, 0, 0], []
    for question in asked:
        start = perf_counter()
        shown = answer(question.text)[:BEST]
        times.append((perf_counter() - start) * 1000)
        pages = [bool(question.pages.search(one.source)) for one in shown]
        passages = [
            is_page and any(map(question.passage.search, one.passages))
            for is_page, one in zip(pages, shown, strict=True)
        ]
        for place, found in enumerate((passages[:1], passages, pages[:1], pages)):
            counts[place] += any(found)
        if shows_misses and not any(passages[:1]):
            print(question.text, [(one.source, one.passages[0][:70] if one.passages else "") for one in shown])
    times.sort()
    shares = [count / len(asked) for count in counts]
    middle, high = times[len(times) // 2], times[int(len(times) * 0.95)]
    return f"{shares[0]:13.2f}{shares[1]:8.2f}{shares[2]:11.2f}{shares[3]:8.2f}{middle:9.1f}{high:9.1f}"


def _ours(library: Library, text: str) -> list[Shown]:
    hits = library.search(text).hits
    return [Shown(h.article.source, tuple(f"{p.lead_in} {p.heading} {p.text}" for p in h.passages)) for h in hits]


def _fts5(articles: Iterable[Article]) -> sqlite3.Connection:
    database = sqlite3.connect(":memory:")
    database.execute(
        "CREATE VIRTUAL TABLE found USING fts5(source UNINDEXED, title, heading, text, tokenize='porter unicode61')"
    )
    rows = ((a.source, a.title, s.heading, _said(s)) for a in articles for s in a.sections)
    database.executemany("INSERT INTO found VALUES (?, ?, ?, ?)", rows)
    return database


def _said(section: Section) -> str:
    return "\n".join(text for block in section.blocks for text in texts(block))


def _theirs(database: sqlite3.Connection, text: str) -> list[Shown]:
    words = [f'"{word}"' for word in re.findall(r"\w+", text)]
    asked = "SELECT source, heading, text FROM found WHERE found MATCH ? ORDER BY bm25(found, 0, 2, 4, 1) LIMIT 30"
    found: dict[str, str] = {}
    for joined in (" AND ".join(words), " OR ".join(words)):
        for source, heading, said in database.execute(asked, (joined,)):
            found.setdefault(source, f"{heading} {said}")
        if found:
            break
    return [Shown(source, (said,)) for source, said in found.items()]


if __name__ == "__main__":
    main()
