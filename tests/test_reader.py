"""A saved page is read whole: its title, headings, bullets and facts, and nothing of what stands around it."""

import gzip
import json
from pathlib import Path
from time import perf_counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index import (
    Article,
    Item,
    ListBlock,
    PageError,
    SkippedPage,
    TableBlock,
    TextBlock,
    all_items,
    all_texts,
    article_id,
    outline,
)
from ingest import read_article

HERE = Path(__file__).parent
SAMPLES = HERE.parent / "data" / "samples"
GOLDEN = HERE / "golden"
SHARED = HERE.parent.parent / "shared"

# A page of our own whose only difference is its markup; {} hold title, two headings, bullets and the foot.
NOISE = '<div class="side"><h3>Related articles</h3><ul><li><a href="/a">Soup for cold days</a></li></ul></div>'
TITLE, FIRST, SECOND = "How a Short Walk Helps After Dinner", "Why it works", "What to watch"
PROSE = "Walking slowly for ten minutes moves the meal along and keeps the sugar in the blood from rising steeply."
MORE = "Whoever eats late sleeps badly, and a stroll around two corners is easier to keep up than an hour in the gym."
BULLETS = ("Pace: slow enough to talk", "Shoes: the ones by the door")


def read(html: str, source: str = "page.html") -> Article:
    return read_article(html.encode(), source=source)


def page(body: str, head: str = "") -> str:
    return f"<html><head><meta charset=utf-8><title>{TITLE} - Our Site</title>{head}</head><body>{body}</body></html>"


MARKUPS = {
    "headings": f"<h1>{TITLE}</h1><h2>{FIRST}</h2><p>{PROSE}</p><h2>{SECOND}</h2><p>{PROSE}</p>"
    f"<ul><li>{BULLETS[0]}</li><li>{BULLETS[1]}</li></ul>",
    "bold": f"<h1>{TITLE}</h1><p><b>{FIRST}</b></p><p>{PROSE}</p><p><strong>{SECOND}</strong></p><p>{PROSE}</p>"
    f"<ul><li>{BULLETS[0]}</li><li>{BULLETS[1]}</li></ul>",
    "classes": f"<div class=t>{TITLE}</div><div class=s>{FIRST}</div><div class=p>{PROSE}</div><div class=s>{SECOND}</div>"
    f"<div class=p>{PROSE}</div><div class=p>• {BULLETS[0]}</div><div class=p>• {BULLETS[1]}</div>",
    "breaks": f"<div>{TITLE}</div><b>{FIRST}</b><br><br>{PROSE}<br><br><b>{SECOND}</b><br><br>{PROSE}<br><br>"
    f"• {BULLETS[0]}<br>• {BULLETS[1]}<br>",
}
FRAME = (
    '<div class="top"><a href="/">Home</a><a href="/login">Login</a></div><div class="crumb"><a href="/m">More</a>&gt;'
    '<a href="/h">Health</a>&gt;<a href="/r">Recovery</a></div><div class="wrap"><div class="box">{}'
    '<div class="info"><span>Wanderer</span><span>2025-09-28 08:31:48</span></div></div>'
    '<div class="cm">Comments (0)<div>Login is required before commenting.</div></div>' + NOISE + "</div>"
    '<div class="foot">Copyright 2025 Our Site. All rights reserved.</div>'
)


@pytest.mark.parametrize("markup", MARKUPS)
def test_a_page_comes_out_whole_in_any_markup(markup: str) -> None:
    article = read(page(FRAME.format(MARKUPS[markup])))
    items = [i for s in article.sections for b in s.blocks if isinstance(b, ListBlock) for i in b.items]
    assert article.title == TITLE
    assert [s.heading for s in article.sections] == [FIRST, SECOND]
    assert [(i.term, i.description) for i in items] == [tuple(b.split(": ")) for b in BULLETS]
    assert (article.authors, article.published_at) == (("Wanderer",), "2025-09-28T08:31:48")
    assert article.breadcrumb == ("More", "Health", "Recovery")
    said = "\n".join(all_texts(article))
    assert not any(noise in said for noise in ("Login", "Comments", "Related", "Soup", "rights", "Home", "Wanderer"))


