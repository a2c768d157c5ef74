"""Text and its language in, index terms with their places out: one analyzer for indexing and for marking."""

import re
import sys
import threading
import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

import Stemmer

# ISO 639-1 codes that Snowball has an algorithm for.
ALGORITHMS = {
    "ar": "arabic", "ca": "catalan", "da": "danish", "de": "german", "el": "greek", "en": "english",
    "es": "spanish", "et": "estonian", "eu": "basque", "fi": "finnish", "fr": "french", "ga": "irish",
    "hi": "hindi", "hu": "hungarian", "hy": "armenian", "id": "indonesian", "it": "italian",
    "lt": "lithuanian", "nb": "norwegian", "ne": "nepali", "nl": "dutch", "no": "norwegian",
    "pt": "portuguese", "ro": "romanian", "ru": "russian", "sr": "serbian", "sv": "swedish", "ta": "tamil",
    "tr": "turkish", "yi": "yiddish",
}  # fmt: skip

# Scripts written without spaces: Han, Hiragana, Katakana; Thai, Lao, Burmese and Khmer.
UNSPACED = (
    "\u2e80-\u2fdf\u3005-\u3007\u3041-\u30fa\u30fc-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff"
    "\uf900-\ufaff\uff66-\uff9f\u0e00-\u0e7f\u0e80-\u0eff\u1000-\u109f\u1780-\u17ff\U00020000-\U0003ffff"
)
# What combines with the letter before it, outside the scripts above; a word goes on through it.
MARKS = "".join(
    chr(c)
    for c in (*range(0x300, 0x1100), *range(0x1700, 0x1780), *range(0x1800, 0x2000), *range(0x20D0, 0x2100))
    if unicodedata.category(chr(c))[0] == "M" and not (0xE00 <= c < 0xF00 or 0x1000 <= c < 0x10A0)
)
LETTER = rf"[^\W_{UNSPACED}]"
# Numbers such as 3.11 and 1,000; .NET; C# and F#. Then words, and C++.
SIGNS = r"\d+(?:[.,]\d+)+(?!\w)|(?<!\w)\.[Nn][Ee][Tt](?!\w)|(?<!\w)[A-Za-z]\#(?!\w)"
SPACED = rf"{SIGNS}|{LETTER}(?:{LETTER}+|[{MARKS}])*(?:\+\+(?![\w+]))?"
WORD = re.compile(rf"([{UNSPACED}]+)|{SPACED}")
# The same for texts that hold no letter of such a script, and for those of plain letters alone: these are quicker.
UNSPACED_LETTER, SPACED_WORD = re.compile(f"[{UNSPACED}]"), re.compile(SPACED)
ASCII_WORD = re.compile(rf"{SIGNS}|[^\W_]+(?:\+\+(?![\w+]))?", re.ASCII)
THOUSANDS = re.compile(r"\d{1,3}(?:,\d{3})+")
# Words longer than this are cut: no one types them, and some pages hold a megabyte without a space.
LONGEST = 64


class Token(NamedTuple):
    """An index term, its characters in the text from start up to end, and its place among the words, from 0."""

    form: str
    start: int
    end: int
    position: int


def tokens(text: str, lang: str) -> list[Token]:
    """Give the index terms of the text, stop words included.

    What is written without spaces gives its pairs of letters, one starting at each letter, and its last letter
    alone: so every letter starts a term, and a pair is found wherever it stands.
    """
    return [
        Token(form(word, lang), start, end, position) for position, (word, start, end) in enumerate(written_words(text))
    ]


def spaced_word(text: str) -> re.Pattern[str] | None:
    """Return the pattern of a word in this text, None where it has letters of a script without spaces."""
    if text.isascii():
        return ASCII_WORD
    return SPACED_WORD if UNSPACED_LETTER.search(text) is None else None


def written_words(text: str) -> Iterator[tuple[str, int, int]]:
    """Yield each word of the text as it is written, from where to where: one for each of its tokens."""
    if pattern := spaced_word(text):
        yield from ((match.group(), *match.span()) for match in pattern.finditer(text))
        return
    for match in WORD.finditer(text):
        start, end = match.span()
        if match.lastindex:
            yield from ((text[i : min(i + 2, end)], i, min(i + 2, end)) for i in range(start, end))
        else:
            yield match.group(), start, end


def surfaces(text: str) -> list[str]:
    """Give the words of the text as they are written, one for each of its tokens."""
    pattern = spaced_word(text)
    return pattern.findall(text) if pattern else [word for word, _, _ in written_words(text)]


def typed_tokens(text: str, lang: str) -> list[Token]:
    """Give the index terms of a typed text: as `tokens`, but no last letter alone after pairs that hold it."""
    found = tokens(text, lang)
    return [
        token
        for before, token in pairwise([None, *found])
        if token and not (before and before.end == token.end and before.start < token.start)
    ]


def forms(word: str, languages: Iterable[str]) -> tuple[str, ...]:
    """Give the index terms that this one word may have in these languages, sorted, each once."""
    return tuple(sorted({form(word, lang) for lang in languages} or {folded(word)}))


@lru_cache(maxsize=200_000)
def form(word: str, lang: str) -> str:
    """Give the index term of one word: folded, and stemmed by Snowball where the language is known."""
    plain = folded(word)
    algorithm = ALGORITHMS.get(lang)
    if algorithm is None or not plain.isalpha():
        return plain
    return sys.intern(_stemmer(algorithm).stemWord(plain))


@lru_cache(maxsize=200_000)
def folded(word: str) -> str:
    """Give the word in small letters, without the accents of Latin and Greek letters, in NFKC.

    Japanese voicing marks and the breve of Cyrillic й make another letter, and stay.
    """
    if not word.isascii():
        # Composed before it is cut: else it would be cut elsewhere when its accents stand apart.
        word = unicodedata.normalize("NFC", word[: 4 * LONGEST])
    word = word[:LONGEST]
    if word.isascii():
        small = word.lower()
        return small.replace(",", "") if THOUSANDS.fullmatch(small) else small
    decomposed = unicodedata.normalize("NFKD", word.casefold())
    kept: list[str] = []
    is_accented = False
    for letter in decomposed:
        if unicodedata.combining(letter):
            if is_accented:
                continue
        else:
            is_accented = letter < "\u0400" or letter in "еЕ"
        kept.append(letter)
    # Some letters become several, so it is cut once more.
    return unicodedata.normalize("NFKC", "".join(kept)).casefold()[:LONGEST]


_local = threading.local()


def _stemmer(algorithm: str) -> "Stemmer.Stemmer":
    """Give this thread's stemmer: one is not to be shared by threads."""
    stemmers = _local.__dict__
    if algorithm not in stemmers:
        # lru_cache above remembers the words; a second cache would only cost memory.
        stemmers[algorithm] = Stemmer.Stemmer(algorithm, 0)
    return stemmers[algorithm]
