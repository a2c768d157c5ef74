"""A real server for a test: started as the command starts it, and stopped."""

import re
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def served(
    library: Path, *options: str, command: Sequence[str] = (sys.executable, "-m", "vade")
) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """Serve the library at a free port; give the address that the command prints, and the process."""
    words = [*command, "serve", "--library", str(library), "--port", "0", *options]
    with subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout
        line = process.stdout.readline()
        address = re.search(r"http://\S+", line)
        try:
            assert address, (line, process.stderr and process.stderr.read())
            yield address[0], process
        finally:
            process.terminate()
            process.communicate(timeout=30)
