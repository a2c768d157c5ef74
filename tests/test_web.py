"""The pages say what was found, in words and in HTML that needs no script."""

import re
from dataclasses import replace
from html import unescape

import pytest
from flask.testing import FlaskClient
from lxml import html

from conftest import EVIL, hostile
from index import Answer, Article, Filters
from index import texts as block_texts

PAGES = ["/", "/search?q=nap", "/search?q=zebra", "/about", "/articles/none", "/search?q=a&page=x", "/nowhere"]


def page(client: FlaskClient, path: str, status: int = 200) -> html.HtmlElement:
    response = client.get(path)
    assert response.status_code == status
    return html.fromstring(response.get_data(as_text=True))


def texts(root: html.HtmlElement, path: str) -> list[str]:
    return [" ".join(element.text_content().split()) for element in root.xpath(path)]


def test_home_has_the_box_and_what_there_is_to_search(client: FlaskClient) -> None:
    root = page(client, "/")
    assert root.xpath("//form[@action='/search']//input[@name='q']")
    assert any("3 articles" in text for text in texts(root, "//main//p"))
    assert root.xpath("//a[@href='/search?q=&tag=Health']")


def test_results_stand_under_their_headings_and_lead_into_the_reader(client: FlaskClient, rich: Article) -> None:
    root = page(client, "/search?q=telephone")
    assert texts(root, "//ol[contains(@class,'hits')]/li//h3/a") == ["Sleep is training"]
    [link] = root.xpath("//a[@class='under']")
    assert link.get("href") == f"/articles/{rich.id}?q=telephone#short-rests~2"
    assert texts(root, "//li[@class='passage']//mark") == ["telephone"]
    assert texts(root, "//span[@class='kind']") == ["bullet"]
    assert "stillwater.example" in texts(root, "//p[@class='where']")[0]


def test_the_original_is_linked_at_the_passage(client: FlaskClient) -> None:
    [link] = page(client, "/search?q=telephone").xpath("//a[text()='Original page']")
    assert link.get("href") == "https://stillwater.example/naps#:~:text=Place%3A%20dark%2C%20cool%2C%20no%20telephone."


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/search?q=onions+zebra", "No article has all your words"),
        ("/search?q=xyzzy", "No article answers this"),
        ("/search?q=telephnoe", "No article holds telephnoe; this answers telephone."),
        ("/search?q=a*", "at least 2 letters"),
        ("/search?q=nap&page=x", "page x: is no number"),
        ("/search?q=nap&page=99999999999", "only the first 10000 articles can be paged through"),
        ("/search?q=nap&per_page=1000", "ask for 1 to 100"),
        ("/search?q=nap&after=soon", "is no day"),
        ("/search?q=nap&sort=odd", "choose one of"),
    ],
)
def test_what_there_is_to_say_is_said_in_words(client: FlaskClient, path: str, words: str) -> None:
    response = client.get(path)
    shown = " ".join(html.fromstring(response.get_data(as_text=True)).text_content().split())
    assert words in shown
    assert response.status_code == (400 if any(f"{k}=" in path for k in ("page", "after", "sort")) else 200)


def test_filters_narrow_and_can_be_taken_off(client: FlaskClient) -> None:
    root = page(client, "/search?q=nap&tag=Health")
    [chip] = root.xpath("//a[@class='chip']")
    assert chip.get("href") == "/search?q=nap"
    assert page(client, "/search?q=nap&lang=de").xpath(
        "//a[contains(@href,'q=nap') and text()='Search without the filters']"
    )


def test_pages_of_results_are_linked(client: FlaskClient) -> None:
    root = page(client, "/search?q=nap+OR+onions+OR+heron&per_page=1&page=2")
    assert root.xpath("//a[@rel='next']/@href") == ["/search?q=nap+OR+onions+OR+heron&per_page=1&page=3"]
    assert texts(root, "//b[@aria-current='page']") == ["2"]


def test_an_empty_question_goes_to_the_box(client: FlaskClient) -> None:
    response = client.get("/search?q=+")
    assert (response.status_code, response.headers["Location"]) == (302, "/")


