"""An article in, the text that a record keeps of it out, and back: of a text from elsewhere nothing is believed."""

import json
from collections.abc import Iterable
from typing import get_args

from index.article import Article, Block, Item, ListBlock, ListKind, Section, TableBlock, TextBlock, TextKind
from index.errors import LibraryDamaged, UnreadablePage
from index.shape import article_from, article_shape, content_shape, dumped

# Sections, blocks and items of one article: each takes some 500 bytes of memory while it is read.
MAX_PARTS = 300_000
# Bytes of the text in UTF-8, where a letter has four at most; the record takes no longer ones either.
MAX_BYTES = 60_000_000
# Lists in items in lists. What is read from pages goes down to some ten.
MAX_DEPTH = 100
# Numbers are levels, and the first number of a list.
MAX_NUMBER = 2**53
TEXT_KINDS, LIST_KINDS = get_args(TextKind), get_args(ListKind)


def stored(article: Article) -> str:
    """Return the text that is kept. Raises UnreadablePage for an article that is too large to be read back."""
    text = dumped(content_shape(article))
    if is_too_large(text):
        raise UnreadablePage(f"{article.source}: more than {MAX_PARTS:,} parts or {MAX_BYTES:,} bytes; split the page")
    return text


def article_of(id: str, source: str, text: str) -> Article:
    """Return the article of which this text was kept. Raises LibraryDamaged for any other text."""
    if is_too_large(text):
        raise LibraryDamaged("an article of the record is larger than any that was saved; restore it from a backup")
    try:
        article = article_from({"id": id, "source": source, **json.loads(text)})
        if _is_whole(article) and not _has_half_a_character(text, article):
            return article
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        pass
    raise LibraryDamaged(f"an article of the record is not as it was saved: {text[:60]!r}; restore it from a backup")


def is_too_large(text: str) -> bool:
    """Return whether the text, not parsed yet, says too much to be parsed."""
    if 4 * len(text) > MAX_BYTES and len(text.encode("utf-8", "surrogatepass")) > MAX_BYTES:
        return True
    return text.count('{"') > MAX_PARTS or text.count("[") > 2 * MAX_PARTS


def _has_half_a_character(text: str, article: Article) -> bool:
    """Return whether a surrogate stands alone in the article, which JSON can write and no output can."""
    if "\\ud" not in text and "\\uD" not in text:
        return False
    return any("\ud800" <= letter <= "\udfff" for letter in dumped(article_shape(article)))


def _is_whole(article: Article) -> bool:
    told = (article.id, article.title, article.source, article.url, article.site, article.lang)
    lists = (*article.authors, *article.tags, *article.breadcrumb)
    texts = (*told, article.published_at, article.modified_at, *lists)
    return _are_texts(texts) and all(map(_is_section, article.sections))


def _is_section(section: Section) -> bool:
    texts = (section.anchor, section.heading, *section.breadcrumb)
    return _are_texts(texts) and _is_number(section.level) and all(_is_block(b, 0) for b in section.blocks)


def _is_block(block: Block, depth: int) -> bool:
    match block:
        case TextBlock(kind, text):
            return kind in TEXT_KINDS and _are_texts((text,))
        case TableBlock(header, rows):
            return _are_texts(header) and all(map(_are_texts, rows))
        case ListBlock(kind, items, start):
            return kind in LIST_KINDS and _is_number(start) and _are_items(items, depth + 1)


def _are_items(items: Iterable[Item], depth: int) -> bool:
    return depth < MAX_DEPTH and all(_is_item(item, depth) for item in items)


def _is_item(item: Item, depth: int) -> bool:
    texts = [text for text in (item.text, item.term, item.description) if text is not None]
    if not texts or item.text is None or not _are_texts(texts):
        return False
    return _are_items(item.items, depth + 1) and all(_is_block(block, depth) for block in item.blocks)


def _are_texts(values: Iterable[object]) -> bool:
    return all(type(value) is str for value in values)


def _is_number(value: object) -> bool:
    return type(value) is int and abs(value) < MAX_NUMBER
