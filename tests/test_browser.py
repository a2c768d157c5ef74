"""A person at a browser: types, submits, reads the mark, opens the passage, and lands on it."""

import os
from collections.abc import Iterator
from pathlib import Path

import needs
import pytest
from playwright.sync_api import Browser, Page, sync_playwright
from serving import served

from conftest import hostile
from index import Article, Library
from ingest import read_article

pytestmark = pytest.mark.browser

SAMPLES = Path(__file__).parent.parent / "data" / "samples"
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    if lacking := needs.reason_to_skip():
        assert not os.environ.get("CI"), f"tests in CI need a browser; {lacking}"
        pytest.skip(lacking)
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=needs.chromium(), args=FLAGS)
        yield started
        started.close()


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("library")
    with Library.open(folder) as library:
        library.add([*samples(), hostile()])
    with served(folder) as (where, _):
        yield where


def samples() -> Iterator[Article]:
    for path in sorted(SAMPLES.glob("*/*")):
        yield read_article(path.read_bytes(), source=str(path.relative_to(SAMPLES)))


@pytest.fixture(params=[True, False], ids=["with script", "without script"])
def page(request: pytest.FixtureRequest, browser: Browser) -> Iterator[Page]:
    context = browser.new_context(java_script_enabled=request.param, viewport={"width": 1280, "height": 800})
    opened = context.new_page()
    opened.on("dialog", lambda dialog: pytest.fail(f"a dialog opened: {dialog.message}"))
    yield opened
    context.close()


def test_from_the_box_to_the_marked_word_in_its_section(page: Page, address: str) -> None:
    page.goto(address)
    page.fill("#q", "heel towel")
    page.press("#q", "Enter")
    passage = page.locator(".passage").first
    assert passage.locator("mark").all_text_contents() == ["heel", "towel"]
    assert passage.locator(".under").text_content() == "A day that works"
    passage.locator(".under").click()
    page.wait_for_url("**/articles/*#a-day-that-works~*")
    target = page.locator(":target")
    assert target.locator("xpath=ancestor::section/h2").text_content().startswith("A day that works")  # type: ignore[union-attr]
    assert "towel" in target.locator("mark").all_text_contents()
    top = target.bounding_box()
    assert top is not None
    assert 0 < top["y"] < 800


@pytest.mark.parametrize("width", [1280, 390])
def test_each_passage_is_on_the_screen_once_its_link_is_followed(browser: Browser, address: str, width: int) -> None:
    opened = browser.new_page(viewport={"width": width, "height": 800})
    for question in ("sleep", "onions", "kettle limescale", "marren coast"):
        opened.goto(f"{address}/search?q={question}")
        links = [link.get_attribute("href") for link in opened.locator(".under").all()]
        for link in links:
            opened.goto(f"{address}{link}")
            box = opened.locator(":target").bounding_box()
            assert box is not None, link
            bar = opened.locator("header.bar").bounding_box()
            assert bar is not None
            assert bar["height"] <= box["y"] < 700, link
        assert links
    opened.close()


@pytest.mark.parametrize(
    "path", ["/", "/search?q=heron", "/search?q=<script>alert(1)</script>", f"/articles/{hostile().id}?q=heron"]
)
def test_text_full_of_markup_harms_nobody(page: Page, address: str, path: str) -> None:
    problems: list[str] = []
    page.on("console", lambda message: problems.append(message.text) if message.type == "error" else None)
    page.goto(address + path)
    assert page.locator("img").count() == 0
    assert page.locator("script").count() == page.locator("script[src='/static/keys.js']").count()
    assert problems == []


@pytest.mark.parametrize("path", ["/", "/search?q=sleep", "/search?q=zebra+sleep", "/articles/{long}?q=day", "/about"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_page_scrolls_sideways_on_a_small_screen(browser: Browser, address: str, path: str, scheme: str) -> None:
    context = browser.new_context(viewport={"width": 320, "height": 640}, color_scheme=scheme)  # type: ignore[arg-type]
    opened = context.new_page()
    opened.goto(f"{address}/search?q=marren+coast")
    link = opened.locator(".hit h3 a").first.get_attribute("href")
    assert link
    opened.goto(address + path.replace("{long}", link.split("/")[2].split("?")[0]))
    assert opened.evaluate("document.documentElement.scrollWidth") <= 320
    context.close()


def test_keys_go_to_the_box_and_from_mark_to_mark(browser: Browser, address: str) -> None:
    opened = browser.new_page()
    opened.goto(f"{address}/search?q=onions")
    opened.keyboard.press("/")
    assert opened.evaluate("document.activeElement.id") == "q"
    opened.locator(".hit h3 a").first.click()
    opened.get_by_role("button", name="Next mark").click()
    assert opened.locator(".jump span").text_content().startswith("1 of ")  # type: ignore[union-attr]
    opened.close()
