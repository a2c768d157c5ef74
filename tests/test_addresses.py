"""All addresses that lead to one page have one form, and no others share it."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conftest import examples
from index.storage.addresses import canonical_address, without_credentials

SAME = [
    "https://example.org/tea/green",
    "http://example.org/tea/green",
    "https://www.example.org/tea/green",
    "https://EXAMPLE.org/tea/green/",
    "https://example.org:443/tea/green",
    "http://example.org:80/tea/green",
    "https://example.org/tea/green?utm_source=mail&utm_medium=a&fbclid=1",
    "https://example.org/tea/green#steeping",
    "https://ann:secret@example.org/tea/green",
    "https://example.org/tea/green/index.html",
    "https://example.org/tea/./green",
    "  https://example.org/tea/green\n",
]
OTHER = [
    "https://example.org/tea/Green",
    "https://example.org/tea/green?id=1",
    "https://example.org/tea/green?id=2",
    "https://example.org:8080/tea/green",
    "https://old.example.org/tea/green",
    "https://example.org/tea/green.html",
    "https://example.org/#!/tea/green",
    "https://example.org/#/tea/green",
    "https://example.org/tea/green?sort=%E9",
    "https://example.org/tea/green?sort=%E8",
    "https://example.org/tea/green?ncid=1",
    "https://www.org/tea/green",
    "https://org/tea/green",
]


@pytest.mark.parametrize("address", SAME)
def test_what_does_not_matter_to_a_page_does_not_count(address: str) -> None:
    assert canonical_address(address) == "example.org/tea/green"


def test_what_tells_pages_apart_counts() -> None:
    assert len({canonical_address(address) for address in (*OTHER, SAME[0])}) == len(OTHER) + 1


@pytest.mark.parametrize(
    "address", ["https://example.org", "http://www.example.org/", "https://example.org/index.html"]
)
def test_the_front_page_of_a_site_tells_no_page(address: str) -> None:
    assert canonical_address(address) == ""


@pytest.mark.parametrize("address", ["", "tea.html", "mailto:a@b", "ftp://a.example/b", "http://[::1/b", "http:///b"])
def test_what_is_no_address_of_a_page_gives_none(address: str) -> None:
    assert canonical_address(address) == ""


def test_the_order_of_a_query_does_not_count() -> None:
    assert canonical_address("http://a.example/b?x=1&y=2") == canonical_address("http://a.example/b?y=2&x=1")


def test_user_and_password_are_taken_out_and_nothing_else() -> None:
    assert without_credentials("https://ann:secret@a.example:81/b@c?d#e") == "https://a.example:81/b@c?d#e"
    assert without_credentials("https://a.example/b@c") == "https://a.example/b@c"


@settings(max_examples=examples(300))
@given(st.one_of(st.text(), st.from_regex(r"https?://[^\s]{1,60}", fullmatch=True)))
def test_any_text_has_a_form_that_is_its_own_form(text: str) -> None:
    form = canonical_address(text)
    assert form == "" or canonical_address(f"https://{form}") == form
