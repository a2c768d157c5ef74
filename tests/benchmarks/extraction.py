"""The reader in the form that an extraction benchmark asks for: a page's bytes in, a dict of what was found out."""

import gc
from collections.abc import Iterator

from lxml import html

from index import Article, Block, ListBlock, PageError, texts
from ingest import read_article

# As in the workers of an ingest.
gc.freeze()

ITEMS = ("bullets", "steps")


def extract(page: bytes) -> dict[str, object]:
    """Give text, title, author, date, headings and list items; nothing for a page that is none."""
    try:
        article = read_article(page)
    except PageError:
        return {}
    return {
        "text": "\n".join(_lines(article)),
        "title": article.title,
        "author": list(article.authors),
        "date": article.published_at,
        "headings": [(s.level, s.heading) for s in article.sections if s.heading],
        "list_items": _list_items(article),
    }


def parse_alone(page: bytes) -> dict[str, object]:
    """Give the text of lxml's tree and nothing else: what no reader that stands on it can be faster than."""
    return {"text": "".join(map(str, html.document_fromstring(page).itertext()))}


def _lines(article: Article) -> list[str]:
    lines: list[str] = []
    for section in article.sections:
        lines += [section.heading] if section.heading else []
        lines += [text for block in section.blocks for text in texts(block)]
    return lines


def _list_items(article: Article) -> list[str]:
    return [text for section in article.sections for block in section.blocks for text in _in_list(block)]


def _in_list(block: Block) -> Iterator[str]:
    """Give the text of each item but not of a term's, with all that stands in it apart from other lists of items."""
    if isinstance(block, ListBlock):
        for item in block.items:
            within = [text for b in item.blocks if b.kind not in ITEMS for text in texts(b)]
            if block.kind != "definitions":
                yield " ".join((item.text, *within))
            yield from _in_list(ListBlock("bullets", item.items))
            for nested in item.blocks:
                yield from _in_list(nested)
