"""The command is honest: results on standard output, notes on standard error, and a code that says how it went."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from conftest import made
from index import Article, Library


def vade(*words: object, stdin: bytes | None = None) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "vade", *map(str, words)]
    done = subprocess.run(command, input=stdin, capture_output=True, check=False, timeout=300)
    return subprocess.CompletedProcess(command, done.returncode, done.stdout.decode(), done.stderr.decode())


@pytest.fixture
def library(tmp_path: Path, rich: Article) -> Path:
    with Library.open(tmp_path / "library") as opened:
        opened.add([rich, made("soup.html", "Onion soup", "Brown the onions slowly.")])
    return tmp_path / "library"


def test_a_search_prints_passages_with_their_words_set_apart(library: Path) -> None:
    done = vade("search", "telephone", "--library", library)
    assert "Place: dark, cool, no **telephone**." in done.stdout
    assert "1 article" in done.stderr
    assert done.returncode == 0


def test_an_index_that_is_gone_is_made_again_before_the_answer(library: Path) -> None:
    shutil.rmtree(library / "index")
    done = vade("search", "telephone", "--library", library)
    assert "**telephone**" in done.stdout
    assert "catching up" in done.stderr


def test_a_search_in_json_is_the_answer_of_the_api(library: Path) -> None:
    done = vade("search", "telephone", "--json", "--library", library)
    answer = json.loads(done.stdout)
    assert (answer["total"]["value"], done.stderr) == (1, "")


def test_filters_and_pages_are_options(library: Path) -> None:
    done = vade(
        "search", "nap", "--site", "stillwater.example", "--after", "2025-01-01", "--json", "--library", library
    )
    assert json.loads(done.stdout)["total"]["value"] == 1
    assert json.loads(vade("search", "nap", "--lang", "de", "--json", "--library", library).stdout)["hits"] == []


def test_partial_answers_and_other_spellings_are_noted(library: Path) -> None:
    assert "without: zebra" in vade("search", "onions", "zebra", "--library", library).stderr
    assert "Did you mean: onions zebra" not in vade("search", "onions", "zebra", "--library", library).stderr
    assert "this answers telephone." in vade("search", "telephnoe", "--library", library).stderr
    assert "Did you mean: onions telephone" in vade("search", "onions", "telephnoe", "--library", library).stderr


def test_an_article_is_shown_whole(library: Path, rich: Article) -> None:
    assert "## Short rests" in vade("show", rich.id, "--library", library).stdout
    assert json.loads(vade("show", rich.id, "--json", "--library", library).stdout)["title"] == rich.title


def test_stats_check_and_rebuild_tell_what_they_found(library: Path) -> None:
    stats = json.loads(vade("stats", "--json", "--library", library).stdout)
    assert (stats["articles"], stats["sections"], stats["languages"]) == (2, 4, {"en": 2})
    assert stats["index"]["size_bytes"] > 0
    assert vade("stats", "--library", library).stdout.startswith("2 articles, 4 sections")
    assert json.loads(vade("check", "--json", "--library", library).stdout) == {"ok": True, "problems": []}
    assert vade("rebuild", "--library", library).stdout == "The index holds 2 articles again.\n"


def test_damage_is_found_and_mended_from_the_record(library: Path) -> None:
    segment = max((library / "index").glob("0*/*.columns"))
    content = bytearray(segment.read_bytes())
    content[len(content) // 2] ^= 1
    segment.write_bytes(content)
    checked = vade("check", "--json", "--library", library)
    assert (checked.returncode, json.loads(checked.stdout)["ok"]) == (4, False)
    assert vade("rebuild", "--library", library).returncode == 0
    assert vade("check", "--library", library).stdout == "The library is whole.\n"


def test_a_page_is_extracted_from_a_file_or_from_standard_input(tmp_path: Path) -> None:
    page = b"<title>Tea</title><h1>Tea</h1><h2>Green</h2><p>It is picked in spring, and never boiled.</p>"
    (tmp_path / "tea.html").write_bytes(page)
    outline = vade("extract", tmp_path / "tea.html").stdout
    assert outline.splitlines()[0] == "Tea"
    assert "## Green" in outline
    shape = json.loads(vade("extract", "-", "--json", stdin=page).stdout)
    assert [s["title"] for s in shape["sections"]] == ["Green"]


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["search"], 2, "Missing argument"),
        (["nonsense"], 2, "No such command"),
        (["ingest"], 2, "Name a file or a folder"),
        (["ingest", "/nowhere/at/all"], 2, "there is no such file or folder"),
        (["search", "tea", "--library", "/nowhere"], 1, "no library here yet; make one with: vade ingest PATH"),
        (["show", "none"], 1, "no article has this id"),
        (["search", "tea", "--page", "0"], 1, "pages count from 1"),
        (["search", "tea", "--nonsense"], 2, "No such option"),
        (["search", "tea", "--after", "soon"], 2, "soon is no day; write it as 2026-01-31, 2026-01 or 2026"),
        (["serve", "--port", "99999"], 2, "0<=x<=65535"),
    ],
)
def test_what_is_wrong_is_said_with_its_code(library: Path, words: list[str], code: int, said: str) -> None:
    where = [] if "--library" in words or words[0] in ("nonsense",) else ["--library", library]
    done = vade(*words, *where)
    assert (done.returncode, done.stdout) == (code, "")
    assert said in done.stderr


def test_a_page_that_is_none_is_an_error_that_says_why(tmp_path: Path) -> None:
    (tmp_path / "x.html").write_bytes(b"%PDF-1.4")
    done = vade("extract", tmp_path / "x.html")
    assert (done.returncode, done.stderr) == (1, "vade: x.html: a PDF, not a page\n")


def test_a_record_that_is_damaged_has_a_code_of_its_own(tmp_path: Path) -> None:
    (tmp_path / "library.db").write_bytes(b"not a database at all" * 100)
    done = vade("search", "tea", "--library", tmp_path)
    assert done.returncode == 4
    assert "restore it from a backup" in done.stderr


def test_a_library_that_is_written_to_has_the_code_of_a_lock(library: Path) -> None:
    with Library.open(library) as other, other.writing():
        done = vade("rebuild", "--library", library)
    assert (done.returncode, done.stdout, len(done.stderr.splitlines())) == (4, "", 1)
    assert "another vade is writing to this library" in done.stderr


@pytest.mark.parametrize(
    ("where", "code", "said"),
    [
        ("file", 2, "is a file"),
        ("/proc/library", 1, "/proc/library"),
    ],
)
def test_a_place_where_no_library_can_be_is_a_sentence(tmp_path: Path, where: str, code: int, said: str) -> None:
    (tmp_path / "file").write_text("a file")
    (tmp_path / "page.html").write_text("<h1>Tea</h1><p>It is picked in spring, and never boiled.</p>")
    done = vade("ingest", tmp_path / "page.html", "--library", tmp_path / where)
    assert (done.returncode, done.stdout, "Traceback" in done.stderr) == (code, "", False)
    assert said in done.stderr


def test_output_that_finds_no_space_is_a_sentence(library: Path) -> None:
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "vade", "search", "telephone", "--json", "--library", str(library)],
            stdout=full, stderr=subprocess.PIPE, text=True, check=False,
        )  # fmt: skip
    assert (done.returncode, "no space left" in done.stderr, "Traceback" in done.stderr) == (1, True, False)


def test_the_samples_ship_with_the_command(tmp_path: Path) -> None:
    done = vade("ingest", "--samples", "--json", "--library", tmp_path / "library")
    assert json.loads(done.stdout)["new"] >= 30
    assert done.returncode == 0


def test_a_word_with_a_minus_is_no_option(library: Path) -> None:
    found = [vade("search", "telephone", *more, "--json", "--library", library).stdout for more in ([], ["-telephone"])]
    assert [json.loads(answer)["total"]["value"] for answer in found] == [1, 0]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["search"], "vade: Missing argument 'WORDS...'; see vade search --help"),
        (["nonsense"], "vade: No such command 'nonsense'; see vade --help"),
        (["ingest", "--jobs", "0", "."], "vade: Invalid value for '--jobs': 0 is not in the range x>=1; see vade ingest --help"),
        (["ingest"], "vade: Name a file or a folder to ingest, or --samples; see vade ingest --help"),
        (["report", "7"], "vade: no run 7 here"),
        (["forget", "/nowhere"], "vade: /nowhere: nothing came from there, and no article has this id; nothing was ingested yet"),
    ],
)  # fmt: skip
def test_every_error_is_one_line_of_one_style(library: Path, words: list[str], said: str) -> None:
    where = ["--library", str(library)] if words[0] in ("report", "forget") else []
    assert vade(*words, *where).stderr == f"{said}\n"


def test_the_command_is_called_vade_in_its_help() -> None:
    assert vade("stats", "--help").stdout.startswith("Usage: vade stats ")
    asked = vade()
    assert (asked.returncode, asked.stdout, asked.stderr.splitlines()[0]) == (
        2,
        "",
        "Usage: vade [OPTIONS] COMMAND [ARGS]...",
    )


def shell(line: str, library: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run a line in which `vade` is the command, of the library."""
    script = f'vade() {{ "{sys.executable}" -m vade "$@"; }}; set -o pipefail; {line}'
    variables |= {"VADE_LIBRARY": str(library)} | {k: v for k, v in os.environ.items() if k in ("PATH", "PYTHONPATH")}
    return subprocess.run(
        ["bash", "-c", script], env=variables, capture_output=True, text=True, check=False, timeout=300
    )