@pytest.mark.parametrize("path", sorted(SAMPLES.glob("*/*")), ids=lambda p: f"{p.parent.name}/{p.name}")
def test_every_sample_is_read_as_its_outline_says(path: Path) -> None:
    article = read_article(path.read_bytes(), source=str(path.relative_to(SAMPLES)))
    assert outline(article) == (GOLDEN / path.parent.name / f"{path.stem}.txt").read_text()


def lists(article: Article) -> list[str]:
    return [i.text for s in article.sections for b in s.blocks if isinstance(b, ListBlock) for i in all_items(b.items)]


def test_what_stands_in_an_item_under_its_text_is_kept_in_its_order() -> None:
    steps = f"<ol start=3><li>Walk.<pre>one\n  two</pre><p>{PROSE}</p><ol><li>a</ol></li><li>{MORE}</li></ol>"
    [section] = read(page(f"<h1>{TITLE}</h1>{steps}")).sections
    [listed] = section.blocks
    assert isinstance(listed, ListBlock)
    assert (listed.start, [item.text for item in listed.items]) == (3, ["Walk.", MORE])
    below = (TextBlock("code", "one\n  two"), TextBlock("paragraph", PROSE), ListBlock("steps", (Item("a"),)))
    assert listed.items[0].blocks == below


def test_a_description_of_nothing_is_a_paragraph_and_a_line_of_joiners_none() -> None:
    body = f"<h1>{TITLE}</h1><p>{PROSE}</p><p>\u200d</p><dl><dd>{MORE}</dd></dl><p>{PROSE} {MORE}</p>"
    [section] = read(page(body)).sections
    assert [b.text for b in section.blocks if isinstance(b, TextBlock)] == [PROSE, MORE, f"{PROSE} {MORE}"]


def test_what_follows_the_first_paragraph_of_a_description_stands_under_its_term() -> None:
    described = f"<dl><dt>walk</dt><dd><p>{PROSE}</p><pre>walk --slow\nwalk --far</pre></dd></dl>"
    [section] = read(page(f"<h1>{TITLE}</h1><p>{MORE}</p>{described}")).sections
    _, terms = section.blocks
    assert isinstance(terms, ListBlock)
    assert [(i.term, i.description) for i in terms.items] == [("walk", PROSE)]
    assert terms.items[0].blocks == (TextBlock("code", "walk --slow\nwalk --far"),)


def test_terms_within_a_description_stay_terms_and_a_table_within_an_item_a_table() -> None:
    inner = "<dl><dt>slow</dt><dd>as a cat</dd></dl>"
    table = "<table><tr><th>who<th>how</tr><tr><td>cat<td>slow</tr></table>"
    [section] = read(page(f"<p>{MORE}</p><dl><dt>pace<dd>{PROSE}{inner}</dl><ul><li>{PROSE}{table}</ul>")).sections
    _, terms, bullets = section.blocks
    assert isinstance(terms, ListBlock)
    assert isinstance(bullets, ListBlock)
    assert terms.items[0].blocks == (ListBlock("definitions", (Item("slow: as a cat", "slow", "as a cat"),)),)
    assert bullets.items[0].blocks == (TableBlock(("who", "how"), (("cat", "slow"),)),)


def test_nested_and_linked_items_and_items_with_paragraphs_are_kept() -> None:
    body = (
        f"<h1>{TITLE}</h1><p>{PROSE}</p><ul><li>one<ul><li>one a</li></ul></li><li><p>two</p><p>more</p></li>"
        f"<li><a href=/x>three</a></li></ul><p>{PROSE}</p>"
    )
    assert lists(read(page(body))) == ["one", "one a", "two more", "three"]


def test_a_table_keeps_its_header_and_its_empty_cells() -> None:
    body = f"<p>{PROSE}</p><table><tr><th>A<th>B</tr><tr><td>1<td></tr><tr><td>3<td>4</tr></table>"
    [table] = [b for s in read(page(body)).sections for b in s.blocks if isinstance(b, TableBlock)]
    assert (table.header, table.rows) == (("A", "B"), (("1", ""), ("3", "4")))


