"""A plan that no article answers in, looser and looser ones out."""

from collections.abc import Iterator
from dataclasses import replace

from index.engines.protocol import Reading
from index.query.plan import Plan
from index.query.rarities import all_of, enough_of
from index.tree import And, Maybe, Not, Or, Phrase, terms_of


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
        yield replace(plan, node=all_of((enough_of(known, engine), *nots)), dropped=dropped)
    if len(known) > 1:
        node = Or(known) if not nots else And((Or(known), *nots))
        yield replace(plan, node=node, dropped=tuple(term.text for term in unknown))
