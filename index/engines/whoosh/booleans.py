"""What joins queries: all of them, any, none, the best of them, and those that only add or only narrow."""

from collections.abc import Sequence

import numpy as np
from whoosh import query

from index.engines.columns.found import NOTHING, Documents, Scores, any_of, both, without
from index.engines.whoosh.scene import Scene, cost, matching, narrowing, nothing, own_boost, scoring, summed


@matching.register
def _(node: query.And, scene: Scene) -> Documents:
    return all_of(node.subqueries, scene)


def all_of(nodes: Sequence[query.Query], scene: Scene) -> Documents:
    """Give the documents that match all, the cheapest first; what costs more only narrows what is left."""
    wanted = sorted((n for n in nodes if not isinstance(n, query.Not)), key=lambda n: cost(n, scene))
    found = scene.found(wanted[0]) if wanted else scene.every() if nodes else NOTHING
    for node in wanted[1:]:
        if not len(found):
            return NOTHING
        found = narrowing(node, found, scene)
    for node in nodes:
        if isinstance(node, query.Not):
            found = without(found, scene.found(node.query), scene.count)
    return found


@scoring.register
def _(node: query.And, docs: Documents, scene: Scene) -> Scores:
    return summed(node.subqueries, docs, scene) * own_boost(node) * scene.among(node, docs)


@cost.register
def _(node: query.And, scene: Scene) -> int:
    return min((cost(n, scene) for n in node.subqueries), default=0)


@matching.register
def _(node: query.Or, scene: Scene) -> Documents:
    return any_of([scene.found(n) for n in node.subqueries], scene.count, least=node.minmatch or 1)


@scoring.register
def _(node: query.Or, docs: Documents, scene: Scene) -> Scores:
    scores = summed(node.subqueries, docs, scene) * own_boost(node)
    return scores * scene.among(node, docs) if node.minmatch else scores


@matching.register
def _(node: query.DisjunctionMax, scene: Scene) -> Documents:
    return any_of([scene.found(n) for n in node.subqueries], scene.count)


@scoring.register
def _(node: query.DisjunctionMax, docs: Documents, scene: Scene) -> Scores:
    best, rest = nothing(docs), nothing(docs)
    for part in (scoring(n, docs, scene) for n in node.subqueries):
        rest += np.minimum(best, part)
        best = np.maximum(best, part)
    return (best + np.float32(node.tiebreak) * rest) * own_boost(node)


@matching.register
def _(node: query.Not, scene: Scene) -> Documents:
    return without(scene.every(), scene.found(node.query), scene.count)


@scoring.register
def _(node: query.Not, docs: Documents, scene: Scene) -> Scores:
    # As Whoosh's matcher scores what it lets pass.
    return 1 - scene.among(node.query, docs)


@cost.register
def _(node: query.Not, scene: Scene) -> int:
    return scene.count + cost(node.query, scene)


@matching.register
def _(node: query.AndNot, scene: Scene) -> Documents:
    return without(scene.found(node.a), scene.found(node.b), scene.count)


@matching.register
def _(node: query.Require, scene: Scene) -> Documents:
    return both(scene.found(node.a), scene.found(node.b), scene.count)


@scoring.register(query.AndNot)
@scoring.register(query.Require)
def _(node: query.AndNot | query.Require, docs: Documents, scene: Scene) -> Scores:
    return scoring(node.a, docs, scene) * scene.among(node, docs)


@matching.register
def _(node: query.AndMaybe, scene: Scene) -> Documents:
    return scene.found(node.a)


@scoring.register
def _(node: query.AndMaybe, docs: Documents, scene: Scene) -> Scores:
    return summed((node.a, node.b), docs, scene) * scene.among(node.a, docs)
