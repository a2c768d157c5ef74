"""What was asked in, the tree of index terms for one state of an engine out: stemmed, expanded, and bounded in cost."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain, pairwise
from typing import Literal

from index.analysis.tokens import (
    folded,
    forms,
    typed_tokens,
)
from index.article import Span
from index.engines.protocol import Reading
from index.query import cost
from index.query.function_words import is_function_word, language_asked
from index.query.narrowing import meant
from index.query.rarities import all_of, enough_of, wanted_terms, weight
from index.query.spelling import SHORTEST_TOGETHER, is_side_by_side
from index.query.terms import SHORTEST_PART, Terms
from index.query.typed import All, Any, Narrowed, Parsed, Prefix, Quoted, Required, Typed, Without, Word, described
from index.tree import (
    And,
    Everything,
    Filters,
    Maybe,
    Narrow,
    Node,
    Not,
    Or,
    Phrase,
    Term,
    wanted,
)  # fmt: skip

NOTHING_TYPED = "{}: no letter or number in it, so that there is nothing to look for."
# Words of one question that are looked for: of a longer one the most telling.
MOST_WORDS = 32
# Words that a person types; what has more was pasted.
MOST_TYPED = 24
# Words of a question in which each is meant as it is written.
MOST_EXACT = 3
# How many of the words are wanted: those that carry enough of its rarity, all, or any.
Mode = Literal["auto", "all", "any"]


@dataclass(frozen=True, slots=True)
class Plan:
    """A question ready to be ranked. `words` are those wanted; `dropped` those left out for want of articles."""

    node: Node
    filters: Filters
    parsed: str
    notes: tuple[str, ...] = ()
    words: tuple[Term | Phrase, ...] = ()
    dropped: tuple[str, ...] = ()


def planned(parsed: Parsed, engine: Reading, mode: Mode = "auto") -> Plan:
    """Give the tree of index terms for what was asked; without a word in it, the node is Everything."""
    analyst = _Analyst(parsed, engine, mode)
    node = analyst.node(parsed.node) if parsed.node else None
    if node is None:
        is_nothing = bool(parsed.node or parsed.text) and parsed.filters == Filters()
        notes = (*parsed.notes, NOTHING_TYPED.format(parsed.text)) if is_nothing else parsed.notes
        return Plan(Everything(), parsed.filters, "", notes)
    node, left_out = cost.affordable(_grounded(node), engine)
    notes = tuple(dict.fromkeys((*parsed.notes, *analyst.notes, *left_out)))
    return Plan(node, parsed.filters, described(parsed.node), notes, tuple(wanted(node)))


def _flat(nodes: Iterable[Node]) -> Iterator[Node]:
    for node in nodes:
        yield from node.nodes if isinstance(node, And) else (node,)


def _grounded(node: Node) -> Node:
    """Give a node for "only what must not be there" something to take away from."""
    nodes = node.nodes if isinstance(node, And) else (node,)
    return And((Everything(), *nodes)) if all(isinstance(n, Not) for n in nodes) else node


class _Analyst:
    """Turns typed nodes into nodes of index terms, and keeps the notes of what it cut."""

    def __init__(self, parsed: Parsed, engine: Reading, mode: Mode) -> None:
        self._engine = engine
        self._mode = mode
        self._languages = engine.languages()
        self._function_words = language_asked(parsed.node, self._languages)
        self._text = parsed.text
        # By its place, what a word is together with the one beside it, where articles hold that.
        self._together: dict[Span, str] = {}
        self._terms = Terms(engine)
        # Those of terms among them, in the order in which they come up.
        self.notes = self._terms.notes

    def node(self, typed: Typed) -> Node | None:
        """Give the node, None when nothing of it can be looked for."""
        match typed:
            case Word(text, span, field):
                return self._terms.word(text, span, field, self._together.get(span))
            case Quoted(text, span, field):
                return self._terms.words(text, span, field)
            case Prefix(text, span, field):
                return self._terms.prefix(text, span, field)
            case Narrowed(_, _, filters):
                return Narrow(meant(filters, self._engine))
            case Required(inner):
                return self.node(inner)
            case Without(inner):
                node = self.node(inner)
                return Not(node) if node else None
            case Any(nodes):
                return self._any(nodes)
        return self._all(typed)

    def _any(self, typed: Iterable[Typed]) -> Node | None:
        nodes = tuple(_grounded(n) for n in map(self.node, typed) if n)
        return nodes[0] if len(nodes) == 1 else Or(nodes) if nodes else None

    def _all(self, typed: All) -> Node | None:
        """Want enough of the telling words, and whatever is a gate; function words only add to the score."""
        gates: list[Node] = []
        telling: list[Node] = []
        light: list[Node] = []
        is_short = len(typed.nodes) <= MOST_EXACT
        self._together |= self._side_by_side(typed.nodes)
        for inner in chain.from_iterable(self._parts(one, is_short=is_short) for one in self._unquoted(typed.nodes)):
            if node := self.node(inner):
                (gates if _is_gate(inner) else light if self._is_light(inner) else telling).append(node)
        if not telling and all(isinstance(gate, Not) for gate in gates):
            # Nothing but function words: all of them are wanted.
            gates, light = [*light, *gates], []
        if telling:
            gates = [self._wanted(self._telling(telling)), *gates]
        if not gates:
            return None
        required = all_of(tuple(_flat(gates)))
        return Maybe(_grounded(required), Or(tuple(light))) if light else required

    def _side_by_side(self, typed: tuple[Typed, ...]) -> Iterator[tuple[Span, str]]:
        """Yield two words that articles hold as one, too, at the place of each: football for foot ball."""
        for one, other in pairwise(typed) if len(typed) <= MOST_TYPED else ():
            if not isinstance(one, Word) or not isinstance(other, Word) or not one.field == other.field == "text":
                continue
            together = folded(one.text + other.text)
            is_word = together.isalpha() and len(together) >= SHORTEST_TOGETHER and not self._is_light(one)
            if is_word and is_side_by_side(self._text, one.span, other.span) and self._is_known(together, one, other):
                yield from ((one.span, together), (other.span, together))

    def _is_known(self, together: str, one: Word, other: Word) -> bool:
        """Return whether articles hold the word, and each of the two that it is made of."""
        return all(self._engine.frequency(forms(word, self._languages)) for word in (together, one.text, other.text))

    def _unquoted(self, typed: tuple[Typed, ...]) -> Iterator[Typed]:
        """Yield what was typed; in a paragraph that was pasted, the words of a quotation are words as the others."""
        is_pasted = len(typed) > MOST_TYPED
        if is_pasted and any(isinstance(one, Quoted) for one in typed):
            self.notes.append("The question is long: words in quotes in it were looked for as its other words.")
        for one in typed:
            if is_pasted and isinstance(one, Quoted):
                found = typed_tokens(one.text, "")
                yield from (Word(one.text[t.start : t.end], one.span, one.field) for t in found)
            else:
                yield one

    def _parts(self, typed: Typed, *, is_short: bool) -> Iterator[Typed]:
        """Yield the parts of a word with a hyphen in it, which may stand apart, where each tells something by itself.

        In a short question, what articles hold as a word of its own is one.
        """
        parts = typed.text.split("-") if isinstance(typed, Word) else []
        if (
            not isinstance(typed, Word)
            or any(sum(map(str.isalpha, part)) < SHORTEST_PART for part in parts)
            or (is_short and len(parts) > 1 and self._terms.joined(typed.text, typed.span, typed.field))
        ):
            yield typed
            return
        start = typed.span.start
        for part in parts:
            yield Word(part, Span(start, start + len(part)), typed.field)
            start += len(part) + 1

    def _wanted(self, telling: list[Node]) -> Node:
        if self._mode == "any" and len(telling) > 1:
            return Or(tuple(telling))
        return all_of(tuple(telling)) if self._mode == "all" else enough_of(telling, self._engine)

    def _telling(self, nodes: list[Node]) -> list[Node]:
        """Keep the words that tell most of a question that has too many; one that no article holds tells nothing."""
        if len(nodes) <= MOST_WORDS:
            return nodes
        self.notes.append(f"The question has {len(nodes)} telling words; the {MOST_WORDS} rarest were looked for.")
        held = [n for n in nodes if any(self._engine.frequency(w.forms) for w in wanted_terms(n))] or nodes
        rarest = sorted(held, key=lambda node: -weight(node, self._engine))[:MOST_WORDS]
        return [node for node in held if any(node is one for one in rarest)]

    def _is_light(self, typed: Typed) -> bool:
        return isinstance(typed, Word) and is_function_word(typed.text, self._function_words)


def _is_gate(typed: Typed) -> bool:
    """Return whether it must be there, or must not, however many other words are."""
    return not isinstance(typed, Word | Prefix) or typed.field != "text"
