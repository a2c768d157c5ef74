"""What the benchmark of passages asks is whole."""

import re
from collections import Counter
from pathlib import Path

LINES = (Path(__file__).parent / "benchmarks" / "passages.tsv").read_text(encoding="utf-8").splitlines()
ROWS = [line.split("\t") for line in LINES[1:]]


def test_every_question_names_its_corpus_half_pages_and_passage() -> None:
    assert [row for row in ROWS if len(row) != 5 or not all(map(str.strip, row))] == []
    assert {row[1] for row in ROWS} == {"true", "false"}


def test_no_question_is_asked_twice() -> None:
    assert [asked for asked, count in Counter((row[0], row[2]) for row in ROWS).items() if count > 1] == []


def test_pages_and_passages_are_regular_expressions_without_an_empty_alternative() -> None:
    assert [row for row in ROWS if re.search(row[3], "") or re.search(row[4], "")] == []


def test_about_half_of_each_corpus_is_held_out() -> None:
    held_out = Counter(row[0] for row in ROWS if row[1] == "true")
    assert all(0.4 <= held_out[corpus] / count <= 0.6 for corpus, count in Counter(row[0] for row in ROWS).items())
