"""The pieces of an article in, those of its lines out that are headings by their look."""

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence

from index import TextBlock
from ingest.blocks.pieces import Heading, Line, Piece, Whole, length
from ingest.dom.attributes import words_in
from ingest.dom.parser import Element
from ingest.dom.rules import BOX_TITLE

# How a line begins that is an item of a list: with a sign of its own.
BULLET = re.compile(r"^\s*[•‣▪●◦⁃·∙■□◆◇★☆✓✔➤►▸○*–—-]\s+(?=\S)|^[•‣▪●◦⁃■◆►▸・]\s*(?=\S)")
SENTENCE_END = re.compile(r"[.!…;,。、！]$")
# Who took a picture, and what else is said in brackets alone.
ASIDE = re.compile(r"\(.*\)|\[.*\]|（.*）")
# "Pros:" and "You will need:" lead in the list under them, and stand on many a page a dozen times.
LEAD_IN = (":", "：")
# "Related: ..." and "Lire aussi : ..." lead to other pages.
LEADS_AWAY = re.compile(r"^\W*[\w ]{1,20}\s?[:：]|^[>\[»→]")
LABEL = re.compile(r"[^:：]{1,40}[:：]")
# How a paragraph ends that is whole.
ENDED = re.compile(r"[.!?…。！？:：]\W*$")
# What nothing but its place tells from the text: no sentence, and nothing that is spoken.
TITLE = re.compile(r"(?=[^\W_])[^a-z\W].{0,58}[\w)]")
LONGEST = 100
# Share of letters in links from which a line is a link.
LINK = 0.7
# Letters from which what stands under a line is worth a heading, and from which it is prose.
WORTH, PROSE = 20, 60
# The share of the lines of a look that must stand as headings do, and from how many links they are no coincidence.
MOST, FEWEST_LINKS = 0.7, 3
FEWEST_BARE, FEWEST_BETWEEN, FEWEST_ALIKE = 3, 2, 2
# The share of boxes of a kind after which the text goes on: more, and it is none of their text.
AMID = 0.34
# The share of the letters from which boxes are the text.
HALF = 0.5
# What documentation names a box amid its text.
BOX_NAMES = frozenset(("admonition", "sidebar"))
WORD = re.compile(r"[^\W\d_]{4,}")


def heads(pieces: Sequence[Piece]) -> frozenset[int]:
    """Give the places of the lines that are headings by their look.

    Those of one look are judged together, for a page is written in one manner; then each where it stands.
    """
    looks: defaultdict[str, list[int]] = defaultdict(list)
    for i, piece in enumerate(pieces[:-1]):
        if isinstance(piece, Line):
            looks[_look(piece)].append(i)
    likely = {i for look, places in looks.items() for i in _likely(look, places, pieces)}
    is_bare = not likely and not any(isinstance(piece, Heading) for piece in pieces)
    return frozenset(likely - _boxed(pieces, likely)).union(_set_apart(pieces, FEWEST_BARE if is_bare else 0))


def _look(line: Line) -> str:
    if not line.is_bold:
        return line.style
    return "bold" if line.links <= LINK else "bold link"


def _likely(look: str, places: Sequence[int], pieces: Sequence[Piece]) -> Sequence[int]:
    found = [i for i in places if _may_head(pieces[i], pieces[i + 1])]
    if look == "bold":
        # Where most lines of a style head what is under them, so does one over a few words.
        styles = Counter(line.style for i in found if isinstance(line := pieces[i], Line))
        return [i for i in places if i in found or _is_alike(pieces[i], pieces[i + 1], styles)]
    is_heads = _are_linked(found, pieces) if look == "bold link" else _are_styled(look, places, pieces)
    return found if is_heads else ()


def _is_alike(line: Piece, after: Piece, styles: Mapping[str, int]) -> bool:
    is_plain = isinstance(after, Line) and not after.is_bold
    return (
        isinstance(line, Line)
        and is_plain
        and "." in line.style.rstrip(".")
        and styles.get(line.style, 0) >= FEWEST_ALIKE
        and _reads_as_heading(line.text)
    )


def _may_head(line: Piece, after: Piece) -> bool:
    if not isinstance(line, Line) or isinstance(after, Heading) or not _reads_as_heading(line.text):
        return False
    if line.links > LINK and (not line.is_bold or LEADS_AWAY.match(line.text)):
        return False
    return length(after) > WORTH or not isinstance(after, Line) or bool(BULLET.match(after.text))


def _reads_as_heading(text: str) -> bool:
    if len(text) > LONGEST or text.endswith(LEAD_IN) or not any(map(str.isalpha, text)):
        return False
    return not (SENTENCE_END.search(text) or BULLET.match(text) or ASIDE.fullmatch(text))


