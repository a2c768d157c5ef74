"""What was asked in, the tree of index terms for one state of an engine out: stemmed, expanded, and bounded in cost."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain, pairwise
from typing import Literal

from index.analysis.tokens import (
    ELISION,
    NUMBERED,
    POSSESSIVE,
    QUANTITY,
    folded,
    form,
    forms,
    is_unspaced_letter,
    other_spellings,
    pieces,
    typed_tokens,
)
from index.article import Span
from index.engines.protocol import Reading
from index.engines.weights import enough, rarity
from index.query.function_words import is_function_word, language_asked
from index.query.narrowing import meant
from index.query.spelling import SHORTEST_TOGETHER, is_side_by_side
from index.query.typed import All, Any, Narrowed, Parsed, Prefix, Quoted, Required, Typed, Without, Word, described
from index.tree import (
    And,
    Enough,
    Everything,
    Field,
    Filters,
    Maybe,
    Narrow,
    Node,
    Not,
    Or,
    Phrase,
    Term,
    terms_of,
    wanted,
)  # fmt: skip

# Words that a beginning stands for, and those that are looked through for an end; pairs that begin with a letter.
MOST_EXPANSIONS, MOST_TRIED, MOST_PAIRS = 50, 5_000, 500
NOTHING_TYPED = "{}: no letter or number in it, so that there is nothing to look for."
# Of a version the first two numbers at least.
VERSION, AROUND_VERSION = re.compile(r"\d+(?:\.\d+)+"), "vV=<>~^≥≤!"
# Words of one question that are looked for, and of one phrase: of a longer one the most telling.
MOST_WORDS, MOST_IN_PHRASE = 32, 16
# Words that a person types; what has more was pasted.
MOST_TYPED = 24
# Postings that one question may read: so many take about half a second.
MOST_POSTINGS = 16_000_000
# Words of a question in which each is meant as it is written.
MOST_EXACT = 3
# Letters of a part of a word with a hyphen in it that tells something by itself.
SHORTEST_PART = 2
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
    node = analyst.affordable(_grounded(node))
    notes = tuple(dict.fromkeys((*parsed.notes, *analyst.notes)))
    return Plan(node, parsed.filters, described(parsed.node), notes, tuple(wanted(node)))


def relaxed(plan: Plan, engine: Reading) -> Iterator[Plan]:
    """Give looser and looser questions for one that no article answers whole.

    First its phrases as words that stand anywhere; then without the words that no article holds; then any of
    the words will do.
    """
    required = plan.node.required if isinstance(plan.node, Maybe) else plan.node
    nots = tuple(n for n in required.nodes if isinstance(n, Not)) if isinstance(required, And) else ()
    loose = tuple(term for word in plan.words for term in terms_of(word))
    unknown = tuple(term for term in loose if not engine.frequency(term.forms))
    known = tuple(term for term in loose if term not in unknown)
    phrases = tuple(f'"{w.text}"' for w in plan.words if isinstance(w, Phrase))
    dropped = tuple(term.text for term in unknown) or phrases
    if known and dropped:
        yield replace(plan, node=_and((_enough(known, engine), *nots)), dropped=dropped)
    if len(known) > 1:
        node = Or(known) if not nots else And((Or(known), *nots))
        yield replace(plan, node=node, dropped=tuple(term.text for term in unknown))


def relative_rarities(plan: Plan, engine: Reading) -> dict[str, float]:
    """Return how rare each word of a question is, as it was typed: 1 for one as rare as they are on the whole."""
    rarities = {word.text: _weight(word, engine) for word in wanted(plan.node)}
    middle = sum(rarities.values()) / max(1, len(rarities)) or 1.0
    return {text: own / middle for text, own in rarities.items()}


def _and(nodes: tuple[Node, ...]) -> Node:
    return nodes[0] if len(nodes) == 1 else And(nodes)


def _flat(nodes: Iterable[Node]) -> Iterator[Node]:
    for node in nodes:
        yield from node.nodes if isinstance(node, And) else (node,)


def _enough(nodes: Sequence[Node], engine: Reading) -> Node:
    """Want all of two words, and of more those that carry enough of their rarity together."""
    if len(nodes) < 3:
        return _and(tuple(nodes))
    weights = tuple(_weight(node, engine) for node in nodes)
    return Enough(tuple(nodes), weights, enough(len(nodes)) * sum(weights))


def _weight(node: Node, engine: Reading) -> float:
    """Return how rare a word is, a phrase as its rarest word, and one of several spellings as the commonest."""
    held = _held_by(node, engine)
    documents = max(engine.documents(), held)
    return rarity(documents, held)


def _held_by(node: Node, engine: Reading) -> int:
    match node:
        case Term(_, _, term_forms):
            return engine.frequency(term_forms)
        case Or(nodes):
            return max((_held_by(inner, engine) for inner in nodes), default=0)
    return min((engine.frequency(term.forms) for term in _wanted_terms(node)), default=0)


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
        self.notes: list[str] = []

    def node(self, typed: Typed) -> Node | None:
        """Give the node, None when nothing of it can be looked for."""
        match typed:
            case Word(text, span, field):
                return self._word(text, span, field)
            case Quoted(text, span, field):
                return self._words(text, span, field)
            case Prefix(text, span, field):
                return self._prefix(text, span, field)
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
        required = _and(tuple(_flat(gates)))
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
            or (is_short and len(parts) > 1 and self._joined(typed.text, typed.span, typed.field))
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
        return _and(tuple(telling)) if self._mode == "all" else _enough(telling, self._engine)

    def _telling(self, nodes: list[Node]) -> list[Node]:
        """Keep the words that tell most of a question that has too many; one that no article holds tells nothing."""
        if len(nodes) <= MOST_WORDS:
            return nodes
        self.notes.append(f"The question has {len(nodes)} telling words; the {MOST_WORDS} rarest were looked for.")
        held = [n for n in nodes if any(self._engine.frequency(w.forms) for w in _wanted_terms(n))] or nodes
        rarest = sorted(held, key=lambda node: -_weight(node, self._engine))[:MOST_WORDS]
        return [node for node in held if any(node is one for one in rarest)]

    def _is_light(self, typed: Typed) -> bool:
        return isinstance(typed, Word) and is_function_word(typed.text, self._function_words)

    def _word(self, text: str, span: Span, field: Field) -> Node | None:
        """Give a word as it is typed, and as articles hold it otherwise: joined, or with more behind a version."""
        typed = self._words(POSSESSIVE.sub("", text), span, field, text)
        if not isinstance(typed, Term | Phrase):
            return typed
        if isinstance(typed, Term) and span in self._together:
            # One word with it, so that it counts no more for being rare.
            joined = self._term(text, [self._together[span]], span, field)
            languages = tuple(sorted({*typed.languages, *joined.languages}))
            typed = replace(typed, forms=tuple(sorted({*typed.forms, *joined.forms})), languages=languages)
        others = [
            self._joined(text, span, field),
            self._apart(text, span, field),
            self._words(ELISION.sub("", text), span, field, text) if ELISION.match(text) else None,
            self._beginning(text, span, field),
        ]
        found = tuple(node for node in (typed, *others) if node)
        return Or(found) if len(found) > 1 else typed

    def _joined(self, text: str, span: Span, field: Field) -> Term | None:
        """Give "email" for e-mail, where articles hold that."""
        joined = [word for word, start, end in other_spellings(text) if text[start:end] == POSSESSIVE.sub("", text)]
        if match := NUMBERED.fullmatch(text) or QUANTITY.fullmatch(text):
            joined = ["".join(match.groups())]
        return self._held(text, joined[:1], span, field) if joined else None

    def _apart(self, text: str, span: Span, field: Field) -> Phrase | None:
        """Give "Python 3" for Python3, where articles hold the pieces."""
        terms = tuple(self._term(piece, [piece], span, field) for piece in pieces(text))
        is_held = terms and all(self._engine.frequency(term.forms) for term in terms)
        return Phrase(text, span, terms, field) if is_held else None

    def _beginning(self, text: str, span: Span, field: Field) -> Term | None:
        """Give the versions that begin so: 3.11.2 for 3.11 and 3.x."""
        typed = text.strip(AROUND_VERSION).lower()
        number = typed.removesuffix(".x")
        if not VERSION.fullmatch(number) and (number == typed or not number.isdecimal()):
            return None
        return self._held(text, [number, *self._engine.expansions(f"{number}.", MOST_EXPANSIONS)], span, field)

    def _held(self, text: str, words: Sequence[str], span: Span, field: Field) -> Term | None:
        term = self._term(text, words, span, field)
        return term if self._engine.frequency(term.forms) else None

    def _words(self, text: str, span: Span, field: Field, typed: str = "") -> Node | None:
        """Give a term for one word; for several, or one that is read as several (e-mail), a phrase.

        A star behind the last one says how it begins. One letter of a script without spaces begins pairs of letters:
        every one of them holds it.
        """
        stem = text.rstrip().rstrip("*")
        found = typed_tokens(stem, "")
        if len(found) > MOST_IN_PHRASE:
            self.notes.append(f"The phrase has {len(found)} words; its first {MOST_IN_PHRASE} were looked for.")
        has_star = stem != text.rstrip() and bool(found) and found[-1].end == len(stem)
        terms = []
        for place, token in enumerate(found[:MOST_IN_PHRASE]):
            word = stem[token.start : token.end]
            is_last = place == len(found) - 1
            if (has_star and is_last and len(stem) >= SHORTEST_PART) or is_unspaced_letter(word):
                terms.append(self._expanded(f"{word}*" if has_star else word, word, span, field))
            else:
                terms.append(self._term(word, [word], span, field))
        if len(terms) < 2:
            return replace(terms[0], text=typed or text) if terms else None
        return Phrase(typed or text, span, tuple(terms), field)

    def _prefix(self, text: str, span: Span, field: Field) -> Node | None:
        if "*" in text:
            return self._amid(text, span, field)
        return self._words(f"{text}*", span, field)

    def _amid(self, text: str, span: Span, field: Field) -> Node:
        """Give a term for the words that begin and end so: col*r."""
        begin, _, end = map(folded, text.partition("*"))
        tried = self._engine.expansions(begin, MOST_TRIED)
        words = [word for word in tried if word.endswith(end) and len(word) >= len(begin + end)]
        if len(words) > MOST_EXPANSIONS:
            self.notes.append(f"{text}: the {MOST_EXPANSIONS} commonest words of that form were looked for.")
        return self._term(text, words[:MOST_EXPANSIONS] or [text.replace("*", "")], span, field)

    def _expanded(self, text: str, prefix: str, span: Span, field: Field) -> Term:
        most = MOST_PAIRS if is_unspaced_letter(prefix) else MOST_EXPANSIONS
        words = self._engine.expansions(folded(prefix), most + 1)
        if len(words) > most:
            self.notes.append(f"{text}: the {most} commonest words that begin so were looked for.")
        found, spent = [folded(prefix)], 0
        for word in words[:most]:
            spent += self._engine.frequency({form(word, lang) for lang in self._languages})
            if spent > MOST_POSTINGS:
                self.notes.append(f"{text}: words that begin so were left out, too many articles hold them.")
                break
            found.append(word)
        return self._term(text, found, span, field)

    def _term(self, text: str, words: Iterable[str], span: Span, field: Field) -> Term:
        """Give one term for any of the words, each in the form that it has in each language of the library."""
        languages = self._languages or ("",)
        held: defaultdict[str, set[str]] = defaultdict(set)
        for word in words:
            for lang in languages:
                held[form(word, lang)].add(lang)
        bound = {name: tuple(sorted(langs)) for name, langs in held.items() if len(langs) < len(languages)}
        return Term(text, span, tuple(sorted(held)), field, tuple(sorted(bound.items())))

    def affordable(self, node: Node) -> Node:
        """Leave out the commonest words until what is left reads no more postings than it may, or wants one alone."""
        while self._cost(node) > MOST_POSTINGS:
            if isinstance(node, Maybe):
                self.notes.append("Very common words were left out of the ranking.")
                node = node.required
                continue
            if not isinstance(node, And | Or | Enough):
                break
            costly = max(node.nodes, key=self._cost)
            rest = tuple(n for n in node.nodes if n is not costly)
            if all(isinstance(n, Not) for n in rest):
                break
            self.notes.append(f"{_said(costly)}: left out, too many articles hold it.")
            node = _enough(rest, self._engine) if isinstance(node, Enough) else type(node)(rest)
        return node

    def _cost(self, node: Node) -> int:
        match node:
            case Term(_, _, term_forms):
                return self._engine.frequency(term_forms)
            case Phrase(_, _, terms):
                return sum(map(self._cost, terms))
            case And(nodes) | Or(nodes) | Enough(nodes):
                return sum(map(self._cost, nodes))
            case Not(inner):
                return self._cost(inner)
            case Maybe(required, optional):
                return self._cost(required) + self._cost(optional)
        return 0


def _said(node: Node) -> str:
    return ", ".join(word.text for word in wanted(node)) or "a part of the question"


def _wanted_terms(node: Node) -> Iterator[Term]:
    for word in wanted(node):
        yield from terms_of(word)


def _is_gate(typed: Typed) -> bool:
    """Return whether it must be there, or must not, however many other words are."""
    return not isinstance(typed, Word | Prefix) or typed.field != "text"
