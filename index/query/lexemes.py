"""A question as it was typed in, its words, operators and brackets one after the other out, nothing of it lost."""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

from index.analysis.tokens import UNSPACED
from index.article import Span
from index.query.days import days
from index.query.typed import Narrowed, Prefix, Quoted, Typed, Word
from index.tree import Field, Filters

# What is cut is said in a note.
LONGEST = 2_000
MOST_TERMS = 400
SHORTEST_PREFIX, SHORTEST_STEM = 2, 3
# A word with a star at its end, or behind its third letter; the last piece of one in pieces is how it begins.
STARRED = re.compile(rf"[^*]*\w{{{SHORTEST_PREFIX}}}\*+|[{UNSPACED}]\*+|\w{{{SHORTEST_STEM},}}\*\w+")
# What is pasted holds them between letters: soft hyphens, spaces without width, marks of the direction of writing.
# Not those that Persian and emoji need.
UNSEEN, JOINERS = frozenset("\u034f\u115f\u1160\u3164\uffa0"), frozenset("\u200c\u200d")
BETWEEN_LATIN = re.compile(r"(?<=[\u0021-\u024f])[\u200c\u200d]+|[\u200c\u200d]+(?=[\u0021-\u024f])")
QUOTES = '"“”„‟«»「」『』'
FIELDS: dict[str, Field] = {"title": "title", "heading": "headings", "headings": "headings", "bullet": "bullets"}
FILTERED: dict[str, Callable[[str], Filters]] = {
    "lang": lambda value: Filters(lang=(value,)),
    "tag": lambda value: Filters(tag=(value,)),
    "topic": lambda value: Filters(tag=(value,)),
    "author": lambda value: Filters(author=(value,)),
    "site": lambda value: Filters(site=(value,)),
}
# What stands before a colon and is no word.
NAMES = "|".join((*FIELDS, *FILTERED, "after", "before"))
# Before a bracket with several words or a filter in it, which then holds of each: title:(short nap).
GROUPED = "|".join((*FIELDS, *FILTERED))
LEXEME = re.compile(
    rf"(?P<group>(?:{GROUPED}):(?=\([^()]*[\s|{QUOTES}][^()]*\)))"
    rf"|(?P<open>\()|(?P<close>\))|(?P<bar>\|)|(?P<minus>(?<![^\s(])[-–−])(?=[({QUOTES}]|(?:{NAMES}):[^\s])"
    rf"|(?P<must>(?<![^\s(])\+)(?=[({QUOTES}]|(?:{NAMES}):[^\s])"
    rf"|(?:(?P<field>[A-Za-z]+):)?(?:[{QUOTES}](?P<quoted>[^{QUOTES}]*)[{QUOTES}]"
    rf"|(?P<word>(?:(?<=:)(?:[^\s(){QUOTES}|]|\([^\s(){QUOTES}|]*\))+|[^\s(){QUOTES}|]+)))",
    re.I,
)


# A minus before a word, also as keyboards put it right.
DASHED = re.compile(r"-+[^-]|[–−][^\W\d]")
EXAMPLES = {"lang": "en", "site": "example.org", "after": "2024-05", "before": "2024-05-31"}


@dataclass(frozen=True, slots=True)
class Lexeme:
    """A sign, an operator or an operand, as its kind says, and its place; an operand with what it stands for."""

    kind: str
    span: Span
    node: Typed | None = None


def cleaned(text: str) -> tuple[str, tuple[str, ...]]:
    """Take out what is no text, and cut what is too long at the end of a word."""
    # Four times over: what is thrown away must not cost.
    kept = BETWEEN_LATIN.sub("", "".join(map(_visible, text[: LONGEST * 4])))
    kept = unicodedata.normalize("NFC", kept).strip()
    if len(kept) <= LONGEST and len(text) <= LONGEST * 4:
        return kept, ()
    cut = kept[:LONGEST].rpartition(" ")[0] or kept[:LONGEST]
    return cut, (f"The question is longer than {LONGEST} characters; the rest was left out.",)


def _visible(letter: str) -> str:
    """Return a letter as it is looked for: nothing for what is seen nowhere, a space for what is no letter."""
    category = unicodedata.category(letter)
    if letter in UNSEEN or (category == "Cf" and letter not in JOINERS):
        return ""
    return letter if category not in ("Cc", "Cs", "Co", "Cn") else " "


