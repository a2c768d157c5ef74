"""Filters as a person states them in, the values of the library that are meant out."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from index.analysis.tokens import folded, is_unspaced_letter, surfaces, words
from index.engines.protocol import Reading
from index.tree import Filters

# What stands around the name of a site in an address.
INITIALS = re.compile(r"\b(\w\.)\s+(?=\w\.)")
ADDRESS = re.compile(r"^(?:[a-z]+://)?(?:www\.)?|[/?#:].*$")


def meant(filters: Filters, engine: Reading) -> Filters:
    """Return the filters with the values that the library has for them; what it has none for stays as it is stated.

    An author is meant by any parts of the name, in any order, a site with and without "www.", and all of them by their
    letters without case and accents.
    """
    return replace(
        filters,
        tag=tuple(_tags(filters.tag, engine)),
        site=tuple(_sites(filters.site, engine)),
        author=tuple(_authors(filters.author, engine)),
    )


def _tags(stated: Sequence[str], engine: Reading) -> Iterator[str]:
    """Yield the tags of that name; where there is none, those of the same letters: e-mail for email."""
    held = [value for value in engine.values("tag") if value]
    for one in stated:
        same = [value for value in held if folded(value) == folded(one)]
        letters = _letters(one)
        yield from same or [value for value in held if letters and _letters(value) == letters] or (one,)


def _letters(value: str) -> str:
    return "".join(map(folded, words(value)))


def _sites(stated: Sequence[str], engine: Reading) -> Iterator[str]:
    """Yield the sites of that name; where there is none, those under it, and else those that have it in their name."""
    held = [value for value in engine.values("site") if value]
    for one in stated:
        host = ADDRESS.sub("", one.casefold()).strip(".")
        same = [value for value in held if value.casefold().removeprefix("www.") == host]
        under = same or [value for value in held if value.casefold().endswith(f".{host}")]
        yield from under or [value for value in held if f".{host}." in f".{value.casefold()}."] or (one,)


def _authors(stated: Sequence[str], engine: Reading) -> Iterator[str]:
    held = [value for value in engine.values("author") if value]
    for one in stated:
        yield from [value for value in held if _is_author(one, value)] or (one,)


def _is_author(stated: str, value: str) -> bool:
    parts = set(map(folded, words(stated)))
    name = set(map(folded, surfaces(INITIALS.sub(r"\1", value).title())))
    return bool(parts) and (parts <= name | set(map(folded, words(value))) or _is_within(stated, value))


def _is_within(stated: str, value: str) -> bool:
    """Return whether it is a part of a name that is written without spaces."""
    return is_unspaced_letter(stated[:1]) and folded(stated) in folded(value)
