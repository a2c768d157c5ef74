"""Find the name of a page's site and the page's own address, and take the site's name out of its title."""

import re
from collections.abc import Sequence
from urllib.parse import urljoin, urlsplit

from ingest.dom.text import clean, squashed
from ingest.metadata.structured_data import StructuredData, as_list, text_of

# White space is looked through once, from where it begins: to try it from each place takes for ever.
TITLE_BORDER = re.compile(r"(?<!\s)\s++(?:(?:[|\-–—·•»«:]|::|//)\s++|[|｜]\s*+)|[|｜]\s*+")
# So many parts no title has, but one that was made by a slip.
MAX_BORDERS = 20
BARS = ("|", "｜")
# The comment that a browser, or an extension such as SingleFile, writes into a page that it saves.
SAVED_FROM = re.compile(r"<!--[^<>]{0,80}?\b(?:saved from url=\(\d+\)|url:\s*|mirrored from\s+)(\S{4,2000})", re.I)
MAX_ADDRESS_CHARS = 2_000


def page_site(page: StructuredData) -> str:
    """Return the site's name from the page's meta elements, its JSON-LD or, failing both, its host."""
    stated = text_of(page.meta("og:site_name", "og:article:publisher", "application-name"))
    return _without_login(stated or _publisher(page)) or host(page_address(page))


def page_address(page: StructuredData) -> str:
    """Return the address that the page declares for itself, or an empty string."""
    base = page.meta("og:url")
    for link in page.root.iter("link"):
        if "canonical" in (link.get("rel") or "").lower().split():
            base = _joined(base, (link.get("href") or "").strip())
            break
    found = (base, page.meta("twitter:url", "parsely-link", "sailthru.url"), *_linked_addresses(page))
    return next((address for address in found if is_address(address)), "")


def saved_from(text: str) -> str:
    """Return the address that a comment in the page says it was saved from, or an empty string."""
    found = SAVED_FROM.search(text[:5_000])
    address = found[1] if found else ""
    return address if is_address(address) else ""


def host(url: str) -> str:
    """Return the host of an address without its "www."."""
    return urlsplit(url).netloc.rpartition("@")[2].removeprefix("www.")


def without_site(title: str, site: str, url: str = "") -> str:
    """Return the title without the site's name at its end or beginning."""
    named, _, rest = title.partition(": ")
    if rest and _names_site(named, site, url):
        return rest.strip()
    borders = list(TITLE_BORDER.finditer(title))
    if not borders:
        return title
    last, first = title[borders[-1].end() :], title[: borders[0].start()]
    if _names_site(last, site, url) or not last:
        # The site may stand there twice, as a name and as an address.
        shorter = _without_ends(title, borders, site, url)
        return (without_site(shorter, site, url) or title) if len(borders) <= MAX_BORDERS else shorter or title
    if _names_site(first, site, url):
        return title[borders[0].end() :].strip() or title
    kept = title[: borders[-1].start()].strip()
    # The site's name is shorter than what the page is about, and a bar hardly ever parts anything else.
    is_short = len(last.split()) < len(kept.split())
    return kept if is_short or (borders[-1].group().strip() in BARS and len(kept.split()) > 2) else title


def _without_ends(title: str, borders: Sequence[re.Match[str]], site: str, url: str) -> str:
    """Return the title without those of its last parts that are the site's name or empty."""
    end = len(title)
    for border in reversed(borders):
        if title[border.end() : end].strip() and not _names_site(title[border.end() : end], site, url):
            break
        end = border.start()
    return title[:end].strip()


def _names_site(part: str, site: str, url: str) -> bool:
    name = squashed(part)
    return bool(name) and name in (squashed(site), squashed(host(url)), *host(url).split(".")[:-1])


def _publisher(page: StructuredData) -> str:
    names = (
        text_of(one.get("name")) for d in page.articles for one in as_list(d.get("publisher")) if isinstance(one, dict)
    )
    return next((name for name in names if name), "")


def _without_login(name: str) -> str:
    """Return a stated name; the host alone where it is an address with the user and the password before it."""
    try:
        login, _, rest = urlsplit(name if "//" in name else f"//{name}").netloc.rpartition("@")
    except ValueError:
        return name
    return rest if ":" in login and login.split() == [login] else name


def _linked_addresses(page: StructuredData) -> list[str]:
    return [clean(url) for data in page.articles for url in (data.get("url"), data.get("@id")) if isinstance(url, str)]


def _joined(base: str, address: str) -> str:
    try:
        return urljoin(base, address)
    except ValueError:
        return base


def is_address(address: str) -> bool:
    """Return whether it is the address of a page on the web."""
    if len(address) > MAX_ADDRESS_CHARS:
        return False
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.netloc)
