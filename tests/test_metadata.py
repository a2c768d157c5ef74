"""What a page says of itself is found where it says so: title, authors, topics, sections above it, site and address."""

import json

import pytest

from index import LANGUAGES
from ingest.dom.plain import read_page
from ingest.metadata import Facts, facts
from ingest.metadata.authors.names import is_person, names_in
from ingest.metadata.language import detected_language

PROSE = "Walking slowly for ten minutes moves the meal along and keeps the sugar in the blood from rising steeply."


def stated(body: str = "", head: str = "", lang: str = "en") -> Facts:
    page = f'<html lang="{lang}"><head>{head}</head><body>{body}<p>{PROSE}</p><p>{PROSE}</p></body></html>'
    return facts(read_page(page)[0])


def linked(**data: object) -> str:
    return f'<script type="application/ld+json">{json.dumps({"@type": "Article"} | data)}</script>'


@pytest.mark.parametrize(
    ("body", "head", "title"),
    [
        ("<h1>After Dinner</h1>", "<title>After Dinner | Our Site</title>", "After Dinner"),
        ("", "<title>After Dinner - Our Site</title><meta property=og:site_name content='Our Site'>", "After Dinner"),
        ("", "<title>Our Site: After Dinner</title><meta property=og:site_name content='Our Site'>", "After Dinner"),
        ("<h1>After Dinner: a Walk</h1>", "<title>After Dinner</title>", "After Dinner: a Walk"),
        ("<h1 class=logo><a href='/'>Our Site</a></h1><h1>After Dinner</h1>", "<title>x</title>", "After Dinner"),
        (
            "<h1><span>Health</span> After Dinner</h1>",
            "<meta property=og:title content='After Dinner'>",
            "After Dinner",
        ),
        ("<h1>Newsletter</h1><h2>After Dinner</h2>", "<title>After Dinner</title>", "After Dinner"),
        ("<h1>After Dinner ¶</h1>", "", "After Dinner"),
        (
            "<h1><a href=/>Our Blog</a></h1><h3>After Dinner</h3>",
            "<title>Our Blog: After Dinner</title>",
            "After Dinner",
        ),
        ("<h1>After Dinner <button>Copy</button><x-menu>Save</x-menu></h1>", "", "After Dinner"),
        (
            "<h1>Walking, a Handbook</h1><h2>After Dinner</h2>",
            "<title>After Dinner - Walking, a Handbook</title>",
            "After Dinner",
        ),
        ("<h1>Walking</h1><h1>After Dinner</h1>", "<title>After Dinner - Walking</title>", "After Dinner"),
        ("<h1>Food and the Body</h1><h1>Shoes</h1>", "<title>How to Walk and Digest</title>", "How to Walk and Digest"),
        ("<h1><a href='https://our.site/'>Our Site</a></h1><h1>After Dinner</h1>", "<title>x</title>", "After Dinner"),
        ("", "<title>A Walk After Dinner | The Long Name of a Public Health Service</title>", "A Walk After Dinner"),
        (
            "<h1>A Walk After Dinner – Our Site</h1>",
            "<meta property=og:site_name content='Our Site'>",
            "A Walk After Dinner",
        ),
        ("", linked(headline="After Dinner &amp; Before"), "After Dinner & Before"),
    ],
)
def test_the_title_is_what_heading_and_statements_agree_on(body: str, head: str, title: str) -> None:
    assert stated(body, head).title == title


