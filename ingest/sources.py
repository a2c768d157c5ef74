"""Paths in, the page files found there out.

Found is every file with the ending of a page (.html, .htm, .xhtml, .shtml, .txt, .md, .text), every file without
an ending or with a server's (.php, .aspx, …) that begins like HTML, every file named by itself, and,
so that nothing vanishes unsaid, every socket, named pipe and device, every link named like a page, and every
folder that cannot be listed. Hidden files and folders are not found, nor is what a browser saved beside a page
to show it (`tea_files` beside `tea.html`): images, styles, scripts.

A link is read as the file it leads to when that lies in the same folder tree; a link to a folder is not walked:
inside the tree, what it leads to is found under its own path.
"""

import os
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from index import PageError
from ingest.files import file_start, what_it_is

PAGE_ENDINGS = frozenset({".html", ".htm", ".xhtml", ".shtml", ".txt", ".md", ".text"})
SERVED_ENDINGS = frozenset({".php", ".asp", ".aspx", ".jsp", ".jsf", ".cfm", ".cgi", ".pl", ".do"})
# What browsers add to a page's name for the folder of its images and styles, in the languages they are sold in.
COMPANION_ENDINGS = (
    *("_files", ".files", "-files", "_file", "-Dateien", "_fichiers", "_archivos", "_ficheiros", "_arquivos"),
    *("_bestanden", "-filer", "_filer", "_pliki", "_soubory", "_tiedostot", "_dosyalar", "_elemei", "_datoteke"),
    *("_fitxers", "_fajlovi", "_fitxategiak", "_bylos", "_failid"),
)
ENDING = re.compile(r"\.(?=\d*[A-Za-z])[A-Za-z0-9]{1,8}$")
START = 1024
HTML_START = re.compile(
    rb"(?:\xef\xbb\xbf|\xff\xfe|\xfe\xff)?(?:\s|<!--.*?-->|<\?xml.*?\?>)*<(?:!doctype\s+html|html|head|body)\b",
    re.IGNORECASE | re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Place:
    """What one path named on the command line stands for: the root its pages belong to, and where they begin.

    `path` is the root itself for a folder, the file for a file.
    """

    root: Path
    path: Path

    @property
    def is_folder(self) -> bool:
        """Say whether a whole folder was named."""
        return self.root == self.path


@dataclass(frozen=True, slots=True)
class PageFile:
    """A file that may be a page: where it is, the root it belongs to, and its path under that.

    `root` and `source` are text to keep (slashes, NFC; bytes that are no UTF-8 as `\\xff`); `size` is in bytes.
    `fault` says why the file must not be opened, "" where it may be; `is_lost_folder` that it is a folder
    which cannot be listed.
    """

    path: Path
    root: str
    source: str
    size: int = 0
    fault: str = ""
    is_lost_folder: bool = False


def places(paths: Iterable[Path], roots: Sequence[str] = ()) -> list[Place]:
    """Give the place of each path that lies in none of the others'.

    A file belongs to the innermost of these known roots that it lies under, else to its own folder.
    """
    found = dict.fromkeys(_place(path.resolve(), frozenset(roots)) for path in paths)
    folders = {p.path for p in found if p.is_folder}
    return [p for p in found if folders.isdisjoint(p.path.parents)]


def page_files(place: Place) -> Iterator[PageFile]:
    """Give what is found at this place: the files of a folder in the order of their names, then its folders'."""
    if not place.is_folder:
        yield _named_file(place)
        return
    folders = [place.root]
    while folders:
        folder = folders.pop()
        try:
            with os.scandir(folder) as listing:
                entries = sorted(listing, key=lambda e: e.name)
        except OSError as error:
            fault = f"the folder cannot be listed: {error.strerror}"
            yield PageFile(folder, kept(place.root), source_of(folder, place.root), 0, fault, is_lost_folder=True)
            continue
        entries = [e for e in entries if not e.name.startswith(".")]
        stems = {Path(e.name).stem for e in entries if is_page_name(e.name)}
        subfolders = [e for e in entries if e.is_dir(follow_symlinks=False) and not _is_companion(e.name, stems)]
        folders += [Path(e.path) for e in reversed(subfolders)]
        for entry in entries:
            if not entry.is_dir(follow_symlinks=False):
                yield from _entry_file(entry, place.root)


def is_page_name(name: str) -> bool:
    """Say whether a file of this name is a page by its ending; what a server was asked after it does not count."""
    return _ending(name) in PAGE_ENDINGS


def kept(path: Path) -> str:
    """Give the path as text that can be kept: bytes that are no UTF-8 as `\\xff`."""
    return os.fsencode(path).decode("utf-8", "backslashreplace")


def source_of(path: Path, root: Path) -> str:
    """Give the path under the root, as text that is the same wherever the folder was copied to."""
    return unicodedata.normalize("NFC", kept(path.relative_to(root)))


def _place(path: Path, roots: frozenset[str]) -> Place:
    if path.is_dir():
        return Place(path, path)
    return Place(next((p for p in path.parents if kept(p) in roots), path.parent), path)


def _named_file(place: Place) -> PageFile:
    status = place.path.lstat()
    kind = what_it_is(status.st_mode)
    return _page_file(place.path, place.root, status.st_size, f"{kind}, not a file" if kind else "")


def _entry_file(entry: os.DirEntry[str], root: Path) -> Iterator[PageFile]:
    """Give the file of this entry of a folder, if it is one of those that are found."""
    path = Path(entry.path)
    if entry.is_symlink():
        if is_page_name(entry.name):
            yield from _linked_file(path, root)
        return
    status = entry.stat(follow_symlinks=False)
    if kind := what_it_is(status.st_mode):
        yield _page_file(path, root, 0, f"{kind}, not a file")
    elif is_page_name(entry.name) or (_may_be_page(entry.name) and _begins_like_html(path)):
        yield _page_file(path, root, status.st_size)


def _linked_file(path: Path, root: Path) -> Iterator[PageFile]:
    """Give the file that a link named like a page leads to, or the fault in it."""
    try:
        target = Path(os.path.realpath(path, strict=True))
        status = target.stat()
    except OSError:
        yield _page_file(path, root, 0, "a link that leads nowhere")
        return
    if not target.is_relative_to(root):
        yield _page_file(path, root, 0, "a link that leads out of the folder; name what it leads to instead")
        return
    if target.is_dir():
        return
    kind = what_it_is(status.st_mode)
    source = source_of(path, root)
    yield PageFile(target, kept(root), source, status.st_size, f"a link to {kind}, not to a file" if kind else "")


def _page_file(path: Path, root: Path, size: int, fault: str = "") -> PageFile:
    return PageFile(path, kept(root), source_of(path, root), size, fault)


def _is_companion(name: str, stems: set[str]) -> bool:
    return any(name.endswith(ending) and name.removesuffix(ending) in stems for ending in COMPANION_ENDINGS)


def _may_be_page(name: str) -> bool:
    ending = _ending(name)
    return not ending or ending in SERVED_ENDINGS


def _ending(name: str) -> str:
    match = ENDING.search(name.partition("?")[0])
    return match[0].lower() if match else ""


def _begins_like_html(path: Path) -> bool:
    try:
        start = file_start(path, START)
    except PageError:
        return False
    # Every other byte of plain UTF-16 is zero.
    return HTML_START.match(start.replace(b"\0", b"")) is not None
