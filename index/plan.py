"""What was asked in, the tree of index terms for one engine out: stemmed, expanded, and bounded in cost."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from index.analysis import folded, forms, typed_tokens
from index.article import Span
from index.engine import Engine
from index.query import MOST_TERMS, All, Any, Parsed, Prefix, Quoted, Typed, Without, Word, described
from index.stopwords import is_stop_word
from index.tree import And, Everything, Field, Filters, Maybe, Node, Not, Or, Phrase, Term, wanted

MOST_EXPANSIONS = 50
# Postings that one question may read: so many take about half a second.
MOST_POSTINGS = 16_000_000


@dataclass(frozen=True, slots=True)
class Plan:
    """A question ready to be ranked. `words` are those wanted; `dropped` those left out for want of articles."""

    node: Node
    filters: Filters
    parsed: str
    notes: tuple[str, ...] = ()
    words: tuple[Term | Phrase, ...] = ()
    dropped: tuple[str, ...] = ()


def planned(parsed: Parsed, engine: Engine) -> Plan:
    """Give the tree of index terms for what was asked; without a word in it, the node is Everything."""
    analyst = _Analyst(engine)
    node = analyst.node(parsed.node) if parsed.node else None
    if node is None:
        return Plan(Everything(), parsed.filters, "", parsed.notes)
    node = analyst.affordable(_grounded(node))
    notes = tuple(dict.fromkeys((*parsed.notes, *analyst.notes)))
    return Plan(node, parsed.filters, described(parsed.node), notes, tuple(wanted(node)))


def relaxed(plan: Plan, engine: Engine) -> Iterator[Plan]:
    """Give looser and looser questions for one that no article answers whole.

    First its phrases as words that stand anywhere; then without the words that no article holds; then any of
    the words will do.
    """
    required = plan.node.required if isinstance(plan.node, Maybe) else plan.node
    nots = tuple(n for n in required.nodes if isinstance(n, Not)) if isinstance(required, And) else ()
    loose = tuple(term for word in plan.words for term in (word.terms if isinstance(word, Phrase) else (word,)))
    unknown = tuple(term for term in loose if not engine.frequency(term.forms))
    known = tuple(term for term in loose if term not in unknown)
    phrases = tuple(f'"{w.text}"' for w in plan.words if isinstance(w, Phrase))
    dropped = tuple(term.text for term in unknown) or phrases
    if known and dropped:
        yield replace(plan, node=_and((*known, *nots)), dropped=dropped)
    if len(known) > 1:
        node = Or(known) if not nots else And((Or(known), *nots))
        yield replace(plan, node=node, dropped=tuple(term.text for term in unknown))


def _and(nodes: tuple[Node, ...]) -> Node:
    return nodes[0] if len(nodes) == 1 else And(nodes)


def _grounded(node: Node) -> Node:
    """Give a node for "only what must not be there" something to take away from."""
    nodes = node.nodes if isinstance(node, And) else (node,)
    return And((Everything(), *nodes)) if all(isinstance(n, Not) for n in nodes) else node


class _Analyst:
    """Turns typed nodes into nodes of index terms, and keeps the notes of what it cut."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._languages = engine.languages()
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
        """Want all the telling words; function words beside them only add to the score."""
        telling: list[Node] = []
        light: list[Node] = []
        for inner in typed.nodes:
            node = self.node(inner)
            if node:
                (light if self._is_light(inner) else telling).append(node)
        if not any(not isinstance(n, Not) for n in telling):
            telling, light = [*telling, *light], []
        if not telling:
            return None
        required = _and(tuple(telling))
        return Maybe(_grounded(required), Or(tuple(light))) if light else required

    def _is_light(self, typed: Typed) -> bool:
        languages = tuple(filter(None, self._languages)) or ("en",)
        return isinstance(typed, Word) and is_stop_word(typed.text.lower(), languages)

    def _word(self, text: str, span: Span, field: Field) -> Node | None:
        if len(text) == 1 and len(typed_tokens(text, "")) == 1 and not text.isascii() and text.isalpha():
            # One letter of a script without spaces begins pairs of letters: every one of them holds it.
            return self._expanded(text, text, span, field)
        return self._words(text, span, field)

    def _words(self, text: str, span: Span, field: Field) -> Node | None:
        """Give a term for one word; for several, or one that is read as several (e-mail), a phrase."""
        terms = tuple(
            Term(text[t.start : t.end], span, forms(text[t.start : t.end], self._languages), field)
            for t in typed_tokens(text, "")
        )
        if len(terms) > MOST_TERMS:
            self.notes.append(f"The phrase has {len(terms)} words; its first {MOST_TERMS} were looked for.")
        terms = terms[:MOST_TERMS]
        if len(terms) < 2:
            return replace(terms[0], text=text) if terms else None
        return Phrase(text, span, terms, field)

    def _prefix(self, text: str, span: Span, field: Field) -> Node | None:
        found = typed_tokens(text, "")
        if len(found) != 1:
            return self._words(text, span, field)
        return self._expanded(f"{text}*", text, span, field)

    def _expanded(self, text: str, prefix: str, span: Span, field: Field) -> Node:
        words = self._engine.expansions(folded(prefix), MOST_EXPANSIONS + 1)
        if len(words) > MOST_EXPANSIONS:
            self.notes.append(f"{text}: the {MOST_EXPANSIONS} commonest words that begin so were looked for.")
        found, spent = {folded(prefix)}, 0
        for word in words[:MOST_EXPANSIONS]:
            own = forms(word, self._languages)
            spent += self._engine.frequency(own)
            if spent > MOST_POSTINGS:
                self.notes.append(f"{text}: words that begin so were left out, too many articles hold them.")
                break
            found.update(own)
        return Term(text, span, tuple(sorted(found)), field)

    def affordable(self, node: Node) -> Node:
        """Leave out the commonest words until what is left reads no more postings than it may, or wants one alone."""
        while self._cost(node) > MOST_POSTINGS:
            if isinstance(node, Maybe):
                self.notes.append("Very common words were left out of the ranking.")
                node = node.required
                continue
            if not isinstance(node, And | Or):
                break
            costly = max(node.nodes, key=self._cost)
            rest = tuple(n for n in node.nodes if n is not costly)
            if all(isinstance(n, Not) for n in rest):
                break
            self.notes.append(f"{_said(costly)}: left out, too many articles hold it.")
            node = type(node)(rest)
        return node

    def _cost(self, node: Node) -> int:
        match node:
            case Term(_, _, term_forms):
                return self._engine.frequency(term_forms)
            case Phrase(_, _, terms):
                return sum(map(self._cost, terms))
            case And(nodes) | Or(nodes):
                return sum(map(self._cost, nodes))
            case Not(inner):
                return self._cost(inner)
            case Maybe(required, optional):
                return self._cost(required) + self._cost(optional)
        return 0


def _said(node: Node) -> str:
    return ", ".join(word.text for word in wanted(node)) or "a part of the question"