@pytest.mark.parametrize(
    ("body", "authors"),
    [
        ("<p>By Ann Bee and Carl Dee</p>", ("Ann Bee", "Carl Dee")),
        ("<div class=byline>Ann Bee, MD, and Carl Dee, Ph.D.</div>", ("Ann Bee", "Carl Dee")),
        ("<span class=author>By <a href=/a>Ann Bee</a>, <a href=/b>Carl Dee</a></span>", ("Ann Bee", "Carl Dee")),
        ("<a rel=author href=/a>Ann Bee</a>", ("Ann Bee",)),
        ("<span itemprop=author><span itemprop=name>Ann Bee</span></span>", ("Ann Bee",)),
        ("<p>Von Ann Bee</p>", ("Ann Bee",)),
        ("<p>Par Ann Bee, le 3 mars 2026</p>", ("Ann Bee",)),
        ("<p>Por Ann Bee</p>", ("Ann Bee",)),
        ("<p>文: 山田 花子</p>", ("山田 花子",)),
        ("<div class=author>Admin</div>", ()),
        ("<div class=author>Follow the author</div>", ()),
        ("<p>By clicking here you agree</p>", ()),
        ("<h2>Words</h2><dl><dt>Flysheet</dt><dd>the outer tent</dd></dl>", ()),
        ("<p>Text Editors Compared</p>", ()),
        ("<p>Words: Ann Bee</p>", ("Ann Bee",)),
        ("<p>Photo by</p><p>Carl Dee</p>", ()),
        (
            "<p><a href=/d>Medically reviewed</a> <b>by</b> <i>Carl Dee</i></p><p>Written by <i>Ann Bee</i></p>",
            ("Ann Bee",),
        ),
        ("<p>This article was written by <a href=/a>Ann Bee</a></p>", ("Ann Bee",)),
        ("<div>Commentary by</div><div>Ann Bee</div>", ("Ann Bee",)),
        ("<div>Geschrieben von</div><div>Ann Bee</div>", ("Ann Bee",)),
        ("<p>di Ann Bee</p>", ("Ann Bee",)),
        ("<p>Автор: Анна Петрова</p>", ("Анна Петрова",)),
        ("<p>作者：王小明</p>", ("王小明",)),
        ("<p>By University of Oslo</p>", ("University of Oslo",)),
        ("<p>By ANN BEE</p>", ("ANN BEE",)),
        (
            "<p>By Ludwig van der Bee, Siobhán O'Dee and J. R. R. Eff</p>",
            ("Ludwig van der Bee", "Siobhán O'Dee", "J. R. R. Eff"),
        ),
        ("<p>By Ann Bee, Staff Writer</p>", ("Ann Bee",)),
        ("<p>By Ann Bee, edited by Carl Dee</p>", ("Ann Bee",)),
        ("<div><a href='https://letters.example/@annbee?from=post'>Ann Bee</a></div>", ("Ann Bee",)),
        ("<div><a>Ann Bee</a></div><div>6 min read</div><div>·</div><div>3 May 2026</div>", ("Ann Bee",)),
        ("<div><a href=/category/soup>Hot Soups</a></div><div>3 May 2026</div>", ()),
        ("<div>3 May 2026</div><div>Reading Time</div><div>4 minutes</div>", ()),
        ("<div class=author>After Dinner</div>", ()),
        ("<div class=author-description>Licensed Walker, Friend of Dogs</div>", ()),
        (f"<p>{PROSE} So says <a href=/people/carl>Carl Dee</a>, who walks.</p>", ()),
    ],
)
def test_authors_are_credited_under_the_title(body: str, authors: tuple[str, ...]) -> None:
    assert stated(f"<h1>After Dinner</h1>{body}").authors == authors


@pytest.mark.parametrize(
    "foot",
    [
        "<div>Ann Bee</div><div>2026-05-03 05:58:40</div>",
        "<div><div>3 May 2026</div><div>Ann Bee</div></div>",
        "<p>Written by Ann Bee</p>",
        "<div class=post-footer>Posted by <span>Ann Bee</span> at 12:30</div>",
        "<div>Posted by</div><div>Ann Bee</div>",
        "<section><h3>Ann Bee</h3><p>Ann Bee is the head of our garden and a writer. She walks.</p></section>",
    ],
)
def test_who_signs_at_the_foot_is_the_author(foot: str) -> None:
    assert stated(f"<div>After Dinner</div><p>{PROSE}</p><p>{PROSE}</p>{foot}").authors == ("Ann Bee",)


