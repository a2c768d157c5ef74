"""Whoever asks sees what was left out of a page and by which rule, and what reading it again would change."""

import json
from pathlib import Path

import pytest
from test_cli import vade

from ingest.reader import Reading, reading
from ingest.why import contents, dropped

PROSE = "Walking slowly for ten minutes moves the meal along and keeps the sugar in the blood from rising steeply."
MORE = "Whoever eats late sleeps badly, and a stroll around two corners is easier to keep up than an hour in the gym."
PAGE = (
    "<html><head><title>After Dinner - Our Site</title></head><body><nav id=top>Home Recipes About</nav><main>"
    f"<article class=post><h1>After Dinner</h1><p>By Ann Bee, 3 May 2025</p><p>{PROSE}</p><p>{MORE}</p><p>Share this</p>"
    f"<h2>Related posts</h2><p>Soup for cold days</p></article><div>{PROSE[:50]}</div></main>"
    "<div class=cookie-note>We use cookies.</div></body></html>"
)


@pytest.fixture
def read() -> Reading:
    return reading(PAGE.encode(), source="page.html")


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("Home Recipes About", "tag nav"),
        ("We use cookies.", "named cookie"),
        ("After Dinner", "the title again"),
        ("By Ann Bee, 3 May 2025", "a byline"),
        ("Share this", "a line of the site's own"),
        ("Soup for cold days", 'after "Related posts"'),
        (PROSE[:50], "outside the article"),
    ],
)
def test_each_part_left_out_is_told_with_its_rule(read: Reading, text: str, rule: str) -> None:
    assert (text, rule) in {(part.text, part.rule) for part in dropped(read)}


def test_what_is_kept_and_what_is_left_out_are_all_of_the_page(read: Reading) -> None:
    left = " ".join(part.text for part in dropped(read))
    assert all(
        word in f"{left} {PROSE} {MORE}" for word in ("Home", "cookies", "Related", "Soup", "Walking", "steeply")
    )
    assert contents(read) == "article.post"


def test_the_comments_of_code_are_not_those_of_readers() -> None:
    code = '<pre><span class="comment"># slowly</span>\nwalk()</pre>'
    read = reading(f"<html><body><h1>After Dinner</h1><p>{PROSE}</p>{code}<p>{MORE}</p></body></html>".encode())
    assert [part for part in dropped(read) if part.text != "After Dinner"] == []


def test_the_terminal_shows_it_in_lines_that_fit(tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text(PAGE)
    shown = vade("extract", tmp_path / "page.html", "--why").stdout
    told = shown[shown.index("read: ") :].splitlines()
    assert told[0] == "read: article.post"
    assert any("nav#top" in line and "tag nav: Home Recipes About" in line for line in told)
    assert max(map(len, told)) <= 100


def test_json_adds_one_key_to_the_article(tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text(PAGE)
    plain, told = (
        json.loads(vade("extract", tmp_path / "page.html", "--json", *more).stdout) for more in ((), ("--why",))
    )
    why = told.pop("why")
    assert told == plain
    assert {"what": "nav#top", "rule": "tag nav", "characters": 18, "text": "Home Recipes About"} in why["dropped"]


def test_a_difference_is_new_then_unchanged_then_changed(tmp_path: Path) -> None:
    file, library = tmp_path / "pages" / "page.html", tmp_path / "library"
    file.parent.mkdir()
    file.write_text(PAGE)
    (file.parent / "other.html").write_text(f"<p>{PROSE}</p>")
    vade("ingest", file.parent / "other.html", "--library", library)
    states = [vade("extract", file, "--diff", "--json", "--library", library)]
    vade("ingest", file.parent, "--library", library)
    states.append(vade("extract", file, "--diff", "--json", "--library", library))
    file.write_text(PAGE.replace("steeply", "sharply", 1))
    states.append(vade("extract", file, "--diff", "--json", "--library", library))
    assert [json.loads(done.stdout)["state"] for done in states] == ["new", "unchanged", "changed"]
    shown = vade("extract", file, "--diff", "--library", library).stdout
    assert f"-{PROSE}" in shown
    assert f"+{PROSE.replace('steeply', 'sharply')}" in shown


def test_a_difference_is_told_by_the_identity_that_an_ingest_would_give(tmp_path: Path) -> None:
    pages, library = tmp_path / "pages", tmp_path / "library"
    pages.mkdir()
    stating = PAGE.replace("<title>", '<link rel="canonical" href="https://tea.example/steep"><title>', 1)
    (pages / "page.html").write_text(stating)
    vade("ingest", pages, "--library", library)
    (pages / "copy.html").write_text(stating)
    (pages / "other.html").write_text(stating.replace("steeply", "sharply", 1))
    (pages / "page.html").rename(tmp_path / "gone.html")
    moved = vade("extract", pages / "other.html", "--diff", "--json", "--library", library)
    (tmp_path / "gone.html").rename(pages / "page.html")
    told = [vade("extract", pages / n, "--diff", "--json", "--library", library) for n in ("copy.html", "other.html")]
    states = [json.loads(done.stdout)["state"] for done in (moved, *told)]
    assert states == ["changed", "duplicate", "new"]
    run = vade("ingest", pages, "--dry-run", "--json", "--library", library).stdout
    assert {name: json.loads(run)[name] for name in ("new", "duplicate", "unchanged")} == dict.fromkeys(
        ("new", "duplicate", "unchanged"), 1
    )


def test_a_difference_needs_a_file_and_a_library(tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text(PAGE)
    assert vade("extract", "-", "--diff", stdin=b"x").returncode == 2
    done = vade("extract", tmp_path / "page.html", "--diff", "--library", tmp_path / "none")
    assert (done.returncode, "no library here yet" in done.stderr) == (1, True)
