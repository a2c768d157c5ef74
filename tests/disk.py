"""A disk in mind: it is told each file call that a process makes, and forgets at a power cut what was not synchronised.

As POSIX has it: what was written to a file is safe once the file was synchronised, and a name that was given or taken
in a folder once that folder was. Of all else any part may be there after a power cut, in any order, cut short or zeros.
"""

import io
import os
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

# The name of a file call, its paths, and what it writes.
Call = tuple[Any, ...]
CALLS = {"mkdir": 1, "rmdir": 1, "unlink": 1, "rename": 2, "link": 2}


def watch(before: Callable[[], None], after: Callable[[Call], None]) -> None:
    """Have each file call of this process announced before it is made, and told when it is done; there is no way back."""
    opened = io.open

    def watched(name: str, paths: int) -> Callable[..., Any]:
        made = getattr(os, name)

        def call(*words: Any, **options: Any) -> Any:
            told = [_absolute(word, options.get("dir_fd")) for word in words[:paths]]
            before()
            given = made(*words, **options)
            after((name, *told))
            return given

        return call

    for name, paths in (*CALLS.items(), ("fsync", 1)):
        setattr(os, name, watched(name, paths))

    def watched_open(file: Any, mode: str = "r", *words: Any, **options: Any) -> Any:
        if isinstance(file, int) or not set(mode) & set("wax"):
            return opened(file, mode, *words, **options)
        before()
        given = opened(file, mode, *words, **options)
        after(("touch" if "a" in mode else "create", _absolute(file)))
        return _Watched(given, _absolute(file), before, after)

    io.open = watched_open


class _Watched:
    """A file that is written to, each time announced and told."""

    def __init__(self, file: Any, path: str, before: Callable[[], None], after: Callable[[Call], None]) -> None:
        self._file, self._path, self._before, self._after = file, path, before, after

    def __getattr__(self, name: str) -> Any:
        return getattr(self._file, name)

    def __enter__(self) -> "_Watched":
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def write(self, data: Any) -> Any:
        self._before()
        count = self._file.write(data)
        self._file.flush()
        self._after(("write", self._path, data.encode() if isinstance(data, str) else bytes(data)))
        return count


def _absolute(path: Any, folder: int | None = None) -> str:
    if isinstance(path, int):
        return str(_opened_as(path))
    return str((_opened_as(folder) if folder is not None else Path.cwd()) / path)


def _opened_as(descriptor: int) -> Path:
    return Path(f"/proc/self/fd/{descriptor}").readlink()


@dataclass
class File:
    held: bytes = b""
    safe: bytes = b""


@dataclass
class Folder:
    """Names, those that are safe, and the changes since then: each the names that it gives, or takes with None."""

    held: dict[str, int] = field(default_factory=dict)
    safe: dict[str, int] = field(default_factory=dict)
    changes: list[dict[str, int | None]] = field(default_factory=list)

    def change(self, names: dict[str, int | None]) -> None:
        changed(self.held, names)
        self.changes.append(names)


def changed(held: dict[str, int], names: dict[str, int | None]) -> None:
    for name, node in names.items():
        held.pop(name, None)
        if node is not None:
            held[name] = node


class Disk:
    """What lies under a folder, all of it safe at first."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._nodes: dict[int, File | Folder] = {}
        self._next = 0
        self._top = self._read(root, {})

    def tell(self, call: Call) -> None:
        """Take in a file call."""
        name, path, *rest = call
        if not Path(path).is_relative_to(self._root):
            return
        getattr(self, "_write_to" if name == "write" else f"_{name}")(path, *rest)

    def after_a_cut(self, to: Path, chance: Random | None = None) -> Path:
        """Write what may be left after a power cut; without chance, what is there without one."""
        # All that is not safe, nothing of it, or some.
        share = chance.choice((0.0, 0.3, 0.7, 1.0)) if chance else 1.0
        self._write(self._top, to, {}, (chance, share))
        return to

    def _read(self, path: Path, known: dict[int, int]) -> int:
        if path.is_dir():
            names = {one.name: self._read(one, known) for one in sorted(path.iterdir())}
            return self._added(Folder(dict(names), dict(names)))
        inode = path.stat().st_ino
        if inode not in known:
            known[inode] = self._added(File(path.read_bytes(), path.read_bytes()))
        return known[inode]

    def _added(self, node: File | Folder) -> int:
        self._next += 1
        self._nodes[self._next] = node
        return self._next

    def _number(self, path: Path) -> int:
        number = self._top
        for name in path.relative_to(self._root).parts:
            number = self._folder(number).held[name]
        return number

    def _folder(self, number: int) -> Folder:
        node = self._nodes[number]
        assert isinstance(node, Folder)
        return node

    def _parent(self, path: str) -> Folder:
        return self._folder(self._number(Path(path).parent))

    def _file(self, path: str) -> File:
        node = self._nodes[self._number(Path(path))]
        assert isinstance(node, File)
        return node

    def _mkdir(self, path: str) -> None:
        self._parent(path).change({Path(path).name: self._added(Folder())})

    def _create(self, path: str) -> None:
        if Path(path).name in self._parent(path).held:
            self._file(path).held = b""
        else:
            self._parent(path).change({Path(path).name: self._added(File())})

    def _touch(self, path: str) -> None:
        if Path(path).name not in self._parent(path).held:
            self._create(path)

    def _write_to(self, path: str, data: bytes) -> None:
        self._file(path).held += data

    def _unlink(self, path: str) -> None:
        self._parent(path).change({Path(path).name: None})

    _rmdir = _unlink

    def _link(self, path: str, to: str) -> None:
        self._parent(to).change({Path(to).name: self._number(Path(path))})

    def _rename(self, path: str, to: str) -> None:
        assert Path(path).parent == Path(to).parent
        self._parent(path).change({Path(path).name: None, Path(to).name: self._number(Path(path))})

    def _fsync(self, path: str) -> None:
        node = self._nodes[self._number(Path(path))]
        if isinstance(node, File):
            node.safe = node.held
        else:
            node.safe, node.changes = dict(node.held), []

    def _write(self, number: int, to: Path, written: dict[int, Path], luck: tuple[Random | None, float]) -> None:
        node = self._nodes[number]
        if isinstance(node, Folder):
            to.mkdir()
            for name, inner in self._names(node, *luck).items():
                self._write(inner, to / name, written, luck)
        elif number in written:
            os.link(written[number], to)
        else:
            to.write_bytes(self._bytes(node, luck[0]))
            written[number] = to

    @staticmethod
    def _names(folder: Folder, chance: Random | None, share: float) -> dict[str, int]:
        names = dict(folder.safe)
        for change in folder.changes:
            if not chance or chance.random() < share:
                changed(names, change)
        return names

    @staticmethod
    def _bytes(file: File, chance: Random | None) -> bytes:
        if not chance or file.held == file.safe:
            return file.held
        whole = len(file.held)
        return chance.choice((file.safe, file.held, file.held[: chance.randrange(whole + 1)], b"\0" * whole))
