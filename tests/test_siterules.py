"""A rule that a person writes for a site decides how its pages are read, and a mistake in it is found at its line."""

import json
from pathlib import Path

import pytest
from test_cli import vade

from index import RulesError
from ingest import read_article
from ingest.siterules import NO_RULES, Rule, site_rules

SIDE = "Members of the club meet on Tuesdays in the back room, and guests are welcome from eight o'clock on."
PROSE = "Walking slowly for ten minutes moves the meal along and keeps the sugar in the blood from rising steeply."
PAGE = (
    '<html><head><title>Club</title><link rel=canonical href="https://www.example.org/blog/walk"></head><body>'
    f"<div class=x1><b class=hd>After Dinner</b><i class=who>Ann Bee</i><i class=day>3 May 2025</i><p>{PROSE}</p>"
    f"<p class=ad2>Buy shoes now at half the price, only today and only here.</p></div><div class=x2><p>{SIDE}</p><p>{SIDE}</p></div>"
    "</body></html>"
)
RULES = """# How the club's blog is read
[[site]]
match = "example.org/blog/*"
content = "div.x1"
title = ".hd"
author = ".who"
date = ".day"
noise = [".ad2", ".hd, .who, .day"]
"""


def library(folder: Path, rules: str) -> Path:
    folder.mkdir(exist_ok=True)
    (folder / "sites.toml").write_text(rules)
    return folder


def test_a_rule_says_what_the_article_is(tmp_path: Path) -> None:
    article = read_article(PAGE.encode(), source="a.html", rules=site_rules(library(tmp_path, RULES)))
    assert (article.title, article.authors, article.published_at) == ("After Dinner", ("Ann Bee",), "2025-05-03")
    assert [block.text for section in article.sections for block in section.blocks] == [PROSE]  # type: ignore[union-attr]


def test_without_rules_nothing_is_ruled(tmp_path: Path) -> None:
    assert site_rules(tmp_path) == NO_RULES
    assert SIDE in str(read_article(PAGE.encode()).sections)


@pytest.mark.parametrize(
    ("match", "url", "holds"),
    [
        ("example.org", "https://example.org/a/b", True),
        ("example.org", "https://www.example.org/", True),
        ("example.org", "https://blog.example.org/", False),
        ("*.example.org", "https://blog.example.org/x", True),
        ("example.org/blog/*", "http://example.org/blog/2025/walk?x=1", True),
        ("example.org/blog/*", "http://example.org/shop/walk", False),
        ("example.org", "", False),
    ],
)
def test_a_form_without_a_slash_is_a_host(match: str, url: str, holds: bool) -> None:
    assert Rule(match=match).holds(url, "a.html") is holds


def test_a_page_that_states_no_address_is_known_by_its_source(tmp_path: Path) -> None:
    rules = site_rules(library(tmp_path, '[[site]]\nsource = "club/*.html"\ncontent = ".x1"\n'))
    page = PAGE.replace("rel=canonical", "rel=x").encode()
    assert SIDE not in str(read_article(page, source="club/a.html", rules=rules).sections)
    assert SIDE in str(read_article(page, source="other/a.html", rules=rules).sections)


@pytest.mark.parametrize(
    ("rules", "line", "said"),
    [
        ('[[site]]\nmatch = "a.org"\ncontnet = "p"', 3, 'did you mean "content"?'),
        (
            '[[site]]\nmatch = "a.org"\ncontent = "p"\n\n[[site]]\nmatch = "b.org"\nnoise = [".x", "p["]',
            7,
            "no CSS selector",
        ),
        ('[[site]]\nmatch = "a.org"\ncontent = 3', 3, "must be a string"),
        (f'[[site]]\nmatch = "a.org"\nnoise = ":not(:has(* ~ *)) {"* " * 20}div"', 3, "takes too long"),
        (f'[[site]]\nmatch = "a.org"\nnoise = "{"a" * 500}"', 3, "takes too long"),
        ('[[site]]\ncontent = "p"', 1, 'neither "match" nor "source"'),
        ('[[site]]\nmatch = "a.org"', 1, "selects nothing"),
        ('[[site]]\nmatch = "a.org"\ncontent = "p', 3, "no TOML"),
        ('# x\ncontent = "p"', 2, "belongs to no site"),
        ('[site]\nmatch = "a.org"', 1, "[[site]]"),
    ],
)
def test_a_mistake_is_told_with_its_line(tmp_path: Path, rules: str, line: int, said: str) -> None:
    with pytest.raises(RulesError) as raised:
        site_rules(library(tmp_path, rules))
    assert f"sites.toml, line {line}: " in str(raised.value)
    assert said in str(raised.value)


def test_extract_says_which_rule_it_used(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text(PAGE)
    done = vade("extract", tmp_path / "a.html", "--json", "--why", "--library", library(tmp_path / "l", RULES))
    assert "read by the rule for example.org/blog/* (sites.toml, line 2)" in done.stderr
    assert json.loads(done.stdout)["why"]["content"] == "div.x1"


def test_a_rule_that_selects_nothing_is_told_and_passed_over(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text(PAGE)
    rules = library(tmp_path / "l", RULES.replace("div.x1", "div.gone"))
    done = vade("extract", tmp_path / "a.html", "--library", rules)
    assert "its content selects nothing here" in done.stderr
    assert PROSE in done.stdout


def test_a_new_rule_takes_effect_on_the_next_ingest(tmp_path: Path) -> None:
    pages = tmp_path / "pages"
    pages.mkdir()
    for name in "abcd":
        (pages / f"{name}.html").write_text(PAGE.replace("blog/walk", f"blog/{name}").replace(PROSE, f"{PROSE} {name}"))
    first = json.loads(vade("ingest", pages, "--json", "--library", tmp_path / "l").stdout)
    library(tmp_path / "l", RULES)
    second = json.loads(vade("ingest", pages, "--json", "--library", tmp_path / "l").stdout)
    assert (first["new"], second["changed"]) == (4, 4)
    # A comment, or a rule for other pages, concerns none of these.
    library(tmp_path / "l", f"# a comment\n{RULES}\n[[site]]\nmatch = 'other.example'\ntitle = 'h1'\n")
    third = json.loads(vade("ingest", pages, "--json", "--library", tmp_path / "l").stdout)
    assert third["unchanged"] == 4
    assert json.loads(vade("report", "--json", "--library", tmp_path / "l").stdout)["entries"] == []


def test_with_a_mistake_in_the_rules_nothing_is_ingested(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text(PAGE)
    done = vade("ingest", tmp_path / "a.html", "--library", library(tmp_path / "l", "[[site]]\nmatsh = 'a.org'"))
    assert (done.returncode, "line 2" in done.stderr) == (1, True)
    assert not (tmp_path / "l" / "library.db").exists()


def test_the_digest_of_a_rule_is_of_what_it_says(tmp_path: Path) -> None:
    other = '[[site]]\nmatch = "b.org"\nnoise = "p"\n\n# A comment.\n'
    [rule] = site_rules(library(tmp_path, RULES)).rules
    [_, moved] = site_rules(library(tmp_path, other + RULES)).rules
    [changed] = site_rules(library(tmp_path, RULES.replace(".who", ".by", 1))).rules
    assert (rule.digest == moved.digest, rule.digest == changed.digest) == (True, False)
