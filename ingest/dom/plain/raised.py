"""Write raised and lowered letters, note marks and readings so that they change no word that they stand beside."""

import re

from ingest.dom.editing import become_text, drop, unwrap
from ingest.dom.parser import Element, text_in
from ingest.dom.plain.page import Page, Removed
from ingest.dom.text import clean

RAISED = str.maketrans("0123456789+-−–=()ni", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁻⁼⁽⁾ⁿⁱ")
TRADEMARKS = {"TM": "™", "SM": "℠", "(R)": "®"}
# A power, or the charge of an ion.
NUMBER = re.compile(r"^(?:[+\-−–]?\d{1,4}|\d?[+\-−–])$")
EXPRESSION = re.compile(r"^[\w+\-−–*/=().]{1,12}$")
# A mark of a note without brackets, which would else be a part of the word before it.
MARK = re.compile(r"^(?:\d{1,4}|[a-z*†‡§¶])(?:\s*[,;–-]\s*(?:\d{1,4}|[a-z*†‡§¶]))*$", re.I)
# Several marks, which no ordinal and no power is.
MARKS = re.compile(r"^\w{1,3}(?:\s*[,;]\s*\w{1,3})+$")
# What says by its role that it is the mark of a note (DPUB-ARIA, EPUB Structural Semantics), however it is raised.
NOTE_LINK = re.compile(r"\b(?:doc-)?note-?ref\b", re.I)
NOTE = re.compile(rf"{NOTE_LINK.pattern}|\b(?:foot|end|side)-?note|\breference\b|\bfnref|\bcite", re.I)
ALIGNED = re.compile(r"vertical-align\s*:\s*(super|sub)\b", re.I)
# Letters of a word that are looked at.
MAX_BEFORE = 80
# Letters that after a number are its power, and not the end of an ordinal.
POWERS = frozenset("nxkmN")
NOTE_RULE, READING_RULE = "the mark of a note", "a reading beside its word"


def raised_as_text(page: Page) -> bool:
    """Change the tree, and say whether it was; marks that lead to notes, and readings, are noted as removed."""
    rubies, raised = page.tagged("ruby"), [*page.tagged("sup"), *_raised_by_style(page)]
    page.removed += map(_reading, rubies)
    links = [link for link in page.tagged("a") if len(link.attrib) > 1 and _is_note_link(link)]
    for one in (*raised, *links):
        text = clean(text_in(one))
        if _leads_to_note(one) and MARK.match(text):
            page.removed.append(Removed("sup", NOTE_RULE, text))
            drop(one)
        elif written := _written(_before(one), text):
            become_text(one, written)
    return bool(rubies or raised or links)


def _raised_by_style(page: Page) -> list[Element]:
    """Return what a style raises; what one lowers or raises gets the tag of that."""
    raised: list[Element] = []
    for style, found in page.valued("style"):
        if match := ALIGNED.search(style):
            is_raised = match[1].lower() == "super"
            for one in found:
                if one.tag in ("span", "font", "small", "i", "em"):
                    one.tag = "sup" if is_raised else "sub"
                    raised += [one] if is_raised else []
    return raised


def _is_note_link(link: Element) -> bool:
    return any(NOTE_LINK.search(link.get(name) or "") for name in ("role", "epub:type", "epub-type", "data-type"))


def _reading(ruby: Element) -> Removed:
    """Take the readings out of a ruby, so that its words are whole."""
    readings = []
    for part in list(ruby.iter("rt", "rtc", "rp")):
        if part.tag != "rp" and part.getparent() is not None:
            readings.append(clean(text_in(part)))
        drop(part)
    for base in list(ruby.iter("rb", "rbc")):
        unwrap(base)
    return Removed("rt", READING_RULE, " ".join(readings))


def _leads_to_note(raised: Element) -> bool:
    for one in raised.iter():
        if one.tag == "a" and "#" in (one.get("href") or ""):
            return True
        if NOTE.search(f"{one.get('class') or ''} {one.get('role') or ''} {one.get('id') or ''}"):
            return True
    holder = raised.getparent()
    return holder is not None and holder.tag == "a" and "#" in (holder.get("href") or "")


def _before(raised: Element) -> str:
    """Return the word that the raised letters follow at once, as far as it stands in the same element."""
    before, holder = raised.getprevious(), raised.getparent()
    text = before.tail if before is not None else holder.text if holder is not None else ""
    if not text and before is not None:
        text = text_in(before)
    return (text[-MAX_BEFORE:].split() or [""])[-1] if text and not text[-1].isspace() else ""


def _written(before: str, text: str) -> str:
    """Return how raised letters are written after this word, "" for as they are."""
    if not before or not text:
        return ""
    if text in TRADEMARKS:
        return TRADEMARKS[text]
    if MARKS.match(text):
        return text.translate(RAISED) if all(c.isdigit() or c in ",; " for c in text) else f" {text}"
    if NUMBER.match(text) and (before[-1].isdigit() or before[-1].isalpha() or before[-1] in ")]"):
        return text.translate(RAISED)
    if before[-1].isdigit() and EXPRESSION.match(text) and (text in POWERS or not text.isalpha()):
        raised = text.translate(RAISED)
        return raised if not any(c.isascii() for c in raised) else f"^{text}" if len(text) == 1 else f"^({text})"
    return ""
