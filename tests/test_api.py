"""Programs get the shape that they rely on."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from conftest import EVIL, hostile, made, save
from index import Article, Library
from webapp import create_app


def test_a_search_has_its_shape(client: FlaskClient, rich: Article) -> None:
    answer = client.get("/api/search?q=telephone").get_json()
    assert set(answer) == {"query", "total", "complete", "folded", "page", "per_page", "total_pages", "took_ms", "partial", "index_version",
                           "hits", "facets", "links"}  # fmt: skip
    assert {"q", "parsed", "relaxed", "dropped_terms", "did_you_mean"} <= set(answer["query"])
    [hit] = answer["hits"]
    assert {"id", "title", "title_html", "url", "source_url", "source", "lang", "authors", "published_at", "site", "tags",
            "score", "duplicates", "copies", "sections", "more_sections"} <= set(hit)  # fmt: skip
    assert (hit["id"], hit["source"], hit["source_url"]) == (rich.id, rich.source, rich.url)
    [section] = hit["sections"]
    assert {"id", "title", "breadcrumb", "kind", "url", "source_url", "snippet"} <= set(section)
    [[start, end]] = section["snippet"]["matches"]
    assert section["snippet"]["text"][start:end] == "telephone"
    assert section["snippet"]["html"] == "Place: dark, cool, no <mark>telephone</mark>."


def test_matches_are_places_in_the_text_and_marks_in_the_html(client: FlaskClient) -> None:
    for hit in client.get("/api/search?q=nap OR onions OR heron").get_json()["hits"]:
        for section in hit["sections"]:
            snippet = section["snippet"]
            assert len(snippet["matches"]) == snippet["html"].count("<mark>")
            assert all(0 <= a < b <= len(snippet["text"]) for a, b in snippet["matches"])


def test_facets_say_what_is_selected(client: FlaskClient) -> None:
    facets = {f["name"]: f["values"] for f in client.get("/api/search?q=nap&tag=health").get_json()["facets"]}
    assert {"value": "Health", "label": "Health", "count": 1, "selected": True} in facets["tag"]
    assert facets["lang"] == [{"value": "en", "label": "English", "count": 1, "selected": False}]


def test_links_lead_through_the_pages(client: FlaskClient) -> None:
    links = client.get("/api/search?q=nap+OR+onions+OR+heron&per_page=1&page=2").get_json()["links"]
    seen = [client.get(links[name]).get_json()["page"] for name in ("prev", "self", "next")]
    assert (seen, client.get(links["html"]).status_code) == ([1, 2, 3], 200)


def test_an_article_has_its_shape_and_every_kind_of_block(client: FlaskClient, rich: Article) -> None:
    article = client.get(f"/api/articles/{rich.id}").get_json()
    assert set(article) == {"id", "title", "url", "source_url", "source", "site", "lang", "authors", "published_at",
                            "modified_at", "tags", "breadcrumb", "link_share", "sections", "places", "copies"}  # fmt: skip
    assert set(article["sections"][1]) == {"id", "level", "title", "breadcrumb", "blocks"}
    kinds = {block["kind"]: block for section in article["sections"] for block in section["blocks"]}
    assert set(kinds) == {"paragraph", "bullets", "steps", "table", "definitions", "code", "quote", "caption"}
    assert kinds["bullets"]["items"][0] == {"text": "Place: dark, cool, no telephone.", "term": "Place",
                                            "description": "dark, cool, no telephone."}  # fmt: skip
    assert kinds["bullets"]["items"][1]["items"] == [{"text": "twenty minutes"}, {"text": "never an hour"}]
    assert kinds["table"] == {
        "kind": "table",
        "header": ["Week", "At night"],
        "rows": [["Easy", "7½ h"], ["Hard", "9 h"]],
    }


def test_an_article_names_every_place_that_it_was_read_from(tmp_path: Path) -> None:
    tea = made("tea.html", "Tea", "Green tea.")
    with Library.open(tmp_path) as library:
        for source in ("tea.html", "copy of tea.html"):
            save(library, replace(tea, source=source))
        client = create_app(library).test_client()
        assert client.get(f"/api/articles/{tea.id}").get_json()["places"] == ["copy of tea.html", "tea.html"]
        assert "The same text: copy of tea.html" in client.get(f"/articles/{tea.id}").text


def test_an_article_that_is_known_is_not_sent_again(client: FlaskClient, rich: Article) -> None:
    path = f"/api/articles/{rich.id}"
    tag = client.get(path).headers["ETag"]
    assert client.get(path, headers={"If-None-Match": tag}).status_code == 304
    assert client.get(path, headers={"If-None-Match": '"other"'}).status_code == 200


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/api/articles/none", 404),
        ("/api/nowhere", 404),
        ("/api/search?q=a&page=0", 400),
        ("/api/search?q=a&before=x", 400),
    ],
)
def test_problems_are_told_as_rfc_9457_says(client: FlaskClient, path: str, status: int) -> None:
    response = client.get(path)
    assert (response.status_code, response.mimetype) == (status, "application/problem+json")
    problem = json.loads(response.data)
    assert set(problem) == {"type", "title", "status", "detail"}
    assert problem["status"] == status


def test_html_in_json_is_escaped_text(client: FlaskClient) -> None:
    answer = client.get("/api/search?q=heron").get_json()
    [hit] = answer["hits"]
    assert hit["id"] == hostile().id
    shown = [hit["title_html"], *(s["snippet"]["html"] for s in hit["sections"])]
    assert all("<script" not in html and "<img" not in html for html in shown)
    assert all(section["source_url"] == "" for section in hit["sections"])
    assert EVIL in hit["title"]


def test_stats_are_told(client: FlaskClient) -> None:
    stats = client.get("/api/stats").get_json()
    assert (stats["articles"], stats["languages"]["en"]) == (3, 2)


def test_an_empty_question_has_an_empty_answer(client: FlaskClient, tmp_path: Path) -> None:
    answer = client.get("/api/search").get_json()
    assert (answer["hits"], answer["total"], answer["total_pages"]) == ([], {"value": 0, "relation": "eq"}, 0)
