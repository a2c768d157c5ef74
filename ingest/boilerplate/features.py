"""The pieces of a page in, for each the numbers out that tell whether it belongs to the article."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from math import log1p
from typing import NamedTuple

from index import ListBlock, TableBlock, TextBlock
from ingest.blocks.pieces import Heading, Line, Piece, Whole, said
from ingest.dom.attributes import words_in
from ingest.dom.parser import Element
from ingest.dom.text import words

# Words that sites say of themselves, and words of the names that they give to elements, in groups that go together.
SITE_WORDS = {
    "act": """click subscribe sign signup join download get start try book shop buy order request schedule register discover
        explore browse find view see learn watch listen load show add save contact call submit search""",
    "share": """share tweet pin facebook twitter linkedin whatsapp pinterest instagram email print copy copied link telegram
        reddit youtube tiktok rss follow""",
    "more": """related recommended popular trending latest recent also next previous read more articles posts stories topics
        categories tags tagged filed""",
    "news": "newsletter inbox updates alerts subscribers unsubscribe mailing",
    "legal": """copyright rights reserved privacy policy terms cookies cookie disclaimer disclosure affiliate commission
        sponsored advertisement advertiser advertising consent""",
    "talk": "comment comments reply replies login log logged responses leave post posted says said",
    "who": "author editor writer contributor bio reviewed written by updated published founder journalist reporter",
    "media": "photo credit image courtesy getty images via photograph source figure video caption shutterstock",
    "shop": "price cart checkout free trial demo quote pricing deal deals offer sale discount coupon",
    "you": "you your we our us i my",
}
NAME_WORDS = {
    "text": "content text body article post entry story paragraph prose rich copy main wysiwyg markdown field para",
    "side": "side sidebar aside widget related rail recirc promo teaser card cards grid carousel slider more next prev",
    "act": "cta btn button form signup subscribe newsletter banner ad ads advert sponsor offer modal popup",
    "meta": "meta author byline date time tag tags category categories share social breadcrumb breadcrumbs bio info",
    "media": "caption figure image img photo media credit video gallery",
    "foot": "footer foot bottom copyright disclaimer legal comment comments faq accordion tab tabs",
    "toc": "toc contents nav navigation menu jump index",
}
KINDS = ("heading", "bullets", "table", "code", "caption", "quote")
NAMES = (
    "always", "length", "linked length", "links", *KINDS, "bold", "paragraph", "sentence", "lead-in", "commas", "digits",
    "style", *(f"says {group}" for group in SITE_WORDS), "before", "after", "first", "last",
    *(f"named {group}" for group in NAME_WORDS),
    "in the middle", "steps", "branch prose", "branch length", "branch links", "branch density", "branch pieces", "branch headings",
)  # fmt: skip
SAID_GROUP = {word: i for i, words in enumerate(SITE_WORDS.values()) for word in words.split()}
NAME_GROUP = {word: i for i, words in enumerate(NAME_WORDS.values()) for word in words.split()}
SAID, NOT_SAID = frozenset(SAID_GROUP), (0.0,) * len(SITE_WORDS)
DIGITS = b"0123456789"
# Letters beyond which a piece is as long as any, and from which it is prose.
LONG, PROSE = 240, 60
# The share of the page's prose that its middle holds.
HALF = 0.5


class _Branch:
    """What an element holds, in letters, pieces and headings, and the element around it."""

    __slots__ = ("headings", "holder", "letters", "linked", "pieces", "prose")

    def __init__(self, holder: Element | None) -> None:
        self.holder = holder
        self.prose = self.letters = self.linked = 0.0
        self.pieces = self.headings = 0

    def add(self, prose: float, letters: float, linked: float, pieces: int, headings: int) -> None:
        """Count in what a piece or a branch of it holds."""
        self.prose += prose
        self.letters += letters
        self.linked += linked
        self.pieces += pieces
        self.headings += headings

    def numbers(self, whole: float) -> tuple[float, ...]:
        letters = max(1.0, self.letters)
        return (
            self.prose / whole,
            log1p(self.letters) / 10,
            self.linked / letters,
            self.prose / letters,
            log1p(self.pieces) / 5,
            self.headings / max(1, self.pieces),
        )


class _Standing(NamedTuple):
    """How an element stands to the middle of the page, for all that stands in it."""

    named: tuple[float, ...] = (0.0,) * len(NAME_WORDS)
    in_middle: float = 0.0
    steps: int = 0
    branch: tuple[float, ...] = (0.0,) * 6

    def numbers(self) -> tuple[float, ...]:
        return (*self.named, self.in_middle, min(self.steps, 6) / 6, *self.branch)


KIND_NUMBERS = {
    kind: tuple(float(kind == one) for one in KINDS) for kind in ("", "definitions", "steps", "paragraph", *KINDS)
}
NOWHERE, MIDDLE = _Standing(), _Standing(in_middle=1.0)


def features(pieces: Sequence[Piece]) -> Iterator[tuple[float, ...]]:
    """Give the numbers of each piece, in the order of NAMES, all between 0 and about 1.

    They say how it reads and looks, what the names of the elements around it say, and how it stands to the middle
    of the page: the inmost element that holds half of its prose. Its branch is the outmost element around it that
    is not around the middle.
    """
    texts = ["\n".join(said(piece)) for piece in pieces]
    prose = [_prose(piece, len(text)) for piece, text in zip(pieces, texts, strict=True)]
    styles, lengths = [_style(piece) for piece in pieces], Counter[str]()
    for style, text in zip(styles, texts, strict=True):
        lengths[style] += len(text)
    whole, letters = sum(prose) or 1.0, sum(lengths.values()) or 1
    standings = _standings(_branches(pieces, texts, prose), whole)
    done = 0.0
    for i, piece in enumerate(pieces):
        yield (
            *_own(piece, texts[i], lengths[styles[i]] / letters),
            done / whole,
            (whole - done - prose[i]) / whole,
            min(i, 10) / 10,
            min(len(pieces) - i - 1, 10) / 10,
            *standings[piece.place[-1] if piece.place else None].numbers(),
        )
        done += prose[i]


def _prose(piece: Piece, length: int) -> float:
    return 0.0 if length < PROSE or isinstance(piece, Heading) else length * (1 - piece.links)


def _branches(pieces: Sequence[Piece], texts: Sequence[str], prose: Sequence[float]) -> dict[Element, _Branch]:
    """Give what each element around a piece holds, those within before those around them."""
    outside_in: dict[Element, _Branch] = {}
    for piece, text, own in zip(pieces, texts, prose, strict=True):
        place = piece.place
        known = next((i for i in range(len(place), 0, -1) if place[i - 1] in outside_in), 0)
        for i in range(known, len(place)):
            outside_in[place[i]] = _Branch(place[i - 1] if i else None)
        if place:
            outside_in[place[-1]].add(own, len(text), len(text) * piece.links, 1, isinstance(piece, Heading))
    branches = dict(reversed(outside_in.items()))
    for branch in branches.values():
        if branch.holder is not None:
            around = branches[branch.holder]
            around.add(branch.prose, branch.letters, branch.linked, branch.pieces, branch.headings)
    return branches


def _standings(branches: dict[Element, _Branch], whole: float) -> Mapping[Element | None, _Standing]:
    """Give for each element how it stands to the middle, and for None how a piece in no element does."""
    middle = next((element for element, branch in branches.items() if branch.prose >= HALF * whole), None)
    around = {middle, *middle.iterancestors()} if middle is not None else set()
    found: dict[Element | None, _Standing] = {None: NOWHERE}
    for element, branch in reversed(branches.items()):
        if element in around:
            found[element] = MIDDLE if element is middle else NOWHERE
            continue
        above = found[branch.holder]
        named = _named_by(element, above.named)
        numbers = above.branch if above.steps else branch.numbers(whole)
        found[element] = _Standing(named, above.in_middle, above.steps + 1, numbers)
    return found


def _own(piece: Piece, text: str, style: float) -> tuple[float, ...]:
    shown = text[:LONG]
    length = log1p(len(shown)) / 6
    end = text.rstrip()[-1:]
    kind = _kind(piece)
    return (
        1.0,
        length,
        length * piece.links,
        piece.links,
        *KIND_NUMBERS[kind],
        float(isinstance(piece, Line) and piece.is_bold),
        float(isinstance(piece, Line) and piece.style.startswith("p")),
        float(end in ".!?…。！？" and end != ""),
        float(end in ":：" and end != ""),
        min(text.count(",") + text.count("、") + text.count("，"), 6) / 6,
        min(4 * _digits(shown) / max(1, len(shown)), 1.0),
        style,
        *_said_by_site(words(shown)),
    )


def _digits(text: str) -> int:
    letters = text.encode("utf-8", "replace")
    return len(letters) - len(letters.translate(None, DIGITS))


def _kind(piece: Piece) -> str:
    if isinstance(piece, Whole):
        block = piece.block
        if isinstance(block, TextBlock):
            return block.kind
        return "table" if isinstance(block, TableBlock) else "bullets" if isinstance(block, ListBlock) else ""
    return "heading" if isinstance(piece, Heading) else ""


def _style(piece: Piece) -> str:
    if isinstance(piece, Heading):
        return "heading"
    return piece.style if isinstance(piece, Line) else piece.place[-1].get("class") or "" if piece.place else ""


def _said_by_site(told: Sequence[str]) -> Sequence[float]:
    """Give for each group of words that sites say of themselves how much of the text it is."""
    found = SAID.intersection(told)
    if not found:
        return NOT_SAID
    groups, share = [0.0] * len(SITE_WORDS), 4 / len(set(told))
    for word in found:
        groups[SAID_GROUP[word]] = min(1.0, groups[SAID_GROUP[word]] + share)
    return groups


def _named_by(element: Element, above: tuple[float, ...]) -> tuple[float, ...]:
    """Give what names say of an element, its own and those of what is above it."""
    groups = _groups(element.get("class"), element.get("id"))
    return tuple(1.0 if i in groups else said for i, said in enumerate(above)) if groups else above


@lru_cache(maxsize=16_384)
def _groups(*names: str | None) -> frozenset[int]:
    return frozenset(NAME_GROUP[word] for name in names if name for word in words_in(name) if word in NAME_GROUP)
