"""Keep which places pages came from, and hand the entries of one over to another that holds it."""

import json
import sqlite3
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class OriginRecord:
    """A place that pages came from: a folder by its absolute path, or a name that is no path.

    `is_whole` says that it was named itself, and not only files in it; `mounts` are the keys of the folders in it that
    lie on disks of their own.
    """

    name: str
    is_whole: bool = False
    mounts: frozenset[str] = frozenset()


class Origins:
    """The table `origins` through one connection; what is written belongs to its transaction."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def all(self) -> list[OriginRecord]:
        """Return every origin, by name."""
        rows = self._connection.execute("SELECT name, is_whole, mounts FROM origins WHERE name <> '' ORDER BY name")
        return [OriginRecord(name, bool(is_whole), frozenset(json.loads(mounts))) for name, is_whole, mounts in rows]

    def home_of(self, folder: str) -> OriginRecord | None:
        """Return the origin that was named as a whole and holds this folder, or is it; None without one."""
        return next((o for o in self.all() if o.is_whole and within(folder, o.name) is not None), None)

    def add(self, name: str, *, whole: bool) -> None:
        """Put an origin on record. Named as a whole it takes over what was known of the folders and files in it."""
        self._connection.execute("INSERT OR IGNORE INTO origins (name) VALUES (?)", (name,))
        if not whole:
            return
        self._connection.execute("UPDATE origins SET is_whole = 1 WHERE name = ?", (name,))
        for other in self.all():
            inner, outer = within(other.name, name), within(name, other.name)
            if inner:
                self._move(other.name, name, lost="", gained=f"{inner}/")
            elif outer and not other.is_whole:
                self._move(other.name, name, lost=f"{outer}/", gained="")

    def add_mount(self, name: str, *mounts: str) -> None:
        """Put on record that folders of the origin, by their keys, lie on disks of their own."""
        kept = json.dumps(sorted({*self._mounts(name), *mounts}))
        self._connection.execute("UPDATE origins SET mounts = ? WHERE name = ?", (kept, name))

    def mounts_in(self, path: str) -> list[tuple[str, str]]:
        """Return the origin and the key of each folder at or below the path that lies on a disk of its own."""
        known = [(origin.name, key) for origin in self.all() for key in sorted(origin.mounts)]
        return [(name, key) for name, key in known if within(placed(key, name).rstrip("/"), path) is not None]

    def drop_mounts(self, path: str) -> None:
        """Forget that folders at or below the path lie on disks of their own."""
        dropped = self.mounts_in(path)
        for name in {name for name, _ in dropped}:
            kept = json.dumps(sorted(key for key in self._mounts(name) if (name, key) not in dropped))
            self._connection.execute("UPDATE origins SET mounts = ? WHERE name = ?", (kept, name))

    def _mounts(self, name: str) -> set[str]:
        return {key for origin in self.all() if origin.name == name for key in origin.mounts}

    def drop(self, name: str) -> None:
        """Forget an origin that no entry is left of."""
        asked = "DELETE FROM origins WHERE name = ? AND number NOT IN (SELECT origin FROM entries)"
        self._connection.execute(asked, (name,))

    def _move(self, source: str, target: str, *, lost: str, gained: str) -> None:
        """Hand over the entries whose keys begin with what they lose, and let them begin with what they gain."""
        entries = "SELECT article FROM entries WHERE origin = (SELECT number FROM origins WHERE name = ?)"
        self._connection.execute(
            f"UPDATE articles SET source = ? || substr(source, ?) WHERE id IN ({entries})"  # noqa: S608 - constants
            " AND substr(source, 1, ?) = ?",
            (gained, len(lost) + 1, source, len(lost), lost),
        )
        mounts = {gained + key.removeprefix(lost) if key else gained.rstrip("/") for key in self._mounts(source)}
        self.add_mount(target, *mounts - {""})
        for table in ("entries", "run_entries"):
            self._connection.execute(
                f"UPDATE OR IGNORE {table} SET key = ?1 || substr(key, ?2), name = ?1 || substr(name, ?2),"  # noqa: S608 - ours
                " origin = (SELECT number FROM origins WHERE name = ?3)"
                " WHERE origin = (SELECT number FROM origins WHERE name = ?4) AND substr(key, 1, ?5) = ?6",
                (gained, len(lost) + 1, target, source, len(lost), lost),
            )
        self.drop(source)


def placed(name: str, origin: str) -> str:
    """Return the name of an entry with the folder that it lies in; what came from elsewhere has no other place."""
    return f"{origin.rstrip('/')}/{name}" if origin.startswith("/") else name


def within(inner: str, outer: str) -> str | None:
    """Return the path of a folder in another, "" for the same folder, None where it is not in it."""
    if inner == outer:
        return ""
    holder = outer.rstrip("/") + "/"
    return inner[len(holder) :] if inner.startswith(holder) and len(inner) > len(holder) else None
