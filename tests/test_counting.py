"""Numbers agree with what they count, wherever a command or a page says one."""

import re
from pathlib import Path

import pytest
from test_cli import vade

from index import counted

# "1 files", "1 articles are": a one before a word for several.
DISAGREEING = re.compile(r"(?<![\d,.])1 (?!is\b|was\b|this\b)[a-z]+s\b|(?<![\d,.])1 [a-z]+ are\b")


@pytest.mark.parametrize(
    ("number", "said"),
    [(0, "0 files"), (1, "1 file"), (2, "2 files"), (1_000, "1,000 files"), (1_000_001, "1,000,001 files")],
)
def test_a_number_is_said_with_its_word(number: int, said: str) -> None:
    assert counted(number, "file") == said


def test_what_follows_may_be_more_than_a_word() -> None:
    said = [counted(number, "entry is", "entries are") for number in (1, 2)]
    assert said == ["1 entry is", "2 entries are"]


def test_one_of_anything_is_never_said_as_several(tmp_path: Path) -> None:
    pages, library = tmp_path / "pages", ("--library", tmp_path / "library")
    pages.mkdir()
    (pages / "tea.html").write_text("<title>Tea</title><h1>Tea</h1><p>It is picked in spring, and never boiled.</p>")
    (pages / "logo.png").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(20))
    done = [vade("ingest", pages, *library), vade("stats", *library), vade("rebuild", *library)]
    for path in pages.iterdir():
        path.unlink()
    done += [vade("ingest", pages, *library), vade("ingest", pages, "--prune", *library)]
    done += [vade("ingest", pages, "--prune", "--dry-run", *library), vade("report", *library)]
    done += [vade("forget", pages, "--yes", *library)]
    said = "".join(one.stdout + one.stderr for one in done)
    for wanted in (
        "1 article, 1 section",
        "1 file beside pages",
        "1 article whose file",
        "of 1 article",
        "1 article for",
    ):
        assert wanted in said
    assert not DISAGREEING.findall(said)
