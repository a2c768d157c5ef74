"""A page in, the names of who wrote it out: stated beside the title, in the page's data, or in an element named so."""

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from ingest.dom.text import squashed
from ingest.metadata.credits import beside_date, credited, credited_anywhere, runs_after
from ingest.metadata.names import people
from ingest.metadata.signed import signed
from ingest.metadata.sites import host
from ingest.metadata.statements import Statements, kinds, listed, text_of
from ingest.metadata.titles import Title

# What libraries ask for writes the last name first.
LIBRARY_METAS = ("citation_author", "dc.creator", "dc:creator", "dcterms.creator")
AUTHOR_METAS = (
    "author", "article:author", "article:author_name", "parsely-author", "sailthru.author", "byl", "og:author", "og:article:author",
    "article.author", "cxenseparse:author", "authors", "twitter:data1",
)  # fmt: skip


def authors_of(page: Statements, title: Title, *, site: str, url: str) -> tuple[str, ...]:
    """Give the authors by the surest place that names any; the house itself only where no person is named."""
    houses = {squashed(site), squashed(host(url)), *map(squashed, _publishers(page))} - {""}
    rest: tuple[str, ...] = ()
    for found in _found(page, title, houses):
        persons = tuple(name for name in found if squashed(name) not in houses)
        if persons:
            return persons
        rest = rest or tuple(found)
    return rest


def _found(page: Statements, title: Title, houses: Collection[str]) -> Iterator[tuple[str, ...]]:
    """Give what each place names, the surest first; whom the title names the page is about."""
    heading, subject = title.heading, squashed(title.text)
    after = runs_after(heading) if heading is not None else []
    yield tuple(name for name in credited(after) if squashed(name) not in subject)
    yield from _stated(page, houses)
    yield tuple(name for name in credited_anywhere(page, heading) if squashed(name) not in subject)
    yield tuple(name for name in beside_date(after) if squashed(name) not in subject)
    yield tuple(name for name in signed(page.flat, heading) if squashed(name) not in subject)


def _stated(page: Statements, houses: Collection[str]) -> Iterator[tuple[str, ...]]:
    yield next((names for data in page.articles if (names := _linked(page, data, houses))), ())
    for name in LIBRARY_METAS:
        yield tuple(one for value in page.metas.get(name, ()) for one in people(value, is_inverted=True))
    for name in AUTHOR_METAS:
        if name != "twitter:data1" or page.meta("twitter:label1").casefold() in ("written by", "by"):
            yield tuple(one for value in page.metas.get(name, ()) for one in _named(value, houses))


def _linked(page: Statements, data: Mapping[str, Any], houses: Collection[str]) -> tuple[str, ...]:
    found: dict[str, None] = {}
    for author in listed(data.get("author")) or listed(data.get("creator")):
        if isinstance(author, dict) and not author.get("name"):
            author = next((d for d in page.data if d.get("@id") == author.get("@id") and d.get("name")), author)
        for name in listed(author.get("name") if isinstance(author, dict) else author):
            found |= dict.fromkeys(_named(text_of(name), houses))
    return tuple(found)


def _named(value: str, houses: Collection[str]) -> tuple[str, ...]:
    """Give the names in a value; a house's name may look like none: "The Garden Expert"."""
    return (value,) if squashed(value) in houses else people(value)


def _publishers(page: Statements) -> Iterator[str]:
    for data in page.data:
        if "Organization" in kinds(data) or "WebSite" in kinds(data):
            yield text_of(data.get("name"))
        yield from (text_of(one.get("name")) for one in listed(data.get("publisher")) if isinstance(one, dict))
