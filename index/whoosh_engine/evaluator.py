"""Whoosh's query tree in, the documents of a segment that match out with their scores, a column at a time."""

from whoosh import query

from index.columns.found import Documents, Scores

# The first three register the nodes that they know.
from index.whoosh_engine import booleans, leaves, phrases, scene

__all__ = ["booleans", "evaluated", "leaves", "phrases"]


def evaluated(node: query.Query, where: scene.Scene) -> tuple[Documents, Scores]:
    """Give the documents that match and are not deleted, ascending, and their scores."""
    docs = where.found(node)
    if where.segment.dead is not None:
        docs = docs[~where.segment.dead[docs]]
    return docs, scene.scoring(node, docs, where)