def test_a_cell_over_many_rows_stands_in_each_and_a_long_one_says_as_above() -> None:
    rows = "".join(f"<tr><td>{i}" for i in range(39))
    for said, last in (("easy", "easy"), ("long " * 60 + ".", "〃")):
        article = read(page(f"<p>{PROSE}</p><table><tr><td rowspan=40>{said}<td>a{rows}</table>"))
        [table] = [block for section in article.sections for block in section.blocks if isinstance(block, TableBlock)]
        assert (table.rows[0][0], table.rows[1][0], table.rows[-1]) == (said, said, (last, "38"))


def test_a_table_of_one_column_under_a_head_is_one_and_its_cells_keep_their_lines() -> None:
    rows = "".join(f"<tr><td><p>{name}</p><p>{PROSE}</p><p>{name} --far</p></td></tr>" for name in ("walk", "run"))
    body = f"<p>{MORE}</p><table><thead><tr><th>Name<br>Description</th></tr></thead><tbody>{rows}</tbody></table>"
    [table] = [b for s in read(page(body)).sections for b in s.blocks if isinstance(b, TableBlock)]
    assert table.header == ("Name\nDescription",)
    assert table.rows == ((f"walk\n{PROSE}\nwalk --far",), (f"run\n{PROSE}\nrun --far",))


def test_a_layout_table_is_read_through() -> None:
    article = read(
        page(
            f"<table><tr><td>menu</td><td><h1>{TITLE}</h1><p>{PROSE}</p><h2>{FIRST}</h2><p>{MORE}</p></td></tr></table>"
        )
    )
    assert FIRST in [s.heading for s in article.sections]


def test_the_title_of_a_box_heads_no_section() -> None:
    body = f"<h1>{TITLE}</h1><h2>{FIRST}</h2><p>{PROSE}</p><div class=note><h3>Note</h3><p>Mind the dog.</p></div><p>{MORE}</p>"
    [section] = read(page(body)).sections
    assert [block.text for block in section.blocks] == [PROSE, "Note", "Mind the dog.", MORE]  # type: ignore[union-attr]


@pytest.mark.parametrize("sign", ["<a href=#a>\uf0c1</a>", '<a href="#top_of_page"><span>top</span></a>'])
def test_a_way_to_another_place_of_the_page_is_no_part_of_a_heading(sign: str) -> None:
    body = f"<h1>{TITLE}</h1><p>{MORE}</p><h2 id=a>{FIRST} {sign}</h2><p>{PROSE}</p>"
    assert [s.heading for s in read(page(body)).sections] == ["", FIRST]


@pytest.mark.parametrize(
    "lines", [("State: tried", "State: new"), ("Note", "In the rain"), ("Go on", "Go on"), ("(Ada)", "[Ben]")]
)
def test_labels_and_titles_of_boxes_head_no_section(lines: tuple[str, str]) -> None:
    first, second = (f"<div><p class=over>{line}</p><p>" for line in lines)
    [section] = read(page(f"<h1>{TITLE}</h1>{first}{PROSE}</div>{second}{MORE}</div>")).sections
    assert not section.heading


def test_what_stands_over_lists_alone_heads_no_section() -> None:
    cards = "".join(
        f"<div><p class=label>{name}</p><ul><li>{b}<li>{b}</ul></div>" for name, b in zip("AB", BULLETS, strict=True)
    )
    [section] = read(page(f"<h1>{TITLE}</h1><p>{PROSE}</p><p>{MORE}</p>{cards}")).sections
    assert not section.heading


def test_a_page_that_is_one_link_is_read() -> None:
    assert PROSE in " ".join(all_texts(read(f"<body><a href=/>{PROSE * 3}<div>{PROSE * 2}</div></a></body>")))


def test_short_lines_over_a_title_that_comes_late_are_kept() -> None:
    body = f"<p>{PROSE}</p><h2>{FIRST}</h2><p>at noon</p><p>{MORE}</p><h4>{TITLE}</h4><p>More of it soon.</p>"
    assert "at noon" in list(all_texts(read(page(body))))


def test_boxes_that_hold_most_of_the_text_are_its_sections() -> None:
    parts = (f"<div><p class=head>{heading}</p><p>{PROSE}</p><p>{MORE}</p></div>" for heading in (FIRST, SECOND))
    sections = read(page(f"<h1>{TITLE}</h1>{''.join(parts)}<p>Sleep well, and go again tomorrow.</p>")).sections
    assert [s.heading for s in sections] == [FIRST, SECOND]


