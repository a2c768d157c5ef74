"""A page in, what it states about itself out: title, authors, dates, language, site, address, topics."""

import re
from dataclasses import dataclass

from ingest.dom.flat import Flat
from ingest.metadata.authors import authors_of
from ingest.metadata.breadcrumbs import breadcrumb_to
from ingest.metadata.dating import days
from ingest.metadata.sites import host, site_of, url_of
from ingest.metadata.statements import Statements, statements
from ingest.metadata.tags import tags_of
from ingest.metadata.titles import stated_titles, title_of

LANGUAGE = re.compile(r"^[A-Za-z]{2,3}(?=$|[-_])")


@dataclass(frozen=True, slots=True)
class Facts:
    """What the page states about itself; "" and empty where it does not."""

    title: str = ""
    authors: tuple[str, ...] = ()
    published_at: str = ""
    modified_at: str = ""
    lang: str = ""
    site: str = ""
    url: str = ""
    tags: tuple[str, ...] = ()
    breadcrumb: tuple[str, ...] = ()


def facts(flat: Flat, *, saved_from: str = "") -> Facts:
    """Read what the page says of itself, the surest place first: JSON-LD, meta, then its elements.

    `saved_from` is the address that the page was saved from, for one that states none itself.
    """
    page = statements(flat)
    url = url_of(page) or saved_from
    site = site_of(page) or host(url)
    title = title_of(flat.root, site, stated_titles(page, site, url))
    dated = days(page, title=title.text, url=url)
    return Facts(
        title=title.text,
        authors=authors_of(page, title, site=site, url=url),
        published_at=dated.published,
        modified_at=dated.modified,
        lang=_language(page),
        site=site,
        url=url,
        tags=tags_of(page),
        breadcrumb=breadcrumb_to(page, title),
    )


def _language(page: Statements) -> str:
    stated = (page.language, page.meta("content-language"), page.meta("og:locale"), page.meta("dc.language"))
    return next((match.group().lower()[:2] for value in stated if (match := LANGUAGE.match(value.strip()))), "")
