"""What a person typed in, the tree of what they asked out: nothing typed is ever an error."""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import chain

from index.article import Span
from index.days import days
from index.tree import Field, Filters
from index.typed import All, Any, Parsed, Prefix, Quoted, Required, Typed, Without, Word

# What is cut is said in a note.
LONGEST = 2_000
MOST_TERMS = 400
SHORTEST_PREFIX = 2
DEEPEST = 20

# What is pasted holds them between letters: soft hyphens, spaces without width, marks of the direction of writing.
UNSEEN = frozenset("\u00ad\u200b\u2060\ufeff\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
QUOTES = '"“”„‟«»「」『』'
FIELDS: dict[str, Field] = {"title": "title", "heading": "headings", "headings": "headings", "bullet": "bullets"}
FILTERED: dict[str, Callable[[Filters, str], Filters]] = {
    "lang": lambda filters, value: replace(filters, lang=(*filters.lang, value)),
    "tag": lambda filters, value: replace(filters, tag=(*filters.tag, value)),
    "topic": lambda filters, value: replace(filters, tag=(*filters.tag, value)),
    "author": lambda filters, value: replace(filters, author=(*filters.author, value)),
    "site": lambda filters, value: replace(filters, site=(*filters.site, value)),
}
LEXEME = re.compile(
    rf"(?P<open>\()|(?P<close>\))|(?P<bar>\|)|(?P<minus>(?<!\S)-)(?=[({QUOTES}])"
    rf"|(?:(?P<field>[A-Za-z]+):)?(?:[{QUOTES}](?P<quoted>[^{QUOTES}]*)[{QUOTES}]|(?P<word>[^\s(){QUOTES}|]+))"
)


@dataclass(frozen=True, slots=True)
class _Lexeme:
    kind: str
    span: Span
    node: Typed | None = None


def parse(text: str) -> Parsed:
    """Read what a person typed. The spans are places in the text of what is given back.

    Where everything is in capitals, AND, OR and NOT are words.
    """
    text, notes = _cleaned(text)
    lexemes, filters = _lexemes(text)
    if _is_in_capitals(lexemes, text):
        lexemes = list(chain.from_iterable(_as_word(one, text) or [one] for one in lexemes))
    lexemes, more_notes = _bounded(lexemes)
    nodes = _Reader(_with_lone_operators_as_words(lexemes, text)).nodes()
    return Parsed(text, _all(nodes), filters, (*notes, *more_notes))


def _cleaned(text: str) -> tuple[str, tuple[str, ...]]:
    """Take out what is no text, and cut what is too long at the end of a word."""
    # Four times over: what is thrown away must not cost.
    kept = "".join(map(_visible, text[: LONGEST * 4]))
    kept = unicodedata.normalize("NFC", kept).strip()
    if len(kept) <= LONGEST and len(text) <= LONGEST * 4:
        return kept, ()
    cut = kept[:LONGEST].rpartition(" ")[0] or kept[:LONGEST]
    return cut, (f"The question is longer than {LONGEST} characters; the rest was left out.",)


def _visible(letter: str) -> str:
    """Return a letter as it is looked for: nothing for what is seen nowhere, a space for what is no letter."""
    if letter in UNSEEN:
        return ""
    return letter if unicodedata.category(letter) not in ("Cc", "Cs", "Co", "Cn") else " "


def _lexemes(text: str) -> tuple[list[_Lexeme], Filters]:
    found: list[_Lexeme] = []
    filters = Filters()
    for match in LEXEME.finditer(text):
        narrowed = _narrowed(filters, match)
        if narrowed is None:
            found += _read(match)
        else:
            filters = narrowed
    return found, filters


def _narrowed(filters: Filters, match: re.Match[str]) -> Filters | None:
    """Give the filters with this one added, None when it is no filter."""
    name = (match["field"] or "").lower()
    value = (match["quoted"] or match["word"] or "").strip()
    if name in FILTERED and value:
        return FILTERED[name](filters, value)
    meant = days(value)
    if meant is None:
        return None
    if name == "after":
        return replace(filters, after=meant.first)
    return replace(filters, before=meant.last) if name == "before" else None


def _read(match: re.Match[str]) -> list[_Lexeme]:
    """Give the lexemes of one match: a bracket, an operator, or a word with the minus before it."""
    span = Span(*match.span())
    kind = match.lastgroup or ""
    if kind in ("open", "close", "minus"):
        return [_Lexeme({"minus": "not"}.get(kind, kind), span)]
    if kind == "bar":
        return [_Lexeme("or", span)]
    field = FIELDS.get((match["field"] or "").lower())
    if match["quoted"] is not None:
        before = [] if field or not match["field"] else [_word(match["field"], span.start)]
        return [*before, _Lexeme("operand", span, Quoted(match["quoted"].strip(), span, field or "text"))]
    word = match["word"] if field or not match["field"] else f"{match['field']}:{match['word']}"
    return _read_word(word, span, field)


def _read_word(word: str, span: Span, field: Field | None) -> list[_Lexeme]:
    if word.startswith("+") and field is None and word[1:2].isalnum():
        return [_Lexeme("must", Span(span.start, span.start + 1)), _word(word[1:], span.start + 1)]
    if word in ("AND", "OR", "NOT") and field is None:
        return [_Lexeme(word.lower(), span)]
    if word.startswith("-") and field is None and word.strip("-"):
        start = span.end - len(word.lstrip("-"))
        return [_Lexeme("not", Span(span.start, start)), _word(word.lstrip("-"), start)]
    return [_word(word, span.end - len(word), field or "text")]


def _word(word: str, start: int, field: Field = "text") -> _Lexeme:
    span = Span(start, start + len(word))
    stem = word.rstrip("*")
    if stem != word and len(stem) >= SHORTEST_PREFIX and "*" not in stem and stem[-1].isalnum():
        return _Lexeme("operand", span, Prefix(stem, span, field))
    return _Lexeme("operand", span, Word(word, span, field))


def _bounded(lexemes: list[_Lexeme]) -> tuple[list[_Lexeme], list[str]]:
    """Keep the first words that there may be, and say what was taken for a word or left out."""
    kept, notes, terms = [], [], 0
    for lexeme in lexemes:
        terms += lexeme.kind == "operand"
        if terms <= MOST_TERMS:
            kept.append(lexeme)
        if isinstance(lexeme.node, Word) and _is_refused_wildcard(lexeme.node.text):
            notes.append(f"{lexeme.node.text}: a star stands at the end of at least {SHORTEST_PREFIX} letters.")
    if terms > MOST_TERMS:
        notes.append(f"The question has {terms} words; the first {MOST_TERMS} were looked for.")
    return kept, list(dict.fromkeys(notes))[:3]


def _is_refused_wildcard(word: str) -> bool:
    return "*" in word and any(c.isalnum() for c in word)


def _with_lone_operators_as_words(lexemes: list[_Lexeme], text: str) -> list[_Lexeme]:
    """Turn operators with nothing to work on into words, and a bar or minus of that kind into nothing."""
    out: list[_Lexeme] = []
    for i, lexeme in enumerate(lexemes):
        follows = lexemes[i + 1].kind if i + 1 < len(lexemes) else "end"
        before = out[-1].kind if out else "start"
        has_right = follows in ("operand", "open", "not", "must")
        has_left = before in ("operand", "close")
        if lexeme.kind in ("and", "or") and not (has_left and has_right):
            out += _as_word(lexeme, text)
        elif lexeme.kind == "not" and (before == "not" or follows not in ("operand", "open")):
            out += [] if before == "not" else _as_word(lexeme, text)
        else:
            out.append(lexeme)
    return out


def _is_in_capitals(lexemes: list[_Lexeme], text: str) -> bool:
    """Return whether what stands beside AND, OR and NOT is in capitals, so that these say nothing."""
    return "".join(text[one.span.start : one.span.end] for one in lexemes if one.kind == "operand").isupper()


def _as_word(lexeme: _Lexeme, text: str) -> list[_Lexeme]:
    word = text[lexeme.span.start : lexeme.span.end]
    return [_word(word, lexeme.span.start)] if word.isalpha() and lexeme.kind != "operand" else []


class _Reader:
    """Reads lexemes into a tree: OR binds looser than standing side by side, NOT tightest."""

    def __init__(self, lexemes: list[_Lexeme]) -> None:
        self._lexemes = lexemes
        self._at = 0

    def nodes(self) -> list[Typed]:
        """Read everything; a closing bracket too many is passed over."""
        read: list[Typed] = []
        while self._at < len(self._lexemes):
            read += self._alternatives(0)
            self._at += 1
        return read

    def _alternatives(self, depth: int) -> list[Typed]:
        """Read up to the closing bracket."""
        runs: list[list[Typed]] = [[]]
        while (kind := self._kind()) not in ("close", "end"):
            if kind == "or":
                runs.append([])
                self._at += 1
            elif kind == "and":
                self._at += 1
                runs[-1] = [*runs[-1][:-1], *map(_required, [*runs[-1][-1:], *self._operand(depth)])]
            else:
                runs[-1] += self._operand(depth)
        found = [node for node in map(_all, runs) if node]
        if len(found) < 2:
            return found
        # OR between single words joins them; a word beside a group of alternatives is wanted as well.
        return [Any(tuple(found))]

    def _operand(self, depth: int) -> list[Typed]:
        lexeme = self._lexemes[self._at]
        self._at += 1
        if lexeme.kind == "not":
            inner = _all(self._operand(depth)) if self._kind() != "end" else None
            return [Without(inner)] if inner and not isinstance(inner, Without) else []
        if lexeme.kind == "must":
            return [_required(node) for node in self._operand(depth)]
        if lexeme.kind != "open":
            return [lexeme.node] if lexeme.node else []
        if depth == DEEPEST:
            # Brackets deeper than anyone nests them on purpose mean nothing.
            return []
        inside = self._alternatives(depth + 1)
        self._at += 1
        return inside

    def _kind(self) -> str:
        return self._lexemes[self._at].kind if self._at < len(self._lexemes) else "end"


def _required(node: Typed) -> Typed:
    return Required(node) if isinstance(node, Word | Prefix) else node


def _all(nodes: list[Typed]) -> Typed | None:
    flat = tuple(chain.from_iterable(n.nodes if isinstance(n, All) else (n,) for n in nodes))
    return flat[0] if len(flat) == 1 else All(flat) if flat else None