def test_the_reader_shows_everything_with_its_marks(client: FlaskClient, rich: Article) -> None:
    root = page(client, f"/articles/{rich.id}?q=nap")
    assert texts(root, "//h1") == ["Sleep is training"]
    assert root.xpath("//section[@id='short-rests']//ul/li/ul/li")
    assert texts(root, "//section[@id='short-rests']//li/b")[0] == "Place"
    assert texts(root, "//section[@id='short-rests']//ol/li/p") == ["Not by the ear."]
    assert [len(root.xpath(f"//article//{tag}")) for tag in ("ol", "table", "dl", "pre", "blockquote")] == [1] * 5
    assert texts(root, "//nav[@aria-label='Outline']//a") == ["Short rests 1", "Naps 1"]
    assert texts(root, "//article//mark") == ["nap", "Naps"]


def test_the_reader_without_a_question_marks_nothing(client: FlaskClient, rich: Article) -> None:
    assert page(client, f"/articles/{rich.id}").xpath("//mark") == []


def test_what_is_not_there_is_said_in_the_same_dress(client: FlaskClient) -> None:
    for path in ("/articles/none", "/nowhere", "/articles/../etc/passwd"):
        assert texts(page(client, path, 404), "//h1") == ["There is nothing here"]


def test_pages_are_only_for_reading(client: FlaskClient) -> None:
    assert client.post("/search", data={"q": "x"}).status_code in (405, 413)
    assert client.delete("/").status_code == 405


@pytest.mark.parametrize("path", [*PAGES, "/api/search?q=nap", "/static/style.css"])
def test_every_response_is_fenced_in(client: FlaskClient, path: str) -> None:
    headers = client.get(path, buffered=True).headers
    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert (headers["X-Content-Type-Options"], headers["X-Frame-Options"]) == ("nosniff", "DENY")


@pytest.mark.parametrize("host", ["evil.example", "localhost.evil.example", "127.0.0.1.evil.example"])
def test_a_name_that_is_not_ours_is_refused(client: FlaskClient, host: str) -> None:
    assert client.get("/", headers={"Host": host}).status_code == 400
    assert client.get("/api/stats", headers={"Host": host}).status_code == 400


@pytest.mark.parametrize("path", PAGES)
def test_no_page_has_code_or_style_in_it(client: FlaskClient, path: str) -> None:
    root = html.fromstring(client.get(path).get_data(as_text=True))
    assert all(script.get("src", "").startswith("/static/") for script in root.xpath("//script"))
    assert not root.xpath("//style|//@style|//@onclick")
    assert all(link.startswith("/static/") for link in root.xpath("//link/@href"))


@pytest.mark.parametrize("path", ["/", "/about", "/search?q=heron", f"/search?q={EVIL}", f"/articles/{hostile().id}?q=heron {EVIL}",
                                  f"/search?q=heron&tag={EVIL}", f"/search?q=heron&after={EVIL}"])  # fmt: skip
def test_text_full_of_markup_comes_out_as_text(client: FlaskClient, path: str) -> None:
    shown = client.get(path).get_data(as_text=True)
    root = html.fromstring(shown)
    assert "<script>alert" not in shown
    assert "<img" not in shown
    assert not [name for name in root.xpath("//@*") if name.attrname.startswith("on")]
    assert not [url for url in root.xpath("//@href") if re.match(r"\s*javascript:", unescape(url), re.I)]


def colours(css: str, scheme: str) -> dict[str, str]:
    light, dark = css.split("prefers-color-scheme: dark")[:2]
    found = dict(re.findall(r"--([\w-]+):\s*(#[0-9a-f]{6})", light))
    return found if scheme == "light" else found | dict(re.findall(r"--([\w-]+):\s*(#[0-9a-f]{6})", dark))


