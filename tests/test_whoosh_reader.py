"""Whoosh's own searcher works over the columns: its parser, its sorting and grouping, its lexicon, its likeness."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from weighting import FieldByField
from whoosh import query, sorting
from whoosh.qparser import QueryParser
from whoosh.query.spans import SpanFirst
from whoosh.scoring import BM25F
from whoosh.searching import Searcher

from conftest import made
from index.engines.columns.building import Run
from index.engines.columns.segment import Segment
from index.engines.columns.snapshot import Snapshot
from index.engines.whoosh.evaluator import evaluated, terms_in
from index.engines.whoosh.reader import reader
from index.engines.whoosh.scene import Scene

PILE = (
    made("1", "Tea", "tea cup tea", site="b.example", published_at="2024-03-01"),
    made("2", "Cake", "cake and tea", site="a.example", published_at="2024-01-02", tags=("Sweet",)),
    made("3", "Soup", "soup in a cup", site="a.example"),
)


@pytest.fixture(params=[3, 1])
def searcher(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Searcher]:
    """Give a searcher over one segment, and over one for each article."""
    segments = []
    for first in range(0, len(PILE), request.param):
        run = Run()
        for article in PILE[first : first + request.param]:
            run.add(article)
        assert run.write(tmp_path / f"{first}.columns")
        segments.append(Segment(tmp_path / f"{first}.columns"))
    with Searcher(reader(Snapshot(segments)), weighting=BM25F()) as opened:
        yield opened


def sources(searcher: Searcher, results: object) -> list[str]:
    names = {article.id: article.source for article in PILE}
    return [names[hit["id"]] for hit in results]  # type: ignore[attr-defined]


def test_its_parser_asks_with_words_fields_and_phrases(searcher: Searcher) -> None:
    parser = QueryParser("text", searcher.schema)
    for asked, expected in (
        ("tea AND cup", ["1"]),
        ("title:cake", ["2"]),
        ('"a cup"', ["3"]),
        ('"tea cups"', ["1"]),
        ("soup OR cake", ["2", "3"]),
    ):
        assert sorted(sources(searcher, searcher.search(parser.parse(asked)))) == expected


def test_it_sorts_and_groups_by_columns(searcher: Searcher) -> None:
    found = searcher.search(query.Every(), sortedby=sorting.FieldFacet("day", reverse=True), groupedby="site")
    assert sources(searcher, found) == ["1", "2", "3"]
    assert {site: len(docs) for site, docs in found.groups("site").items()} == {"a.example": 2, "b.example": 1}


def test_its_lexicon_and_frequencies_are_those_of_the_articles(searcher: Searcher) -> None:
    own = searcher.reader()
    assert list(own.lexicon("title")) == [b"cake", b"soup", b"tea"]
    assert list(own.expand_prefix("text", "c")) == [b"cake", b"cup"]
    assert (own.doc_frequency("text", "tea"), own.frequency("text", "tea")) == (2, 4)
    assert list(own.lexicon("tag")) == [b"sweet"]


def test_it_finds_what_is_like_a_text(searcher: Searcher) -> None:
    terms = dict(searcher.key_terms_from_text("text", "soups with cakes", numterms=2))
    assert set(terms) == {"soup", "cake"}


def test_a_node_that_is_not_known_is_left_to_whoosh_and_said_once(
    searcher: Searcher, caplog: pytest.LogCaptureFixture
) -> None:
    node = SpanFirst(query.Term("text", "tea"), limit=2)
    expected = {doc for _, doc in searcher.search(node, limit=None).top_n}
    found: set[int] = set()
    for own, base in searcher.leaf_searchers():
        segment = own.reader()._segment

        def matched(asked: query.Query, own: Searcher = own) -> Iterator[tuple[int, float]]:
            matcher = asked.matcher(own, own.context())
            while matcher.is_active():
                yield matcher.id(), matcher.score()
                matcher.next()

        docs, _ = evaluated(node, Scene(segment, FieldByField(searcher), matched))
        found |= set((docs + np.uint32(base)).tolist())
    assert found == expected != set()
    assert sum("SpanFirst is left to Whoosh" in message for message in caplog.messages) <= 1


def test_it_finds_articles_like_one_by_a_text_of_it(searcher: Searcher) -> None:
    number = searcher.document_number(id=PILE[0].id)
    assert sorted(sources(searcher, searcher.more_like(number, "text", text="tea cup", top=3))) == ["2", "3"]


def test_the_terms_that_matched_are_those_that_whoosh_names(searcher: Searcher) -> None:
    node = query.Or([query.Term("text", "tea"), query.Term("title", "cake"), query.Not(query.Term("text", "cup"))])
    expected = {hit.docnum: set(hit.matched_terms()) for hit in searcher.search(node, limit=None, terms=True)}
    found: dict[int, set[tuple[str, bytes]]] = {}
    for own, base in searcher.leaf_searchers():
        scene = Scene(own.reader()._segment, FieldByField(searcher), lambda _: ())
        docs, _ = evaluated(node, scene)
        for term, flags in terms_in(node, docs, scene):
            for doc in docs[flags].tolist():
                found.setdefault(doc + base, set()).add(term)
    assert found == {doc: terms for doc, terms in expected.items() if terms}
