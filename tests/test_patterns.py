"""Every pattern takes time in proportion to its text, whatever the text: one that does not stops a whole ingest."""

import json
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from patterns import LETTERS, patterns, seconds, told, unnamed

from conftest import examples

HERE = Path(__file__).parent
ENVIRONMENT = {"PYTHONPATH": str(HERE.parent)}
PATTERNS = patterns("ingest")
runs = st.lists(st.tuples(st.sampled_from(LETTERS), st.integers(1, 60)), max_size=12)


def test_no_pattern_takes_longer_than_in_proportion_to_its_text() -> None:
    tried = subprocess.run(
        [sys.executable, str(HERE / "patterns.py")],
        env=ENVIRONMENT,
        capture_output=True,
        text=True,
        check=True,
        timeout=500,
    )
    found = {line["name"]: line["wrong"] for line in map(json.loads, tried.stdout.splitlines())}
    assert found == dict.fromkeys(PATTERNS, "")


def test_no_title_keeps_the_look_for_its_number_busy() -> None:
    assert told(patterns("index")["index.analysis.fields.NUMBER"], ["sub"], limit=9) == ""


def test_no_text_keeps_the_look_for_the_ends_of_its_sentences_busy() -> None:
    assert told(patterns("index")["index.search.sentences.END"], ["finditer"], limit=9) == ""


def test_every_pattern_has_a_name_by_which_it_is_found_and_tried() -> None:
    assert unnamed("ingest") == []
    assert len(PATTERNS) > 100


@pytest.mark.parametrize(
    "slow",
    [
        r"^[^>|.!?]{1,40}(?:\s*[>]\s*[^>|.!?]{1,40}){1,6}$",
        r"\s*[|]\s*",
        r"^(#{1,6})\s+(.*?)\s*#*$",
        r"<[^>]*>",
        r"\S+@\S+",
        r"(?:a+b?)+c",
    ],
)
def test_a_slow_pattern_is_found_out(slow: str) -> None:
    assert told(re.compile(slow), ["search"], limit=3)


@settings(max_examples=examples(100), deadline=None)
@given(runs, st.sampled_from(sorted(PATTERNS)))
def test_runs_of_letters_keep_no_pattern_busy(made: list[tuple[str, int]], name: str) -> None:
    text = "".join(letter * count for letter, count in made)
    signal.alarm(60)  # ends the tests: a pattern that takes for ever listens to nothing else
    assert seconds(PATTERNS[name], text, "search") < 0.1
    signal.alarm(0)
