"""Choose the authors of a page from the most reliable place that names any."""

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from ingest.dom.text import squashed
from ingest.metadata.authors.credits import (
    credited_in_named_element,
    credited_names,
    name_next_to_date,
    text_runs_after,
)
from ingest.metadata.authors.names import names_in
from ingest.metadata.authors.signatures import signature
from ingest.metadata.sites import host
from ingest.metadata.structured_data import StructuredData, as_list, text_of, types_of
from ingest.metadata.titles import Title

# What libraries ask for writes the last name first.
LIBRARY_METAS = ("citation_author", "dc.creator", "dc:creator", "dcterms.creator")
AUTHOR_METAS = (
    "author", "article:author", "article:author_name", "parsely-author", "sailthru.author", "byl", "og:author", "og:article:author",
    "article.author", "cxenseparse:author", "authors", "twitter:data1",
)  # fmt: skip


def page_authors(page: StructuredData, title: Title, *, site: str, url: str) -> tuple[str, ...]:
    """Return the authors from the most reliable place that names any; the publisher itself only if no person is named."""
    houses = {squashed(site), squashed(host(url)), *map(squashed, _publishers(page))} - {""}
    rest: tuple[str, ...] = ()
    for found in _candidates(page, title, houses):
        persons = tuple(name for name in found if squashed(name) not in houses)
        if persons:
            return persons
        rest = rest or tuple(found)
    return rest


def _candidates(page: StructuredData, title: Title, houses: Collection[str]) -> Iterator[tuple[str, ...]]:
    """Yield the names found in each place, the most reliable place first; a name in the title is the subject, not the author."""
    heading, subject = title.heading, squashed(title.text)
    after = text_runs_after(heading) if heading is not None else []
    yield tuple(name for name in credited_names(after) if squashed(name) not in subject)
    yield from _declared(page, houses)
    yield tuple(name for name in credited_in_named_element(page, heading) if squashed(name) not in subject)
    yield tuple(name for name in name_next_to_date(after) if squashed(name) not in subject)
    yield tuple(name for name in signature(page.tree, heading) if squashed(name) not in subject)


def _declared(page: StructuredData, houses: Collection[str]) -> Iterator[tuple[str, ...]]:
    yield next((names for data in page.articles if (names := _json_ld_authors(page, data, houses))), ())
    for name in LIBRARY_METAS:
        yield tuple(one for value in page.metas.get(name, ()) for one in names_in(value, is_inverted=True))
    for name in AUTHOR_METAS:
        if name != "twitter:data1" or page.meta("twitter:label1").casefold() in ("written by", "by"):
            yield tuple(one for value in page.metas.get(name, ()) for one in _names_or_house(value, houses))


def _json_ld_authors(page: StructuredData, data: Mapping[str, Any], houses: Collection[str]) -> tuple[str, ...]:
    found: dict[str, None] = {}
    for author in as_list(data.get("author")) or as_list(data.get("creator")):
        if isinstance(author, dict) and not author.get("name"):
            author = next((d for d in page.data if d.get("@id") == author.get("@id") and d.get("name")), author)
        for name in as_list(author.get("name") if isinstance(author, dict) else author):
            found |= dict.fromkeys(_names_or_house(text_of(name), houses))
    return tuple(found)


def _names_or_house(value: str, houses: Collection[str]) -> tuple[str, ...]:
    """Return the names in a value; the publisher's need not look like a name: "The Garden Expert"."""
    return (value,) if squashed(value) in houses else names_in(value)


def _publishers(page: StructuredData) -> Iterator[str]:
    for data in page.data:
        if "Organization" in types_of(data) or "WebSite" in types_of(data):
            yield text_of(data.get("name"))
        yield from (text_of(one.get("name")) for one in as_list(data.get("publisher")) if isinstance(one, dict))
