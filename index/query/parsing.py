"""What a person typed in, the tree of what they asked out: nothing typed is ever an error."""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import chain

from index.analysis.tokens import UNSPACED
from index.article import Span
from index.query.days import days
from index.query.typed import All, Any, Narrowed, Parsed, Prefix, Quoted, Required, Typed, Without, Word
from index.tree import Field, Filters

# What is cut is said in a note.
LONGEST = 2_000
MOST_TERMS = 400
SHORTEST_PREFIX, SHORTEST_STEM = 2, 3
# A word with a star at its end, or behind its third letter; the last piece of one in pieces is how it begins.
STARRED = re.compile(rf"[^*]*\w{{{SHORTEST_PREFIX}}}\*+|[{UNSPACED}]\*+|\w{{{SHORTEST_STEM},}}\*\w+")
DEEPEST = 20

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
# What stands in code as it is: what SQL says behind NOT, and any two words in capitals behind a third.
NEGATED = (
    "NULL|EXISTS|IN|I?LIKE|BETWEEN|SIMILAR|DISTINCT|VALID|DEFERRABLE|ENFORCED|MATERIALIZED|REGEXP|RLIKE|GLOB|MATCHED"
    "|TRUE|FALSE|UNIQUE|FOUND"
)
SPOKEN_IN_CAPITALS, CAPITALS = re.compile(rf"NOT\s+(?:{NEGATED})"), re.compile(r"[A-Z][A-Z_]+")
# An option of a command, and what may be several of one letter; in a question with a path or another option it is.
OPTION, OPTIONS = re.compile(r"-[A-Za-z]\d*|--[A-Za-z][\w-]*"), re.compile(r"-(?:[b-df-hj-np-tv-xz]{3,4}|[a-z]{2})")
COMMAND = re.compile(r"(?<!\S)(?:--?[A-Za-z](?!\w)|--[A-Za-z]|[\w~-]*[./_][\w./~-]+(?!\S))")


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
    lexemes, wrong = _lexemes(text)
    lexemes, taken = _pasted(lexemes, text)
    if _is_in_capitals(lexemes, text):
        lexemes = list(chain.from_iterable(_as_word(one, text) or [one] for one in lexemes))
    lexemes, more_notes = _bounded(lexemes)
    nodes = _Reader(_with_lone_operators_as_words(lexemes, text), text).nodes()
    node, filters = _parted(_all(nodes))
    return Parsed(text, node, filters, (*notes, *wrong, *taken, *more_notes))


def _parted(node: Typed | None) -> tuple[Typed | None, Filters]:
    """Give the question without the filters that hold for all of it, and these together: any value of one name."""
    nodes = node.nodes if isinstance(node, All) else (node,) if node else ()
    filters = Filters()
    for one in nodes:
        filters = _joined(filters, one.filters) if isinstance(one, Narrowed) else filters
    return _all([one for one in nodes if not isinstance(one, Narrowed)]), filters


def _joined(one: Filters, other: Filters) -> Filters:
    return Filters(
        lang=one.lang + other.lang,
        tag=one.tag + other.tag,
        author=one.author + other.author,
        site=one.site + other.site,
        after=other.after or one.after,
        before=other.before or one.before,
    )


def _pasted(lexemes: list[_Lexeme], text: str) -> tuple[list[_Lexeme], list[str]]:
    """Take a NOT amid capitals and the minus of an option for words, as they stand in what is pasted, and say so."""
    out, notes = list[_Lexeme](), list[str]()
    is_command = COMMAND.search(text) is not None
    for i, lexeme in enumerate(lexemes):
        after = lexemes[i + 1] if i + 1 < len(lexemes) else None
        if lexeme.kind != "not" or not after or after.kind != "operand":
            out.append(lexeme)
            continue
        wrote = text[lexeme.span.start : after.span.end]
        word = wrote.split()[-1].lstrip("-")
        is_behind_word = bool(out) and isinstance(out[-1].node, Word)
        is_named = is_behind_word or len(lexemes) == len((lexeme, after))
        if _is_spoken(wrote, out) or _is_option(wrote, is_command=is_command, is_named=is_named):
            out += _as_word(lexeme, text)
            notes.append(f"{wrote} was looked for as words; -{word.lower()} leaves it out.")
            continue
        out.append(lexeme)
        if is_behind_word and OPTIONS.fullmatch(wrote):
            notes.append(f"{wrote} leaves out articles with {word}; write {word} to look for it.")
    return out, notes


