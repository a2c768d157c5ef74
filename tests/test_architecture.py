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


def test_the_map_names_every_module_and_no_other() -> None:
    told = (ROOT / "ARCHITECTURE.md").read_text()
    modules = {p.relative_to(ROOT) for folder in ("index", "ingest", "webapp") for p in (ROOT / folder).rglob("*.py")}
    named = set(re.findall(r"`([\w/]+\.py)`", told))
    known = {str(Path(*p.parts[i:])) for p in modules for i in range(len(p.parts))} | {"vade.py"}
    missing = [
        str(p) for p in modules if p.name != "__init__.py" and not named & {p.name, str(Path(*p.parts[-2:])), str(p)}
    ]
    assert missing == []
    assert sorted(named - known - {p.name for p in (ROOT / "tests").rglob("*.py")}) == []


def test_whoosh_is_spoken_in_one_folder_and_lxml_at_one_door() -> None:
    for path in (p for folder in ("index", "ingest", "webapp") for p in (ROOT / folder).rglob("*.py")):
        imported = set(re.findall(r"^\s*(?:from|import) (whoosh|lxml)\b", path.read_text(), re.MULTILINE))
        assert "whoosh" not in imported or path.parent.name == "whoosh_engine"
        assert "lxml" not in imported or path.as_posix().endswith("ingest/dom/parser.py")
