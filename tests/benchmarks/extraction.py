"""The reader in the form that an extraction benchmark asks for: a page's bytes in, a dict of what was found out."""

from lxml import html

from index import Article, ListBlock, PageError, all_items, texts
from ingest import read_article


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
    lists = (b for s in article.sections for b in s.blocks if isinstance(b, ListBlock) and b.kind != "definitions")
    return [item.text for block in lists for item in all_items(block.items)]
