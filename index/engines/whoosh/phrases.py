"""Words that stand in order, each near the one before: their documents by what all hold, then by the positions."""

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray
from whoosh import query
from whoosh.query.spans import SpanNear, SpanNear2

from index.analysis.fields import SPOKEN
from index.engines.columns.found import NOTHING, Documents, Scores, both, meeting
from index.engines.columns.segment import stands
from index.engines.whoosh.booleans import all_of
from index.engines.whoosh.scene import Scene, as_bytes, cost, matching, narrowing, scoring, summed
from index.engines.whoosh.words import allowed

# What reading a position costs, in postings.
DEARER = 8


@matching.register(query.Phrase)
@matching.register(query.Sequence)
@matching.register(SpanNear2)
@matching.register(SpanNear)
def _(node: query.Query, scene: Scene) -> Documents:
    if not _is_chain(node):
        return scene.by_whoosh(node)[0]
    return _near(_words(node), node.slop, all_of(_words(node), scene), scene)


@narrowing.register(query.Phrase)
@narrowing.register(query.Sequence)
@narrowing.register(SpanNear2)
@narrowing.register(SpanNear)
def _(node: query.Query, docs: Documents, scene: Scene) -> Documents:
    if not _is_chain(node):
        return both(docs, scene.by_whoosh(node)[0], scene.count)
    return _near(_words(node), node.slop, both(docs, all_of(_words(node), scene), scene.count), scene)


@scoring.register(query.Phrase)
@scoring.register(query.Sequence)
@scoring.register(SpanNear2)
@scoring.register(SpanNear)
def _(node: query.Query, docs: Documents, scene: Scene) -> Scores:
    if not _is_chain(node):
        return scene.placed(*scene.by_whoosh(node), docs)
    return np.float32(getattr(node, "boost", 1)) * summed(_words(node), docs, scene) * scene.among(node, docs)


@cost.register(query.Phrase)
@cost.register(query.Sequence)
@cost.register(SpanNear2)
@cost.register(SpanNear)
def _(node: query.Query, scene: Scene) -> int:
    return DEARER * sum(cost(word, scene) for word in _words(node))


def _is_chain(node: query.Query) -> bool:
    """Say whether it asks for words in order, each near the one before; if not it is left to Whoosh."""
    words = _words(node)
    if not all(map(_is_word, words)) or not getattr(node, "ordered", True) or getattr(node, "mindist", 1) != 1:
        return False
    # Whoosh pairs the parts of a longer sequence, which is the same only when they stand side by side.
    return not isinstance(node, query.Sequence) or node.slop == 1 or len(words) == 2


def _words(node: query.Query) -> Sequence[query.Query]:
    if isinstance(node, query.Phrase):
        return [query.Term(node.fieldname, word) for word in node.words]
    if isinstance(node, SpanNear):
        return (node.a, node.b)
    words: Sequence[query.Query] = node.qs if isinstance(node, SpanNear2) else node.subqueries
    return words


def _is_word(node: query.Query) -> bool:
    is_term = isinstance(node, query.Term) and node.fieldname in SPOKEN
    return is_term or (isinstance(node, query.Or) and all(map(_is_word, node.subqueries)))


def _near(nodes: Sequence[query.Query], slop: int, docs: Documents, scene: Scene) -> Documents:
    """Give those of the documents in which each word stands at most `slop` places after the one before."""
    if len(nodes) < 2 or not len(docs):
        return docs
    found = (_ends(nodes, slop, docs, scene) >> 32).astype(np.uint32)
    return found[np.flatnonzero(np.append(True, found[1:] != found[:-1]))] if len(found) else NOTHING


def _ends(nodes: Sequence[query.Query], slop: int, docs: Documents, scene: Scene) -> NDArray[np.int64]:
    """Give where the last of the words stands that follow one another."""
    ends = stands_at(nodes[0], docs, scene)
    for node in nodes[1:]:
        if not len(ends):
            return ends
        here = stands_at(node, docs, scene)
        before = ends.searchsorted(here) - 1
        ends = here[(before >= 0) & (here - ends[before] <= slop)]
    return ends


def stands_at(node: query.Query, docs: Documents, scene: Scene) -> NDArray[np.int64]:
    """Give where a word, or the last word of a phrase, stands in these documents, ascending.

    A place is the document's number above and the position below 32 bits.
    """
    if isinstance(node, query.Sequence):
        return _ends(_words(node), node.slop, docs, scene)
    found = [_term_stands(term, node, docs, scene) for term in _terms(node)]
    return found[0] if len(found) == 1 else np.unique(np.concatenate(found))


def _terms(node: query.Query) -> Iterator[query.Term]:
    if isinstance(node, query.Term):
        yield node
    else:
        for inner in node.subqueries:
            yield from _terms(inner)


def _term_stands(term: query.Term, word: query.Query, docs: Documents, scene: Scene) -> NDArray[np.int64]:
    postings = scene.postings(term.fieldname, as_bytes(term.text))
    if postings is None:
        return np.zeros(0, dtype=np.int64)
    kept = allowed(term, word, scene)
    which, _ = meeting(postings.docs, docs if kept is None else docs[kept[docs]], scene.count)
    positions, counts = stands(postings, which)
    return (np.repeat(postings.docs[which].astype(np.int64), counts) << 32) + positions