def luminance(colour: str) -> float:
    """Give the relative luminance of WCAG 2.2."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(
    ("ink", "ground", "least"),
    [("ink", "paper", 7), ("ink", "code", 7), ("mark-ink", "mark", 7), ("quiet", "paper", 4.5), ("accent", "paper", 4.5),
     ("accent", "accent-soft", 4.5), ("paper", "accent", 4.5)],
)  # fmt: skip
def test_colours_can_be_read(client: FlaskClient, scheme: str, ink: str, ground: str, least: float) -> None:
    tokens = colours(client.get("/static/style.css", buffered=True).get_data(as_text=True), scheme)
    light, dark = sorted((luminance(tokens[ink]), luminance(tokens[ground])), reverse=True)
    assert (light + 0.05) / (dark + 0.05) >= least


def test_the_next_question_keeps_what_narrows_and_sorts(client: FlaskClient) -> None:
    root = page(client, "/search?q=nap&tag=Health&sort=title&mode=any&page=2")
    hidden = [(e.get("name"), e.get("value")) for e in root.xpath("//form[@class='box']/input[@type='hidden']")]
    assert hidden == [("tag", "Health"), ("sort", "title"), ("mode", "any")]
    assert page(client, "/").xpath("//input[@type='hidden']") == []


def test_a_page_beyond_the_last_says_so_and_leads_back(client: FlaskClient) -> None:
    root = page(client, "/search?q=nap&page=50")
    [link] = root.xpath("//section//p/a[contains(@href,'/search')][contains(., 'last')]")
    assert "There is no page 50" in " ".join(texts(root, "//section//p"))
    assert page(client, link.get("href")).xpath("//li[@class='hit']")
    assert root.xpath("//nav[@class='pages']") == []


def test_a_wrong_question_stays_in_the_box(client: FlaskClient) -> None:
    root = page(client, "/search?q=short+nap&page=x", status=400)
    assert root.xpath("//input[@name='q']/@value") == ["short nap"]


@pytest.mark.parametrize("number", ["--5", "-", "5-", "1.5", "9" * 19, "٣"])
def test_what_is_no_number_of_a_page_is_said(client: FlaskClient, number: str) -> None:
    assert "is no number" in client.get("/api/search", query_string={"q": "nap", "page": number}).json["detail"]  # type: ignore[index]


@pytest.mark.parametrize("path", ["/search/?q=nap", "/about/"])
def test_a_slash_at_the_end_leads_to_the_page(client: FlaskClient, path: str) -> None:
    assert client.get(path).status_code == 200


def test_a_program_that_wants_json_gets_it_from_the_page_of_answers(client: FlaskClient) -> None:
    for _ in range(2):
        asked = client.get("/search?q=nap&sort=title", headers={"Accept": "application/json"})
        assert (asked.status_code, asked.location, asked.headers["Vary"]) == (
            302,
            "/api/search?q=nap&sort=title",
            "Accept",
        )
        assert client.get("/search?q=nap&sort=title", headers={"Accept": "text/html"}).mimetype == "text/html"
        assert client.get("/search?q=nap&sort=title").mimetype == "text/html"


def test_the_title_of_a_page_says_which_it_is(client: FlaskClient) -> None:
    assert texts(page(client, "/search?q=nap&page=2&per_page=1"), "//title") == ["nap, page 2 – Vademecum"]
    assert texts(page(client, "/search?q=nap"), "//title") == ["nap – Vademecum"]


def test_a_filter_with_nothing_to_choose_is_not_offered(client: FlaskClient) -> None:
    for choices in page(client, "/search?q=nap").xpath("//aside[@aria-label='Filters']/ul"):
        assert len(choices) > 1


def test_no_page_is_linked_that_may_not_be_asked_for() -> None:
    found = Answer("", "", 50_000, 1, 10, (), (), Filters(), "relevance", "", 0.0)
    assert found.last_page == 1_000
    assert replace(found, total=11).last_page == 2
    assert replace(found, total=0).last_page == 0


def test_every_text_that_a_passage_may_be_of_has_its_anchor_in_the_reader(client: FlaskClient, rich: Article) -> None:
    root = page(client, f"/articles/{rich.id}")
    shown = {element.get("id"): " ".join(element.text_content().split()) for element in root.xpath("//*[@id]")}
    rows = {"short-rests~9", "short-rests~11", "short-rests~13"}
    for section in rich.sections:
        place = 0
        for block in section.blocks:
            for text in block_texts(block):
                place += 1
                anchor = f"{section.anchor}~{place}"
                if anchor in shown:
                    assert shown[anchor].startswith(" ".join(text.split()).partition(":")[0]), anchor
                else:
                    assert f"{section.anchor}~{place - 1}" in rows, anchor
    assert rows <= set(shown)
