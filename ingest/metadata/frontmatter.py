"""Split the front matter of a plain text, between two lines of dashes, from the text below it."""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence

from ingest.dom.text import clean
from ingest.metadata import Facts
from ingest.metadata.authors.names import names_in
from ingest.metadata.dates.parsing import dates_in

FRONT_MATTER = re.compile(
    r"\ufeff?---[ \t]*\n(?=[\w-]+:)((?:(?:[\w-]+:|-[ \t]|#|[ \t]).*\n|\n){1,80}?)---[ \t]*(?:\n|$)"
)
KEY_LINE = re.compile(r"([\w-]+):\s*(.*)$")
LIST_IN_BRACKETS = re.compile(r"\[.*\]\s*")
LIST_LINE = re.compile(r"\s*-\s+(.*)$")


def split_front_matter(text: str) -> tuple[Facts, str]:
    """Return the facts in the front matter and the text below it; without front matter no facts and the whole text."""
    match = FRONT_MATTER.match(text)
    if match is None:
        return Facts(), text
    stated = _parsed(match[1].split("\n"))
    facts = Facts(
        title=" ".join(stated.get("title", ())),
        authors=tuple(
            name for key in ("author", "authors") for value in stated.get(key, ()) for name in names_in(value)
        ),
        published_at=_first_date(stated, "date", "published", "created"),
        modified_at=_first_date(stated, "updated", "modified", "lastmod"),
        lang=" ".join(stated.get("lang", ()))[:2].lower(),
        tags=tuple(stated.get("tags", stated.get("keywords", ()))),
    )
    return facts, text[match.end() :]


def _parsed(lines: Sequence[str]) -> Mapping[str, list[str]]:
    """Return the values of each key: one after the colon, several in brackets, or one after each dash below."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    key = ""
    for line in lines:
        if match := KEY_LINE.match(line):
            key = match[1].lower()
            found[key] += _values(match[2])
        elif key and (match := LIST_LINE.match(line)):
            found[key] += _values(match[1])
    return found


def _values(text: str) -> list[str]:
    parts = text.strip()[1:-1].split(",") if LIST_IN_BRACKETS.fullmatch(text) else [text]
    return [value for part in parts if (value := clean(part).strip("\"'"))]


def _first_date(stated: Mapping[str, Sequence[str]], *keys: str) -> str:
    days = (day.value for key in keys for value in stated.get(key, ()) for day in dates_in(value, ""))
    return next(days, "")
