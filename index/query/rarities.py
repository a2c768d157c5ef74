"""The words of a question and one state of an engine in, how rare they are out, and how many of them are wanted."""

from collections.abc import Iterator, Sequence

from index.engines.protocol import Reading
from index.engines.weights import enough, rarity
from index.tree import And, Enough, Node, Or, Term, terms_of, wanted


def weight(node: Node, engine: Reading) -> float:
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
    return min((engine.frequency(term.forms) for term in wanted_terms(node)), default=0)


def relative_rarities(node: Node, engine: Reading) -> dict[str, float]:
    """Return how rare each word of a question is, as it was typed: 1 for one as rare as they are on the whole."""
    rarities = {word.text: weight(word, engine) for word in wanted(node)}
    middle = sum(rarities.values()) / max(1, len(rarities)) or 1.0
    return {text: own / middle for text, own in rarities.items()}


def enough_of(nodes: Sequence[Node], engine: Reading) -> Node:
    """Want all of two words, and of more those that carry enough of their rarity together."""
    if len(nodes) < 3:
        return all_of(tuple(nodes))
    weights = tuple(weight(node, engine) for node in nodes)
    return Enough(tuple(nodes), weights, enough(len(nodes)) * sum(weights))


def all_of(nodes: tuple[Node, ...]) -> Node:
    """Want all of these."""
    return nodes[0] if len(nodes) == 1 else And(nodes)


def wanted_terms(node: Node) -> Iterator[Term]:
    """Yield the terms of the words that are wanted."""
    for word in wanted(node):
        yield from terms_of(word)
