"""Folders that each hold one state of the index: published whole or not at all, and compared with their manifest."""

import hashlib
import os
import stat
from collections.abc import Iterator, Sequence
from itertools import count
from pathlib import Path

from index.engines.whoosh.linking import Link, hard_link, is_copy, is_same, linked_or_copied
from index.engines.whoosh.manifest import Manifest, new_manifest, read_manifest, write_manifest
from index.engines.whoosh.removing import (
    BUILDING,
    MARKER,
    NUMBERED,
    held_files,
    is_ours,
    is_regular,
    removed,
    synchronise,
)
from index.errors import LibraryDamaged

# The newest, and the one before it for who is just opening it.
KEPT = 2
MAX_NUMBER = 99_999_999
# A generation's folder and its manifest.
Generation = tuple[Path, Manifest]
# The names that look like generations, and when the last of them was changed, with its inode.
Stamp = tuple[tuple[str, ...], int, int]


def newest(folder: Path) -> Generation | None:
    """Return the newest generation whose files have the sizes that its manifest names, None without one."""
    while True:
        there = numbered(folder)
        found = next(_usable(there), None)
        # All that we saw may be gone by now, and others there, when updates come quickly.
        if found or numbered(folder) == there:
            return found


def usable(folder: Path) -> Iterator[Generation]:
    """Yield the generations whose files have the sizes that their manifests name, the newest first."""
    yield from _usable(numbered(folder))


def _usable(there: Sequence[Path]) -> Iterator[Generation]:
    for generation in reversed(there):
        manifest = read_manifest(generation)
        if manifest and _has_sizes(generation, manifest):
            yield generation, manifest


def numbered(folder: Path) -> list[Path]:
    """Return the folders of generations, oldest first, sound or not; what is not ours is none of them."""
    try:
        names = sorted(name for name in os.listdir(folder) if NUMBERED.fullmatch(name))  # noqa: PTH208 - twice as fast
    except FileNotFoundError:
        return []
    return [folder / name for name in names if is_ours(folder / name)]


def latest(folder: Path) -> Stamp:
    """Return what differs once there is another generation: the names that look like some, and the last one's time.

    Where somebody removed the whole index, the next one's generations have the same names.
    """
    try:
        names = tuple(sorted(name for name in os.listdir(folder) if NUMBERED.fullmatch(name)))  # noqa: PTH208
        if not names:
            return (), 0, 0
        last = (folder / names[-1]).lstat()
    except FileNotFoundError:
        return (), 0, 0
    return names, last.st_mtime_ns, last.st_ino


def begun(folder: Path, base: Generation | None, *, link: Link = hard_link) -> Path:
    """Make the folder that the next generation is built in, holding the files of the one it builds on.

    `link` gives a file a second name; where the disk has no such links and it raises OSError, the file is copied.
    """
    building = _free_to_build_in(folder)
    # Before anything else, and safe before anything else: by it a later update knows what it may clear away.
    (building / MARKER).write_text("A generation of an index that vade makes from the record beside it.\n")
    synchronise(building)
    if base:
        before, manifest = base
        for name in manifest.files:
            # The same file under two names: no file is written to again.
            linked_or_copied(before / name, building / name, link=link)
    return building


def _free_to_build_in(folder: Path) -> Path:
    """Return an empty folder to build in: of what a killed update left, only what is ours is removed."""
    mode = stat.S_IMODE(folder.stat().st_mode)
    for number in count(1):
        building = folder / (BUILDING if number == 1 else f"{BUILDING}-{number}")
        if is_ours(building):
            removed(building)
        try:
            building.mkdir(mode=mode)
        except FileExistsError:
            if building.is_symlink() or not building.is_dir() or any(building.iterdir()):
                continue
        return building
    raise AssertionError


def abandoned(building: Path) -> None:
    """Remove what was built so far: on a full disk it would be in the way."""
    if is_ours(building):
        removed(building)


def published(building: Path, base: Generation | None, *, change: int, library: str) -> Generation:
    """Make what was built the newest generation; it is durable, and the old ones gone, on return."""
    folder = building.parent
    files = {}
    for file in held_files(building):
        files[file.name] = _known(file, base) or _described(file)
        if base is None or not _is_linked(file, base):
            synchronise(file)
    manifest = new_manifest(change, files, library)
    synchronise(write_manifest(building, manifest))
    synchronise(building)
    before = numbered(folder)
    generation = _next_free(folder, int(before[-1].name) if before else 0)
    building.rename(generation)
    synchronise(folder)
    if not before:
        synchronise(folder.parent)
    for old in before[: 1 - KEPT]:
        removed(old)
    return generation, manifest


def _next_free(folder: Path, number: int) -> Path:
    """Return the first path after this number at which nothing stands: a folder of others may have such a name."""
    for following in range(number + 1, MAX_NUMBER + 1):
        path = folder / f"{following:08d}"
        if not os.path.lexists(path):
            return path
    raise LibraryDamaged(f"{folder}: no number is left for another generation; remove this folder and run vade rebuild")


def _known(file: Path, base: Generation | None) -> tuple[int, str] | None:
    """Return the size and hash of a file that the generation before has under the same name and that is the same.

    A copy gets no hash of its own: were it damaged, nobody would know of it.
    """
    if base is None or file.name not in base[1].files:
        return None
    return base[1].files[file.name] if _is_linked(file, base) or is_copy(file, base[0] / file.name) else None


def _is_linked(file: Path, base: Generation) -> bool:
    return file.name in base[1].files and is_same(file, base[0] / file.name)


def problems(folder: Path) -> list[str]:
    """Compare the hash of every file of the newest generation; say what is wrong, a sentence each."""
    while last := numbered(folder)[-1:]:
        found = _problems(last[0])
        # While it was read, updates may have removed it: then there are newer ones.
        if not found or numbered(folder)[-1:] == last:
            return found
    return []


def _problems(generation: Path) -> list[str]:
    manifest = read_manifest(generation)
    if manifest is None:
        return [f"index {generation.name}: no manifest of this version; run vade rebuild"]
    return [
        f"index {generation.name}: {name} is not as it was written; run vade rebuild"
        for name in manifest.files
        if not is_sound((generation, manifest), name)
    ]


def is_sound(generation: Generation, name: str) -> bool:
    """Return whether a file of the generation is there and has the content that its manifest says."""
    folder, manifest = generation
    try:
        return is_regular(folder / name) and _described(folder / name) == manifest.files[name]
    except FileNotFoundError:
        return False


def _has_sizes(generation: Path, manifest: Manifest) -> bool:
    try:
        found = {name: (generation / name).lstat() for name in manifest.files}
    except OSError:
        return False
    return all(stat.S_ISREG(one.st_mode) and one.st_size == manifest.files[name][0] for name, one in found.items())


def _described(file: Path) -> tuple[int, str]:
    with file.open("rb") as opened:
        return file.stat().st_size, hashlib.file_digest(opened, "sha256").hexdigest()
