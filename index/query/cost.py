"""A question as a tree of index terms in, one that reads no more postings than it may out."""

from index.engines.protocol import Reading
from index.query.rarities import enough_of
from index.tree import And, Enough, Maybe, Node, Not, Or, Phrase, Term, wanted

# Postings that one question may read: so many take about half a second.
MOST_POSTINGS = 16_000_000


def affordable(node: Node, engine: Reading) -> tuple[Node, list[str]]:
    """Leave out the commonest words until what is left reads no more than it may, or wants one alone, and say which."""
    notes: list[str] = []
    while _cost(node, engine) > MOST_POSTINGS:
        if isinstance(node, Maybe):
            notes.append("Very common words were left out of the ranking.")
            node = node.required
            continue
        if not isinstance(node, And | Or | Enough):
            break
        costly = max(node.nodes, key=lambda one: _cost(one, engine))
        rest = tuple(n for n in node.nodes if n is not costly)
        if all(isinstance(n, Not) for n in rest):
            break
        notes.append(f"{_said(costly)}: left out, too many articles hold it.")
        node = enough_of(rest, engine) if isinstance(node, Enough) else type(node)(rest)
    return node, notes


def _cost(node: Node, engine: Reading) -> int:
    match node:
        case Term(_, _, term_forms):
            return engine.frequency(term_forms)
        case Phrase(_, _, terms):
            return sum(_cost(one, engine) for one in terms)
        case And(nodes) | Or(nodes) | Enough(nodes):
            return sum(_cost(one, engine) for one in nodes)
        case Not(inner):
            return _cost(inner, engine)
        case Maybe(required, optional):
            return _cost(required, engine) + _cost(optional, engine)
    return 0


def _said(node: Node) -> str:
    return ", ".join(word.text for word in wanted(node)) or "a part of the question"
