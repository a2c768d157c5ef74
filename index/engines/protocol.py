"""The seam between the record and what ranks: what every engine offers, spoken in our nouns alone."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from index.article import Article
from index.tree import Duplicates, Filters, Node, Sort

# Sections of an article that are given, and texts of the best and of the last: those in which most of the question
# stands.
MOST_SECTIONS, MOST_TEXTS, FEWEST_TEXTS = 4, 6, 2


def most_texts(place: int) -> int:
    """Return how many texts are given of the section at this place among those of its article, 0 for the best."""
    return max(FEWEST_TEXTS, MOST_TEXTS >> place)


@dataclass(frozen=True, slots=True)
class RankedSection:
    """A section that answers: its place among the sections of its article, its score, and where words stand in it.

    `texts` are the places of its texts that hold words asked for, among all its texts: 0 is the heading; of very many
    those that hold most of the question. `words` are the words that stand in it, as typed.
    """

    number: int
    score: float
    texts: tuple[int, ...]
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Ranked:
    """An article's place in the answer: its best sections, the best first, and the words asked for that it lacks.

    `answering` counts all its sections that hold a word.
    """

    id: str
    score: float
    sections: tuple[RankedSection, ...] = ()
    missing: tuple[str, ...] = ()
    answering: int = 0


@dataclass(frozen=True, slots=True)
class Facet:
    """How many of the matching articles have each value, the commonest first. `name` is lang, tag, author or site."""

    name: str
    values: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Ranking:
    """The articles asked for, best first, out of `total` that match; `complete` counts those with every word.

    Of articles with the same text the best alone counts in all of this; `folded` counts the others.
    """

    total: int
    hits: tuple[Ranked, ...]
    facets: tuple[Facet, ...] = ()
    complete: int = 0
    folded: int = 0


@runtime_checkable
class Divisible(Protocol):
    """Articles that several processes can read, each a part of them; it can be sent to another process."""

    def __iter__(self) -> Iterator[Article]:
        """Give all of them, each id once."""

    def __len__(self) -> int:
        """Give about how many there are."""

    def part(self, number: int, count: int) -> Iterable[Article]:
        """Give one of so many parts, which together are all of them; it can be sent as well."""


class Reading(Protocol):
    """One state of an engine: everything that it says is of the same articles, whatever is updated meanwhile."""

    def change(self) -> int:
        """Return the number of the last change that it holds, 0 when it holds none."""

    def library(self) -> str:
        """Return the id of the library whose record it was made from, "" where that is not known."""

    def version(self) -> str:
        """Return the name of the state (a generation); it differs after each update."""

    def documents(self) -> int:
        """Count the articles held."""

    def languages(self) -> tuple[str, ...]:
        """Return the languages of the articles held, the commonest first, "" for those without one."""

    def frequency(self, forms: Iterable[str]) -> int:
        """Count the articles whose text holds any of these index terms (an upper bound will do)."""

    def expansions(self, prefix: str, limit: int) -> tuple[str, ...]:
        """Return the folded, unstemmed words that begin so, the commonest first and at most `limit`."""

    def similar(self, word: str, limit: int) -> tuple[str, ...]:
        """Return the folded, unstemmed words that a mistyped one may have been meant for, the likeliest first."""

    def ids(self) -> Iterable[str]:
        """Yield the id of every article held, ascending; an id that is held twice comes twice."""

    def values(self, name: str) -> tuple[str, ...]:
        """Return the values of a fact (lang, site, tag, author) without case, sorted; of deleted articles too."""

    def ranked(
        self, node: Node, filters: Filters, *, sort: Sort, first: int, count: int, duplicates: Duplicates = "folded"
    ) -> Ranking:
        """Rank the articles that match, and give `count` of them from place `first` (0 is the best).

        Unless all `duplicates` are wanted, the one that scores best as a whole stands for those with the same text,
        of equally good ones that which was put first; whatever the sort is.
        """


class Engine(Protocol):
    """Keeps articles findable, and ranks them.

    An engine is a derivative of the record and knows which change of it it has reached. `update` is durable
    and atomic when it returns: after a crash at any point `change` and what is found agree. Readers in other
    threads and processes see the newest update with the next `reading`.
    """

    def reading(self) -> Reading:
        """Return the newest state; it can be asked for as long as it is held."""

    def change(self) -> int:
        """Return the number of the last change that the next update builds on, 0 for none."""

    def library(self) -> str:
        """Return the id of the library that the newest state belongs to, "" where it is not known."""

    def update(self, put: Iterable[Article], remove: Iterable[str], *, change: int, library: str = "") -> None:
        """Add or replace articles by id, drop others, and reach this change number of the library with this id.

        Without an id it is of the library that it was of before.
        The articles arrive as a stream and an id may come more than once: the last one holds. Those that are
        Divisible may be read by several processes at once.
        Unknown ids to remove are no error. LibraryLocked when another process is updating.
        """

    def reset(self) -> None:
        """Forget everything; the next update begins at change 0. Readers keep what they have until then."""

    def problems(self) -> list[str]:
        """Say what is wrong with the files of the index, a sentence each; none when all hashes agree."""

    def size(self) -> int:
        """Return the bytes on disk, 0 for an engine without any."""

    def close(self) -> None:
        """Let go of files and memory."""
