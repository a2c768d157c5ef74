"""Gather the metadata of a page into one set of facts."""

import re
from dataclasses import dataclass

from index import without_credentials
from ingest.dom.flat import FlatTree
from ingest.metadata.authors.page_authors import page_authors
from ingest.metadata.breadcrumbs import page_breadcrumb
from ingest.metadata.dates.page_dates import page_dates
from ingest.metadata.sites import host, page_address, page_site
from ingest.metadata.structured_data import StructuredData, structured_data
from ingest.metadata.tags import page_tags
from ingest.metadata.titles import declared_titles, page_title

LANGUAGE = re.compile(r"^[A-Za-z]{2,3}(?=$|[-_])")


@dataclass(frozen=True, slots=True)
class Facts:
    """The metadata of a page; a field is empty where the page does not say."""

    title: str = ""
    authors: tuple[str, ...] = ()
    published_at: str = ""
    modified_at: str = ""
    lang: str = ""
    site: str = ""
    url: str = ""
    tags: tuple[str, ...] = ()
    breadcrumb: tuple[str, ...] = ()


def facts(tree: FlatTree, *, saved_from: str = "") -> Facts:
    """Return the metadata of the page.

    `saved_from` is the address that the page was saved from, used where the page declares none itself.
    """
    page = structured_data(tree)
    url = without_credentials(page_address(page) or saved_from)
    site = page_site(page) or host(url)
    title = page_title(tree.root, site, declared_titles(page, site, url))
    dated = page_dates(page, title=title.text, url=url)
    return Facts(
        title=title.text,
        authors=page_authors(page, title, site=site, url=url),
        published_at=dated.published,
        modified_at=dated.modified,
        lang=_language(page),
        site=site,
        url=url,
        tags=page_tags(page),
        breadcrumb=page_breadcrumb(page, title),
    )


def _language(page: StructuredData) -> str:
    stated = (page.language, page.meta("content-language"), page.meta("og:locale"), page.meta("dc.language"))
    return next((match.group().lower()[:2] for value in stated if (match := LANGUAGE.match(value.strip()))), "")
