"""An article in, the document that Whoosh indexes out; and the schema that both agree on."""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

from whoosh import columns, fields, formats

from index.article import Article
from index.fields import Stream
from index.fields import fields as indexed

# Counts up when the analyzer or the layout of a document changes: the index is then made again.
LAYOUT = 1
SEPARATOR = "\x1f"
# No index term is longer in UTF-8; Whoosh stores lengths in a few bytes.
LONGEST_VALUE = 1_000


class Spoken(fields.TEXT):  # type: ignore[misc]  # Whoosh is not typed
    """A searched field: its value is the stream of terms and positions that our own analyzer found."""

    def index(self, value: Stream, **_: Any) -> Iterator[tuple[bytes, int, float, bytes]]:
        """Give each term once: its bytes, how often it stands, its weight, and its positions encoded."""
        places: defaultdict[str, list[int]] = defaultdict(list)
        for form, position in value:
            places[form].append(position)
        for form, positions in places.items():
            yield form.encode(), len(positions), float(len(positions)), self.format.encode(positions)


class Fact(fields.TEXT):  # type: ignore[misc]  # Whoosh is not typed
    """A field to filter by or to list: its value is the terms, each there or not."""

    def __init__(self) -> None:
        super().__init__(phrase=False)
        self.format = formats.Existence()
        self.scorable = False

    def index(self, value: Iterable[str], **_: Any) -> Iterator[tuple[bytes, int, float, bytes]]:
        """Give each term once."""
        for term in dict.fromkeys(value):
            yield term[:LONGEST_VALUE].encode(), 1, 1.0, b""


def schema() -> fields.Schema:
    """Give the schema: searched fields with positions, filtered ones without, and columns to count and sort by."""
    return fields.Schema(
        id=fields.ID(unique=True, stored=True),
        text=Spoken(),
        title=Spoken(),
        headings=Spoken(),
        bullets=Spoken(),
        words=Fact(),
        lang=Fact(),
        site=Fact(),
        tag=Fact(),
        author=Fact(),
        day=fields.NUMERIC(int, bits=32, signed=False),
        lang_column=fields.COLUMN(columns.RefBytesColumn()),
        site_column=fields.COLUMN(columns.RefBytesColumn()),
        tag_column=fields.COLUMN(columns.VarBytesColumn()),
        author_column=fields.COLUMN(columns.VarBytesColumn()),
        title_column=fields.COLUMN(columns.VarBytesColumn()),
        day_column=fields.COLUMN(columns.NumericColumn("I")),
    )


def schema_hash() -> str:
    """Name the schema and the layout of its documents: an index under another name is made again."""
    return hashlib.sha256(f"{LAYOUT} {sorted(schema().names())}".encode()).hexdigest()[:16]


def document(article: Article) -> dict[str, object]:
    """Give the document of an article, as keywords of Whoosh's add_document."""
    made = indexed(article)
    facts = {"lang": (made.lang,), "site": (made.site,), "tag": made.tags, "author": made.authors}
    filters = {name: [value.casefold() for value in values if value] for name, values in facts.items()}
    shown = {f"{name}_column": SEPARATOR.join(values).encode() for name, values in facts.items()}
    return {
        "id": article.id,
        "text": made.text,
        "title": made.title,
        "headings": made.headings,
        "bullets": made.bullets,
        "words": sorted(made.words),
        "title_column": made.title_key.encode()[:LONGEST_VALUE],
        "day_column": made.day,
        **({"day": made.day} if made.day else {}),
        **filters,
        **shown,
    }
