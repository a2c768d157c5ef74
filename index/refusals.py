"""What the system refuses in, one sentence out: of which path, why, and what to do."""

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from index.errors import LibraryError

AGAIN = "free some and run the command again"
WORDS = {
    errno.ENOSPC: f"no space left on its disk; {AGAIN}",
    errno.EDQUOT: f"no space left for you on its disk; {AGAIN}",
    errno.EFBIG: "its disk takes no file so large; use another disk",
    errno.EACCES: "you have no right to it; look at its rights, or use another folder",
    errno.EPERM: "you have no right to it; look at its rights, or use another folder",
    errno.EROFS: "is on a disk that may not be written; use another folder",
    errno.ENOENT: "is not there; look whether its disk is",
    errno.ENOTDIR: "a file stands where a folder should; name another folder",
    errno.EISDIR: "a folder stands where a file should; name another path",
    errno.EEXIST: "a file stands where a folder should; name another folder",
    errno.ELOOP: "is a link that leads to itself; name another path",
    errno.ENAMETOOLONG: "has too long a name; use a shorter one",
    errno.EIO: "its disk gave an error; look at the health of the disk",
    errno.ESTALE: "its disk is gone; look whether it is still mounted",
    errno.EMFILE: "too many files are open; raise the limit with ulimit -n",
    errno.ENFILE: "too many files are open; close other programs",
    errno.ENOMEM: "no memory is left; close other programs",
    errno.ENOLCK: "its disk knows no locks; use another disk",
}


def refusal(error: OSError, path: Path | None = None) -> str:
    """Return what was refused as a sentence; the path is that of the error, where it names one."""
    of = error.filename if isinstance(error.filename, str) else path
    why = WORDS.get(error.errno or 0) or (error.strerror or str(error) or type(error).__name__).lower()
    return f"{of}: {why}" if of else why


@contextmanager
def refusals_named(path: Path) -> Iterator[None]:
    """Turn what the system refuses into LibraryError; the path stands for an error that names none."""
    try:
        yield
    except OSError as error:
        raise LibraryError(refusal(error, path)) from error
