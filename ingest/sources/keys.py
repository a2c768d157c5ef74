"""Turn the names of files into keys that any text file can hold, and back; no two names share one."""

import os
import re
import unicodedata

# A percent sign; a byte that is no UTF-8 (PEP 383); an exclamation mark that ends a part, as "!/" parts an archive
# from what is in it.
UNFIT = re.compile("%|[\udc80-\udcff]|!(?=/|$)")
ESCAPED = re.compile("%([0-9A-F]{2})")
FIRST_BYTE = 0xDC00


def key_of(path: str) -> str:
    """Return the key of a path as the file system gives it: the same text, but for what is escaped as %XX."""
    text = path if os.sep == "/" else path.replace(os.sep, "/")
    # Most names have nothing to escape, and the search costs more than to see that.
    return text if "%" not in text and "!" not in text and text.isascii() else UNFIT.sub(_escape, text)


def path_of(key: str) -> str:
    """Return the path that has this key, as the file system takes it."""
    return ESCAPED.sub(_unescape, key)


def shown(path: str) -> str:
    """Return a path as people read it: in NFC, with a replacement character for each byte that is no UTF-8."""
    if path.isascii():
        return path
    return unicodedata.normalize("NFC", path.encode("utf-8", "surrogateescape").decode("utf-8", "replace"))


def _escape(match: re.Match[str]) -> str:
    code = ord(match[0])
    return f"%{code - FIRST_BYTE if code > FIRST_BYTE else code:02X}"


def _unescape(match: re.Match[str]) -> str:
    code = int(match[1], 16)
    return chr(code if code < 0x80 else FIRST_BYTE + code)
