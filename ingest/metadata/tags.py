"""Find the topics that a page is filed under."""

import re
from collections.abc import Iterable, Iterator

from ingest.dom.text import clean, inner
from ingest.metadata.structured_data import StructuredData, as_list, text_of

TAG_BORDER = re.compile(r"[,;、|]")
MAX_TAG_CHARS, MAX_TAGS = 60, 20
PLACEHOLDERS = frozenset(("uncategorized", "allgemein", "non classé", "sin categoría", "sem categoria", "未分類"))


def page_tags(page: StructuredData) -> tuple[str, ...]:
    """Return the page's tags from JSON-LD and meta elements, else from its tag links, else from its keywords."""
    for read in (_declared, _tag_links, _keywords):
        by_key: dict[str, str] = {}
        for tag in _split(read(page)):
            by_key.setdefault(tag.casefold(), tag)
        found = [tag for key, tag in by_key.items() if key not in PLACEHOLDERS and len(tag) <= MAX_TAG_CHARS]
        if found:
            return tuple(found[:MAX_TAGS])
    return ()


def _declared(page: StructuredData) -> Iterator[str]:
    for data in page.articles:
        for key in ("keywords", "articleSection"):
            for value in as_list(data.get(key)):
                yield text_of(value.get("name") if isinstance(value, dict) else value)
    for name in ("article:tag", "parsely-tags", "sailthru.tags"):
        yield from page.metas.get(name, ())


def _tag_links(page: StructuredData) -> Iterator[str]:
    for link in page.root.iter("a"):
        if "tag" in (link.get("rel") or "").split():
            yield inner(link)


def _keywords(page: StructuredData) -> Iterator[str]:
    yield from page.metas.get("news_keywords", ())
    yield from page.metas.get("keywords", ())


def _split(texts: Iterable[str]) -> Iterator[str]:
    for text in texts:
        yield from (tag for part in TAG_BORDER.split(text) if (tag := clean(part).lstrip("# ")))
