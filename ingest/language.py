"""A text in, the language that it is written in out."""

from py3langid import classify

# More tells nothing new, and costs.
SAMPLE = 4_000
SHORTEST = 40


def detected(text: str) -> str:
    """Give the two-letter code of the language, "" for a text too short to tell."""
    sample = text[:SAMPLE]
    return str(classify(sample)[0]) if len(sample) >= SHORTEST else ""
