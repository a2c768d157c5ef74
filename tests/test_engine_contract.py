"""What every engine promises, held against each of them."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from threading import Thread

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from conftest import made
from index import Article, Filters, Item, ListBlock, Section, Sort, Span, TableBlock, TextBlock
from index.engines.memory import MemoryEngine
from index.engines.protocol import Engine, Ranked
from index.engines.whoosh import WhooshEngine
from index.tree import And, Enough, Everything, Maybe, Narrow, Node, Not, Or, Phrase, Term

MOON = made("moon", "The man in the moon", "A man lives in the moon.", tags=("Sky",), authors=("Ann Bee",))
SLEEP = made("sleep", "Sleeping late", "Moon and man, far apart.", published_at="2024-05-06", site="a.example")
TEA = made("tee", "Grüner Tee", "Ein Mann trinkt Tee.", lang="de", published_at="2023-01-02", breadcrumb=("Küche",))
ALL = [MOON, SLEEP, TEA]


@pytest.fixture(params=["memory", "whoosh"])
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    made_engine: Engine = MemoryEngine() if request.param == "memory" else WhooshEngine(tmp_path / "index")
    yield made_engine
    made_engine.close()


@pytest.fixture
def filled(engine: Engine) -> Engine:
    engine.update(ALL, [], change=3)
    return engine


def word(*forms: str) -> Term:
    return Term(forms[0], Span(0, 1), tuple(sorted(forms)))


def phrase(*words: str) -> Phrase:
    return Phrase(" ".join(words), Span(0, 1), tuple(word(w) for w in words))


def ids(engine: Engine, node: Node, filters: Filters = Filters(), sort: Sort = "relevance") -> list[str]:  # noqa: B008
    ranking = engine.reading().ranked(node, filters, sort=sort, first=0, count=100)
    names = {article.id: article.source for article in ALL}
    assert ranking.total == len(ranking.hits)
    return [names.get(hit.id, hit.id) for hit in ranking.hits]


def test_an_empty_engine_answers_with_nothing(engine: Engine) -> None:
    assert (ids(engine, word("moon")), engine.change(), engine.reading().languages(), list(engine.reading().ids())) == (
        [],
        0,
        (),
        [],
    )


def test_an_engine_knows_the_library_that_it_belongs_to(engine: Engine) -> None:
    assert (engine.library(), engine.reading().library()) == ("", "")
    engine.update([MOON], [], change=1, library="a" * 32)
    before = engine.reading()
    engine.update([SLEEP], [], change=2)
    assert (engine.library(), engine.reading().library()) == ("a" * 32, "a" * 32)
    engine.reset()
    assert engine.library() == ""
    engine.update([TEA], [], change=1, library="b" * 32)
    assert (engine.library(), engine.reading().library(), before.library()) == ("b" * 32, "b" * 32, "a" * 32)


def test_a_word_finds_the_articles_that_hold_any_of_its_forms(filled: Engine) -> None:
    assert set(ids(filled, word("man", "mann"))) == {"moon", "sleep", "tee"}


def test_all_words_or_any_or_none(filled: Engine) -> None:
    assert ids(filled, And((word("moon"), word("sleep")))) == ["sleep"]
    assert set(ids(filled, Or((word("sleep"), word("tee"))))) == {"sleep", "tee"}
    assert ids(filled, And((word("moon"), Not(word("sleep"))))) == ["moon"]
    assert ids(filled, And((Everything(), Not(word("moon"))))) == ["tee"]


def test_what_may_be_there_only_adds_to_the_score(filled: Engine) -> None:
    assert set(ids(filled, Maybe(word("moon"), word("sleep")))) == {"moon", "sleep"}


def test_a_phrase_stands_as_it_was_said(filled: Engine) -> None:
    assert ids(filled, phrase("man", "in", "the", "moon")) == ["moon"]
    assert ids(filled, phrase("moon", "and", "man")) == ["sleep"]
    assert ids(filled, phrase("man", "moon")) == []


def test_no_phrase_reaches_from_one_block_into_the_next(engine: Engine) -> None:
    blocks = (TextBlock("paragraph", "all about tea"), ListBlock("bullets", (Item("cake first"), Item("second"))))
    engine.update([made("x", "T", sections=(Section("top", 1, "", (), blocks),))], [], change=1)
    assert ids(engine, phrase("tea", "cake")) == []
    assert ids(engine, phrase("first", "second")) == []


def test_the_title_weighs_more_than_the_text(engine: Engine) -> None:
    in_text = made("text", "Other", "A heron stood there, quite still, in the reeds.")
    in_title = made("title", "The heron", "A bird stood there, quite still, in the reeds.")
    engine.update([in_text, in_title], [], change=1)
    assert ids(engine, word("heron"))[0] == in_title.id


def test_filters_narrow_and_do_not_mind_case(filled: Engine) -> None:
    assert ids(filled, Everything(), Filters(lang=("de",))) == ["tee"]
    assert ids(filled, Everything(), Filters(tag=("sky",))) == ["moon"]
    assert ids(filled, Everything(), Filters(tag=("küche",))) == ["tee"]
    assert ids(filled, Everything(), Filters(author=("ANN BEE",))) == ["moon"]
    assert ids(filled, word("moon"), Filters(site=("a.example", "b.example"))) == ["sleep"]
    assert ids(filled, word("moon"), Filters(site=("a.example",), tag=("sky",))) == []


def test_a_filter_anywhere_in_a_question_narrows_that_part_of_it(filled: Engine) -> None:
    sky, site = Narrow(Filters(tag=("sky",))), Narrow(Filters(site=("a.example",)))
    assert set(ids(filled, Or((sky, site)))) == {"moon", "sleep"}
    assert ids(filled, And((word("moon"), Not(sky)))) == ["sleep"]
    assert set(ids(filled, And((Everything(), Not(Narrow(Filters(after=date(2024, 1, 1)))))))) == {"moon", "tee"}
    assert ids(filled, And((Or((sky, word("tee"))), word("man")))) == ["moon"]


def test_the_values_of_facts_are_known_without_case(filled: Engine) -> None:
    assert filled.reading().values("tag") == ("küche", "sky")
    assert set(filled.reading().values("author")) >= {"ann bee"}


def test_a_word_in_two_spellings_is_one_word_that_is_there_or_not(filled: Engine) -> None:
    two = Or((Term("tea-moon", Span(0, 8), ("moon",)), Term("tea-moon", Span(0, 8), ("tee",))))
    ranking = filled.reading().ranked(two, Filters(), sort="relevance", first=0, count=9)
    assert ranking.total == ranking.complete == 3
    assert all(hit.missing == () for hit in ranking.hits)


def test_a_tag_of_any_characters_is_found(engine: Engine) -> None:
    engine.update([made("odd", "Odd", tags=("half \ud83d", "null \0"))], [], change=1)
    assert ids(engine, Everything(), Filters(tag=("Half \ud83d",))) == [made("odd", "").id]
    assert ids(engine, Everything(), Filters(tag=("null \0",))) == [made("odd", "").id]
    assert ids(engine, Everything(), Filters(tag=("half ?",))) == []


def test_dates_bound_both_days_included_and_leave_out_the_undated(filled: Engine) -> None:
    assert ids(filled, Everything(), Filters(after=date(2023, 1, 2), before=date(2023, 1, 2))) == ["tee"]
    assert set(ids(filled, Everything(), Filters(after=date(2020, 1, 1)))) == {"sleep", "tee"}


def test_sorts_put_the_undated_last(filled: Engine) -> None:
    assert ids(filled, Everything(), sort="newest") == ["sleep", "tee", "moon"]
    assert ids(filled, Everything(), sort="oldest") == ["tee", "sleep", "moon"]
    assert ids(filled, Everything(), sort="title") == ["tee", "sleep", "moon"]


def test_pages_divide_the_ranking(engine: Engine) -> None:
    engine.update([made(f"{n}", f"Tea {n}", "tea " * (n + 1)) for n in range(25)], [], change=25)
    whole = [h.id for h in engine.reading().ranked(word("tea"), Filters(), sort="relevance", first=0, count=25).hits]
    pages = [engine.reading().ranked(word("tea"), Filters(), sort="relevance", first=n, count=10) for n in (0, 10, 20)]
    assert [h.id for page in pages for h in page.hits] == whole
    assert [page.total for page in pages] == [25, 25, 25]


def test_facets_count_all_that_match(filled: Engine) -> None:
    ranking = filled.reading().ranked(Everything(), Filters(), sort="relevance", first=0, count=1)
    facets = {facet.name: facet.values for facet in ranking.facets}
    assert facets["lang"] == (("en", 2), ("de", 1))
    assert facets["tag"] == (("Küche", 1), ("Sky", 1))
    assert (facets["site"], facets["author"]) == ((("a.example", 1),), (("Ann Bee", 1),))


def test_facets_are_the_commonest_of_all_values_whenever_they_came(engine: Engine) -> None:
    names = ["", *(f"Ann {n:02d}" for n in range(40))]
    pile = [made(str(n), "Tea", authors=(names[n % 7], names[n * n % 41])) for n in range(120)]
    for change, first in enumerate(range(0, 120, 30), 1):
        engine.update(pile[first : first + 30], [pile[first // 2].id], change=change)
    there = set(engine.reading().ids())
    counted = Counter(name for article in pile if article.id in there for name in article.authors if name)
    commonest = sorted(counted.items(), key=lambda pair: (-pair[1], pair[0]))[:20]
    facets = engine.reading().ranked(Everything(), Filters(), sort="relevance", first=0, count=1).facets
    assert next(facet.values for facet in facets if facet.name == "author") == tuple(commonest)


def copies() -> list[Article]:
    """Give articles of which each two have the same text, the second with the word asked for once more."""
    sites = ("a.example", "b.example")
    return [
        made(f"{n} {site}", "Tea", "tea " * (n + 2 * place), site=site, duplicate_group=n, published_at=f"202{place}")
        for n in range(1, 13)
        for place, site in enumerate(sites)
    ]


def test_of_articles_with_the_same_text_the_best_is_a_hit(engine: Engine) -> None:
    engine.update(copies(), [], change=24)
    assert engine.reading().ranked(word("tea"), Filters(), sort="relevance", first=0, count=1).total == 12
    assert {name.split()[1] for name in names(engine, word("tea"))} == {"b.example"}
    assert len(ids(engine, word("tea"), Filters(site=("a.example",)))) == 12


def names(engine: Engine, node: Node, sort: Sort = "relevance") -> list[str]:
    sources = {article.id: article.source for article in copies()}
    ranking = engine.reading().ranked(node, Filters(), sort=sort, first=0, count=99)
    return [sources[hit.id] for hit in ranking.hits]


def test_the_hits_are_the_same_in_whatever_order(engine: Engine) -> None:
    engine.update(copies(), [], change=24)
    assert len({frozenset(names(engine, word("tea"), sort)) for sort in ("relevance", "newest", "title")}) == 1


def test_all_of_them_are_hits_when_all_are_wanted(engine: Engine) -> None:
    engine.update(copies(), [], change=24)
    folded, whole = (
        engine.reading().ranked(word("tea"), Filters(), sort="relevance", first=0, count=99, duplicates=wanted)
        for wanted in ("folded", "all")
    )
    assert (folded.total, folded.folded, len(folded.hits)) == (12, 12, 12)
    assert (whole.total, whole.folded, len(whole.hits)) == (24, 0, 24)


def test_a_page_of_hits_is_full_however_many_are_folded(engine: Engine) -> None:
    engine.update(copies(), [], change=24)
    pages = [
        [h.id for h in engine.reading().ranked(word("tea"), Filters(), sort="relevance", first=n, count=5).hits]
        for n in (0, 5, 10)
    ]
    assert [len(page) for page in pages] == [5, 5, 2]
    assert len(set().union(*pages)) == 12


def test_each_value_is_counted_as_often_as_choosing_it_gives_hits(engine: Engine) -> None:
    engine.update(copies(), [], change=24)
    facets = engine.reading().ranked(word("tea"), Filters(), sort="relevance", first=0, count=1).facets
    counts = {facet.name: dict(facet.values) for facet in facets}
    assert (counts["site"], counts["lang"]) == ({"a.example": 12, "b.example": 12}, {"en": 12})


def test_an_article_with_the_text_of_one_that_is_gone_is_a_hit(engine: Engine) -> None:
    engine.update(copies(), [], change=24)
    engine.update([], [article.id for article in copies() if article.site == "b.example"], change=36)
    assert {name.split()[1] for name in names(engine, word("tea"))} == {"a.example"}


def test_an_article_put_again_replaces_and_a_removed_one_is_gone(filled: Engine) -> None:
    filled.update([replace(MOON, title="Sun", sections=())], [SLEEP.id, "never there"], change=5)
    assert (ids(filled, word("moon")), ids(filled, word("sun")), filled.change()) == ([], ["moon"], 5)
    assert sorted(filled.reading().ids()) == sorted([MOON.id, TEA.id])


def test_of_an_id_that_comes_twice_the_last_holds(engine: Engine) -> None:
    engine.update([MOON, TEA, replace(MOON, title="Sun", sections=()), SLEEP], [], change=4)
    assert (ids(engine, word("sun")), sorted(engine.reading().ids())) == (["moon"], sorted(a.id for a in ALL))
    assert ids(engine, And((word("man"), Not(word("sleep"))))) == []


def test_after_a_reset_the_next_update_begins_anew(filled: Engine) -> None:
    filled.reset()
    assert (filled.change(), ids(filled, word("tee"))) == (0, ["tee"])
    filled.update([TEA], [], change=1)
    assert (list(filled.reading().ids()), filled.change()) == ([TEA.id], 1)


def test_each_update_has_a_version_of_its_own(filled: Engine) -> None:
    before = filled.reading().version()
    filled.update([made("new", "New")], [], change=4)
    assert filled.reading().version() != before


def test_words_that_begin_so_come_commonest_first(engine: Engine) -> None:
    engine.update([made("1", "Recover"), made("2", "Recovered recover"), made("3", "Red")], [], change=3)
    assert engine.reading().expansions("rec", 10) == ("recover", "recovered")
    assert engine.reading().expansions("rec", 1) == ("recover",)


def test_frequencies_and_languages_are_counted(filled: Engine) -> None:
    assert filled.reading().frequency(["moon"]) == 2
    assert filled.reading().frequency(["nowhere"]) == 0
    filled.update([], [TEA.id], change=4)
    assert filled.reading().frequency(["trinkt"]) == 0
    filled.update([TEA], [], change=5)
    assert filled.reading().languages() == ("en", "de")


def test_articles_without_a_language_are_of_a_language_without_a_name(filled: Engine) -> None:
    filled.update([made("new", "New", lang="")], [], change=4)
    assert sorted(filled.reading().languages()) == ["", "de", "en"]


def test_a_whole_index_has_no_problems(filled: Engine) -> None:
    assert filled.problems() == []


def test_threads_get_the_same_answers(filled: Engine) -> None:
    answers: list[set[str]] = []
    threads = [Thread(target=lambda: answers.append(set(ids(filled, word("moon"))))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [{"moon", "sleep"}] * 8


WORDS = ("ant", "bee", "cat", "dog")
said = st.lists(st.sampled_from(WORDS), max_size=6).map(" ".join)
TAGS = ("Sky", "Sea")
articles = st.lists(
    st.builds(
        lambda n, t, p, tags, day: made(str(n), t or "x", p, tags=tuple(tags), published_at=day),
        st.integers(0, 5),
        said,
        said,
        st.sets(st.sampled_from(TAGS)).map(sorted),
        st.sampled_from(["", "2024-05-06", "2021-01-02"]),
    ),
    max_size=8,
)
narrows = st.sampled_from([Filters(tag=("sky",)), Filters(tag=("sea", "sky")), Filters(after=date(2022, 1, 1))]).map(
    Narrow
)
leaves = st.one_of(
    st.sampled_from(WORDS).map(word),
    st.lists(st.sampled_from(WORDS), min_size=2, max_size=3).map(lambda words: phrase(*words)),
)


def trees(inner: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    several = st.lists(inner, min_size=2, max_size=3).map(tuple)
    taken = st.tuples(inner, inner).map(lambda pair: And((pair[0], Not(pair[1]))))
    # What only adds to the score is words, never a question of its own.
    adding = st.tuples(inner, leaves).map(lambda pair: Maybe(*pair))
    # A filter stands beside what is asked for, or among what is not.
    narrowed = st.tuples(inner, narrows).flatmap(
        lambda pair: st.sampled_from([And(pair), Or(pair), And((pair[0], Not(pair[1])))])
    )
    return st.one_of(several.map(And), several.map(Or), taken, adding, narrowed)


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(corpus=articles, node=st.recursive(leaves, trees, max_leaves=6), gone=st.sets(st.integers(0, 5), max_size=2))
def test_any_question_finds_the_same_articles_in_every_engine(
    tmp_path_factory: pytest.TempPathFactory, corpus: list[Article], node: Node, gone: set[int]
) -> None:
    engines = [MemoryEngine(), WhooshEngine(tmp_path_factory.mktemp("index"))]
    found = []
    for engine in engines:
        engine.update(corpus[:4], [], change=1)
        engine.update(corpus[4:], [made(str(n), "x").id for n in gone], change=2)
        found.append(
            {hit.id for hit in engine.reading().ranked(node, Filters(), sort="relevance", first=0, count=99).hits}
        )
        engine.close()
    assert found[0] == found[1]


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    corpus=st.lists(
        st.builds(
            lambda n, p, tags, group: made(str(n), "x", p, tags=tuple(tags), duplicate_group=group),
            st.integers(0, 9),
            said,
            st.sets(st.sampled_from(TAGS)).map(sorted),
            st.integers(0, 3),
        ),
        max_size=12,
    ),
    node=st.recursive(leaves, trees, max_leaves=3),
    gone=st.sets(st.integers(0, 9), max_size=2),
)
def test_any_question_folds_the_same_articles_in_every_engine(
    tmp_path_factory: pytest.TempPathFactory, corpus: list[Article], node: Node, gone: set[int]
) -> None:
    engines = [MemoryEngine(), WhooshEngine(tmp_path_factory.mktemp("index"))]
    removed = [made(str(n), "x").id for n in gone]
    told, told_anew = [], []
    for engine in engines:
        left: dict[str, Article] = {}
        for change, first in enumerate((0, 4, 8), 1):
            put = corpus[first : first + 4]
            engine.update(put, removed, change=change)
            left = {id: one for id, one in left.items() if id not in (*removed, *(new.id for new in put))}
            left |= {one.id: one for one in put}
        told.append(folding(engine, node))
        engine.reset()
        engine.update(left.values(), [], change=4)
        told_anew.append(folding(engine, node))
        engine.close()
    assert told_anew[0] == told_anew[1]
    # Until they are merged away, articles that were replaced or removed count in the scores of one engine, and which of
    # those with the same text is best is a matter of scores.
    is_as_made = len({one.id for one in corpus}) == len(corpus) and not gone
    known = 5 if is_as_made else 3
    assert told[0][:known] == told[1][:known]


def folding(engine: Engine, node: Node) -> tuple[object, ...]:
    """Return how many articles there are and are folded, and the facets; how many are complete, and which are shown."""
    ranking = engine.reading().ranked(node, Filters(), sort="relevance", first=0, count=99)
    counted = {tag: passed(engine, node, tag) for tag in TAGS}
    facets = {value: count for facet in ranking.facets if facet.name == "tag" for value, count in facet.values}
    assert facets == {tag: count for tag, count in counted.items() if count}
    return ranking.total, ranking.folded, ranking.facets, ranking.complete, {hit.id for hit in ranking.hits}


def passed(engine: Engine, node: Node, tag: str) -> int:
    """Give how many hits there are among the articles with a tag."""
    return engine.reading().ranked(node, Filters(tag=(tag,)), sort="relevance", first=0, count=9).total


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(corpus=articles, node=st.recursive(leaves, trees, max_leaves=6))
def test_any_question_scores_the_same_in_every_engine(
    tmp_path_factory: pytest.TempPathFactory, corpus: list[Article], node: Node
) -> None:
    engines = [MemoryEngine(), WhooshEngine(tmp_path_factory.mktemp("index"))]
    found, told = [], []
    for engine in engines:
        engine.update({article.id: article for article in corpus}.values(), [], change=1)
        ranking = engine.reading().ranked(node, Filters(), sort="relevance", first=0, count=99)
        found.append({hit.id: hit.score for hit in ranking.hits})
        told.append((ranking.complete, {hit.id: said_of(hit) for hit in ranking.hits}))
        engine.close()
    assert found[0] == pytest.approx(found[1], rel=1e-4)
    assert told[0] == told[1]


def said_of(hit: Ranked) -> object:
    sections = sorted((one.number, one.texts, one.words) for one in hit.sections)
    return hit.missing, hit.answering, sections if hit.answering <= len(hit.sections) else None


def test_of_many_words_those_that_tell_enough_are_wanted(engine: Engine) -> None:
    pile = [made(str(n), "T", text) for n, text in enumerate(["ant bee cat", "ant bee", "ant", "ant cat", "dog"])]
    engine.update(pile, [], change=1)
    node = Enough((word("ant"), word("bee"), word("cat")), (1.0, 3.0, 3.0), 4.0)
    ranking = engine.reading().ranked(node, Filters(), sort="relevance", first=0, count=9)
    assert ranking.hits[0].missing == ()
    assert {hit.missing for hit in ranking.hits[1:]} == {("cat",), ("bee",)}
    assert (ranking.total, ranking.complete) == (3, 1)


def test_a_form_is_looked_for_in_articles_of_its_languages_alone(engine: Engine) -> None:
    engine.update([made("en", "T", "corn"), made("de", "T", "corn", lang="de")], [], change=1)
    corner = Term("corner", Span(0, 6), ("corn", "corner"), languages=(("corn", ("de",)), ("corner", ("en",))))
    assert ids(engine, corner) == [made("de", "T", lang="de").id]
    assert ids(engine, phrase("corn")) == ids(engine, word("corn"))


def test_the_forms_of_a_word_count_as_one_word(engine: Engine) -> None:
    engine.update([made("a", "T", "cat cats dog"), made("b", "T", "cat cat dog"), made("c", "T", "dog")], [], change=1)
    hits = engine.reading().ranked(word("cat", "cats"), Filters(), sort="relevance", first=0, count=9).hits
    assert hits[0].score == pytest.approx(hits[1].score)


def test_the_section_that_answers_is_named_with_its_texts(engine: Engine) -> None:
    filler = TextBlock("paragraph", "Nothing of the kind.")
    first = Section("a", 2, "Naps", (), (filler, TextBlock("paragraph", "Tea and rest.")))
    second = Section("b", 2, "Other", (), (filler, filler, TextBlock("paragraph", "A nap and tea.")))
    engine.update([made("x", "T", sections=(first, second))], [], change=1)
    [hit] = engine.reading().ranked(And((word("nap"), word("tea"))), Filters(), sort="relevance", first=0, count=9).hits
    assert {(one.number, one.texts) for one in hit.sections} == {(0, (0, 2)), (1, (3,))}
    assert {one.words for one in hit.sections} == {("nap", "tea")}


@pytest.mark.parametrize(
    "meant",
    [
        made("meant", "Frost"),
        made("meant", "T", sections=(Section("a", 2, "4.2. The frost", (), ()),)),
        made("meant", "T", sections=(
            Section("a", 2, "", (), (ListBlock("definitions", (Item("frost: ice", "frost", "ice"),)),)),
        )),
    ],
    ids=["title", "heading", "term"],
)  # fmt: skip
def test_what_is_named_as_the_question_comes_first(engine: Engine, meant: Article) -> None:
    often = made("often", "Frost Norway", "Frost, frost and more frost: the frost of a winter with much frost.")
    engine.update([often, meant, made("z", "T", "Nothing.")], [], change=1)
    assert ids(engine, word("frost"))[0] == meant.id


def test_a_page_of_links_comes_after_what_it_leads_to(engine: Engine) -> None:
    linked = replace(made("contents", "Contents", "The swarm. Catching the swarm. A swarm again."), link_share=1.0)
    page = made("page", "Bees", "A swarm hangs in a tree.")
    engine.update([linked, page, made("z", "T", "Nothing.")], [], change=1)
    assert ids(engine, word("swarm")) == [page.id, linked.id]


def test_words_that_stand_together_beat_words_that_are_scattered(engine: Engine) -> None:
    apart = [Section(str(n), 2, "", (), (TextBlock("paragraph", t),)) for n, t in enumerate(["an ant", "a bee", "ant"])]
    together = Section("t", 2, "", (), (TextBlock("paragraph", "an ant and a bee"),))
    rest = Section("r", 2, "", (), (TextBlock("paragraph", "nothing at all"),))
    engine.update(
        [made("1", "T", sections=tuple(apart)), made("2", "T", sections=(rest, together, rest))], [], change=1
    )
    assert ids(engine, And((word("ant"), word("bee"))))[0] == made("2", "T").id


def test_a_row_that_holds_the_words_beats_a_table_that_scatters_them(engine: Engine) -> None:
    between = ("nothing at all here is said of either of them",)
    scattered = made(
        "1", "T", sections=(Section("t", 2, "", (), (TableBlock((), (("ant",), between, ("bee",)) * 3),)),)
    )
    rows = (("a bee that nobody has ever seen beside any ant",), between, between)
    together = made("2", "T", sections=(Section("t", 2, "", (), (TableBlock((), rows),)),))
    engine.update([scattered, together, made("z", "T", "Nothing.")], [], change=1)
    assert ids(engine, And((word("ant"), word("bee"))))[0] == together.id


def test_a_mistyped_word_is_near_to_the_one_that_was_meant(engine: Engine) -> None:
    engine.update([made("1", "Recovery discovery recovery"), made("2", "Recovery")], [], change=2)
    assert engine.reading().similar("recovrey", 5) == ("recovery",)
    assert engine.reading().similar("tecovery", 5)[0] == "recovery"
    assert engine.reading().similar("unheard", 5) == ()
