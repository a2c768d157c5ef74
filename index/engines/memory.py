"""The engine in plain dictionaries: simple enough to be what the others are held against."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from heapq import nsmallest

from index.analysis.fields import FACTS, SPOKEN, Facts, Fields, Stream, fields
from index.article import Article
from index.engines.memory_sections import Asked, scored
from index.engines.protocol import Facet, Ranked, Ranking
from index.engines.weights import CANDIDATES, K1, LIGHT, ROUNDING, SECTIONS, WEIGHTS, B, rarity
from index.query.nearness import nearest
from index.tree import (
    And,
    Duplicates,
    Enough,
    Filters,
    Maybe,
    Narrow,
    Node,
    Not,
    Or,
    Phrase,
    Sort,
    Term,
    spellings,
    wanted,
)

MOST_VALUES = 20
LATEST = 10**9

Postings = Mapping[str, frozenset[int]]


@dataclass(frozen=True, slots=True)
class _Held:
    article: Article
    fields: Fields
    positions: Mapping[str, Postings]


class MemoryEngine:
    """Holds everything in memory, and forgets it with the process."""

    def __init__(self) -> None:
        self._held: dict[str, _Held] = {}
        self._change = self._version = 0
        self._library = ""
        self._is_reset = False

    def reading(self) -> "MemoryReading":
        """Return what is held now."""
        return MemoryReading(self._held, self._change, str(self._version), self._library)

    def change(self) -> int:
        """Return the number of the last change held."""
        return self._change

    def library(self) -> str:
        """Return the id of the library that this is the index of, "" where that is not known."""
        return "" if self._is_reset else self._library

    def update(self, put: Iterable[Article], remove: Iterable[str], *, change: int, library: str = "") -> None:
        """Add or replace articles by id, drop others, and reach this change number."""
        held = {} if self._is_reset else dict(self._held)
        for id in remove:
            held.pop(id, None)
        for article in put:
            made = fields(article)
            # Articles stay in the order in which they were put.
            held.pop(article.id, None)
            streams = {str(name): _postings(getattr(made, name)) for name in SPOKEN}
            held[article.id] = _Held(article, made, streams)
        # At once: a reader in another thread sees all of an update or nothing.
        self._library = library or self.library()
        self._held, self._change, self._version = held, change, self._version + 1
        self._is_reset = False

    def reset(self) -> None:
        """Forget everything with the next update."""
        self._is_reset, self._change = True, 0

    def problems(self) -> list[str]:
        """Say what is wrong with the files: there are none."""
        return []

    def size(self) -> int:
        """Return the bytes on disk: none."""
        return 0

    def close(self) -> None:
        """Let go of nothing."""


class MemoryReading:
    """What an engine held at one moment."""

    def __init__(self, held: Mapping[str, _Held], change: int, version: str, library: str) -> None:
        self._held, self._change, self._version, self._library = held, change, version, library

    def change(self) -> int:
        """Return the number of the last change held."""
        return self._change

    def library(self) -> str:
        """Return the id of the library that it belongs to, "" where that is not known."""
        return self._library

    def version(self) -> str:
        """Return the name of the state."""
        return self._version

    def documents(self) -> int:
        """Count the articles held."""
        return len(self._held)

    def languages(self) -> tuple[str, ...]:
        """Return the languages of the articles held, the commonest first."""
        return tuple(lang for lang, _ in Counter(h.fields.facts.lang for h in self._held.values()).most_common())

    def frequency(self, forms: Iterable[str]) -> int:
        """Count the articles whose text holds any of these index terms."""
        wanted_forms = set(forms)
        return sum(not wanted_forms.isdisjoint(h.positions["text"]) for h in self._held.values())

    def expansions(self, prefix: str, limit: int) -> tuple[str, ...]:
        """Return the words that begin so, the commonest first and at most `limit`."""
        counted = Counter(word for h in self._held.values() for word in h.fields.words if word.startswith(prefix))
        return tuple(nsmallest(limit, counted, key=lambda word: (-counted[word], word)))

    def similar(self, word: str, limit: int) -> tuple[str, ...]:
        """Return the words that are near to this one, the nearest first and at most `limit`."""
        counted = Counter(other for h in self._held.values() for other in h.fields.words)
        return nearest(word, counted, limit)

    def ids(self) -> Iterable[str]:
        """Return the id of every article held, ascending."""
        return sorted(self._held)

    def values(self, name: str) -> tuple[str, ...]:
        """Return the values of a fact without case, sorted."""
        return tuple(sorted({v.casefold() for h in self._held.values() for v in _values(h.fields.facts, name)}))

    def ranked(
        self, node: Node, filters: Filters, *, sort: Sort, first: int, count: int, duplicates: Duplicates = "folded"
    ) -> Ranking:
        """Rank the articles that match, and give `count` of them from place `first`."""
        matching = {id: h for id, h in self._held.items() if holds(h, node) and passes(h.fields.facts, filters)}
        scores = self._scores(node, matching)
        found = _best_of_groups(matching, scores) if duplicates == "folded" else matching
        asked = Asked.of(node, self._rarity, _average(self._held.values()))
        sections = {id: scored(held.article, asked) for id, held in found.items()}
        if sort == "relevance":
            candidates = nsmallest(CANDIDATES, found, key=lambda key: -scores[key])
            links = {id: found[id].fields.facts.link_percent for id in candidates}
            words = len(asked.rarities)
            scores |= {id: SECTIONS.combined(scores[id], sections[id].added, links[id], words) for id in candidates}
        keys: dict[Sort, Callable[[str], tuple[object, ...]]] = {
            "relevance": lambda key: (-scores[key], key),
            "newest": lambda key: (-found[key].fields.facts.day, key),
            "oldest": lambda key: (found[key].fields.facts.day or LATEST, key),
            "title": lambda key: (found[key].fields.facts.title_key, key),
        }
        best = nsmallest(first + count, found, key=keys[sort])[first:]
        folded = [h.fields.facts for id, h in matching.items() if id not in found]
        facets = facets_of((h.fields.facts for h in found.values()), folded)
        shown = (Ranked(id, scores[id], *sections[id].shown) for id in best)
        complete = sum(all(any(holds(h, w) for w in same) for same in spellings(wanted(node))) for h in found.values())
        return Ranking(len(found), tuple(shown), facets, complete, len(folded))

    def _scores(self, node: Node, found: Mapping[str, _Held]) -> dict[str, float]:
        """Score by BM25F over all fields (see index/engines/weights.py)."""
        lengths = {id: _length(h.fields) for id, h in self._held.items()}
        average = sum(lengths.values()) / max(1, len(lengths)) or 1.0
        norms = {id: K1 * (1 - B + B * length / average) for id, length in lengths.items()}
        return {id: sum(w * self._score(term, h, norms[id]) for term, w in _adding(h, node)) for id, h in found.items()}

    def _score(self, term: Term, held: _Held, norm: float) -> float:
        forms = term.forms_in(held.fields.facts.lang)
        frequency = sum(w * len(held.positions[name].get(form, ())) for name, w in WEIGHTS.items() for form in forms)
        return self._rarity(term) * frequency * (K1 + 1) / (frequency + norm)

    def _rarity(self, term: Term) -> float:
        held = sum(_holds(h, replace(term, field="text")) for h in self._held.values())
        return rarity(len(self._held), held)


def _best_of_groups(found: Mapping[str, _Held], scores: Mapping[str, float]) -> Mapping[str, _Held]:
    """Return the articles without those whose text a better one has."""
    best: dict[int, str] = {}
    for id, held in found.items():
        group = held.fields.facts.duplicate_group
        if group and (group not in best or scores[id] > scores[best[group]]):
            best[group] = id
    return {id: h for id, h in found.items() if best.get(h.fields.facts.duplicate_group, id) == id}


def _average(held: Iterable[_Held]) -> float:
    """Return how many words a section has on average."""
    held = list(held)
    return sum(len(h.fields.text) for h in held) / max(1, sum(len(h.article.sections) for h in held))


def _holds(held: _Held, term: Term) -> bool:
    return not held.positions[term.field].keys().isdisjoint(term.forms_in(held.fields.facts.lang))


def _length(article: Fields) -> float:
    return sum(weight * len(getattr(article, name)) for name, weight in WEIGHTS.items())


def _adding(held: _Held, node: Node, weight: float = 1.0) -> Iterator[tuple[Term, float]]:
    """Yield the words that the article matches, each as often as it is asked for, with what it counts."""
    match node:
        case Term() if _holds(held, node):
            yield node, weight
        case Phrase(_, _, terms) if holds(held, node):
            yield from (added for term in terms for added in _adding(held, term, weight))
        case And(nodes) | Enough(nodes) if holds(held, node):
            yield from (added for inner in nodes for added in _adding(held, inner, weight))
        case Or(nodes):
            yield from (added for inner in nodes for added in _adding(held, inner, weight))
        case Maybe(required, optional) if holds(held, required):
            yield from _adding(held, required, weight)
            yield from _adding(held, optional, weight * LIGHT)


def holds(held: _Held, node: Node) -> bool:
    """Say whether the article matches."""
    match node:
        case Term():
            return _holds(held, node)
        case Phrase(_, _, terms, field):
            return _holds_phrase(held.positions[field], terms, held.fields.facts.lang)
        case Enough():
            return _holds_enough(held, node)
        case And(nodes) | Or(nodes):
            return (all if isinstance(node, And) else any)(holds(held, n) for n in nodes)
        case Not(inner):
            return not holds(held, inner)
        case Maybe(required, _):
            return holds(held, required)
    return not isinstance(node, Narrow) or passes(held.fields.facts, node.filters)


def _holds_enough(held: _Held, node: Enough) -> bool:
    there = (weight for inner, weight in zip(node.nodes, node.weights, strict=True) if holds(held, inner))
    return sum(there) >= node.needed * (1 - ROUNDING)


def passes(article: Facts, filters: Filters) -> bool:
    """Say whether the article is among those that the filters leave."""
    pairs = [(_values(article, name), getattr(filters, name)) for name in ("lang", "tag", "author", "site")]
    if any(
        chosen and {v.casefold() for v in values}.isdisjoint(v.casefold() for v in chosen) for values, chosen in pairs
    ):
        return False
    if filters.after is None and filters.before is None:
        return True
    first = int(f"{filters.after:%Y%m%d}") if filters.after else 0
    last = int(f"{filters.before:%Y%m%d}") if filters.before else 99991231
    return article.day != 0 and first <= article.day <= last


def _values(article: Facts, name: str) -> tuple[str, ...]:
    values = {"lang": (article.lang,), "site": (article.site,), "tag": article.tags, "author": article.authors}
    return values[name]


def facets_of(articles: Iterable[Facts], folded: Iterable[Facts] = ()) -> tuple[Facet, ...]:
    """Count the values of the facts, the commonest first; what only those folded have counts once for each group."""
    counted: defaultdict[str, Counter[str]] = defaultdict(Counter)
    seen: set[tuple[str, str, int]] = set()
    for article in articles:
        for name in FACTS:
            counted[name].update(_values(article, name))
        seen |= _grouped_values(article)
    only_folded: set[tuple[str, str, int]] = set().union(*map(_grouped_values, folded)) - seen
    for name, value, _ in only_folded:
        counted[name][value] += 1
    return tuple(facet(name, counted[name]) for name in FACTS)


def _grouped_values(article: Facts) -> set[tuple[str, str, int]]:
    return {(name, value, article.duplicate_group) for name in FACTS for value in _values(article, name)}


def facet(name: str, counted: Mapping[str, int]) -> Facet:
    """Give the commonest values, equals in the order of the alphabet."""
    kept = nsmallest(MOST_VALUES, (v for v in counted if v), key=lambda value: (-counted[value], value))
    return Facet(name, tuple((value, counted[value]) for value in kept))


def _postings(stream: Stream) -> dict[str, frozenset[int]]:
    positions: defaultdict[str, set[int]] = defaultdict(set)
    for form, position in stream:
        positions[form].add(position)
    return {form: frozenset(places) for form, places in positions.items()}


def _holds_phrase(postings: Postings, terms: tuple[Term, ...], lang: str) -> bool:
    first = (start for form in terms[0].forms_in(lang) for start in postings.get(form, ()))
    return any(_stands_at(postings, terms, start, lang) for start in first)


def _stands_at(postings: Postings, terms: tuple[Term, ...], start: int, lang: str) -> bool:
    return all(any(start + i in postings.get(f, ()) for f in t.forms_in(lang)) for i, t in enumerate(terms))
