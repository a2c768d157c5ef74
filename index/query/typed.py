"""What a person asked, as a tree of what was typed, each word with its place; and the same in words."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field

from index.article import Span
from index.tree import Field, Filters


@dataclass(frozen=True, slots=True)
class Word:
    """A word as typed, and where."""

    text: str
    span: Span
    field: Field = "text"


@dataclass(frozen=True, slots=True)
class Quoted:
    """Words between quotes, and where with them: they are wanted one after the other."""

    text: str
    span: Span
    field: Field = "text"


@dataclass(frozen=True, slots=True)
class Prefix:
    """How a word begins, without the star."""

    text: str
    span: Span
    field: Field = "text"


@dataclass(frozen=True, slots=True)
class Narrowed:
    """A filter as typed, and where."""

    text: str
    span: Span
    filters: Filters


@dataclass(frozen=True, slots=True)
class Required:
    """What must be there, however many of the other words are: after a plus, or beside AND."""

    node: "Typed"


@dataclass(frozen=True, slots=True)
class Without:
    """What is not wanted."""

    node: "Typed"


@dataclass(frozen=True, slots=True)
class All:
    """All of these are wanted."""

    nodes: tuple["Typed", ...]


@dataclass(frozen=True, slots=True)
class Any:
    """Any of these will do."""

    nodes: tuple["Typed", ...]


Typed = Word | Quoted | Prefix | Narrowed | Required | Without | All | Any


@dataclass(frozen=True, slots=True)
class Parsed:
    """What was typed, cleaned of control characters; what was asked, None when nothing; and what was cut."""

    text: str
    node: Typed | None
    filters: Filters = field(default_factory=Filters)
    notes: tuple[str, ...] = ()


def described(node: Typed | None) -> str:
    """Give the question in words: how it was understood."""
    match node:
        case Word(text, _, field) | Prefix(text, _, field):
            return _with_field(text if isinstance(node, Word) or "*" in text else f"{text}*", field)
        case Quoted(text, _, field):
            return _with_field(f'"{text}"', field)
        case Narrowed(text):
            return text
        case Required(inner) | Without(inner):
            return f"{'+' if isinstance(node, Required) else '-'}{_bracketed(inner)}"
        case All(nodes):
            return " ".join(_bracketed(n) if isinstance(n, Any) else described(n) for n in nodes)
        case Any(nodes):
            return " OR ".join(_bracketed(n) if isinstance(n, All) else described(n) for n in nodes)
    return ""


def _bracketed(node: Typed) -> str:
    return f"({described(node)})" if isinstance(node, All | Any) else described(node)


def _with_field(text: str, field: Field) -> str:
    return text if field == "text" else f"{field}:{text}"


def typed_words(node: Typed | None) -> Iterator[Word]:
    """Yield the words of a question that stand neither in quotes nor before a star."""
    match node:
        case Word():
            yield node
        case All(nodes) | Any(nodes):
            for inner in nodes:
                yield from typed_words(inner)
        case Required(inner) | Without(inner):
            yield from typed_words(inner)


def lacking(node: Typed | None, missing: Collection[str]) -> frozenset[str]:
    """Return which of the missing words are wanted: of alternatives, those of the one that lacks fewest."""
    match node:
        case Word(text) | Quoted(text):
            return frozenset({text} & set(missing))
        case Prefix(text):
            return frozenset({text, f"{text}*"} & set(missing))
        case Required(inner):
            return lacking(inner, missing)
        case All(nodes):
            return frozenset().union(*(lacking(inner, missing) for inner in nodes))
        case Any(nodes):
            return min((lacking(inner, missing) for inner in nodes), key=len)
    return frozenset()


def alternatives(node: Typed | None) -> frozenset[str]:
    """Return the words that are wanted or others instead of them."""
    match node:
        case Any():
            return frozenset(_texts(node))
        case All(nodes):
            return frozenset().union(*map(alternatives, nodes))
    return frozenset()


def _texts(node: Typed) -> Iterator[str]:
    match node:
        case Word(text) | Quoted(text):
            yield text
        case Prefix(text):
            yield from (text, f"{text}*")
        case Required(inner):
            yield from _texts(inner)
        case All(nodes) | Any(nodes):
            for inner in nodes:
                yield from _texts(inner)
