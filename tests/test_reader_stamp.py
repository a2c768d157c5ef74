"""The reader's stamp changes with all that decides how a page is read, and with nothing else."""

import shutil
from pathlib import Path
from time import perf_counter

import grimp

from ingest.reader_stamp import files, reader_stamp, stamp_of

ROOT = Path(__file__).parent.parent


def reached() -> set[str]:
    """Return the modules of ingest by which a page is read."""
    graph = grimp.build_graph("ingest")
    return {"ingest.reader", *graph.find_upstream_modules("ingest.reader")}


def test_every_module_by_which_a_page_is_read_is_in_the_stamp() -> None:
    stamped = {path.relative_to(ROOT) for path in files(ROOT / "ingest", ROOT / "index")}
    wanted = {Path(*name.split(".")).with_suffix(".py") for name in reached()}
    assert {path for path in wanted if (ROOT / path).exists()} <= stamped
    assert {Path("ingest/boilerplate/model.json"), Path("ingest/boilerplate/wording.toml")} <= set(stamped)


def test_a_byte_of_any_of_them_changes_the_stamp(tmp_path: Path) -> None:
    for package in ("ingest", "index"):
        shutil.copytree(ROOT / package, tmp_path / package)
    folders = tmp_path / "ingest", tmp_path / "index"
    before = stamp_of(*folders, ())
    for file in files(*folders):
        kept = file.read_bytes()
        file.write_bytes(kept + b"#")
        assert stamp_of(*folders, ()) != before, file
        file.write_bytes(kept)
    assert stamp_of(*folders, ()) == before
    assert stamp_of(*folders, ("lxml 99",)) != before


def test_what_has_no_part_in_reading_does_not_change_it() -> None:
    stamped = {path.relative_to(ROOT).as_posix() for path in files(ROOT / "ingest", ROOT / "index")}
    assert not [name for name in stamped if "cli" in name or "pipeline" in name or "sources" in name]


def test_the_stamp_is_short_and_quickly_told() -> None:
    reader_stamp.cache_clear()
    start = perf_counter()
    assert len(reader_stamp()) == 16
    assert perf_counter() - start < 0.5
