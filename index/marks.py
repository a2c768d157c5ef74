"""A question and a text in, the places of the words asked for out; and the one function that makes HTML of them."""

import sys
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from markupsafe import Markup, escape

from index.analysis import form, written_words
from index.article import Section, Span
from index.tree import Field, Node, Phrase, Term, terms_of, wanted

MARK = Markup("<mark>{}</mark>")


class Match(NamedTuple):
    """A place in a text, and the typed word or phrase that it answers."""

    span: Span
    word: str


class _Known(dict[str, tuple[Term | Phrase, ...]]):
    """The words of a question that a written word may be, or be the first of, in one language; looked up once."""

    def __init__(self, begun: Mapping[str, Sequence[Term | Phrase]], lang: str) -> None:
        self._begun, self._lang = begun, lang

    def __missing__(self, surface: str) -> tuple[Term | Phrase, ...]:
        own = form(surface, self._lang)
        words = tuple(word for word in self._begun.get(own, ()) if own in terms_of(word)[0].forms_in(self._lang))
        self[surface] = words
        return words


class Marker:
    """Finds the words of one question in any text; made once, used on many."""

    def __init__(self, node: Node) -> None:
        self._begun: defaultdict[str, list[Term | Phrase]] = defaultdict(list)
        self.words: tuple[str, ...] = tuple(dict.fromkeys(w.text for w in wanted(node)))
        for word in wanted(node):
            for own in terms_of(word)[0].forms:
                self._begun[own].append(word)
        self._has_phrases = any(isinstance(word, Phrase) for word in wanted(node))
        self._known: dict[str, _Known] = {}

    def matches(self, text: str, lang: str, *, field: Field = "text", most: int = sys.maxsize) -> tuple[Match, ...]:
        """Return each place of a word or phrase, in the order of the text, and at most so many; two may overlap.

        Words asked for in one field only (title:tea) are found only in texts of that field.
        """
        if not self.words:
            return ()
        known = self._known.setdefault(lang, _Known(self._begun, lang))
        found: list[Match] = []
        # The words that follow are looked at for phrases alone.
        run = list(written_words(text)) if self._has_phrases else []
        for i, (surface, start, end) in enumerate(run or written_words(text)):
            for word in known[surface]:
                if word.field not in ("text", field):
                    continue
                if isinstance(word, Phrase):
                    if _stands(word, run[i : i + len(word.terms)], lang):
                        found.append(Match(Span(start, run[i + len(word.terms) - 1][2]), word.text))
                else:
                    found.append(Match(Span(start, end), word.text))
            if len(found) >= most:
                break
        return tuple(found)

    def heading_words(self, section: Section, lang: str) -> frozenset[str]:
        """Return the words that stand in the heading of a section, or in those above it."""
        path = (section.heading, *section.breadcrumb)
        return frozenset(m.word for text in path for m in self.matches(text, lang, field="headings"))

    def spans(self, text: str, lang: str, *, field: Field = "text") -> tuple[Span, ...]:
        """Give the places to mark, in order, those that overlap made one."""
        return merged(match.span for match in self.matches(text, lang, field=field))


def marks(text: str, lang: str, node: Node) -> tuple[Span, ...]:
    """Give the places in the text of the words that the question asks for."""
    return Marker(node).spans(text, lang)


def merged(spans: Iterable[Span]) -> tuple[Span, ...]:
    """Give the spans in order, those that overlap made one."""
    out: list[Span] = []
    for span in sorted(spans):
        if out and span.start < out[-1].end:
            out[-1] = Span(out[-1].start, max(out[-1].end, span.end))
        else:
            out.append(span)
    return tuple(out)


def marked(text: str, spans: Iterable[Span]) -> Markup:
    """Give the text as HTML with the places marked: the one function that makes HTML, and it escapes."""
    html, done = Markup(), 0
    for start, end in spans:
        html += escape(text[done:start]) + MARK.format(text[start:end])
        done = end
    return html + escape(text[done:])


def _stands(phrase: Phrase, run: Sequence[tuple[str, int, int]], lang: str) -> bool:
    return len(run) == len(phrase.terms) and all(
        form(surface, lang) in term.forms_in(lang) for (surface, _, _), term in zip(run, phrase.terms, strict=True)
    )
