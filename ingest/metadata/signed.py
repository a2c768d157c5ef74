"""A page's texts in, the name out that signs it where nothing is called an author: by a line, a date or what follows."""

import re
from collections.abc import Iterator, Sequence

from ingest.dom.flat import Flat
from ingest.dom.parser import Element
from ingest.metadata.amid import is_in_code, is_in_sentence
from ingest.metadata.byline import BY, OTHER_HAND
from ingest.metadata.credits import BY_ALONE, Run, is_elsewhere, is_topic
from ingest.metadata.dates import is_hinted, without_dates
from ingest.metadata.names import LONGEST, ROLE, is_person, people

LONGEST_TEXT = 400
# What is said of people and of nothing else.
PERSONAL = re.compile(r"\b(?:he|she|his|her|him|lives|writes|graduated|married)\b", re.I)
LETTERS = re.compile(r"[^\W\d_]")


def signed(page: Flat, heading: Element | None) -> tuple[str, ...]:
    """Give the names of the first line that begins with "by", else of the one box or the one date that tells of a name."""
    places = [i for i, text in enumerate(page.texts) if text and len(text) <= LONGEST_TEXT]
    runs = [Run(page.texts[i].strip(), page.elements[i]) for i in places]
    for found in (_by_lines(runs), _only(_boxes(runs)), _only(_dated(runs))):
        for run, names in found:
            if not (is_in_code(run.element) or is_topic(run.element) or is_elsewhere(run.element, heading)):
                return names
    return ()


def _by_lines(runs: Sequence[Run]) -> Iterator[tuple[Run, tuple[str, ...]]]:
    for before, run in zip((Run("", runs[0].element), *runs) if runs else (), runs, strict=False):
        if len(run.text) > LONGEST:
            continue
        is_by = BY.match(run.text) or _is_by_alone(before)
        if is_by and not OTHER_HAND.match(f"{before.text} {run.text}"):
            names = people(run.text)
            if names and all(map(is_person, names)) and not is_in_sentence(run.element):
                yield run, names


def _is_by_alone(run: Run) -> bool:
    return 0 < len(run.text) <= LONGEST and BY_ALONE.match(run.text) is not None and not is_in_code(run.element)


def _boxes(runs: Sequence[Run]) -> Iterator[tuple[Run, tuple[str, ...]]]:
    """Give the names that stand alone over a text that begins with them and speaks of a person."""
    for i, run in enumerate(runs[:-1]):
        for told in runs[i + 1 : i + 3] if len(run.text) <= LONGEST else ():
            if told.text.startswith(run.text + " ") and is_person(run.text) and not run.text.isupper():
                said = told.text[len(run.text) :][:200]
                if ROLE.search(said) or PERSONAL.search(said):
                    yield run, (run.text,)


def _dated(runs: Sequence[Run]) -> Iterator[tuple[Run, tuple[str, ...]]]:
    """Give the names that stand alone before or after a date that stands alone."""
    for i, run in enumerate(runs):
        if len(run.text) >= LONGEST or not is_hinted(run.text) or is_in_code(run.element):
            continue
        if not LETTERS.search(without_dates(run.text, "")):
            yield from ((one, (one.text,)) for one in runs[max(0, i - 1) : i + 2] if is_person(one.text))


def _only(found: Iterator[tuple[Run, tuple[str, ...]]]) -> list[tuple[Run, tuple[str, ...]]]:
    """Give what is found if all of it names the same: of several the page tells, none has signed it."""
    listed = list(found)
    return listed[:1] if len({names for _, names in listed}) == 1 else []
