"""The manifest of a generation: the change it reached and its files, sealed, and believed only where it is plain."""

import hashlib
import json
import re
import stat
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from whoosh import versionstring

from index.engines.whoosh.schema import schema_hash

FORMAT = 3
MANIFEST = "manifest.json"
# The hash of the manifest's other entries: without it a flipped bit would make one change another.
SEAL = "seal"
# A manifest names some fifty files in a hundred bytes each: a larger one is not ours.
MAX_BYTES, MAX_CHANGE = 1_000_000, 2**62
PLAIN_NAME = re.compile(r"[0-9]{8}\.(?:columns|dead)")
DIGEST = re.compile(r"[0-9a-f]{64}")
LIBRARY_ID = re.compile(r"(?:[0-9a-f]{32})?")


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a generation is: the change it reached, and the size and SHA-256 of each of its files.

    `library` is the id of the library whose record it was made from, "" in one that was written before there were ids.
    """

    change: int
    files: dict[str, tuple[int, str]]
    library: str
    format: int
    whoosh: str
    schema: str


def new_manifest(change: int, files: dict[str, tuple[int, str]], library: str) -> Manifest:
    """Return the manifest that this version of vade writes for these files."""
    return Manifest(change, files, library, FORMAT, versionstring(), schema_hash())


def write_manifest(folder: Path, manifest: Manifest) -> Path:
    """Write the manifest with its seal into the folder, and return its path."""
    described = asdict(manifest)
    path = folder / MANIFEST
    path.write_text(json.dumps(described | {SEAL: seal(described)}, indent=1))
    return path


def read_manifest(folder: Path) -> Manifest | None:
    """Return the manifest of the generation in this folder, None for one that is not whole or not of this version."""
    raw = sealed(folder)
    if raw is None or (raw.get("format"), raw.get("whoosh"), raw.get("schema")) != (
        FORMAT,
        versionstring(),
        schema_hash(),
    ):
        return None
    change, files, library = raw.get("change"), raw.get("files"), raw.get("library", "")
    if type(change) is not int or not _is_count(change, MAX_CHANGE) or not isinstance(files, dict):
        return None
    if not isinstance(library, str) or not LIBRARY_ID.fullmatch(library):
        return None
    if not all(_is_plain(name, described) for name, described in files.items()):
        return None
    return new_manifest(change, {name: (size, digest) for name, (size, digest) in files.items()}, library)


def sealed(folder: Path) -> dict[str, Any] | None:
    """Return what the manifest in this folder says, of whatever version, None where its seal does not hold."""
    try:
        # A link, a pipe or a device is none of ours, and opening one may never return.
        found = (folder / MANIFEST).lstat()
        if not stat.S_ISREG(found.st_mode) or found.st_size > MAX_BYTES:
            return None
        raw = json.loads((folder / MANIFEST).read_bytes())
        return raw if isinstance(raw, dict) and raw.pop(SEAL, None) == seal(raw) else None
    except (OSError, ValueError, RecursionError):
        return None


def seal(described: Mapping[str, Any]) -> str:
    """Return the hash of what a manifest says."""
    return hashlib.sha256(json.dumps(described, sort_keys=True).encode()).hexdigest()


def _is_plain(name: str, described: object) -> bool:
    if not PLAIN_NAME.fullmatch(name) or not isinstance(described, list) or len(described) != 2:
        return False
    size, digest = described
    return _is_count(size, MAX_CHANGE) and isinstance(digest, str) and DIGEST.fullmatch(digest) is not None


def _is_count(value: object, bound: int) -> bool:
    return type(value) is int and 0 <= value < bound
