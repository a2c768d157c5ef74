"""A text in, the language that it is written in out."""

from functools import cache

from py3langid.langid import MODEL_FILE, LanguageIdentifier

from index import LANGUAGES

# More tells nothing new, and costs.
SAMPLE = 4_000
SHORTEST = 40


def detected(text: str) -> str:
    """Give the two-letter code of the language, of those that have a name here; "" for a text too short to tell."""
    sample = text[:SAMPLE]
    return str(_identifier().classify(sample)[0]) if len(sample) >= SHORTEST else ""


@cache
def _identifier() -> LanguageIdentifier:
    """Give what tells the languages apart that readers here may know: lists and tables are taken for odd ones."""
    identifier = LanguageIdentifier.from_model_file(MODEL_FILE)
    identifier.set_languages([code for code in LANGUAGES if code in identifier.labels])
    return identifier
