"""Find the author of a page that marks up none: by a line with "by", an author box, or a name beside the date."""

import re
from collections.abc import Iterator, Sequence

from ingest.dom.flat import FlatTree
from ingest.dom.parser import Element
from ingest.metadata.authors.credits import BY_LABEL, TextRun, belongs_elsewhere, is_topic_link
from ingest.metadata.authors.names import MAX_NAME_CHARS, ROLE, is_person, names_in
from ingest.metadata.byline import BY, OTHER_HAND
from ingest.metadata.dates.parsing import may_hold_date, without_dates
from ingest.metadata.running_text import is_in_code, is_in_sentence

MAX_TEXT_CHARS = 400
# What is said of people and of nothing else.
BIOGRAPHY = re.compile(r"\b(?:he|she|his|her|him|lives|writes|graduated|married)\b", re.I)
LETTERS = re.compile(r"[^\W\d_]")


def signature(page: FlatTree, heading: Element | None) -> tuple[str, ...]:
    """Return the names in the first line with "by", else in the only author box, else beside the only date."""
    places = [i for i, text in enumerate(page.texts) if text and len(text) <= MAX_TEXT_CHARS]
    runs = [TextRun(page.texts[i].strip(), page.elements[i]) for i in places]
    for found in (_by_lines(runs), _unanimous(_author_boxes(runs)), _unanimous(_names_beside_dates(runs))):
        for run, names in found:
            if not (is_in_code(run.element) or is_topic_link(run.element) or belongs_elsewhere(run.element, heading)):
                return names
    return ()


def _by_lines(runs: Sequence[TextRun]) -> Iterator[tuple[TextRun, tuple[str, ...]]]:
    for before, run in zip((TextRun("", runs[0].element), *runs) if runs else (), runs, strict=False):
        if len(run.text) > MAX_NAME_CHARS:
            continue
        is_by = BY.match(run.text) or _is_by_label(before)
        if is_by and not OTHER_HAND.match(f"{before.text} {run.text}"):
            names = names_in(run.text)
            if names and all(map(is_person, names)) and not is_in_sentence(run.element):
                yield run, names


def _is_by_label(run: TextRun) -> bool:
    return 0 < len(run.text) <= MAX_NAME_CHARS and BY_LABEL.match(run.text) is not None and not is_in_code(run.element)


def _author_boxes(runs: Sequence[TextRun]) -> Iterator[tuple[TextRun, tuple[str, ...]]]:
    """Yield each name that stands alone above a text which repeats it and describes a person."""
    for run, *below in zip(runs, runs[1:], [*runs[2:], None], strict=False):
        name = run.text
        for told in below if len(name) <= MAX_NAME_CHARS else ():
            if told and told.text.startswith(name) and told.text.startswith(" ", len(name)) and is_person(name):
                said = told.text[len(name) :][:200]
                if not name.isupper() and (ROLE.search(said) or BIOGRAPHY.search(said)):
                    yield run, (name,)


def _names_beside_dates(runs: Sequence[TextRun]) -> Iterator[tuple[TextRun, tuple[str, ...]]]:
    """Yield each name that stands alone next to a date that stands alone."""
    for i, run in enumerate(runs):
        if len(run.text) >= MAX_NAME_CHARS or not may_hold_date(run.text) or is_in_code(run.element):
            continue
        if not LETTERS.search(without_dates(run.text, "")):
            yield from ((one, (one.text,)) for one in runs[max(0, i - 1) : i + 2] if is_person(one.text))


def _unanimous(found: Iterator[tuple[TextRun, tuple[str, ...]]]) -> list[tuple[TextRun, tuple[str, ...]]]:
    """Return the first finding if all findings name the same people, else none: a page about several people is signed by none."""
    names_found = list(found)
    return names_found[:1] if len({names for _, names in names_found}) == 1 else []
