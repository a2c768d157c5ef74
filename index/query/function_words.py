"""A question as it was typed in, the language that it is asked in out, and whether a word is a function word there."""

from collections.abc import Sequence

from index.analysis.stopwords import is_stop_word
from index.analysis.tokens import typed_tokens
from index.query.typed import Typed, typed_words

# A question is of another language than most of the library when it has so many more of that one's function words.
CLEARLY = 2
# Letters of what follows a function word in its short forms, at most.
LONGEST_ENDING = 2


def is_function_word(text: str, languages: tuple[str, ...]) -> bool:
    """Return whether a word as typed is a function word, with the signs around it, or a short form of one ("I'm")."""
    first, *rest = [text[token.start : token.end].lower() for token in typed_tokens(text, "")] or [""]
    return is_stop_word(first, languages) and (not rest or (len(rest) == 1 and len(rest[0]) <= LONGEST_ENDING))


def language_asked(typed: Typed | None, languages: Sequence[str]) -> tuple[str, ...]:
    """Return the language whose function words count as such: the library's commonest, unless it clearly is another."""
    known = [lang for lang in languages if lang] or ["en"]
    words = [word.text for word in typed_words(typed)]
    held = {lang: sum(is_function_word(word, (lang,)) for word in words) for lang in known}
    likeliest = max(known, key=lambda lang: held[lang])
    return (likeliest if held[likeliest] >= held[known[0]] + CLEARLY else known[0],)
