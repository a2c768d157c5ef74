"""How much a word counts by where it stands, how often, and how rare it is: the numbers of BM25F, for every engine.

Found on four public test collections (1,400 to 3,400 documents each): k1 = 2 and the title once more beside the text
give the best mean nDCG@10; what is between 1.2 and 2.5, or the title between once and three times, is within .003.
"""

from dataclasses import dataclass
from math import log

from index.tree import Field

K1, B = 2.0, 0.75
# The text holds all other fields: a word of the title counts as it does there, and this much more; one of a bullet
# counts as any other.
WEIGHTS: dict[Field, float] = {"text": 1.0, "title": 1.0, "headings": 0.5}

# What a function word counts beside telling ones: it is asked for by habit. On the same collections leaving them out
# gives .012 more nDCG@10 than counting them as the others; a little keeps "to be" before "be" where both stand.
LIGHT = 0.1


def rarity(documents: int, held: int) -> float:
    """Give what a term counts for that so many of the documents hold: as Lucene has it, never below 0."""
    return log(1 + (documents - held + 0.5) / (held + 0.5))


@dataclass(frozen=True, slots=True)
class SectionWeights:
    """What makes the score of an article out of its own BM25F and that of its sections.

    score = article * its BM25F + the score of its best section (see index/engines/columns/sections.py)

    A section's BM25F counts a word of its heading, of the headings above it and of the article's title so many times.
    `share` is how sharply what lacks words falls; a section of which title and headings hold the whole question counts
    `named` more. What stands near to each other adds `near`, what stands in one text `text`; a title, a heading or a
    defined term that is the question itself adds so many times the most that a section can score. `links` is what a
    page of nothing but links loses.
    """

    article: float = 0.7
    heading: float = 4.0
    above: float = 1.0
    title: float = 2.0
    k1: float = 1.2
    b: float = 0.4
    near: float = 1.0
    text: float = 2.0
    share: float = 0.5
    named: float = 1.0
    is_title: float = 1.4
    is_heading: float = 0.9
    is_term: float = 1.4
    links: float = 0.8

    def sharpness(self, words: int) -> float:
        """Give how sharply what lacks some of so many words falls: of many words every answer lacks some."""
        return self.share * _few(words)

    def together(self, words: int) -> float:
        """Give what counts that so many words stand in one text: of many words they seldom do."""
        return self.text * _few(words)

    def most(self, words: int, rarity: float) -> float:
        """Return the most that a section can score for so many words of this rarity together."""
        return rarity * (self.k1 + 1 + self.near + self.together(words)) * (1 + self.named)

    def combined(self, article: float, sections: float, link_percent: int, words: int) -> float:
        """Return the score of an article of which so much is links: a list of contents less than what it leads to.

        Many words tell what a whole page is about, few what one of its passages says.
        """
        whole = self.article / _few(words)
        return (whole * article + sections) * (1 - self.links * (link_percent / 100) ** 2)


def _few(words: int) -> float:
    """Return 1 for three words and fewer, and less the more there are."""
    return min(1.0, 3 / max(1, words))


SECTIONS = SectionWeights()
# Words farther apart than this do not stand near to each other.
FARTHEST = 8
# Articles whose sections are looked at: those that score best as wholes. The others keep their own score, below these.
CANDIDATES = 200
# Of three telling words and more, those that carry this share of the question's rarity are wanted, and of many words
# those that carry as much as so many of them do: a page that answers a long question holds few of its words.
SHARE, WORDS = 0.6, 2.8
# Sums of rarities in another order differ by as much.
ROUNDING = 1e-4


def enough(words: int) -> float:
    """Give the share of the rarity of so many words that an article must hold."""
    return min(SHARE, WORDS / words)
