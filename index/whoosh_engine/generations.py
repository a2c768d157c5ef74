"""Folders that each hold one state of the index: published whole or not at all, and compared with their manifest."""

import hashlib
import json
import os
import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from whoosh import versionstring

from index.whoosh_engine.schema import schema_hash

FORMAT = 2
MANIFEST = "manifest.json"
BUILDING = ".building"
# The hash of the manifest's other entries: without it a flipped bit would make one change another.
SEAL = "seal"
# The newest, and the one before it for who is just opening it.
KEPT = 2


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a generation is: the change it reached, and the size and SHA-256 of each of its files."""

    change: int
    files: dict[str, tuple[int, str]]
    format: int
    whoosh: str
    schema: str


# A generation's folder and its manifest.
Generation = tuple[Path, Manifest]


def newest(folder: Path) -> Generation | None:
    """Give the newest generation whose files have the sizes that its manifest names, None without one."""
    while True:
        there = numbered(folder)
        found = next(_usable(there), None)
        # All that we saw may be gone by now, and others there, when updates come quickly.
        if found or numbered(folder) == there:
            return found


def _usable(there: Sequence[Path]) -> Iterator[Generation]:
    for generation in reversed(there):
        manifest = _manifest(generation)
        if manifest and _has_sizes(generation, manifest):
            yield generation, manifest


def numbered(folder: Path) -> list[Path]:
    """Give the folders of generations, oldest first, sound or not."""
    try:
        return sorted(path for path in folder.iterdir() if path.name.isdigit())
    except FileNotFoundError:
        return []


def latest(folder: Path) -> tuple[str, int]:
    """Name the newest generation, sound or not, and when it was made: ("", 0) without one.

    Where somebody removed the whole index, the next one's generations have the same names.
    """
    try:
        name = max((name for name in os.listdir(folder) if name.isdigit()), default="")  # noqa: PTH208 - twice as fast
        return (name, (folder / name).stat().st_mtime_ns) if name else ("", 0)
    except FileNotFoundError:
        return "", 0


def begun(folder: Path, base: Generation | None) -> Path:
    """Make the folder that the next generation is built in, holding the files of the one it builds on."""
    building = folder / BUILDING
    shutil.rmtree(building, ignore_errors=True)
    building.mkdir(parents=True)
    if base:
        before, manifest = base
        for name in manifest.files:
            # The same file under two names: no file is written to again.
            os.link(before / name, building / name)
    return building


def published(folder: Path, base: Generation | None, *, change: int) -> Generation:
    """Make what was built the newest generation; it is durable, and the old ones gone, on return."""
    building = folder / BUILDING
    files = {}
    for file in sorted(building.iterdir()):
        known = _known(file, base)
        files[file.name] = known or _described(file)
        if not known:
            _synchronised(file)
    manifest = Manifest(change, files, FORMAT, versionstring(), schema_hash())
    described = asdict(manifest)
    (building / MANIFEST).write_text(json.dumps(described | {SEAL: _seal(described)}, indent=1))
    _synchronised(building / MANIFEST)
    _synchronised(building)
    before = numbered(folder)
    generation = folder / f"{int(before[-1].name) + 1 if before else 1:08d}"
    building.rename(generation)
    _synchronised(folder)
    if not before:
        _synchronised(folder.parent)
    for old in before[: 1 - KEPT]:
        shutil.rmtree(old, ignore_errors=True)
    return generation, manifest


def _known(file: Path, base: Generation | None) -> tuple[int, str] | None:
    """Give the size and hash of a file that the generation before has under the same name and that is the same."""
    if base is None or file.name not in base[1].files:
        return None
    return base[1].files[file.name] if (base[0] / file.name).samefile(file) else None


def problems(folder: Path) -> list[str]:
    """Compare the hash of every file of the newest generation; say what is wrong, a sentence each."""
    generations = numbered(folder)
    if not generations:
        return []
    last = generations[-1]
    manifest = _manifest(last)
    if manifest is None:
        return [f"index {last.name}: no manifest of this version; run vade rebuild"]
    return [
        f"index {last.name}: {name} is not as it was written; run vade rebuild"
        for name in manifest.files
        if not is_sound((last, manifest), name)
    ]


def is_sound(generation: Generation, name: str) -> bool:
    """Say whether a file of the generation is there and has the content that its manifest says."""
    folder, manifest = generation
    return (folder / name).is_file() and _described(folder / name) == manifest.files[name]


def _manifest(generation: Path) -> Manifest | None:
    try:
        raw = json.loads((generation / MANIFEST).read_text())
        if raw.pop(SEAL) != _seal(raw):
            return None
        raw["files"] = {name: (size, digest) for name, (size, digest) in raw["files"].items()}
        manifest = Manifest(**raw)
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return None
    ours = (FORMAT, versionstring(), schema_hash())
    return manifest if (manifest.format, manifest.whoosh, manifest.schema) == ours else None


def _seal(described: Mapping[str, Any]) -> str:
    return hashlib.sha256(json.dumps(described, sort_keys=True).encode()).hexdigest()


def _has_sizes(generation: Path, manifest: Manifest) -> bool:
    try:
        return all((generation / name).stat().st_size == size for name, (size, _) in manifest.files.items())
    except OSError:
        return False


def _described(file: Path) -> tuple[int, str]:
    with file.open("rb") as opened:
        return file.stat().st_size, hashlib.file_digest(opened, "sha256").hexdigest()


def _synchronised(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
