"""The date of a page is found wherever the page states it, and no other date is taken for it."""

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest import read_article
from ingest.metadata.dates.parsing import MONTHS, dates_in, first_date, iso_date, without_dates

PROSE = "Walking slowly for ten minutes moves the meal along and keeps the sugar in the blood from rising steeply."
TITLE = "How a Short Walk Helps After Dinner"
days = st.dates(date(1990, 1, 1), date(2049, 12, 31))


def read(body: str, head: str = "", lang: str = "en", foot: str = "") -> tuple[str, str]:
    html = (
        f'<html lang="{lang}"><head><meta charset=utf-8><title>{TITLE} - Our Site</title>{head}</head><body>'
        f"<div><h1>{TITLE}</h1>{body}</div><p>{PROSE}</p><p>{PROSE}</p>{foot}</body></html>"
    )
    article = read_article(html.encode(), source="page.html")
    return article.published_at, article.modified_at


@pytest.mark.parametrize(
    ("text", "lang"),
    [
        ("September 3rd, 2024", "en"), ("3 Sept 2024", "en"), ("Tue, Sep. 3, 2024", "en"), ("3rd of September 2024", "en"),
        ("Sep 3 ’24", "en"), ("9/3/2024", "en"), ("9/3/2024", "en-US"), ("3/9/2024", "en-GB"), ("3-Sep-2024", "en"),
        ("3. September 2024", "de"), ("Dienstag, 03.09.2024", "de"), ("3. Sep. 2024", "de"), ("am 3.9.2024 um", "de"),
        ("mardi 3 septembre 2024", "fr"), ("le 3 sept. 2024", "fr"), ("03/09/2024", "fr"),
        ("3 de septiembre de 2024", "es"), ("3 sep 2024", "es"), ("3 de septiembre del 2024", "es"),
        ("3 de setembro de 2024", "pt"), ("3 set. 2024", "pt"), ("terça-feira, 3 de Setembro de 2024", "pt"),
        ("3 settembre 2024", "it"), ("martedì 3 set 2024", "it"), ("3 september 2024", "nl"), ("di 3 sep. 2024", "nl"),
        ("3 września 2024", "pl"), ("3 wrz 2024 r.", "pl"), ("3 сентября 2024 г.", "ru"), ("3 сен. 2024", "ru"),
        ("2024年9月3日", "zh"), ("2024 年 9 月 3 日（火）", "ja"), ("2024년 9월 3일", "ko"), ("2024. szept 3.", "xx"),
        ("2024. szeptember 3.", "hu"), ("3. septembra 2024", "sk"), ("3 Σεπτεμβρίου 2024", "el"), ("3. syyskuuta 2024", "fi"),
        ("3 septembrie 2024", "ro"), ("3 سبتمبر 2024", "ar"), ("ngày 3 tháng 9 năm 2024", "vi"), ("2024. 9. 3.", "ko"),
        ("3 září 2024", "cs"), ("3 Eylül 2024", "tr"), ("2024/09/03", "ja"), ("2024.09.03", "ko"), ("2024-09-03", ""),
    ],
)  # fmt: skip
def test_a_day_is_read_in_many_languages(text: str, lang: str) -> None:
    assert first_date(text, lang) == ("" if lang == "xx" else "2024-09-03")


@pytest.mark.parametrize(
    ("text", "day"),
    [("1er mars 2024", "2024-03-01"), ("1 Mai 2024", "2024-05-01"), ("31 декабря 2024", "2024-12-31"),
     ("12 listopada 2024", "2024-11-12"), ("2 mrt. 2024", "2024-03-02"), ("1º de abril de 2024", "2024-04-01"),
     ("5 août 2024", "2024-08-05"), ("7 luglio 2024", "2024-07-07"), ("4. Jänner 2024", "2024-01-04")],
)  # fmt: skip
def test_inflected_and_short_months_are_read(text: str, day: str) -> None:
    assert first_date(text) == day


@pytest.mark.parametrize(
    ("text", "lang", "day"),
    [("25/12/2024", "en", "2024-12-25"), ("12/25/2024", "de", "2024-12-25"), ("05/06/2024", "en", "2024-05-06"),
     ("05/06/2024", "en-AU", "2024-06-05"), ("05.06.2024", "en", "2024-06-05"), ("06.18.2024", "en", "2024-06-18")],
)  # fmt: skip
def test_the_order_of_day_and_month_follows_the_region_and_what_is_possible(text: str, lang: str, day: str) -> None:
    assert first_date(text, lang) == day


