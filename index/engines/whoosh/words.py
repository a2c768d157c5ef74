"""A word of several forms, and so many words as are enough: the two nodes that Whoosh's own queries lack."""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray
from whoosh import query

from index.engines.columns.found import Documents, Scores, any_of
from index.engines.columns.packing import Numbers
from index.engines.columns.ranking import add_times
from index.engines.weights import ROUNDING, WEIGHTS
from index.engines.whoosh.scene import Scene, as_bytes, matching, own_boost, scoring, summed


class Word(query.Or):  # type: ignore[misc]  # Whoosh is not typed
    """Documents that hold any of the forms of one word, scored as if these were one term.

    A form that `languages` names is looked for only in documents of these languages.
    """

    def __init__(self, name: str, forms: Sequence[str], languages: Mapping[str, Sequence[str]]) -> None:
        """Make the query: `name` is the field, each of the forms an index term."""
        super().__init__([query.Term(name, form) for form in forms])
        self.name = name
        self.languages = languages


class Enough(query.Or):  # type: ignore[misc]  # Whoosh is not typed
    """Documents that match so many of the queries that the weights of these reach what is needed."""

    def __init__(self, subqueries: Sequence[query.Query], weights: Sequence[float], needed: float) -> None:
        """Make the query; each of the queries has a weight."""
        super().__init__(subqueries)
        self.weights = weights
        self.needed = needed


def held(term: query.Term, word: query.Query, scene: Scene) -> tuple[Documents, Numbers] | None:
    """Return the documents of its languages that hold a form of a word, and how often each does."""
    postings = scene.postings(term.fieldname, as_bytes(term.text))
    if postings is None:
        return None
    kept = allowed(term, word, scene)
    which = slice(None) if kept is None else kept[postings.docs]
    return postings.docs[which], postings.times[which]


def allowed(term: query.Term, word: query.Query, scene: Scene) -> NDArray[np.bool_] | None:
    """Return a flag for each document: whether the form is looked for in it; None where it is in all."""
    languages = word.languages.get(term.text) if isinstance(word, Word) else None
    return None if languages is None else scene.of_languages(tuple(languages))


@matching.register
def _(node: Word, scene: Scene) -> Documents:
    found = (held(term, node, scene) for term in node.subqueries)
    return any_of([there[0] for there in found if there], scene.count)


@scoring.register
def _(node: Word, docs: Documents, scene: Scene) -> Scores:
    frequency = np.zeros(len(docs), dtype=np.float32)
    for term in node.subqueries:
        for name, weight in WEIGHTS.items():
            if there := held(query.Term(name, term.text), node, scene):
                add_times(frequency, docs, *there, np.float32(weight), scene.count)
    forms = tuple((as_bytes(term.text), tuple(node.languages.get(term.text, ()))) for term in node.subqueries)
    scores = scene.ranking.saturated(scene.segment, docs, frequency, forms)
    return np.float32(node.boost) * scores * scene.among(node, docs)


@matching.register
def _(node: Enough, scene: Scene) -> Documents:
    sums = np.zeros(scene.count, dtype=np.float32)
    for part, weight in zip(node.subqueries, node.weights, strict=True):
        sums[scene.found(part)] += np.float32(weight)
    return np.flatnonzero(sums >= node.needed * (1 - ROUNDING)).astype(np.uint32)


@scoring.register
def _(node: Enough, docs: Documents, scene: Scene) -> Scores:
    return summed(node.subqueries, docs, scene) * own_boost(node)
