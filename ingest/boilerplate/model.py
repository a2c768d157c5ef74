"""The pieces of a page in, out those that belong to its article and not to what its site puts around articles."""

import json
import re
from collections import defaultdict
from collections.abc import Sequence
from functools import lru_cache
from importlib.resources import files
from math import exp
from operator import mul

from index import TableBlock, TextBlock
from ingest.blocks.pieces import Heading, Line, Piece, Whole, length
from ingest.boilerplate.features import NAMES, features
from ingest.dom.parser import Element
from ingest.dom.rules import NUMBERED_CAPTION

CREDIT = re.compile(r"\b(?:photo(?:graph)?s?|images?|credit|courtesy|getty|source|copyright|screenshot|via)\b|©", re.I)
# Below this chance of belonging to the article a piece is dropped: keeping noise costs less than losing text.
LEAST = 0.3
# The share of the letters that are no link's which must be kept, else the judgement is not for pages like this one.
ENOUGH = 0.3
# So many pieces that are set alike share their fate where the model keeps such a share of them.
FEWEST_ALIKE, MOST_ALIKE, LINK = 3, 0.7, 0.7
# A page of fewer letters has too little to tell one from the other by.
FEWEST = 500


def judged(pieces: Sequence[Piece]) -> list[float]:
    """Give for each piece the chance that it belongs to the article: a logistic regression over its features.

    The weights are learnt by tests/benchmarks/learn_boilerplate.py from pages whose text people marked.
    """
    weights = _weights()
    return [1 / (1 + exp(-sum(map(mul, weights, numbers)))) for numbers in features(pieces)]


def kept(pieces: Sequence[Piece]) -> list[bool]:
    """Say of each piece whether it is kept."""
    lengths = [length(piece) for piece in pieces]
    if sum(lengths) < FEWEST:
        return [True] * len(pieces)
    chances = judged(pieces)
    verdicts = [chance >= LEAST or _is_spared(piece) for piece, chance in zip(pieces, chances, strict=True)]
    for i in range(len(pieces) - 1):
        # A heading belongs to what is kept under it.
        if isinstance(pieces[i], Heading) and chances[i] >= LEAST / 2 and verdicts[i + 1]:
            verdicts[i] = True
    _share_fate(pieces, verdicts)
    unlinked = [n * (1 - piece.links) for n, piece in zip(lengths, pieces, strict=True)]
    left = sum(n for n, verdict in zip(unlinked, verdicts, strict=True) if verdict)
    return verdicts if left and left >= ENOUGH * sum(unlinked) else [True] * len(pieces)


def _share_fate(pieces: Sequence[Piece], verdicts: list[bool]) -> None:
    """Keep what is set as most of what is kept: no item is taken out of a list, no headline out of its like."""
    alike: defaultdict[tuple[object, ...], list[int]] = defaultdict(list)
    for i, piece in enumerate(pieces):
        if isinstance(piece, Line | Heading):
            alike[_setting(piece)].append(i)
    for places in alike.values():
        kept = [i for i in places if verdicts[i]]
        if len(places) >= FEWEST_ALIKE and len(kept) >= MOST_ALIKE * len(places):
            for i in places:
                verdicts[i] = True


def _setting(piece: Line | Heading) -> tuple[object, ...]:
    """Give how a piece is set: all lines of one list, and all headlines of one page, are set alike."""
    way = tuple((one.tag, one.get("class")) for one in piece.place)
    if isinstance(piece, Heading):
        return piece.level, piece.links > LINK, way
    return piece.style, piece.is_bold, piece.links > LINK, way


def _is_spared(piece: Piece) -> bool:
    """Say whether it is of a kind that no site puts around articles: a table, code, a caption that tells something."""
    if isinstance(piece, Line):
        return bool(NUMBERED_CAPTION.match(piece.text))
    block = piece.block if isinstance(piece, Whole) else None
    if isinstance(block, TextBlock):
        return block.kind == "code" or (block.kind == "caption" and _is_telling(block.text, piece.place))
    return isinstance(block, TableBlock)


def _is_telling(caption: str, place: Sequence[Element]) -> bool:
    """Say whether it is no mere credit of a picture: it ends as a sentence, has a number, or is under words."""
    if NUMBERED_CAPTION.match(caption):
        return True
    if any(next(holder.iter("blockquote", "pre", "table"), None) is not None for holder in place[-2:]):
        return True
    # What comes before the credit may tell something.
    return CREDIT.split(caption, maxsplit=1)[0].rstrip(" ([|/-–—").endswith((".", "!", "?", "。"))


@lru_cache(maxsize=1)
def _weights() -> tuple[float, ...]:
    stated = json.loads((files("ingest.boilerplate") / "model.json").read_text(encoding="utf-8"))
    return tuple(stated[name] for name in NAMES)
