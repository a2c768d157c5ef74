"""An article in, what any engine indexes of it out: streams of index terms for its fields, and its facts."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from index.analysis import folded, tokens, words
from index.article import Article, ListBlock, texts, topics

# Between two texts of an article: no phrase reaches over it.
GAP = 100
# What a word in these fields adds to its weight in the text; title and headings say what an article is about.
BOOSTS = {"title": 2.5, "headings": 1.0, "bullets": 0.2}

Stream = tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Fields:
    """The terms of an article's fields, each with its position, its words unstemmed, and the facts to filter by.

    `day` is the published day as yyyymmdd, 0 without one.
    """

    text: Stream
    title: Stream
    headings: Stream
    bullets: Stream
    words: frozenset[str]
    lang: str
    site: str
    tags: tuple[str, ...]
    authors: tuple[str, ...]
    day: int
    title_key: str


def fields(article: Article) -> Fields:
    """Give what is indexed of the article."""
    headings = [s.heading for s in article.sections]
    bullets = [t for s in article.sections for b in s.blocks if isinstance(b, ListBlock) for t in texts(b)]
    everything = list(_everything(article))
    return Fields(
        text=_stream(everything, article.lang),
        title=_stream([article.title], article.lang),
        headings=_stream(headings, article.lang),
        bullets=_stream(bullets, article.lang),
        words=frozenset(word for text in everything for word in words(text)),
        lang=article.lang,
        site=article.site,
        tags=topics(article),
        authors=article.authors,
        day=_day(article.published_at),
        title_key=folded(article.title),
    )


def _day(moment: str) -> int:
    try:
        return int(f"{date.fromisoformat(moment[:10]):%Y%m%d}")
    except ValueError:
        return 0


def _everything(article: Article) -> Iterator[str]:
    yield article.title
    yield from article.authors
    yield from topics(article)
    for section in article.sections:
        yield section.heading
        for block in section.blocks:
            yield from texts(block)


def _stream(pieces: Iterable[str], lang: str) -> Stream:
    out: list[tuple[str, int]] = []
    first = 0
    for piece in pieces:
        found = tokens(piece, lang)
        out += [(token.form, first + token.position) for token in found]
        first += len(found) + GAP
    return tuple(out)
