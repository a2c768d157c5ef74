"""One saved page in, one Article out, or the reason why not."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from urllib.parse import urlsplit

from index import Article, Section, UnreadablePage, article_id, texts
from ingest.boilerplate import kept
from ingest.content import content_root
from ingest.decode import decoded
from ingest.language import detected
from ingest.metadata.breadcrumbs import breadcrumb_of
from ingest.metadata.byline import byline
from ingest.metadata.facts import Facts, facts
from ingest.metadata.sites import saved_from
from ingest.naming import Naming, naming
from ingest.noise import noise
from ingest.page import Element, for_people, tree
from ingest.pieces import Heading, Line, Piece, pieces
from ingest.plaintext import is_plain, plain_pieces
from ingest.prose import writing
from ingest.structure import sections

# Where a byline may stand: the lines at either end of the article.
BORDER_LINES = 6


def read_article(page: bytes, *, source: str = "", encoding: str | None = None) -> Article:
    """Give the article that the page holds.

    `source` is where it came from, a path or an address; `encoding` what was said of the bytes from outside.
    Raises SkippedPage for what is no page, and UnreadablePage for a page without text.
    """
    text = decoded(page, source=source, encoding=encoding)
    found, stated = _plain(text) if is_plain(text) else _marked_up(text)
    article = _article(found, stated, source)
    if not any(text.strip() for section in article.sections for text in _said(section)):
        raise UnreadablePage(f"{source or 'this page'}: no text found; is it HTML?")
    return article


def body(root: Element, named: Naming) -> list[Piece]:
    """Give the pieces of the element that holds the article, without what stands beside it."""
    measured = writing(for_people(root))
    beside = noise(root, named, measured.prose)
    return pieces(content_root(root, named, beside, measured.weight), beside)


def _marked_up(text: str) -> tuple[list[Piece], Facts]:
    root = tree(text)
    named = naming(root)
    stated = facts(root, named, saved_from=saved_from(text))
    found = body(root, named)
    stated = _from_borders(stated, _line_texts(found))
    return [piece for piece, is_kept in zip(found, kept(found), strict=True) if is_kept], stated


def _plain(text: str) -> tuple[list[Piece], Facts]:
    found = plain_pieces(text)
    breadcrumb: tuple[str, ...] = ()
    if found and isinstance(found[0], Heading | Line) and (breadcrumb := breadcrumb_of(found[0].text)):
        found = found[1:]
    title = ""
    if found and isinstance(found[0], Heading | Line) and len(found[0].text) <= 200:
        title = found[0].text
    stated = Facts(title=title, breadcrumb=breadcrumb)
    return found, _from_borders(stated, _line_texts(found))


def _article(found: list[Piece], stated: Facts, source: str) -> Article:
    title = stated.title or _first_words(found) or source.rpartition("/")[2] or "Untitled"
    parts = sections(found, title)
    said = " ".join(text for section in parts for text in _said(section))
    return Article(
        id=article_id(_identity(stated.url, source)),
        title=title,
        source=source,
        url=stated.url,
        site=stated.site,
        lang=stated.lang or detected(said),
        authors=stated.authors,
        published_at=stated.published_at,
        modified_at=stated.modified_at,
        tags=stated.tags,
        breadcrumb=stated.breadcrumb,
        sections=parts,
    )


def _said(section: Section) -> Iterator[str]:
    yield section.heading
    for block in section.blocks:
        yield from texts(block)


def _identity(url: str, source: str) -> str:
    """Give the address that the page states for itself, but not its site's front page: many state that for all."""
    parts = urlsplit(url)
    return url if url and (parts.path.strip("/") or parts.query) else source


def _first_words(found: Sequence[Piece]) -> str:
    for piece in found:
        if isinstance(piece, Heading | Line):
            return piece.text if len(piece.text) <= 80 else piece.text[:80].rpartition(" ")[0] + "…"
    return ""


def _line_texts(found: Sequence[Piece]) -> list[str]:
    return [p.text for p in found if isinstance(p, Line)]


def _from_borders(stated: Facts, lines: list[str]) -> Facts:
    """Add what the bylines at the borders of the article state and the page's data does not."""
    near = [*lines[:BORDER_LINES], *reversed(lines[-BORDER_LINES:])]
    read = [byline(line, stated.lang) for line in near]
    authors = stated.authors or next((b.authors for b in read if b.authors), ())
    day = stated.published_at or next((b.date for b in read if b.date), "")
    return replace(stated, authors=authors, published_at=day)
