"""Killed at any file call, or after any power cut, an index is what it was before an update or after it.

The suite tries some of the calls; `make test-faults` tries all of them, with several power cuts at each.
"""

import os
import pickle
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from random import Random
from traceback import print_exc

import pytest
from disk import Call, Disk, watch

from conftest import made
from index import Article, Filters
from index.engines.whoosh import WhooshEngine, generations
from index.tree import Everything

IS_THOROUGH = bool(os.environ.get("FAULTS"))
STEP, CUTS = (1, 12) if IS_THOROUGH else (5, 1)
pytestmark = [
    pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning"),
    pytest.mark.skipif(sys.platform != "linux", reason="asks Linux for the names of open files"),
]

# The number of the last change, and the ids of the articles that are found.
State = tuple[int, list[str]]


def ids(*names: int) -> list[str]:
    return sorted(made(str(name), "x").id for name in names)


def pile(*names: int) -> list[Article]:
    return [made(str(name), f"Tea {name}", "tea " * name) for name in names]


def empty(folder: Path) -> None:
    """Leave the folder away."""


def before_a_merge(folder: Path) -> None:
    """Make an index in which the next update is merged with those before it, and a generation goes away."""
    engine = WhooshEngine(folder)
    for change in range(1, 8):
        engine.update(pile(change, change + 50), [], change=change)
    engine.close()


def with_deletions(folder: Path) -> None:
    """Make an index of two segments with many deleted articles, and what a killed update left beside it."""
    engine = WhooshEngine(folder)
    engine.update(pile(*range(1, 10)), [], change=6)
    engine.update(pile(10, 11, 12), [], change=6)
    engine.update([], ids(1, 2, 3, 4, 10), change=7)
    engine.close()
    (generations.begun(folder, None) / "00000003.columns").write_bytes(b"half")


def adding(engine: WhooshEngine) -> None:
    engine.update(pile(1, 20), ids(7), change=8)


def emptying(engine: WhooshEngine) -> None:
    engine.update([], ids(*range(60)), change=8)


def making_anew(engine: WhooshEngine) -> None:
    engine.reset()
    engine.update(pile(20), [], change=8)


SEVEN_PAIRS = ids(*range(1, 8), *range(51, 58))
Scene = tuple[Callable[[Path], None], Callable[[WhooshEngine], None], State, State]
SCENES: dict[str, Scene] = {
    "the first update": (empty, adding, (0, []), (8, ids(1, 20))),
    "an update and its merge": (before_a_merge, adding, (7, SEVEN_PAIRS), (8, sorted({*SEVEN_PAIRS, *ids(20)} - {*ids(7)}))),
    "merging deletions away": (with_deletions, adding, (7, ids(*range(5, 10), 11, 12)), (8, ids(1, 5, 6, 8, 9, 11, 12, 20))),
    "deleting all": (before_a_merge, emptying, (7, SEVEN_PAIRS), (8, [])),
    "building anew": (before_a_merge, making_anew, (7, SEVEN_PAIRS), (8, ids(20))),
}  # fmt: skip


def state(folder: Path) -> State:
    """Give the change that the index has reached, and what is found in it, asked in two ways."""
    engine = WhooshEngine(folder)
    found = engine.reading().ranked(Everything(), Filters(), sort="relevance", first=0, count=99)
    held = sorted(engine.reading().ids())
    assert (sorted(hit.id for hit in found.hits), engine.problems()) == (held, [])
    engine.close()
    return engine.change(), held


def assert_goes_on(folder: Path, states: tuple[State, ...]) -> None:
    """Assert that the index is in one of the states, and that the next update works and leaves nothing behind."""
    found = state(folder)
    assert found in states
    WhooshEngine(folder).update(pile(99), [], change=9)
    assert state(folder) == (9, sorted([*found[1], *ids(99)]))
    assert not (folder / generations.BUILDING).exists()
    assert len(generations.numbered(folder)) <= generations.KEPT


def forked(act: Callable[[], None]) -> int:
    """Do it in another process, and give how that ended: 0, or the signal that killed it."""
    child = os.fork()
    if not child:
        try:
            act()
            os._exit(0)
        except BaseException:
            print_exc()
        finally:
            os._exit(1)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def recorded(folder: Path, log: Path, update: Callable[[WhooshEngine], None]) -> list[Call]:
    """Give all file calls of an update."""

    def act() -> None:
        calls: list[Call] = []
        watch(lambda: None, calls.append)
        update(WhooshEngine(folder))
        with log.open("rb+") as opened:
            pickle.dump(calls, opened)

    log.touch()
    assert forked(act) == 0
    calls: list[Call] = pickle.loads(log.read_bytes())  # noqa: S301 - just written by us
    return calls


def killed(folder: Path, update: Callable[[WhooshEngine], None], *, at: int) -> int:
    """Kill an update before this one of its file calls, and give how it ended."""

    def act() -> None:
        left = at

        def count() -> None:
            nonlocal left
            if not left:
                os.kill(os.getpid(), signal.SIGKILL)
            left -= 1

        watch(count, lambda _: None)
        update(WhooshEngine(folder))

    return forked(act)


@pytest.fixture(params=SCENES)
def scene(request: pytest.FixtureRequest) -> Scene:
    return SCENES[request.param]


def test_the_disk_in_mind_is_the_disk(scene: Scene, tmp_path: Path) -> None:
    make, update, _, _ = scene
    root = tmp_path / "root"
    root.mkdir()
    make(root / "index")
    disk = Disk(root)
    for call in recorded(root / "index", tmp_path / "log", update):
        disk.tell(call)
    there, in_mind = root, disk.after_a_cut(tmp_path / "in mind")
    files = {path.relative_to(there): path.read_bytes() if path.is_file() else None for path in there.rglob("*")}
    assert files == {p.relative_to(in_mind): p.read_bytes() if p.is_file() else None for p in in_mind.rglob("*")}


def test_an_update_killed_at_any_file_call_is_done_or_not_begun(scene: Scene, tmp_path: Path) -> None:
    make, update, before, after = scene
    root = tmp_path / "root"
    root.mkdir()
    make(root / "index")
    disk, ended, at = Disk(root), -signal.SIGKILL, 0
    while ended:
        folder = disk.after_a_cut(tmp_path / str(at)) / "index"
        ended = killed(folder, update, at=at)
        assert ended in (0, -signal.SIGKILL)
        assert_goes_on(folder, (before, after) if ended else (after,))
        at += STEP
    assert at > 20


def test_a_power_cut_at_any_file_call_loses_no_update_that_was_done(scene: Scene, tmp_path: Path) -> None:
    make, update, before, after = scene
    root = tmp_path / "root"
    root.mkdir()
    make(root / "index")
    disk, chance = Disk(root), Random(1)  # noqa: S311 - the same each time
    calls = recorded(root / "index", tmp_path / "log", update)
    for number, call in enumerate(calls, 1):
        disk.tell(call)
        is_last = number == len(calls)
        if number % STEP and not is_last:
            continue
        for cut in range(CUTS * 4 if is_last else CUTS):
            folder = disk.after_a_cut(tmp_path / f"{number} {cut}", chance) / "index"
            assert_goes_on(folder, (after,) if is_last else (before, after))
