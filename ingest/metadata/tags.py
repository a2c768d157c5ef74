"""What a page states in, the topics that it is filed under out."""

import re
from collections.abc import Iterable, Iterator

from ingest.dom.text import clean, inner
from ingest.metadata.statements import Statements, listed, text_of

BORDER = re.compile(r"[,;、|]")
LONGEST, MOST = 60, 20
NO_TAGS = frozenset(("uncategorized", "allgemein", "non classé", "sin categoría", "sem categoria", "未分類"))


def tags_of(page: Statements) -> tuple[str, ...]:
    """Give the page's tags, the surest place first; its keywords only when nothing else says what it is about."""
    for read in (_stated, _linked, _keywords):
        by_key: dict[str, str] = {}
        for tag in _split(read(page)):
            by_key.setdefault(tag.casefold(), tag)
        found = [tag for key, tag in by_key.items() if key not in NO_TAGS and len(tag) <= LONGEST]
        if found:
            return tuple(found[:MOST])
    return ()


def _stated(page: Statements) -> Iterator[str]:
    for data in page.articles:
        for key in ("keywords", "articleSection"):
            for value in listed(data.get(key)):
                yield text_of(value.get("name") if isinstance(value, dict) else value)
    for name in ("article:tag", "parsely-tags", "sailthru.tags"):
        yield from page.metas.get(name, ())


def _linked(page: Statements) -> Iterator[str]:
    for link in page.root.iter("a"):
        if "tag" in (link.get("rel") or "").split():
            yield inner(link)


def _keywords(page: Statements) -> Iterator[str]:
    yield from page.metas.get("news_keywords", ())
    yield from page.metas.get("keywords", ())


def _split(texts: Iterable[str]) -> Iterator[str]:
    for text in texts:
        yield from (tag for part in BORDER.split(text) if (tag := clean(part).lstrip("# ")))
