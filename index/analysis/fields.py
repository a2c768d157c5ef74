"""An article in, what any engine indexes of it out: streams of index terms for its fields, and its facts."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from index.analysis.stopwords import is_stop_word
from index.analysis.tokens import folded, surfaces, tokens, words
from index.article import Article, Block, Item, ListBlock, texts, topics
from index.tree import Field

# Between two texts of an article: no phrase reaches over it.
GAP = 100
# The fields that are searched. The text holds everything, the others a part of it.
SPOKEN: tuple[Field, ...] = ("text", "title", "headings", "bullets")
# What articles are filtered, counted and sorted by, beside the day and the title.
FACTS = ("tag", "site", "lang", "author")

# What numbers a heading: "4.", "11.7.", "F.10.1", "Chapter 3.", "Table A.1."
# Each run of letters or digits is tried once, from where it begins: a title may be a word of a million letters.
NUMBER = re.compile(r"(?<!\s)\s*+(?:(?<![^\W\d])[^\W\d]++\s)?(?:[A-Z]\.)?(?<!\d)\d++(?:\.\d++)*(?:[.:)]\s*+|\s+(?=\D))")

Stream = tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Facts:
    """What an article is filtered, counted and sorted by. `day` is the published day as yyyymmdd, 0 without one.

    `link_percent` is the share of its text that is linked, which makes a list of contents of it;
    articles with the same text are of one `duplicate_group`, unless it is 0.
    """

    lang: str
    site: str
    tags: tuple[str, ...]
    authors: tuple[str, ...]
    day: int
    title_key: str
    link_percent: int = 0
    duplicate_group: int = 0


@dataclass(frozen=True, slots=True)
class Fields:
    """The terms of an article's fields, each with its position, its words unstemmed, and its facts."""

    text: Stream
    title: Stream
    headings: Stream
    bullets: Stream
    words: frozenset[str]
    facts: Facts


def fields(article: Article) -> Fields:
    """Give what is indexed of the article."""
    found = list(parts(article))
    streams = {
        name: _stream((text for field, text in found if name in ("text", field)), article.lang) for name in SPOKEN
    }
    held = frozenset(folded(word) for _, text in found for word in surfaces(text))
    return Fields(**streams, words=held, facts=facts(article))


def facts(article: Article) -> Facts:
    """Give what the article is filtered, counted and sorted by."""
    return Facts(
        lang=article.lang,
        site=article.site,
        tags=topics(article),
        authors=article.authors,
        day=_day(article.published_at),
        title_key=folded(article.title),
        link_percent=round(100 * article.link_share),
        duplicate_group=article.duplicate_group,
    )


def parts(article: Article) -> Iterator[tuple[Field, str]]:
    """Give the texts of the article in order, each with the field that it belongs to beside the text."""
    yield "title", article.title
    for text in (*article.authors, *topics(article)):
        yield "text", text
    for section in article.sections:
        yield "headings", section.heading
        for block in section.blocks:
            field: Field = "bullets" if isinstance(block, ListBlock) else "text"
            for text in texts(block):
                yield field, text


def named_words(article: Article) -> Iterator[int]:
    """Yield for each of the texts that `parts` gives how many of its words are a name.

    Of a title or heading those behind its number but for function words, of the entry of a list the term that it
    defines, of others none.
    """
    yield _named(article.title, article.lang)
    yield from (0 for _ in (*article.authors, *topics(article)))
    for section in article.sections:
        yield _named(section.heading, article.lang)
        for block in section.blocks:
            yield from _defined_in(block)


def _named(heading: str, lang: str) -> int:
    named = words(NUMBER.sub("", heading, count=1))
    return sum(not is_stop_word(word.lower(), (lang,)) for word in named) or len(named)


def _defined_in(block: Block) -> Iterator[int]:
    if not isinstance(block, ListBlock):
        yield from (0 for _ in texts(block))
        return
    for item in block.items:
        yield from _defined_by(item)


def _defined_by(item: Item) -> Iterator[int]:
    yield len(words(item.term)) if item.term and item.text.startswith(item.term) else 0
    for nested in item.items:
        yield from _defined_by(nested)
    for block in item.blocks:
        yield from _defined_in(block)


def parents(article: Article) -> Iterator[int]:
    """Yield for each section how many sections before it the one stands whose heading is above its own; 0 for none."""
    above: list[tuple[int, int]] = []
    for number, section in enumerate(article.sections):
        while above and above[-1][1] >= section.level:
            above.pop()
        is_under = bool(section.breadcrumb) and bool(above)
        yield number - above[-1][0] if is_under else 0
        if section.heading:
            above.append((number, section.level))


def _day(moment: str) -> int:
    try:
        return int(f"{date.fromisoformat(moment[:10]):%Y%m%d}")
    except ValueError:
        return 0


def _stream(pieces: Iterable[str], lang: str) -> Stream:
    out: list[tuple[str, int]] = []
    first = 0
    for piece in pieces:
        found = tokens(piece, lang)
        out += [(token.form, first + token.position) for token in found]
        first += len(found) + GAP
    return tuple(out)
