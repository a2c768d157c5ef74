"""What browsers show otherwise than by its tags is read as it is shown."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index import Article, ListBlock, all_texts
from ingest import read_article

PROSE = "Walking slowly for ten minutes moves the meal along and keeps the sugar in the blood from rising steeply."
MORE = "Whoever eats late sleeps badly, and a stroll around two corners is easier to keep up than an hour in the gym."


def read(body: str, head: str = "") -> Article:
    page = (
        f"<html lang=en><head><title>A walk</title>{head}</head><body><main><h1>A walk</h1>{body}</main></body></html>"
    )
    return read_article(page.encode(), source="walk.html")


def text_of(body: str) -> str:
    return " ".join(all_texts(read(f"<p>{PROSE}</p>{body}<p>{MORE}</p>")))


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("<p>It costs £40<sup>2</sup> and holds 25 km<sup>2</sup>.</p>", "£40² and holds 25 km²."),
        ("<p>Some 10<sup>−3</sup> of it, and 2<sup>n</sup>.</p>", "Some 10⁻³ of it, and 2ⁿ."),
        ("<p>On the 2<sup>nd</sup>, with H<sub>2</sub>O.</p>", "On the 2nd, with H2O."),
        ("<p>Every year<sup><a href='#n'>1</a></sup> it comes.</p>", "Every year it comes."),
        ("<p>As they say<sup>[1]</sup> here.</p>", "As they say[1] here."),
        ("<p>Tie it to the <button>cleat</button></p>", "Tie it to the cleat"),
        (
            "<div><ul role=tablist><li role=tab>npm</li><li role=tab>Yarn</li></ul>"
            "<div role=tabpanel><p>Get it.</p></div><div role=tabpanel hidden><p>Add it.</p></div></div>",
            "npm Get it. Yarn Add it.",
        ),
        ("<p>A mark<sup>TM</sup> of ours.</p>", "A mark™ of ours."),
        ("<p>Some 25 m<span style='vertical-align: super'>2</span> of it.</p>", "Some 25 m² of it."),
        ("<p>With H<span style='vertical-align:sub'>2</span>O in it.</p>", "With H2O in it."),
        ("<p>Both Ca<sup>2+</sup> and Na<sup>+</sup> do.</p>", "Both Ca²⁺ and Na⁺ do."),
        ("<p>Forty in 1990<sup>1,2</sup> or 120<sup>a,b</sup> now.</p>", "Forty in 1990¹,² or 120 a,b now."),
        ("<p>In 1961<a role=doc-noteref href='#n'>1</a> it fell.</p>", "In 1961 it fell."),
        ("<p>In 1961<a epub:type=noteref href='notes.html#n'>1</a> it fell.</p>", "In 1961 it fell."),
        ("<p>Half is <math><mfrac><mn>1</mn><mn>2</mn></mfrac></math> of it.</p>", "Half is 1/2 of it."),
        ("<p>So <math><msup><mi>x</mi><mn>2</mn></msup></math> grows.</p>", "So x^2 grows."),
        ("<p>Of <math><mfenced><mi>x</mi><mi>y</mi></mfenced></math> it.</p>", "Of (x, y) it."),
        ("<p>As <script type='math/tex'>E=mc^2</script> says.</p>", "As E=mc^2 says."),
        ("<p>A <ruby>漢<rt>かん</rt>字<rt>じ</rt></ruby>です。</p>", "A 漢字です。"),
        ("<p>The <x-term>dredger</x-term> costs forty.</p>", "The dredger costs forty."),
        ("<p>The <x-a><x-b>dredger</x-b></x-a> costs forty.</p>", "The dredger costs forty."),
        (
            "<p>The dredger comes late in the autumn and<br>stays until the channel is<br>clear of silt.</p>",
            "late in the autumn and stays until the channel is clear of silt.",
        ),
        ("<p>The <button>barge</button>, which is hired, costs more.</p>", "The barge, which is hired, costs more."),
        ("<p>Pay <span class='sr-only'>forty pounds</span><span aria-hidden=true>£40</span> now.</p>", "Pay £40 now."),
        ("<p><span aria-hidden=true><b>T</b><b>he</b></span><span>The</span> wall is old.</p>", "The wall is old."),
        ("<p><span>The</span><span aria-hidden=true>The</span> wall is old.</p>", "The wall is old."),
        ("<p><i class='material-icons'>home</i> The house is red.</p>", "The house is red."),
    ],
)
def test_a_sentence_is_read_as_it_is_seen(body: str, said: str) -> None:
    assert said in text_of(body)


@pytest.mark.parametrize(
    "body",
    [
        "<h2><button aria-expanded=false aria-controls=a>May I?</button></h2><div id=a hidden><p>{}</p></div>",
        "<button aria-expanded=false aria-controls=a>May I?</button><div id=a style='display:none'><p>{}</p></div>",
        "<div role=button aria-expanded=false aria-controls=a>May I?</div><div id=a hidden><p>{}</p></div>",
        "<div><button class=q>May I?</button><div>{}</div></div>"
        "<div><button class=q>Who else?</button><div>Whoever has a boat of eight metres or less.</div></div>",
        "<div role=heading aria-level=2>May I?</div><div><p>{}</p></div>",
        "<x-q><template shadowrootmode=open><h2>May I?</h2><slot></slot></template><p>{}</p></x-q>",
        "<h2>May I? <span aria-hidden=true>#</span></h2><p>{}</p>",
        "<h2><span class=visually-hidden>Part 2: </span>May I?</h2><p>{}</p>",
        "<h2>May I? <button>Copy link</button></h2><p>{}</p>",
        "<h2>May I? <small>[<a href='?title=A&amp;action=edit&amp;section=1'>править</a>]</small></h2><p>{}</p>",
    ],
)
def test_a_heading_is_one_however_it_is_made(body: str) -> None:
    answer = "It is allowed to all who have paid the winter fee, and to their guests for three nights."
    article = read(f"<p>{PROSE}</p>{body.format(answer)}<h2>End</h2><p>{MORE}</p>")
    [section] = [one for one in article.sections if one.heading == "May I?"]
    assert [text for block in section.blocks for text in ([block.text] if hasattr(block, "text") else [])] == [answer]


@pytest.mark.parametrize(
    "code",
    [
        "<pre><div>a = 1</div><div>b = 2</div></pre>",
        "<pre><span style='display:block'>a = 1</span><span style='display:block'>b = 2</span></pre>",
        "<pre><ol><li>a = 1</li><li>b = 2</li></ol></pre>",
        "<pre><span class=lineno>1</span> a = 1\n<span class=lineno>2</span> b = 2</pre>",
        "<pre><code><table><tr><td class=ln>1</td><td>a = 1</td></tr><tr><td class=ln>2</td><td>b = 2</td></tr></table></code></pre>",
        "<code style='display:block; white-space:pre'>a = 1\nb = 2</code>",
        "<p><code>a = 1<br>b = 2</code></p>",
        "<table><tr><td class=gutter><div>1</div><div>2</div></td><td><div><div><code>a</code> <code>= 1</code></div>"
        "<div><code>b&nbsp;=</code> <code>2</code></div></div></td></tr></table>",
        "<div class='code-toolbar'><pre>a = 1\nb = 2</pre><div class=toolbar><button>Copy</button></div></div>",
    ],
)
def test_code_has_its_lines_and_nothing_else(code: str) -> None:
    article = read(f"<p>{PROSE}</p>{code}<p>{MORE}</p>")
    assert "a = 1\nb = 2" in list(all_texts(article))


@pytest.mark.parametrize(
    "items",
    [
        "<ul><li>one</li><ul><li>two</li></ul></ul>",
        "<ul class='lst-kix_a-0'><li>one</li></ul><ul class='lst-kix_a-1'><li>two</li></ul>",
        "<ul><li>one</li><li class=ql-indent-1>two</li></ul>",
        "<ul><li aria-level=1>one</li><li aria-level=2>two</li></ul>",
        "<p style='mso-list:l0 level1 lfo1'><span style='mso-list:Ignore'>·</span>one</p>"
        "<p style='mso-list:l0 level2 lfo1'><span style='mso-list:Ignore'>o</span>two</p>",
    ],
)
def test_an_item_is_under_the_one_that_it_belongs_to(items: str) -> None:
    article = read(f"<p>{PROSE}</p>{items}<p>{MORE}</p>")
    [found] = [block for section in article.sections for block in section.blocks if isinstance(block, ListBlock)]
    assert [(item.text, [one.text for one in item.items]) for item in found.items] == [("one", ["two"])]


def test_items_of_a_flat_list_that_say_their_level_go_up_and_down() -> None:
    said = (("one", 1), ("two", 3), ("three", 3), ("four", 2), ("five", 1))
    items = "".join(f"<li aria-level={level}>{text}</li>" for text, level in said)
    article = read(f"<p>{PROSE}</p><ul>{items}</ul><p>{MORE}</p>")
    [found] = [block for section in article.sections for block in section.blocks if isinstance(block, ListBlock)]
    assert [(item.text, [one.text for one in item.items]) for item in found.items] == [
        ("one", ["two", "three", "four"]),
        ("five", []),
    ]


def test_short_parts_beside_the_prose_are_part_of_the_article_and_boxes_that_lead_away_are_not() -> None:
    article = read(
        "<div class=lead><p>A dark loaf for winter mornings.</p></div>"
        "<div class=ingr><h2>You need</h2><ul><li>500 g flour</li><li>a hand of walnuts</li></ul></div>"
        f"<div class=method><h2>How to</h2><p>{PROSE}</p><p>{MORE}</p><p>{PROSE[:-1]}, as they say.</p></div>"
        "<div class=values><h2>Values</h2><table><tr><th>Energy</th><td>250</td></tr><tr><th>Salt</th><td>8</td></tr></table></div>"
        "<div class=more><h2>You may also like</h2><ul><li><a href=/1>Rye bread</a></li><li><a href=/2>Rolls</a></li></ul></div>"
    )
    said = " ".join(all_texts(article))
    assert [section.heading for section in article.sections] == ["", "You need", "How to", "Values"]
    assert all(one in said for one in ("winter mornings", "walnuts", "250"))
    assert "Rye" not in said


def test_short_sections_without_a_class_beside_a_long_one_are_part_of_the_article() -> None:
    article = read(
        "<section><h2>May dogs come?</h2><p>Yes.</p></section>"
        f"<section><h2>How far</h2><div><p>{PROSE}</p><p>{MORE}</p><p>{PROSE[:-1]}, it is said.</p></div></section>"
        "<section><h2>Telephone</h2><p>0123 456</p></section>"
        "<section><h2>Related walks</h2><p><a href=/1>Around the mill</a></p></section>"
    )
    assert [section.heading for section in article.sections] == ["May dogs come?", "How far", "Telephone"]


def test_a_menu_in_the_cell_beside_the_text_makes_no_table_of_a_page() -> None:
    menu = "".join(
        f"<a href={i}.html>{name}</a><br>" for i, name in enumerate(("Home", "Tides", "Boats", "Guest book"))
    )
    text = f"<font size=5><b>A walk</b></font><p>{PROSE}<p><b>When to go</b><p>{MORE}<p>{PROSE[:-1]}, they say."
    said = f"<table><tr><td>{menu}</td><td>{text}</td></tr><tr><td colspan=2>Best viewed at noon.</td></tr></table>"
    article = read_article(f"<html><title>A walk</title><body>{said}</body></html>".encode(), source="a.html")
    assert [section.heading for section in article.sections] == ["", "When to go"]
    assert "Guest book" not in " ".join(all_texts(article))


def test_links_to_other_articles_go_by_their_label_in_any_language_and_the_text_goes_on() -> None:
    for label in ("Lesen Sie auch", "Читайте также", "À lire aussi", "関連記事", "相关阅读", "Baca juga"):
        box = f"<div><b>{label}</b><br><a href=/1>Nine bridges that nobody needs</a><br><a href=/2>The old ferry</a></div>"
        said = text_of(box + f"<p>{label}: <a href=/3>What became of the mill</a></p>")
        assert label not in said
        assert "bridges" not in said
        assert "mill" not in said
        assert MORE in said


@pytest.mark.parametrize(
    "line",
    [
        "<p><a href=/1>Weiterlesen</a></p>",
        "<p>Nicht mehr lesen? <a href=/u>Newsletter abmelden</a></p>",
        "<p>タグ：<a href=/t>散歩</a> <a href=/u>健康</a></p>",
        "<p>Schlagworte: <a href=/t>Gehen</a>, <a href=/u>Essen</a></p>",
        "<p>Was this page helpful?</p>",
        "<p>Last updated 2 months ago</p>",
        "<p>（责任编辑：王小二）</p>",
        "<ul><li><a href=#>Поделиться</a></li><li><a href=#>Вконтакте</a></li></ul>",
        "<h2>Sur le même sujet</h2><div><h3><a href=/1>Le vieux bac</a></h3><p>Il part.</p></div>",
    ],
)
def test_what_sites_put_under_articles_is_left_out_in_any_language(line: str) -> None:
    after = " ".join(all_texts(read(f"<p>{PROSE}</p><p>{MORE}</p>{line}")))
    assert after == " ".join(all_texts(read(f"<p>{PROSE}</p><p>{MORE}</p>")))


def test_the_name_under_the_day_of_each_answer_stays() -> None:
    answers = "".join(
        f"<div class=a><p>{text}</p><div class=when>answered May {day}, 2019 at 7:40</div>"
        f"<div class=who><a href=/u>{name}</a></div></div>"
        for name, day, text in (("old_warp", 4, PROSE), ("bronzeage", 5, MORE))
    )
    said = list(all_texts(read(answers)))
    assert {"old_warp", "bronzeage"} <= set(said)


def test_where_they_write_from_is_no_name() -> None:
    article = read(f"<p>Von Mara Lindqvist und Jan Petersen, Kiel</p><p>{PROSE}</p><p>{MORE}</p>")
    assert article.authors == ("Mara Lindqvist", "Jan Petersen")


def test_who_says_what_in_a_discussion_stays() -> None:
    posts = "".join(
        f"<div class=post><p class=by>by <b>{name}</b> » 2019-05-0{day}</p><div class=content>{text}</div></div>"
        for name, day, text in (("old_warp", 4, PROSE), ("bronzeage", 5, MORE))
    )
    said = " ".join(all_texts(read(posts)))
    assert "old_warp" in said
    assert "bronzeage" in said


BLOCKS = st.sampled_from(
    [
        f"<p>{PROSE}</p>",
        f"<p>{MORE}</p>",
        "<ul><li>slow enough to talk</li><li>the ones by the door</li></ul>",
        "<h2>What to watch when it rains</h2>",
        "<pre>walk --slow</pre>",
    ]
)
WRAPPERS = st.sampled_from(["x-box", "div", "section", "x-part", "template-less"])


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(WRAPPERS, st.lists(BLOCKS, min_size=1, max_size=3, unique=True)), min_size=1, max_size=4))
def test_any_nesting_of_blocks_in_unknown_wrappers_keeps_their_words_in_order(
    parts: list[tuple[str, list[str]]],
) -> None:
    seen: set[str] = set()
    own = [(tag, [block for block in blocks if not (block in seen or seen.add(block))]) for tag, blocks in parts]
    plain = "".join(block for _, blocks in own for block in blocks)
    wrapped = "".join(f"<{tag}>{''.join(blocks)}</{tag}>" for tag, blocks in own)
    end = f"<p>{PROSE[:-1]} all the same.</p>"
    flat = list(all_texts(read(f"<p>{MORE} Or so.</p>{plain}{end}")))
    assert list(all_texts(read(f"<p>{MORE} Or so.</p>{wrapped}{end}"))) == flat
