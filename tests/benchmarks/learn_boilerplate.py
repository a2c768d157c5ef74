"""Pages whose text people marked in, the weights out by which `ingest/boilerplate.py` judges pieces.

    python tests/benchmarks/learn_boilerplate.py FOLDER [--write]

FOLDER holds `bench.py` with its corpora of pages (see `extraction.py`); scikit-learn must be installed, which the
program itself does not need. A piece counts as text of the article by the share of its three-word sequences that the
marked text has. The figures printed are word F1, precision and recall over pages that the weights were not learnt
from: five folds, all pages of a site in one of them. With --write the weights learnt from all pages are stored.
"""

import gzip
import importlib
import json
import sys
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold
from sklearn.preprocessing import StandardScaler

from index import PageError
from ingest.blocks.pieces import length, said
from ingest.body import body
from ingest.boilerplate.features import NAMES, features
from ingest.boilerplate.model import ENOUGH
from ingest.decoding.decode import decoded
from ingest.dom.plain import read_page
from ingest.dom.text import words

CORPORA = ("wcxb300", "wcxbdoc", "n4k150")
WEIGHTS = Path(__file__).parents[2] / "ingest" / "boilerplate" / "model.json"
# Smaller is smoother: the inverse strength of the penalty on large weights.
STRENGTH = 0.02
FOLDS = 5


@dataclass(slots=True)
class Judged:
    """A page's pieces: their numbers, letters outside of links, words, and the share of these in the marked text."""

    corpus: str
    site: str
    numbers: np.ndarray
    unlinked: np.ndarray
    words: list[list[str]]
    shares: np.ndarray
    marked: Counter[str]


def main() -> None:
    """Learn, print what was reached on unseen pages, store the weights when asked to."""
    folder = Path(sys.argv[1]).resolve()
    pages = [page for corpus in CORPORA for page in _pages(folder, corpus)]
    print(f"{len(pages)} pages, {sum(len(p.words) for p in pages)} pieces")
    chances: list[Any] = [None] * len(pages)
    for training, unseen in GroupKFold(FOLDS).split(pages, groups=[p.site for p in pages]):
        weights = _learnt([pages[i] for i in training])
        for i in unseen:
            chances[i] = 1 / (1 + np.exp(-pages[i].numbers @ weights))
    for least in (0.0, 0.1, 0.2, 0.3, 0.4, 0.5):
        print(f"kept from {least:.1f}:", *(_figures(pages, chances, corpus, least) for corpus in CORPORA))
    if "--write" in sys.argv:
        weights = _learnt(pages)
        named = {name: round(float(weight), 3) for name, weight in zip(NAMES, weights, strict=True)}
        WEIGHTS.write_text(json.dumps(named, indent=1) + "\n")


def _pages(folder: Path, corpus: str) -> list[Judged]:
    sys.path.insert(0, str(folder))
    found = []
    for page in importlib.import_module("bench").load(corpus):
        if page.get("text"):
            found += _read(corpus, page["url"] if page.get("url") else page["id"], folder / page["path"], page["text"])
    return found


def _read(corpus: str, address: str, path: Path, marked: str) -> list[Judged]:
    try:
        flat, _ = read_page(decoded(gzip.decompress(path.read_bytes())))
    except PageError:
        return []
    found = body(flat).pieces
    wanted = words(marked)
    runs = set(zip(wanted, wanted[1:], wanted[2:], strict=False))
    line = f" {' '.join(wanted)} "
    said_in = [words(" ".join(said(piece))) for piece in found]
    shares = [_share(own, runs, line) for own in said_in]
    site = address.split("/")[2] if "//" in address else address
    numbers = np.array(list(features(found))).reshape(len(found), len(NAMES))
    unlinked = np.array([length(piece) * (1 - piece.links) for piece in found])
    return [Judged(corpus, site, numbers, unlinked, said_in, np.array(shares), Counter(wanted))] if found else []


def _share(words: list[str], runs: set[tuple[str, ...]], line: str) -> float:
    if len(words) < 4:
        return float(f" {' '.join(words)} " in line)
    own = list(zip(words, words[1:], words[2:], strict=False))
    return sum(run in runs for run in own) / len(own)


def _learnt(pages: list[Judged]) -> np.ndarray:
    """Give the weights; a piece weighs as the root of its words, and every page the same."""
    numbers = np.concatenate([p.numbers for p in pages])
    answers = np.concatenate([p.shares >= 0.5 for p in pages])
    roots = [np.sqrt([len(own) for own in p.words]) for p in pages]
    weights = np.concatenate([1000 * root / max(1.0, root.sum()) for root in roots])
    scaler = StandardScaler().fit(numbers)
    model = LogisticRegression(C=STRENGTH, max_iter=1000).fit(scaler.transform(numbers), answers, sample_weight=weights)
    own = model.coef_[0] / scaler.scale_
    own[0] = model.intercept_[0] - own @ scaler.mean_ + own[0] * scaler.mean_[0]
    return own


def _figures(pages: list[Judged], chances: list[Any], corpus: str, least: float) -> str:
    found = [_score(page, chance, least) for page, chance in zip(pages, chances, strict=True) if page.corpus == corpus]
    f1, precision, recall = np.mean(found, axis=0)
    return f"{corpus} {f1:.4f} {precision:.4f} {recall:.4f} "


def _score(page: Judged, chance: np.ndarray, least: float) -> tuple[float, float, float]:
    is_kept = chance >= least
    if page.unlinked[is_kept].sum() < ENOUGH * page.unlinked.sum():
        is_kept[:] = True
    got = Counter(word for own, keep in zip(page.words, is_kept, strict=True) if keep for word in own)
    both = (got & page.marked).total()
    precision, recall = both / max(1, got.total()), both / max(1, page.marked.total())
    return (2 * precision * recall / (precision + recall) if both else 0.0), precision, recall


if __name__ == "__main__":
    main()
