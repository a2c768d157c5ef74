"""Nothing from a page, a file name or an address steers the terminal that it is shown on."""

import ast
import json
import logging
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import redirect_stdout
from io import BytesIO, StringIO, TextIOWrapper
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conftest import examples, made
from index import Library, PrintableFormatter, Section, Styled, TextBlock, on_one_line, print_json, printable, say

ROOT = Path(__file__).parent.parent
# Said here again, apart from the code: C0 but newline and tab, DEL and C1, the bidi controls, lone surrogates.
FORBIDDEN = {
    *map(chr, (*range(0x20), *range(0x7F, 0xA0), 0x61C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A))),
    *map(chr, range(0xD800, 0xE000)),
} - {"\n", "\t"}  # fmt: skip
ANY_TEXT = st.text(st.one_of(st.characters(), st.sampled_from(sorted(FORBIDDEN)), st.sampled_from("\n\t\\")))
CLEAR, TITLE, RED, OVERRIDE, CSI = "\x1b[2J", "\x1b]0;owned\x07", "\x1b[31m", "\u202e", "\x9b31m"
EVIL = f"{CLEAR}{TITLE}{RED}{OVERRIDE}{CSI}\x7f\u2066\r"


class Terminal(StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True


def vade(*words: object, **environment: str) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "vade", *map(str, words)]
    return subprocess.run(command, env=os.environ | environment, capture_output=True, check=False, timeout=60)


def shown(done: subprocess.CompletedProcess[bytes]) -> str:
    return done.stdout.decode() + done.stderr.decode()


def printed(value: object, *, encoding: str) -> bytes:
    stream = TextIOWrapper(BytesIO(), encoding=encoding)
    with redirect_stdout(stream):
        print_json(value)
    return stream.buffer.getvalue()  # type: ignore[attr-defined]


@pytest.fixture
def library(tmp_path: Path) -> Path:
    code = TextBlock("code", f"cat {EVIL} heron\n\tsecond line")
    evil = made(
        f"{EVIL}.html",
        f"Heron {EVIL}\nforged line",
        url=f"https://heron.example/{EVIL}",
        site=f"heron{EVIL}.example",
        authors=(f"A {EVIL}",),
        tags=(EVIL,),
        breadcrumb=(EVIL,),
        sections=(Section("top", 2, f"Of herons {EVIL}", (EVIL,), (code, TextBlock("paragraph", f"heron {EVIL}"))),),
    )
    with Library.open(tmp_path / "library") as opened:
        opened.add([evil, made("cafe.html", "Café Ωmega", "Ein Café für den Star, שלום.")])
    return tmp_path / "library"


@settings(max_examples=examples(300))
@given(ANY_TEXT)
def test_no_text_whatever_steers_a_terminal(text: str) -> None:
    assert not FORBIDDEN & set(printable(text))
    assert not (FORBIDDEN | {"\n", "\t"}) & set(on_one_line(text))
    assert printable(printable(text)) == printable(text)


@settings(max_examples=examples(300))
@given(st.recursive(ANY_TEXT, lambda inner: st.lists(inner) | st.dictionaries(ANY_TEXT, inner), max_leaves=5))
def test_json_is_shown_safely_and_says_the_same(value: object) -> None:
    for encoding in ("utf-8", "latin-1", "ascii"):
        text = printed(value, encoding=encoding).decode(encoding)
        assert not FORBIDDEN & set(text)
        assert text.count("\n") == 1
        assert json.loads(text) == json.loads(json.dumps(value))  # two halves side by side become a pair


@pytest.mark.parametrize(
    "text",
    ["two\n\tlines", "שלום עולם", "مرحبا ١٢٣", "می\u200cخواهم", "👩\u200d👩\u200d👧", "🏳️\u200d🌈", "½ h\xa0– “x”", "e\u0301", "漢字"],
)  # fmt: skip
def test_ordinary_text_stays_as_it_is(text: str) -> None:
    assert printable(text) == text


@pytest.mark.parametrize(
    ("text", "escape"),
    [("\x1b[31m", r"\x1b[31m"), ("\u202e", r"\u202e"), ("\x9b", r"\x9b"), ("a\rb", r"a\rb"), ("caf\udce9.html", r"caf\xe9.html"),
     ("\ud800", r"\ud800"), ("\0", r"\x00")],
)  # fmt: skip
def test_what_cannot_be_shown_is_an_escape_that_says_what_it_is(text: str, escape: str) -> None:
    assert printable(text) == escape


def test_a_name_on_one_line_forges_no_other() -> None:
    assert on_one_line("a\n\tfound 9 = 9 new") == r"a\n\tfound 9 = 9 new"


def test_only_our_own_styles_reach_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    with redirect_stdout(Terminal()) as terminal:
        say("a ", Styled(f"heron{RED}", "mark"))
    assert terminal.getvalue() == "a \x1b[33m\x1b[1mheron\\x1b[31m\x1b[0m\n"


def test_elsewhere_and_without_colours_a_mark_stands_between_asterisks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    for stream in (StringIO(), Terminal()):
        with redirect_stdout(stream):
            say("a ", Styled("heron", "mark"), Styled(" quietly", "dim"))
        assert stream.getvalue() == "a **heron** quietly\n"


