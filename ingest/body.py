"""A page in, its body out: the elements that hold the article, and the pieces that stand in them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from ingest.blocks.pieces import Piece
from ingest.blocks.walk import bold_by_style, pieces
from ingest.boilerplate.leftovers import leftovers
from ingest.boilerplate.model import kept
from ingest.content.noise import noise
from ingest.content.prose import writing
from ingest.content.roots import content_roots
from ingest.dom.flat import Flat
from ingest.dom.parser import Element, for_people
from ingest.siterules import Rule

JUDGED = "reads as what sites put around articles"


@dataclass(frozen=True, slots=True)
class Body:
    """The roots that hold the article, what is beside it in the page and why, and the pieces that are left.

    `is_ruled`: a person said what the article is, and nothing is to be judged.
    """

    roots: Sequence[Element] = ()
    beside: Mapping[Element, str] = field(default_factory=dict)
    pieces: Sequence[Piece] = ()
    is_ruled: bool = False

    def reasons(self, title: str) -> list[str]:
        """Give for each piece why it is no part of the article with this title, "" for those that are."""
        judged = [True] * len(self.pieces) if self.is_ruled else kept(self.pieces)
        left = [piece for piece, is_kept in zip(self.pieces, judged, strict=True) if is_kept]
        found = iter(leftovers(left, title))
        return [next(found) if is_kept else JUDGED for is_kept in judged]


def body(page: Flat, rule: Rule | None = None) -> Body:
    """Give the body of the page, where a rule says so, else where its writing is; the tree is changed by it."""
    root, measured = for_people(page.root), writing(page)
    chosen = rule.contents(root) if rule else ()
    beside = {} if chosen else noise(page, measured.prose)
    if rule:
        beside |= dict.fromkeys(rule.noise_in(root), f"{rule.name}: noise")
    roots = chosen or content_roots(root, beside, measured.weight)
    bold = bold_by_style(page.naming)
    return Body(roots, beside, [piece for one in roots for piece in pieces(one, beside, bold)], is_ruled=bool(chosen))
