"""A question that was answered is not answered anew, unless the library has changed."""

from pathlib import Path

import pytest
from flask import Response
from flask.testing import FlaskClient

import webapp.views
from conftest import made
from index import Answer, Library
from webapp import create_app
from webapp.asking import Question, answer
from webapp.kept import LARGEST, MOST, KeptPages

NOW = (1, "a")


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return what the library is asked for pages of answers, as it is asked."""
    questions: list[str] = []

    def counting(question: Question) -> Answer:
        questions.append(question.q)
        return answer(question)

    monkeypatch.setattr(webapp.views, "answer", counting)
    return questions


def test_the_same_question_is_answered_once(client: FlaskClient, asked: list[str]) -> None:
    pages = [client.get("/search?q=nap") for _ in range(3)]
    assert asked == ["nap"]
    assert len({page.data for page in pages}) == len({page.headers["ETag"] for page in pages}) == 1
    assert {page.headers["Content-Type"] for page in pages} == {"text/html; charset=utf-8"}
    assert all("Content-Security-Policy" in page.headers for page in pages)


def test_another_question_page_or_format_is_another_answer(client: FlaskClient, asked: list[str]) -> None:
    html, other, json = (
        client.get(path) for path in ("/search?q=nap", "/search?q=nap&sort=title", "/api/search?q=nap")
    )
    assert asked == ["nap", "nap"]
    assert len({html.data, other.data, json.data}) == 3
    assert json.is_json


def test_a_question_is_answered_anew_once_the_library_has_changed(tmp_path: Path) -> None:
    with Library.open(tmp_path / "library") as library:
        library.add([made("1", "Nap", "A nap.")])
        client = create_app(library).test_client()
        before = client.get("/api/search?q=nap")
        # Another process writes; this one only reads.
        with Library.open(tmp_path / "library") as other:
            other.add([made("2", "Short nap", "A short nap.")])
        after = client.get("/api/search?q=nap", headers={"If-None-Match": before.headers["ETag"]})
    assert (before.json["total"]["value"], after.json["total"]["value"]) == (1, 2)  # type: ignore[index]


def test_who_has_the_page_is_told_so(client: FlaskClient) -> None:
    tag = client.get("/search?q=nap").headers["ETag"]
    again = client.get("/search?q=nap", headers={"If-None-Match": tag})
    assert (again.status_code, again.data) == (304, b"")
    assert client.get("/search?q=nap").status_code == 200


def test_a_wrong_question_is_no_page_to_keep(client: FlaskClient) -> None:
    assert [client.get("/search?q=nap&page=x").status_code for _ in range(2)] == [400, 400]
    assert [client.get("/search?q=").status_code for _ in range(2)] == [302, 302]


def test_the_pages_that_were_not_asked_for_go_first_and_large_ones_are_not_kept() -> None:
    pages, page = KeptPages(), Response(b"x" * LARGEST)
    pages.get(("/", b"0"), NOW)
    count = MOST // LARGEST
    for number in range(count):
        pages.keep(("/", b"%d" % number), NOW, page)
    assert pages.get(("/", b"0"), NOW)
    pages.keep(("/", b"new"), NOW, page)
    assert [bool(pages.get(("/", b"%d" % number), NOW)) for number in (0, 1, 2)] == [True, False, True]
    pages.keep(("/", b"large"), NOW, Response(b"x" * (LARGEST + 1)))
    assert pages.get(("/", b"large"), NOW) is None


def test_what_was_answered_of_an_older_state_is_not_kept_for_a_newer_one() -> None:
    pages = KeptPages()
    pages.get(("/", b"q"), (2, "b"))
    pages.keep(("/", b"q"), NOW, Response(b"old"))
    assert pages.get(("/", b"q"), (2, "b")) is None