def test_a_style_makes_a_heading_bold_and_a_page_light() -> None:
    heavy = f'<p><span style="font-weight: 700">{FIRST}</span></p><p>{PROSE}</p><p>at noon</p><p>{MORE}</p>'
    body = f'<h1>{TITLE}</h1><p>{MORE}</p><b style="font-weight:normal">{heavy}</b>'
    assert [s.heading for s in read(page(body)).sections] == ["", FIRST]


def test_a_dash_before_a_single_line_begins_no_list() -> None:
    body = f"<h1>{TITLE}</h1><p>{PROSE}</p><p>– Ada, who walks</p><p>{MORE}</p><p>- slowly</p><p>- often</p>"
    assert lists(read(page(body))) == ["slowly", "often"]


def test_the_title_of_a_box_at_the_end_of_a_section_heads_none() -> None:
    box = f"<div class=admonition><p class=title><b>Going further</b></p><p>{MORE}</p></div>"
    body = f"<h1>{TITLE}</h1><h2>{FIRST}</h2><p>{PROSE} {PROSE}</p>{box}<h2>{SECOND}</h2><p>{PROSE} {MORE}</p>"
    article = read(page(body))
    assert [s.heading for s in article.sections] == [FIRST, SECOND]
    assert "Going further" in list(all_texts(article))


def test_what_has_a_number_over_a_table_or_under_a_figure_is_its_caption() -> None:
    named = [f"<p class=title><b>{name}</b></p>" for name in ("Table 3.1. Paces", "Figure 2: The walk")]
    table = "<table><tr><th>who<th>how</tr><tr><td>cat<td>slow</tr></table>"
    body = f"<h1>{TITLE}</h1><p>{PROSE * 3}</p>{named[0]}{table}<p>{MORE}</p><div><img src=w.png>{named[1]}</div><p>{MORE}</p>"
    blocks = [b for s in read(page(body)).sections for b in s.blocks]
    assert [b.text for b in blocks if b.kind == "caption"] == ["Table 3.1. Paces", "Figure 2: The walk"]  # type: ignore[union-attr]


def test_an_article_that_stands_twice_on_its_page_is_read_once() -> None:
    body = f"<h1>{TITLE}</h1><p>{PROSE}</p><h2>{FIRST}</h2><p>{MORE}</p><ul><li>{BULLETS[0]}</li></ul>"
    article = read(page(f"<div class=wide>{body}</div><div class=narrow>{body}</div>"))
    assert outline(article).count(PROSE) == outline(article).count(MORE) == outline(article).count(FIRST) == 1


def test_an_anchor_of_documentation_names_what_stands_there_and_not_what_it_is() -> None:
    term = f"<dl><dt id=cookies>cookies</dt><dd>{MORE}</dd></dl>"
    part = f"<div id=module-shop.related><h2>{FIRST}</h2><p>{PROSE}</p></div>"
    article = read(page(f"<h1>{TITLE}</h1><p>{PROSE} {MORE}</p><p>{MORE} {PROSE}</p>{term}{part}"))
    assert [s.heading for s in article.sections] == ["", FIRST]
    assert f"[cookies] {MORE}" in outline(article)


def test_a_short_part_beside_a_long_one_of_the_same_name_is_read() -> None:
    parts = f"<div class=section><h2>{FIRST}</h2>{f'<p>{PROSE}</p>' * 40}</div><div class=section><h2>{SECOND}</h2><p>{MORE}</p></div>"
    assert MORE in list(all_texts(read(page(f"<div class=frame>{parts}</div>"))))


def test_what_a_manual_says_of_one_thing_and_the_next_is_kept() -> None:
    parts = "".join(f"<h2>{name}</h2><p>{name} is kept for later.</p><p>{PROSE}</p>" for name in ("This", "That"))
    assert outline(read(page(f"<h1>{TITLE}</h1><p>{MORE}</p>{parts}"))).count(PROSE) == 2


def test_what_a_box_says_again_in_another_look_is_left_out() -> None:
    body = f"<h1>{TITLE}</h1><p>{PROSE}</p><p>{MORE}</p><div class=pull>{PROSE}</div><p>The end of it all.</p>"
    assert outline(read(page(body))).count(PROSE) == 1