def lexemes(text: str) -> tuple[list[Lexeme], list[str]]:
    """Return the lexemes of a text that was cleaned, and say what is wrong with them."""
    found: list[Lexeme] = []
    notes: list[str] = []
    for match in LEXEME.finditer(text):
        filters = _narrowing(match)
        if filters is None:
            found += _read(match)
            notes += _misread(match)
        else:
            span = Span(*match.span())
            found.append(Lexeme("operand", span, Narrowed(match.group(), span, filters)))
    return found, notes


def _narrowing(match: re.Match[str]) -> Filters | None:
    """Give the filter, None when it is none."""
    name = (match["field"] or "").lower()
    value = (match["quoted"] or match["word"] or "").strip()
    if name in FILTERED and value:
        return FILTERED[name](value)
    meant = days(value) if name in ("after", "before") else None
    if meant is None:
        return None
    return Filters(after=meant.first) if name == "after" else Filters(before=meant.last)


def _misread(match: re.Match[str]) -> list[str]:
    """Say what is wrong with a filter that is none."""
    name, value = (match["field"] or "").lower(), match["quoted"] or match["word"] or ""
    if name in ("after", "before"):
        return [f"{name}:{value}: {value} is no day; write 2024, 2024-05 or 2024-05-31."]
    word = (match["word"] or "").lower().lstrip("-")
    if word.endswith(":") and word[:-1] in (*FILTERED, "after", "before"):
        typed = match["word"]
        return [f"{typed} says nothing without a value behind it: {typed}{EXAMPLES.get(word[:-1], 'name')}"]
    return []


def _read(match: re.Match[str]) -> list[Lexeme]:
    """Give the lexemes of one match: a bracket, an operator, or a word with the minus before it."""
    span = Span(*match.span())
    kind = match.lastgroup or ""
    if kind in ("open", "close", "minus", "must", "group"):
        return [Lexeme({"minus": "not"}.get(kind, kind), span)]
    if kind == "bar":
        return [Lexeme("or", span)]
    field = FIELDS.get((match["field"] or "").lower())
    if match["quoted"] is not None:
        before = [] if field or not match["field"] else [_word(match["field"], span.start)]
        return [*before, Lexeme("operand", span, Quoted(match["quoted"].strip(), span, field or "text"))]
    word = match["word"] if field or not match["field"] else f"{match['field']}:{match['word']}"
    return _read_word(word, span, field)


def _read_word(word: str, span: Span, field: Field | None) -> list[Lexeme]:
    if word.startswith("+") and field is None and word[1:2].isalnum():
        return [Lexeme("must", Span(span.start, span.start + 1)), _word(word[1:], span.start + 1)]
    if word in ("AND", "OR", "NOT") and field is None:
        return [Lexeme(word.lower(), span)]
    if DASHED.match(word) and field is None:
        start = span.end - len(word.lstrip("-–−"))
        return [Lexeme("not", Span(span.start, start)), _word(word.lstrip("-–−"), start)]
    return [_word(word, span.end - len(word), field or "text")]


def _word(word: str, start: int, field: Field = "text") -> Lexeme:
    span = Span(start, start + len(word))
    if STARRED.fullmatch(word):
        return Lexeme("operand", span, Prefix(word.rstrip("*"), span, field))
    return Lexeme("operand", span, Word(word, span, field))


def as_word(lexeme: Lexeme, text: str) -> list[Lexeme]:
    """Return an operator as the word that it is written with, nothing for a sign."""
    word = text[lexeme.span.start : lexeme.span.end]
    return [_word(word, lexeme.span.start)] if word.isalpha() and lexeme.kind != "operand" else []


def bounded(lexemes: list[Lexeme]) -> tuple[list[Lexeme], list[str]]:
    """Keep the first words that there may be, and say what was taken for a word or left out."""
    kept, notes, terms = [], [], 0
    for lexeme in lexemes:
        terms += lexeme.kind == "operand"
        if terms <= MOST_TERMS:
            kept.append(lexeme)
        if isinstance(lexeme.node, Word) and _is_refused_wildcard(lexeme.node.text):
            notes.append(
                f"{lexeme.node.text}: a star stands at the end of at least {SHORTEST_PREFIX} letters, or amid a word "
                f"behind at least {SHORTEST_STEM}."
            )
        if isinstance(lexeme.node, Quoted) and "*" in lexeme.node.text.rstrip("* "):
            notes.append(
                f'"{lexeme.node.text}": a star amid a phrase stands for nothing; only its last word may have one.'
            )
    if terms > MOST_TERMS:
        notes.append(f"The question has {terms} words; the first {MOST_TERMS} were looked for.")
    return kept, list(dict.fromkeys(notes))[:3]


def _is_refused_wildcard(word: str) -> bool:
    return "*" in word and any(c.isalnum() for c in word)
