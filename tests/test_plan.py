"""A question becomes index terms for one library: stemmed for its languages, expanded, and bounded."""

import pytest

from conftest import made
from index.article import Span
from index.engines.memory import MemoryEngine
from index.engines.protocol import Engine
from index.query.parsing import parse
from index.query.plan import Plan, planned
from index.query.relaxing import relaxed
from index.query.terms import MOST_EXPANSIONS
from index.tree import And, Everything, Maybe, Not, Or, Phrase, Term


@pytest.fixture
def engine() -> Engine:
    filled = MemoryEngine()
    texts = [
        ("en", "Sleeping is recovery. The cat sleeps."),
        ("en", "The moon and the sea, recovered."),
        ("de", "Die Katze schläft im Haus."),
        ("ja", "日本語の猫です"),
    ]
    filled.update([made(str(n), "T", text, lang=lang) for n, (lang, text) in enumerate(texts)], [], change=4)
    return filled


def plan(engine: Engine, typed: str) -> Plan:
    return planned(parse(typed), engine.reading())


def test_a_word_has_the_forms_of_the_languages_in_the_library(engine: Engine) -> None:
    assert plan(engine, "sleeping").node == Term(
        "sleeping", Span(0, 8), ("sleep", "sleeping"), languages=(("sleep", ("en",)), ("sleeping", ("de", "ja")))
    )


def test_function_words_only_add_to_the_score(engine: Engine) -> None:
    node = plan(engine, "the moon").node
    assert isinstance(node, Maybe)
    assert isinstance(node.required, Term)


def test_function_words_alone_are_wanted(engine: Engine) -> None:
    assert isinstance(plan(engine, "the and").node, And)


def test_function_words_stay_in_a_phrase(engine: Engine) -> None:
    node = plan(engine, '"and the sea"').node
    assert isinstance(node, Phrase)
    assert len(node.terms) == 3


def test_what_is_read_as_several_words_is_a_phrase(engine: Engine) -> None:
    assert isinstance(plan(engine, "e-mail").node, Phrase)
    assert isinstance(plan(engine, "日本語").node, Phrase)


def test_a_lone_letter_of_an_unspaced_script_finds_the_pairs_it_begins(engine: Engine) -> None:
    node = plan(engine, "猫").node
    assert isinstance(node, Term)
    assert {"猫", "猫で"} <= set(node.forms)


def test_a_prefix_becomes_the_words_that_begin_so(engine: Engine) -> None:
    node = plan(engine, "recov*").node
    assert isinstance(node, Term)
    assert {"recov", "recoveri", "recovered"} <= set(node.forms)


def test_a_prefix_of_many_words_takes_the_commonest_and_says_so() -> None:
    engine = MemoryEngine()
    engine.update([made("1", "T", " ".join(f"ab{n}" for n in range(200)))], [], change=1)
    made_plan = plan(engine, "ab*")
    assert isinstance(made_plan.node, Term)
    assert len(made_plan.node.forms) <= MOST_EXPANSIONS + 1
    assert any("commonest" in note for note in made_plan.notes)


def test_only_what_must_not_be_there_is_taken_from_everything(engine: Engine) -> None:
    node = plan(engine, "-moon").node
    assert isinstance(node, And)
    assert isinstance(node.nodes[0], Everything)
    assert isinstance(node.nodes[1], Not)


def test_a_question_that_costs_too_much_leaves_out_the_commonest(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.query.cost.MOST_POSTINGS", 1)
    made_plan = plan(engine, "sleep moon")
    assert isinstance(made_plan.node, And)
    assert len(made_plan.node.nodes) == 1
    assert any("left out" in note for note in made_plan.notes)


def test_a_beginning_stands_for_no_more_words_than_it_may_read(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("index.query.cost.MOST_POSTINGS", 1)
    made_plan = plan(engine, "recov*")
    assert isinstance(made_plan.node, Term)
    assert engine.reading().frequency(made_plan.node.forms) <= 1
    assert any("too many articles" in note for note in made_plan.notes)


def test_of_what_costs_too_much_something_wanted_is_kept(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("index.query.cost.MOST_POSTINGS", 1)
    made_plan = plan(engine, "recov* -moon")
    assert isinstance(made_plan.node, And)
    assert [type(node) for node in made_plan.node.nodes] == [Term, Not]


def test_relaxing_leaves_out_what_no_article_holds_and_then_takes_any(engine: Engine) -> None:
    first, second = list(relaxed(plan(engine, "sleep moon zebra"), engine.reading()))
    assert isinstance(first.node, And)
    assert isinstance(second.node, Or)
    assert first.dropped == second.dropped == ("zebra",)


def test_relaxing_a_phrase_looks_for_its_words(engine: Engine) -> None:
    first, *_ = relaxed(plan(engine, '"sea moon"'), engine.reading())
    assert isinstance(first.node, And)
    assert first.dropped == ('"sea moon"',)


@pytest.mark.parametrize("typed", ["sleep zebra -moon", "the sleep zebra -moon"])
def test_what_must_not_be_there_is_not_relaxed(engine: Engine, typed: str) -> None:
    assert all(isinstance(p.node, And) and any(isinstance(n, Not) for n in p.node.nodes)
               for p in relaxed(plan(engine, typed), engine.reading()))  # fmt: skip
