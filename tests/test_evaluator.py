"""The evaluator finds what Whoosh's own matchers find over the same columns, and scores it the same."""

from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from weighting import FieldByField
from whoosh import query
from whoosh.query.spans import SpanNear, SpanNear2
from whoosh.searching import Searcher

from conftest import examples, made
from index import Article
from index.engines.columns.building import Run
from index.engines.columns.segment import Segment
from index.engines.columns.snapshot import Snapshot
from index.engines.whoosh.evaluator import evaluated
from index.engines.whoosh.expansion import grounded
from index.engines.whoosh.reader import reader
from index.engines.whoosh.scene import Scene

# Few words, so that they meet; none that Snowball changes.
WORDS = ("ant", "anteater", "bee", "cat", "cow", "dog")
FIELDS = ("text", "title", "headings", "bullets")
SITES = ("a.example", "b.example")

said = st.lists(st.sampled_from(WORDS), max_size=12).map(" ".join)
articles = st.lists(
    st.builds(
        lambda n, t, p, site, day: made(str(n), t or "x", p, site=site, published_at=day),
        st.integers(0, 9),
        said,
        said,
        st.sampled_from(SITES),
        st.sampled_from(("", "2024-01-05", "2024-03-01", "2025-01-01")),
    ),
    max_size=12,
)
boosts = st.sampled_from((1.0, 1.0, 2.0, 0.5))
word = st.sampled_from((*WORDS, "zebra"))
terms = st.builds(lambda f, w, b: query.Term(f, w, boost=b), st.sampled_from(FIELDS), word, boosts)
in_text = st.builds(lambda w: query.Term("text", w), word)
leaves = st.one_of(
    terms,
    st.builds(lambda s, b: query.Term("site", s, boost=b), st.sampled_from(SITES), boosts),
    st.builds(lambda w, slop, b: query.Phrase("text", w, slop=slop, boost=b), st.lists(word, min_size=2, max_size=4), st.integers(1, 4), boosts),
    st.builds(lambda p, b: query.Prefix("text", p, boost=b), st.sampled_from(("an", "ant", "co", "zz")), boosts),
    st.builds(lambda p: query.Wildcard("text", p), st.sampled_from(("an*r", "an?", "co?", "ca*"))),
    st.builds(lambda p, d: query.FuzzyTerm("text", p, maxdist=d), st.sampled_from(("atn", "cot", "dgo", "bees")), st.integers(1, 2)),
    st.builds(lambda a, b: query.TermRange("text", min(a, b), max(a, b)), word, word),
    st.builds(lambda a, b: query.NumericRange("day", min(a, b), max(a, b)), *[st.sampled_from((20240101, 20240105, 20240301))] * 2),
    st.builds(query.Every),
    st.builds(lambda ws, slop: SpanNear2([query.Term("text", w) for w in ws], slop=slop), st.lists(word, min_size=2, max_size=3), st.integers(1, 3)),
    st.builds(lambda a, b, c: query.Sequence([query.Or([a, b]), c]), in_text, in_text, in_text),
)  # fmt: skip


def compounds(inner: st.SearchStrategy[query.Query]) -> st.SearchStrategy[query.Query]:
    several = st.lists(inner, min_size=1, max_size=4)
    return st.one_of(
        st.builds(lambda qs, b: query.And(qs, boost=b), several, boosts),
        st.builds(lambda qs, n: query.And([*qs, query.Not(n)]), several, inner),
        st.builds(lambda qs, b: query.Or(qs, boost=b), several, boosts),
        st.builds(lambda q, s: query.ConstantScoreQuery(q, s), inner, boosts),
        st.builds(query.Not, inner),
    )


# Whoosh does not know how many documents a SpanNear matches, and so can not have one among others.
alone = st.builds(lambda a, b, slop: SpanNear(a, b, slop=slop), in_text, in_text, st.integers(1, 3))
queries = st.one_of(st.recursive(leaves, compounds, max_leaves=8), alone)
Built = Callable[[list[Article], int, set[int]], Snapshot]


def snapshot(folder: Path, corpus: list[Article], cut: int, gone: set[int]) -> Snapshot:
    """Build the articles as two segments, cut there, with some documents of each deleted."""
    segments = []
    for i, part in enumerate((corpus[:cut], corpus[cut:])):
        run = Run()
        for article in part:
            run.add(article)
        path = folder / f"{i}.columns"
        if run.write(path):
            count = len(Segment(path))
            dead = np.array([n in gone for n in range(count)], dtype=np.bool_)
            segments.append(Segment(path, dead if dead.any() else None))
    return Snapshot(segments)


