"""Filters as a person states them in, the values of the library that are meant out."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from index.analysis.tokens import folded, words
from index.engines.protocol import Reading
from index.tree import Filters


def meant(filters: Filters, engine: Reading) -> Filters:
    """Return the filters with the values that the library has for them; what it has none for stays as it is stated.

    An author is meant by any parts of the name, in any order, a site with and without "www.", and all of them by their
    letters without case and accents.
    """
    return replace(
        filters,
        tag=tuple(_meant(filters.tag, "tag", engine, _is_tag)),
        site=tuple(_meant(filters.site, "site", engine, _is_site)),
        author=tuple(_meant(filters.author, "author", engine, _is_author)),
    )


def _meant(stated: Sequence[str], name: str, engine: Reading, is_meant: Callable[[str, str], bool]) -> Iterator[str]:
    for one in stated:
        found = [value for value in engine.values(name) if value and is_meant(one, value)]
        yield from found or (one,)


def _is_tag(stated: str, value: str) -> bool:
    return folded(value) == folded(stated)


def _is_site(stated: str, value: str) -> bool:
    return value.casefold().removeprefix("www.") == stated.casefold().removeprefix("www.")


def _is_author(stated: str, value: str) -> bool:
    parts = set(map(folded, words(stated)))
    return bool(parts) and parts <= set(map(folded, words(value)))
