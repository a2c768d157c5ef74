"""An article and the words of a question in, what its sections add to its score out: the formula, word by word.

It is that of index/engines/columns/sections.py, written from the article and not from columns: each is held against the
other.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from index.analysis.fields import named_words, parents
from index.analysis.tokens import tokens
from index.article import Article, Section, texts, topics
from index.engines.protocol import MOST_SECTIONS, RankedSection, most_texts
from index.engines.weights import FARTHEST, SECTIONS
from index.tree import Node, Phrase, Term, spellings, terms_of, wanted_times

Word = Term | Phrase


@dataclass(frozen=True, slots=True)
class Asked:
    """The words of a question, each once, with what each counts; how long sections are."""

    rarities: dict[Word, float]
    average: float

    @classmethod
    def of(cls, node: Node, rarity: Callable[[Term], float], average: float) -> "Asked":
        """Return what is asked for."""
        times = wanted_times(node)
        return cls({word: n * sum(map(rarity, terms_of(word))) for word, n in times.items()}, average)

    @property
    def whole(self) -> float:
        """The rarity of all words together."""
        return sum(self.rarities.values())


@dataclass(frozen=True, slots=True)
class Scored:
    """What the sections add to the score of their article, and what is shown of them."""

    added: float
    shown: tuple[tuple[RankedSection, ...], tuple[str, ...], int]


@dataclass(frozen=True, slots=True)
class _Text:
    """A text: the forms of its words, which words asked for end where, and how many of its words are a name."""

    size: int
    named: int
    found: dict[Word, list[int]]


def scored(article: Article, asked: Asked) -> Scored:
    """Return what the sections of an article add to its score."""
    named = list(named_words(article))
    preamble = [article.title, *article.authors, *topics(article)]
    first = [_text(t, n, article.lang, asked) for t, n in zip(preamble, named, strict=False)]
    sections, at = [], len(preamble)
    for section in article.sections:
        own = list(_texts_of(section))
        sections.append([_text(t, n, article.lang, asked) for t, n in zip(own, named[at:], strict=False)])
        at += len(own)
    words = list(asked.rarities)
    title = {word: _only(first[0], word, "title") for word in words}
    scores, added = [], []
    for number, section_texts in enumerate(sections):
        above = list(_above(number, list(parents(article)), sections))
        scores.append(_score(section_texts, above, title, asked))
        most = SECTIONS.most(len(words), asked.whole)
        is_heading = _is_question(section_texts[0], words, "headings")
        is_term = any(_defines(text, words) for text in section_texts)
        added.append(scores[-1] + most * max(SECTIONS.is_heading * is_heading, SECTIONS.is_term * is_term))
    is_title = _is_question(first[0], words, "title")
    whole = max(added, default=0.0) + SECTIONS.most(len(words), asked.whole) * SECTIONS.is_title * is_title
    return Scored(whole, _shown(sections, scores, first, asked.rarities))


def _texts_of(section: Section) -> Iterator[str]:
    yield section.heading
    for block in section.blocks:
        yield from texts(block)


def _text(text: str, named: int, lang: str, asked: Asked) -> _Text:
    forms = [token.form for token in tokens(text, lang)]
    found = {word: list(_ends(word, forms, lang)) for word in asked.rarities}
    return _Text(len(forms), named, found)


def _ends(word: Word, forms: Sequence[str], lang: str) -> Iterator[int]:
    terms = terms_of(word)
    for start in range(len(forms) - len(terms) + 1):
        if all(forms[start + i] in term.forms_in(lang) for i, term in enumerate(terms)):
            yield start + len(terms) - 1


def _only(text: _Text, word: Word, kind: str) -> int:
    """Return how often a word stands in a text, 0 where it is wanted in another kind of text."""
    return len(text.found[word]) if word.field in ("text", "bullets", kind) else 0


def _above(number: int, parent: Sequence[int], sections: Sequence[Sequence[_Text]]) -> Iterator[_Text]:
    while parent[number]:
        number -= parent[number]
        yield sections[number][0]


def _score(own: Sequence[_Text], above: Sequence[_Text], title: dict[Word, int], asked: Asked) -> float:
    w, score, share, named = SECTIONS, 0.0, 0.0, 0.0
    over: set[Word] = set()
    length = sum(text.size for text in own)
    norm = w.k1 * (1 - w.b + w.b * length / max(asked.average, 1.0))
    for word, rarity in asked.rarities.items():
        frequency = sum(_only(text, word, "text") for text in own[1:]) + w.heading * _only(own[0], word, "headings")
        frequency += w.above * sum(_only(text, word, "headings") for text in above) + w.title * title[word]
        score += rarity * frequency * (w.k1 + 1) / (frequency + norm)
        share += rarity * (frequency > 0)
        titles = title[word] + sum(_only(text, word, "headings") for text in (own[0], *above))
        if titles:
            over.add(word)
            named += rarity
    whole = max(asked.whole, 1e-9)
    score += w.near * _nearness(own, asked) + w.together(len(asked.rarities)) * _fullest(own, over, asked)
    part: float = (share / whole) ** w.sharpness(len(asked.rarities))
    return score * part * (1 + w.named * named / whole)


def _fullest(own: Sequence[_Text], over: set[Word], asked: Asked) -> float:
    """Return the most rarity that one of the texts holds with the words that stand over them all."""
    held = [{w for w in asked.rarities if _only(t, w, "text" if i else "headings")} for i, t in enumerate(own)]
    return max((sum(asked.rarities[word] for word in words | over) for words in held if words), default=0.0)


def _nearness(own: Sequence[_Text], asked: Asked) -> float:
    kept = [word for word in asked.rarities if word.field == "text"]
    if len(kept) < 2:
        return 0.0
    added = 0.0
    for text in own:
        places = sorted((place, i) for i, word in enumerate(kept) for place in text.found[word])
        for (place, i), (other, j) in pairwise(places):
            if i != j and 0 < other - place <= FARTHEST:
                added += min(asked.rarities[kept[i]], asked.rarities[kept[j]]) / (other - place)
    return min(added, asked.whole)


def _is_question(text: _Text, words: Sequence[Word], kind: str) -> bool:
    return bool(words) and all(_only(text, word, kind) for word in words) and _has_size(text.named, words)


def _defines(text: _Text, words: Sequence[Word]) -> bool:
    first = min(text.named, sum(len(terms_of(word)) for word in words))
    return bool(words) and all(any(place < first for place in text.found[word]) for word in words)


def _has_size(size: int, words: Sequence[Word]) -> bool:
    return size == sum(len(terms_of(word)) for word in words)


def _shown(
    sections: Sequence[Sequence[_Text]], scores: Sequence[float], first: Sequence[_Text], rarities: dict[Word, float]
) -> tuple[tuple[RankedSection, ...], tuple[str, ...], int]:
    held, words = set(), list(rarities)
    found = []
    for number, own in enumerate(sections):
        kinds = ["headings"] + ["text"] * (len(own) - 1)
        here = {w: [i for i, t in enumerate(own) if _only(t, w, kinds[i])] for w in words}
        held |= {word for word, where in here.items() if where}
        if any(here.values()):
            texts_held = {i for own_texts in here.values() for i in own_texts}
            fullest = sorted(texts_held, key=lambda i: (-sum(rarities[w] for w in words if i in here[w]), i))
            where = tuple(fullest)
            standing = tuple(word.text for word in words if here[word])
            found.append(RankedSection(number, scores[number], where, standing))
    for number, text in enumerate(first):
        held |= {word for word in words if _only(text, word, "title" if number == 0 else "text")}
    order = sorted(found, key=lambda one: (-one.score, one.number))[:MOST_SECTIONS]
    fewer = [one.texts[: most_texts(place)] for place, one in enumerate(order)]
    best = tuple(replace(one, texts=tuple(sorted(own))) for one, own in zip(order, fewer, strict=True))
    missing = tuple(same[0].text for same in spellings(words) if held.isdisjoint(same))
    return best, missing, len(found)
