"""Which article an entry is: nothing that another entry still holds is ever given away."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conftest import examples
from index.storage.identity import Claim, article_id, identified, own_ids

PAGE = Claim("/pages", "tea.html", "tea.example/1", "text")
OTHER = Claim("/pages", "other.html", "tea.example/1", "other text", article_id("tea.example/1"))


def test_a_page_is_known_by_its_address() -> None:
    identity = identified(PAGE, None, [])
    assert (identity.id, identity.rule) == (article_id("tea.example/1"), "address")


def test_a_page_without_an_address_is_known_by_its_place() -> None:
    identity = identified(replace(PAGE, address=""), None, [])
    assert (identity.id, identity.rule) == (article_id("tea.html"), "key")


def test_an_address_that_another_page_of_other_text_claims_is_none() -> None:
    identity = identified(PAGE, None, [OTHER])
    assert (identity.id, identity.rule) == (article_id("tea.html"), "contested")
    assert "other.html" in identity.reason


def test_an_address_is_free_again_when_its_page_is_gone() -> None:
    assert identified(PAGE, None, [replace(OTHER, is_there=False)]).id == OTHER.article


def test_the_same_text_is_the_same_article_wherever_it_is() -> None:
    twin = replace(OTHER, text="text", address="elsewhere.example/2")
    assert identified(PAGE, None, [twin]).rule == "text"
    assert identified(PAGE, None, [replace(twin, is_there=False)]).rule == "move"


def test_a_page_that_changed_stays_the_article_that_it_was() -> None:
    before = replace(PAGE, article="0123456789abcdef", text="old text")
    assert identified(PAGE, before, []).id == before.article


def test_a_page_that_changed_leaves_its_article_to_the_one_that_still_says_it() -> None:
    before = replace(PAGE, address="", article="0123456789abcdef", text="old text")
    twin = replace(before, key="copy.html")
    assert identified(replace(PAGE, address=""), before, [twin]).id != before.article


def test_the_same_place_in_another_origin_is_another_article() -> None:
    page = replace(PAGE, address="")
    there = replace(page, origin="/other", text="other text", article=article_id("tea.html"))
    assert identified(page, None, [there]).id == own_ids(page)[1]
    assert identified(page, None, [replace(there, is_there=False)]).id == own_ids(page)[1]


def test_an_id_that_a_program_gave_is_kept() -> None:
    page = replace(PAGE, origin="", address="")
    twin = replace(page, key="twin", article="other")
    assert identified(page, None, [twin], given="mine").id == "mine"


KEYS = st.sampled_from(["a", "b", "c"])
CLAIMS = st.builds(
    Claim,
    origin=st.sampled_from(["/x", "/y"]),
    key=KEYS,
    address=st.sampled_from(["", "s.example/1", "s.example/2"]),
    text=st.sampled_from(["t", "u", "v"]),
    is_there=st.booleans(),
)


@settings(max_examples=examples(500))
@given(st.lists(CLAIMS, max_size=12))
def test_no_page_that_is_there_is_ever_given_the_article_of_another_text(pages: list[Claim]) -> None:
    known: dict[tuple[str, str], Claim] = {}
    for page in pages:
        before = known.pop(page.place, None)
        others = list(known.values())
        identity = identified(replace(page, is_there=True), before, others)
        for other in others:
            if other.article == identity.id and other.text != page.text:
                assert not other.is_there
                assert other.address == page.address != ""
        known = {place: c for place, c in known.items() if c.is_there or c.article != identity.id}
        known[page.place] = replace(page, article=identity.id)
    there = [claim for claim in known.values() if claim.is_there]
    articles = {claim.article: claim.text for claim in there}
    assert all(articles[claim.article] == claim.text for claim in there)


@pytest.mark.parametrize("text", ["t", "u"])
def test_ids_by_place_are_never_shared_by_two_places(text: str) -> None:
    ids = [own_ids(Claim(origin, key, "", text))[1] for origin in ("/a", "/a/b") for key in ("c", "b/c", "d")]
    assert len(set(ids)) == len(ids) - 1  # "/a" + "b/c" is "/a/b" + "c": one file
