"""Where the words of a question stand in some documents in, the scores of their sections and of the documents out.

    frequency = in the section + heading * in its heading + above * in the headings above + title * in the title
    score = sum over the words of rarity * frequency * (k1 + 1) / (frequency + k1 * (1 - b + b * length / average))
    section = (score + near * nearness + text * fullest) * share ** sharpness * (1 + named * share of headings, title)

which is BM25F over a section and what stands above it (see index/engines/columns/ranking.py), times how much of the
question it covers: shares are of the rarity of all words. Two words add to the nearness the smaller of their rarities
over the distance from one to the next. The fullest is the rarity of the words that one of its texts (a paragraph, an
item, a cell) holds together with its headings and the title: a long table may hold all words, each in another row.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from index.engines.columns.packing import Places
from index.engines.columns.texts import DEEPEST, Placed
from index.engines.weights import FARTHEST, SectionWeights
from index.tree import Field

Floats = NDArray[np.float64]


class Sought(NamedTuple):
    """A word or phrase: what it counts, the field it is wanted in, how many words it has, and its places, ascending."""

    rarity: float
    field: Field
    size: int
    places: Places


@dataclass(frozen=True)
class SectionScores:
    """The sections of some documents, scored."""

    placed: Placed
    sought: Sequence[Sought]
    average: float
    weights: SectionWeights

    @cached_property
    def hits(self) -> tuple[Places, NDArray[np.int64]]:
        """The texts in which words stand, and which word it is: each once for every time, by word and place."""
        texts = [self._in_field(one.field, own) for one, own in zip(self.sought, self._texts, strict=True)]
        which = np.repeat(np.arange(len(texts)), [len(own) for own in texts])
        return np.concatenate([np.zeros(0, np.int64), *texts]), which

    @cached_property
    def _texts(self) -> Sequence[Places]:
        """The text in which each place of each word is."""
        return [self.placed.texts_at(one.places) for one in self.sought]

    def _in_field(self, field: Field, texts: Places) -> Places:
        if field == "title":
            return texts[self._is_title(texts)]
        return texts[self._is_heading(texts)] if field == "headings" else texts

    def _is_title(self, texts: Places) -> NDArray[np.bool_]:
        is_title: NDArray[np.bool_] = self.placed.titles[self.documents_of(texts)] == texts
        return is_title

    def _is_heading(self, texts: Places) -> NDArray[np.bool_]:
        section = self.placed.section[texts]
        is_heading = np.zeros(len(texts), dtype=np.bool_)
        inside = np.flatnonzero(section >= 0)
        is_heading[inside] = self.placed.heading[section[inside]] == texts[inside]
        return is_heading

    def documents_of(self, texts: Places) -> Places:
        """Return which document each of these texts is of."""
        return self.placed.titles.searchsorted(texts, side="right") - 1

    @cached_property
    def counts(self) -> tuple[Floats, Floats, Floats]:
        """How often each word stands in each section below its heading, in its heading, and in each title."""
        texts, which = self.hits
        words, sections = len(self.sought), len(self.placed.heading)
        section, is_heading, is_title = self.placed.section[texts], self._is_heading(texts), self._is_title(texts)
        body = _table(section, which, (section >= 0) & ~is_heading, sections, words)
        heading = _table(section, which, is_heading, sections, words)
        title = _table(self.documents_of(texts), which, is_title, len(self.placed.titles), words)
        return body, heading, title

    @cached_property
    def rarities(self) -> Floats:
        """What each word counts."""
        return np.array([one.rarity for one in self.sought], dtype=np.float64)

    @cached_property
    def sections(self) -> Floats:
        """The score of each section."""
        w, (body, heading, title) = self.weights, self.counts
        above = self._above(heading)
        frequency = body + w.heading * heading + w.above * above + w.title * title[self._document]
        norm = w.k1 * (1 - w.b + w.b * self._lengths / max(self.average, 1.0))
        saturated = frequency * (w.k1 + 1) / (frequency + norm[:, None])
        whole = max(float(self.rarities.sum()), 1e-9)
        share = (frequency > 0) @ self.rarities / whole
        named = ((heading + above + title[self._document]) > 0) @ self.rarities / whole
        score = (
            saturated @ self.rarities
            + w.near * self._nearness
            + w.together(len(self.sought)) * self._fullest(heading, above, title)
        )
        score *= share ** w.sharpness(len(self.sought)) * (1 + w.named * named)
        return np.asarray(score, dtype=np.float64)

    @cached_property
    def documents(self) -> Floats:
        """What its sections add to the score of each document: the best of them, and more for one that is meant."""
        w = self.weights
        most = w.most(len(self.sought), float(self.rarities.sum()))
        meant = np.maximum(self._are_headings * w.is_heading, self._are_terms * w.is_term)
        best = _largest(self.sections + most * meant, self.placed.first)
        return best + most * w.is_title * self._are_titles

    @cached_property
    def standing(self) -> tuple[Places, NDArray[np.int64]]:
        """The texts in which words stand, and which word it is: each once, by text."""
        texts, which = self.hits
        pairs = np.unique(texts * len(self.sought) + which)
        return pairs // len(self.sought), pairs % len(self.sought)

    @cached_property
    def _document(self) -> Places:
        return np.repeat(np.arange(len(self.placed.titles)), np.diff(self.placed.first))

    @cached_property
    def _lengths(self) -> Floats:
        inside = self.placed.section >= 0
        lengths = self.placed.lengths[inside].astype(np.float64)
        sums = np.bincount(self.placed.section[inside], weights=lengths, minlength=len(self.placed.heading))
        return sums.astype(np.float64)

    def _above(self, heading: Floats) -> Floats:
        """Add up what stands in all headings above each section."""
        above, parent = np.zeros_like(heading), self.placed.parent
        here = np.arange(len(parent))
        for _ in range(DEEPEST):
            higher = parent[here]
            is_under = higher != here
            if not is_under.any():
                break
            above[is_under] += heading[higher[is_under]]
            here = higher
        return above

    def _fullest(self, heading: Floats, above: Floats, title: Floats) -> Floats:
        """Return the most rarity that one text of each section holds, with what stands above it."""
        texts, which = self.standing
        inside = self.placed.section[texts] >= 0
        own, at = np.unique(texts[inside], return_inverse=True)
        section = self.placed.section[own]
        holds = (heading[section] + above[section] + title[self._document[section]]) > 0
        holds[at, which[inside]] = True
        most = np.zeros(len(heading))
        np.maximum.at(most, section, holds @ self.rarities)
        return most

    @cached_property
    def _nearness(self) -> Floats:
        sections = len(self.placed.heading)
        kept = [one.places for one in self.sought if one.field == "text"]
        if len(kept) < 2:
            return np.zeros(sections)
        which = np.repeat([i for i, one in enumerate(self.sought) if one.field == "text"], [len(p) for p in kept])
        places = np.concatenate(kept)
        order = np.argsort(places, kind="stable")
        places, which = places[order], which[order]
        apart = np.diff(places)
        pairs = np.flatnonzero((apart > 0) & (apart <= FARTHEST) & (which[1:] != which[:-1]))
        section = self.placed.section[self.placed.texts_at(places[pairs])]
        pairs, section = pairs[section >= 0], section[section >= 0]
        added = np.minimum(self.rarities[which[pairs]], self.rarities[which[pairs + 1]]) / apart[pairs]
        sums = np.bincount(section, weights=added, minlength=sections)
        nearness: Floats = np.minimum(sums, self.rarities.sum())
        return nearness

    @cached_property
    def _are_titles(self) -> NDArray[np.bool_]:
        _, _, title = self.counts
        return self._is_question(title, self.placed.named[self.placed.titles])

    @cached_property
    def _are_headings(self) -> NDArray[np.bool_]:
        _, heading, _ = self.counts
        return self._is_question(heading, self.placed.named[self.placed.heading])

    @cached_property
    def _are_terms(self) -> NDArray[np.bool_]:
        """Return whether a term is defined in each section that is the question."""
        is_term = np.zeros(len(self.placed.heading), dtype=np.bool_)
        found = [self._defining(one.places, own) for one, own in zip(self.sought, self._texts, strict=True)]
        if found and all(map(len, found)):
            texts, words = np.unique(np.concatenate(found), return_counts=True)
            section = self.placed.section[texts[words == len(self.sought)]]
            is_term[section[section >= 0]] = True
        return is_term

    def _defining(self, places: Places, texts: Places) -> Places:
        """Return the texts whose defined term begins with the word at these places and the others that are sought."""
        first = np.minimum(self.placed.named[texts], self._size)
        return np.unique(texts[places - self.placed.begins[texts] < first])

    def _is_question(self, counts: Floats, lengths: Places) -> NDArray[np.bool_]:
        """Return whether texts hold every word, and their names no others."""
        if not len(self.sought):
            return np.zeros(len(lengths), dtype=np.bool_)
        return np.asarray((counts > 0).all(axis=1) & (lengths == self._size), dtype=np.bool_)

    @property
    def _size(self) -> int:
        """How many words are sought, those of phrases one by one."""
        return sum(one.size for one in self.sought)


def _table(rows: Places, columns: Places, counted: NDArray[np.bool_], height: int, width: int) -> Floats:
    """Count how often each row comes with each column, where it is to be counted."""
    cells = rows[counted] * width + columns[counted]
    return np.bincount(cells, minlength=height * width).reshape(height, width).astype(np.float64)


def _largest(values: Floats, starts: Places) -> Floats:
    """Return the largest value of each run that starts there, 0 for one without any."""
    out = np.zeros(len(starts) - 1)
    some = np.flatnonzero(np.diff(starts))
    if len(some):
        out[some] = np.maximum.reduceat(values, starts[:-1][some])
    return out
