"""The pieces of a page in, for each the reason out why it is no part of the article; "" for what is."""

import re
from collections.abc import Collection, Sequence

from index import ListBlock, TableBlock
from ingest.blocks.pieces import Heading, Line, Piece, Whole, length, said
from ingest.boilerplate.posts import signed_posts
from ingest.boilerplate.wording import asks_opinion, is_filing, is_related_label, is_share_line, leads_onward, leads_out
from ingest.dom.parser import Element
from ingest.dom.rules import BOILERPLATE, RESERVED, RESERVED_WORDS, SUBJECT, TAIL_HEADING
from ingest.dom.text import squashed
from ingest.metadata.breadcrumbs import parsed_breadcrumb
from ingest.metadata.byline import is_byline

# Longer lines are no menu and no heading.
SHORT = 100
# Share of letters in links from which a short line at the border of the article is a menu.
MENU, LONGEST_ENTRY = 0.7, 80
# Share of letters in links from which a line behind "Read also:" is another article's title.
LED, LABEL_END = 0.4, re.compile(r"[:：»>]")
# So many pieces at either end are its border.
BORDER = 8
# The share of the page's letters over what may be the title.
MOST = 0.5
# Letters from which a text that stands twice is no coincidence.
LONG, AGAIN = 80, "said before"
TITLE = "the title again"
# Pieces in a row that an author does not repeat.
FEWEST_AGAIN = 3
# So many short links in a row are a menu.
FEWEST_ENTRIES = 3
# A tail heading ends the article only where less than this share of the prose before it comes after.
AFTER = 0.35
# The most letters of a teaser, and the fewest that are a row of them.
TEASER, FEWEST_TEASERS = 600, 3


def leftovers(pieces: Sequence[Piece], title: str) -> list[str]:
    """Say why a piece is left over from the site: what is over the title, lines of the site's own, what follows.

    Where nothing would be left of the page, none is left out.
    """
    reasons = _single(pieces, title)
    signed = signed_posts(pieces)
    for i in signed:
        reasons[i] = ""
    _neighbours(pieces, reasons)
    _leading_away(pieces, reasons)
    _menus(pieces, reasons)
    _repeated(pieces, reasons)
    _borders(pieces, reasons)
    _end(pieces, reasons)
    _teasers(pieces, reasons)
    _trim(pieces, reasons, signed)
    return [""] * len(pieces) if all(reasons) else reasons


def _single(pieces: Sequence[Piece], title: str) -> list[str]:
    reasons: list[str] = []
    wanted = squashed(title)
    for piece in pieces:
        text = "" if isinstance(piece, Whole) else piece.text
        if text and wanted and len(text) <= 2 * len(title) and squashed(text) == wanted:
            over = len(reasons) if _is_at_top(pieces, len(reasons)) else 0
            reasons[:over] = [why or _over(p) for why, p in zip(reasons[:over], pieces, strict=False)]
            reasons.append(TITLE)
            wanted = ""
        else:
            reasons.append(_alone(piece, is_first=all(reasons)))
    return reasons


def _neighbours(pieces: Sequence[Piece], reasons: list[str]) -> None:
    """Leave out the articles that an endless page puts under its own: each under a heading like the title's."""
    own = next((piece for piece, why in zip(pieces, reasons, strict=True) if why == TITLE), None)
    article = _article_of(own) if isinstance(own, Heading) else None
    if article is None or not isinstance(own, Heading):
        return
    found: dict[Element, bool] = {}
    for i, piece in enumerate(pieces):
        other = _article_of(piece) if article not in piece.place else None
        if other is not None:
            # Its first piece says what it is.
            is_another = found.setdefault(other, isinstance(piece, Heading) and piece.level <= own.level)
            reasons[i] = reasons[i] or ("another article" if is_another else "")


def _article_of(piece: Piece) -> Element | None:
    """Give the inmost element around it that says it is an article."""
    return next((element for element in reversed(piece.place) if element.tag == "article"), None)


def _is_at_top(pieces: Sequence[Piece], i: int) -> bool:
    """Say whether most of the text comes after: a title that stands lower leads to the page from itself."""
    return sum(map(length, pieces[:i])) <= MOST * sum(map(length, pieces))