@pytest.mark.parametrize(
    "foot",
    [
        "<div>Ann Bee</div><div>3 May 2026</div><div>Carl Dee</div><div>4 May 2026</div>",
        "<p>Photos by Ann Bee</p>",
        "<h3>Green Tea</h3><p>Green Tea is a drink that many like.</p>",
        "<div class=comments><p>by Ann Bee</p></div>",
        "<div>Today’s Hours</div><div>3 May 2026</div>",
    ],
)
def test_what_only_looks_like_a_signature_is_none(foot: str) -> None:
    assert stated(f"<div>After Dinner</div><p>{PROSE}</p><p>{PROSE}</p>{foot}").authors == ()


@pytest.mark.parametrize(
    ("head", "authors"),
    [
        (linked(author={"@type": "Person", "name": "Ann Bee"}), ("Ann Bee",)),
        (linked(author=["Ann Bee", {"name": "Carl Dee"}]), ("Ann Bee", "Carl Dee")),
        (linked(author={"@id": "#a"}) + linked(**{"@type": "Person", "@id": "#a", "name": "Ann Bee"}), ("Ann Bee",)),
        ("<meta name=author content='Ann Bee'>", ("Ann Bee",)),
        ("<meta name=citation_author content='Bee, Ann'><meta name=citation_author content='Dee, Carl'>", ("Ann Bee", "Carl Dee")),
        ("<meta name=author content='admin'>", ()),
        ("<meta name=author content='NOC Admin'>", ()),
        ("<meta name=author content='The Garden Expert'><meta property=og:site_name content='The Garden Expert'>", ("The Garden Expert",)),
        (linked(author="Our Site") + "<meta property=og:site_name content='Our Site'><meta name=author content='Ann Bee'>", ("Ann Bee",)),
        ("<script type='application/ld+json'>{broken</script><meta name=author content='Ann Bee'>", ("Ann Bee",)),
        ("<script type='application/ld+json'>//<![CDATA[\n{\"@type\":\"Article\",\"author\":\"Ann Bee\"}\n//]]></script>", ("Ann Bee",)),
    ],
)  # fmt: skip
def test_authors_are_stated_for_machines(head: str, authors: tuple[str, ...]) -> None:
    assert stated("<h1>After Dinner</h1>", head).authors == authors


@pytest.mark.parametrize(
    "beside",
    [
        "<div class=comments><div class=author>Carl Dee</div>Nice!</div>",
        "<div class=related><article><h3><a href=/s>Soup</a></h3><span class=author>Carl Dee</span></article></div>",
        "<ul><li><h4><a href=/s>Soup</a></h4><a rel=author href=/c>Carl Dee</a></li></ul>",
    ],
)
def test_who_wrote_something_else_is_no_author(beside: str) -> None:
    assert facts(read_page(f"<h1>After Dinner</h1><p>{PROSE}</p><p>{PROSE}</p>{beside}")[0]).authors == ()


def test_degrees_and_roles_are_no_names() -> None:
    assert names_in("By Tim Cox, RDN, MSc and Kim Lee, Senior Editor") == ("Tim Cox", "Kim Lee")
    assert is_person("Ann van der Bee")
    assert not is_person("Read More")


@pytest.mark.parametrize(
    ("body", "head", "breadcrumb"),
    [
        ("<div>More&gt;Health&gt;Recovery</div><h1>After Dinner</h1>", "", ("More", "Health", "Recovery")),
        (
            "<nav class=breadcrumbs><a href=/>Home</a> / <a href=/h>Health</a></nav><h1>After Dinner</h1>",
            "",
            ("Health",),
        ),
        ("<h1>After Dinner</h1><p>to_char(int → text)</p><p>boolean → boolean</p>", "", ()),
        (
            "<h1>After Dinner</h1>",
            linked(
                **{
                    "@type": "BreadcrumbList",
                    "itemListElement": [{"name": "Health"}, {"item": {"name": "After Dinner"}}],
                }
            ),
            ("Health",),
        ),
    ],
)
def test_the_sections_above_are_found(body: str, head: str, breadcrumb: tuple[str, ...]) -> None:
    assert stated(body, head).breadcrumb == breadcrumb


