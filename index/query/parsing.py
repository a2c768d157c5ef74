"""What a person typed in, the tree of what they asked out: nothing typed is ever an error."""

from dataclasses import replace
from itertools import chain

from index.query.lexemes import FIELDS, FILTERED, Lexeme, bounded, cleaned, lexemes
from index.query.pasted import in_capitals_as_words, pasted, with_lone_operators_as_words
from index.query.typed import All, Any, Narrowed, Parsed, Prefix, Quoted, Required, Typed, Without, Word
from index.tree import Filters

# Brackets in brackets.
DEEPEST = 20


def parse(text: str) -> Parsed:
    """Read what a person typed. The spans are places in the text of what is given back.

    Where everything is in capitals, AND, OR and NOT are words.
    """
    text, notes = cleaned(text)
    found, wrong = lexemes(text)
    found, taken = pasted(found, text)
    found, more_notes = bounded(in_capitals_as_words(found, text))
    nodes = _Reader(with_lone_operators_as_words(found, text), text).nodes()
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


class _Reader:
    """Reads lexemes into a tree: OR binds looser than standing side by side, NOT tightest."""

    def __init__(self, lexemes: list[Lexeme], text: str) -> None:
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
