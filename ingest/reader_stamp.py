"""The reader as it is installed in, a short digest out that changes whenever pages may be read otherwise."""

import unicodedata
from collections.abc import Iterable, Iterator
from functools import cache
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path

# What takes part in reading one page: these rooms and modules of this package, and those of the knowledge base that
# say what an article is. A test holds them against what `ingest.reader` imports.
ROOMS = ("decoding", "dom", "content", "blocks", "boilerplate", "metadata")
MODULES = ("reader.py", "body.py", "siterules.py")
NOUNS = ("article.py", "analysis/languages.py")
DISTRIBUTIONS = ("lxml", "beautifulsoup4", "chardet", "py3langid", "cssselect")
LETTERS = 16


@cache
def reader_stamp() -> str:
    """Return the stamp of the reader that is installed: sixteen hexadecimal digits, the same in every process."""
    here = Path(__file__).parent
    return stamp_of(here, here.parent / "index", (unicodedata.unidata_version, *map(_versioned, DISTRIBUTIONS)))


def stamp_of(ingest: Path, index: Path, versions: Iterable[str]) -> str:
    """Return the stamp of the sources in these two folders, read beside libraries of these versions."""
    digest = sha256("\n".join(versions).encode())
    for file in files(ingest, index):
        digest.update(f"\n{file.parent.name}/{file.name} {file.stat().st_size}\n".encode() + file.read_bytes())
    return digest.hexdigest()[:LETTERS]


def files(ingest: Path, index: Path) -> Iterator[Path]:
    """Yield the files, sources and data, that decide how a page is read, always in the same order."""
    for room in ROOMS:
        yield from sorted(path for path in (ingest / room).rglob("*") if path.suffix in (".py", ".json", ".toml"))
    yield from (ingest / name for name in MODULES)
    yield from (index / name for name in NOUNS)


def _versioned(distribution: str) -> str:
    return f"{distribution} {version(distribution)}"
