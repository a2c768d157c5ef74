"""Whatever updates come, in whatever portions, the index holds what they say."""

from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from conftest import examples, made
from index import Article, Filters, Span
from index.engines.memory import MemoryEngine
from index.engines.protocol import Engine
from index.engines.whoosh import WhooshEngine
from index.engines.whoosh.updating import segments, write_update
from index.tree import And, Node, Not, Phrase, Term

WORDS = ("ant", "bee", "cat", "dog")
said = st.lists(st.sampled_from(WORDS), max_size=5).map(" ".join)
articles = st.builds(
    lambda number, text, lang: made(str(number), "x", text, lang=lang),
    st.integers(0, 30),
    said,
    st.sampled_from(("en", "de")),
)
removed = st.sets(st.integers(0, 30), max_size=3).map(lambda numbers: [made(str(n), "x").id for n in numbers])
updates = st.lists(st.tuples(st.lists(articles, max_size=4), removed), min_size=1, max_size=25)


def word(name: str) -> Term:
    return Term(name, Span(0, 1), (name,))


QUERIES: tuple[Node, ...] = (
    *map(word, WORDS),
    And((word("ant"), Not(word("bee")))),
    Phrase("cat dog", Span(0, 1), (word("cat"), word("dog"))),
)


def answers(engine: Engine) -> list[object]:
    """Give all that the engine says which does not hang on how deleted articles are counted."""
    rankings = [engine.reading().ranked(node, Filters(), sort="relevance", first=0, count=99) for node in QUERIES]
    facets = [{facet.name: sorted(facet.values) for facet in ranking.facets} for ranking in rankings]
    return [
        sorted(engine.reading().ids()),
        [sorted(hit.id for hit in ranking.hits) for ranking in rankings],
        facets,
        engine.change(),
    ]


@settings(max_examples=examples(25), deadline=None)
@given(updates)
def test_any_updates_leave_what_the_simple_engine_has(asked: list[tuple[list[Article], list[str]]]) -> None:
    with TemporaryDirectory() as name:
        engine, simple = WhooshEngine(Path(name)), MemoryEngine()
        for change, (put, remove) in enumerate(asked, 1):
            engine.update(put, remove, change=change)
            simple.update(put, remove, change=change)
        assert answers(engine) == answers(simple)
        assert engine.problems() == []


@settings(max_examples=examples(50), deadline=None)
@given(st.lists(articles, max_size=12), removed, st.integers(1, 12))
def test_however_little_is_held_at_once_the_last_of_an_id_holds(
    put: list[Article], remove: list[str], most: int
) -> None:
    with TemporaryDirectory() as name:
        write_update(Path(name), {}, put, remove, most_words=most)
        files = {path.name: (0, sha256(path.read_bytes()).hexdigest()) for path in Path(name).iterdir()}
        held = [
            s.ids[n].decode()
            for s in segments(Path(name), files)
            for n in range(len(s))
            if s.dead is None or not s.dead[n]
        ]
        last = {one.id: number for number, one in enumerate(put)}
        assert held == sorted(last, key=last.__getitem__)
