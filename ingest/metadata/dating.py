"""A page's tree and what it declares in, the days out on which it was published and modified."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlsplit

from ingest.dom.parser import Element
from ingest.metadata.dates import iso
from ingest.metadata.shown import Shown, shown
from ingest.metadata.statements import Statements

PUBLISHED_METAS = (
    "article:published_time", "article:published", "datepublished", "date", "dc.date", "dc.date.issued",
    "dc.date.created", "dcterms.date", "dcterms.created", "dcterms.issued", "pubdate", "pub_date", "publishdate",
    "publish-date", "publish_date", "publish_time", "published_at", "published_time", "publication_date",
    "parsely-pub-date", "sailthru.date", "citation_publication_date", "citation_online_date", "citation_date",
    "og:published_time", "og:article:published_time", "og:publish_date", "article.published", "article:publicationdate",
    "article_date_original", "originalpublicationdate", "rnews:datepublished", "bt:pubdate", "ptime", "pdate",
    "displaydate", "datecreated", "created",
)  # fmt: skip
MODIFIED_METAS = (
    "article:modified_time", "article:modified", "og:updated_time", "og:article:modified_time", "datemodified",
    "dcterms.modified", "dc.date.modified", "last-modified", "lastmod", "last_modified", "last-updated", "last_updated",
    "updated_at", "updated_time", "date_updated", "modified", "utime",
)  # fmt: skip
DATED_PATH = re.compile(r"/((?:19|20)\d\d)[/-](\d\d?)[/-](\d\d?)(?=[/_.-]|$)")
LINKED_DATES = {name: re.compile(rf'"{name}"\s*+:\s*+"([^"]{{8,40}})"') for name in ("datePublished", "dateModified")}


@dataclass(frozen=True, slots=True)
class Days:
    """When a page was published and modified, in ISO 8601; "" where it does not say."""

    published: str = ""
    modified: str = ""


def days(page: Statements, *, title: str = "", url: str = "") -> Days:
    """Find when the page was published and modified.

    What stands by the title is what its reader takes for its date, so it is believed before what is declared to
    machines, which publishing systems often fill with the day of an import or of a first draft; where the two
    agree the declared one is given, being the more exact. A page that shows only when it was updated has no
    other day: that one is given for both. Last comes the day in its address.
    """
    declared = _declared(page, "datePublished", PUBLISHED_METAS)
    modified = _declared(page, "dateModified", MODIFIED_METAS)
    seen = shown(page.flat, title, _tongue(page, url))
    published = _agreed(declared, next((s for s in seen if s.kind != "modified"), None))
    updated = next((s.value for s in seen if s.kind == "modified"), "")
    return Days(published or updated or _day_in(url), modified or updated)


def _agreed(declared: str, seen: Shown | None) -> str:
    if seen is None or seen.value[:10] == declared[:10]:
        return declared
    return declared if declared and not (seen.is_head or seen.kind) else seen.value


def _declared(page: Statements, linked: str, names: Iterable[str]) -> str:
    values = [entry.get(linked) for entry in page.articles]
    values += [page.meta(name) for name in names]
    found = (iso(value) for value in values if isinstance(value, str))
    return next(filter(None, found), "") or next(filter(None, map(iso, _unread_data(page.root, linked))), "")


def _unread_data(root: Element, name: str) -> Iterator[str]:
    """Give the dates of linked data that is broken, or says it deeper within."""
    for script in root.iter("script"):
        if "ld+json" in (script.get("type") or "").lower():
            yield from LINKED_DATES[name].findall(script.text or "")


def _tongue(page: Statements, url: str) -> str:
    """Give the language with its region, as the page or the country of its address states it."""
    lang = page.language or page.meta("og:locale")
    country = (urlsplit(url).hostname or "").rpartition(".")[2]
    is_open = lang.lower() in ("", "en") and len(country) == 2
    return f"en-{country}" if is_open and country not in ("io", "ai", "co", "me", "tv") else lang.replace("_", "-")


def _day_in(url: str) -> str:
    match = DATED_PATH.search(urlsplit(url).path)
    try:
        return date(*map(int, match.groups())).isoformat() if match else ""
    except ValueError:
        return ""
