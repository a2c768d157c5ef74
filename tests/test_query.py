"""Nothing that a person types is an error, and what is cut is said."""

from datetime import date
from time import perf_counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index import Filters
from index.engines.memory import MemoryEngine
from index.query.lexemes import LONGEST
from index.query.parsing import parse
from index.query.plan import planned
from index.query.typed import (
    All,
    Any,
    Parsed,
    Prefix,
    Quoted,
    Required,
    Typed,
    Without,
    Word,
    alternatives,
    described,
    lacking,
)


@pytest.mark.parametrize(
    ("typed", "understood"),
    [
        ("nap recovery", "nap recovery"),
        ('"man in the moon" -cheese', '"man in the moon" -cheese'),
        ("“typographic” «quotes»", '"typographic" "quotes"'),
        ("tea OR coffee", "tea OR coffee"),
        ("tea | coffee", "tea OR coffee"),
        ("tea AND milk NOT sugar", "+tea +milk -sugar"),
        ("(tea OR coffee) milk", "(tea OR coffee) milk"),
        ("-(tea OR coffee) milk", "-(tea OR coffee) milk"),
        ("recov*", "recov*"),
        ("title:flu", "title:flu"),
        ('"never closed', "never closed"),
        ("OR", "OR"),
        ("tea OR", "tea OR"),
        ("NOT", "NOT"),
        ("unknown:field", "unknown:field"),
        ("after:tomorrow", "after:tomorrow"),
        ("((((", ""),
        ("", ""),
    ],
)
def test_what_is_typed_is_understood(typed: str, understood: str) -> None:
    assert described(parse(typed).node) == understood


def test_filters_are_taken_out_of_the_words() -> None:
    parsed = parse(
        'site:a.example tag:"big thing" topic:x lang:de author:"Ann Bee" after:2025-01-02 before:2025-02-03 tea'
    )
    assert parsed.filters == Filters(
        ("de",), ("big thing", "x"), ("Ann Bee",), ("a.example",), date(2025, 1, 2), date(2025, 2, 3)
    )
    assert described(parsed.node) == "tea"


@pytest.mark.parametrize(
    ("typed", "understood"),
    [
        ("map -tag:art", "map -tag:art"),
        ('map NOT author:"Ora Quill"', 'map -author:"Ora Quill"'),
        ("tag:river OR heron", "tag:river OR heron"),
        ("(tag:a OR heron) -lang:de", "(tag:a OR heron) -lang:de"),
        ("-title:dragon map", "-title:dragon map"),
        ("page tag:hello(world)", "page"),
        ("NOT NULL constraint", "NOT NULL constraint"),
        ("pg_dump -t", "pg_dump t"),
        ("make --jobs", "make jobs"),
        ("sail -boat", "sail -boat"),
        ("NOT boat sail", "-boat sail"),
        ("rocket NOT NASA", "rocket -NASA"),
        ("METHOD NOT ALLOWED here", "METHOD NOT ALLOWED here"),
        ("sail –boat −mast", "sail -boat -mast"),
        ("1960 –1970", "1960 –1970"),
        ("map -(-tag:art)", "map"),
        ("title:(short nap)", "title:short title:nap"),
        ("-title:(short OR long) nap", "-(title:short OR title:long) nap"),
        ('tea (tag:(a OR "b c") OR x)', 'tea (tag:a OR tag:"b c" OR x)'),
        ("make -j8", "make j8"),
        ("tar -xzf a.tgz", "tar xzf a.tgz"),
        ("tar -xzf", "tar -xzf"),
        ("docky run --rm -it", "docky run rm it"),
        ("-v", "v"),
        ("上* 上海*", "上* 上海*"),
        ("tag:river OR", ""),
        ("tag:river OR sail AND", "tag:river OR (sail AND)"),
        ("nap +(tag:a OR rest) +title:tea", "nap (tag:a OR rest) +title:tea"),
        ("col*r", "col*r"),
        ("mar\u200bma\u00adlade", "marmalade"),
        ("mar\u200dma\u034fla\u061cde\u2064", "marmalade"),
        ("می\u200cخواهم 👩\u200d💻", "می\u200cخواهم 👩\u200d💻"),
    ],
)
def test_filters_and_what_was_pasted_are_understood(typed: str, understood: str) -> None:
    assert described(parse(typed).node).replace("title:", "title:") == understood


