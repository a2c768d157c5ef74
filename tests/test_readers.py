"""Readers in other processes go on while one updates, merges and removes what is old: each sees a whole index."""

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

from conftest import made
from index import Article
from index.engines.whoosh import WhooshEngine

ROOT = Path(__file__).parent.parent
UPDATES, ALIVE = 200, 20

READER = """
import sys
from itertools import count
from pathlib import Path
from index import Filters, Span
from index.tree import Everything, Term
from index.engines.whoosh import WhooshEngine

folder, alive = Path(sys.argv[1]), int(sys.argv[2])
staying, reached, rounds = WhooshEngine(folder), 0, 0
print("reading", flush=True)
while not (folder.parent / "done").exists():
    for engine in (staying, WhooshEngine(folder)):
        change = engine.change()
        assert change >= reached, (change, reached)
        reached = change
        numbers = sorted(int(id) for id in engine.reading().ids())
        assert numbers == list(range(numbers[0], numbers[0] + alive)), numbers
        assert numbers[0] >= change, (numbers[0], change)
        for node in (Everything(), Term("tea", Span(0, 1), ("tea",))):
            ranking = engine.reading().ranked(node, Filters(), sort="relevance", first=0, count=99)
            assert ranking.total == len(ranking.hits) == alive, ranking.total
        rounds += 1
print(rounds)
"""


def test_readers_see_a_whole_index_beside_two_hundred_updates(tmp_path: Path) -> None:
    folder = tmp_path / "index"
    engine, numbered = WhooshEngine(folder), [article(number) for number in range(UPDATES + ALIVE + 2)]
    engine.update(numbered[1 : ALIVE + 1], [], change=1)
    command = [sys.executable, "-c", READER, str(folder), str(ALIVE)]
    readers = [
        subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=ROOT) for _ in range(2)
    ]
    for reader in readers:
        assert reader.stdout
        assert reader.stdout.readline() == "reading\n"
    for change in range(2, UPDATES + 2):
        engine.update([numbered[change + ALIVE - 1]], [numbered[change - 1].id], change=change)
    (tmp_path / "done").touch()
    for reader in readers:
        rounds, errors = reader.communicate(timeout=60)
        assert (reader.returncode, errors) == (0, "")
        assert int(rounds) > 0


def article(number: int) -> Article:
    """Give an article whose id is this number."""
    return replace(made(str(number), f"Tea {number}"), id=str(number))
