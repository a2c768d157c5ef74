"""How often a term stands in the fields of documents in, what that adds to their scores out: BM25F.

The frequencies of the fields are weighted and summed before they saturate, and so are the lengths, as S. Robertson and
H. Zaragoza have it ("The Probabilistic Relevance Framework: BM25 and Beyond", 2009, section 3.6, with one b for all
fields); the rarity is Lucene's, which is never negative. Lucene calls the whole `combined_fields`.

    frequency = sum of weight * times over the fields         length = sum of weight * words over the fields
    score = rarity * frequency * (k1 + 1) / (frequency + k1 * (1 - b + b * length / average length))

Weights, k1, b and the rarity are those of index/engines/weights.py.
"""

from dataclasses import dataclass, field
from typing import Protocol

import numpy as np

from index.engines.columns.found import NOTHING, Documents, Scores, any_of, both, meeting
from index.engines.columns.packing import Numbers
from index.engines.columns.segment import Postings, Segment
from index.engines.columns.snapshot import Snapshot
from index.engines.weights import K1, WEIGHTS, B, rarity
from index.tree import Field

# The forms of a word, each with the languages in whose documents alone it is looked for; none for all.
Forms = tuple[tuple[bytes, tuple[str, ...]], ...]


class Ranking(Protocol):
    """Scores the postings of a term, and documents by how often they hold any form of a word."""

    def scores(self, segment: Segment, name: Field, term: bytes, postings: Postings) -> Scores:
        """Give the score of each of the postings, some or all of those of the term in the field of the segment."""

    def saturated(self, segment: Segment, documents: Documents, frequency: Scores, forms: Forms) -> Scores:
        """Give the score of each document of the segment by the weighted frequency of these forms in it."""


@dataclass(frozen=True)
class BM25F:
    """Ranks over all fields together, wherever the word was looked for."""

    snapshot: Snapshot
    _norms: dict[int, Scores] = field(default_factory=dict)
    _held: dict[Forms, int] = field(default_factory=dict)

    def scores(self, segment: Segment, name: Field, term: bytes, postings: Postings) -> Scores:
        """Give the score of each posting by how often the term stands in all of its document's fields."""
        documents, number = postings.docs, segment.term(term)
        frequency = np.float32(WEIGHTS.get(name, 0)) * postings.times
        for other, weight in WEIGHTS.items():
            row = segment.fields[other].row(number) if other != name else None
            if row is not None:
                found = segment.fields[other].postings(row)
                add_times(frequency, documents, found.docs, found.times, np.float32(weight), len(segment))
        return self.saturated(segment, documents, frequency, ((term, ()),))

    def saturated(self, segment: Segment, documents: Documents, frequency: Scores, forms: Forms) -> Scores:
        """Give the score of each document of the segment by the weighted frequency of these forms in it."""
        scores = self._norm(segment)[documents]
        scores += frequency
        np.divide(frequency, scores, out=scores)
        scores *= np.float32(self.rarity(forms) * (K1 + 1))
        return scores

    def rarity(self, forms: Forms) -> float:
        """Give what a word counts for the number of documents that hold any of its forms."""
        if forms not in self._held:
            self._held[forms] = self._counted(forms)
        return rarity(self.snapshot.documents, self._held[forms])

    def _counted(self, forms: Forms) -> int:
        if len(forms) == 1 and not forms[0][1]:
            return self.snapshot.held("text", forms[0][0])
        return sum(len(any_of([_holding(s, *form) for form in forms], len(s))) for s in self.snapshot.segments)

    def _norm(self, segment: Segment) -> Scores:
        """Give k1 * (1 - b + b * length / average) for each document of the segment."""
        if id(segment) not in self._norms:
            whole = sum(weight * self.snapshot.length(name) for name, weight in WEIGHTS.items())
            average = whole / max(1, self.snapshot.documents) or 1.0
            length = np.zeros(len(segment), dtype=np.float32)
            for name, weight in WEIGHTS.items():
                length += np.float32(weight) * segment.fields[name].lengths
            self._norms[id(segment)] = np.float32(K1 * (1 - B)) + np.float32(K1 * B / average) * length
        return self._norms[id(segment)]


def _holding(segment: Segment, term: bytes, languages: tuple[str, ...]) -> Documents:
    """Give the documents of these languages, any where there are none, that hold a term."""
    row = segment.fields["text"].row(segment.term(term))
    if row is None:
        return NOTHING
    documents = segment.fields["text"].postings(row).docs
    return both(documents, segment.facts["lang"].having(languages), len(segment)) if languages else documents


def add_times(
    frequency: Scores, documents: Documents, held: Documents, times: Numbers, weight: np.float32, count: int
) -> None:
    """Add to the frequency of each document how often a term stands there: of those that hold it, the times in each."""
    here, there = meeting(documents, held, count)
    frequency[here] += weight * times[there]
