"""No page breaks the reader: each becomes an article, or is refused with a reason, in seconds and in bounded memory."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from hostile import LONGEST_SECONDS, PAGES, SAID
from hypothesis import given, settings
from hypothesis import strategies as st
from test_cli import vade

from conftest import examples
from index import PageError, all_texts, article_shape
from ingest import read_article

HERE = Path(__file__).parent
MOST_MEMORY = 1_000_000_000
HOSTILE = [sys.executable, str(HERE / "hostile.py")]
ENVIRONMENT = {"PYTHONPATH": str(HERE.parent)}
TAGS = ("div", "p", "b", "span", "ul", "li", "table", "td", "blockquote", "dl", "dd", "h2", "pre", "center", "x-box")
trees = st.recursive(
    st.text(st.characters(codec="utf-8", exclude_characters="<>&"), max_size=30),
    lambda inner: st.tuples(st.sampled_from(TAGS), st.lists(inner, max_size=4)),
    max_leaves=25,
)


@pytest.fixture(scope="module")
def outcomes() -> dict[str, dict[str, object]]:
    done = subprocess.run(HOSTILE, env=ENVIRONMENT, capture_output=True, text=True, check=True, timeout=300)
    return {told["name"]: told for told in map(json.loads, done.stdout.splitlines())}


@pytest.mark.parametrize("name", PAGES)
def test_a_hostile_page_is_read_or_refused(name: str, outcomes: dict[str, dict[str, object]]) -> None:
    assert name in outcomes, f"not read within {LONGEST_SECONDS} s, or ended its process"
    told, wanted = outcomes[name], PAGES[name]
    assert told["memory"] < MOST_MEMORY  # type: ignore[operator]
    assert told["seconds"] <= wanted.seconds  # type: ignore[operator]
    assert (told["missing"], told["reason"]) == ([], "") or (wanted.reason and wanted.reason in str(told["reason"]))


def test_an_ingest_of_all_of_them_accounts_for_each(tmp_path: Path) -> None:
    (tmp_path / "pages").mkdir()
    subprocess.run([*HOSTILE, str(tmp_path / "pages")], check=True, env=ENVIRONMENT)
    done = vade("ingest", tmp_path / "pages", "--json", "--library", tmp_path / "library")
    account = json.loads(done.stdout)
    # Alone what is packed is refused; an ingest looks into it.
    refused = sum(bool(hostile.reason) for name, hostile in PAGES.items() if name not in ("gzip", "zip"))
    assert done.returncode == 3
    assert (account["found"], account["skipped"] + account["failed"]) == (len(PAGES), refused)
    assert all(problem["reason"] for problem in account["problems"])


def markup(tree: object) -> str:
    if isinstance(tree, str):
        return tree
    tag, inner = tree  # type: ignore[misc]
    return f"<{tag}>{''.join(map(markup, inner))}</{tag}>"


@settings(max_examples=150, deadline=None)
@given(before=trees, after=trees)
def test_a_paragraph_is_never_lost_whatever_stands_around_it(before: object, after: object) -> None:
    html = f"<html><body>{markup(before)}<p>{SAID}</p>{markup(after)}</body></html>"
    assert SAID in "\n".join(all_texts(read_article(html.encode())))


BAD = ("\\ud800", "&#xD800;", "&#0;", "\0", "&#x1;", "\\u0000", "\\udfff\\ud83d", "a\u0301" * 40, "x")
PLACES = (
    '<script type="application/ld+json">{{"@type": "Article", "headline": "{0}", "author": "Ann {0} Bee", "url": "http://a/{0}",'
    ' "keywords": "{0}", "datePublished": "2025-01-01{0}"}}</script>',
    '<meta name=author content="Ann {0}"><meta property="og:url" content="http://a.org/{0}"><meta name=keywords content="{0}">',
    "<title>{0}</title><h1 class={0}>{0}</h1><a rel=tag>{0}</a><p id='{0}'>{0} text</p><pre>{0}\n{0}</pre>",
    "---\ntitle: {0}\ntags: [{0}, b]\nauthor: Ann {0}\n---\n# {0}\n\n{0}\n\n```\n{0}\n```\n",
    "<!-- saved from url=(0014)http://a.org/{0} --><ul><li><b>{0}</b>: {0}</ul><table><tr><td>{0}<td>{0}<tr><td>a<td>b</table>",
    "<div>" * 300 + "<b title='{0}'>{0}</b>",
)
LABELS = ("", "utf-8", "raw_unicode_escape", "utf-7", "utf-16", "iso-2022-jp", "shift_jis", "gb18030", "windows-1252")


@settings(max_examples=examples(300), deadline=None)
@given(
    st.lists(st.tuples(st.sampled_from(PLACES), st.sampled_from(BAD)), max_size=4),
    st.binary(max_size=200),
    st.sampled_from(LABELS),
    st.sampled_from(("", "a/\udcff.html")),
)
def test_every_text_of_an_article_can_be_written(
    made: list[tuple[str, str]], tail: bytes, label: str, source: str
) -> None:
    page = "".join(place.format(bad) for place, bad in made).encode() + b"<p>" + tail
    try:
        article = read_article(page, source=source, encoding=label, address=f"http://a.org/{made}")
    except PageError:
        return
    said = json.dumps(article_shape(article), ensure_ascii=False)
    said.encode("utf-8")
    assert "\\u0000" not in said.replace("\\\\", "")


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=2_000))
def test_any_bytes_are_read_or_refused_and_always_alike(page: bytes) -> None:
    def told() -> object:
        try:
            return read_article(page, source="page.html")
        except PageError as error:
            return str(error)

    assert told() == told()