@pytest.mark.parametrize("line", ["vade stats >&-", "vade search nap --json >&-"])
def test_a_closed_output_is_one_sentence(library: Path, line: str) -> None:
    done = shell(line, library)
    assert done.returncode == 1
    assert done.stderr.splitlines()[-1] == "vade: standard output is closed, so the answer cannot be printed"
    assert "Traceback" not in done.stderr


def test_a_closed_output_is_never_written_into_the_library(library: Path) -> None:
    shell("vade rebuild >&- 2>&- <&-; vade ingest --samples >&- 2>&- <&-", library)
    assert shell("vade check", library).stdout == "The library is whole.\n"
    assert shell("vade stats --json", library).stdout.startswith('{"articles":34,')


def test_where_notes_can_go_nowhere_the_answer_still_comes(library: Path) -> None:
    done = shell("vade search nap 2>&-", library)
    assert (done.returncode, "Sleep is training" in done.stdout) == (0, True)
    assert shell("vade nonsense 2>&-", library).returncode == 2


@pytest.mark.parametrize(
    "line", ["vade search nap | true", "vade search nap --json | head -c 1", "vade show none 2>&1 | true"]
)
def test_who_has_seen_enough_ends_nothing(library: Path, line: str) -> None:
    done = shell(line, library)
    assert (done.returncode, "Traceback" in done.stderr) == (1 if "none" in line else 0, False)


