"""Detect the language of a text."""

from functools import cache

from py3langid.langid import MODEL_FILE, LanguageIdentifier

from index import LANGUAGES

# More tells nothing new, and costs.
MAX_SAMPLE_CHARS = 1_000
MIN_SAMPLE_CHARS = 40


def detected_language(text: str) -> str:
    """Return the two-letter code of the text's language, or an empty string if the text is too short to tell."""
    sample = text[:MAX_SAMPLE_CHARS]
    return str(_identifier().classify(sample)[0]) if len(sample) >= MIN_SAMPLE_CHARS else ""


@cache
def _identifier() -> LanguageIdentifier:
    """Return an identifier limited to the languages named in `LANGUAGES`: lists and tables are otherwise taken for rare ones."""
    identifier = LanguageIdentifier.from_model_file(MODEL_FILE)
    identifier.set_languages([code for code in LANGUAGES if code in identifier.labels])
    return identifier
