"""A page's tree in, what it states about itself out: title, authors, dates, language, site, address, topics."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urljoin, urlsplit

from ingest.byline import byline, names
from ingest.dating import days
from ingest.page import Element
from ingest.pieces import clean
from ingest.structure import breadcrumb_of, squashed

ARTICLE_TYPES = re.compile(r"Article|Posting|Recipe|HowTo|WebPage|Report|Review|FAQPage", re.I)
TITLE_BORDER = re.compile(r"\s+(?:[|\-–—·•»:]|::|//)\s+|\s*[|｜]\s*")
LANGUAGE = re.compile(r"^[A-Za-z]{2,3}(?=$|[-_])")
AUTHOR_METAS = (
    "author",
    "article:author",
    "dc.creator",
    "dcterms.creator",
    "parsely-author",
    "sailthru.author",
    "byl",
    "citation_author",
)
ROOT_CRUMBS = frozenset("home start startseite accueil inicio início ホーム top トップ".split())  # noqa: SIM905
LONGEST_NAME = 80


@dataclass(frozen=True, slots=True)
class Facts:
    """What the page states about itself; "" and empty where it does not. `headline` comes from the page's data."""

    title: str = ""
    headline: str = ""
    authors: tuple[str, ...] = ()
    published_at: str = ""
    modified_at: str = ""
    lang: str = ""
    site: str = ""
    url: str = ""
    tags: tuple[str, ...] = ()
    breadcrumb: tuple[str, ...] = ()


@dataclass(slots=True)
class _Page:
    root: Element
    metas: dict[str, str] = field(default_factory=dict)
    data: list[Mapping[str, Any]] = field(default_factory=list)


def facts(root: Element) -> Facts:
    """Read what the page says of itself, the surest place first: JSON-LD, meta, then its elements."""
    page = _Page(root, _metas(root), list(_linked_data(root)))
    url = _url(page)
    site = clean(page.metas.get("og:site_name") or page.metas.get("application-name") or "") or urlsplit(url).netloc
    title = _title(page, site)
    dated = days(root, page.metas, _described_articles(page), title=title, url=url)
    return Facts(
        title=title,
        headline=_headline(page),
        authors=_authors(page),
        published_at=dated.published,
        modified_at=dated.modified,
        lang=_language(page),
        site=site.removeprefix("www."),
        url=url,
        tags=_tags(page),
        breadcrumb=_breadcrumb(page),
    )


def without_site(title: str, site: str) -> str:
    """Give the title without the site's name at its end or beginning."""
    parts = TITLE_BORDER.split(title)
    if len(parts) < 2:
        return title
    name = squashed(site)
    if name and name in (squashed(parts[-1]), squashed(parts[0])):
        first, last = (0, -1) if squashed(parts[-1]) == name else (1, None)
        kept = parts[first:last]
        start = title.find(kept[0])
        return title[start : title.rfind(kept[-1]) + len(kept[-1])].strip()
    borders = list(TITLE_BORDER.finditer(title))
    # The site's name is shorter than what the page is about.
    return (
        title[: borders[-1].start()].strip()
        if len(parts[-1].split()) < len(title[: borders[-1].start()].split())
        else title
    )


def _metas(root: Element) -> dict[str, str]:
    found: dict[str, str] = {}
    for meta in root.iter("meta"):
        name = meta.get("property") or meta.get("name") or meta.get("itemprop") or meta.get("http-equiv")
        if name and (content := (meta.get("content") or "").strip()):
            found.setdefault(name.strip().lower(), content)
    return found


def _linked_data(root: Element) -> Iterator[Mapping[str, Any]]:
    for script in root.iter("script"):
        if "ld+json" not in (script.get("type") or ""):
            continue
        try:
            stack = [json.loads(script.text or "", strict=False)]
        except (ValueError, RecursionError):
            continue
        while stack:
            value = stack.pop(0)
            if isinstance(value, list):
                stack = value + stack
            elif isinstance(value, dict):
                yield value
                graph = value.get("@graph")
                stack += graph if isinstance(graph, list) else []


def _described_articles(page: _Page) -> Iterator[Mapping[str, Any]]:
    pages = []
    for data in page.data:
        kind = data.get("@type")
        kinds = " ".join(map(str, kind)) if isinstance(kind, list) else str(kind)
        if ARTICLE_TYPES.search(kinds):
            if "WebPage" in kinds:
                pages.append(data)
            else:
                yield data
    yield from pages


def _headline(page: _Page) -> str:
    found = (data.get("headline") or data.get("name") for data in _described_articles(page))
    return clean(next((text for text in found if isinstance(text, str)), "") or page.metas.get("og:title", ""))


def _title(page: _Page, site: str) -> str:
    element = next(page.root.iter("title"), None)
    title = clean("".join(map(str, element.itertext()))) if element is not None else ""
    return without_site(title, site)


def _url(page: _Page) -> str:
    base = page.metas.get("og:url", "")
    for link in page.root.iter("link"):
        if "canonical" in (link.get("rel") or "").lower().split():
            base = urljoin(base, (link.get("href") or "").strip())
            break
    parts = urlsplit(base) if len(base) < 2_000 else urlsplit("")
    return base if parts.scheme in ("http", "https") and parts.netloc else ""


