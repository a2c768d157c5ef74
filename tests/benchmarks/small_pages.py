"""A number in, a folder of so many small pages out: each an article of its own, and the same each time."""

from collections.abc import Iterator
from itertools import accumulate
from pathlib import Path
from random import Random

IN_A_FOLDER = 1_000
WORDS = 20_000
PAGE = """<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>{title} | Small Pages</title>
<meta name="author" content="{author}"><meta property="article:published_time" content="20{year:02}-0{month}-1{day}"></head>
<body><nav><ul><li><a href="/">Home</a></li><li><a href="/all">All pages</a></li></ul></nav>
<article><h1>{title}</h1>
<p>{first}</p>
<h2>{heading}</h2>
<p>{second}</p>
<ul><li>{items[0]}</li><li>{items[1]}</li><li>{items[2]}</li></ul>
</article><footer>Small Pages, all of them made up</footer></body></html>
"""


def write(folder: Path, count: int) -> Path:
    """Write the pages, a thousand to a folder, unless they are there already; return the folder."""
    if (folder / "whole").exists():
        return folder / "pages"
    for number, page in enumerate(pages(count)):
        path = folder / "pages" / f"{number // IN_A_FOLDER:03}" / f"{number:06}.html"
        if number % IN_A_FOLDER == 0:
            path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(page, encoding="utf-8")
    (folder / "whole").touch()
    return folder / "pages"


def pages(count: int) -> Iterator[str]:
    """Yield so many pages of words that come as often as words do: the second half as often as the first, and so on."""
    chance = Random(1)  # noqa: S311 - the same each time
    words = sorted({"".join(chance.choice(("ba", "co", "du", "fi", "ge", "ly", "mo", "ne", "ra", "st", "tu", "wi")) for _ in range(chance.randint(1, 5))) for _ in range(WORDS)})  # fmt: skip
    chance.shuffle(words)
    often = list(accumulate(1 / rank for rank in range(1, len(words) + 1)))

    def said(least: int, most: int) -> str:
        return " ".join(chance.choices(words, cum_weights=often, k=chance.randint(least, most))).capitalize()

    for number in range(count):
        yield PAGE.format(
            title=f"{said(3, 6)} {number}",
            author=f"{said(1, 1)} {said(1, 1)}",
            year=chance.randint(10, 25),
            month=chance.randint(1, 9),
            day=chance.randint(0, 9),
            first=". ".join(said(8, 20) for _ in range(chance.randint(2, 4))) + ".",
            heading=said(2, 5),
            second=". ".join(said(8, 20) for _ in range(chance.randint(2, 6))) + ".",
            items=[f"{said(4, 12)}." for _ in range(3)],
        )
