"""The command and its peers as a person would call them, each over a folder of pages, with an index of its own.

recollindex (Recoll, Xapian) indexes files for a desktop search; zimwriterfs packs pages and a full text index (Xapian)
into one file. Neither looks for the article in a page. Both come from Debian.
"""

import json
import os
import shutil
import struct
import subprocess
import sys
import zlib
from collections.abc import Sequence
from pathlib import Path

from cost import Cost, cost

ROOT = Path(__file__).parent.parent.parent
# The command of this checkout, wherever its environment was made.
VADE = (sys.executable, "-m", "vade")
PACKAGES = {"recollindex": "recollcmd", "recollq": "recollcmd", "zimwriterfs": "zim-tools", "zimdump": "zim-tools"}
# All that recollindex is to know: the pages, and to take its turn as any program does.
RECOLL = """topdirs = {pages}
idxniceprio = 0
noaspell = 1
"""


def vade(pages: Path, library: Path, *, jobs: int, cores: int | None = None) -> tuple[Cost, int]:
    """Ingest the pages; return what it cost and how many of them are in the library now."""
    words = [*VADE, "ingest", pages, "--library", library, "--jobs", jobs, "--json"]
    spent = cost(words, environment={"PYTHONPATH": str(ROOT)}, cores=cores)
    if spent.code not in (0, 3):
        raise SystemExit(spent.output)
    account = json.loads(next(line for line in reversed(spent.output.splitlines()) if line.startswith("{")))
    held = sum(account.get(outcome, 0) for outcome in ("new", "changed", "unchanged", "duplicate"))
    if not held:
        raise SystemExit(f"{pages}: no page came in: {spent.output}")
    return spent, held


def recollindex(pages: Path, folder: Path) -> tuple[Cost, int]:
    """Index the pages with recollindex, which has a configuration and an index of its own in the folder."""
    folder.mkdir(parents=True)
    (folder / "recoll.conf").write_text(RECOLL.format(pages=pages.resolve()))
    home = {"HOME": str(folder), "RECOLL_CONFDIR": str(folder), "XDG_CACHE_HOME": str(folder / "cache")}
    spent = _whole(cost(["recollindex", "-c", folder, "-z"], environment=home))
    count = ["recollq", "-c", folder, "-m", "-n", "1", "-q", "mime:text/html OR mime:text/plain"]
    told = subprocess.run(count, env=os.environ | home, capture_output=True, text=True, check=True).stdout
    return spent, next(int(word) for word in told.split() if word.isdigit())


def zimwriterfs(pages: Path, folder: Path) -> tuple[Cost, int]:
    """Pack a copy of the pages, with a picture for their cover, as zimwriterfs demands."""
    shutil.copytree(pages, folder / "pages")
    (folder / "pages" / "cover.png").write_bytes(_png(48))
    welcome = min(path.relative_to(folder / "pages") for path in (folder / "pages").rglob("*.html"))
    described = dict.fromkeys(("title", "description", "creator", "publisher", "name"), "pages")
    options = [f"--{name}={value}" for name, value in described.items()]
    made = [f"--welcome={welcome}", "--illustration=cover.png", "--language=eng", *options]
    spent = _whole(cost(["zimwriterfs", *made, folder / "pages", folder / "pages.zim"]))
    told = subprocess.run(["zimdump", "list", folder / "pages.zim"], capture_output=True, text=True, check=True).stdout
    return spent, sum(line.endswith((".html", ".htm")) for line in told.splitlines())


def lacking(commands: Sequence[str]) -> str:
    """Return which of the commands is not here, once its package was installed if that is allowed; empty if all are."""
    packages = sorted({PACKAGES[command] for command in commands if not shutil.which(command)})
    if packages and os.geteuid() == 0 and shutil.which("apt-get"):
        print(f"Installing {' '.join(packages)}", file=sys.stderr)
        for words in (["update"], ["install", "-y", "--no-install-recommends", *packages]):
            subprocess.run(["apt-get", "-qq", *words], check=False, stdout=subprocess.DEVNULL)
    return ", ".join(command for command in commands if not shutil.which(command))


def versions() -> dict[str, str]:
    """Return the versions of Debian's packages."""
    asked = ["dpkg-query", "--show", "--showformat=${Package} ${Version}\n", *sorted(set(PACKAGES.values()))]
    told = (
        subprocess.run(asked, capture_output=True, text=True, check=False).stdout if shutil.which("dpkg-query") else ""
    )
    return dict(line.split() for line in told.splitlines() if len(line.split()) == 2)


def _whole(spent: Cost) -> Cost:
    if spent.code:
        raise SystemExit(spent.output)
    return spent


def _png(side: int) -> bytes:
    """Return a white picture, as the PNG specification has it: a header, rows that each begin with a filter, an end."""
    header = struct.pack(">IIBBBBB", side, side, 8, 0, 0, 0, 0)
    rows = zlib.compress((b"\0" + b"\xff" * side) * side)
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        _chunk(*part) for part in ((b"IHDR", header), (b"IDAT", rows), (b"IEND", b""))
    )


def _chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