@pytest.mark.parametrize(
    ("typed", "note"),
    [
        ("NOT NULL constraint", "-null leaves it out"),
        ("make --jobs", "--jobs was looked for as words"),
        ("tea after:foo", "foo is no day"),
        ("tea -lang:", "-lang: says nothing without a value"),
        ("lister -la", "-la leaves out articles with la"),
        ("tea lang:", "lang: says nothing without a value behind it: lang:en"),
        ("co*r", "amid a word behind at least 3"),
    ],
)
def test_what_is_taken_otherwise_than_typed_is_said(typed: str, note: str) -> None:
    assert any(note in said for said in parse(typed).notes)


@pytest.mark.parametrize("typed", ["||", "()", "|", "(", "->>", "€"])
def test_where_nothing_can_be_looked_for_that_is_said(typed: str) -> None:
    assert any("nothing to look for" in note for note in planned(parse(typed), MemoryEngine().reading()).notes)


def test_what_is_not_typed_needs_no_word() -> None:
    assert planned(parse(""), MemoryEngine().reading()).notes == ()
    assert planned(parse("tag:a ()"), MemoryEngine().reading()).notes == ()


def test_kinds_of_words_have_kinds_of_nodes() -> None:
    node = parse('a "b c" de* -f').node
    assert isinstance(node, All)
    assert [type(n) for n in node.nodes] == [Word, Quoted, Prefix, Without]


@pytest.mark.parametrize(
    ("typed", "note"),
    [
        ("word " * 500, "longer than 2000 characters"),
        ("w " * 600, "the first 400"),
        ("a*", "at least 2 letters"),
        ("*foo", "at the end"),
    ],
)
def test_what_is_cut_is_said(typed: str, note: str) -> None:
    assert any(note in said for said in parse(typed).notes)


@pytest.mark.parametrize(
    ("typed", "missing", "lacks"),
    [
        ("nap | siesta", ["nap"], set()),
        ("nap | siesta", ["nap", "siesta"], {"nap"}),
        ("(short nap) OR sies* OR rest", ["nap", "sies*", "rest"], {"nap"}),
        ("tag:a OR nap", ["nap"], set()),
        ("(nap OR siesta) long", ["nap", "long"], {"long"}),
    ],
)
def test_of_alternatives_only_those_of_one_can_be_missing(typed: str, missing: list[str], lacks: set[str]) -> None:
    assert lacking(parse(typed).node, missing) == lacks


def test_the_words_that_others_may_stand_for_are_known() -> None:
    assert alternatives(parse('(nap OR "long rest" | sies*) -(x OR y) z').node) == {"nap", "long rest", "sies", "sies*"}


HOSTILE = ["*", "a*", "?*?*?*", "(" * 10_000, "(a " * 5_000, " OR ".join(f"x{n}" for n in range(5_000)), "NOT " * 9_999,
           '"' + "a b c " * 900 + '"~1000', "x" * 1_000_000, "\0" * 99, "\ud800 x", "-" * 999, '"' * 999]  # fmt: skip


@pytest.mark.parametrize("typed", HOSTILE, ids=range(len(HOSTILE)))
def test_what_is_meant_to_harm_is_read_at_once(typed: str) -> None:
    start = perf_counter()
    parsed = parse(typed)
    assert len(parsed.text) <= LONGEST
    assert perf_counter() - start < 1


def leaves(node: Typed | None) -> list[Word | Quoted | Prefix]:
    match node:
        case All(nodes) | Any(nodes):
            return [leaf for inner in nodes for leaf in leaves(inner)]
        case Without(inner) | Required(inner):
            return leaves(inner)
        case None:
            return []
    return [node]


def assert_places(parsed: Parsed) -> None:
    for leaf in leaves(parsed.node):
        start, end = leaf.span
        assert 0 <= start < end <= len(parsed.text)
        assert leaf.text in parsed.text[start:end]


@given(st.text())
def test_any_text_is_understood_with_places_inside_it(text: str) -> None:
    assert_places(parse(text))


@given(
    st.lists(st.sampled_from(["a", '"', "(", ")", "-", "OR", "AND", "NOT", "b*", "title:", "|", " ", "“", "c d"])).map(
        " ".join
    )
)
def test_any_jumble_of_signs_is_understood(text: str) -> None:
    assert_places(parse(text))
