"""A request's query string in, the question for the library out; one reading for HTML and JSON alike."""

import re
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, get_args
from urllib.parse import urlencode

from flask import Request, current_app
from werkzeug.datastructures import MultiDict

from index import Answer, Duplicates, Filters, Library, Mode, QueryError, Sort, days

NUMBER = re.compile(r"-?[0-9]{1,18}")
NAMES = ("tag", "site", "lang", "author")


@dataclass(frozen=True, slots=True)
class Question:
    """What was asked: the words, the page of hits, and what narrows and sorts them."""

    q: str
    page: int
    per_page: int
    filters: Filters
    sort: Sort
    mode: Mode = "auto"
    duplicates: Duplicates = "folded"

    @property
    def is_empty(self) -> bool:
        """Say whether there is nothing to look for."""
        return not self.q.strip() and self.filters == Filters()

    def url(self, path: str, **changes: Any) -> str:
        """Give an address that asks this question, with these changes."""
        asked = replace(self, **changes)
        pairs = [("q", asked.q), *asked.kept]
        pairs += [("duplicates", asked.duplicates)] if asked.duplicates != "folded" else []
        pairs += [("per_page", str(asked.per_page))] if asked.per_page != 10 else []
        pairs += [("page", str(asked.page))] if asked.page > 1 else []
        return f"{path}?{urlencode(pairs)}"

    @property
    def kept(self) -> list[tuple[str, str]]:
        """Give what holds for the next question too: what narrows and sorts, and how much of it is wanted."""
        pairs = [(name, value) for name in NAMES for value in getattr(self.filters, name)]
        pairs += [(name, day.isoformat()) for name in ("after", "before") if (day := getattr(self.filters, name))]
        pairs += [("sort", self.sort)] if self.sort != "relevance" else []
        pairs += [("mode", self.mode)] if self.mode != "auto" else []
        return pairs

    def toggled(self, name: str, value: str) -> Filters:
        """Give the filters with this value chosen, or no longer chosen where it is."""
        chosen = getattr(self.filters, name)
        kept = tuple(v for v in chosen if v.casefold() != value.casefold())
        values = kept if len(kept) < len(chosen) else (*chosen, value)
        return replace(self.filters, **{name: values})  # type: ignore[arg-type]  # each of NAMES is a tuple


def question(request: Request) -> Question:
    """Read the question. Raises QueryError, which says which part of it is wrong."""
    args = request.args
    return Question(
        q=args.get("q", ""),
        page=_number(args, "page", 1),
        per_page=_number(args, "per_page", 10),
        filters=Filters(
            **{name: tuple(v for v in args.getlist(name) if v.strip()) for name in NAMES},
            after=_day(args, "after"),
            before=_day(args, "before"),
        ),
        sort=_one_of("sort", args.get("sort") or "relevance", get_args(Sort)),
        mode=_one_of("mode", args.get("mode") or "auto", get_args(Mode)),
        duplicates=_one_of("duplicates", args.get("duplicates") or "folded", get_args(Duplicates)),
    )


def library() -> Library:
    """Give the library that this application shows."""
    held: Library = current_app.extensions["library"]
    return held


def answer(asked: Question) -> Answer:
    """Ask the library."""
    return library().search(
        asked.q,
        page=asked.page,
        per_page=asked.per_page,
        filters=asked.filters,
        sort=asked.sort,
        mode=asked.mode,
        duplicates=asked.duplicates,
    )


def _one_of(name: str, value: str, choices: tuple[Any, ...]) -> Any:
    """Return the value that was asked for, which is one of these."""
    if value in choices:
        return value
    raise QueryError(f"{name} {value[:40]}: choose one of {', '.join(choices)}")


def _number(args: MultiDict[str, str], name: str, default: int) -> int:
    value = args.get(name, "").strip()
    if not value:
        return default
    if not NUMBER.fullmatch(value):
        raise QueryError(f"{name} {value[:40]}: is no number")
    return int(value)


def _day(args: MultiDict[str, str], name: str) -> date | None:
    value = args.get(name, "").strip()
    if not value:
        return None
    meant = days(value)
    if meant is None:
        raise QueryError(f"{name} {value[:40]}: is no day; write it as 2026-01-31, 2026-01 or 2026")
    return meant.first if name == "after" else meant.last
