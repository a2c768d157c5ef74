"""The engine in plain dictionaries: simple enough to be what the others are held against."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from heapq import nsmallest

from index.article import Article
from index.engine import Facet, Ranked, Ranking
from index.fields import SPOKEN, Facts, Fields, Stream, fields
from index.nearness import nearest
from index.tree import And, Everything, Filters, Maybe, Node, Not, Or, Phrase, Sort, Term
from index.weights import K1, LIGHT, WEIGHTS, B, rarity

MOST_VALUES = 20
LATEST = 10**9

Postings = Mapping[str, frozenset[int]]


@dataclass(frozen=True, slots=True)
class _Held:
    fields: Fields
    positions: Mapping[str, Postings]


class MemoryEngine:
    """Holds everything in memory, and forgets it with the process."""

    def __init__(self) -> None:
        self._held: dict[str, _Held] = {}
        self._change = self._version = 0
        self._is_reset = False

    def change(self) -> int:
        """Give the number of the last change held."""
        return self._change

    def version(self) -> str:
        """Name what is being read now."""
        return str(self._version)

    def update(self, put: Iterable[Article], remove: Iterable[str], *, change: int) -> None:
        """Add or replace articles by id, drop others, and reach this change number."""
        held = {} if self._is_reset else dict(self._held)
        for id in remove:
            held.pop(id, None)
        for article in put:
            made = fields(article)
            streams = {str(name): _postings(getattr(made, name)) for name in SPOKEN}
            held[article.id] = _Held(made, streams)
        # At once: a reader in another thread sees all of an update or nothing.
        self._held, self._change, self._version = held, change, self._version + 1
        self._is_reset = False

    def reset(self) -> None:
        """Forget everything with the next update."""
        self._is_reset, self._change = True, 0

    def ids(self) -> Iterable[str]:
        """Give the id of every article held."""
        return list(self._held)

    def languages(self) -> tuple[str, ...]:
        """Give the languages of the articles held, the commonest first."""
        return tuple(lang for lang, _ in Counter(h.fields.facts.lang for h in self._held.values()).most_common())

    def frequency(self, forms: Iterable[str]) -> int:
        """Count the articles whose text holds any of these index terms."""
        wanted_forms = set(forms)
        return sum(not wanted_forms.isdisjoint(h.positions["text"]) for h in self._held.values())

    def expansions(self, prefix: str, limit: int) -> tuple[str, ...]:
        """Give the words that begin so, the commonest first and at most `limit`."""
        counted = Counter(word for h in self._held.values() for word in h.fields.words if word.startswith(prefix))
        return tuple(nsmallest(limit, counted, key=lambda word: (-counted[word], word)))

    def similar(self, word: str, limit: int) -> tuple[str, ...]:
        """Give the words that are near to this one, the nearest first and at most `limit`."""
        counted = Counter(other for h in self._held.values() for other in h.fields.words)
        return nearest(word, counted, limit)

    def ranked(self, node: Node, filters: Filters, *, sort: Sort, first: int, count: int) -> Ranking:
        """Rank the articles that match, and give `count` of them from place `first`."""
        found = {id: h for id, h in self._held.items() if holds(h, node) and passes(h.fields.facts, filters)}
        scores = self._scores(node, found)
        keys: dict[Sort, Callable[[str], tuple[object, ...]]] = {
            "relevance": lambda key: (-scores[key], key),
            "newest": lambda key: (-found[key].fields.facts.day, key),
            "oldest": lambda key: (found[key].fields.facts.day or LATEST, key),
            "title": lambda key: (found[key].fields.facts.title_key, key),
        }
        best = nsmallest(first + count, found, key=keys[sort])[first:]
        facets = facets_of(h.fields.facts for h in found.values())
        return Ranking(len(found), tuple(Ranked(id, scores[id]) for id in best), facets)

    def problems(self) -> list[str]:
        """Say what is wrong with the files: there are none."""
        return []

    def size(self) -> int:
        """Give the bytes on disk: none."""
        return 0

    def close(self) -> None:
        """Let go of nothing."""

    def _scores(self, node: Node, found: Mapping[str, _Held]) -> dict[str, float]:
        """Score by BM25F over all fields (see index/weights.py)."""
        lengths = {id: _length(h.fields) for id, h in self._held.items()}
        average = sum(lengths.values()) / max(1, len(lengths)) or 1.0
        norms = {id: K1 * (1 - B + B * length / average) for id, length in lengths.items()}
        return {id: sum(w * self._score(form, h, norms[id]) for form, w in _adding(h, node)) for id, h in found.items()}

    def _score(self, form: str, held: _Held, norm: float) -> float:
        frequency = sum(w * len(held.positions[name].get(form, ())) for name, w in WEIGHTS.items())
        return rarity(len(self._held), self.frequency([form])) * frequency * (K1 + 1) / (frequency + norm)


def _length(article: Fields) -> float:
    return sum(weight * len(getattr(article, name)) for name, weight in WEIGHTS.items())


def _adding(held: _Held, node: Node, weight: float = 1.0) -> Iterator[tuple[str, float]]:
    """Give the index terms of what the article matches, each as often as it is asked for, with what it counts."""
    match node:
        case Term(_, _, forms, field):
            yield from ((form, weight) for form in forms if form in held.positions[field])
        case Phrase(_, _, terms) if holds(held, node):
            yield from (added for term in terms for added in _adding(held, term, weight))
        case And(nodes) if holds(held, node):
            yield from (added for inner in nodes for added in _adding(held, inner, weight))
        case Or(nodes):
            yield from (added for inner in nodes for added in _adding(held, inner, weight))
        case Maybe(required, optional) if holds(held, required):
            yield from _adding(held, required, weight)
            yield from _adding(held, optional, LIGHT)


def holds(held: _Held, node: Node) -> bool:
    """Say whether the article matches."""
    match node:
        case Term(_, _, forms, field):
            return not held.positions[field].keys().isdisjoint(forms)
        case Phrase(_, _, terms, field):
            return _holds_phrase(held.positions[field], terms)
        case And(nodes):
            return all(holds(held, n) for n in nodes)
        case Or(nodes):
            return any(holds(held, n) for n in nodes)
        case Not(inner):
            return not holds(held, inner)
        case Maybe(required, _):
            return holds(held, required)
        case Everything():
            return True


def passes(article: Facts, filters: Filters) -> bool:
    """Say whether the article is among those that the filters leave."""
    pairs = (
        ((article.lang,), filters.lang),
        (article.tags, filters.tag),
        (article.authors, filters.author),
        ((article.site,), filters.site),
    )
    if any(
        chosen and {v.casefold() for v in values}.isdisjoint(v.casefold() for v in chosen) for values, chosen in pairs
    ):
        return False
    if filters.after is None and filters.before is None:
        return True
    first = int(f"{filters.after:%Y%m%d}") if filters.after else 0
    last = int(f"{filters.before:%Y%m%d}") if filters.before else 99991231
    return article.day != 0 and first <= article.day <= last


def facets_of(articles: Iterable[Facts]) -> tuple[Facet, ...]:
    """Count the values of the facts, the commonest first."""
    counted: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for article in articles:
        counted["lang"][article.lang] += 1
        counted["site"][article.site] += 1
        counted["tag"].update(article.tags)
        counted["author"].update(article.authors)
    return tuple(facet(name, counted[name]) for name in ("tag", "site", "lang", "author"))


def facet(name: str, counted: Mapping[str, int]) -> Facet:
    """Give the commonest values, equals in the order of the alphabet."""
    kept = nsmallest(MOST_VALUES, (v for v in counted if v), key=lambda value: (-counted[value], value))
    return Facet(name, tuple((value, counted[value]) for value in kept))


def _postings(stream: Stream) -> dict[str, frozenset[int]]:
    positions: defaultdict[str, set[int]] = defaultdict(set)
    for form, position in stream:
        positions[form].add(position)
    return {form: frozenset(places) for form, places in positions.items()}


def _holds_phrase(postings: Postings, terms: tuple[Term, ...]) -> bool:
    return any(_stands_at(postings, terms, start) for form in terms[0].forms for start in postings.get(form, ()))


def _stands_at(postings: Postings, terms: tuple[Term, ...], start: int) -> bool:
    return all(any(start + i in postings.get(f, ()) for f in t.forms) for i, t in enumerate(terms))
