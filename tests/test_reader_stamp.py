"""The reader's stamp changes with all that decides how a page is read, and with nothing else."""

import shutil
from pathlib import Path

import grimp
import pytest

from ingest.reader_stamp import reader_stamp, sources, stamp_of

ROOT = Path(__file__).parent.parent


@pytest.fixture
def packages(tmp_path: Path) -> Path:
    for name in ("index", "ingest"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    return tmp_path


def test_every_module_that_the_reader_imports_is_in_it() -> None:
    graph = grimp.build_graph("ingest")
    wanted = {"ingest.reader", *graph.find_upstream_modules("ingest.reader")}
    files = {path.relative_to(ROOT).as_posix() for path in sources(ROOT)}
    missing = [name for name in wanted if not files & {name.replace(".", "/") + end for end in (".py", "/__init__.py")}]
    assert missing == []


def test_it_is_the_same_wherever_the_packages_are(packages: Path) -> None:
    assert stamp_of(packages, ["1"]) == stamp_of(ROOT, ["1"])
    assert len(reader_stamp()) == 12


def test_a_byte_of_any_of_its_files_changes_it(packages: Path) -> None:
    seen = {stamp_of(packages, ["1"])}
    for path in sources(packages):
        path.write_bytes(path.read_bytes() + b" ")
        seen.add(stamp_of(packages, ["1"]))
    assert len(seen) == len(list(sources(packages))) + 1


def test_another_version_of_a_library_changes_it() -> None:
    assert stamp_of(ROOT, ["1"]) != stamp_of(ROOT, ["2"])


@pytest.mark.parametrize(
    "name", ["ingest/cli.py", "ingest/pipeline/run.py", "ingest/sources/folder.py", "index/cli.py"]
)
def test_what_has_no_part_in_reading_does_not_change_it(packages: Path, name: str) -> None:
    before = stamp_of(packages, ["1"])
    (packages / name).write_text("# something else\n")
    assert stamp_of(packages, ["1"]) == before
