"""One word or phrase as it was typed in, the term, phrase or alternatives that an engine looks for out."""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace

from index.analysis.tokens import (
    ELISION,
    NUMBERED,
    POSSESSIVE,
    QUANTITY,
    folded,
    form,
    is_unspaced_letter,
    other_spellings,
    pieces,
    typed_tokens,
)
from index.article import Span
from index.engines.protocol import Reading
from index.query import cost
from index.tree import Field, Node, Or, Phrase, Term

# Words that a beginning stands for, and those that are looked through for an end; pairs that begin with a letter.
MOST_EXPANSIONS, MOST_TRIED, MOST_PAIRS = 50, 5_000, 500
# Of a version the first two numbers at least.
VERSION, AROUND_VERSION = re.compile(r"\d+(?:\.\d+)+"), "vV=<>~^≥≤!"
# Words of one phrase that are looked for.
MOST_IN_PHRASE = 16
# Letters of a part of a word that tells something by itself.
SHORTEST_PART = 2


class Terms:
    """Makes terms in the forms that the languages of an engine's articles have, and keeps notes of what it cut."""

    def __init__(self, engine: Reading) -> None:
        self._engine = engine
        self._languages = engine.languages()
        self.notes: list[str] = []

    def word(self, text: str, span: Span, field: Field, together: str | None = None) -> Node | None:
        """Give a word as it is typed, and as articles hold it otherwise: joined, or with more behind a version.

        `together` is the word that it may be with the one beside it.
        """
        typed = self.words(POSSESSIVE.sub("", text), span, field, text)
        if not isinstance(typed, Term | Phrase):
            return typed
        if isinstance(typed, Term) and together:
            # One word with it, so that it counts no more for being rare.
            joined = self._term(text, [together], span, field)
            languages = tuple(sorted({*typed.languages, *joined.languages}))
            typed = replace(typed, forms=tuple(sorted({*typed.forms, *joined.forms})), languages=languages)
        others = [
            self.joined(text, span, field),
            self._apart(text, span, field),
            self.words(ELISION.sub("", text), span, field, text) if ELISION.match(text) else None,
            self._beginning(text, span, field),
        ]
        found = tuple(node for node in (typed, *others) if node)
        return Or(found) if len(found) > 1 else typed

    def joined(self, text: str, span: Span, field: Field) -> Term | None:
        """Give "email" for e-mail, where articles hold that."""
        joined = [word for word, start, end in other_spellings(text) if text[start:end] == POSSESSIVE.sub("", text)]
        if match := NUMBERED.fullmatch(text) or QUANTITY.fullmatch(text):
            joined = ["".join(match.groups())]
        return self._held(text, joined[:1], span, field) if joined else None

    def _apart(self, text: str, span: Span, field: Field) -> Phrase | None:
        """Give "Python 3" for Python3, where articles hold the pieces."""
        terms = tuple(self._term(piece, [piece], span, field) for piece in pieces(text))
        is_held = terms and all(self._engine.frequency(term.forms) for term in terms)
        return Phrase(text, span, terms, field) if is_held else None

    def _beginning(self, text: str, span: Span, field: Field) -> Term | None:
        """Give the versions that begin so: 3.11.2 for 3.11 and 3.x."""
        typed = text.strip(AROUND_VERSION).lower()
        number = typed.removesuffix(".x")
        if not VERSION.fullmatch(number) and (number == typed or not number.isdecimal()):
            return None
        return self._held(text, [number, *self._engine.expansions(f"{number}.", MOST_EXPANSIONS)], span, field)

    def _held(self, text: str, words: Sequence[str], span: Span, field: Field) -> Term | None:
        term = self._term(text, words, span, field)
        return term if self._engine.frequency(term.forms) else None

    def words(self, text: str, span: Span, field: Field, typed: str = "") -> Node | None:
        """Give a term for one word; for several, or one that is read as several (e-mail), a phrase.

        A star behind the last one says how it begins. One letter of a script without spaces begins pairs of letters:
        every one of them holds it.
        """
        stem = text.rstrip().rstrip("*")
        found = typed_tokens(stem, "")
        if len(found) > MOST_IN_PHRASE:
            self.notes.append(f"The phrase has {len(found)} words; its first {MOST_IN_PHRASE} were looked for.")
        has_star = stem != text.rstrip() and bool(found) and found[-1].end == len(stem)
        terms = []
        for place, token in enumerate(found[:MOST_IN_PHRASE]):
            word = stem[token.start : token.end]
            is_last = place == len(found) - 1
            if (has_star and is_last and len(stem) >= SHORTEST_PART) or is_unspaced_letter(word):
                terms.append(self._expanded(f"{word}*" if has_star else word, word, span, field))
            else:
                terms.append(self._term(word, [word], span, field))
        if len(terms) < 2:
            return replace(terms[0], text=typed or text) if terms else None
        return Phrase(typed or text, span, tuple(terms), field)

    def prefix(self, text: str, span: Span, field: Field) -> Node | None:
        """Give a term for the words that begin so, or that begin and end so."""
        if "*" in text:
            return self._amid(text, span, field)
        return self.words(f"{text}*", span, field)

    def _amid(self, text: str, span: Span, field: Field) -> Node:
        """Give a term for the words that begin and end so: col*r."""
        begin, _, end = map(folded, text.partition("*"))
        tried = self._engine.expansions(begin, MOST_TRIED)
        words = [word for word in tried if word.endswith(end) and len(word) >= len(begin + end)]
        if len(words) > MOST_EXPANSIONS:
            self.notes.append(f"{text}: the {MOST_EXPANSIONS} commonest words of that form were looked for.")
        return self._term(text, words[:MOST_EXPANSIONS] or [text.replace("*", "")], span, field)

    def _expanded(self, text: str, prefix: str, span: Span, field: Field) -> Term:
        most = MOST_PAIRS if is_unspaced_letter(prefix) else MOST_EXPANSIONS
        words = self._engine.expansions(folded(prefix), most + 1)
        if len(words) > most:
            self.notes.append(f"{text}: the {most} commonest words that begin so were looked for.")
        found, spent = [folded(prefix)], 0
        for word in words[:most]:
            spent += self._engine.frequency({form(word, lang) for lang in self._languages})
            if spent > cost.MOST_POSTINGS:
                self.notes.append(f"{text}: words that begin so were left out, too many articles hold them.")
                break
            found.append(word)
        return self._term(text, found, span, field)

    def _term(self, text: str, words: Iterable[str], span: Span, field: Field) -> Term:
        """Give one term for any of the words, each in the form that it has in each language of the library."""
        languages = self._languages or ("",)
        held: defaultdict[str, set[str]] = defaultdict(set)
        for word in words:
            for lang in languages:
                held[form(word, lang)].add(lang)
        bound = {name: tuple(sorted(langs)) for name, langs in held.items() if len(langs) < len(languages)}
        return Term(text, span, tuple(sorted(held)), field, tuple(sorted(bound.items())))
