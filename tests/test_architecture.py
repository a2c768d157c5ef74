"""The walls of the house stand where ARCHITECTURE.md says."""

import re
import subprocess
import sys
from graphlib import TopologicalSorter
from pathlib import Path

import grimp

ROOT = Path(__file__).parent.parent


def test_imports_go_one_way() -> None:
    linter = Path(sys.executable).parent / "lint-imports"
    done = subprocess.run([linter, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_no_module_imports_itself_by_way_of_others() -> None:
    for package in ("index", "ingest", "webapp"):
        graph = grimp.build_graph(package)
        order = TopologicalSorter({name: graph.find_modules_directly_imported_by(name) for name in graph.modules})
        order.prepare()  # raises CycleError, with the modules that go round


def named(told: str) -> set[str]:
    """Give the paths of the modules that a map names: those under the heading of a folder are said from there."""
    paths, folder = set(), ""
    for line in told.splitlines():
        if line.startswith("#"):
            folder = "".join(re.findall(r"^### `(\w+/)`", line))
        paths |= {folder + name for name in re.findall(r"`([\w/]+\.py)`", line)}
    return paths


def files(*folders: str) -> set[str]:
    return {path.relative_to(ROOT).as_posix() for folder in folders for path in (ROOT / folder).rglob("*.py")}


def test_the_map_names_every_module_and_no_other() -> None:
    told = named((ROOT / "ARCHITECTURE.md").read_text())
    modules = {path for path in files("index", "ingest", "webapp") if not path.endswith("/__init__.py")}
    assert sorted(modules - told) == [], "not on the map"
    assert sorted(told - files("index", "ingest", "webapp", "tests") - {"vade.py"}) == [], "on the map, but not there"


def test_a_map_names_modules_by_their_path_in_the_folder_of_its_heading() -> None:
    told = """
`vade.py`
### `index/`: what is found?
| Where? | `library.py`, by `engines/columns/file.py` |
### `ingest/`
| Which verbs? | `cli.py` |
## What holds
`index/query/plan.py`, `cli.py` and `marks.marked`
"""
    assert named(told) == {
        "vade.py",
        "index/library.py",
        "index/engines/columns/file.py",
        "ingest/cli.py",
        "index/query/plan.py",
        "cli.py",
    }


def test_whoosh_is_spoken_in_one_folder_and_lxml_at_one_door() -> None:
    for path in (p for folder in ("index", "ingest", "webapp") for p in (ROOT / folder).rglob("*.py")):
        imported = set(re.findall(r"^\s*(?:from|import) (whoosh|lxml)\b", path.read_text(), re.MULTILINE))
        assert "whoosh" not in imported or path.parent.name == "whoosh"
        assert "lxml" not in imported or path.as_posix().endswith(("ingest/dom/parser.py", "ingest/dom/soup.py"))
