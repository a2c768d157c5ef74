"""A query of Whoosh's and a snapshot in, the ranking out: total, the best in any order, and the facets of all."""

from collections.abc import Callable, Iterable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from whoosh import query
from whoosh.searching import Searcher

from index.columns.found import Documents, Scores, best
from index.columns.ranking import BM25F
from index.columns.segment import Segment
from index.columns.snapshot import Snapshot
from index.engine import Facet, Ranked, Ranking
from index.fields import FACTS
from index.memory import MOST_VALUES, facet
from index.tree import Sort
from index.whoosh_engine.evaluator import evaluated
from index.whoosh_engine.expansion import grounded
from index.whoosh_engine.reader import reader
from index.whoosh_engine.scene import Scene

LATEST = np.float64(10**9)


class _Part(NamedTuple):
    """What was found in one segment."""

    segment: Segment
    base: int
    docs: Documents
    scores: Scores


def ranked(node: query.Query, ranking: BM25F, *, sort: Sort, first: int, count: int) -> Ranking:
    """Rank the documents that match, and give `count` of them from place `first`. Raises QueryError."""
    snapshot = ranking.snapshot
    node = grounded(node, snapshot)
    parts = []
    for segment, base in zip(snapshot.segments, snapshot.bases, strict=True):
        scene = Scene(segment, ranking, _by_whoosh(snapshot, base))
        parts.append(_Part(segment, base, *evaluated(node, scene)))
    hits = _best(parts, sort, first + count)[first:]
    shown = tuple(Ranked(snapshot.id(doc).decode(), score) for doc, score in hits)
    return Ranking(sum(len(part.docs) for part in parts), shown, tuple(_facet(name, snapshot, parts) for name in FACTS))


def _by_whoosh(snapshot: Snapshot, base: int) -> Callable[[query.Query], Iterable[tuple[int, float]]]:
    """Give what asks Whoosh's own matchers for the documents of the segment with this base."""

    def matched(node: query.Query) -> Iterable[tuple[int, float]]:
        whole = Searcher(reader(snapshot))
        own = next((s for s, offset in whole.leaf_searchers() if offset == base), whole)
        matcher = node.matcher(own, own.context())
        while matcher.is_active():
            yield matcher.id(), matcher.score()
            matcher.next()

    return matched


def _best(parts: Iterable[_Part], sort: Sort, count: int) -> list[tuple[int, float]]:
    """Give the first documents with their scores: the best of each segment, and of these the best."""
    found: list[tuple[float | bytes, int, float]] = []
    for part in parts:
        keys = _keys(part, sort)
        for place in best(keys, count).tolist():
            doc = int(part.docs[place])
            # Titles are numbered within their segment alone.
            key = _title(part.segment, doc) if sort == "title" else -float(keys[place])
            found.append((key, part.base + doc, float(part.scores[place])))
    return [(doc, score) for _, doc, score in sorted(found)[:count]]


def _keys(part: _Part, sort: Sort) -> NDArray[np.floating]:
    """Give for each of the documents what is largest for the first."""
    if sort == "relevance":
        return part.scores
    if sort == "title":
        return -part.segment.title_of[part.docs].astype(np.float64)
    days = part.segment.days[part.docs].astype(np.float64)
    return days if sort == "newest" else -np.where(days > 0, days, LATEST)


def _title(segment: Segment, doc: int) -> bytes:
    return segment.titles[int(segment.title_of[doc])]


def _facet(name: str, snapshot: Snapshot, parts: Iterable[_Part]) -> Facet:
    # Where many documents have no value, that is the commonest, and is not shown.
    return facet(name, snapshot.counted(name, (part.docs for part in parts), MOST_VALUES + 1))
