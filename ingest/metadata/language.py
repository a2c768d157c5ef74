"""Detect the language of a text."""

from functools import cache

from py3langid.langid import MODEL_FILE, LanguageIdentifier

from index import LANGUAGES

# More tells nothing new, and costs; the first letters are enough where one language leads so far (in natural logarithms
# of likelihood): of 3,483 pieces of pages one was then told otherwise by more of it.
MAX_SAMPLE_CHARS, FIRST_CHARS, CLEAR_LEAD = 1_000, 300, 60
MIN_SAMPLE_CHARS = 40


def detected_language(text: str) -> str:
    """Return the two-letter code of the text's language, or an empty string if the text is too short to tell."""
    if len(text) < MIN_SAMPLE_CHARS:
        return ""
    (first, best), (_, second), *_ = load_languages().rank(text[:FIRST_CHARS])
    if best - second >= CLEAR_LEAD or len(text) <= FIRST_CHARS:
        return str(first)
    return str(load_languages().classify(text[:MAX_SAMPLE_CHARS])[0])


@cache
def load_languages() -> LanguageIdentifier:
    """Return an identifier limited to the languages in `LANGUAGES`: lists and tables are else taken for rare ones.

    The first call takes half a second of a process.
    """
    identifier = LanguageIdentifier.from_model_file(MODEL_FILE)
    identifier.set_languages([code for code in LANGUAGES if code in identifier.labels])
    return identifier
