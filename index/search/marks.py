"""A question and a text in, the places of the words asked for out; and the one function that makes HTML of them."""

import re
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import NamedTuple

from markupsafe import Markup, escape

from index.analysis.tokens import form, other_spellings, spaced_word, written_words
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
        begun = self._begun.get(own)
        # Of most words the question asks nothing.
        words = tuple(w for w in begun if own in terms_of(w)[0].forms_in(self._lang)) if begun else ()
        self[surface] = words
        return words


class Marker:
    """Finds the words of one question in any text; made once, used on many."""

    def __init__(self, node: Node) -> None:
        words = list(wanted(node))
        self._begun: defaultdict[str, list[Term | Phrase]] = defaultdict(list)
        self.words: tuple[str, ...] = tuple(dict.fromkeys(w.text for w in words))
        for word in words:
            for own in terms_of(word)[0].forms:
                self._begun[own].append(word)
        self._has_phrases = any(isinstance(word, Phrase) for word in words)
        self._known: dict[str, _Known] = {}

    def matches(self, text: str, lang: str, *, field: Field = "text", most: int = sys.maxsize) -> tuple[Match, ...]:
        """Return each place of a word or phrase, in the order of the text, and at most so many; two may overlap.

        Words asked for in one field only (title:tea) are found only in texts of that field.
        """
        if not self.words:
            return ()
        known = self._known.setdefault(lang, _Known(self._begun, lang))
        pattern = None if self._has_phrases else spaced_word(text)
        found = self._words(text, pattern, known, field) if pattern else self._runs(text, known, lang, field)
        if others := self._others(text, known, field):
            found = iter(sorted((*found, *others), key=lambda match: match.span))
        return tuple(islice(found, most))

    def _others(self, text: str, known: _Known, field: Field) -> list[Match]:
        """Return the places of words that are otherwise written there: of email where the text says e-mail."""
        return [
            Match(Span(start, end), word.text)
            for surface, start, end in other_spellings(text)
            for word in known[surface]
            if word.field in ("text", field) and isinstance(word, Term)
        ]

    def _words(self, text: str, pattern: re.Pattern[str], known: _Known, field: Field) -> Iterator[Match]:
        for match in pattern.finditer(text):
            # Most words are none of the question's: nothing more is asked of them.
            if words := known[match.group()]:
                span = Span(*match.span())
                yield from (Match(span, word.text) for word in words if word.field in ("text", field))

    def _runs(self, text: str, known: _Known, lang: str, field: Field) -> Iterator[Match]:
        """Yield what stands in a text that is looked at with the words that follow each, as phrases are."""
        run = list(written_words(text))
        for i, (surface, _, _) in enumerate(run):
            for word in known[surface]:
                here = run[i : i + len(terms_of(word))]
                if word.field in ("text", field) and _stands(word, here, lang):
                    yield Match(Span(here[0][1], here[-1][2]), word.text)

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


def _stands(word: Term | Phrase, run: Sequence[tuple[str, int, int]], lang: str) -> bool:
    terms = terms_of(word)
    return len(run) == len(terms) and all(
        form(surface, lang) in term.forms_in(lang) for (surface, _, _), term in zip(run, terms, strict=True)
    )
