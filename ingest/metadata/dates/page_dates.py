"""Find when a page was published and modified, from the dates that it declares and those that it shows."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlsplit

from ingest.dom.parser import Element
from ingest.metadata.dates.parsing import iso_date
from ingest.metadata.dates.visible import VisibleDate, visible_dates
from ingest.metadata.structured_data import StructuredData

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
JSON_LD_DATES = {name: re.compile(rf'"{name}"\s*+:\s*+"([^"]{{8,40}})"') for name in ("datePublished", "dateModified")}


@dataclass(frozen=True, slots=True)
class PageDates:
    """When a page was published and modified, in ISO 8601; empty where it does not say."""

    published: str = ""
    modified: str = ""


def page_dates(page: StructuredData, *, title: str = "", url: str = "") -> PageDates:
    """Return when the page was published and modified.

    A date shown beside the title takes precedence over one declared in structured data, which publishing systems
    often fill with the date of an import or of a first draft; if both agree, the declared date is returned because
    it is more exact. If a page shows only when it was updated, that date counts as both. The last resort is a date
    in the page's address.
    """
    declared = _declared(page, "datePublished", PUBLISHED_METAS)
    modified = _declared(page, "dateModified", MODIFIED_METAS)
    seen = visible_dates(page.tree, title, _language_with_region(page, url))
    published = _reconciled(declared, next((s for s in seen if s.kind != "modified"), None))
    updated = next((s.value for s in seen if s.kind == "modified"), "")
    return PageDates(published or updated or _date_in_address(url), modified or updated)


def _reconciled(declared: str, seen: VisibleDate | None) -> str:
    if seen is None or seen.value[:10] == declared[:10]:
        return declared
    return declared if declared and not (seen.is_head or seen.kind) else seen.value


def _declared(page: StructuredData, json_ld_key: str, names: Iterable[str]) -> str:
    values = [entry.get(json_ld_key) for entry in page.articles]
    values += [page.meta(name) for name in names]
    found = (iso_date(value) for value in values if value and isinstance(value, str))
    return next(filter(None, found), "") or next(
        filter(None, map(iso_date, _dates_in_broken_data(page.root, json_ld_key))), ""
    )


def _dates_in_broken_data(root: Element, name: str) -> Iterator[str]:
    """Yield the dates in JSON-LD that does not parse or nests them deeper."""
    for script in root.iter("script"):
        if "ld+json" in (script.get("type") or "").lower():
            yield from JSON_LD_DATES[name].findall(script.text or "")


def _language_with_region(page: StructuredData, url: str) -> str:
    """Return the page's language with a region, from the page itself or from the country domain of its address."""
    lang = page.language or page.meta("og:locale")
    country = (urlsplit(url).hostname or "").rpartition(".")[2]
    is_open = lang.lower() in ("", "en") and len(country) == 2
    return f"en-{country}" if is_open and country not in ("io", "ai", "co", "me", "tv") else lang.replace("_", "-")


def _date_in_address(url: str) -> str:
    match = DATED_PATH.search(urlsplit(url).path)
    try:
        return date(*map(int, match.groups())).isoformat() if match else ""
    except ValueError:
        return ""