FOLDED = {
    "accordion": "<div class=accordion__panel--hidden>{}</div>",
    "tab": "<section role=tabpanel hidden>{}</section>",
    "answer": '<h3 id=q>More</h3><div role=region aria-labelledby=q style="display: none">{}</div>',
    "box": '<div class="rounded overflow-hidden">{}</div>',
    "made-up name": "<div class=table_root__adKqa>{}</div>",
}


@pytest.mark.parametrize("kind", FOLDED)
def test_what_a_click_shows_in_its_place_is_read(kind: str) -> None:
    body = f"<h1>{TITLE}</h1>{f'<p>{PROSE}</p>' * 6}{FOLDED[kind].format(f'<p>{MORE}</p>')}"
    assert MORE in all_texts(read(page(body)))


def test_a_hidden_box_is_not_read() -> None:
    body = f"<h1>{TITLE}</h1>{f'<p>{PROSE}</p>' * 6}<div style='display:none'><p>{MORE}</p></div>"
    assert MORE not in all_texts(read(page(body)))


def test_links_that_lead_on_do_not_save_themselves_by_their_number() -> None:
    links = "".join(f"<li><a href=/{i}>{PROSE} {i}</a></li>" for i in range(40))
    body = f"<div><h1>{TITLE}</h1>{f'<p>{PROSE}</p>' * 3}<p>{MORE}</p></div><div><div><h3>More of them</h3><ul>{links}</ul></div></div>"
    assert f"{PROSE} 7" not in outline(read(page(body)))


def test_the_one_article_of_a_page_is_read_however_much_leads_to_others() -> None:
    teasers = "".join(f"<div class=card><h3>Walk {i}</h3><p>{MORE} {i}</p></div>" for i in range(9))
    body = (
        f"<div><div class=article-body><p>{PROSE}</p><p>{MORE}</p><p>{PROSE[:90]}.</p></div><div>{teasers}</div></div>"
    )
    assert "Walk 3" not in outline(read(page(f"<h1>{TITLE}</h1>{body}")))


def test_several_articles_of_a_page_are_all_read() -> None:
    parts = "".join(f"<article><h2>Walk {i}</h2><p>{MORE} {i}</p></article>" for i in range(9))
    assert "Walk 3" in outline(read(page(f"<main><h1>{TITLE}</h1><p>{PROSE}</p>{parts}</main>")))


def test_a_part_that_is_headed_as_sites_head_what_follows_is_read() -> None:
    parts = f"<h2>Syntax</h2>{f'<p>{PROSE}</p>' * 4}<h2>Comments</h2><p>{MORE}</p><h2>Loops</h2><p>{PROSE[10:]}</p>"
    assert [s.heading for s in read(page(f"<h1>{TITLE}</h1>{parts}")).sections] == ["Syntax", "Comments", "Loops"]


def test_what_tells_of_the_author_is_not_read() -> None:
    box = f"<div class=author-bio><p>Ann Bee walks. {MORE}</p></div>"
    assert "Ann Bee walks" not in outline(read(page(f"<h1>{TITLE}</h1>{f'<p>{PROSE}</p>' * 6}{box}")))


def test_what_only_who_pays_may_read_is_read_where_it_stands() -> None:
    body = f"<h1>{TITLE}</h1>{f'<p>{PROSE}</p>' * 6}<p class=paywall>{MORE}</p>"
    assert MORE in all_texts(read(page(body)))


def test_what_leads_in_beside_the_title_is_read_and_the_trail_over_it_is_not() -> None:
    trail = "<ul><li><a href=/home>Home</a></li><li><a href=/walks>All walks</a></li></ul>"
    lead = f"<div>{trail}<h1>{TITLE}</h1><p>{MORE} {MORE}</p></div>"
    text = outline(
        read(page(f"<div>{lead}<div>{''.join(f'<p>{PROSE} {PROSE} {i}</p>' for i in range(20))}</div></div>"))
    )
    assert MORE in text
    assert "All walks" not in text


