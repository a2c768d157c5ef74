"""Name the reader of today by a digest of all that decides how a page is read."""

import unicodedata
from collections.abc import Iterable, Iterator
from functools import cache
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path

# Within `ingest`; `index/article.py` says what a page can become.
ROOMS = ("blocks", "boilerplate", "content", "decoding", "dom", "metadata")
MODULES = ("body.py", "reader.py", "siterules.py")
LIBRARIES = ("lxml", "beautifulsoup4", "chardet", "py3langid", "cssselect")
ENDINGS = (".py", ".json")
LENGTH = 12


@cache
def reader_stamp() -> str:
    """Return twelve hexadecimal digits that change when a page may be read otherwise."""
    return stamp_of(Path(__file__).parents[1], [*map(version, LIBRARIES), unicodedata.unidata_version])


def stamp_of(packages: Path, versions: Iterable[str]) -> str:
    """Return the stamp of the reader in the folder of these packages, with these versions of what it depends on."""
    digest = sha256()
    for path in sorted(sources(packages)):
        digest.update(f"{path.relative_to(packages)}\n".encode())
        digest.update(sha256(path.read_bytes()).digest())
    digest.update("\n".join(versions).encode())
    return digest.hexdigest()[:LENGTH]


def sources(packages: Path) -> Iterator[Path]:
    """Yield the files that decide how a page is read."""
    ingest = packages / "ingest"
    yield packages / "index" / "article.py"
    yield from (ingest / name for name in MODULES)
    for room in ROOMS:
        yield from (path for path in (ingest / room).rglob("*") if path.suffix in ENDINGS)
