"""An index on disk is whole or not there, whatever happens to the process or the files."""

import json
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from conftest import made
from index import Filters, LibraryLocked
from index.tree import Everything
from index.whoosh_engine import WhooshEngine, generations

FIRST, SECOND = made("1", "First", "tea"), made("2", "Second", "tea")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    engine = WhooshEngine(tmp_path)
    engine.update([FIRST], [], change=1)
    engine.update([SECOND], [], change=2)
    engine.close()
    return tmp_path


def found(folder: Path) -> int:
    engine = WhooshEngine(folder)
    total = engine.ranked(Everything(), Filters(), sort="relevance", first=0, count=9).total
    engine.close()
    return total


def test_an_update_is_found_after_opening_again(folder: Path) -> None:
    assert (found(folder), WhooshEngine(folder).change()) == (2, 2)


def test_only_the_newest_and_the_one_before_are_kept(folder: Path) -> None:
    engine = WhooshEngine(folder)
    for change in range(3, 7):
        engine.update([made(str(change), "More")], [], change=change)
    engine.close()
    assert [path.name for path in generations.numbered(folder)] == ["00000005", "00000006"]


def test_what_a_killed_update_left_is_no_generation(folder: Path) -> None:
    (folder / generations.BUILDING).mkdir()
    (folder / generations.BUILDING / "half.columns").write_bytes(b"half")
    assert found(folder) == 2
    WhooshEngine(folder).update([made("3", "Third")], [], change=3)
    assert (found(folder), (folder / generations.BUILDING).exists()) == (3, False)


def test_a_process_killed_in_the_middle_of_an_update_loses_nothing(folder: Path) -> None:
    program = """
import os, signal, sys
from pathlib import Path
from index import Article
from index.whoosh_engine import WhooshEngine
def articles():
    for n in range(50):
        yield Article(f"x{n}", "More", f"x{n}")
    os.kill(os.getpid(), signal.SIGKILL)
WhooshEngine(Path(sys.argv[1])).update(articles(), [], change=99)
"""
    killed = subprocess.run([sys.executable, "-c", program, str(folder)], check=False)
    assert killed.returncode == -signal.SIGKILL
    assert (found(folder), WhooshEngine(folder).change(), WhooshEngine(folder).problems()) == (2, 2, [])


def test_a_file_cut_short_makes_the_one_before_serve(folder: Path) -> None:
    newest = generations.numbered(folder)[-1]
    segment = max(newest.glob("*.columns"), key=lambda path: path.stat().st_mtime)
    # The files that both generations share are one file under two names: give this one its own.
    content = segment.read_bytes()
    segment.unlink()
    segment.write_bytes(content[:-10])
    assert (found(folder), WhooshEngine(folder).change()) == (1, 1)


def test_a_flipped_bit_is_found(folder: Path) -> None:
    segment = next(generations.numbered(folder)[-1].glob("*.columns"))
    content = bytearray(segment.read_bytes())
    content[len(content) // 2] ^= 1
    segment.write_bytes(content)
    [problem] = WhooshEngine(folder).problems()
    assert segment.name in problem
    assert "vade rebuild" in problem


@pytest.mark.parametrize("name", ["whoosh", "schema", "format"])
def test_a_generation_of_another_version_is_not_opened(folder: Path, name: str) -> None:
    for generation in generations.numbered(folder):
        manifest = generation / generations.MANIFEST
        manifest.write_text(json.dumps(json.loads(manifest.read_text()) | {name: "other"}))
    assert (found(folder), WhooshEngine(folder).change()) == (0, 0)


def test_a_reader_sees_what_another_engine_updates(folder: Path) -> None:
    reader, writer = WhooshEngine(folder), WhooshEngine(folder)
    assert len(list(reader.ids())) == 2
    writer.update([made("3", "Third")], [FIRST.id], change=4)
    assert sorted(reader.ids()) == sorted([SECOND.id, made("3", "x").id])
    reader.close()
    writer.close()


def test_two_updates_at_once_are_kept_apart(folder: Path) -> None:
    engine = WhooshEngine(folder)

    def articles():
        with pytest.raises(LibraryLocked, match="try again"):
            WhooshEngine(folder).update([FIRST], [], change=9)
        yield FIRST

    engine.update(articles(), [], change=3)
    assert engine.change() == 3