def _language(page: _Page) -> str:
    html = page.root if page.root.tag == "html" else next(page.root.iter("html"), None)
    stated = (
        [html.get("lang"), html.get("{http://www.w3.org/XML/1998/namespace}lang"), html.get("xml:lang")]
        if html is not None
        else []
    )
    for value in (
        *stated,
        page.metas.get("content-language"),
        page.metas.get("og:locale"),
        page.metas.get("dc.language"),
    ):
        match = LANGUAGE.match((value or "").strip())
        if match:
            return match.group().lower()[:2]
    return ""


def _authors(page: _Page) -> tuple[str, ...]:
    for read in (_linked_authors, _meta_authors, _element_authors):
        found = tuple(dict.fromkeys(name for name in read(page) if _is_name(name)))
        # A byline within a byline gives the name twice, once with what stands beside it.
        found = tuple(name for name in found if not any(other != name and other in name for other in found))
        if found:
            return found
    return ()


def _linked_authors(page: _Page) -> Iterator[str]:
    for data in _described_articles(page):
        authors = data.get("author")
        for author in authors if isinstance(authors, list) else [authors]:
            name = author.get("name") if isinstance(author, dict) else author
            for one in name if isinstance(name, list) else [name]:
                if isinstance(one, str):
                    yield from names(clean(one)) or (clean(one),)


def _meta_authors(page: _Page) -> Iterator[str]:
    for name in AUTHOR_METAS:
        if value := page.metas.get(name):
            yield from names(clean(value)) or (clean(value),)


def _element_authors(page: _Page) -> Iterator[str]:
    for element in page.root.iter("a", "span", "p", "div", "address", "cite"):
        rel, prop = (element.get("rel") or "").split(), (element.get("itemprop") or "").split()
        name = (element.get("class") or "").lower()
        if (
            "author" in rel
            or "author" in prop
            or re.search(r"\b(?:byline|author|p-author|post-author|entry-author|article-author)\b", name)
        ):
            inner = next((e for e in element.iter() if "name" in (e.get("itemprop") or "").split()), element)
            text = clean(" ".join(map(str, inner.itertext())))
            read = byline(text)
            yield from read.authors or names(text)


def _is_name(name: str) -> bool:
    return 1 < len(name) <= LONGEST_NAME and "://" not in name and any(c.isalpha() for c in name) and "<" not in name


def _tags(page: _Page) -> tuple[str, ...]:
    found: list[str] = []
    for data in _described_articles(page):
        for key in ("keywords", "articleSection"):
            value = data.get(key)
            found += value.split(",") if isinstance(value, str) else value if isinstance(value, list) else []
    found += [m.get("content") or "" for m in page.root.iter("meta") if m.get("property") == "article:tag"]
    found += page.metas.get("keywords", "").split(",")
    found += ["".join(map(str, a.itertext())) for a in page.root.iter("a") if "tag" in (a.get("rel") or "").split()]
    names_by_key = {tag.casefold(): tag for text in reversed(found) if isinstance(text, str) and (tag := clean(text))}
    return tuple(tag for tag in reversed(names_by_key.values()) if len(tag) <= LONGEST_NAME)[:20]


def _breadcrumb(page: _Page) -> tuple[str, ...]:
    for read in (_linked_crumbs, _element_crumbs, _bare_crumbs):
        found = read(page)
        if found:
            return tuple(c for i, c in enumerate(found) if i or c.casefold() not in ROOT_CRUMBS)
    return ()


def _linked_crumbs(page: _Page) -> tuple[str, ...]:
    for data in page.data:
        items = data.get("itemListElement")
        if data.get("@type") == "BreadcrumbList" and isinstance(items, list):
            found = []
            for item in items:
                inner = item.get("item") if isinstance(item, dict) else None
                name = (item.get("name") if isinstance(item, dict) else None) or (
                    inner.get("name") if isinstance(inner, dict) else None
                )
                if isinstance(name, str):
                    found.append(clean(name))
            # The last one is the page itself.
            return tuple(found if squashed(found[-1]) != squashed(_headline(page)) else found[:-1]) if found else ()
    return ()


def _element_crumbs(page: _Page) -> tuple[str, ...]:
    for element in page.root.iter("nav", "ol", "ul", "div", "p", "td"):
        name = f"{element.get('class') or ''} {element.get('id') or ''} {element.get('aria-label') or ''}"
        if re.search(r"bread-?crumb", name, re.I) or "BreadcrumbList" in (element.get("itemtype") or ""):
            links = [clean("".join(map(str, a.itertext()))) for a in element.iter("a")]
            found = tuple(text for text in links if 0 < len(text) <= LONGEST_NAME and text not in "›»>/→")
            if found:
                return found
    return ()


def _bare_crumbs(page: _Page) -> tuple[str, ...]:
    for element in page.root.iter("div", "p", "nav", "span", "td"):
        if 0 < len(element) <= 10 or (element.text or "").strip():
            text = clean("".join(map(str, element.itertext()))) if sum(1 for _ in element.iter()) <= 24 else ""
            if 3 < len(text) <= 160 and (found := breadcrumb_of(text)):
                return found
    return ()
