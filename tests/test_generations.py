"""An index on disk is whole or not there, whatever happens to the process or the files."""

import json
import shutil
import signal
import subprocess
import sys
from math import log
from pathlib import Path
from threading import Thread
from time import sleep

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conftest import examples, made
from index import Filters, LibraryDamaged, LibraryLocked
from index.engines.whoosh import WhooshEngine, generations
from index.engines.whoosh.manifest import MANIFEST, SEAL, seal
from index.engines.whoosh.updating import TIER, segments, tier_to_merge
from index.tree import Everything

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
    total = engine.reading().ranked(Everything(), Filters(), sort="relevance", first=0, count=9).total
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
    left = generations.begun(folder, None)
    (left / "00000009.columns").write_bytes(b"half")
    assert found(folder) == 2
    WhooshEngine(folder).update([made("3", "Third")], [], change=3)
    assert (found(folder), (folder / generations.BUILDING).exists()) == (3, False)


def test_a_process_killed_in_the_middle_of_an_update_loses_nothing(folder: Path) -> None:
    program = """
import os, signal, sys
from pathlib import Path
from index import Article
from index.engines.whoosh import WhooshEngine
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


def test_a_bit_flipped_in_any_file_is_found(folder: Path) -> None:
    engine = WhooshEngine(folder)
    engine.update([made("3", "Third"), made("4", "Fourth")], [], change=3)
    engine.update([], [made("3", "x").id], change=4)
    files = [file for file in generations.numbered(folder)[-1].iterdir() if file.name != generations.MARKER]
    assert {file.suffix for file in files} == {".columns", ".dead", ".json"}
    for file in files:
        whole = file.read_bytes()
        for place in range(0, len(whole), 1 if len(whole) < 2000 else 97):
            file.write_bytes(whole[:place] + bytes((whole[place] ^ 1 << place % 8,)) + whole[place + 1 :])
            [problem] = engine.problems()
            assert "vade rebuild" in problem
            assert file.name in problem or file.name == MANIFEST
        file.write_bytes(whole)
    assert engine.problems() == []


def test_no_merging_hides_a_flipped_bit(folder: Path) -> None:
    segment = next(generations.numbered(folder)[-1].glob("*.columns"))
    content = bytearray(segment.read_bytes())
    content[200] ^= 1
    segment.write_bytes(content)
    engine = WhooshEngine(folder)
    for change in range(3, 20):
        engine.update([made(str(change), "More")], [], change=change)
    assert (len(engine.problems()), engine.change(), found(folder)) == (1, 19, 19)
    assert segment.name in engine.problems()[0]


def test_flipped_bits_bring_no_deleted_article_back(folder: Path) -> None:
    engine = WhooshEngine(folder)
    engine.update([made("3", "Third"), made("4", "Fourth")], [made("4", "x").id], change=3)
    engine.update([], [made("3", "x").id], change=4)
    before, newest = generations.numbered(folder)
    next(newest.glob("*.dead")).write_bytes(b"\0")
    # The one before serves, and says that it is the one before: the record then brings the deletion again.
    assert (WhooshEngine(folder).change(), WhooshEngine(folder).reading().version()) == (3, before.name)
    shutil.rmtree(before)
    with pytest.raises(LibraryDamaged, match="run vade rebuild"):
        list(WhooshEngine(folder).reading().ids())
    with pytest.raises(LibraryDamaged, match="run vade rebuild"):
        WhooshEngine(folder).update([], [FIRST.id], change=5)
    engine.reset()
    engine.update([FIRST], [], change=5)
    assert (engine.problems(), found(folder)) == ([], 1)


def test_what_others_put_beside_the_files_is_left_behind(folder: Path) -> None:
    newest = generations.numbered(folder)[-1]
    (newest / ".thumbnails").mkdir()
    (newest / "00000099.columns").write_bytes(b"no segment")
    engine = WhooshEngine(folder)
    engine.update([made("3", "Third")], [], change=3)
    assert (found(folder), engine.problems()) == (3, [])


def test_a_missing_file_is_found(folder: Path) -> None:
    next(generations.numbered(folder)[-1].glob("*.columns")).unlink()
    [problem] = WhooshEngine(folder).problems()
    assert "vade rebuild" in problem


def test_a_generation_half_removed_is_not_taken_for_a_small_one(folder: Path) -> None:
    newest = generations.newest(folder)
    assert newest
    next(newest[0].glob("*.columns")).unlink()
    with pytest.raises(FileNotFoundError):
        segments(newest[0], newest[1].files)


def sizes(folder: Path) -> list[int]:
    newest = generations.newest(folder)
    return [len(segment) for segment in segments(newest[0], newest[1].files)] if newest else []


def test_segments_of_a_size_become_one_and_large_ones_wait(tmp_path: Path) -> None:
    engine, most, written = WhooshEngine(tmp_path), 0, 0
    engine.update([made(f"old {n}", "Old") for n in range(100)], [], change=1)
    for change in range(2, 102):
        before = set(sizes(tmp_path))
        engine.update([made(str(change), "New")], [], change=change)
        most = max(most, len(sizes(tmp_path)))
        written += sum(set(sizes(tmp_path)) - before)
    assert most <= 3 * (TIER - 1)
    assert written < 3 * 100
    assert (sum(sizes(tmp_path)), len(list(engine.reading().ids()))) == (200, 200)


def test_what_is_deleted_is_merged_away(tmp_path: Path) -> None:
    engine = WhooshEngine(tmp_path)
    pile = [made(str(n), "Old") for n in range(20)]
    engine.update(pile, [], change=1)
    engine.update([], [one.id for one in pile[:11]], change=2)
    assert (sizes(tmp_path), sorted(engine.reading().ids())) == ([9], sorted(one.id for one in pile[11:]))
    engine.update([], [one.id for one in pile], change=3)
    assert (sizes(tmp_path), list(engine.reading().ids())) == ([], [])


def test_an_article_put_ever_again_leaves_nothing_behind(tmp_path: Path) -> None:
    engine = WhooshEngine(tmp_path)
    engine.update([made(str(n), "Old") for n in range(9)], [], change=1)
    for change in range(2, 60):
        engine.update([made("1", f"New {change}")], [], change=change)
    names = [path.name for path in generations.numbered(tmp_path)[-1].iterdir()]
    assert (len(list(engine.reading().ids())), sum(sizes(tmp_path)) <= 18) == (9, True)
    assert max(map(len, names)) == len("00000001.columns")


@settings(max_examples=examples(150), deadline=None)
@given(st.lists(st.sampled_from((1, 1, 1, 3, 8, 20, 64, 100, 513)), max_size=150))
def test_whatever_comes_the_segments_stay_few(batches: list[int]) -> None:
    held: list[Counted] = []
    for size in batches:
        held.append(Counted(size))
        while small := tier_to_merge(held):  # type: ignore[arg-type]
            first = held.index(small[0])
            held[first : first + len(small)] = [Counted(sum(map(len, small)))]
    total = sum(map(len, held))
    assert (total, len(held) <= (TIER - 1) * (1 + log(max(1, total), TIER))) == (sum(batches), True)


class Counted:
    """A segment of which nothing is known but its size."""

    def __init__(self, alive: int) -> None:
        self.alive = alive

    def __len__(self) -> int:
        return self.alive


@pytest.mark.parametrize("name", ["whoosh", "schema", "format"])
def test_a_generation_of_another_version_is_not_opened(folder: Path, name: str) -> None:
    for generation in generations.numbered(folder):
        manifest = generation / MANIFEST
        described = json.loads(manifest.read_text()) | {name: "other"}
        del described[SEAL]
        manifest.write_text(json.dumps(described | {SEAL: seal(described)}))
    assert (found(folder), WhooshEngine(folder).change()) == (0, 0)


def test_a_reader_sees_what_another_engine_updates(folder: Path) -> None:
    reader, writer = WhooshEngine(folder), WhooshEngine(folder)
    assert len(list(reader.reading().ids())) == 2
    writer.update([made("3", "Third")], [FIRST.id], change=4)
    assert sorted(reader.reading().ids()) == sorted([SECOND.id, made("3", "x").id])
    reader.close()
    writer.close()


def test_a_reader_sees_an_index_that_was_removed_and_made_again(tmp_path: Path) -> None:
    folder = tmp_path / "index"
    reader = WhooshEngine(folder)
    for article in (FIRST, SECOND):
        for old in generations.numbered(folder):
            shutil.rmtree(old)
        WhooshEngine(folder).update([article], [], change=1)
        assert (list(reader.reading().ids()), reader.reading().version()) == ([article.id], "00000001")


def test_threads_that_wait_for_a_generation_share_it(folder: Path) -> None:
    engine, opened = WhooshEngine(folder), []
    threads = [Thread(target=lambda: opened.append(engine._current())) for _ in range(4)]
    with engine._mutex:
        for thread in threads:
            thread.start()
        sleep(0.1)
    for thread in threads:
        thread.join()
    assert len({id(ranking) for ranking in opened}) == 1


def test_a_generation_removed_while_it_is_looked_through_is_no_damage(tmp_path: Path) -> None:
    building = generations.begun(tmp_path, None)
    for name, size in (("00000001.columns", 300_000_000), ("00000002.columns", 9)):
        with (building / name).open("wb") as file:
            file.truncate(size)
    generations.published(building, None, change=1, library="")
    found: list[list[str]] = []
    looking = Thread(target=lambda: found.append(generations.problems(tmp_path)))
    looking.start()
    for change in (2, 3):
        generations.published(generations.begun(tmp_path, None), None, change=change, library="")
    looking.join()
    assert found == [[]]


def test_two_updates_at_once_are_kept_apart(folder: Path) -> None:
    engine = WhooshEngine(folder)

    def articles():
        with pytest.raises(LibraryLocked, match="try again"):
            WhooshEngine(folder).update([FIRST], [], change=9)
        yield FIRST

    engine.update(articles(), [], change=3)
    assert engine.change() == 3
