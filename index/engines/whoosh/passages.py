"""The words of a question and some documents of a segment in, their sections out: scored, and where the words stand."""

from dataclasses import dataclass, replace

import numpy as np

from index.engines.columns.found import Documents
from index.engines.columns.ranking import BM25F
from index.engines.columns.sections import SectionScores, Sought
from index.engines.columns.texts import Placed
from index.engines.protocol import MOST_SECTIONS, RankedSection, most_texts
from index.engines.weights import SECTIONS
from index.engines.whoosh.phrases import stands_at
from index.engines.whoosh.queries import word_query
from index.engines.whoosh.scene import Scene, as_bytes
from index.tree import Node, Phrase, Term, spellings, terms_of, wanted_times


@dataclass(frozen=True, slots=True)
class Words:
    """The words of a question, each once, with what each counts; `average` is how long sections are."""

    words: tuple[Term | Phrase, ...]
    rarities: tuple[float, ...]
    average: float

    def best_of(self, scores: SectionScores, document: int) -> tuple[tuple[RankedSection, ...], tuple[str, ...], int]:
        """Return the best sections of a document, the words that it lacks, and how many of its sections hold any."""
        placed, (texts, which) = scores.placed, scores.standing
        titles = np.append(placed.titles[document : document + 2], len(placed.section))
        start, end = texts.searchsorted(titles[:2]).tolist()
        held = {self.words[i] for i in set(which[start:end].tolist())}
        missing = tuple(same[0].text for same in spellings(self.words) if held.isdisjoint(same))
        sections = placed.section[texts[start:end]]
        # Texts come in the order of their sections.
        borders = np.flatnonzero(np.diff(sections, prepend=-1))
        answering = sections[borders]
        order = np.argsort(-scores.sections[answering], kind="stable")[:MOST_SECTIONS].tolist()
        ends = np.append(borders[1:], len(sections))
        first = int(placed.first[document])
        best = tuple(
            self._section(scores, int(answering[i]), first, place, slice(start + int(borders[i]), start + int(ends[i])))
            for place, i in enumerate(order)
        )
        return best, missing, len(answering)

    def _section(self, scores: SectionScores, section: int, first: int, place: int, own: slice) -> RankedSection:
        texts, which = scores.standing[0][own], scores.standing[1][own]
        starts = np.flatnonzero(np.diff(texts, prepend=-1))
        covered = np.add.reduceat(scores.rarities[which], starts)
        fullest = texts[starts][np.argsort(-covered, kind="stable")[: most_texts(place)]]
        words = tuple(self.words[i].text for i in sorted(set(which.tolist())))
        places = tuple(sorted((fullest - scores.placed.heading[section]).tolist()))
        return RankedSection(section - first, float(scores.sections[section]), places, words)


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
