"""A question and a snapshot in, the ranking out: how many match, the best with their best sections, and the facets."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from whoosh import query
from whoosh.searching import Searcher

from index.analysis.fields import FACTS
from index.engines.columns.duplicates import kept
from index.engines.columns.found import Documents, Scores, best
from index.engines.columns.ranking import BM25F
from index.engines.columns.sections import SectionScores
from index.engines.columns.segment import Segment
from index.engines.columns.snapshot import Snapshot
from index.engines.memory import MOST_VALUES, facet
from index.engines.protocol import Facet, Ranked, Ranking
from index.engines.weights import CANDIDATES, SECTIONS
from index.engines.whoosh.evaluator import evaluated
from index.engines.whoosh.expansion import grounded
from index.engines.whoosh.passages import Words, sections_of, words_of
from index.engines.whoosh.queries import word_query
from index.engines.whoosh.reader import reader
from index.engines.whoosh.scene import Scene, narrowing
from index.tree import Duplicates, Node, Sort, spellings

LATEST = np.float64(10**9)


class _Part(NamedTuple):
    """What was found in one segment."""

    scene: Scene
    base: int
    docs: Documents
    scores: Scores

    @property
    def segment(self) -> Segment:
        """The segment."""
        return self.scene.segment


@dataclass(frozen=True, slots=True)
class _Hit:
    """A document in the answer: its place in the order, the part and the number in it, and its score."""

    key: tuple[float | bytes, ...]
    part: _Part
    doc: int
    score: float
    # Its sections, where they are scored already, and its place among their documents.
    sections: tuple[SectionScores, int] | None = None


def ranked(
    asked: query.Query,
    node: Node,
    ranking: BM25F,
    *,
    sort: Sort,
    first: int,
    count: int,
    duplicates: Duplicates = "folded",
) -> Ranking:
    """Rank the documents that match, and give `count` of them from place `first`. Raises QueryError.

    Those that score best as wholes are scored by their sections too, and stand before all others.
    """
    snapshot = ranking.snapshot
    asked, words = grounded(asked, snapshot), words_of(node, ranking)
    parts = []
    for segment, base in zip(snapshot.segments, snapshot.bases, strict=True):
        scene = Scene(segment, ranking, _by_whoosh(snapshot, base))
        parts.append(_Part(scene, base, *evaluated(asked, scene)))
    folded: list[Documents] = []
    if duplicates == "folded" and snapshot.groups:
        parts, folded = _folded(parts, snapshot)
    if sort == "relevance":
        hits = _by_section(_best(parts, sort, max(CANDIDATES, first + count)), words)[first : first + count]
    else:
        hits = _best(parts, sort, first + count)[first:]
    total = sum(len(part.docs) for part in parts)
    facets = tuple(_facet(name, snapshot, parts, folded) for name in FACTS)
    complete = sum(_complete(part, words) for part in parts)
    return Ranking(total, tuple(_shown(hits, words)), facets, complete, sum(map(len, folded)))


def _folded(parts: Sequence[_Part], snapshot: Snapshot) -> tuple[list[_Part], list[Documents]]:
    """Return the parts without the documents whose text a better one has, and of each part these documents."""
    codes = [groups[part.docs] for part, groups in zip(parts, snapshot.groups, strict=True)]
    stays = kept(codes, [part.scores for part in parts])
    left = [
        part if own.all() else part._replace(docs=part.docs[own], scores=part.scores[own])
        for part, own in zip(parts, stays, strict=True)
    ]
    return left, [part.docs[~own] for part, own in zip(parts, stays, strict=True)]


def _by_section(hits: list[_Hit], words: Words) -> list[_Hit]:
    """Order the candidates, the first of the hits, by the scores of their sections as well."""
    candidates = hits[:CANDIDATES]
    scored: list[_Hit] = []
    for part, own in _by_part(candidates):
        documents = np.array([hit.doc for hit in own], dtype=np.uint32)
        order = np.argsort(documents)
        sections = sections_of(documents[order], words, part.scene)
        links = part.segment.link_percents[documents].tolist()
        for at, (i, more) in enumerate(zip(order.tolist(), sections.documents.tolist(), strict=True)):
            score = SECTIONS.combined(own[i].score, more, links[i], len(words.words))
            scored.append(_Hit((-score, *own[i].key[1:]), part, own[i].doc, score, (sections, at)))
    return [*sorted(scored, key=lambda hit: hit.key), *hits[CANDIDATES:]]


def _shown(hits: Sequence[_Hit], words: Words) -> Iterator[Ranked]:
    """Give the hits with their best sections."""
    found: dict[int, tuple[SectionScores, int]] = {}
    for part, own in _by_part(hit for hit in hits if hit.sections is None):
        documents = np.array(sorted(hit.doc for hit in own), dtype=np.uint32)
        scores = sections_of(documents, words, part.scene)
        found |= {part.base + hit.doc: (scores, int(documents.searchsorted(hit.doc))) for hit in own}
    for hit in hits:
        best = words.best_of(*(hit.sections or found[hit.part.base + hit.doc]))
        yield Ranked(hit.part.segment.ids[hit.doc].decode(), hit.score, *best)


def _complete(part: _Part, words: Words) -> int:
    """Count the documents found that hold every word."""
    docs = part.docs
    for same in spellings(words.words):
        docs = narrowing(query.Or([word_query(word) for word in same]), docs, part.scene)
    return len(docs)


def _by_part(hits: Iterable[_Hit]) -> Iterable[tuple[_Part, list[_Hit]]]:
    own: dict[int, tuple[_Part, list[_Hit]]] = {}
    for hit in hits:
        own.setdefault(hit.part.base, (hit.part, []))[1].append(hit)
    return own.values()


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


def _best(parts: Iterable[_Part], sort: Sort, count: int) -> list[_Hit]:
    """Give the first documents: the best of each segment, and of these the best."""
    found: list[_Hit] = []
    for part in parts:
        keys = _keys(part, sort)
        for place in best(keys, count).tolist():
            doc = int(part.docs[place])
            # Titles are numbered within their segment alone.
            key = _title(part.segment, doc) if sort == "title" else -float(keys[place])
            found.append(_Hit((key, part.base + doc), part, doc, float(part.scores[place])))
    return sorted(found, key=lambda hit: hit.key)[:count]


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


def _facet(name: str, snapshot: Snapshot, parts: Iterable[_Part], folded: Sequence[Documents]) -> Facet:
    # Where many documents have no value, that is the commonest, and is not shown.
    return facet(name, snapshot.counted(name, [part.docs for part in parts], MOST_VALUES + 1, folded=folded))
