"""Queries for words that begin or look so in, the terms that they stand for out: at most fifty, the commonest."""

import re
from collections import Counter
from collections.abc import Iterator
from copy import copy
from functools import singledispatch

import numpy as np
from whoosh import query

from index.analysis.fields import SPOKEN
from index.engines.columns.segment import Segment
from index.engines.columns.snapshot import Snapshot
from index.engines.whoosh.scene import as_bytes
from index.errors import QueryError

MOST_TERMS, MOST_SCANNED = 50, 100_000
SHORTEST_PREFIX = 2
PARTS = ("a", "b", "child", "query", "q")


def grounded(node: query.Query, snapshot: Snapshot) -> query.Query:
    """Give the query with terms for all that only describes terms. Raises QueryError for what describes too many."""
    if isinstance(node, query.MultiTerm):
        terms = expanded(node, snapshot)
        return (
            query.Or([query.Term(node.fieldname, term, boost=node.boost) for term in terms])
            if terms
            else query.NullQuery
        )
    made = copy(node)
    for name in PARTS:
        if isinstance(getattr(node, name, None), query.Query):
            setattr(made, name, grounded(getattr(node, name), snapshot))
    for name in ("subqueries", "qs"):
        if hasattr(node, name):
            setattr(made, name, [grounded(n, snapshot) for n in getattr(node, name)])
    return made


def expanded(node: query.MultiTerm, snapshot: Snapshot) -> list[bytes]:
    """Give the terms that a query stands for, the commonest first and at most MOST_TERMS."""
    counted: Counter[bytes] = Counter()
    if node.fieldname in SPOKEN:
        for segment in snapshot.segments:
            for term, held in _described(node, segment):
                counted[term] += held
    return sorted(counted, key=lambda term: (-counted[term], term))[:MOST_TERMS]


@singledispatch
def _described(node: query.MultiTerm, segment: Segment) -> Iterator[tuple[bytes, int]]:
    raise QueryError(f"{type(node).__name__} is not understood; ask with words")


@_described.register
def _(node: query.Prefix, segment: Segment) -> Iterator[tuple[bytes, int]]:
    if len(node.text) < SHORTEST_PREFIX:
        raise QueryError(f"{node.text}*: at least {SHORTEST_PREFIX} letters must stand before a star")
    return _beginning(node.text, node.fieldname, segment)


@_described.register(query.Wildcard)
@_described.register(query.Regex)
def _(node: query.PatternQuery, segment: Segment) -> Iterator[tuple[bytes, int]]:
    prefix = node._find_prefix(node.text)  # noqa: SLF001 - Whoosh's own way, and no other
    if len(prefix) < SHORTEST_PREFIX:
        raise QueryError(f"{node.text}: at least {SHORTEST_PREFIX} letters must stand before a wildcard")
    try:
        pattern = re.compile(node._get_pattern())  # noqa: SLF001
    except re.error as error:
        raise QueryError(f"{node.text}: {error}") from error
    return ((t, h) for t, h in _beginning(prefix, node.fieldname, segment) if pattern.match(t.decode()))


@_described.register
def _(node: query.TermRange, segment: Segment) -> Iterator[tuple[bytes, int]]:
    terms = segment.terms
    first = 0 if node.start is None else terms.place(as_bytes(node.start) + (b"\0" if node.startexcl else b""))
    end = len(terms) if node.end is None else terms.place(as_bytes(node.end) + (b"" if node.endexcl else b"\0"))
    return _between(first, end, node.fieldname, segment)


@_described.register
def _(node: query.FuzzyTerm, segment: Segment) -> Iterator[tuple[bytes, int]]:
    field = segment.fields[node.fieldname]
    for term, text in segment.near("terms", node.text, node.maxdist):
        row = field.row(term)
        if row is not None and text[: node.prefixlength] == node.text[: node.prefixlength]:
            yield segment.terms[term], int(field.held[row])


def _beginning(prefix: str, name: str, segment: Segment) -> Iterator[tuple[bytes, int]]:
    numbers = segment.terms.beginning(as_bytes(prefix))
    return _between(numbers.start, numbers.stop, name, segment)


def _between(first: int, end: int, name: str, segment: Segment) -> Iterator[tuple[bytes, int]]:
    field = segment.fields[name]
    rows = slice(*field.terms.searchsorted(np.array([first, end], dtype=np.uint32)))
    if rows.stop - rows.start > MOST_SCANNED:
        raise QueryError(f"more than {MOST_SCANNED} words are meant; write more of the word")
    for term, held in zip(field.terms[rows].tolist(), field.held[rows].tolist(), strict=True):
        yield segment.terms[term], held
