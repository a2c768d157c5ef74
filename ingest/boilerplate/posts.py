"""The pieces of a discussion in, out the places of the lines that say who wrote each post, and when."""

from collections import defaultdict
from collections.abc import Sequence
from itertools import pairwise

from ingest.blocks.pieces import Line, Piece, said
from ingest.metadata.byline import byline, is_byline

# So many bylines of one style are those of posts.
FEWEST_POSTS = 2
# Share of letters in links from which a short line is a link to who wrote the post.
LINK, LONGEST_NAME = 0.7, 80


def signed_posts(pieces: Sequence[Piece]) -> frozenset[int]:
    """Give the places of the bylines of a discussion: in one it matters who says what, so they stay."""
    alike: defaultdict[str, list[int]] = defaultdict(list)
    for i, piece in enumerate(pieces):
        if isinstance(piece, Line) and is_byline(piece.text):
            alike[piece.style].append(i)
    found = [places for places in alike.values() if _are_posts(pieces, places)]
    return frozenset(i for places in found for i in (*places, *_named_after(pieces, places)))


def _named_after(pieces: Sequence[Piece], places: Sequence[int]) -> Sequence[int]:
    """Give the places of the names under the days of posts: links, each straight after, set alike."""
    # Where the line says "by" it names somebody itself.
    if any(byline(" ".join(said(pieces[i]))).is_by for i in places):
        return ()
    after = [(i + 1, pieces[i + 1]) for i in places if i + 1 < len(pieces)]
    names = [(i, piece) for i, piece in after if isinstance(piece, Line) and piece.links > LINK]
    is_so = len(names) == len(places) and len({piece.style for _, piece in names}) == 1
    return [i for i, piece in names if len(piece.text) <= LONGEST_NAME] if is_so else ()


def _are_posts(pieces: Sequence[Piece], places: Sequence[int]) -> bool:
    """Say whether a text stands between bylines of one style, each of another hand or day."""
    is_parted = all(later - earlier > 1 for earlier, later in pairwise(places))
    return is_parted and len({" ".join(said(pieces[i])) for i in places}) >= FEWEST_POSTS
