"""The nouns that a search gives back: an answer, its hits, and the passages of each."""

from dataclasses import dataclass

from index.article import Article, BlockKind, Span
from index.engines.protocol import Facet
from index.storage.duplicates import Copy
from index.tree import Duplicates, Filters, Sort

# Hits that can be paged through.
DEEPEST = 10_000


@dataclass(frozen=True, slots=True)
class Passage:
    """The piece of one section that answers, with the places of the words asked for.

    `marks` are places in `text`, in order, none overlapping. A list item or table row is a passage of its
    own: `lead_in` is then the sentence that introduces its list or the header cells of its table, `number`
    the place of a step in its list from 1, and `term_end` where an item's bold term ends in `text` (0 where
    it has none). What stands in a list item under its text is led to by the item. `is_cut_before` and
    `is_cut_after` say that the sentence goes on outside. `place` is that of its text among those of the section (of a
    row, of its first cell), from 1.
    """

    anchor: str
    heading: str
    breadcrumb: tuple[str, ...]
    kind: BlockKind
    text: str
    marks: tuple[Span, ...] = ()
    lead_in: str = ""
    number: int | None = None
    term_end: int = 0
    is_cut_before: bool = False
    is_cut_after: bool = False
    place: int = 0


@dataclass(frozen=True, slots=True)
class Hit:
    """An article that answers, with its best passages, at most three; of its sections it has those that answer best.

    `more` counts the sections with a match that no passage here comes from; `duplicates` the other places
    that the text was saved from, as this article or, where they are folded, as another one; `copies` are the first of
    them; `missing` names the words asked for that it does not hold.
    """

    article: Article
    score: float
    passages: tuple[Passage, ...]
    title_marks: tuple[Span, ...] = ()
    more: int = 0
    duplicates: int = 0
    copies: tuple[Copy, ...] = ()
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """What a search gives: a page of hits and what was made of the question.

    `parsed` is the question as understood, in words. `is_relaxed`: no article holds all its words, these are the
    best partial answers, and `dropped` names the words left out. `notes` say in a sentence each what was cut from
    the question (too long, too many words or expansions); `is_partial`: something was. `filters` are those typed
    and chosen together. `unindexed` counts the articles that are on record and not findable yet, `complete` those
    of the `total` that hold every word. Unless all `duplicates` were asked for, articles with the same text are one hit
    and count once in the total; `folded` counts the others. `version` names the index that answered, `seconds` how long
    it took.
    """

    query: str
    parsed: str
    total: int
    page: int
    per_page: int
    hits: tuple[Hit, ...]
    facets: tuple[Facet, ...]
    filters: Filters
    sort: Sort
    version: str
    seconds: float
    is_relaxed: bool = False
    is_partial: bool = False
    dropped: tuple[str, ...] = ()
    did_you_mean: str | None = None
    notes: tuple[str, ...] = ()
    unindexed: int = 0
    complete: int = 0
    folded: int = 0
    duplicates: Duplicates = "folded"

    @property
    def last_page(self) -> int:
        """Return the number of the last page of hits that can be asked for, 0 where there are no hits."""
        return min(-(-self.total // self.per_page), DEEPEST // self.per_page)
