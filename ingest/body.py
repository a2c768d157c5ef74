"""Find the body of a page: the elements that hold the article, and the blocks in them."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice

from ingest.blocks.pieces import Piece
from ingest.blocks.walk import bold_by_style, pieces
from ingest.boilerplate.leftovers import leftovers
from ingest.boilerplate.model import kept
from ingest.boilerplate.posts import signed_posts
from ingest.content.main_content import main_content
from ingest.content.noise import noise_elements
from ingest.content.text_weight import text_weights
from ingest.dom.flat import FlatTree
from ingest.dom.parser import Element, for_people
from ingest.dom.text import inner
from ingest.siterules import Rule

# Elements after the article that are looked through for a line that signs it.
MAX_AFTER, MAX_LINE_CHARS = 5, 140
JUDGED = "reads as what sites put around articles"


@dataclass(frozen=True, slots=True)
class Body:
    """The elements that hold the article, the noise in the page with the rule for each element, and the blocks.

    `is_ruled`: a site rule selected the article, so that no block is judged. `after` are the short lines that stand
    straight after the article, where old publishing systems sign it.
    """

    main: Sequence[Element] = ()
    noise: Mapping[Element, str] = field(default_factory=dict)
    pieces: Sequence[Piece] = ()
    is_ruled: bool = False
    after: Sequence[str] = ()

    def reasons(self, title: str) -> list[str]:
        """Return for each block why it is not part of the article with this title, or an empty string if it is."""
        judged = [True] * len(self.pieces) if self.is_ruled else kept(self.pieces)
        for i in signed_posts(self.pieces):
            judged[i] = True
        left = [piece for piece, is_kept in zip(self.pieces, judged, strict=True) if is_kept]
        found = iter(leftovers(left, title))
        return [next(found) if is_kept else JUDGED for is_kept in judged]


def body(page: FlatTree, rule: Rule | None = None) -> Body:
    """Return the body of the page, selected by the rule if there is one. The page's tree is changed."""
    root, measured = for_people(page.root), text_weights(page)
    selected = rule.contents(root) if rule else ()
    noise = {} if selected else noise_elements(page, measured.prose)
    if rule:
        noise |= dict.fromkeys(rule.noise_in(root), f"{rule.name}: noise")
    main = selected or main_content(page, noise, measured.weight)
    bold = bold_by_style(page.attributes)
    found = [piece for element in main for piece in pieces(element, noise, bold)]
    return Body(main, noise, found, is_ruled=bool(selected), after=_lines_after(main[-1], noise) if main else ())


def _lines_after(element: Element, noise: Collection[Element]) -> list[str]:
    found: list[str] = []
    for after in islice(element.itersiblings(), MAX_AFTER):
        if after not in noise and (text := inner(after)) and len(text) <= MAX_LINE_CHARS:
            found.append(text)
    return found
