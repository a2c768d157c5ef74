"""The postings of a term in, Whoosh's matcher over them out."""

from bisect import bisect_left
from collections.abc import Iterator
from typing import Any

from whoosh.matching import LeafMatcher, Matcher, NullMatcher, ReadTooFar

from index.analysis.fields import SPOKEN
from index.engines.columns.packing import Places
from index.engines.columns.segment import Postings, stands

Term = tuple[str, bytes]


class ColumnMatcher(LeafMatcher):  # type: ignore[misc]  # Whoosh is not typed
    """Walks the postings of a term one by one; deleted documents are not among them."""

    def __init__(self, term: Term, postings: Postings, which: Places, form: Any, scorer: Any) -> None:
        """Walk those of the postings; `form` is Whoosh's format of the field, `scorer` its scorer or None."""
        self._term, self._postings, self._which = term, postings, which
        self.format, self.scorer = form, scorer
        self._ids: list[int] = postings.docs[which].tolist()
        self._weights: list[float] = postings.times[which].astype(float).tolist()
        self._at = 0

    def is_active(self) -> bool:
        """Say whether there is a posting here."""
        return self._at < len(self._ids)

    def reset(self) -> None:
        """Go back to the first posting."""
        self._at = 0

    def copy(self) -> "ColumnMatcher":
        """Give another matcher that stands where this one does."""
        made = ColumnMatcher(self._term, self._postings, self._which, self.format, self.scorer)
        made._at = self._at
        return made

    def replace(self, minquality: float = 0) -> Matcher:
        """Give what can go on for this matcher: nothing once it is done."""
        return self if self.is_active() else NullMatcher()

    def id(self) -> int:
        """Give the document."""
        return self._ids[self._at]

    def all_ids(self) -> Iterator[int]:
        """Give the documents from here on."""
        return iter(self._ids[self._at :])

    def next(self) -> None:
        """Go to the next posting. Raises ReadTooFar."""
        if not self.is_active():
            raise ReadTooFar
        self._at += 1

    def skip_to(self, id: int) -> None:
        """Go to the first posting of this document or one after it. Raises ReadTooFar."""
        if not self.is_active():
            raise ReadTooFar
        self._at = bisect_left(self._ids, id, self._at)

    def weight(self) -> float:
        """Give how often the term stands in the document."""
        return self._weights[self._at]

    def value(self) -> bytes:
        """Give the positions as Whoosh's format encodes them."""
        if self._term[0] not in SPOKEN:
            return b""
        positions, _ = stands(self._postings, self._which[self._at : self._at + 1])
        encoded: bytes = self.format.encode(positions.tolist())
        return encoded

    def supports_block_quality(self) -> bool:
        """Say no: nothing is known of parts of the postings."""
        return False

    def max_quality(self) -> float:
        """Give the most that any posting can score."""
        return float(self.scorer.max_quality()) if self.scorer else max(self._weights)

    def score(self) -> float:
        """Give the score of the document."""
        return float(self.scorer.score(self)) if self.scorer else self.weight()