@pytest.mark.parametrize("json_option", [[], ["--json"]])
@pytest.mark.parametrize("verb", [["search", "heron"], ["search", f"heron {EVIL}"], ["show", "ID"], ["stats"]])
def test_no_verb_prints_what_steers(library: Path, verb: list[str], json_option: list[str]) -> None:
    with Library.open(library) as opened:
        [heron] = [hit.article.id for hit in opened.search("heron").hits]
    done = vade(*(heron if word == "ID" else word for word in verb), *json_option, "--library", library)
    assert done.returncode == 0
    assert b"heron" in done.stdout.lower()
    assert not FORBIDDEN & set(shown(done))


def test_a_title_of_two_lines_is_shown_on_one(library: Path) -> None:
    lines = vade("search", "heron", "--library", library).stdout.decode().splitlines()
    assert not any(line.startswith("forged") for line in lines)


def test_no_name_of_a_file_steers(tmp_path: Path) -> None:
    folder = tmp_path / f"pages {CLEAR}"
    folder.mkdir()
    for name in (f"{RED}a.html", f"{OVERRIDE}b.html", "forged\nfound 9.html", os.fsdecode(b"caf\xe9.html")):
        (folder / name).write_bytes(b"%PDF-1.4")
    page = tmp_path / f"{RED}{OVERRIDE}.txt"
    page.write_text(f"A heron {EVIL}\n\nIt stands in the reeds {EVIL} and waits.\n\n    code {EVIL}\n")
    runs = [
        vade("ingest", folder, page, "--library", tmp_path / "library"),
        vade("extract", page),
        vade("extract", page, "--why", "--json"),
        vade("extract", next(folder.iterdir())),
        vade("extract", folder / f"{RED}nothing"),
        vade("stats", "--library", tmp_path / f"none{RED}"),
        vade("show", f"{RED}{OVERRIDE}", "--library", tmp_path / "library"),
        vade(f"verb{RED}"),
        vade("search", f"--{RED}", "x"),
        vade("search", "x", "--after", EVIL),
    ]
    assert [run.returncode for run in runs] == [3, 0, 0, 1, 2, 1, 1, 2, 2, 2]
    assert [run.args for run in runs if FORBIDDEN & set(shown(run))] == []
    assert not any(line.startswith("found 9") for line in shown(runs[0]).splitlines())


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "utf-8"])
def test_a_terminal_that_lacks_a_letter_gets_an_escape(library: Path, encoding: str) -> None:
    answers = [
        vade("search", "Star", *more, "--library", library, PYTHONIOENCODING=encoding) for more in ([], ["--json"])
    ]
    assert [done.returncode for done in answers] == [0, 0]
    lacking = {"ascii": r"Caf\xe9 \u03a9mega", "latin-1": r"Café \u03a9mega", "utf-8": "Café Ωmega"}
    assert lacking[encoding] in answers[0].stdout.decode(encoding)
    assert json.loads(answers[1].stdout.decode(encoding))["hits"][0]["title"] == "Café Ωmega"
    asked = vade("ingest", "--help", PYTHONIOENCODING=encoding)
    assert (asked.returncode, b"Traceback" in asked.stderr) == (0, False)


def test_a_posix_locale_is_no_error(library: Path) -> None:
    done = vade("search", "Star", "--library", library, LC_ALL="C", PYTHONCOERCECLOCALE="0", PYTHONUTF8="0")
    assert (done.returncode, b"Caf" in done.stdout) == (0, True)


def test_a_log_that_quotes_an_address_or_an_error_is_escaped() -> None:
    told = (ValueError, ValueError(EVIL), None)
    record = logging.LogRecord("webapp", logging.ERROR, "app.py", 1, "Exception on %s", (f"/{EVIL}",), told)
    assert not FORBIDDEN & set(PrintableFormatter("%(message)s").format(record))


PRINTERS = {"print", "pprint", "print_exc", "echo", "secho", "echo_via_pager", "confirm", "prompt", "pause"}


def prints(tree: ast.AST) -> Iterator[str]:
    """Yield the calls that print by another way than `index/output/terminal.py`."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            name = ast.unparse(node.func)
            is_stream = name.startswith("sys.") and name.endswith((".write", ".writelines"))
            if is_stream or name.rpartition(".")[2] in PRINTERS:
                yield name


def test_nothing_else_prints() -> None:
    modules = [
        ROOT / "vade.py",
        *(p for folder in ("index", "ingest", "webapp") for p in (ROOT / folder).rglob("*.py")),
    ]
    found = {p.relative_to(ROOT).as_posix(): list(prints(ast.parse(p.read_text()))) for p in modules}
    assert {name: calls for name, calls in found.items() if calls and name != "index/output/terminal.py"} == {}
    assert found["index/output/terminal.py"]


def test_the_look_for_what_prints_finds_it() -> None:
    told = "import sys, click\nprint(1)\nclick.echo(1)\nsys.stdout.buffer.write(b'')\nclick.secho(1)\nsay(1)\nx.echo(2)"
    assert list(prints(ast.parse(told))) == ["print", "click.echo", "sys.stdout.buffer.write", "click.secho", "x.echo"]
