"""Make one form of all the addresses that lead to the same page."""

from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from w3lib.url import canonicalize_url

# What links in mails, campaigns and social networks add to an address, and no page depends on.
TRACKING_PREFIXES = ("utm_", "mtm_", "pk_", "hsa_", "oly_", "vero_", "wt.")
TRACKING = frozenset((
    "fbclid", "gclid", "gclsrc", "dclid", "gbraid", "wbraid", "msclkid", "yclid", "ysclid", "twclid", "ttclid",
    "igshid", "igsh", "li_fat_id", "mc_cid", "mc_eid", "mkt_tok", "_hsenc", "_hsmi", "s_cid",
    "cmpid", "wt_mc", "__twitter_impression", "_openstat", "rb_clickid", "_ga", "_gl",
))  # fmt: skip
DEFAULT_PORTS = {"http": ":80", "https": ":443"}
# The files that a server gives where only their folder is named.
INDEX_FILES = frozenset(("index.html", "index.htm", "index.php", "index.xhtml", "index.shtml", "default.htm"))
# How the pages of an application that runs in the browser are told apart.
ROUTES = ("!", "/")


def canonical_address(url: str) -> str:
    """Return the form of an http address that all addresses of its page share, or "" where it tells no page.

    Scheme, "www.", user and password, the default port, the order of the query, tracking parameters, the fragment and
    a trailing slash or index file do not count. The front page of a site tells no page, as many pages state it for
    themselves. What is no address of http or https gives "".
    """
    try:
        parts = urlsplit(canonicalize_url(url.strip(), keep_fragments=True))
    except ValueError:
        return ""
    if parts.scheme not in DEFAULT_PORTS or not parts.netloc:
        return ""
    host = _without_www(parts.netloc.rpartition("@")[2].removesuffix(DEFAULT_PORTS[parts.scheme]))
    # Bytes that are no UTF-8 tell pages apart as well.
    stated = parse_qsl(parts.query, keep_blank_values=True, errors="surrogateescape")
    query = urlencode([pair for pair in stated if not _is_tracking(pair[0])], errors="surrogateescape")
    fragment = parts.fragment if parts.fragment.startswith(ROUTES) and len(parts.fragment) > 1 else ""
    path = _without_index(parts.path)
    return urlunsplit(("", host, path, query, fragment)).removeprefix("//") if path or query or fragment else ""


def without_credentials(url: str) -> str:
    """Return the address without the user and the password that may stand before its host."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return url
    return url if "@" not in parts.netloc else urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2]))


def _is_tracking(name: str) -> bool:
    return name.lower() in TRACKING or name.lower().startswith(TRACKING_PREFIXES)


def _without_www(host: str) -> str:
    rest = host.removeprefix("www.")
    return rest if "." in rest else host


def _without_index(path: str) -> str:
    folder, _, file = path.rpartition("/")
    return (folder if file.lower() in INDEX_FILES else path).rstrip("/")