def _is_spoken(wrote: str, before: list[_Lexeme]) -> bool:
    """Return whether it is code or a message in capitals: NOT NULL, METHOD NOT ALLOWED."""
    spoken = before[-1].node if before else None
    is_behind_capitals = isinstance(spoken, Word) and CAPITALS.fullmatch(spoken.text) is not None
    no, _, word = wrote.partition(" ")
    is_in_capitals = is_behind_capitals and no == "NOT" and CAPITALS.fullmatch(word.strip()) is not None
    return is_in_capitals or SPOKEN_IN_CAPITALS.fullmatch(wrote) is not None


def _is_option(wrote: str, *, is_command: bool, is_named: bool) -> bool:
    """Return whether it is one with two hyphens; of one letter behind a command or alone; or of several amid others."""
    if wrote.startswith("--") or is_named:
        return OPTION.fullmatch(wrote) is not None or (is_command and OPTIONS.fullmatch(wrote) is not None)
    return False


def _cleaned(text: str) -> tuple[str, tuple[str, ...]]:
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


def _lexemes(text: str) -> tuple[list[_Lexeme], list[str]]:
    found: list[_Lexeme] = []
    notes: list[str] = []
    for match in LEXEME.finditer(text):
        filters = _narrowing(match)
        if filters is None:
            found += _read(match)
            notes += _misread(match)
        else:
            span = Span(*match.span())
            found.append(_Lexeme("operand", span, Narrowed(match.group(), span, filters)))
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


def _read(match: re.Match[str]) -> list[_Lexeme]:
    """Give the lexemes of one match: a bracket, an operator, or a word with the minus before it."""
    span = Span(*match.span())
    kind = match.lastgroup or ""
    if kind in ("open", "close", "minus", "must", "group"):
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
    if DASHED.match(word) and field is None:
        start = span.end - len(word.lstrip("-–−"))
        return [_Lexeme("not", Span(span.start, start)), _word(word.lstrip("-–−"), start)]
    return [_word(word, span.end - len(word), field or "text")]


def _word(word: str, start: int, field: Field = "text") -> _Lexeme:
    span = Span(start, start + len(word))
    if STARRED.fullmatch(word):
        return _Lexeme("operand", span, Prefix(word.rstrip("*"), span, field))
    return _Lexeme("operand", span, Word(word, span, field))


def _bounded(lexemes: list[_Lexeme]) -> tuple[list[_Lexeme], list[str]]:
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


def _with_lone_operators_as_words(lexemes: list[_Lexeme], text: str) -> list[_Lexeme]:
    """Turn operators with nothing to work on into words, and a bar or minus of that kind into nothing."""
    out: list[_Lexeme] = []
    operands = [one.node for one in lexemes if one.kind == "operand"]
    # Beside nothing but filters, OR is no word that anybody looks for: more will be typed.
    is_filtering = bool(operands) and all(isinstance(node, Narrowed) for node in operands)
    for i, lexeme in enumerate(lexemes):
        follows = lexemes[i + 1].kind if i + 1 < len(lexemes) else "end"
        before = out[-1].kind if out else "start"
        has_right = follows in ("operand", "open", "not", "must", "group")
        has_left = before in ("operand", "close")
        if lexeme.kind in ("and", "or") and not (has_left and has_right):
            out += [] if is_filtering else _as_word(lexeme, text)
        elif lexeme.kind == "not" and (before == "not" or follows not in ("operand", "open", "group")):
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

    def __init__(self, lexemes: list[_Lexeme], text: str) -> None:
        self._lexemes, self._text = lexemes, text
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
            if isinstance(inner, Without):
                return [inner.node]
            return [Without(inner)] if inner else []
        if lexeme.kind == "group":
            name = self._text[lexeme.span.start : lexeme.span.end - 1].lower()
            return [_within(name, node) for node in self._operand(depth)]
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


def _within(name: str, node: Typed) -> Typed:
    """Give what stands in brackets behind the name of a field or filter, each word of it in that field or its value."""
    match node:
        case Word(text, span) | Quoted(text, span) if name in FILTERED:
            return Narrowed(f"{name}:{_quoted(text)}", span, FILTERED[name](text))
        case Word() | Quoted() | Prefix() if name in FIELDS:
            return replace(node, field=FIELDS[name])
        case Required(inner) | Without(inner):
            return type(node)(_within(name, inner))
        case All(nodes) | Any(nodes):
            return type(node)(tuple(_within(name, inner) for inner in nodes))
    return node


def _quoted(text: str) -> str:
    return f'"{text}"' if " " in text else text


def _required(node: Typed) -> Typed:
    return Required(node) if isinstance(node, Word | Prefix) else node


def _all(nodes: list[Typed]) -> Typed | None:
    flat = tuple(chain.from_iterable(n.nodes if isinstance(n, All) else (n,) for n in nodes))
    return flat[0] if len(flat) == 1 else All(flat) if flat else None
