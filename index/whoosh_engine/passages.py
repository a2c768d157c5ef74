"""The words of a question and some documents of a segment in, their sections out: scored, and where the words stand."""

from dataclasses import dataclass, replace

import numpy as np

from index.columns.found import Documents
from index.columns.ranking import BM25F
from index.columns.sections import SectionScores, Sought
from index.columns.texts import Placed
from index.engine import MOST_SECTIONS, RankedSection, most_texts
from index.tree import Node, Phrase, Term, spellings, terms_of, wanted_times
from index.weights import SECTIONS
from index.whoosh_engine.phrases import stands_at
from index.whoosh_engine.queries import word_query
from index.whoosh_engine.scene import Scene, as_bytes


@dataclass(frozen=True, slots=True)
class Words:
    """The words of a question, each once, with what each counts; `average` is how long sections are."""

    words: tuple[Term | Phrase, ...]
    rarities: tuple[float, ...]
    average: float

    def best_of(self, scores: SectionScores, document: int) -> tuple[tuple[RankedSection, ...], tuple[str, ...], int]:
        """Return the best sections of a document, the words that it lacks, and how many of its sections hold any."""
        first, end = scores.placed.first[document : document + 2].tolist()
        answering = first + np.flatnonzero(scores.is_answering[first:end])
        order = np.argsort(-scores.sections[answering], kind="stable")[:MOST_SECTIONS]
        best = tuple(self._section(scores, int(answering[i]), first, place) for place, i in enumerate(order.tolist()))
        held = dict(zip(self.words, scores.held[document].tolist(), strict=True))
        missing = tuple(same[0].text for same in spellings(self.words) if not any(held[word] for word in same))
        return best, missing, len(answering)

    def _section(self, scores: SectionScores, section: int, first: int, place: int) -> RankedSection:
        texts, which = scores.hits
        here = np.flatnonzero(scores.placed.section[texts] == section)
        words = tuple(self.words[i].text for i in np.unique(which[here]).tolist())
        pairs = np.unique(texts[here] * len(self.words) + which[here])
        own, at = np.unique(pairs // len(self.words), return_inverse=True)
        covered = np.bincount(at, weights=scores.rarities[pairs % len(self.words)])
        fullest = (
            np.sort(own[np.argsort(-covered, kind="stable")[: most_texts(place)]]) - scores.placed.heading[section]
        )
        return RankedSection(section - first, float(scores.sections[section]), tuple(fullest.tolist()), words)


def words_of(node: Node, ranking: BM25F) -> Words:
    """Return the words of a question; one that is asked for twice counts twice."""
    times, snapshot = wanted_times(node), ranking.snapshot
    average = snapshot.length("text") / max(1, snapshot.sections)
    return Words(tuple(times), tuple(_rarity(w, ranking) * n for w, n in times.items()), average)


def sections_of(documents: Documents, words: Words, scene: Scene) -> SectionScores:
    """Return the sections of these documents, ascending, with their scores."""
    sought = [
        Sought(rarity, word.field, len(terms_of(word)), stands_at(word_query(_anywhere(word)), documents, scene))
        for word, rarity in zip(words.words, words.rarities, strict=True)
    ]
    placed = Placed.of(scene.segment.texts, documents)
    return SectionScores(placed, sought, words.average, SECTIONS)


def _anywhere(word: Term | Phrase) -> Term | Phrase:
    """Return the word as it stands in the text, which holds all other fields: sections are counted by its places."""
    if isinstance(word, Phrase):
        return replace(word, field="text", terms=tuple(replace(term, field="text") for term in word.terms))
    return replace(word, field="text")


def _rarity(word: Term | Phrase, ranking: BM25F) -> float:
    return sum(
        ranking.rarity(tuple((as_bytes(form), dict(term.languages).get(form, ())) for form in term.forms))
        for term in terms_of(word)
    )
