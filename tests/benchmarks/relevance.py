"""Test collections in, how well their questions are answered out, beside SQLite FTS5 in the same run.

`python tests/benchmarks/relevance.py FOLDER`: FOLDER holds a folder for each collection, with `corpus.jsonl.gz` (id, title,
text), `queries.tsv` and `qrels.tsv`, and beside them `score.py`, which knows the measures. `rank` ranks any documents.
"""

import gzip
import importlib.util
import json
import re
import sqlite3
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from types import ModuleType

from index import Article, Library, Section, TextBlock

Document = tuple[str, str, str]
Query = tuple[str, str]
Run = dict[str, list[tuple[str, float]]]
MEASURES = (("nDCG@10", "ndcg"), ("recall@100", "recall"), ("AP", "average_precision"))


def rank(documents: Iterable[Document], queries: Iterable[Query], k: int = 100) -> Run:
    """Return for each query the best k documents, as ids with scores, the best first.

    A document is (id, title, text), a query (id, text). Each is asked as a person types it, and any of its words will do.
    """
    with tempfile.TemporaryDirectory() as folder, Library.open(Path(folder) / "library") as library:
        library.add(map(_article, documents))
        return {id: list(_ranked(library, text, k)) for id, text in queries}


def _article(document: Document) -> Article:
    id, title, text = document
    blocks = tuple(TextBlock("paragraph", part) for part in text.split("\n\n") if part.strip())
    return Article(
        id=id, title=title or "Untitled", source=id, lang="en", sections=(Section("top", 1, "", (), blocks),)
    )


def _ranked(library: Library, text: str, k: int) -> Iterator[tuple[str, float]]:
    answer = library.search(text, per_page=k, mode="any")
    # Scores of what was looked at by its sections and of what was not are of two kinds: the order is what counts.
    return ((hit.article.id, float(len(answer.hits) - place)) for place, hit in enumerate(answer.hits))


def fts5(documents: Iterable[Document], queries: Iterable[Query], k: int = 100) -> Run:
    """Return the same as `rank`, by SQLite's own ranking of title and text."""
    database = sqlite3.connect(":memory:")
    database.execute("CREATE VIRTUAL TABLE found USING fts5(id UNINDEXED, title, text, tokenize='porter unicode61')")
    database.executemany("INSERT INTO found VALUES (?, ?, ?)", documents)
    asked = "SELECT id, -rank FROM found WHERE found MATCH ? ORDER BY rank LIMIT ?"
    words = {id: " OR ".join(f'"{word}"' for word in re.findall(r"\w+", text)) for id, text in queries}
    return {id: database.execute(asked, (text, k)).fetchall() if text else [] for id, text in words.items()}


def main() -> None:
    """Print a table of all collections."""
    folder = Path(sys.argv[1])
    score = _module(folder / "score.py")
    print(f"{'':24}" + "".join(f"{name:>14}" for name, _ in MEASURES))
    for collection in sorted(path.parent for path in folder.glob("*/qrels.tsv")):
        documents, queries = _read(collection)
        for name, ranking in (("vade", rank), ("SQLite FTS5", fts5)):
            values = _measured(score, collection.name, ranking, documents, queries)
            print(f"{collection.name + ', ' + name:24}" + "".join(f"{value:14.3f}" for value in values))


def _measured(
    score: ModuleType,
    collection: str,
    ranking: Callable[[Sequence[Document], Sequence[Query]], Run],
    documents: Sequence[Document],
    queries: Sequence[Query],
) -> list[float]:
    judged, run = score.read_judgments(collection), ranking(documents, queries)
    ranked = {id: [document for document, _ in found] for id, found in run.items()}
    return [
        sum(getattr(score, measure)(ranked.get(id, []), gains) for id, gains in judged.items()) / len(judged)
        for _, measure in MEASURES
    ]


def _read(collection: Path) -> tuple[list[Document], list[Query]]:
    with gzip.open(collection / "corpus.jsonl.gz", "rt", encoding="utf-8") as lines:
        told = [json.loads(line) for line in lines]
    documents = [(str(one["id"]), one["title"], one["text"]) for one in told]
    lines = (collection / "queries.tsv").read_text(encoding="utf-8").splitlines()
    return documents, [(id, text) for id, _, text in (line.partition("\t") for line in lines)]


def _module(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("score", path)
    if spec is None or spec.loader is None:
        sys.exit(f"{path}: not there")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


if __name__ == "__main__":
    main()
