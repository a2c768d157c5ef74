"""The bytes of a file's name in, the text that the record keeps it under and the text that a person reads out."""

import os
import re
import unicodedata
from posixpath import splitext

# What parts an archive from the name of its member; no name has it in its key, since a "!" before a slash is escaped.
INSIDE = "!/"
# What is appended to the second of two members with one name: no escape of a byte begins so.
TWIN = "%~"

NO_UTF8 = re.compile("[\udc80-\udcff]")
BEFORE_SLASH = re.compile(r"!(?=/|\Z)")
ESCAPE = re.compile(rb"%([0-9A-F]{2})")
LAST_TWIN = re.compile(rb"%~\d+\Z")
# Control characters, and those that turn the direction of what stands around them.
INVISIBLE = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]")


def key_of(path: bytes | str) -> str:
    """Return the path as text that UTF-8, JSON and SQLite can hold, and that `path_of` turns back into the same bytes.

    A percent sign, bytes that are no UTF-8, NUL and an exclamation mark at the end of a name are written as %XX. A
    string is taken as Python gives names of files, with surrogates for bytes that are no text.
    """
    if isinstance(path, str) and path.isascii() and "%" not in path and "!" not in path and "\0" not in path:
        return path
    text = os.fsencode(path).decode("utf-8", "surrogateescape").replace("%", "%25").replace("\0", "%00")
    text = NO_UTF8.sub(lambda found: f"%{ord(found[0]) - 0xDC00:02X}", text)
    return BEFORE_SLASH.sub("%21", text)


def path_of(key: str) -> bytes:
    """Return the path that the key stands for, which must not lead into an archive."""
    raw = LAST_TWIN.sub(b"", key.encode())
    return ESCAPE.sub(lambda found: bytes.fromhex(found[1].decode()), raw)


def name_of(path: bytes | str) -> str:
    """Return the path as a person reads it: in NFC, each byte that is no UTF-8 as U+FFFD, what is invisible escaped."""
    if isinstance(path, str) and path.isascii() and path.isprintable():
        return path
    text = unicodedata.normalize("NFC", os.fsencode(path).decode("utf-8", "replace"))
    return INVISIBLE.sub(lambda found: found[0].encode("unicode_escape").decode(), text)


def inside(key: str, member: str) -> str:
    """Return the key of an archive's member."""
    return f"{key}{INSIDE}{member}"


def twin(key: str, count: int) -> str:
    """Return a key of its own for the so many-th member of one name."""
    return f"{key}{TWIN}{count}"


def with_note(name: str, note: str) -> str:
    """Return the name with a note in brackets before its ending."""
    stem, ending = splitext(name)
    return f"{stem} ({note}){ending}"


def file_key(key: str) -> str:
    """Return the key of the file that the key is or leads into."""
    return key.partition(INSIDE)[0]


def is_under(key: str, place: str) -> bool:
    """Return whether the key is the place, or lies in that folder or archive; all lie under the empty key."""
    return not place or key == place or key.startswith((f"{place}/", place + INSIDE))
