"""Filters as a person states them in, the values of the library that are meant out."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from index.analysis import folded, words
from index.engine import Reading
from index.tree import Filters

# What stands around the name of a site in an address.
ADDRESS = re.compile(r"^(?:[a-z]+://)?(?:www\.)?|[/?#:].*$")


def meant(filters: Filters, engine: Reading) -> Filters:
    """Return the filters with the values that the library has for them; what it has none for stays as it is stated.

    An author is meant by any parts of the name, in any order, a site with and without "www.", and all of them by their
    letters without case and accents.
    """
    return replace(
        filters,
        tag=tuple(_meant(filters.tag, "tag", engine, _is_tag)),
        site=tuple(_sites(filters.site, engine)),
        author=tuple(_meant(filters.author, "author", engine, _is_author)),
    )


def _meant(stated: Sequence[str], name: str, engine: Reading, is_meant: Callable[[str, str], bool]) -> Iterator[str]:
    for one in stated:
        found = [value for value in engine.values(name) if value and is_meant(one, value)]
        yield from found or (one,)


def _is_tag(stated: str, value: str) -> bool:
    return folded(value) == folded(stated)


def _sites(stated: Sequence[str], engine: Reading) -> Iterator[str]:
    """Yield the sites of that name; where there is none, those under it, and else those that have it in their name."""
    held = [value for value in engine.values("site") if value]
    for one in stated:
        host = ADDRESS.sub("", one.casefold()).strip(".")
        same = [value for value in held if value.casefold().removeprefix("www.") == host]
        under = same or [value for value in held if value.casefold().endswith(f".{host}")]
        yield from under or [value for value in held if f".{host}." in f".{value.casefold()}."] or (one,)


def _is_author(stated: str, value: str) -> bool:
    parts = set(map(folded, words(stated)))
    return bool(parts) and parts <= set(map(folded, words(value)))
