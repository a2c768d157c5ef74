"""A library from somebody else, or with any of its bytes changed, is told to be damaged, or answers: at once, in a sentence."""

import contextlib
import io
import os
import pickle
import resource
import shutil
import signal
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from time import process_time
from traceback import format_exc
from typing import Any, NamedTuple

import pytest
from crafted import CRAFTS, newest, resealed, segment
from hypothesis import given, settings
from hypothesis import strategies as st

import vade
from conftest import examples, made
from index import Library, article_id
from index.engines.whoosh.manifest import MANIFEST

pytestmark = [
    pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning"),
    pytest.mark.skipif(sys.platform != "linux", reason="measures as Linux does"),
]
MAX_SECONDS, MAX_BYTES = 1.0, 300_000_000
ASKED = (
    ("search", "tea"),
    ("search", '"green tea"', "--sort", "title"),
    ("search", "te*", "-pepper", "--tag", "kitchen", "--json"),
    ("search", "grene", "tae"),
    ("search", "lang:en", "after:2000"),
    ("show", article_id("tea 1")),
    ("stats",),
    ("check", "--json"),
)


class Told(NamedTuple):
    """How a command ended: its exit code, what it said, the CPU seconds and the bytes of memory that it took."""

    words: tuple[str, ...]
    code: Any
    out: str
    err: str
    seconds: float
    size: int


def pile(count: int) -> list[Any]:
    return [
        made(
            f"tea {n}", f"Tea {n}", f"Green tea {n} with pepper and word{n}. " * 3, tags=(("kitchen", "herbs")[n % 2],)
        )
        for n in range(count)
    ]


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sound") / "library"
    with Library.open(folder) as library:
        library.add(pile(40))
    return folder


@pytest.fixture
def library(sound: Path, tmp_path: Path) -> Path:
    shutil.copytree(sound, tmp_path / "house" / "library")
    return tmp_path / "house" / "library"


def run(words: tuple[str, ...], folder: Path) -> Told:
    """Run a command in this process, which is not the one of the tests."""
    out, err = io.StringIO(), io.StringIO()
    sys.argv = ["vade", *words, "--library", str(folder)]
    start, before = process_time(), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try:
            vade.main()
            code: Any = 0
        except SystemExit as ended:
            code = ended.code or 0
        except BaseException:
            code = format_exc()
    size = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) * 1024
    return Told(words, code, out.getvalue(), err.getvalue(), process_time() - start, size)


def told(folder: Path, asked: tuple[tuple[str, ...], ...] = ASKED) -> list[Told]:
    """Ask a library in a process of its own, which is ended when it hangs."""
    with TemporaryDirectory() as name:
        log = Path(name) / "log"
        child = os.fork()
        if not child:
            try:
                signal.alarm(30)
                log.write_bytes(pickle.dumps([run(words, folder) for words in asked]))
                os._exit(0)
            finally:
                os._exit(1)
        status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        assert status == 0, f"ended by {status}"
        return pickle.loads(log.read_bytes())  # noqa: S301 - just written by us


def assert_honest(told: list[Told]) -> None:
    """Assert that each command gave an answer, or one sentence that says that the library is damaged."""
    for one in told:
        assert one.code in (0, 4), one
        assert "Traceback" not in one.err + one.out, one
        if one.code == 4 and one.words[0] != "check":
            assert one.err.splitlines()[-1].startswith("vade: "), one
            assert one.out == "", one
        assert one.seconds < MAX_SECONDS, one
        assert one.size < MAX_BYTES, one


def test_a_sound_library_answers_all_of_it(library: Path) -> None:
    answers = told(library)
    assert [one.code for one in answers] == [0] * len(ASKED)
    assert_honest(answers)


@pytest.mark.parametrize("craft", CRAFTS)
def test_crafted_files_are_damage_or_give_an_answer(craft: str, library: Path) -> None:
    outside = library.parent / "outside.columns"
    outside.write_bytes(segment(library).read_bytes())
    CRAFTS[craft](library)
    before = {path: path.lstat().st_mtime_ns for path in library.parent.iterdir() if path != library}
    assert_honest(told(library))
    assert {path: path.lstat().st_mtime_ns for path in library.parent.iterdir() if path != library} == before


@pytest.mark.parametrize("craft", [name for name in CRAFTS if name.startswith(("columns", "manifest"))])
def test_an_index_that_was_crafted_is_made_again_from_the_record(craft: str, library: Path) -> None:
    CRAFTS[craft](library)
    is_refused = craft in ("columns: an index that is a link", "columns: an index that is a file")
    for index in (library / "index",) if is_refused else ():
        index.unlink()
    rebuilt, searched, checked = told(library, (("rebuild",), ("search", "tea", "--json"), ("check",)))
    assert (rebuilt.code, searched.code, checked.code) == (0, 0, 0), (rebuilt, searched, checked)
    assert '"total":{"value":40' in searched.out


def flipped(path: Path, flips: list[tuple[float, int]]) -> None:
    content = bytearray(path.read_bytes())
    for place, bit in flips:
        content[int(place * (len(content) - 1))] ^= 1 << bit
    path.unlink()
    path.write_bytes(content)


flips = st.lists(st.tuples(st.floats(0, 1), st.integers(0, 7)), min_size=1, max_size=20)


@contextlib.contextmanager
def copied(sound: Path) -> Iterator[Path]:
    with TemporaryDirectory() as name:
        folder = Path(name) / "library"
        shutil.copytree(sound, folder)
        yield folder


@settings(max_examples=examples(25), deadline=None)
@given(flips)
def test_whatever_bits_flip_in_the_record_it_is_damage_or_an_answer(
    sound: Path, flips: list[tuple[float, int]]
) -> None:
    with copied(sound) as folder:
        flipped(folder / "library.db", flips)
        assert_honest(told(folder))


@settings(max_examples=examples(25), deadline=None)
@given(flips, st.booleans())
def test_whatever_bits_flip_in_a_segment_it_is_damage_or_an_answer(
    sound: Path, flips: list[tuple[float, int]], is_sealed: bool
) -> None:
    with copied(sound) as folder:
        flipped(segment(folder), flips)
        if is_sealed:
            resealed(folder)
        assert_honest(told(folder))


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9), inner, max_size=3),
    max_leaves=9,
)
KEYS = ("change", "files", "library", "format", "whoosh", "schema")


@settings(max_examples=examples(25), deadline=None)
@given(st.dictionaries(st.sampled_from(KEYS), values, min_size=1))
def test_whatever_a_manifest_says_it_is_damage_or_an_answer(sound: Path, said: dict[str, Any]) -> None:
    with copied(sound) as folder:
        resealed(folder, lambda raw: raw | said)
        assert_honest(told(folder))


@settings(max_examples=examples(10), deadline=None)
@given(st.binary(max_size=400))
def test_whatever_stands_in_a_manifest_it_is_damage_or_an_answer(sound: Path, content: bytes) -> None:
    with copied(sound) as folder:
        (newest(folder) / MANIFEST).write_bytes(content)
        assert_honest(told(folder))