@pytest.mark.parametrize(("href", "is_read"), [("/walk-{}", False), ("#walk-{}", True)])
def test_headings_at_the_end_that_lead_away_are_not_read(href: str, is_read: bool) -> None:
    parts = "".join(f"<h3><a href={href.format(i)}>Walk {i}</a></h3><p>{MORE} {i}</p>" for i in range(3))
    text = outline(read(page(f"<h1>{TITLE}</h1>{''.join(f'<p>{PROSE} {PROSE} {i}</p>' for i in range(9))}{parts}")))
    assert ("Walk 2" in text) is is_read


def test_code_of_one_line_stays_code_in_an_item() -> None:
    items = f"<li>Install it:<pre>apt install it</pre><p>{MORE}</p></li><li>Start it:<pre>it --now</pre></li><li><pre>it</pre></li>"
    article = read(page(f"<h1>{TITLE}</h1><p>{PROSE}</p><ol>{items}</ol><p>{PROSE}</p>"))
    below = (TextBlock("code", "apt install it"), TextBlock("paragraph", MORE))
    assert article.sections[0].blocks[1] == ListBlock(
        "steps",
        (Item("Install it:", blocks=below), Item("Start it:", blocks=(TextBlock("code", "it --now"),)), Item("it")),
    )


def test_code_keeps_its_lines_and_its_indentation() -> None:
    body = f"<p>{PROSE}</p><pre>def f():\n    return 1</pre><p>{PROSE}</p>"
    assert "def f():\n    return 1" in list(all_texts(read(page(body))))


def test_anchors_are_readable_unique_and_stable() -> None:
    body = "".join(f"<h2>{h}</h2><p>{PROSE} {h}</p>" for h in ("Warm Milk?", "Warm milk", "Über Öl", "warm-milk-2"))
    anchors = [s.anchor for s in read(page(body)).sections]
    assert anchors[:3] == ["warm-milk", "warm-milk-2", "über-öl"]
    assert len(set(anchors)) == 4
    assert anchors == [s.anchor for s in read(page(body)).sections]


def test_headings_know_the_headings_above_them() -> None:
    body = f"<h1>{TITLE}</h1><h2>A</h2><p>{PROSE}</p><h3>B</h3><p>{MORE}</p><h2>C</h2><p>Nothing more.</p>"
    assert [(s.level, s.heading, s.breadcrumb) for s in read(page(body)).sections] == [
        (2, "A", ()), (3, "B", ("A",)), (2, "C", ()),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("head", "identity"),
    [
        ('<link rel=canonical href="https://a.example/x">', "a.example/x"),
        ('<link rel=canonical href="/y"><meta property=og:url content="https://a.example/x">', "a.example/y"),
        ('<link rel=canonical href="https://a.example/">', "page.html"),
        ('<link rel=canonical href="javascript:alert(1)">', "page.html"),
        ("", "page.html"),
    ],
)
def test_an_article_is_known_by_its_address_or_else_by_its_source(head: str, identity: str) -> None:
    assert read(page(f"<p>{PROSE}</p>", head)).id == article_id(identity)


def test_facts_come_from_the_data_of_the_page() -> None:
    data = {"@type": "NewsArticle", "headline": TITLE, "author": [{"name": "Ann Bee"}, {"name": "Carl Dee"}],
            "datePublished": "2025-01-02T03:04:05Z", "dateModified": "2025-02-03", "keywords": "a, b"}  # fmt: skip
    head = (
        f'<script type="application/ld+json">{json.dumps(data)}</script><meta property=og:site_name content="Our Site">'
    )
    article = read(page(f"<h1>{TITLE}</h1><p>{PROSE}</p>", head))
    assert (article.authors, article.tags, article.site) == (("Ann Bee", "Carl Dee"), ("a", "b"), "Our Site")
    assert (article.published_at, article.modified_at) == ("2025-01-02T03:04:05+00:00", "2025-02-03")


