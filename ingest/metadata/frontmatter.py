"""A text without markup in, the facts between two lines of dashes at its top and the text under them out."""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence

from ingest.metadata import Facts
from ingest.metadata.dates import dates_in
from ingest.metadata.names import people

FRONT = re.compile(r"\ufeff?---[ \t]*\n(?=[\w-]+:)((?:(?:[\w-]+:|-[ \t]|#|[ \t]).*\n|\n){1,80}?)---[ \t]*(?:\n|$)")
KEYED = re.compile(r"([\w-]+):\s*(.*)$")
BRACKETED = re.compile(r"\[.*\]\s*")
LISTED = re.compile(r"\s*-\s+(.*)$")


def fronted(text: str) -> tuple[Facts, str]:
    """Give what the text states above itself, and the rest of it; no facts and all of it where it states none."""
    match = FRONT.match(text)
    if match is None:
        return Facts(), text
    stated = _stated(match[1].split("\n"))
    facts = Facts(
        title=" ".join(stated.get("title", ())),
        authors=tuple(name for key in ("author", "authors") for value in stated.get(key, ()) for name in people(value)),
        published_at=_day(stated, "date", "published", "created"),
        modified_at=_day(stated, "updated", "modified", "lastmod"),
        lang=" ".join(stated.get("lang", ()))[:2].lower(),
        tags=tuple(stated.get("tags", stated.get("keywords", ()))),
    )
    return facts, text[match.end() :]


def _stated(lines: Sequence[str]) -> Mapping[str, list[str]]:
    """Give the values of each key: one beside it, several in brackets, or each after a dash under it."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    key = ""
    for line in lines:
        if match := KEYED.match(line):
            key = match[1].lower()
            found[key] += _values(match[2])
        elif key and (match := LISTED.match(line)):
            found[key] += _values(match[1])
    return found


def _values(text: str) -> list[str]:
    parts = text.strip()[1:-1].split(",") if BRACKETED.fullmatch(text) else [text]
    return [value for part in parts if (value := part.strip().strip("\"'"))]


def _day(stated: Mapping[str, Sequence[str]], *keys: str) -> str:
    days = (day.value for key in keys for value in stated.get(key, ()) for day in dates_in(value, ""))
    return next(days, "")