def _over(piece: Piece) -> str:
    """Say why it is left over where it stands over the title: the menu of the site, the breadcrumb."""
    is_list = isinstance(piece, Whole) and isinstance(piece.block, ListBlock) and piece.links > MENU
    return "over the title" if (is_list or isinstance(piece, Line)) and length(piece) <= SHORT else ""


def _alone(piece: Piece, *, is_first: bool) -> str:
    """Say why a piece is none of the article wherever it stands."""
    if isinstance(piece, Whole):
        is_menu = isinstance(piece.block, ListBlock) and piece.links > MENU
        return "a line of the site's own" if is_menu and is_share_line(" ".join(said(piece))) else ""
    if is_first and parsed_breadcrumb(piece.text):
        return "a breadcrumb"
    if isinstance(piece, Heading):
        return ""
    if _is_boilerplate(piece.text):
        return "a line of the site's own"
    return "a byline" if is_byline(piece.text) else ""


def _is_boilerplate(line: str) -> bool:
    if BOILERPLATE.match(line) or is_share_line(line):
        return True
    small = line.lower()
    return any(word in small for word in RESERVED_WORDS) and RESERVED.match(line) is not None


def _leading_away(pieces: Sequence[Piece], reasons: list[str]) -> None:
    """Leave out a box of links to other articles, amid the text too, that says by its label what it is."""
    i = 0
    while i < len(pieces):
        label = pieces[i]
        i += 1
        if isinstance(label, Whole):
            continue
        if isinstance(label, Line) and _leads_away(label):
            reasons[i - 1] = reasons[i - 1] or "leads to another article"
        if not is_related_label(label.text):
            continue
        end = i
        while end < len(pieces) and pieces[end].links > MENU and (end > i or not isinstance(pieces[end], Heading)):
            end += 1
        if end > i:
            reasons[i - 1 : end] = [why or f'under "{label.text}"' for why in reasons[i - 1 : end]]
            i = end


def _leads_away(line: Line) -> bool:
    if line.links > MENU and leads_onward(line.text):
        return True
    return line.links > LED and is_related_label(LABEL_END.split(line.text, maxsplit=1)[0])


def _borders(pieces: Sequence[Piece], reasons: list[str]) -> None:
    """Leave out what leads out of a letter at either end of it, and at the lower one how the page is filed."""
    for i, piece in enumerate(pieces):
        if reasons[i] or not isinstance(piece, Line):
            continue
        is_late = i >= len(pieces) - BORDER
        if piece.links and (is_late or i < BORDER) and leads_out(piece.text):
            reasons[i] = "leads out of a letter"
        elif is_late and piece.links > LED and is_filing(piece.text):
            reasons[i] = "says how the page is filed"
        elif is_late and asks_opinion(piece.text):
            reasons[i] = "asks what the reader thinks"


def _menus(pieces: Sequence[Piece], reasons: list[str]) -> None:
    """Leave out a run of short links before the text begins, where that is most of the page."""
    prose = next((i for i, p in enumerate(pieces) if isinstance(p, Line) and len(p.text) > SHORT and p.links < MENU), 0)
    if sum(map(length, pieces[:prose])) > AFTER * sum(map(length, pieces[prose:])):
        return
    run: list[int] = []
    for i in range(prose + 1):
        if i < prose and isinstance(pieces[i], Line) and _is_menu(pieces[i]):
            run.append(i)
            continue
        if len(run) >= FEWEST_ENTRIES:
            for place in run:
                reasons[place] = reasons[place] or "a menu"
        run = []


def _repeated(pieces: Sequence[Piece], reasons: list[str]) -> None:
    """Leave out what was said before: pages hold their article once for each width of screen, or quote it at its end.

    A text long enough to be no coincidence is, with what is repeated before it. Manuals say the same of one thing
    and the next: a piece or two that look as they did before are the author's own.
    """
    texts = [" ".join(said(piece)) for piece in pieces]
    first: dict[str, int] = {}
    before = [first.setdefault(text, i) for i, text in enumerate(texts)]
    run: list[int] = []
    for i, piece in enumerate(pieces):
        if before[i] == i or reasons[i] or _is_example(piece):
            run = []
            continue
        run.append(i)
        is_own = len(run) < FEWEST_AGAIN and all(_look_alike(pieces[before[j]], pieces[j]) for j in run)
        if len(texts[i]) >= LONG and not is_own:
            reasons[run[0] : i + 1] = [AGAIN] * len(run)