@pytest.mark.parametrize(
    ("text", "moment"),
    [("3 May 2024 at 5:06 pm", "2024-05-03T17:06:00"), ("03.05.2024, 17:06 Uhr", "2024-05-03T17:06:00"),
     ("le 3 mai 2024 à 17h06", "2024-05-03T17:06:00"), ("2024-05-03T17:06:07Z", "2024-05-03T17:06:07+00:00"),
     ("2024-05-03 17:06:07 +0200", "2024-05-03T17:06:07+02:00"), ("May 3, 2024 12:30 AM", "2024-05-03T00:30:00"),
     ("3 May 2024 99:99", "2024-05-03")],
)  # fmt: skip
def test_the_time_and_its_zone_are_kept(text: str, moment: str) -> None:
    assert first_date(text) == moment


@pytest.mark.parametrize(
    "text",
    ["yesterday", "3 days ago", "2024", "May 2024", "30 February 2024", "31/31/2024", "call 555-12-2024", "1.2.3.2024",
     "version 2024.1.2.3", "Directive 2024/1234", "§ 12 of 2019", "12 items, 2024", "", "maybe 3 2024x"],
)  # fmt: skip
def test_what_is_no_day_is_none(text: str) -> None:
    assert first_date(text) == ""


@pytest.mark.parametrize(
    ("value", "day"),
    [("20240903", "2024-09-03"), ("1725321600", "2024-09-03T00:00:00+00:00"), ("2024", ""), ("soon", ""),
     ("Tue, 03 Sep 2024 16:02:01 GMT", "2024-09-03T16:02:01+00:00"), ("2024-09-03T10:00", "2024-09-03T10:00:00")],
)  # fmt: skip
def test_what_machines_state_is_read(value: str, day: str) -> None:
    assert iso_date(value) == day


@given(days, st.sampled_from([name for names in MONTHS.values() for name in names.split()]))
def test_every_month_name_names_its_month(day: date, name: str) -> None:
    month = next(number for number, names in MONTHS.items() if name in names.split())
    try:
        expected = day.replace(month=month).isoformat()
    except ValueError:
        return
    assert first_date(f"{day.day} {name} {day.year}") == first_date(f"{name} {day.day}, {day.year}") == expected


@given(st.text(max_size=200))
def test_any_text_gives_days_that_exist_in_the_order_they_stand(text: str) -> None:
    found = dates_in(text)
    assert [date.fromisoformat(d.value[:10]).isoformat() for d in found] == [d.value[:10] for d in found]
    assert all(a.end <= b.start for a, b in pairwise(found))


@given(days)
def test_nothing_of_a_date_stays_when_it_is_cut_out(day: date) -> None:
    assert without_dates(f"Ann{day.isoformat()} 08:31:48", "|") == "Ann|"


def data(**facts: str) -> str:
    said = ",".join(f'"{name}":"{value}"' for name, value in facts.items())
    return f'<script type="application/ld+json">{{"@context":"x","@graph":[{{"@type":"Article",{said}}}]}}</script>'


@pytest.mark.parametrize(
    ("head", "published", "modified"),
    [
        (data(datePublished="2024-09-03", dateModified="2025-01-02"), "2024-09-03", "2025-01-02"),
        ('<script type="application/ld+json">{"datePublished":"2024-09-03",}</script>', "2024-09-03", ""),
        ('<script type="application/ld+json">{"a":{"b":{"datePublished":"2024-09-03"}}}</script>', "2024-09-03", ""),
        ("<meta property=article:published_time content=2024-09-03><meta name=lastmod content=2025-01-02>",
         "2024-09-03", "2025-01-02"),
        ("<meta name=DC.date.issued content=2024-09-03>", "2024-09-03", ""),
        ("<meta name=parsely-pub-date content=2024-09-03T01:02:03Z>", "2024-09-03T01:02:03+00:00", ""),
        ("<meta itemprop=datePublished content=2024-09-03>", "2024-09-03", ""),
        ("<meta name=citation_date content=2024/09/03>", "2024-09-03", ""),
        ("<meta property=article:modified_time content=2025-01-02>", "", "2025-01-02"),
        ("<link rel=canonical href=https://a.example/2024/09/03/walk>", "2024-09-03", ""),
        ("<link rel=canonical href=https://a.example/2024/13/03/walk>", "", ""),
    ],
)  # fmt: skip
def test_what_the_page_declares_is_believed(head: str, published: str, modified: str) -> None:
    assert read("", head) == (published, modified)


