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

from index.analysis.irregular import IRREGULAR

# ISO 639-1 codes that Snowball has an algorithm for.
ALGORITHMS = {
    "ar": "arabic", "ca": "catalan", "da": "danish", "de": "german", "el": "greek", "en": "english",
    "es": "spanish", "et": "estonian", "eu": "basque", "fi": "finnish", "fr": "french", "ga": "irish",
    "hi": "hindi", "hu": "hungarian", "hy": "armenian", "id": "indonesian", "it": "italian",
    "lt": "lithuanian", "nb": "norwegian", "ne": "nepali", "nl": "dutch", "no": "norwegian",
    "pt": "portuguese", "ro": "romanian", "ru": "russian", "sr": "serbian", "sv": "swedish", "ta": "tamil",
    "tr": "turkish", "yi": "yiddish",
}  # fmt: skip

# Scripts written without spaces: Han, Hiragana, Katakana; Thai, Lao, Burmese and Khmer. And Hangul, whose words have
# their particles glued to them: 서울에서 is "in Seoul".
UNSPACED = (
    "\uac00-\ud7a3\u2e80-\u2fdf\u3005-\u3007\u3041-\u30fa\u30fc-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff"
    "\uf900-\ufaff\uff66-\uff9f\u0e00-\u0e7f\u0e80-\u0eff\u1000-\u109f\u1780-\u17ff\U00020000-\U0003ffff"
)
VOICING = "\u3099\u309a\uff9e\uff9f"
# What combines with the letter before it, outside the scripts above; a word goes on through it.
MARKS = "".join(
    chr(c)
    for c in (*range(0x300, 0x1100), *range(0x1700, 0x1780), *range(0x1800, 0x2000), *range(0x20D0, 0x2100))
    if unicodedata.category(chr(c))[0] == "M" and not (0xE00 <= c < 0xF00 or 0x1000 <= c < 0x10A0)
)
# Letters by Unicode that are used as apostrophes.
APOSTROPHES = "\u02b9-\u02bd"
LETTER = rf"[^\W_{UNSPACED}{APOSTROPHES}]"
# Signs that are pictures, each a word.
PICTURE = "[\u231a\u231b\u23e9-\u23fa\u2600-\u27bf\u2b50\u2b55\U0001f000-\U0001faff]"
# A number is parted from its unit, as it may stand apart from it: 10mg, 1.5 kg, v6.2.8. Units of one letter are written
# small or in capitals, and others as people please.
UNIT = (
    "(?:[gmlshWVACF]|(?i:[kmnµμcdgt][gm]|[kmgt]i?b|[mcd]l|[kmg]?hz|kw|kwh|mv|ma|mah|[mnµμ]s|min|px|em|rem|pt|dpi|fps"
    "|[kmg]b(?:it|ps)|kcal|kj|mph|kmh|lbs?|oz|ft|mi))"
)
# Where a word may begin and end: letters of scripts without spaces may stand beside it.
START, END = rf"(?<![^\W{UNSPACED}])", rf"(?![^\W{UNSPACED}])"
# Numbers such as 3.11 and 1,000; .NET; C# and F#. Then words, and C++.
SIGNS = (
    rf"\d+(?:[.,]\d+)+(?![\d_])|\d+(?={UNIT}{END})|{START}[vV](?=\d+\.\d)"
    rf"|{START}\.[Nn][Ee][Tt]{END}|{START}[A-Za-z]\#(?![A-Za-z_])"
)
PLUS = r"(?:\+\+(?![A-Za-z_+]))?"
SPACED = rf"{SIGNS}|{LETTER}(?:{LETTER}+|[{MARKS}])*{PLUS}|{PICTURE}"
WORD = re.compile(rf"([{UNSPACED}]+)|{SPACED}")
# The same for texts that hold no letter of such a script, and for those of plain letters alone: these are quicker.
UNSPACED_LETTER, SPACED_WORD = re.compile(f"[{UNSPACED}]"), re.compile(SPACED)
ASCII_WORD = re.compile(rf"{SIGNS}|[^\W_]+{PLUS}", re.ASCII)
THOUSANDS = re.compile(r"\d{1,3}(?:,\d{3})+")
# Words longer than this are cut: no one types them, and some pages hold a megabyte without a space.
LONGEST = 64
# What is written in pieces is found joined too: hand-off, O'Leary, U.S.A., p.m. But no l'eau, no column's, no don't.
JOINERS = "'’‘`´·\u02b9-\u02bd\u05f3\u05f4\u2010\u2011\u200c-"
JOINABLE = rf"[^\W\d_{UNSPACED}]"
# A sign between letters is looked for first, and the word around it then: that is several times as fast.
BETWEEN = re.compile(rf"[{JOINERS}](?={JOINABLE})|\.(?=[A-Z]{END}|[A-Za-z]\.)")
JOINED = re.compile(
    rf"{JOINABLE}{{1,32}}(?:[{JOINERS}]{JOINABLE}{{1,32}}){{1,4}}(?![^\W{UNSPACED}]|[{JOINERS}])"
    rf"|(?:[A-Za-z]\.){{2,8}}{END}|(?:[A-Z]\.){{1,8}}[A-Z]{END}"
)
SIGNS_WITHIN = frozenset("_'’‘`´·-\u05f3\u05f4\u2010\u2011\u200c.")
JOINER = re.compile(rf"[.{JOINERS}]+")
POSSESSIVE = re.compile(r"['’‘`´\u02b9-\u02bd][sS]$")
ELIDED = re.compile(r"^(?:[a-np-z]|[qQ]u)['’‘`´]|['’‘`´](?i:t|d|m|ll|re|ve)$")
# What is short for an article or preposition of French or Italian before a word, and tells nothing.
ELISION = re.compile(r"^(?:[cdjlmnst]|L|[Qq]u|[Uu]n|(?:[dDaA]|[nN]e|[sS]u|[dD]a|[dD]e)ll)['’‘`´](?=\w)")
# And what is written together by its pieces: getUserName.
HAS_CAMEL, CAMEL = re.compile(r"[a-z][A-Z]"), re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")
CAMEL_WORD = re.compile(
    rf"(?<![^\W_{UNSPACED}])(?<![\u0300-\u036f])[A-Za-z]{{1,32}}[a-z][A-Z][^\W_{UNSPACED}]{{0,32}}"
    rf"(?![^\W_{UNSPACED}]|[\u0300-\u036f])"
)
MOST_PIECES = 6
# And a name with its number: Python3.
HAS_NUMBERED = re.compile(r"[a-z]\d")
NUMBERED_WORD = re.compile(rf"(?<![^\W_{UNSPACED}])([A-Za-z]{{3,32}})(\d{{1,4}})(?![^\W_{UNSPACED}]|[.,]\d)")
# What may be one, and a number with its unit, where that is asked for.
NUMBERED, QUANTITY = re.compile(r"([A-Za-z]{1,32})-?(\d{1,4})"), re.compile(r"(\d+(?:[.,]\d+)*)([A-Za-zµμ]{1,4})")
# Raised numbers after a number or a longer word: powers, and marks of notes.
RAISED = re.compile(r"(?:(?<=\d)|(?<=[^\W\d_]{3}))[⁰¹²³⁴-⁹]+$")
# Letters that no mark makes of others, as people write them who have not got them; and Arabic ones that are written in
# several ways.
PLAIN = str.maketrans({
    "æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ð": "d", "ł": "l", "ħ": "h", "þ": "th", "ı": "i", "ŋ": "n", "ŧ": "t",
    "ى": "ي", "ی": "ي", "ې": "ي", "ک": "ك", "ة": "ه", "ە": "ه", "ہ": "ه", "ھ": "ه", "ٱ": "ا", "ـ": "",
    "\u093c": "",
})  # fmt: skip
# A nasal of Hindi before a letter of its own kind, which may be a dot over the letter before: हिन्दी, हिंदी.
NASAL = re.compile("ङ्(?=[क-घ])|ञ्(?=[च-झ])|ण्(?=[ट-ढ])|न्(?=[त-ध])|म्(?=[प-भ])|ँ")