@pytest.mark.parametrize(
    ("line", "authors", "day"),
    [
        ("By Ann Bee and Carl Dee, 3 May 2025", ("Ann Bee", "Carl Dee"), "2025-05-03"),
        ("May 3, 2025 | by Ann Bee", ("Ann Bee",), "2025-05-03"),
        ("Von Ann Bee, 28. September 2025", ("Ann Bee",), "2025-09-28"),
        ("Par Ann Bee, le 3 mars 2026", ("Ann Bee",), "2026-03-03"),
        ("Por Ann Bee · 12 de julio de 2025", ("Ann Bee",), "2025-07-12"),
        ("2025年9月28日", (), "2025-09-28"),
        ("Updated on 7 January 2026", (), "2026-01-07"),
        ("Copyright 2025 Our Site", (), ""),
        ("By hand it takes an hour", (), ""),
    ],
)
def test_bylines_state_who_and_when(line: str, authors: tuple[str, ...], day: str) -> None:
    article = read(page(f"<h1>{TITLE}</h1><p>{line}</p><p>{PROSE}</p><p>{PROSE}</p>"))
    assert (article.authors, article.published_at) == (authors, day)


def test_a_language_that_is_not_declared_is_detected() -> None:
    assert read(page(f"<p>{PROSE}</p>")).lang == "en"
    assert (
        read(page("<p>Der Kuchen wird eine Stunde lang bei mittlerer Hitze gebacken und dann gestürzt.</p>")).lang
        == "de"
    )


def test_a_page_without_text_says_so() -> None:
    with pytest.raises(PageError, match=r"x.html: no text found; is it HTML\?"):
        read("<html><body><img src=x></body></html>", "x.html")


@pytest.mark.parametrize(
    "html",
    [
        "<div>" * 5_000 + f"<p>{PROSE}</p>" + "</div>" * 5_000 + "<p>The end of it all.</p>",
        "<b>" * 5_000 + PROSE,
        f"<p {' '.join(f'a{n}=1' for n in range(200_000))}>{PROSE}</p>",
        "<ul><li>" * 3_000 + PROSE,
        "<table><tr><td>" * 2_000 + PROSE,
        f"<p>{PROSE}</p>" + "<p>" + "word " * 2_500_000 + "</p><p>The end of it all.</p>",
        f"<frameset><frame src=a></frameset><noframes>{PROSE}</noframes><p>{PROSE}</p>",
        f"\0<p>\0{PROSE}\0</p>",
    ],
    ids=["deep", "bold", "attributes", "lists", "tables", "long", "frames", "nulls"],
)
def test_a_hostile_page_is_read_in_seconds_and_loses_no_text(html: str) -> None:
    start = perf_counter()
    said = " ".join(all_texts(read(html)))
    assert PROSE in said
    assert "The end of it all." in said or "The end" not in html
    assert perf_counter() - start < 10


@settings(deadline=None)
@given(st.binary(max_size=500))
def test_any_bytes_become_an_article_or_a_reason(page: bytes) -> None:
    try:
        assert read_article(page, source="x.html").title
    except PageError as error:
        assert str(error).startswith("x.html: ")


TAGS = [
    "p",
    "div",
    "span",
    "b",
    "ul",
    "li",
    "table",
    "tr",
    "td",
    "h2",
    "br",
    "blockquote",
    "a",
    "section",
    "dl",
    "dt",
    "dd",
]
html_trees = st.recursive(
    st.just(PROSE),
    lambda inner: st.builds(
        lambda tag, parts: f"<{tag}>{''.join(parts)}</{tag}>", st.sampled_from(TAGS), st.lists(inner, max_size=4)
    ),
    max_leaves=12,
)


@settings(deadline=None)
@given(html_trees)
def test_any_nesting_keeps_its_prose(tree: str) -> None:
    if PROSE in tree:
        assert PROSE.split()[0] in " ".join(all_texts(read(f"<body>{tree}</body>")))


def test_the_page_that_the_project_was_asked_for_is_read_whole() -> None:
    if not (SHARED / "seed").is_dir():
        pytest.skip("the page that the project was asked for is not here")
    [path] = (SHARED / "seed").glob("*.txt")
    article = read_article(path.read_bytes(), source=path.name)
    assert article.breadcrumb == ("More", "Health", "Recovery")
    assert [len(s.blocks) > 0 for s in article.sections] == [True] * 5
    assert len([i for i in lists(article) if ":" in i]) == 4
    assert (article.authors, article.published_at) == (("Admirer",), "2025-09-28T08:31:48")


