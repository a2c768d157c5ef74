"""The leaves of a query: a word, a fact, a day, every document, and what scores all that it matches alike."""

import numpy as np
from whoosh import query

from index.analysis.fields import FACTS, SPOKEN
from index.engines.columns.found import NOTHING, Documents, Scores, meeting
from index.engines.columns.segment import Postings
from index.engines.whoosh.scene import Scene, as_bytes, cost, matching, nothing, scoring, whole

# Of documents fewer than this share of a term's postings, the postings are looked up before they are scored.
FEW = 1 / 3


@matching.register
def _(node: query.Term, scene: Scene) -> Documents:
    segment, text = scene.segment, as_bytes(node.text)
    if node.fieldname in SPOKEN:
        postings = scene.postings(node.fieldname, text)
        return NOTHING if postings is None else postings.docs
    if node.fieldname in FACTS:
        return segment.facts[node.fieldname].having((text.decode("utf-8", "surrogatepass"),))
    number = segment.number(text) if node.fieldname == "id" else None
    return NOTHING if number is None else np.array([number], dtype=np.uint32)


@whole.register
def _(node: query.Term, docs: Documents, scene: Scene) -> tuple[Documents, Scores] | None:
    text = as_bytes(node.text)
    postings = scene.postings(node.fieldname, text) if node.fieldname in SPOKEN else None
    if postings is None or len(docs) < FEW * len(postings.docs):
        return None
    scores = scene.ranking.scores(scene.segment, node.fieldname, text, postings)
    return postings.docs, scores if node.boost == 1 else scores * np.float32(node.boost)


@scoring.register
def _(node: query.Term, docs: Documents, scene: Scene) -> Scores:
    boost, text = np.float32(node.boost), as_bytes(node.text)
    if node.fieldname not in SPOKEN:
        return boost * scene.among(node, docs)
    found = whole(node, docs, scene)
    if found is not None:
        return scene.placed(*found, docs)
    postings = scene.postings(node.fieldname, text)
    if postings is None:
        return nothing(docs)
    # The postings of these documents alone are scored.
    which, _ = meeting(postings.docs, docs, scene.count)
    some = Postings(postings.docs[which], postings.times[which], postings.positions)
    scores = boost * scene.ranking.scores(scene.segment, node.fieldname, text, some)
    return scores if len(which) == len(docs) else scene.placed(some.docs, scores, docs)


@cost.register
def _(node: query.Term, scene: Scene) -> int:
    is_spoken = node.fieldname in SPOKEN
    return scene.segment.held(node.fieldname, as_bytes(node.text)) if is_spoken else scene.count // 2


@matching.register
def _(node: query.Every, scene: Scene) -> Documents:
    name, segment = node.fieldname, scene.segment
    if name is None:
        return scene.every()
    if name in SPOKEN:
        return np.flatnonzero(segment.fields[name].lengths).astype(np.uint32)
    if name in FACTS:
        return segment.facts[name].stated()
    return np.flatnonzero(segment.days).astype(np.uint32) if name == "day" else NOTHING


@matching.register
def _(node: query.NumericRange, scene: Scene) -> Documents:
    days = scene.segment.days
    first = 1 if node.start is None else int(node.start) + bool(node.startexcl)
    last = np.iinfo(np.uint32).max if node.end is None else int(node.end) - bool(node.endexcl)
    return np.flatnonzero((days >= max(1, first)) & (days <= last)).astype(np.uint32)


@scoring.register(query.Every)
@scoring.register(query.NumericRange)
def _(node: query.Every | query.NumericRange, docs: Documents, scene: Scene) -> Scores:
    return np.float32(node.boost) * scene.among(node, docs)


@matching.register
def _(node: query.ConstantScoreQuery, scene: Scene) -> Documents:
    return scene.found(node.child)


@scoring.register
def _(node: query.ConstantScoreQuery, docs: Documents, scene: Scene) -> Scores:
    return np.float32(node.score) * scene.among(node.child, docs) if node.score else nothing(docs)


@matching.register(type(query.NullQuery))
def _(node: query.Query, scene: Scene) -> Documents:
    return NOTHING


@scoring.register(type(query.NullQuery))
def _(node: query.Query, docs: Documents, scene: Scene) -> Scores:
    return nothing(docs)
