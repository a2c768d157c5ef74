"""Every name of a file has a key of its own, which leads back to it."""

import json
import os
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.sources.keys import INSIDE, file_key, inside, is_under, key_of, name_of, path_of, twin

NAMES = st.one_of(st.binary(min_size=1, max_size=12), st.lists(st.sampled_from([b"%", b"!", b"/", b"25", b"\xe9", b"~", b"A"]), max_size=8).map(b"".join))  # fmt: skip


@given(NAMES)
def test_any_name_comes_back_from_its_key(name: bytes) -> None:
    key = key_of(name)
    assert path_of(key) == name
    assert json.loads(json.dumps(key).encode("utf-8")) == key
    assert "\0" not in key


@given(NAMES, NAMES)
def test_two_names_never_share_a_key(one: bytes, other: bytes) -> None:
    assert (key_of(one) == key_of(other)) == (one == other)


@given(NAMES)
def test_no_name_looks_like_the_inside_of_an_archive_or_a_twin(name: bytes) -> None:
    key = key_of(name)
    assert INSIDE not in key + "/"
    assert "%~" not in key
    assert file_key(inside(key, key_of(b"x"))) == key
    assert path_of(twin(key, 2)) == name


@given(NAMES)
def test_a_name_as_python_gives_it_has_the_key_of_its_bytes(name: bytes) -> None:
    assert key_of(os.fsdecode(name)) == key_of(name)


def test_keys_of_ordinary_names_are_the_names() -> None:
    assert key_of("docs/Überblick (2).html") == "docs/Überblick (2).html"
    assert key_of(b"caf\xe9 100%.html") == "caf%E9 100%25.html"
    assert key_of("wow!/hey!.html") == "wow%21/hey!.html"


def test_names_in_latin_1_in_nfc_and_in_nfd_are_three_files() -> None:
    nfc = "é".encode()
    assert len({key_of(n) for n in (b"\xe9", nfc, unicodedata.normalize("NFD", "é").encode())}) == 3


@pytest.mark.parametrize(
    ("path", "name"),
    [
        (b"caf\xe9.html", "caf\ufffd.html"),
        ("e\u0301.html", "é.html"),
        ("a\x1b[31m.html", "a\\x1b[31m.html"),
        ("a\u202egnp.html", "a\\u202egnp.html"),
        ("a\nb\u2028.html", "a\\nb\\u2028.html"),
    ],
)
def test_a_person_sees_what_a_name_holds(path: bytes | str, name: str) -> None:
    assert name_of(path) == name


def test_what_lies_under_a_place() -> None:
    assert is_under("a/b", "a")
    assert is_under("a.zip!/b", "a.zip")
    assert is_under("a", "a")
    assert is_under("a", "")
    assert not is_under("ab", "a")
