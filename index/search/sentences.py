"""A text in, the spans of its sentences out; together they hold every letter of it."""

import re
from collections.abc import Iterator

from index.article import Span

# The end of a sentence: its mark, what closes after it, and white space; a line break; a full stop of Chinese.
END = re.compile(r"(?<![.!?…])[.!?…]++[\"'”’»)\]]*+(?=\s)|[。！？]++[」』）]*+|\n")
# Words with a full stop that ends no sentence, in small letters without it.
ABBREVIATIONS = frozenset(
    """
    abb abs approx art aufl av bd bzw ca cap cf ch chap co corp d.h dept dr ed eds e.g etc evtl ex fig figs ggf
    hr i.e inc inkl jr lt ltd max min mio mr mrs ms mt no nos nr núm op p pág par p.ej pp prof resp s sec sog sr
    sra st str tab tel u.a usw vgl vol vs z.b zzgl
    """.split()  # noqa: SIM905 - one to a line would be a page
)
LAST_WORD = re.compile(r"[\w.]+$")


def sentences(text: str) -> list[Span]:
    """Give the places of the sentences, in order, without the white space around them."""
    return [span for start, end in _pieces(text) if (span := _stripped(text, start, end))]


def _pieces(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for match in END.finditer(text):
        if match.group() != "\n" and not _ends(text, match):
            continue
        yield start, match.end()
        start = match.end()
    yield start, len(text)


def _ends(text: str, match: re.Match[str]) -> bool:
    """Say whether this mark ends a sentence: no abbreviation, no initial, no number, no small letter after it."""
    if match.group()[0] != ".":
        return True
    following = text[match.end() : match.end() + 8].lstrip()
    if following[:1].islower():
        return False
    word = LAST_WORD.search(text, max(0, match.start() - 24), match.start())
    if word is None:
        return True
    last = word.group().strip(".").lower()
    is_initial = len(last) == 1 and last.isalpha()
    is_ordinal = last.isdigit() and len(last) <= 2 and following[:1].isalpha()
    return not (is_initial or is_ordinal or last in ABBREVIATIONS)


def _stripped(text: str, start: int, end: int) -> Span | None:
    piece = text[start:end]
    left = len(piece) - len(piece.lstrip())
    kept = piece.strip()
    return Span(start + left, start + left + len(kept)) if kept else None
