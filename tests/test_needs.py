"""What a browser test needs of the system is told by looking for it, not by what usually comes along with it."""

import os
import subprocess
import sys
from pathlib import Path

import needs
import pytest


def listed(path: Path, *options: str) -> list[str]:
    """Give the words that the list of what is missing has on a system with only these commands."""
    command = [sys.executable, needs.__file__, *options]
    environment = {"PATH": f"{path}:{Path(sys.executable).parent}"} | {
        k: v for k, v in os.environ.items() if k == "HOME"
    }
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout.split()


def command(folder: Path, name: str, *, code: int) -> None:
    path = folder / name
    path.write_text(f"#!/bin/sh\nexit {code}\n")
    path.chmod(0o755)


def test_a_browser_is_there_only_when_it_starts(tmp_path: Path) -> None:
    assert "chromium" in listed(tmp_path)
    command(tmp_path, "chromium", code=127)
    assert "chromium" in listed(tmp_path)
    command(tmp_path, "chromium-browser", code=0)
    assert "chromium" not in listed(tmp_path)


def test_what_is_missing_is_said_in_words(tmp_path: Path) -> None:
    assert "a browser (chromium, chromium-browser, google-chrome)" in " ".join(listed(tmp_path, "--why"))


def test_a_library_that_the_linker_does_not_find_is_missing() -> None:
    told = "\tlibatomic.so.1 => not found\n\tlibm.so.6 => /lib/libm.so.6 (0x00007fcb50319000)\n"
    assert needs.unresolved(told) == ["libatomic.so.1"]
    assert needs.LIBRARIES["libatomic.so.1"] == "libatomic1"


@pytest.mark.skipif(sys.platform != "linux", reason="asks the dynamic linker of Linux")
def test_a_program_that_runs_lacks_nothing() -> None:
    assert needs.missing_libraries(Path(sys.executable)) == []


def test_playwright_brings_a_node() -> None:
    assert needs.driver().is_file()