def test_its_four_markups_are_read_whole() -> None:
    folder = SHARED / "eval" / "extraction"
    if not folder.is_dir():
        pytest.skip("the evaluation pages are not here")
    lines = gzip.decompress((folder / "corpus" / "userlike.jsonl.gz").read_bytes()).decode().splitlines()
    for line in lines:
        gold = json.loads(line)
        article = read_article(gzip.decompress((folder / gold["path"]).read_bytes()))
        said = "\n".join(all_texts(article))
        assert [(s.level, s.heading) for s in article.sections] == [tuple(h) for h in gold["headings"]]
        assert (lists(article), list(article.authors)) == (gold["list_items"], gold["authors"])
        assert article.published_at.startswith(gold["date"])
        assert not any(noise in said for noise in gold["without"])


def test_a_text_states_its_facts_between_dashes() -> None:
    front = f'---\ntitle: "{TITLE}"\ndate: 2024-05-03\nauthor: Ann Bee\ntags: [walks, sleep]\n---\n'
    article = read(f"{front}\n{PROSE}\n\n{MORE}\n", "walk.md")
    assert (article.title, article.published_at, article.authors) == (TITLE, "2024-05-03", ("Ann Bee",))
    assert article.tags == ("walks", "sleep")
    assert [text for text in all_texts(article) if text] == [TITLE, PROSE, MORE]


@pytest.mark.parametrize("over", ["", "*" * 40 + "\n"])
def test_what_stands_over_a_row_of_signs_is_a_heading(over: str) -> None:
    under = over or "=" * 40 + "\n"
    text = f".. _walk:\n\n.. contents::\n\n{over}{TITLE}\n{under}\n{PROSE}\n\n{FIRST}\n{'-' * 20}\n{MORE}\n\n----\n\n{PROSE}\n"
    article = read(text, "walk.rst")
    assert (article.title, [s.heading for s in article.sections]) == (TITLE, ["", FIRST])
    assert [b.text for s in article.sections for b in s.blocks if isinstance(b, TextBlock)] == [PROSE, MORE, PROSE]


@pytest.mark.parametrize(
    "command", [".. highlight:: c", ".. currentmodule:: walk", ":tocdepth: 2", ":orphan:", ".. index:: single: walk"]
)
def test_a_command_above_the_title_of_restructured_text_is_no_title(command: str) -> None:
    article = read(f"{command}\n\n{TITLE}\n{'=' * 60}\n\n{PROSE}\n", "walk.rst")
    assert article.title == TITLE
    assert "walk" not in " ".join(all_texts(article)).replace(PROSE, "").replace(TITLE, "").lower()
    assert PROSE in " ".join(all_texts(article))


def test_a_text_keeps_its_code_and_its_bullets_under_bullets() -> None:
    text = f"# {TITLE}\n\n{PROSE}\n```sh\nwalk\n\n  --slow\n```\n{MORE}\n\n- one\n  - two\n    - three\n- four\n"
    _, code, _, bullets = read(text, "walk.md").sections[0].blocks
    assert code == TextBlock("code", "walk\n\n  --slow")
    assert bullets == ListBlock("bullets", (Item("one", items=(Item("two", items=(Item("three"),)),)), Item("four")))


def test_two_texts_from_nowhere_are_two_articles() -> None:
    one, other = (read_article(f"<p>{PROSE}</p><p>{said}</p>".encode()) for said in ("One.", "Another."))
    assert one.id != other.id
    assert read_article(f"<p>{PROSE}</p><p>One.</p>".encode()).id == one.id


@pytest.mark.parametrize("text", [f"<p>{PROSE}</p>", PROSE])
def test_where_a_page_was_saved_from_is_its_address_unless_it_states_one(text: str) -> None:
    article = read_article(text.encode(), source="a.html", address="https://www.example.org/walk")
    assert (article.url, article.site) == ("https://www.example.org/walk", "example.org")
    stated = read_article(page(text, "<link rel=canonical href=http://b.org/x>").encode(), address="https://a.org/")
    assert stated.url == "http://b.org/x"


def test_a_page_over_the_limit_is_skipped_and_says_so() -> None:
    with pytest.raises(SkippedPage, match=r"a\.html: 500 bytes, over the limit of 499"):
        read_article(b"x" * 500, source="a.html", largest=499)
