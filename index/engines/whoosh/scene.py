"""Where a query is evaluated: a segment, what ranks it, and what each node of the query has already given.

Four functions go through Whoosh's query tree, each a `singledispatch` that the modules beside this one register the
nodes with: `matching` gives the documents that match, as sets; `scoring` what a node adds to the scores of documents
that match, so that nothing is scored which is not in the answer; `narrowing` which of some documents match; `cost` how
many postings are read for that.
A node that nobody registered is left to Whoosh's own matcher over the same columns, which is said once in the log.
"""

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import lru_cache, singledispatch

import numpy as np
from numpy.typing import NDArray
from whoosh import query

from index.engines.columns.found import Documents, Scores, are_in, both, flags
from index.engines.columns.ranking import Ranking
from index.engines.columns.segment import Postings, Segment

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Scene:
    """One query over one segment; `matched` gives what Whoosh's own matchers find there, with their scores."""

    segment: Segment
    ranking: Ranking
    matched: Callable[[query.Query], Iterable[tuple[int, float]]]
    _read: dict[tuple[str, bytes], Postings | None] = field(default_factory=dict)
    _spoken: dict[tuple[str, ...], NDArray[np.bool_]] = field(default_factory=dict)
    # Each with its node, so that no other gets its id.
    _found: dict[int, tuple[query.Query, Documents]] = field(default_factory=dict)
    _left: dict[int, tuple[query.Query, Documents, Scores]] = field(default_factory=dict)

    @property
    def count(self) -> int:
        """The number of documents, deleted ones too."""
        return len(self.segment)

    def postings(self, name: str, text: bytes) -> Postings | None:
        """Give the postings of a term, None without any; they are read once for a query."""
        if (name, text) not in self._read:
            own = self.segment.fields[name]
            row = own.row(self.segment.term(text))
            self._read[name, text] = None if row is None else own.postings(row)
        return self._read[name, text]

    def of_languages(self, languages: tuple[str, ...]) -> NDArray[np.bool_]:
        """Give a flag for each document: whether it is of one of these languages."""
        if languages not in self._spoken:
            self._spoken[languages] = flags(self.segment.facts["lang"].having(languages), self.count)
        return self._spoken[languages]

    def every(self) -> Documents:
        """Give all documents."""
        return np.arange(self.count, dtype=np.uint32)

    def found(self, node: query.Query) -> Documents:
        """Give the documents that match a node; they are looked for once."""
        if id(node) not in self._found:
            self._found[id(node)] = node, matching(node, self)
        return self._found[id(node)][1]

    def among(self, node: query.Query, docs: Documents) -> Scores:
        """Give 1 for each of these documents that matches the node, 0 for the others."""
        found = self.found(node)
        is_there = np.ones(len(docs), np.bool_) if found is docs else are_in(found, docs, self.count)
        return is_there.astype(np.float32)

    def placed(self, found: Documents, scores: Scores, docs: Documents) -> Scores:
        """Give the scores of those documents that are among the found, 0 for the others."""
        if found is docs:
            return scores
        out = np.zeros(self.count, dtype=np.float32)
        out[found] = scores
        return out[docs]

    def by_whoosh(self, node: query.Query) -> tuple[Documents, Scores]:
        """Give what Whoosh's own matcher finds."""
        if id(node) not in self._left:
            _say_once(type(node).__name__)
            pairs = sorted(self.matched(node))
            docs = np.array([doc for doc, _ in pairs], dtype=np.uint32)
            self._left[id(node)] = node, docs, np.array([score for _, score in pairs], dtype=np.float32)
        _, docs, scores = self._left[id(node)]
        return docs, scores


@lru_cache
def _say_once(name: str) -> None:
    log.warning("%s is left to Whoosh's own matcher, which is slow", name)


@singledispatch
def matching(node: query.Query, scene: Scene) -> Documents:
    """Give the documents that match, ascending; deleted ones may be among them."""
    return scene.by_whoosh(node)[0]


@singledispatch
def scoring(node: query.Query, docs: Documents, scene: Scene) -> Scores:
    """Give what the node adds to the score of each of the documents: 0 where it does not match."""
    return scene.placed(*scene.by_whoosh(node), docs)


@singledispatch
def narrowing(node: query.Query, docs: Documents, scene: Scene) -> Documents:
    """Give those of the documents that match the node."""
    return both(docs, scene.found(node), scene.count)


@singledispatch
def cost(node: query.Query, scene: Scene) -> int:
    """Give how many postings are read for the node, at most."""
    parts = list(node.children())
    return sum(cost(part, scene) for part in parts) if parts else scene.count


def nothing(docs: Documents) -> Scores:
    """Give 0 for each of the documents."""
    return np.zeros(len(docs), dtype=np.float32)


@singledispatch
def whole(node: query.Query, docs: Documents, scene: Scene) -> tuple[Documents, Scores] | None:
    """Give all documents that match with their scores where that costs no more than scoring these documents alone."""
    return None


def summed(nodes: Iterable[query.Query], docs: Documents, scene: Scene) -> Scores:
    """Give what the nodes together add to the score of each of the documents."""
    scores, everywhere = nothing(docs), None
    for node in nodes:
        found = whole(node, docs, scene)
        if found is None:
            scores += scoring(node, docs, scene)
        elif found[0] is docs:
            scores += found[1]
        else:
            # Added up over all documents first: looking each one up among those wanted would cost more.
            everywhere = np.zeros(scene.count, dtype=np.float32) if everywhere is None else everywhere
            everywhere[found[0]] += found[1]
    return scores if everywhere is None else scores + everywhere[docs]


def own_boost(node: query.CompoundQuery) -> np.float32:
    """Give the boost of a compound; Whoosh passes over that of one with a single part."""
    return np.float32(node.boost if len(node.subqueries) > 1 else 1)


def as_bytes(text: str | bytes) -> bytes:
    """Give a term as it stands in the columns."""
    return text if isinstance(text, bytes) else text.encode("utf-8", "surrogatepass")