def by_whoosh(searcher: Searcher, node: query.Query) -> dict[int, float]:
    results, is_deleted = searcher.search(node, limit=None), searcher.reader().is_deleted
    # Whoosh's Not also finds a deleted document that stands right behind the last one that it excludes.
    return {doc: score for score, doc in results.top_n if not is_deleted(doc)}


def by_columns(held: Snapshot, ranking: FieldByField, node: query.Query) -> dict[int, float]:
    found: dict[int, float] = {}
    for segment, base in zip(held.segments, held.bases, strict=True):
        scene = Scene(segment, ranking, lambda n, s=segment: matched(s, ranking, n))
        docs, scores = evaluated(node, scene)
        found |= dict(zip((docs + base).tolist(), scores.tolist(), strict=True))
    return found


def matched(segment: Segment, ranking: FieldByField, node: query.Query) -> list[tuple[int, float]]:
    """Give what Whoosh's own matcher finds in a segment, with the statistics of all."""
    parent = ranking.searcher
    own = next((s for s, _ in parent.leaf_searchers() if s.reader()._segment is segment), parent)
    matcher, found = node.matcher(own, own.context()), []
    while matcher.is_active():
        found.append((matcher.id(), matcher.score()))
        matcher.next()
    return found


@settings(max_examples=examples(300), deadline=None)
@given(corpus=articles, cut=st.integers(0, 12), gone=st.sets(st.integers(0, 9), max_size=3), node=queries)
def test_any_query_matches_and_scores_as_whoosh_has_it(
    corpus: list[Article], cut: int, gone: set[int], node: query.Query
) -> None:
    with TemporaryDirectory() as folder:
        held = snapshot(Path(folder), corpus, cut, gone)
        if not held.segments:
            return
        searcher = Searcher(reader(held), weighting=FieldByField(None).weighting)  # type: ignore[arg-type]
        ranking = FieldByField(searcher)
        asked = grounded(node, held)
        expected, got = by_whoosh(searcher, asked), by_columns(held, ranking, asked)
        assert got.keys() == expected.keys()
        for doc, score in expected.items():
            assert got[doc] == pytest.approx(score, rel=1e-5, abs=1e-5)


@settings(max_examples=examples(100), deadline=None)
@given(
    corpus=articles,
    cut=st.integers(0, 12),
    gone=st.sets(st.integers(0, 9), max_size=3),
    pair=st.tuples(queries, queries),
)
def test_what_joins_two_queries_is_made_of_what_whoosh_finds_for_either(
    corpus: list[Article], cut: int, gone: set[int], pair: tuple[query.Query, query.Query]
) -> None:
    # Whoosh's matchers for these are wrong: they pass over, or let pass, what comes first, or score another document.
    with TemporaryDirectory() as folder:
        held = snapshot(Path(folder), corpus, cut, gone)
        if not held.segments:
            return
        searcher = Searcher(reader(held), weighting=FieldByField(None).weighting)  # type: ignore[arg-type]
        ranking = FieldByField(searcher)
        a, b = (grounded(node, held) for node in pair)
        in_a, in_b = by_whoosh(searcher, a), by_whoosh(searcher, b)
        with_b = {doc: score + in_b.get(doc, 0.0) for doc, score in in_a.items()}
        without_b = {doc: score for doc, score in in_a.items() if doc not in in_b}
        assert by_columns(held, ranking, query.AndMaybe(a, b)) == pytest.approx(with_b, rel=1e-5, abs=1e-5)
        with_both = {doc: score for doc, score in in_a.items() if doc in in_b}
        assert by_columns(held, ranking, query.Require(a, b)) == pytest.approx(with_both, rel=1e-5, abs=1e-5)
        best = {doc: max(in_a.get(doc, 0.0), in_b.get(doc, 0.0)) for doc in in_a | in_b}
        assert by_columns(held, ranking, query.DisjunctionMax([a, b])) == pytest.approx(best, rel=1e-5, abs=1e-5)
        assert by_columns(held, ranking, query.AndNot(a, b)) == pytest.approx(without_b, rel=1e-5, abs=1e-5)
