"""An article in, an outline that a person can read out."""

from collections.abc import Iterable, Iterator

from index.article import Article, Block, Item, ListBlock, Section, TableBlock, TextBlock

MARKERS = {"paragraph": "", "code": "    ", "quote": "> ", "caption": "~ "}


def outline(article: Article) -> str:
    """Give the article as lines of text: its facts, then each section with its blocks.

    Headings carry one # for each level, as in Markdown; a table's cells stand between bars, and the lines of a cell
    between slashes.
    """
    lines = [article.title, *_facts(article)]
    for section in article.sections:
        lines += ["", *_section(section)]
    return "\n".join(lines).strip() + "\n"


def _facts(article: Article) -> Iterator[str]:
    facts = (
        ("by", ", ".join(article.authors)),
        ("published", article.published_at),
        ("modified", article.modified_at),
        ("breadcrumb", " > ".join(article.breadcrumb)),
        ("tags", ", ".join(article.tags)),
        ("site", article.site),
        ("url", article.url),
        ("language", article.lang),
    )
    for name, value in facts:
        if value:
            yield f"{name}: {value}"


def _section(section: Section) -> Iterator[str]:
    if section.heading:
        yield f"{'#' * section.level} {section.heading}"
    for block in section.blocks:
        yield from _block(block)


def _block(block: Block) -> Iterator[str]:
    if isinstance(block, TextBlock):
        yield from (f"{MARKERS[block.kind]}{line}".rstrip() for line in block.text.split("\n"))
    elif isinstance(block, ListBlock):
        yield from _items(block.items, block.start if block.kind == "steps" else None)
    else:
        yield from _table(block)


def _items(items: Iterable[Item], start: int | None) -> Iterator[str]:
    for number, item in enumerate(items, start or 0):
        shown = "-" if start is None else f"{number}."
        text = f"[{item.term}] {item.description}" if item.term is not None else item.text
        yield f"{shown} {text}".rstrip()
        within = [*_items(item.items, None), *(line for block in item.blocks for line in _block(block))]
        yield from (f"  {line}".rstrip() for line in within)


def _table(table: TableBlock) -> Iterator[str]:
    if table.header:
        yield f"|= {_cells(table.header)} |"
    for row in table.rows:
        yield f"|  {_cells(row)} |"


def _cells(row: Iterable[str]) -> str:
    return " | ".join(" / ".join(filter(None, map(str.strip, cell.split("\n")))) for cell in row)