def _are_linked(places: Sequence[int], pieces: Sequence[Piece]) -> bool:
    """Say whether bold links head what stands under them: most of them name what it is about."""
    attributes = sum(_shares_word(pieces[i], pieces[i + 1]) for i in places)
    return len(places) >= FEWEST_LINKS and attributes > MOST * len(places)


def _shares_word(line: Piece, after: Piece) -> bool:
    if not (isinstance(line, Line) and isinstance(after, Line) and len(after.text) > PROSE):
        return False
    under = after.text.casefold()
    return any(word in under for word in WORD.findall(line.text.casefold()))


def _are_styled(style: str, places: Sequence[int], pieces: Sequence[Piece]) -> bool:
    """Say whether a style is that of headings: one that only short lines have, each over a longer text.

    Two such lines or more, none ending as a sentence does, since the styles of running text are out. What stands
    under a heading comments it, what stands over code labels it, and what stands over lists alone names cards.
    """
    if len(places) < 2 or "." not in style or style.endswith("."):
        return False
    if not _read_as_headings([line.text for i in places if isinstance(line := pieces[i], Line)]):
        return False
    under = sum(i > 0 and isinstance(pieces[i - 1], Heading) for i in places)
    over = [after for i in places if _is_longer(after := pieces[i + 1], style)]
    is_over_text = any(isinstance(after, Line) for after in over)
    return is_over_text and len(over) > MOST * len(places) and under <= MOST * len(places)


def _read_as_headings(texts: Sequence[str]) -> bool:
    """Say whether lines of one style read as headings: where one is a "Note", all are titles of boxes.

    And where all are alike, or begin as "Source: ..." does, they are labels.
    """
    if not all(map(_reads_as_heading, texts)) or any(map(BOX_TITLE.match, texts)):
        return False
    return len({label[0] if (label := LABEL.match(text)) else text for text in texts}) > 1


def _is_longer(after: Piece, style: str) -> bool:
    if isinstance(after, Whole):
        return not (isinstance(after.block, TextBlock) and after.block.kind == "code")
    if isinstance(after, Line):
        return after.style != style and (len(after.text) > PROSE or bool(BULLET.match(after.text)))
    return True


def _set_apart(pieces: Sequence[Piece], fewest: int) -> Sequence[int]:
    """Give the lines that nothing but their place tells from the text: short, between a whole sentence and long prose.

    Empty lines around them are made on purpose. Paragraphs of their own are many a thing: they are taken only where
    so many stand, and never where none are wanted.
    """
    lines = [i for i in range(1, len(pieces) - 1) if _is_apart(*pieces[i - 1 : i + 2])]
    between = [i for i in lines if pieces[i].place == pieces[i + 1].place]
    return lines if fewest and len(lines) >= fewest else between if len(between) >= FEWEST_BETWEEN else ()


def _is_apart(before: Piece, line: Piece, after: Piece) -> bool:
    if not (isinstance(before, Line) and isinstance(line, Line) and isinstance(after, Line) and line.is_alone):
        return False
    if line.style != after.style or line.is_bold or len(after.text) < PROSE or not _may_head(line, after):
        return False
    return bool(TITLE.fullmatch(line.text) and ENDED.search(before.text) and ENDED.search(after.text))


def _boxed(pieces: Sequence[Piece], likely: Collection[int]) -> set[int]:
    """Give those that are the title of a box amid a text: as headings they would take what follows the box for theirs.

    Boxes that follow one another are the parts of the text themselves, as those are that hold most of it, and so is
    one that has parts.
    """
    boxes: defaultdict[str, dict[range, bool]] = defaultdict(dict)
    for i in likely:
        if (box := _box(pieces, i)) is not None:
            end = next((j for j in range(i + 1, len(pieces)) if j in likely or box not in pieces[j].place), len(pieces))
            goes_on = end < len(pieces) and end not in likely and not isinstance(pieces[end], Heading)
            boxes[_kind(pieces[i], box)][range(i, end)] = goes_on or _says_so(box)
    amid = [found for found in boxes.values() if sum(found.values()) > AMID * len(found)]
    return {span.start for found in amid if not _hold_most(found, pieces) for span in found}


def _says_so(box: Element) -> bool:
    return not BOX_NAMES.isdisjoint(words_in(box.get("class") or ""))


def _hold_most(spans: Iterable[range], pieces: Sequence[Piece]) -> bool:
    within = sum(length(pieces[i]) for span in spans for i in span)
    return within > HALF * sum(map(length, pieces))


def _kind(piece: Piece, box: Element) -> str:
    style = piece.style if isinstance(piece, Line) else ""
    return f"{style}{box.get('class')}" if style.endswith(".") else style


def _box(pieces: Sequence[Piece], i: int) -> Element | None:
    """Give the element that begins with this line and holds what stands under it."""
    shared = [a for a, b in zip(pieces[i].place, pieces[i + 1].place, strict=False) if a is b]
    if not shared or shared[-1].tag == "p" or (i and shared[-1] in pieces[i - 1].place):
        return None
    return shared[-1]
