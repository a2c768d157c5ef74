"""A question and a text in, the places of the words asked for out; and the one function that makes HTML of them."""

from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from markupsafe import Markup, escape

from index.analysis import Token, tokens
from index.article import Span
from index.tree import Field, Node, Phrase, Term, wanted

MARK = Markup("<mark>{}</mark>")


class Match(NamedTuple):
    """A place in a text, and the typed word or phrase that it answers."""

    span: Span
    word: str


class Marker:
    """Finds the words of one question in any text; made once, used on many."""

    def __init__(self, node: Node) -> None:
        self._terms: defaultdict[str, list[Term]] = defaultdict(list)
        self._phrases: defaultdict[str, list[Phrase]] = defaultdict(list)
        self.words: tuple[str, ...] = tuple(dict.fromkeys(w.text for w in wanted(node)))
        for word in wanted(node):
            if isinstance(word, Phrase):
                for form in word.terms[0].forms:
                    self._phrases[form].append(word)
            else:
                for form in word.forms:
                    self._terms[form].append(word)

    def matches(self, text: str, lang: str, *, field: Field = "text") -> tuple[Match, ...]:
        """Give each place of a word or phrase, in the order of the text; those of two words may overlap.

        Words asked for in one field only (title:tea) are found only in texts of that field.
        """
        if not self.words:
            return ()
        found: list[Match] = []
        spoken = tokens(text, lang)
        for i, token in enumerate(spoken):
            for term in self._terms.get(token.form, ()):
                if term.field in ("text", field) and token.form in term.forms_in(lang):
                    found.append(Match(Span(token.start, token.end), term.text))
            for phrase in self._phrases.get(token.form, ()):
                if phrase.field in ("text", field) and _stands(phrase, spoken, i, lang):
                    found.append(Match(Span(token.start, spoken[i + len(phrase.terms) - 1].end), phrase.text))
        return tuple(found)

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


def _stands(phrase: Phrase, spoken: list[Token], at: int, lang: str) -> bool:
    run = spoken[at : at + len(phrase.terms)]
    return len(run) == len(phrase.terms) and all(
        t.form in term.forms_in(lang) for t, term in zip(run, phrase.terms, strict=True)
    )
