"""Documentation in, how often the passage that answers a question comes first out, beside SQLite FTS5.

`python tests/benchmarks/passages.py PACKAGES FOLDER [--corpus NAME]… [--misses] [--keep]`: PACKAGES holds Debian's packages of
documentation, unpacked; FOLDER is for the libraries. The questions stand in passages.tsv, each with the pages that answer and
with what the passage says that does (regular expressions). Those that are held out were never looked at while the ranking was
tuned: `--misses` names only the others. FTS5 ranks the same sections by bm25 for any of the words, and the section is its
passage. The time is that of a whole answer in this process: ten hits with passages, marks and facets.
"""

import argparse
import re
import sqlite3
import sys
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from pathlib import Path
from time import perf_counter
from typing import NamedTuple

from corpora import CORPORA, articles_in, ingested, pages_of

from index import Article, Library, Section, texts

BEST = 3
# Sections that FTS5 gives, of which the pages are the first few that differ.
SECTIONS = 30
HALVES = {False: "open", True: "held out"}


class Question(NamedTuple):
    """What is asked of a corpus, the pages that answer, and what their answering passage says."""

    corpus: str
    is_held_out: bool
    text: str
    pages: re.Pattern[str]
    passage: re.Pattern[str]


class Shown(NamedTuple):
    """A hit: its file, and the passages shown of it."""

    source: str
    passages: tuple[str, ...]


class Outcome(NamedTuple):
    """How a question was answered: the right passage in the first hit or the first three, the right page, the time."""

    engine: str
    question: Question
    found: tuple[bool, bool, bool, bool]
    milliseconds: float
    shown: tuple[Shown, ...]


def main() -> None:
    """Ask every question of both, and print how they answered."""
    asked = _arguments()
    outcomes: list[Outcome] = []
    for corpus in asked.corpus or CORPORA:
        pages = pages_of(CORPORA[corpus], asked.packages)
        if pages is None:
            print(f"{corpus}: left out, {CORPORA[corpus].package} is not in {asked.packages}", file=sys.stderr)
            continue
        library = ingested(pages, asked.folder / corpus, is_kept=asked.keep)
        outcomes += _outcomes(library, [question for question in questions() if question.corpus == corpus])
    if asked.misses:
        print(*map(_miss, filter(_is_open_miss, outcomes)), "", sep="\n")
    print(*_table(outcomes), sep="\n")


def questions() -> list[Question]:
    """Return the questions in passages.tsv."""
    lines = Path(__file__).with_name("passages.tsv").read_text(encoding="utf-8").splitlines()[1:]
    return [
        Question(corpus, held_out == "true", text, re.compile(rf"(?:^|/)(?:{pages})\.html$"), re.compile(passage))
        for corpus, held_out, text, pages, passage in (line.split("\t") for line in lines)
    ]


def _outcomes(folder: Path, asked: Sequence[Question]) -> list[Outcome]:
    with Library.open(folder) as library:
        answers = {"vade": partial(_ours, library), "SQLite FTS5": partial(_theirs, _fts5(articles_in(folder)))}
        for answer in answers.values():
            # What is opened and read once is not what a question costs.
            answer(asked[0].text)
        return [_outcome(name, answer, question) for name, answer in answers.items() for question in asked]


def _outcome(engine: str, answer: Callable[[str], list[Shown]], question: Question) -> Outcome:
    start = perf_counter()
    answered = answer(question.text)
    milliseconds = (perf_counter() - start) * 1000
    shown = tuple(answered[:BEST])
    pages = [bool(question.pages.search(one.source)) for one in shown]
    passages = [
        is_page and any(map(question.passage.search, one.passages)) for is_page, one in zip(pages, shown, strict=True)
    ]
    found = (any(passages[:1]), any(passages), any(pages[:1]), any(pages))
    return Outcome(engine, question, found, milliseconds, shown)


def _table(outcomes: Sequence[Outcome]) -> Iterable[str]:
    columns = ("passage 1st", "in 3", "page 1st", "in 3", "p50 ms", "p95 ms")
    yield f"{'':36}{'questions':>10}{''.join(f'{column:>12}' for column in columns)}"
    asked = dict.fromkeys(outcome.question.corpus for outcome in outcomes)
    for corpus in (*asked, "all"):
        for is_held_out, half in HALVES.items():
            for engine in dict.fromkeys(outcome.engine for outcome in outcomes):
                rows = [
                    outcome
                    for outcome in outcomes
                    if outcome.engine == engine
                    and outcome.question.is_held_out == is_held_out
                    and corpus in (outcome.question.corpus, "all")
                ]
                if rows:
                    yield f"{corpus:14}{half:10}{engine:12}{len(rows):10}{_row(rows)}"


def _row(outcomes: Sequence[Outcome]) -> str:
    shares = [sum(found) / len(outcomes) for found in zip(*(outcome.found for outcome in outcomes), strict=True)]
    times = sorted(outcome.milliseconds for outcome in outcomes)
    middle, high = times[len(times) // 2], times[int(len(times) * 0.95)]
    return "".join(f"{share:12.2f}" for share in shares) + f"{middle:12.1f}{high:12.1f}"


def _is_open_miss(outcome: Outcome) -> bool:
    return outcome.engine == "vade" and not outcome.question.is_held_out and not outcome.found[0]


def _miss(outcome: Outcome) -> str:
    lines = (f"    {Path(one.source).name}: {' '.join(one.passages)[:100]!r}" for one in outcome.shown)
    return "\n".join([f"{outcome.question.corpus}: {outcome.question.text}", *lines])


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
    words = " OR ".join(f'"{word}"' for word in re.findall(r"\w+", text))
    asked = (
        f"SELECT source, heading, text FROM found WHERE found MATCH ? ORDER BY bm25(found, 0, 2, 4, 1) LIMIT {SECTIONS}"  # noqa: S608 - a number
    )
    found: dict[str, str] = {}
    for source, heading, said in database.execute(asked, (words,)):
        found.setdefault(source, f"{heading} {said}")
    return [Shown(source, (said,)) for source, said in found.items()]


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    parser.add_argument("packages", type=Path)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--corpus", action="append", choices=CORPORA)
    parser.add_argument("--misses", action="store_true", help="name the questions that failed and are not held out")
    parser.add_argument("--keep", action="store_true", help="ask the libraries of the last run again")
    return parser.parse_args()


if __name__ == "__main__":
    main()
