"""An article in, the text that a record keeps of it out, and back: of a text from elsewhere nothing is believed."""

from collections.abc import Callable
from typing import Annotated, TypeVar, get_args

import msgspec

from index.article import Article, Block, BlockKind, Item, ListBlock, ListKind, Section, TableBlock, TextBlock, TextKind
from index.errors import LibraryDamaged, UnreadablePage
from index.output.shape import Shape, content_shape, dumped

# Sections, blocks and items of one article: each takes some 500 bytes of memory while it is read.
MAX_PARTS = 300_000
# Bytes of the text in UTF-8, where a letter has four at most; the record takes no longer ones either.
MAX_BYTES = 60_000_000
# Lists in items in lists. What is read from pages goes down to some ten.
MAX_DEPTH = 100
# Numbers are levels, and the first number of a list.
MAX_NUMBER = 2**53
TEXT_KINDS: dict[BlockKind, TextKind] = {kind: kind for kind in get_args(TextKind)}
LIST_KINDS: dict[BlockKind, ListKind] = {kind: kind for kind in get_args(ListKind)}
Number = Annotated[int, msgspec.Meta(gt=-MAX_NUMBER, lt=MAX_NUMBER)]
Texts = tuple[str, ...]
Kept = TypeVar("Kept")


class _Item(msgspec.Struct):
    """An item as it is written: see index/output/shape.py."""

    text: str
    term: str | None = None
    description: str | None = None
    items: tuple["_Item", ...] = ()
    blocks: tuple["_Block", ...] = ()


class _Block(msgspec.Struct):
    """A block as it is written, with the members that its kind has."""

    kind: BlockKind
    text: str | None = None
    items: tuple[_Item, ...] | None = None
    start: Number = 1
    header: Texts | None = None
    rows: tuple[Texts, ...] | None = None


class _Section(msgspec.Struct):
    """A section as it is written."""

    id: str
    level: Number
    title: str
    breadcrumb: Texts
    blocks: tuple[_Block, ...]


class _Article(msgspec.Struct):
    """An article as it is written. What was saved before its links were counted has no `link_share`."""

    title: str
    source_url: str
    site: str
    lang: str
    authors: Texts
    published_at: str
    modified_at: str
    tags: Texts
    breadcrumb: Texts
    sections: tuple[_Section, ...]
    link_share: float = 0.0


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
        return _article(id, source, ARTICLE(text))
    except (ValueError, TypeError, RecursionError):
        raise LibraryDamaged(
            f"an article of the record is not as it was saved: {text[:60]!r}; restore it from a backup"
        ) from None


def article_from(shape: Shape) -> Article:
    """Return the article of which `article_shape` gave this shape. Raises LibraryDamaged for any other shape."""
    return article_of(shape["id"], shape["source"], dumped(shape))


def is_too_large(text: str) -> bool:
    """Return whether the text, not parsed yet, says too much to be parsed."""
    if len(text) < 2 * MAX_PARTS:
        return False
    if 4 * len(text) > MAX_BYTES and len(text.encode("utf-8", "surrogatepass")) > MAX_BYTES:
        return True
    return text.count('{"') > MAX_PARTS or text.count("[") > 2 * MAX_PARTS


def _article(id: str, source: str, kept: _Article) -> Article:
    return Article(
        id=_text(id),
        title=kept.title,
        source=_text(source),
        url=kept.source_url,
        site=kept.site,
        lang=kept.lang,
        authors=kept.authors,
        published_at=kept.published_at,
        modified_at=kept.modified_at,
        tags=kept.tags,
        breadcrumb=kept.breadcrumb,
        sections=tuple([_section(one) for one in kept.sections]),
        link_share=kept.link_share,
    )


def _text(value: object) -> str:
    """Give a value of a column as text. Raises TypeError where it is none."""
    if not isinstance(value, str):
        raise TypeError(f"{value!r} is no text")
    return value


def _section(kept: _Section) -> Section:
    return Section(kept.id, kept.level, kept.title, kept.breadcrumb, tuple([_block(one, 0) for one in kept.blocks]))


def _block(kept: _Block, depth: int) -> Block:
    if kind := TEXT_KINDS.get(kept.kind):
        return TextBlock(kind, _there(kept.text))
    if of_list := LIST_KINDS.get(kept.kind):
        return ListBlock(of_list, _items(_there(kept.items), depth + 1), kept.start)
    return TableBlock(_there(kept.header), _there(kept.rows))


def _items(kept: tuple[_Item, ...], depth: int) -> tuple[Item, ...]:
    if depth >= MAX_DEPTH:
        raise ValueError("lists in lists without end")
    return tuple(
        [
            Item(one.text, one.term, one.description, _items(one.items, depth + 1), _blocks(one.blocks, depth))
            if one.items or one.blocks
            else Item(one.text, one.term, one.description)
            for one in kept
        ]
    )


def _blocks(kept: tuple[_Block, ...], depth: int) -> tuple[Block, ...]:
    return tuple([_block(one, depth) for one in kept])


def _there(value: Kept | None) -> Kept:
    if value is None:
        raise ValueError("a block lacks what its kind has")
    return value


ARTICLE: Callable[[str], _Article] = msgspec.json.Decoder(_Article).decode