def test_a_user_without_a_home_is_told_what_to_name() -> None:
    if os.getuid():
        pytest.skip("only root can become a user whom nobody knows")
    # Another user may have no right to this Python, so it is started before.
    script = "import os, pwd, sys, vade; os.setuid(54321); sys.argv = ['vade', 'stats']; vade.main()"
    variables = {k: v for k, v in os.environ.items() if k in ("PATH", "PYTHONPATH")}
    command = [sys.executable, "-c", script]
    done = subprocess.run(command, env=variables, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 2
    assert done.stderr.startswith("vade: no home folder is known; name the library with --library or VADE_LIBRARY; see")
    assert len(done.stderr.splitlines()) == 1


def test_a_folder_that_is_gone_can_be_forgotten_as_the_error_says(tmp_path: Path) -> None:
    pages, library = tmp_path / "old pages", ("--library", tmp_path / "library")
    pages.mkdir()
    (pages / "tea.html").write_text("<title>Tea</title><h1>Tea</h1><p>It is picked in spring, and never boiled.</p>")
    vade("ingest", pages, *library)
    shutil.rmtree(pages)
    done = vade("ingest", pages, "--prune", *library)
    assert (done.returncode, f"vade forget '{pages}' forgets it" in done.stderr) == (2, True)
    assert vade("forget", pages, *library).stdout.startswith("1 article forgotten")
    assert "forget" not in vade("ingest", pages, "--prune", *library).stderr.replace("--help", "")
