"""What the browser tests need of the system, each looked for itself, and the Debian package that brings it.

`python tests/needs.py` prints the packages that are missing here; with `--why`, what is missing, in words.
"""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
LIBRARIES = {"libatomic.so.1": "libatomic1", "libstdc++.so.6": "libstdc++6", "libgcc_s.so.1": "libgcc-s1"}
FONTS = {"DejaVuSans.ttf": "fonts-dejavu-core", "NotoSansCJK-Regular.ttc": "fonts-noto-cjk"}
FONT_FOLDERS = ("/usr/share/fonts", "/usr/local/share/fonts", "~/.local/share/fonts", "~/.fonts", "/Library/Fonts")


@dataclass(frozen=True, slots=True)
class Missing:
    """A thing that is not here, the Debian package that brings it, and whether no test can do without it."""

    what: str
    package: str
    is_vital: bool = True


def missing() -> Iterator[Missing]:
    """Yield what the browser tests want and this system lacks."""
    if not chromium():
        yield Missing(f"a browser ({', '.join(BROWSERS)})", "chromium")
    for library in missing_libraries(driver()):
        yield Missing(f"{library}, which Playwright's own node needs", LIBRARIES.get(library, ""))
    for font in FONTS.keys() - fonts():
        yield Missing(f"the font {font}", FONTS[font], is_vital=False)


def reason_to_skip() -> str:
    """Return why no browser test can run here, or an empty string if they can."""
    return "; ".join(f"missing: {lack.what}" for lack in missing() if lack.is_vital)


def chromium() -> str | None:
    """Return the command of a Chromium that starts, or None. The variable CHROMIUM names one of one's own."""
    named = os.environ.get("CHROMIUM")
    found = filter(None, map(shutil.which, (named,) if named else BROWSERS))
    return next((command for command in found if _succeeds(command, "--version")), None)


def driver() -> Path:
    """Return the path of the node that Playwright brings along."""
    spec = find_spec("playwright")
    if spec is None or spec.origin is None:
        raise SystemExit("Playwright is not installed; run make test")
    return Path(spec.origin).parent / "driver" / "node"


def missing_libraries(program: Path) -> list[str]:
    """Return the shared libraries that the program wants and the dynamic linker does not find."""
    if sys.platform != "linux" or not shutil.which("ldd"):
        return []
    return unresolved(subprocess.run(["ldd", program], capture_output=True, text=True, check=False).stdout)


def unresolved(told: str) -> list[str]:
    """Return the libraries that a listing of ldd(1) calls not found."""
    return re.findall(r"^\s*(\S+) => not found", told, re.MULTILINE)


def fonts() -> set[str]:
    """Return the file names of the fonts that are installed."""
    folders = (Path(os.path.expanduser(folder)) for folder in FONT_FOLDERS)  # noqa: PTH111 - without HOME, Path raises
    return {path.name for folder in folders for path in folder.rglob("*.tt[fc]")}


def _succeeds(*command: str) -> bool:
    try:
        return subprocess.run(command, capture_output=True, check=False, timeout=60).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False


def main() -> None:
    """Print what is missing."""
    lacks = list(missing())
    if "--why" in sys.argv:
        print("; ".join(lack.what for lack in lacks))
        return
    for lack in lacks:
        if not lack.package:
            print(f"Missing, and in no package known here: {lack.what}", file=sys.stderr)
    print(*sorted({lack.package for lack in lacks if lack.package}))


if __name__ == "__main__":
    main()
