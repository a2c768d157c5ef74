"""The schema in which Whoosh sees our columns: what is searched, and what is filtered, sorted and grouped by."""

import hashlib
from collections.abc import Iterator
from functools import cache
from typing import Any

from whoosh import columns, fields, formats
from whoosh.analysis import Analyzer, Token

from index.analysis.fields import FACTS, SPOKEN
from index.analysis.tokens import typed_tokens

# Counts up when the analyzer or the columns of a segment change: the index is then made again.
LAYOUT = 8


class Words(Analyzer):  # type: ignore[misc]  # Whoosh is not typed
    """Our own analyzer as Whoosh calls one: what its parser makes of a question is what the columns hold."""

    def __init__(self, lang: str) -> None:
        self.lang = lang

    def __call__(self, value: str, **how: Any) -> Iterator[Token]:
        """Give the index terms of a text, one token object over and over as Whoosh wants it."""
        wanted = {name: how.get(name, False) for name in ("positions", "chars")}
        token = Token(**wanted, mode=how.get("mode", ""))
        for found in typed_tokens(value, self.lang):
            token.text, token.boost, token.stopped = found.form, 1.0, False
            token.pos, token.startchar, token.endchar = found.position, found.start, found.end
            yield token


class Fact(fields.TEXT):  # type: ignore[misc]  # Whoosh is not typed
    """A field of values that are there or not."""

    def __init__(self) -> None:
        super().__init__(phrase=False, sortable=columns.VarBytesColumn())
        self.format = formats.Existence()
        self.scorable = False


def schema(lang: str = "en") -> fields.Schema:
    """Give the schema; questions put to Whoosh's own parser are read in this language."""
    searched = {name: fields.TEXT(analyzer=Words(lang), phrase=True) for name in SPOKEN}
    facts = {name: Fact() for name in FACTS}
    day = fields.NUMERIC(int, bits=32, signed=False, shift_step=0, sortable=True)
    return fields.Schema(id=fields.ID(unique=True, stored=True, sortable=True), day=day, **searched, **facts)


@cache
def schema_hash() -> str:
    """Name the schema and the layout of the columns: an index under another name is made again."""
    return hashlib.sha256(f"{LAYOUT} {sorted(schema().names())}".encode()).hexdigest()[:16]