def _look_alike(one: Piece, other: Piece) -> bool:
    """Say whether both are lines of the same style, or lists of the same kind."""
    if isinstance(one, Whole) and isinstance(other, Whole):
        return one.block.kind == other.block.kind
    return isinstance(one, Line) and isinstance(other, Line) and one.style == other.style


def _is_example(piece: Piece) -> bool:
    """Say whether it is code or a table, which an article may well show twice."""
    return isinstance(piece, Whole) and (isinstance(piece.block, TableBlock) or piece.block.kind == "code")


def _end(pieces: Sequence[Piece], reasons: list[str]) -> None:
    """Leave out what follows the article."""
    prose = [0.0 if why else length(piece) * (1 - piece.links) for piece, why in zip(pieces, reasons, strict=True)]
    left, done = sum(prose), 0.0
    for i, piece in enumerate(pieces):
        text = "" if isinstance(piece, Whole) or len(piece.text) > SHORT else piece.text
        if text and not reasons[i] and left < AFTER * done and _heads_tail(pieces, i):
            reasons[i:] = [why or f'after "{text}"' for why in reasons[i:]]
            return
        done += prose[i]
        left -= prose[i]


def _heads_tail(pieces: Sequence[Piece], i: int) -> bool:
    """Say whether a heading is of what stands under articles: a label of other articles has a link under it."""
    heading = pieces[i]
    if isinstance(heading, Whole):
        return False
    is_label = isinstance(heading, Heading) and is_related_label(heading.text)
    if is_label and i + 1 < len(pieces) and pieces[i + 1].links > MENU:
        return True
    return TAIL_HEADING.match(heading.text) is not None and not _goes_on(pieces, i)


def _teasers(pieces: Sequence[Piece], reasons: list[str]) -> None:
    """Leave out a row of headings that are links, with little under each, where it ends the page."""
    start, found, under = len(pieces), 0, 0
    for i in reversed(range(len(pieces))):
        piece = pieces[i]
        under += length(piece)
        if under > TEASER or (isinstance(piece, Heading) and piece.links < MENU):
            break
        if isinstance(piece, Heading):
            start, found, under = i, found + 1, 0
    prose = [0.0 if why else length(piece) * (1 - piece.links) for piece, why in zip(pieces, reasons, strict=True)]
    if found >= FEWEST_TEASERS and sum(prose[start:]) < AFTER * sum(prose[:start]):
        reasons[start:] = [why or "a teaser at the end" for why in reasons[start:]]


def _goes_on(pieces: Sequence[Piece], i: int) -> bool:
    """Say whether the author writes on under a heading that sites have too: "Comments", of a language."""
    heading = pieces[i]
    if not isinstance(heading, Heading) or not SUBJECT.match(heading.text):
        return False
    for following in pieces[i + 1 : i + 2]:
        if not isinstance(following, Heading) and following.links < MENU:
            return length(following) > SHORT and heading.place[:-1] == following.place[:-1]
    return False


def _trim(pieces: Sequence[Piece], reasons: list[str], signed: Collection[int]) -> None:
    """Leave out the menus at both ends, and headings over nothing; who signed a post is none."""
    for i in reversed(range(len(pieces))):
        if not reasons[i]:
            if not _is_menu(pieces[i]) or (i in signed and not is_byline(" ".join(said(pieces[i])))):
                break
            reasons[i] = "a heading over nothing" if isinstance(pieces[i], Heading) else "a link at the end"
    for i, piece in enumerate(pieces):
        if not reasons[i]:
            if isinstance(piece, Heading) or not _is_menu(piece):
                break
            reasons[i] = "a link at the beginning"


def _is_menu(piece: Piece) -> bool:
    if isinstance(piece, Heading):
        return True
    return isinstance(piece, Line) and piece.links > MENU and len(piece.text) < LONGEST_ENTRY
