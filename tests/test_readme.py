"""What the README shows is what the command prints."""

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import Any

import pytest

from index import Library
from webapp import create_app

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text()
# What no two runs have alike.
VARYING = re.compile(r"\d+ ms|in [\d.]+ s|updated \S+|[\d.]+ MB")


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", README, re.DOTALL | re.MULTILINE)


def examples() -> Iterator[tuple[str, str]]:
    """Each command that the README shows, in order, with the output it shows."""
    for block in blocks("console"):
        yield from re.findall(r"^\$ (.+)\n((?:(?!\$ ).*\n)*)", block, re.MULTILINE)


def pattern(shown: str) -> str:
    """Give a regular expression for the output shown: a line of … stands for any lines, and … in one for any text."""
    lines = (
        r"(?:.*\n)*" if line == "…\n" else re.escape(VARYING.sub("@", line)).replace("…", ".*")
        for line in shown.splitlines(True)
    )
    return "".join(lines)


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("readme") / "library"


@pytest.mark.parametrize(("command", "shown"), list(examples()))
def test_each_example_prints_what_is_shown(library: Path, command: str, shown: str) -> None:
    words = [sys.executable, "-m", *command.split()]
    environment = {"VADE_LIBRARY": str(library), "PATH": "/usr/bin:/bin", "PYTHONIOENCODING": "utf-8"}
    done = subprocess.run(
        words, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=True, timeout=60
    )
    printed = VARYING.sub("@", done.stdout.decode())
    assert re.fullmatch(pattern(shown), printed), printed


def test_every_verb_has_an_example_or_a_line() -> None:
    listed = subprocess.run([sys.executable, "-m", "vade", "--help"], capture_output=True, text=True, check=True).stdout
    verbs = re.findall(r"^  (\w+)  ", listed.split("Commands:")[1], re.MULTILINE)
    shown = {command.split()[1] for command in chain((c for c, _ in examples()), *map(str.splitlines, blocks("sh"))) if "vade " in command}  # fmt: skip
    assert set(verbs) <= shown


def test_the_json_shown_is_the_answer_of_the_api(library: Path) -> None:
    [shown] = blocks("json")
    with Library.open(library) as opened:
        answer = create_app(opened).test_client().get("/api/search?q=filter+spout").get_json()
    assert without_clock(json.loads(shown)) == without_clock(answer)


def without_clock(answer: dict[str, Any]) -> dict[str, Any]:
    # Scores move with every sample that is read a little differently.
    return answer | {"took_ms": 0, "index_version": "", "hits": [hit | {"score": 0} for hit in answer["hits"]]}