@pytest.mark.parametrize(
    ("head", "body", "tags"),
    [
        (linked(keywords="walking, Sleep, walking"), "", ("walking", "Sleep")),
        (
            "<meta property=article:tag content=walking><meta property=article:tag content=sleep>",
            "",
            ("walking", "sleep"),
        ),
        ("", "<a rel=tag href=/t>walking</a><a rel='nofollow tag' href=/s># sleep</a>", ("walking", "sleep")),
        ("<meta name=keywords content='walking, sleep'>", "", ("walking", "sleep")),
        (linked(articleSection="Uncategorized"), "", ()),
    ],
)
def test_topics_are_found(head: str, body: str, tags: tuple[str, ...]) -> None:
    assert stated(f"<h1>After Dinner</h1>{body}", head).tags == tags


def test_the_address_is_the_one_the_page_gives_itself() -> None:
    head = "<meta property=og:url content='https://example.org/a?x=1'><link rel=canonical href='/a'>"
    assert stated(head=head).url == "https://example.org/a"
    assert stated(head=head).site == "example.org"
    assert stated(head="<link rel=canonical href='javascript:x'>").url == ""


@pytest.mark.parametrize(("declared", "lang"), [("de-AT", "de"), ("EN_us", "en"), ("x", ""), ("", "")])
def test_the_language_is_the_declared_one(declared: str, lang: str) -> None:
    assert stated(lang=declared).lang == lang


def test_a_list_of_settings_is_taken_for_no_language_that_few_know() -> None:
    settings = "root:x:0:0:root:/root:/bin/bash daemon:x:1:1:daemon:/usr/sbin:/usr/sbin/nologin bin:x:2:2:bin:/bin"
    assert detected_language(settings) in LANGUAGES
    assert detected_language("Der Tee zieht drei Minuten, dann nimmt man die Blätter heraus und trinkt ihn.") == "de"


@pytest.mark.parametrize(
    "text",
    [
        "<p>Taken by <code>CREATE TABLE</code> (without a lock).</p>",
        "<p>Rows that <code>ORDER BY</code> sorts; <code>GROUPING SETS</code> sorts none.</p>",
        f"<p>{PROSE} The file is made by <a href=/>Garden Planner</a> when it is first opened.</p>",
        f"<p>It is told in <i>The Garden Book</i>, published by Ann Bee. {PROSE}</p>",
        f"<p>By default, Gardens adds a fence to each bed that has none. {PROSE}</p>",
        "<dl><dt>GROUP BY, <a href=/>Window Functions</a></dt></dl>",
    ],
)
def test_by_amid_a_sentence_or_in_code_credits_nobody(text: str) -> None:
    assert stated(f"<h1>After Dinner</h1>{text}").authors == ()


@pytest.mark.parametrize("small", ["quill42", "Ann Bee"])
def test_by_at_the_start_of_a_long_line_credits_who_follows(small: str) -> None:
    assert stated(f"<h1>After Dinner</h1><div>Written by: <a href=/>{small}</a></div>").authors == (small,)
    line = f"<div>Written by: <a href=/>Ann Bee</a> <span>{PROSE} {PROSE}</span></div>"
    assert stated(f"<h1>After Dinner</h1>{line}").authors == ("Ann Bee",)


@pytest.mark.parametrize(
    "text",
    [
        "walk &lt; walk → boolean",
        "minutes ( pace ) &gt; steps &gt; integer",
        "pace -&gt; steps",
        "pace → steps",
        "@ &gt; pace",
        "pace + pace &gt; steps",
        "<code>walk &gt; pace &gt; steps</code>",
        "<table><tr><th>Walk</th></tr><tr><td>walk &gt; pace &gt; steps</td></tr></table>",
    ],
)
def test_a_formula_is_no_path_of_sections(text: str) -> None:
    assert stated(f"<div>{text}</div><h1>After Dinner</h1>").breadcrumb == ()


@pytest.mark.parametrize("path", [("Code", "C++", "C#"), ("Food & Drink", "Q&A"), ("Health", "40-plus")])
def test_signs_that_names_have_stand_in_a_path_of_sections(path: tuple[str, ...]) -> None:
    trail = " › ".join(path).replace("&", "&amp;")
    assert stated(f"<table><tr><td>{trail}</td></tr></table><h1>After Dinner</h1>").breadcrumb == path
