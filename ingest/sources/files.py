"""Paths in, the files that are pages out, each with its bytes or the reason why it is not read."""

import os
import stat
import unicodedata
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

from index import SkippedPage, UnreadablePage

# A file is counted when it has one of these endings; what lies beside pages (images, styles, scripts) is not.
ENDINGS = frozenset((".html", ".htm", ".xhtml", ".xht", ".shtml", ".txt", ".text", ".md"))
LARGEST_MB = 20


@dataclass(frozen=True, slots=True)
class Source:
    """A file that may be a page: the absolute folder that it was found under, and its path in it."""

    root: str
    path: str

    @property
    def file(self) -> Path:
        """Give the file itself."""
        return Path(self.root) / self.path

    @property
    def name(self) -> str:
        """Give the path as text that can be kept: with slashes, in NFC, bytes that are no UTF-8 replaced."""
        text = self.path.replace(os.sep, "/").encode("utf-8", "surrogateescape").decode("utf-8", "replace")
        return unicodedata.normalize("NFC", text)


def found(path: Path, roots: Collection[str] = ()) -> Iterator[Source]:
    """Give the sources under a folder, sorted, or the one file, which belongs to a root it lies under.

    Hidden files and folders are passed over, and links that lead out of the folder.
    """
    path = path.absolute()
    if not path.is_dir():
        home = next((r for r in sorted(roots, key=len, reverse=True) if path.is_relative_to(r)), str(path.parent))
        yield Source(home, str(path.relative_to(home)))
        return
    root = path.resolve()
    yield from _under(root, root, frozenset((root,)))


def content(source: Source, largest: int) -> bytes:
    """Give the file's bytes. Raises SkippedPage when it is no file or larger than so many bytes."""
    try:
        found_stat = source.file.stat()
        if not stat.S_ISREG(found_stat.st_mode):
            raise SkippedPage(f"{source.name}: {_what(found_stat.st_mode)}, not a file")
        if found_stat.st_size > largest:
            size = f"{found_stat.st_size / 1e6:.0f} MB"
            raise SkippedPage(
                f"{source.name}: {size}, over the limit of {largest / 1e6:.0f} MB; raise it with --max-size"
            )
        return source.file.read_bytes()
    except OSError as error:
        raise UnreadablePage(f"{source.name}: cannot be read: {error.strerror or error}") from error


def _under(folder: Path, root: Path, above: frozenset[Path]) -> Iterator[Source]:
    try:
        entries = sorted(os.scandir(folder), key=lambda e: e.name)
    except OSError:
        # A folder that may not be looked into: it is one source, and reading it says why.
        yield Source(str(root), str(folder.relative_to(root)))
        return
    for entry in entries:
        if entry.name.startswith("."):
            continue
        path = Path(entry.path)
        if entry.is_symlink() and not path.resolve().is_relative_to(root):
            continue
        if entry.is_dir():
            # A link to a folder above this one would lead round and round.
            if (real := path.resolve()) not in above:
                yield from _under(path, root, above | {real})
        elif path.suffix.lower() in ENDINGS or (not entry.is_file() and not entry.is_symlink()):
            yield Source(str(root), str(path.relative_to(root)))


def _what(mode: int) -> str:
    kinds = (
        (stat.S_ISFIFO, "a FIFO"),
        (stat.S_ISSOCK, "a socket"),
        (stat.S_ISBLK, "a device"),
        (stat.S_ISCHR, "a device"),
    )
    return next((name for is_kind, name in kinds if is_kind(mode)), "a folder or a link to nothing")
