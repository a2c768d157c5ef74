"""Articles for tests that have nearly the same text."""

import numpy as np

from conftest import made
from index import Article

SYLLABLES = ["ba", "co", "di", "fu", "ge", "lo", "ma", "ni", "pu", "re", "so", "ti", "va"]
VOCABULARY = ["".join(word) for word in np.random.default_rng(0).choice(SYLLABLES, (2_000, 4)).tolist()]


def text(count: int, seed: int = 1) -> list[str]:
    """Give so many words."""
    chosen: list[str] = np.random.default_rng(seed).choice(VOCABULARY, count).tolist()
    return chosen


def article(words: list[str], title: str = "Kettles", source: str = "a.html", **facts: object) -> Article:
    """Give an article with these words in its paragraphs."""
    return made(source, title, *(" ".join(words[i : i + 60]) + "." for i in range(0, len(words), 60)), **facts)


def changed(words: list[str], count: int) -> list[str]:
    """Give the words with so many of them exchanged for others, evenly spread."""
    every = len(words) // count
    return [f"other{i}" if i % every == 0 and i < every * count else word for i, word in enumerate(words)]
