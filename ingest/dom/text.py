"""Text as a page has it in, as it is kept and compared out: on one line, in NFC, without what cannot be seen."""

import re
import unicodedata

from ingest.dom.parser import Element, text_in

SPACE = re.compile(r"[ \t\r\n\f\v\u00a0\u2002-\u200a\u202f\u205f]+")
WIDE_SPACE = "\u3000"
INVISIBLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b\u2060\ufeff\u00ad\ud800-\udfff\ufffe\uffff]")
# What joins two letters or parts them joins nothing at the border of a text.
JOINERS = " \u200c\u200d"
# The most marks on one letter: more are no writing, and to sort them takes time as their square. It is the number of
# the Stream-Safe Text Format (Unicode Standard Annex #15, section 13).
MOST_MARKS = 30
TYPOGRAPHY = "’“”–—\u00a0"
NO_WORD = re.compile(r"[\W_]+")
WORD = re.compile(r"[^\W_]+")
# Letters and digits of ASCII to themselves in small letters, all else to a space.
SMALL = bytes(ord(chr(i).lower()) if i < 128 and chr(i).isalnum() else ord(" ") for i in range(256))

SIGNS = bytes(i for i in range(128) if not chr(i).isalnum())


def clean(text: str) -> str:
    """Give the text in NFC, on one line, without what cannot be seen."""
    # Nearly every text is printable once its white space is single spaces, and in NFC: then the rest changes nothing.
    # Spaces are the only white space that is printable, so many a text is fit as it is.
    line = text.strip()
    if "  " in line or not line.isprintable():
        # To split costs a third of the search; what it takes too is the space of Chinese and Japanese, which is kept.
        line = SPACE.sub(" ", text).strip() if WIDE_SPACE in text else " ".join(text.split())
    if line.isprintable() and (line.isascii() or unicodedata.is_normalized("NFC", line := without_surplus_marks(line))):
        return line
    return SPACE.sub(" ", visible(text)).strip(JOINERS)


def visible(text: str) -> str:
    """Give the text in NFC, without what cannot be seen."""
    return unicodedata.normalize("NFC", without_surplus_marks(INVISIBLE.sub("", text)))


def without_surplus_marks(text: str) -> str:
    """Give the text without the marks of a letter that has more of them than any writing has."""
    # Such a run covers at least one of these places, and hardly any text has a mark there.
    if not any(map(unicodedata.combining, text[:: MOST_MARKS + 1])):
        return text
    kept: list[str] = []
    marks = 0
    for letter in text:
        marks = marks + 1 if unicodedata.combining(letter) else 0
        if marks <= MOST_MARKS:
            kept.append(letter)
    return "".join(kept)


def inner(element: Element) -> str:
    """Give all text within the element, clean."""
    return clean(text_in(element))


def letters(text: str) -> int:
    """Count what is no white space."""
    return sum(map(len, text.split()))


def words(text: str) -> list[str]:
    """Give the words of the text in small letters, in order."""
    # The search takes three times as long, and most texts are ASCII but for the signs between their words.
    for sign in TYPOGRAPHY if not text.isascii() else ():
        text = text.replace(sign, " ")
    return text.encode().translate(SMALL).decode().split() if text.isascii() else WORD.findall(text.casefold())


def squashed(text: str) -> str:
    """Give the letters and digits alone, in small letters: what stays the same under any typography."""
    return text.lower().encode().translate(None, SIGNS).decode() if text.isascii() else NO_WORD.sub("", text.casefold())
