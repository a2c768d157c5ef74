"""The same text is told from a text that is only alike."""

import unicodedata

import numpy as np
import pytest
from copies import article, changed, text

from conftest import made
from index import Article
from index.storage.signatures import Signature, signed


def are_same(one: Article, other: Article) -> bool:
    first, second = signed(one), signed(other)
    return not set(first.keys).isdisjoint(second.keys) and first.is_of(second)


@pytest.mark.parametrize("count", [0, 1, 5, 10])
def test_a_few_other_words_in_a_long_text_make_no_other_text(count: int) -> None:
    words = text(800)
    assert are_same(article(words), article(changed(words, count) if count else words))


def test_what_a_template_makes_of_other_facts_is_another_text() -> None:
    words = text(400)
    assert not are_same(article(words), article(changed(words, 60)))


def test_the_same_words_in_another_order_are_another_text() -> None:
    words = text(800)
    assert not are_same(article(words), article(sorted(words)))


def test_pages_of_a_manual_that_say_the_same_of_different_things_are_different() -> None:
    words = text(800)
    assert not are_same(article(words, "std::map::equal_range"), article(words, "std::set::equal_range"))


def test_a_short_text_is_the_same_only_in_every_word() -> None:
    words = text(80)
    assert are_same(article(words), article([word.upper() for word in words]))
    assert not are_same(article(words), article([*words[:-1], "other"]))
    assert not are_same(article(["1,000"]), article(["1,200"]))


@pytest.mark.parametrize(
    "title",
    ["4. Kettles", "4.12. Kettles", "KETTLES", ":mod:`Kettles`", "`Kettles <kettles.html>`_"],
)
def test_number_capitals_and_markup_of_a_title_do_not_count(title: str) -> None:
    words = text(300)
    assert are_same(article(words), article(words, title))


def test_a_year_in_a_title_does() -> None:
    words = text(300)
    assert not are_same(article(words, "2023 report"), article(words, "2024 report"))


def test_the_source_of_a_page_is_the_same_text() -> None:
    words = text(800)
    marked = [f":func:`{word} <{word}>`" if i % 4 == 0 else word for i, word in enumerate(words)]
    assert are_same(article(words), article(marked))


def test_accents_may_be_written_in_two_ways() -> None:
    words = [f"{word}é" for word in text(400)]
    apart = [unicodedata.normalize("NFD", word) for word in words]
    assert are_same(article(words), article(apart))


def test_a_script_without_spaces_has_words_as_well() -> None:
    letters = "".join(np.random.default_rng(3).choice([chr(0x4E00 + n) for n in range(800)], 900).tolist())
    one = made("a.html", "茶", letters)
    assert len(signed(one).keys) > 1
    assert are_same(one, made("b.html", "茶", letters[:450] + "新" + letters[450:]))


def test_what_has_no_word_has_no_key() -> None:
    assert signed(made("a.html", "…")) == Signature(())


@pytest.mark.parametrize("count", [3, 300])
def test_what_is_kept_comes_back(count: int) -> None:
    whole = signed(article(text(count)))
    assert Signature.unpacked(whole.packed()) == whole


@pytest.mark.parametrize("kept", [b"", b"1", b"12345678", b"x" * 300, b"x" * 10_000])
def test_any_other_bytes_are_of_no_text(kept: bytes) -> None:
    whole = Signature.unpacked(kept)
    assert not signed(article(text(300))).is_of(whole)
    assert len(whole.keys) <= 8
