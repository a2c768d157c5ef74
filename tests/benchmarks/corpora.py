"""Debian's packages of documentation in, for each corpus a library of its HTML pages out."""

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from indexers import vade

from index import Article
from index.storage.folder import RECORD
from index.storage.record import Record


@dataclass(frozen=True, slots=True)
class Corpus:
    """Documentation: the package that holds it, and where that keeps its pages, below /usr/share."""

    package: str
    pages: str


CORPORA = {
    "postgresql": Corpus("postgresql-doc-15", "doc/postgresql-doc-15/html"),
    "python": Corpus("python3.11-doc", "doc/python3.11/html"),
    "django": Corpus("python-django-doc", "doc/python-django-doc/html"),
    "handbook": Corpus("debian-handbook", "doc/debian-handbook/html/en-US"),
    "cppreference": Corpus("cppreference-doc-en-html", "cppreference/doc/html/en"),
}


def pages_of(corpus: Corpus, packages: Path) -> Path | None:
    """Return the folder of pages in the unpacked packages; None where the package was not to be had."""
    pages = packages / "usr/share" / corpus.pages
    return pages if pages.is_dir() else None


def ingested(pages: Path, folder: Path, *, is_kept: bool) -> Path:
    """Ingest the HTML among the pages into a new library in the folder; return it.

    A library that is there already is returned as it is where it `is_kept`.
    """
    library = folder / "library"
    if is_kept and library.is_dir():
        return library
    shutil.rmtree(folder, ignore_errors=True)
    # Documentation holds its sources beside its pages; what is not HTML would be ingested as well.
    shutil.copytree(pages, folder / "pages", ignore=_not_html, ignore_dangling_symlinks=True)
    vade(folder / "pages", library, jobs=len(os.sched_getaffinity(0)))
    return library


def articles_in(library: Path) -> Iterator[Article]:
    """Yield the articles of a library, in the order of their ids."""
    record = Record(library / RECORD)
    try:
        yield from map(record.article, sorted(record.ids()))
    finally:
        record.close()


def _not_html(folder: str, names: list[str]) -> list[str]:
    return [name for name in names if not name.endswith(".html") and not Path(folder, name).is_dir()]
