"""One saved page in, one Article out, or the reason why not."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from index import (
    Article,
    Section,
    SkippedPage,
    UnreadablePage,
    article_id,
    canonical_address,
    texts,
    without_credentials,
)
from ingest.blocks.pieces import Heading, Line, Piece, link_share
from ingest.blocks.plaintext import is_plain, plain_pieces
from ingest.blocks.structure import sections
from ingest.body import Body, body
from ingest.decoding.decode import decoded
from ingest.dom.plain import Removed, read_page
from ingest.dom.text import clean
from ingest.metadata import Facts, facts
from ingest.metadata.breadcrumbs import parsed_breadcrumb
from ingest.metadata.byline import OTHER_HAND, byline
from ingest.metadata.dates.candidates import is_outside_article
from ingest.metadata.frontmatter import split_front_matter
from ingest.metadata.language import detected_language
from ingest.metadata.sites import host, is_address, saved_from
from ingest.siterules import NO_RULES, Rule, SiteRules

# Where a byline may stand: the lines at either end of the article.
BORDER_LINES = 6
# The bytes from which a page is none that anybody reads: 20 MB.
LARGEST = 20_000_000
FRAME = re.compile(r"<(?:frame|iframe)\b", re.I)


@dataclass(frozen=True, slots=True)
class Reading:
    """An article with how it was read: the page's body, the reason against each of its pieces, the rule used.

    `removed` is what nobody saw on the page.
    """

    article: Article
    body: Body
    reasons: Sequence[str]
    rule: Rule | None = None
    removed: Sequence[Removed] = ()


def read_article(
    page: bytes,
    *,
    source: str = "",
    encoding: str | None = None,
    rules: SiteRules = NO_RULES,
    address: str = "",
    largest: int = LARGEST,
) -> Article:
    """Return the article that the page holds.

    `source` is where it came from, a path or an address; `encoding` what was said of the bytes from outside; `rules`
    what a person said of the pages of a site; `address` where it was saved from, as an archive says, for a page that
    states none. Every text of the article can be written in UTF-8, and its id is that of its address, else of its
    source, else of its text.

    A page may have up to `largest` bytes. Within them it takes time and memory in proportion to its size, whatever it
    holds: what lies more than some 250 elements deep is read flat, a list within more than eight others too, tags
    lose their attributes from some 400 on, and letters their combining marks from 30 on.

    Raises SkippedPage for what is no page or is over that size, UnreadablePage for a page without text, and RulesError
    for a rule whose selector cannot be read.
    """
    return reading(page, source=source, encoding=encoding, rules=rules, address=address, largest=largest).article


def reading(
    page: bytes,
    *,
    source: str = "",
    encoding: str | None = None,
    rules: SiteRules = NO_RULES,
    address: str = "",
    largest: int = LARGEST,
) -> Reading:
    """Read the page, and keep how that was done; limits and errors are those of `read_article`."""
    if len(page) > largest:
        raise SkippedPage(f"{source or 'this page'}: {len(page):,} bytes, over the limit of {largest:,}")
    text = decoded(page, source=source, encoding=encoding)
    address = clean(address)
    removed: list[Removed] = []
    if is_plain(text):
        found, stated, rule = _plain(text, address)
    else:
        found, stated, rule = _marked_up(text, source, rules, address, removed)
    title = stated.title or _first_words(found.pieces) or clean(source.rpartition("/")[2]) or "Untitled"
    reasons = found.reasons(title)
    kept = [piece for piece, why in zip(found.pieces, reasons, strict=True) if not why]
    article = _article(kept, replace(stated, title=title), source)
    if not any(text.strip() for section in article.sections for text in _said(section)):
        raise UnreadablePage(f"{source or 'this page'}: {_why_empty(text)}")
    return Reading(article, found, reasons, rule, removed)


def _marked_up(
    text: str, source: str, rules: SiteRules, address: str, removed: list[Removed]
) -> tuple[Body, Facts, Rule | None]:
    page, unseen = read_page(text)
    removed += unseen
    stated = facts(page, saved_from=saved_from(text) or (address if is_address(address) else ""))
    rule = rules.matching(stated.url, source)
    if rule:
        stated = rule.corrected(stated, page.root)
    found = body(page, rule)
    return found, _from_borders(stated, found), rule


def _plain(text: str, address: str) -> tuple[Body, Facts, None]:
    stated, text = split_front_matter(text)
    if is_address(address):
        stated = replace(stated, url=without_credentials(address), site=host(address))
    found = plain_pieces(text)
    breadcrumb: tuple[str, ...] = ()
    if found and isinstance(found[0], Heading | Line) and (breadcrumb := parsed_breadcrumb(found[0].text)):
        found = found[1:]
    title = stated.title
    if not title and found and isinstance(found[0], Heading | Line) and len(found[0].text) <= 200:
        title = found[0].text
    stated = replace(stated, title=title, breadcrumb=breadcrumb)
    read = Body(pieces=found, is_ruled=True)
    return read, _from_borders(stated, read), None


def _article(kept: Sequence[Piece], stated: Facts, source: str) -> Article:
    parts = sections(kept)
    said = [text for section in parts for text in _said(section)]
    return Article(
        # No text holds a NUL, so that no two texts are joined to the same.
        id=article_id(canonical_address(stated.url) or source or "\0".join((stated.title, *said))),
        title=stated.title,
        # A file's name may hold bytes that are no letters.
        source=source.encode("utf-8", "backslashreplace").decode(),
        url=stated.url,
        site=stated.site,
        lang=stated.lang or detected_language(" ".join(said)),
        authors=stated.authors,
        published_at=stated.published_at,
        modified_at=stated.modified_at,
        tags=stated.tags,
        breadcrumb=stated.breadcrumb,
        sections=parts,
        link_share=link_share(kept),
    )


def _why_empty(text: str) -> str:
    if FRAME.search(text):
        return "no text but frames; ingest the pages that they show"
    return "no text found; is it HTML?"


def _said(section: Section) -> Iterator[str]:
    yield section.heading
    for block in section.blocks:
        yield from texts(block)


def _first_words(found: Sequence[Piece]) -> str:
    for piece in found:
        if isinstance(piece, Heading | Line):
            return piece.text if len(piece.text) <= 80 else piece.text[:80].rpartition(" ")[0] + "…"
    return ""


def _from_borders(stated: Facts, found: Body) -> Facts:
    """Add what the bylines at the borders of the article state and the page's data does not."""
    lines = [piece for piece in found.pieces if isinstance(piece, Line)]
    borders = (*lines[:BORDER_LINES], *reversed(lines[-BORDER_LINES:]))
    near = [piece.text for piece in borders if not any(map(is_outside_article, piece.place))]
    # What stands after the article is its byline only where it says who and when.
    near += [line for line in found.after if (one := byline(line, stated.lang)).authors and one.date]
    read = [byline(line, stated.lang) for line in near]
    authors = stated.authors or next(
        (b.authors for b, line in zip(read, near, strict=True) if b.authors and not OTHER_HAND.match(line)), ()
    )
    day = stated.published_at or next((b.date for b in read if b.date), "")
    return replace(stated, authors=authors, published_at=day)