class Token(NamedTuple):
    """An index term, its characters in the text from start up to end, and its place among the words, from 0."""

    form: str
    start: int
    end: int
    position: int


def tokens(text: str, lang: str) -> list[Token]:
    """Give the index terms of the text, stop words included.

    What is written without spaces gives its pairs of letters, one starting at each letter, and its last letter
    alone: so every letter starts a term, and a pair is found wherever it stands. Behind the last word comes what
    the text holds otherwise written: its words in pieces joined, its joined words in pieces.
    """
    return [
        Token(form(word, lang), start, end, position)
        for position, (word, start, end) in enumerate((*written_words(text), *other_spellings(text)))
    ]


def other_spellings(text: str) -> list[tuple[str, int, int]]:
    """Give what words of the text are otherwise written, from where to where they stand: "email" for e-mail."""
    found: list[tuple[str, int, int]] = []
    for match in _joined(text):
        word = POSSESSIVE.sub("", match.group())
        pieces = JOINER.split(word)
        if len(pieces) > 1 and not ELIDED.search(word):
            found.append(("".join(pieces), match.start(), match.start() + len(word)))
    if HAS_CAMEL.search(text):
        for match in CAMEL_WORD.finditer(text):
            found += _pieces(match)
    for match in NUMBERED_WORD.finditer(text) if HAS_NUMBERED.search(text) else ():
        found += [(match[1], *match.span(1)), (match[2], *match.span(2))]
    return found


