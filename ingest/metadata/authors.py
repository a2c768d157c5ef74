"""A page in, the names of who wrote it out: stated beside the title, in the page's data, or in an element named so."""

from collections.abc import Iterator, Mapping
from typing import Any

from ingest.metadata.credits import credited_anywhere, credited_near
from ingest.metadata.names import people
from ingest.metadata.sites import host
from ingest.metadata.statements import Statements, kinds, listed, text_of
from ingest.page import Element
from ingest.text import squashed

# What libraries ask for writes the last name first.
LIBRARY_METAS = ("citation_author", "dc.creator", "dc:creator", "dcterms.creator")
AUTHOR_METAS = (
    "author", "article:author", "article:author_name", "parsely-author", "sailthru.author", "byl", "og:author", "og:article:author",
    "article.author", "cxenseparse:author", "authors", "twitter:data1",
)  # fmt: skip


def authors_of(page: Statements, heading: Element | None, *, site: str, url: str) -> tuple[str, ...]:
    """Give the authors by the surest place that names any; the house itself only where no person is named."""
    houses = {squashed(site), squashed(host(url)), *map(squashed, _publishers(page))} - {""}
    rest: tuple[str, ...] = ()
    for found in _found(page, heading):
        persons = tuple(name for name in found if squashed(name) not in houses)
        if persons:
            return persons
        rest = rest or tuple(found)
    return rest


def _found(page: Statements, heading: Element | None) -> Iterator[tuple[str, ...]]:
    yield credited_near(heading) if heading is not None else ()
    yield from _stated(page)
    yield credited_anywhere(page, heading)


def _stated(page: Statements) -> Iterator[tuple[str, ...]]:
    yield next((names for data in page.articles if (names := _linked(page, data))), ())
    for name in LIBRARY_METAS:
        yield tuple(one for value in page.metas.get(name, ()) for one in people(value, is_inverted=True))
    for name in AUTHOR_METAS:
        if name != "twitter:data1" or page.meta("twitter:label1").casefold() in ("written by", "by"):
            yield tuple(one for value in page.metas.get(name, ()) for one in people(value))


def _linked(page: Statements, data: Mapping[str, Any]) -> tuple[str, ...]:
    found: dict[str, None] = {}
    for author in listed(data.get("author")) or listed(data.get("creator")):
        if isinstance(author, dict) and not author.get("name"):
            author = next((d for d in page.data if d.get("@id") == author.get("@id") and d.get("name")), author)
        for name in listed(author.get("name") if isinstance(author, dict) else author):
            found |= dict.fromkeys(people(text_of(name)))
    return tuple(found)


def _publishers(page: Statements) -> Iterator[str]:
    for data in page.data:
        if "Organization" in kinds(data) or "WebSite" in kinds(data):
            yield text_of(data.get("name"))
        yield from (text_of(one.get("name")) for one in listed(data.get("publisher")) if isinstance(one, dict))
