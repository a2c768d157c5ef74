"""A number and what it counts in, both as people say them out: 1 article, 2,000 articles."""


def counted(number: int, one: str, several: str = "") -> str:
    """Return the number with its thousands apart and the word for one or for several, which may be more than a word.

    Without `several`, it is the word for one with an s.
    """
    return f"{number:,} {one if number == 1 else several or f'{one}s'}"
