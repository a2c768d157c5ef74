"""A folder and a number in, a library of so many tiny articles out, unless it is there: each run makes the same.

    python tests/benchmarks/tiny_articles.py FOLDER COUNT

They come in updates of a bounded size, as from an ingest.
"""

import sys
from collections.abc import Iterator

from index import Article, Library, Section, TextBlock, article_id

# Articles saved at a time, as an ingest does; a topic and a site for so many of them.
AT_ONCE, OF_A_TOPIC, OF_A_SITE = 5_000, 500, 1_000


def main(folder: str, count: int) -> None:
    """Save what is not there yet."""
    with Library.open(folder) as opened:
        for first in range(opened.stats().articles, count, AT_ONCE):
            opened.add(articles(first, min(first + AT_ONCE, count)))


def articles(first: int, end: int) -> Iterator[Article]:
    """Yield the articles with these numbers."""
    for number in range(first, end):
        text = f"What is known of the heron {number} and where it lives."
        yield Article(
            article_id(f"{number}.html"),
            f"Heron {number}",
            f"{number}.html",
            site=f"{number // OF_A_SITE}.example",
            lang="en",
            tags=(f"Topic {number // OF_A_TOPIC}",),
            sections=(Section("top", 1, "", (), (TextBlock("paragraph", text),)),),
        )


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
