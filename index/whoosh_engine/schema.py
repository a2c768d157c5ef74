"""The schema in which Whoosh sees our columns: what is searched, and what is filtered, sorted and grouped by."""

import hashlib
from functools import cache

from whoosh import fields, formats

from index.columns.segment import FACTS
from index.fields import SPOKEN

# Counts up when the analyzer or the columns of a segment change: the index is then made again.
LAYOUT = 3


class Spoken(fields.TEXT):  # type: ignore[misc]  # Whoosh is not typed
    """A searched field, of terms with positions."""

    def __init__(self) -> None:
        super().__init__(phrase=True)


class Fact(fields.TEXT):  # type: ignore[misc]  # Whoosh is not typed
    """A field of values that are there or not."""

    def __init__(self) -> None:
        super().__init__(phrase=False)
        self.format = formats.Existence()
        self.scorable = False


def schema() -> fields.Schema:
    """Give the schema."""
    searched = {name: Spoken() for name in SPOKEN}
    facts = {name: Fact() for name in FACTS}
    day = fields.NUMERIC(int, bits=32, signed=False, shift_step=0)
    return fields.Schema(id=fields.ID(unique=True, stored=True), day=day, **searched, **facts)


@cache
def schema_hash() -> str:
    """Name the schema and the layout of the columns: an index under another name is made again."""
    return hashlib.sha256(f"{LAYOUT} {sorted(schema().names())}".encode()).hexdigest()[:16]
