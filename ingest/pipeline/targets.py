"""Turn the paths that a person names into origins, each with the part of it that was named."""

import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from index import EntryRecord, Intake, IsReplaced, IsThere, OriginRecord
from ingest.sources.folder import Folder
from ingest.sources.keys import INSIDE, file_key, key_of, path_of
from ingest.sources.origin import Entry, Origin


@dataclass(frozen=True, slots=True)
class Target:
    """What a person named: an origin, or the part of it under a key.

    `is_whole` says that all of what was named is walked, so that what is not seen there any more is gone;
    `parted_by` is what stands between its key and those of what it holds. `named` is how a person wrote it.
    """

    origin: Origin
    scope: str = ""
    parted_by: str = "/"
    is_whole: bool = True
    named: str = ""


def targets(paths: Sequence[Path], intake: Intake) -> list[Target]:
    """Return what the paths name, each file and folder once, however it is reached; a folder holds what lies in it.

    A folder belongs to the origin that was named as a whole and holds it; else it is an origin itself. A file belongs
    to such an origin, else to its folder.
    """
    real = {os.path.realpath(path): path for path in paths}
    folders = [path for path in real if Path(path).is_dir()]
    outermost = [path for path in real if not any(_is_in(path, folder) for folder in folders)]
    return [_target(path, real[path], intake) for path in outermost]


def known_place(path: Path, intake: Intake) -> tuple[Folder, str]:
    """Return the origin that a file belongs to, and its key there; nothing is put on record."""
    real = os.path.realpath(path)
    home = intake.home_of(key_of(real if Path(real).is_dir() else str(Path(real).parent)))
    folder = _folder(home) if home else Folder(str(Path(real).parent))
    return folder, _key_in(folder, real, intake)


def _key_in(folder: Folder, real: str, intake: Intake) -> str:
    """Return the key of what lies at a real path in the folder; it may be known by a link into a hidden folder."""
    if real == folder.root:
        return ""
    key = key_of(os.path.relpath(real, folder.root))
    if not _is_hidden(key) or intake.entry(folder.name, key):
        return key
    return _linked_key(folder, real, intake) or key


def _linked_key(folder: Folder, real: str, intake: Intake) -> str:
    """Return the key that a real path in the folder is known by since a link leads to it; "" where none does."""
    file = real if not Path(real).is_dir() else _file_in(real)
    if not file:
        return ""
    for entry in intake.with_number(folder.name, Path(file).stat().st_ino):
        path = f"{folder.root}/{os.fsdecode(path_of(file_key(entry.key)))}"
        inner = os.path.relpath(file, real)
        if os.path.realpath(path) == file and path != file:
            return file_key(entry.key) if inner == "." else file_key(entry.key).removesuffix(f"/{key_of(inner)}")
    return ""


def _file_in(folder: str) -> str:
    """Return the path of a file in the folder, "" where it holds none."""
    found = (f"{above}/{name}" for above, _, names in os.walk(folder) for name in sorted(names))
    return next((path for path in found if not Path(path).is_symlink() and "/." not in path[len(folder) :]), "")


def origins_on_record(intake: Intake) -> Iterator[Folder]:
    """Yield the folders that pages came from."""
    return (_folder(origin) for origin in intake.origins() if origin.name.startswith("/"))


def is_there(intake: Intake, looked_into: Iterable[Origin] = ()) -> IsThere:
    """Return what tells whether an entry on record is still there, by the origins on record and those looked into."""
    origins = _by_name(intake, looked_into)

    def told(name: str, key: str) -> bool | None:
        # What a program added has no place to be gone from.
        if name not in origins or origins[name].holds(key):
            return True
        return False if origins[name].holds("") else None

    return told


def is_replaced(intake: Intake, looked_into: Iterable[Origin] = ()) -> IsReplaced:
    """Return what tells whether the file of an entry on record is another one now than when it was read."""
    origins = _by_name(intake, looked_into)

    def told(entry: EntryRecord) -> bool:
        origin = origins.get(entry.origin)
        stamp = origin.stamp(entry.key) if isinstance(origin, Folder) else None
        return stamp is not None and (stamp.size, stamp.number) != (entry.size, entry.number)

    return told


def _by_name(intake: Intake, looked_into: Iterable[Origin]) -> dict[str, Origin]:
    origins: dict[str, Origin] = {folder.name: folder for folder in origins_on_record(intake)}
    return origins | {origin.name: origin for origin in looked_into}


def _target(real: str, named: Path, intake: Intake) -> Target:
    is_folder = Path(real).is_dir()
    holder = real if is_folder else str(Path(real).parent)
    home = intake.home_of(key_of(holder))
    if not home:
        intake.add_origin(key_of(holder), whole=is_folder)
        home = next(origin for origin in intake.origins() if origin.name == key_of(holder))
    root = os.fsdecode(path_of(home.name))
    scope = _key_in(Folder(root), real, intake)
    origin = Folder(root, scope, home.mounts)
    if is_folder:
        return Target(origin, scope, named=str(named))
    return Target(origin, scope, INSIDE, is_whole=_is_container(origin, scope), named=str(named))


def _is_container(folder: Folder, key: str) -> bool:
    members = folder.members(Entry(key, key), largest=0)
    # It closes the file when it has begun.
    return members is not None and next(members, None) is not None


def _folder(origin: OriginRecord) -> Folder:
    return Folder(os.fsdecode(path_of(origin.name)), mounts=origin.mounts)


def _is_in(path: str, folder: str) -> bool:
    """Return whether a walk through the folder comes to the path: hidden ones are passed over."""
    holder = folder.rstrip("/") + "/"
    return path != folder and path.startswith(holder) and not _is_hidden(path[len(holder) :])


def _is_hidden(path: str) -> bool:
    return "/." in f"/{path}"
