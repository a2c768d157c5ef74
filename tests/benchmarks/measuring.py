"""A step of the comparison in, its measures out: an index built, its questions asked, or articles added to it.

    python tests/benchmarks/measuring.py STEP ENGINE INDEX SECTIONS QUESTIONS COUNT

Each runs in a process of its own, so that neither memory nor garbage of one engine is another's, and prints JSON.
"""

import gc
import gzip
import json
import os
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import chain, cycle, islice
from pathlib import Path
from statistics import median
from time import perf_counter, process_time

from contenders import CONTENDERS, Contender
from questions import KINDS, Question

from index.article import Article, Section, TextBlock, article_id
from index.storage.stored import article_from

ROUNDS, ADDED = 3, 5
# Seconds of CPU after which no more questions of a kind are asked.
PATIENCE = 10.0


@dataclass(frozen=True, slots=True)
class Job:
    """A step of a run, in a process of its own."""

    name: str
    index: str
    sections: str
    questions: str
    size: int

    def contender(self) -> Contender:
        """Open the engine over its folder."""
        return CONTENDERS[self.name][0](Path(self.index))


def build(job: Job) -> dict[str, object]:
    """Make the index out of articles that are in memory."""
    held = list(articles(job.sections, job.size))
    # What the benchmark holds is not to be looked through each time that the engine's garbage is collected.
    gc.collect()
    gc.freeze()
    Path(job.index).mkdir()
    cpu, wall, _ = _timed(lambda: job.contender().add(held))
    files = {status.st_ino: status.st_size for status in map(Path.stat, _files(Path(job.index)))}
    return {"build_cpu": cpu, "build_wall": wall, "size_bytes": sum(files.values())}


def ask(job: Job) -> dict[str, object]:
    """Open the index, ask every question, and look at the memory."""
    asked = [Question(held["kind"], tuple(held["words"])) for held in json.loads(Path(job.questions).read_text())]
    before = _private()
    first = asked[0]

    def opened() -> Contender:
        contender = job.contender()
        contender.answer(contender.prepared(first))
        return contender

    cpu, wall, contender = _timed(opened)
    found = {kind: _asked(contender, [q for q in asked if q.kind == kind]) for kind in KINDS}
    return {
        "open_cpu": cpu,
        "open_wall": wall,
        "private_before": before,
        "private_bytes": _private(),
        "times": {kind: times for kind, (times, _) in found.items()},
        "answers": {kind: answers for kind, (_, answers) in found.items()},
    }


def add(job: Job) -> dict[str, object]:
    """Add articles, one at a time; each counts until it is found."""
    contender = job.contender()
    contender.answer(contender.prepared(Question("term", ("word",))))
    measured = [_timed(lambda number=number: _add(contender, number)) for number in range(ADDED)]
    return {"added_cpu": median(cpu for cpu, _, _ in measured), "added_wall": median(wall for _, wall, _ in measured)}


STEPS: dict[str, Callable[[Job], dict[str, object]]] = {"build": build, "ask": ask, "add": add}


def _add(contender: Contender, number: int) -> None:
    word = f"quokka{'bcdfg'[number]}k"
    blocks = (TextBlock("paragraph", f"What is known of the {word} and where it lives. " * 10),)
    article = Article(
        article_id(word), f"The {word}", word, lang="en", sections=(Section("top", 1, "Habits", (), blocks),)
    )
    contender.add([article])
    if contender.answer(contender.prepared(Question("term", (word,)))) != [article.id]:
        raise SystemExit(f"{word}: added, but not found")


def _asked(contender: Contender, asked: list[Question]) -> tuple[list[float], list[list[str]]]:
    """Give the CPU seconds of each question and its answer; nothing for a kind that is not offered."""
    prepared = [contender.prepared(question) for question in asked]
    if None in prepared:
        return [], []
    best = [float("inf")] * len(prepared)
    answers: list[list[str]] = [[] for _ in prepared]
    deadline = process_time() + PATIENCE
    for i in chain.from_iterable(range(len(prepared)) for _ in range(ROUNDS)):
        start = process_time()
        answers[i] = contender.answer(prepared[i])
        best[i] = min(best[i], process_time() - start)
        if process_time() > deadline:
            break
    return [time for time in best if time < float("inf")], answers


def _timed(work: Callable[[], object]) -> tuple[float, float, object]:
    """Give the CPU seconds of the work, those of its child processes too, its wall seconds, and what it gave."""
    cpu, wall = sum(os.times()[2:4]) + process_time(), perf_counter()
    given = work()
    return sum(os.times()[2:4]) + process_time() - cpu, perf_counter() - wall, given


def _private() -> int:
    said = Path("/proc/self/smaps_rollup").read_text().splitlines()
    return 1024 * sum(int(line.split()[1]) for line in said if line.startswith("Private_"))


def _files(folder: Path) -> Iterator[Path]:
    return (path for path in folder.rglob("*") if path.is_file())


def articles(sections: str, count: int) -> Iterator[Article]:
    """Give so many articles; when there are fewer they come again, with other ids."""
    for number, line in enumerate(islice(chain.from_iterable(lines(sections) for _ in cycle((0,))), count)):
        article = article_from(json.loads(line))
        yield replace(article, id=article_id(f"{article.id} {number}"))


def lines(sections: str) -> Iterator[str]:
    with gzip.open(sections, "rt", encoding="utf-8", errors="surrogatepass") as read:
        yield from read


if __name__ == "__main__":
    json.dump(STEPS[sys.argv[1]](Job(*sys.argv[2:6], int(sys.argv[6]))), sys.stdout)