def pieces(word: str) -> list[str]:
    """Give the pieces of one word that is written together: get, User, Name; Python, 3; 5, g; none of any other."""
    if match := NUMBERED.fullmatch(word) or QUANTITY.fullmatch(word):
        return [match[1], match[2]]
    return CAMEL.findall(word) if HAS_CAMEL.search(word) and CAMEL_WORD.fullmatch(word) else []


def _joined(text: str) -> Iterator[re.Match[str]]:
    """Yield the words that are written in pieces, with signs between."""
    done = 0
    for sign in BETWEEN.finditer(text):
        start = sign.start()
        if start < done:
            continue
        least = max(done, start - LONGEST)
        while start > least and text[start - 1].isalpha() and not is_unspaced_letter(text[start - 1]):
            start -= 1
        before = text[start - 1 : start]
        is_whole = not (before.isalnum() or before in SIGNS_WITHIN) or is_unspaced_letter(before)
        match = JOINED.match(text, start) if is_whole and start < sign.start() else None
        done = match.end() if match else sign.end()
        if match:
            yield match


def _pieces(word: re.Match[str]) -> Iterator[tuple[str, int, int]]:
    """Yield the pieces of a word in camel case, and each two neighbours of more than two."""
    pieces = list(CAMEL.finditer(word.group()))
    if 1 < len(pieces) <= MOST_PIECES:
        spans = [(piece.start() + word.start(), piece.end() + word.start()) for piece in pieces]
        yield from ((word.string[start:end], start, end) for start, end in spans)
        for (start, _), (_, end) in pairwise(spans) if len(spans) > 2 else ():
            yield word.string[start:end], start, end


def spaced_word(text: str) -> re.Pattern[str] | None:
    """Return the pattern of a word in this text, None where it has letters of a script without spaces."""
    if text.isascii():
        return ASCII_WORD
    return SPACED_WORD if UNSPACED_LETTER.search(text) is None else None


def written_words(text: str) -> Iterator[tuple[str, int, int]]:
    """Yield each word of the text as it is written, from where to where."""
    if pattern := spaced_word(text):
        yield from ((match.group(), *match.span()) for match in pattern.finditer(text))
        return
    for match in WORD.finditer(text):
        start, end = match.span()
        if match.lastindex:
            yield from _pairs(text, start, end)
        else:
            yield match.group(), start, end


def _pairs(text: str, start: int, end: int) -> Iterator[tuple[str, int, int]]:
    """Yield the pairs of letters of a run, and its last one; a voicing mark that stands apart belongs to its letter."""
    starts = [i for i in range(start, end) if text[i] not in VOICING or i == start]
    for i, place in enumerate(starts):
        last = starts[i + 2] if i + 2 < len(starts) else end
        yield text[place:last], place, last


