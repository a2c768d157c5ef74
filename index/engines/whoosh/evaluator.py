"""Whoosh's query tree in, the documents of a segment that match out with their scores, a column at a time."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray
from whoosh import query

from index.engines.columns.found import Documents, Scores

# All but the last register the nodes that they know.
from index.engines.whoosh import booleans, leaves, phrases, scene, words

__all__ = ["booleans", "evaluated", "leaves", "phrases", "terms_in", "words"]


def evaluated(node: query.Query, where: scene.Scene) -> tuple[Documents, Scores]:
    """Give the documents that match and are not deleted, ascending, and their scores."""
    docs = where.found(node)
    if where.segment.dead is not None:
        docs = docs[~where.segment.dead[docs]]
    return docs, scene.scoring(node, docs, where)


def terms_in(
    node: query.Query, docs: Documents, where: scene.Scene
) -> Iterator[tuple[tuple[str, bytes], NDArray[np.bool_]]]:
    """Give each term that the query wants, by its field, with a flag for each of the documents: whether it holds it."""
    for name, text in sorted(set(_wanted(node))):
        yield (name, text), where.among(query.Term(name, text), docs) > 0


def _wanted(node: query.Query) -> Iterator[tuple[str, bytes]]:
    """Give the terms of the query, without those of what must not be there."""
    if isinstance(node, query.Not):
        return
    for name, text in node.terms(phrases=True):
        yield name, scene.as_bytes(text)
    for part in (node.a,) if isinstance(node, query.AndNot) else node.children():
        yield from _wanted(part)
