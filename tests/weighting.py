"""Whoosh's own BM25F, field by field, worked out a column at a time: what holds the evaluator against Whoosh."""

from dataclasses import dataclass

import numpy as np
from whoosh.scoring import BM25F
from whoosh.searching import Searcher

from index.engines.columns.found import Scores
from index.engines.columns.segment import Postings, Segment


@dataclass(frozen=True, slots=True)
class FieldByField:
    """Ranks as `whoosh.scoring.BM25F` does with these values of k1 and b."""

    searcher: Searcher
    k1: float = 1.2
    b: float = 0.75

    @property
    def weighting(self) -> BM25F:
        """Whoosh's own, to compare with."""
        return BM25F(B=self.b, K1=self.k1)

    def scores(self, segment: Segment, name: str, term: bytes, postings: Postings) -> Scores:
        """Give the score of each posting by the times and the length in its own field."""
        rarity = self.searcher.idf(name, term)
        average = self.searcher.avg_field_length(name) or 1
        length = segment.fields[name].lengths[postings.docs]
        norm = self.k1 * ((1 - self.b) + self.b * length / average)
        scores: Scores = (rarity * postings.times * (self.k1 + 1) / (postings.times + norm)).astype(np.float32)
        return scores