def surfaces(text: str) -> list[str]:
    """Give the words of the text as they are written, one for each of its tokens."""
    return [*words(text), *(word for word, _, _ in other_spellings(text))]


def words(text: str) -> list[str]:
    """Give the words of the text as they are written."""
    pattern = spaced_word(text)
    return pattern.findall(text) if pattern else [word for word, _, _ in written_words(text)]


def is_unspaced_letter(text: str) -> bool:
    """Return whether the text is one letter of a script that is written without spaces."""
    return len(text) == 1 and UNSPACED_LETTER.match(text) is not None


def typed_tokens(text: str, lang: str) -> list[Token]:
    """Give the index terms of a typed text: as it is written, and no last letter alone after pairs that hold it.

    Where another word follows, that letter stays: it stands between the two in what is found, too.
    """
    found = [Token(form(w, lang), start, end, at) for at, (w, start, end) in enumerate(written_words(text))]
    before, last = found[-2:] if len(found) > 1 else (None, None)
    is_held = before and last and before.end == last.end and before.start < last.start
    return found[:-1] if is_held else found


def forms(word: str, languages: Iterable[str]) -> tuple[str, ...]:
    """Give the index terms that this one word may have in these languages, sorted, each once."""
    return tuple(sorted({form(word, lang) for lang in languages} or {folded(word)}))


@lru_cache(maxsize=200_000)
def form(word: str, lang: str) -> str:
    """Give the index term of one word: folded, and stemmed by Snowball where the language is known."""
    plain = folded(word)
    algorithm = ALGORITHMS.get(lang)
    if algorithm is None or not (plain.isalpha() or _is_lettered(plain)):
        return plain
    if lang == "en":
        plain = IRREGULAR.get(plain, plain)
    if lang == "ar" and plain.endswith("ه"):
        # Which of the two it was, Snowball has to know, and most often it is this one.
        plain = f"{plain[:-1]}ة"
    return sys.intern(_stemmer(algorithm).stemWord(plain))


def _is_lettered(plain: str) -> bool:
    """Return whether a word is of letters and of what combines with them, as words of Hindi and Tamil are."""
    return not plain.isascii() and all(letter.isalpha() or letter in MARKS for letter in plain)


@lru_cache(maxsize=200_000)
def folded(word: str) -> str:
    """Give the word in small letters and plain digits, without accents and vowel signs, in NFKC.

    Latin letters that have no accent are written as in plain English ("coeur" for cœur), Turkish ones without a dot
    with it, Arabic ones that are written in several ways in one. Japanese voicing marks and the breve of Cyrillic й
    make another letter, and stay.
    """
    if not word.isascii():
        # Composed before it is cut: else it would be cut elsewhere when its accents stand apart.
        word = unicodedata.normalize("NFC", word[: 4 * LONGEST])
        word = RAISED.sub("", word)
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
            is_accented = letter < "\u0400" or letter in "еЕ" or "\u0590" <= letter <= "\u06ff"
            letter = _digit(letter)
        kept.append(letter)
    plain = NASAL.sub("ं", "".join(kept).translate(PLAIN))
    # Some letters become several, so it is cut once more. What is nothing but a sign of its own stays that.
    return unicodedata.normalize("NFKC", plain or word).casefold()[:LONGEST]


def _digit(letter: str) -> str:
    """Give a digit of any script as that of English, any other letter as it is."""
    return letter if letter.isascii() or not letter.isdecimal() else str(unicodedata.decimal(letter))


_local = threading.local()


def _stemmer(algorithm: str) -> "Stemmer.Stemmer":
    """Give this thread's stemmer: one is not to be shared by threads."""
    stemmers = _local.__dict__
    if algorithm not in stemmers:
        # lru_cache above remembers the words; a second cache would only cost memory.
        stemmers[algorithm] = Stemmer.Stemmer(algorithm, 0)
    return stemmers[algorithm]
