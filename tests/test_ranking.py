"""BM25F scores as its formula says, over all segments of an index."""

from math import log
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conftest import examples, made
from index import Article, Item, ListBlock, Section, TextBlock
from index.analysis.fields import fields
from index.engines.columns.building import Run
from index.engines.columns.ranking import BM25F
from index.engines.columns.segment import Postings, Segment
from index.engines.columns.snapshot import Snapshot
from index.engines.weights import K1, SECTIONS, WEIGHTS, B

WORDS = ("ant", "bee", "cat")
said = st.lists(st.sampled_from(WORDS), max_size=9).map(" ".join)


def article(number: int, title: str, heading: str, text: str, bullet: str) -> Article:
    blocks = (TextBlock("paragraph", text), ListBlock("bullets", (Item(bullet),)))
    return made(str(number), title, sections=(Section("top", 1, heading, (), blocks),))


piles = st.lists(st.tuples(said, said, said, said), min_size=1, max_size=9).map(
    lambda found: [article(number, *texts) for number, texts in enumerate(found)]
)


def brute_force(pile: list[Article], term: str) -> list[float]:
    """Give the score of each article, written from the formula."""
    streams = [{name: [form for form, _ in getattr(fields(one), name)] for name in WEIGHTS} for one in pile]
    frequency = [sum(weight * own[name].count(term) for name, weight in WEIGHTS.items()) for own in streams]
    length = [sum(weight * len(own[name]) for name, weight in WEIGHTS.items()) for own in streams]
    average = sum(length) / len(pile)
    held = sum(term in own["text"] for own in streams)
    rarity = log(1 + (len(pile) - held + 0.5) / (held + 0.5))
    norms = [K1 * (1 - B + B * n / average) if average else K1 for n in length]
    return [rarity * f * (K1 + 1) / (f + norm) for f, norm in zip(frequency, norms, strict=True)]


def snapshot(folder: Path, pile: list[Article], cut: int) -> Snapshot:
    paths = []
    for name, part in (("1", pile[:cut]), ("2", pile[cut:])):
        run = Run()
        for one in part:
            run.add(one)
        paths += [folder / name] if run.write(folder / name) else []
    return Snapshot([Segment(path) for path in paths])


def scores(held: Snapshot, name: str, term: bytes) -> dict[int, float]:
    """Give the score of each document that holds the term in the field."""
    ranking, found = BM25F(held), {}
    for segment, base in zip(held.segments, held.bases, strict=True):
        row = segment.fields[name].row(segment.terms.number(term))
        if row is not None:
            postings = segment.fields[name].postings(row)
            own = ranking.scores(segment, name, term, postings)
            found |= dict(zip((postings.docs + base).tolist(), own.tolist(), strict=True))
    return found


@settings(max_examples=examples(200), deadline=None)
@given(piles, st.integers(0, 9), st.sampled_from(WORDS), st.sampled_from(list(WEIGHTS)))
def test_any_term_scores_as_the_formula_has_it(pile: list[Article], cut: int, term: str, name: str) -> None:
    holding = {doc for doc, one in enumerate(pile) if term in dict(getattr(fields(one), name))}
    expected = {doc: score for doc, score in enumerate(brute_force(pile, term)) if doc in holding}
    with TemporaryDirectory() as folder:
        assert scores(snapshot(Path(folder), pile, cut), name, term.encode()) == pytest.approx(expected, rel=1e-5)


@settings(max_examples=examples(100), deadline=None)
@given(piles, st.sampled_from(WORDS), st.data())
def test_some_of_the_postings_score_as_they_do_among_all(pile: list[Article], term: str, data: st.DataObject) -> None:
    with TemporaryDirectory() as folder:
        held = snapshot(Path(folder), pile, 99)
        whole, [segment] = scores(held, "text", term.encode()), held.segments
        docs = data.draw(st.sets(st.sampled_from(sorted(whole)))) if whole else set()
        if docs:
            postings = segment.fields["text"].postings(segment.fields["text"].row(segment.terms.number(term.encode())))
            is_asked = np.isin(postings.docs, sorted(docs))
            some = Postings(postings.docs[is_asked], postings.times[is_asked], postings.positions)
            got = BM25F(held).scores(segment, "text", term.encode(), some)
            assert dict(zip(some.docs.tolist(), got.tolist(), strict=True)) == {doc: whole[doc] for doc in docs}


@settings(max_examples=examples(50), deadline=None)
@given(piles, st.integers(0, 9), st.sampled_from(WORDS))
def test_how_the_index_is_cut_changes_no_score(pile: list[Article], cut: int, term: str) -> None:
    with TemporaryDirectory() as whole, TemporaryDirectory() as apart:
        expected = scores(snapshot(Path(whole), pile, 0), "text", term.encode())
        assert scores(snapshot(Path(apart), pile, cut), "text", term.encode()) == expected


def test_of_a_long_question_the_whole_article_counts_more_than_of_a_short_one() -> None:
    whole, passage = (8.0, 6.0), (6.0, 7.6)
    assert SECTIONS.combined(*whole, 0, words=2) < SECTIONS.combined(*passage, 0, words=2)
    assert SECTIONS.combined(*whole, 0, words=12) > SECTIONS.combined(*passage, 0, words=12)
