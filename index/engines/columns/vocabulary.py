"""Words as they are written in, the numbers of their index terms out: each is folded and stemmed once."""

from array import array
from collections.abc import Iterable

import numpy as np

from index.analysis.tokens import folded, form
from index.engines.columns.packing import Numbers


class _Numbered(dict[str, int]):
    """Numbers what it is asked for in the order of asking."""

    def __missing__(self, key: str) -> int:
        number = self[key] = len(self)
        return number


class _Surfaces(dict[str, int]):
    """The numbers of words as written in one language; a new one gets its term and its unstemmed word as well."""

    def __init__(self, vocabulary: "Vocabulary", lang: str) -> None:
        self._vocabulary = vocabulary
        self._lang = lang

    def __missing__(self, surface: str) -> int:
        held = self._vocabulary
        number = self[surface] = len(held.term_of)
        held.term_of.append(held.terms[form(surface, self._lang)])
        held.word_of.append(held.words[folded(surface)])
        return number


class Vocabulary:
    """The terms and words of a run of articles, numbered as they come; `term_of` and `word_of` are by surface."""

    def __init__(self) -> None:
        self.terms, self.words = _Numbered(), _Numbered()
        self.term_of, self.word_of = array("I"), array("I")
        self._surfaces: dict[str, _Surfaces] = {}

    def surfaces(self, lang: str) -> dict[str, int]:
        """Give what numbers the words of this language as they are written: ask it for any."""
        if lang not in self._surfaces:
            self._surfaces[lang] = _Surfaces(self, lang)
        return self._surfaces[lang]


def ranked(strings: Iterable[str]) -> tuple[list[bytes], Numbers]:
    """Give the strings sorted as bytes, and for each as it came its rank among them."""
    encoded = [string.encode("utf-8", "surrogatepass") for string in strings]
    order = sorted(range(len(encoded)), key=encoded.__getitem__)
    ranks = np.empty(len(encoded), dtype=np.uint32)
    ranks[order] = np.arange(len(encoded), dtype=np.uint32)
    return [encoded[i] for i in order], ranks