@pytest.mark.parametrize(
    "body",
    [
        "<div>September 3, 2024</div>",
        "<div><span>By Ann Bee</span> <span>September 3, 2024</span> <span>5 min read</span></div>",
        "<ul class=post-meta><li>Health</li><li>3 Sep 2024</li></ul>",
        "<p>Published on Tuesday, September 3, 2024</p>",
        "<div>Posted by Ann Bee on September 3, 2024</div>",
        "<div><div>Published</div><div>September 3, 2024</div></div>",
        "<time datetime=2024-09-03>two months ago</time>",
        "<div class=date><span>Sep 3,</span> <span>2024</span></div>",
        "<p>Veröffentlicht am 3. September 2024</p>",
        "<p>Publié le 3 septembre 2024</p>",
        "<p>Опубликовано: 3 сентября 2024</p>",
        "<p>公開日：2024年9月3日</p>",
        "<p>First published 3 September 2024, updated 5 January 2025</p>",
    ],
)
def test_the_date_by_the_title_is_the_day_of_the_page(body: str) -> None:
    assert read(body)[0] == "2024-09-03"


@pytest.mark.parametrize(
    "label",
    ["Updated:", "Last modified on", "Aktualisiert am", "Stand:", "Mis à jour le", "Actualizado el", "Atualizado em",
     "Aggiornato il", "Bijgewerkt op", "Zaktualizowano", "Обновлено", "更新日：", "更新于"],
)  # fmt: skip
def test_a_date_labelled_as_an_update_is_the_day_of_the_change(label: str) -> None:
    head = "<meta property=article:published_time content=2024-09-03>"
    assert read(f"<p>{label} 2025-01-02</p>", head) == ("2024-09-03", "2025-01-02")


def test_both_days_in_one_line_are_told_apart_by_the_names_of_their_elements() -> None:
    line = (
        '<p class=meta><time class="updated">5 January 2025</time> <time class="published">3 September 2024</time></p>'
    )
    assert read(line) == ("2024-09-03", "2025-01-05")


def test_the_day_that_the_reader_sees_goes_before_the_declared_one() -> None:
    assert read("<div>September 3, 2024</div>", data(datePublished="2021-01-01"))[0] == "2024-09-03"


def test_the_declared_moment_is_kept_where_the_page_shows_its_day() -> None:
    assert read("<div>September 3, 2024</div>", data(datePublished="2024-09-03T10:00:00Z"))[0] == (
        "2024-09-03T10:00:00+00:00"
    )


def test_other_dates_of_the_page_show_the_order_of_day_and_month() -> None:
    assert read("<div class=date>03/09/2024</div>", foot="<div class=related>25/08/2024</div>")[0] == "2024-09-03"


@pytest.mark.parametrize(
    "foot",
    [
        "<div>Copyright 3 September 2024 Our Site</div>",
        "<footer><span class=date>3 September 2024</span></footer>",
        "<div class=comments><div><b>Carl</b> <time datetime=2024-09-03>3 September 2024</time></div></div>",
        "<aside><a href=/x>Soup</a><span class=date>3 September 2024</span></aside>",
        "<div class=related-posts><h3>Soup</h3><span class=date>3 September 2024</span></div>",
        f"<p>On 3 September 2024 the river rose. {PROSE}</p>",
        "<p>The bridge opened on 3 September 2024.</p>",
        "<p>Offer valid until 3 September 2024</p>",
        "<p>Ann Bee, born 3 September 1994</p>",
        "<p>Retrieved 3 September 2024</p>",
        "<figure><figcaption>Picture date: 3 September 2024</figcaption></figure>",
        "<div class=date>3 September 2088</div>",
        "<div class=date>4 July 1976</div>",
    ],
)
def test_other_dates_are_not_the_day_of_the_page(foot: str) -> None:
    assert read("", foot=foot) == ("", "")


@pytest.mark.parametrize("body", ["<p>On 4 July 2015 the bridge was opened.</p>", f"<p>In May 3, 2015, {PROSE}</p>"])
def test_a_date_in_a_sentence_under_the_title_is_not_the_day_of_the_page(body: str) -> None:
    assert read(body) == ("", "")


markup = st.sampled_from(
    ["<div>{}</div>", "<p class=date>{}</p>", "<span>{}</span>", "<time>{}</time>", "<ul><li>{}</li></ul>"]
)


@settings(deadline=None, max_examples=50)
@given(days, markup)
def test_any_day_by_the_title_is_found_in_any_markup(day: date, markup: str) -> None:
    assert read(markup.format(f"{day:%B} {day.day}, {day.year}"))[0] == day.isoformat()
