"""A question as a tree of index terms, ready for any engine: what an engine evaluates and a marker marks."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal

from index.article import Span

Field = Literal["text", "title", "headings", "bullets"]
Sort = Literal["relevance", "newest", "oldest", "title"]


@dataclass(frozen=True, slots=True)
class Term:
    """One typed word. An article holds it when the field holds any of the forms.

    `forms` are index terms (folded and stemmed, one for each language of the library and more for a prefix),
    sorted, without repeats; `text` is the word as typed and `span` its place in what was typed.
    The field "text" holds everything an article says, its title, headings and bullets included. A form that
    `languages` names is looked for only in articles of these languages: a stem belongs to its language.
    """

    text: str
    span: Span
    forms: tuple[str, ...]
    field: Field = "text"
    languages: tuple[tuple[str, tuple[str, ...]], ...] = ()

    def forms_in(self, lang: str) -> tuple[str, ...]:
        """Return the forms that are looked for in articles of this language."""
        bound = dict(self.languages)
        return tuple(form for form in self.forms if form not in bound or lang in bound[form])


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words that stand one after the other, stop words included: word i at the first one's position + i."""

    text: str
    span: Span
    terms: tuple[Term, ...]
    field: Field = "text"


def terms_of(word: Term | Phrase) -> tuple[Term, ...]:
    """Return the words of a phrase, or the word itself."""
    return word.terms if isinstance(word, Phrase) else (word,)


@dataclass(frozen=True, slots=True)
class And:
    """All of the nodes; a Not among them takes away. At least one node is no Not."""

    nodes: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Or:
    """Any of the nodes; those that hold more of them score higher."""

    nodes: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Enough:
    """So many of the nodes that their weights reach what is needed: the rare ones weigh more."""

    nodes: tuple["Node", ...]
    weights: tuple[float, ...]
    needed: float


@dataclass(frozen=True, slots=True)
class Not:
    """What must not be there. Stands only within an And."""

    node: "Node"


@dataclass(frozen=True, slots=True)
class Maybe:
    """What must be there, and what only adds to the score (stop words beside telling ones)."""

    required: "Node"
    optional: "Node"


@dataclass(frozen=True, slots=True)
class Everything:
    """Every article: a question of filters alone."""


@dataclass(frozen=True, slots=True)
class Narrow:
    """Articles that filters leave, wherever that is asked: beside OR, under NOT. It adds nothing to the score."""

    filters: "Filters"


Node = Term | Phrase | And | Or | Enough | Not | Maybe | Everything | Narrow


def wanted(node: Node) -> Iterator[Term | Phrase]:
    """Give the words that are asked for: none that must not be there, none that only add to the score."""
    match node:
        case Term() | Phrase():
            yield node
        case And(nodes) | Or(nodes) | Enough(nodes):
            for inner in nodes:
                yield from wanted(inner)
        case Maybe(required, _):
            yield from wanted(required)


def spellings(words: Iterable[Term | Phrase]) -> list[list[Term | Phrase]]:
    """Return the words asked for, together those that are one typed word: any of them will do."""
    found: dict[tuple[str, Span], list[Term | Phrase]] = {}
    for word in words:
        found.setdefault((word.text, word.span), []).append(word)
    return list(found.values())


def wanted_times(node: Node) -> dict[Term | Phrase, int]:
    """Return the words that are asked for, each once with how often; where it was typed makes no other word of it."""
    same: dict[object, Term | Phrase] = {}
    times: dict[Term | Phrase, int] = {}
    for word in wanted(node):
        meaning = word.field, tuple((term.forms, term.languages) for term in terms_of(word))
        own = same.setdefault(meaning, word)
        times[own] = times.get(own, 0) + 1
    return times


@dataclass(frozen=True, slots=True)
class Filters:
    """What narrows a search without scoring: any of the values within a field, all of the fields.

    Values are compared as the article states them, but for case. `after` and `before` bound the published
    date, both days included; an article without a date is outside every bound.
    """

    lang: tuple[str, ...] = ()
    tag: tuple[str, ...] = ()
    author: tuple[str, ...] = ()
    site: tuple[str, ...] = ()
    after: date | None = None
    before: date | None = None
