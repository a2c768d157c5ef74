"""Pages that are made to break a reader, each with what must come of it.

python tests/hostile.py           read each in a process of its own, and print what came of it, a line of JSON each
python tests/hostile.py FOLDER    write all of them into the folder
"""

import gzip
import json
import os
import resource
import sys
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from html import escape
from io import BytesIO
from pathlib import Path

from index import PageError, all_texts
from ingest import read_article

LONGEST_SECONDS = 10
SAID = "Walking slowly for ten minutes moves the meal along and keeps the sugar in the blood from rising steeply."
RUSSIAN = "Медленная прогулка после ужина помогает пище усвоиться и не даёт сахару в крови резко подняться вверх."
JAPANESE = "食後に十分ほどゆっくり歩くと、食べ物の消化が進み、血糖値が急に上がるのを防ぐことができます。毎日続けるのが大切です。"
CHINESE = "饭后慢慢走十分钟可以帮助消化，也能防止血糖急剧上升，每天坚持效果更好，对身体很有益处。"
KOREAN = "저녁을 먹은 뒤 십 분쯤 천천히 걸으면 소화가 잘 되고 혈당이 갑자기 오르는 것을 막을 수 있습니다."
GERMAN = "Ein langsamer Gang nach dem Essen hilft der Verdauung und hält den Zucker im Blut über Stunden schön niedrig."


@dataclass(frozen=True, slots=True)
class Hostile:
    """A page, and what must come of it: texts that are found, or a part of the reason why it is no article.

    `seconds` are those of the processor that reading it may take at most.
    """

    made: Callable[[], bytes]
    found: tuple[str, ...] = (SAID,)
    reason: str = ""
    seconds: float = LONGEST_SECONDS


def quick(made: Callable[[], bytes], *found: str) -> Hostile:
    """Return a page that once took minutes, and must be read within a second."""
    return Hostile(made, found or (SAID,), seconds=1.0)


def page(body: str, head: str = "") -> bytes:
    return f"<!doctype html><html><head><meta charset=utf-8><title>A walk</title>{head}</head><body>{body}</body></html>".encode()


def nested(tag: str, times: int, *, inner: str = f"<p>{SAID}</p>") -> bytes:
    return page(f"<{tag}>" * times + inner + f"</{tag}>" * times)


def in_charset(text: str, charset: str, declared: str) -> bytes:
    meta = f"<meta charset={declared}>" if declared else ""
    return f"<html><head>{meta}<title>A</title></head><body><p>{text}</p><p>{text}</p></body></html>".encode(charset)


def zipped() -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("a.txt", SAID)
    return out.getvalue()


def spanning(rows: int) -> bytes:
    cells = (f"<td rowspan=50 colspan=50>{'x' * 90} {i}</td>" for i in range(rows))
    return page(P + f"<table>{('<tr>' + ''.join(cells) + '</tr>') * rows}</table>")


def framed(times: int) -> str:
    """Return the paragraph in so many frames, each within the document of the one before."""
    inner = P
    for _ in range(times):
        inner = f'<iframe srcdoc="{escape(inner)}"></iframe>'
    return inner


def composed(times: int) -> str:
    """Return the paragraph in so many components, each in the slot of the one before."""
    inner = P
    for _ in range(times):
        inner = f"<x-a><template shadowrootmode=open><div><slot></slot></div></template>{inner}</x-a>"
    return inner


