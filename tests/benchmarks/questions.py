"""Articles in, questions of every kind out, drawn from what the articles say: the same ones for the same articles."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from random import Random
from string import ascii_lowercase

from index.analysis.stopwords import is_stop_word
from index.analysis.tokens import form
from index.article import Article, all_texts

# The last word of "not" is unwanted; "fuzzy" is a word with one wrong letter.
KINDS = ("term", "or", "and", "phrase", "prefix", "fuzzy", "not")
PLAIN = ("term", "or", "and", "phrase")
# Of an answer, so many articles are wanted.
BEST = 10
# Shares of the articles that hold a word, from which up to which: rare, middling and common words come in turn.
BANDS = ((0.0002, 0.002), (0.002, 0.02), (0.02, 0.5))
WORD = re.compile(r"[a-z]{3,}")
LANGUAGE = "en"


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked: of one kind, with one word or more."""

    kind: str
    words: tuple[str, ...]

    def typed(self) -> str:
        """Give the question as a person types it into our search box."""
        match self.kind:
            case "or":
                return " OR ".join(self.words)
            case "phrase":
                return f'"{" ".join(self.words)}"'
            case "prefix":
                return f"{self.words[0]}*"
            case "not":
                return f"{' '.join(self.words[:-1])} -{self.words[-1]}"
        return " ".join(self.words)


def questions(articles: Iterable[Article], count: int) -> list[Question]:
    """Give so many questions of each kind, no two the same."""
    drawer = _Drawer(list(articles), Random(1))  # noqa: S311 - the same draw each time
    return [question for kind in KINDS for question in islice(_unlike(kind, drawer.draw[kind]), count)]


def _unlike(kind: str, draw: Callable[[], tuple[str, ...]]) -> Iterator[Question]:
    seen = {()}
    # In few articles there may not be as many questions as are asked for.
    for _ in range(100_000):
        words = draw()
        if words not in seen:
            seen.add(words)
            yield Question(kind, words)


class _Drawer:
    """Draws the words of a question; none when this draw gave none."""

    def __init__(self, articles: list[Article], random: Random) -> None:
        self._random = random
        self._texts = ["\n".join(all_texts(article)).lower() for article in articles]
        held = Counter(word for text in self._texts for word in set(WORD.findall(text)))
        self._bands = [
            sorted(w for w, n in held.items() if max(2, low * len(articles)) <= n < high * len(articles) and _tells(w))
            for low, high in BANDS
        ]
        self._known = set().union(*self._bands)
        self.draw: dict[str, Callable[[], tuple[str, ...]]] = {
            "term": lambda: (self._word(),),
            "or": lambda: tuple(self._word() for _ in range(self._few())),
            "and": self._together,
            "phrase": self._phrase,
            "prefix": lambda: (self._word()[: self._random.choice((3, 4))],),
            "fuzzy": self._mistyped,
            "not": self._without,
        }

    def _few(self) -> int:
        return self._random.choice((2, 3))

    def _word(self) -> str:
        return self._random.choice(self._random.choice([band for band in self._bands if band]))

    def _together(self) -> tuple[str, ...]:
        """Give words that one article holds."""
        words = sorted(self._known.intersection(WORD.findall(self._random.choice(self._texts))))
        count = self._few()
        return tuple(self._random.sample(words, count)) if len(words) >= count else ()

    def _without(self) -> tuple[str, ...]:
        words = self._together()
        return (*words, self._word()) if words else ()

    def _phrase(self) -> tuple[str, ...]:
        """Give words that stand side by side in an article, with nothing but a space between."""
        runs = re.findall(r"[a-z]{3,}(?: [a-z]{3,})+", self._random.choice(self._texts))
        words = self._random.choice(runs).split() if runs else []
        first = self._random.randrange(len(words)) if words else 0
        chosen = tuple(words[first : first + self._few()])
        return chosen if len(chosen) > 1 and self._known.issuperset(chosen) else ()

    def _mistyped(self) -> tuple[str, ...]:
        """Give a word that is its own stem, so that one edit leads back to it however it is indexed."""
        word = self._word()
        if len(word) < 6 or form(word, LANGUAGE) != word:
            return ()
        place = self._random.randrange(1, len(word))
        wrong = f"{word[:place]}{self._random.choice(ascii_lowercase)}{word[place + 1 :]}"
        return () if wrong in self._known else (wrong,)


def _tells(word: str) -> bool:
    return not is_stop_word(word, (LANGUAGE,))