P = f"<p>{SAID}</p>"
WIDE = "\u3000"
TRAIL = "a" + (">" + WIDE * 20) * 6 + "."
MARKS = "e" + "\u0301\u0316" * 100_000
PAGES = {
    # What is put in the place of elements.
    "components within components": Hostile(lambda: page(composed(100))),
    "many templates of one component": Hostile(
        lambda: page(P + "<x-a>" + "<template shadowrootmode=open><slot></slot></template>" * 3_000 + "</x-a>"),
        seconds=2.0,
    ),
    "a component of many parts": Hostile(
        lambda: page(
            "<x-a><template shadowrootmode=open><slot></slot></template>" + "<b>y</b>z" * 50_000 + "</x-a>" + P
        ),
        seconds=4.0,
    ),
    "frames within frames": Hostile(lambda: page(P + framed(9)), seconds=2.0),
    "many frames": Hostile(lambda: page('<iframe srcdoc="&lt;p&gt;hi"></iframe>' * 10_000 + P), seconds=4.0),
    "a formula as deep as a page": Hostile(
        lambda: page(P + "<math>" + "<mrow>" * 50_000 + "<mi>x</mi>" + "</mrow>" * 50_000 + "</math>"), seconds=4.0
    ),
    "many formulas": Hostile(lambda: page(P + "<p>" + "<math><mi>x</mi></math> " * 15_000), seconds=4.0),
    "many raised numbers": Hostile(lambda: page(P + "<p>" + "a<sup>2</sup>" * 50_000), seconds=4.0),
    "many marks of notes": Hostile(lambda: page(P + "<p>" + "a<sup><a href=#n>2</a></sup>" * 30_000), seconds=4.0),
    "many readings": Hostile(lambda: page(P + "<p>" + "<ruby>a<rt>b</rt></ruby>" * 30_000), seconds=4.0),
    "a heading of buttons": Hostile(lambda: page(P + "<h2>" + "<button>a</button>" * 30_000 + "</h2>"), seconds=4.0),
    "many tabs": Hostile(
        lambda: page(
            P
            + "".join(f"<button role=tab id=t{i}>Tab</button>" for i in range(3_000))
            + "".join(f"<div role=tabpanel aria-labelledby=t{i}>x</div>" for i in range(3_000))
        ),
        seconds=2.0,
    ),
    "many words for screen readers": Hostile(
        lambda: page(P + "<p>" + "a<span class=sr-only>x</span>" * 30_000), seconds=4.0
    ),
    "many boxes of code": Hostile(lambda: page(P + "<pre>" + "<div>a</div>" * 50_000 + "</pre>"), seconds=4.0),
    "many numbered lines": Hostile(lambda: page(P + "<pre>" + "<span class=ln>1</span>a\n" * 30_000), seconds=4.0),
    "many unknown elements": Hostile(lambda: page(P + "<p>" + "a <x-y>b</x-y> " * 30_000), seconds=4.0),
    "many lists of one document": Hostile(
        lambda: page(P + "".join(f'<ul class="lst-kix_a-{i % 9}"><li>x</li></ul>' for i in range(10_000))), seconds=4.0
    ),
    "many boxes that are items": Hostile(
        lambda: page(P + "<div role=list>" * 100 + "<div role=listitem>a</div>" * 10_000), seconds=4.0
    ),
    # Bytes and what is said of them.
    "utf8 called 1251": Hostile(lambda: in_charset(RUSSIAN, "utf-8", "windows-1251"), (RUSSIAN,)),
    "1251 called utf8": Hostile(lambda: in_charset(RUSSIAN, "cp1251", "utf-8"), (RUSSIAN,)),
    "1251 called nothing": Hostile(lambda: in_charset(RUSSIAN, "cp1251", ""), (RUSSIAN,)),
    "koi8 called itself": Hostile(lambda: in_charset(RUSSIAN, "koi8-r", "koi8-r"), (RUSSIAN,)),
    "shift jis called nothing": Hostile(lambda: in_charset(JAPANESE, "shift_jis", ""), (JAPANESE,)),
    "iso-2022-jp": Hostile(lambda: in_charset(JAPANESE, "iso2022_jp", ""), (JAPANESE,)),
    "shift jis called euc-jp": Hostile(lambda: in_charset(JAPANESE, "shift_jis", "euc-jp"), (JAPANESE,)),
    "euc-jp called utf8": Hostile(lambda: in_charset(JAPANESE, "euc_jp", "utf-8"), (JAPANESE,)),
    "gb18030 called gb2312": Hostile(lambda: in_charset(CHINESE, "gb18030", "gb2312"), (CHINESE,)),
    "euc-kr called nothing": Hostile(lambda: in_charset(KOREAN, "euc_kr", ""), (KOREAN,)),
    "1252 called iso-8859-1": Hostile(lambda: in_charset(f"“{GERMAN}”", "cp1252", "iso-8859-1"), (f"“{GERMAN}”",)),
    "unknown charset": Hostile(lambda: in_charset(GERMAN, "utf-8", "klingon"), (GERMAN,)),
    "utf16 without a mark": Hostile(lambda: in_charset(SAID, "utf-16-le", ""), (SAID,)),
    "utf16 called utf8": Hostile(lambda: b"\xff\xfe" + in_charset(SAID, "utf-16-le", "utf-8"), (SAID,)),
    "utf32": Hostile(lambda: in_charset(SAID, "utf-32", ""), (SAID,)),
    "charset after 4 KB": Hostile(
        lambda: (
            b"<html><head><!--"
            + b"x" * 4000
            + b"--><meta charset=windows-1251></head><body><p>"
            + RUSSIAN.encode("cp1251")
        ),
        (RUSSIAN,),
    ),
    "one bad byte": Hostile(
        lambda: page(P).replace(b"Walking slowly", b"Walking slowly \xff", 1) + GERMAN.encode(), (GERMAN,)
    ),
    "cut inside a letter": Hostile(lambda: page(f"<p>{SAID}</p><p>{RUSSIAN}")[:-15]),
    "null bytes": Hostile(lambda: page(P.replace("slowly", "slow\0ly"))),
    "control characters": Hostile(lambda: page("".join(map(chr, range(1, 9))) + P + "&#1;&#0;&#x110000;&#xD800;")),
    # What is called a page and is none.
    "json": Hostile(lambda: json.dumps({"a": [1, 2, {"b": None}]}).encode(), (), "JSON"),
    "pdf": Hostile(
        lambda: b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<</Type/Catalog>>\nendobj\n" + bytes(range(256)) * 40, (), "PDF"
    ),
    "png": Hostile(lambda: b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 40, (), "PNG"),
    "zip": Hostile(zipped, (), "ZIP"),
    "gzip": Hostile(lambda: gzip.compress(page(P)), (), "gzip"),
    "nothing": Hostile(lambda: b"", (), "empty"),
    "white space": Hostile(lambda: b" \n\t " * 9, (), "empty"),
    "random bytes": Hostile(lambda: bytes((i * 7919 + i // 3) % 256 for i in range(50_000)), (), "binary"),
    "frameset": Hostile(
        lambda: b"<html><frameset cols='*,*'><frame src=a.html><frame src=b.html></frameset></html>", (), "frame"
    ),
    "nothing but scripts": Hostile(
        lambda: page("<script>var a = 'b';</script><noscript>Turn on scripts.</noscript>"), (), "no text"
    ),
    # Shapes of a tree.
    "600 divs": Hostile(lambda: nested("div", 600)),
    "600 bold": Hostile(lambda: nested("b", 600)),
    "5,000 divs": Hostile(lambda: nested("div", 5_000)),
    "100,000 divs": Hostile(lambda: nested("div", 100_000)),
    "100,000 bold": Hostile(lambda: nested("b", 100_000)),
    "20,000 lists": Hostile(lambda: nested("ul><li", 20_000)),
    "20,000 tables": Hostile(lambda: nested("table><tr><td", 20_000)),
    "20,000 definitions": Hostile(lambda: nested("dl><dd", 20_000)),
    "20,000 captions": Hostile(lambda: nested("figure><figcaption", 20_000)),
    "20,000 quotes": Hostile(lambda: nested("blockquote", 20_000)),
    "a million elements": Hostile(lambda: page(P + "<i></i>" * 1_000_000)),
    "100,000 items": Hostile(lambda: page(P + "<ul>" + "<li>one more" * 100_000 + "</ul>")),
    "50,000 headings": Hostile(lambda: page(P + "".join(f"<h2>Part {i}</h2><p>Text {i}.</p>" for i in range(50_000)))),
    "20,000 first headings": Hostile(lambda: page("<h1>A walk</h1>" * 20_000 + P)),
    "50,000 rows": Hostile(lambda: page(P + "<table>" + "<tr><td>a<td>b<td>c" * 50_000 + "</table>")),
    "200,000 attributes": Hostile(lambda: page("<div " + " ".join(f"a{i}=1" for i in range(200_000)) + f">{P}</div>")),
    "a class of a megabyte": Hostile(lambda: page(f"<div class='{'sidebar-x ' * 100_000}'>{P}</div>")),
    "10,000 classes": Hostile(lambda: page("".join(f"<p class=c{i}>{SAID} {i}" for i in range(10_000)))),
    "a text of 12 MB": Hostile(lambda: page(f"<p>{(SAID + ' ') * 120_000}</p>")),
    "a log of 8 MB": Hostile(lambda: page(f"<pre>{(SAID + chr(10)) * 80_000}</pre>")),
    "a line of 2 MB in br": Hostile(lambda: page(P + "Words<br>" * 200_000)),
    # Markup that does not end.
    "unclosed everything": Hostile(lambda: b"<html><body><div><p><b><i><ul><li><table><tr><td>" + SAID.encode()),
    "an endless comment": Hostile(lambda: page(P + "<!-- " + "x " * 100_000)),
    "an endless script": Hostile(lambda: page(P + "<script>" + "x " * 100_000)),
    "an endless attribute": Hostile(lambda: page(P + "<a href='" + "x " * 100_000)),
    "an endless title": Hostile(lambda: f"<html><head><title>A walk</head><body>{P}".encode(), (), "no text"),
    "end tags first": Hostile(lambda: b"</div></p></body></html>" * 1_000 + page(P)),
    "text after the end": Hostile(lambda: page("<p>Short.</p>") + P.encode()),
    "two documents": Hostile(lambda: page(P) + page(f"<p>{GERMAN}</p>"), (SAID, GERMAN)),
    "xhtml, wrong doctype": Hostile(
        lambda: (
            b'<?xml version="1.0" encoding="utf-8"?><!DOCTYPE HTML PUBLIC "x"><html xmlns="http://www.w3.org/1999/xhtml">'
            b"<body><p><![CDATA[ ]]>" + SAID.encode() + b"</p></body></html>"
        )
    ),
    "less-than signs": Hostile(lambda: page(f"{P}<p>{'a < b and ' * 20_000}</p>")),
    "only a noscript": Hostile(lambda: page(f"<noscript>{P}</noscript><p>{GERMAN}</p>"), (GERMAN,)),
    # Texts that patterns may stumble over.
    "signs of a path": Hostile(lambda: page(f"<p>{'a > ' * 50_000}</p><p>{'› ' * 50_000}</p>{P}")),
    "bylines": Hostile(lambda: page(P + "<p>By Ann Bee, 3 May 2025</p>" * 20_000 + P)),
    "by by by": Hostile(lambda: page(f"<h1>A walk</h1><p>{'By ' * 40}</p><p>{'by and ' * 20_000}</p>{P}")),
    "digits and dots": Hostile(
        lambda: page(f"<p>{'1.' * 100_000}</p><p>{'20' * 100_000}</p><p>{'2024-' * 50_000}</p>{P}")
    ),
    "dates": Hostile(lambda: page(f"<h1>A walk</h1><p>{'3 May 2024, ' * 20_000}</p>{P}")),
    "colons": Hostile(lambda: page(f"<ul>{('<li>' + ': ' * 2_000 + 'a' * 100) * 100}</ul>{P}")),
    "spaces": Hostile(lambda: page(f"<p>{' ' * 500_000}x{' ' * 500_000}</p><p>{chr(160) * 200_000}</p>{P}")),
    "dashes": Hostile(lambda: page(f"<title>{'a - ' * 20_000}</title><p>{'- ' * 50_000}</p>{P}")),
    "brackets": Hostile(lambda: page(f"<p>{'(' * 50_000}</p><meta name=author content='{'(' * 20_000}'>{P}")),
    # Texts for which the reader once took minutes, each a second now.
    "a path of wide spaces": quick(lambda: page(f"<p>{TRAIL}</p><h1>A walk</h1>{P}")),
    "a path of wide spaces, plain": quick(lambda: f"{TRAIL}\n\nA walk\n\n{SAID}".encode()),
    "a title of wide spaces": quick(lambda: page(P, f"<meta property=og:title content='A{WIDE * 100_000}walk'>")),
    "a byline of wide spaces": quick(lambda: page(f"<h1>A walk</h1><p>By Ann{WIDE * 100_000}Bee</p>{P}")),
    "names of wide spaces": quick(lambda: page(P, f"<meta name=author content='Ann{WIDE * 100_000}Bee'>")),
    "less-than signs in Latin-1": quick(lambda: f"<p>{'<' * 200_000} {GERMAN} {SAID}".encode("cp1252")),
    "open scripts in Latin-1": quick(lambda: f"<p>{GERMAN} {SAID}{'<script ' * 25_000}".encode("cp1252")),
    "a heading of number signs": quick(lambda: f"# a{'#' * 100_000}x\n\n{SAID}".encode()),
    "a heading of spans": quick(lambda: page(f"<h1>A walk{'<span> </span>' * 40_000}</h1>{P}", "<meta name=x>")),
    "a title of 2,000 sites": quick(
        lambda: page(P, f"<meta property=og:site_name content=Site><title>A walk{' | Site' * 2_000}</title>")
    ),
    "2,000 sites over 2,000 headings": quick(
        lambda: page("<h1>Site</h1>" * 2_000 + P, f"<meta property=og:title content='A walk{' | Site' * 2_000}'>")
    ),
    "400,000 objects of linked data": quick(
        lambda: page(P, f'<script type="application/ld+json">[{"{}," * 400_000}{{}}]</script>')
    ),
    "cells that span 50 rows and columns": quick(lambda: spanning(40)),
    "300 tags of 32 KB of attributes": quick(
        lambda: page(("<p " + " ".join(f"a{i}=1" for i in range(3_900)) + f">{SAID}</p>") * 300)
    ),
    "combining marks": quick(lambda: page(f"<p>{MARKS}</p>{P}", f"<meta name=author content='{MARKS}'>")),
    "combining marks in code": quick(lambda: page(f"<pre>{MARKS}</pre>{P}")),
    "combining marks, plain": quick(lambda: f"{MARKS}\n\n{SAID}\n\n```\n{MARKS}\n```\n".encode()),
    # What is stated for machines.
    "linked data of 5 MB": Hostile(
        lambda: page(
            P,
            f'<script type="application/ld+json">{json.dumps([{"@type": "Article", "headline": SAID}] * 40_000)}</script>',
        )
    ),
    "linked data 100,000 deep": Hostile(
        lambda: page(P, f'<script type="application/ld+json">{"[" * 100_000}{"]" * 100_000}</script>')
    ),
    "10,000 metas": Hostile(lambda: page(P, "".join(f"<meta name=m{i} content=x>" for i in range(10_000)))),
    "a meta of a megabyte": Hostile(lambda: page(P, f"<meta name=author content='{'Ann Bee, ' * 110_000}'>")),
    "addresses that are none": Hostile(
        lambda: page(
            P, "<link rel=canonical href='http://[::1'><meta property=og:url content='https://exa mple:99999/'>"
        )
    ),
    "entities": Hostile(lambda: page(f"<p>{'&amp;' * 200_000}</p><p>{'&#x26;amp;' * 50_000}</p>{P}")),
}


def outcome(name: str) -> dict[str, object]:
    """Read the page and say what came of it; memory in bytes, at its highest."""
    hostile = PAGES[name]
    made = hostile.made()
    before = resource.getrusage(resource.RUSAGE_SELF)
    try:
        text = "\n".join(all_texts(read_article(made, source="page.html")))
        missing = [said for said in hostile.found if said not in text]
        told = {"read": len(text), "missing": missing, "reason": ""}
    except PageError as error:
        told = {"read": 0, "missing": list(hostile.found), "reason": str(error)}
    after = resource.getrusage(resource.RUSAGE_SELF)
    return told | {"seconds": round(after.ru_utime - before.ru_utime, 2), "memory": after.ru_maxrss * 1024}


def main() -> None:
    """Do what the command line asks for."""
    if len(sys.argv) > 1:
        for i, hostile in enumerate(PAGES.values()):
            (Path(sys.argv[1]) / f"{i:02}.html").write_bytes(hostile.made())
        return
    # The first reading loads what all need; a fork has it too.
    read_article(page(P))
    for name in PAGES:
        if not (child := os.fork()):
            # Seconds of the processor: others may be at work beside it.
            resource.setrlimit(resource.RLIMIT_CPU, (LONGEST_SECONDS, LONGEST_SECONDS))
            print(json.dumps({"name": name} | outcome(name)), flush=True)
            os._exit(0)
        os.waitpid(child, 0)


if __name__ == "__main__":
    main()
