"""What is built and installed elsewhere works there: templates, styles and samples are in it."""

import subprocess
import sys
import venv
from pathlib import Path
from urllib.request import urlopen

import pytest
from serving import served

ROOT = Path(__file__).parent.parent


def ran(*words: object) -> str:
    done = subprocess.run(list(map(str, words)), cwd=ROOT, capture_output=True, text=True, check=False, timeout=300)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the folder of the programs of an environment that holds the wheel and what the lock names, and nothing else."""
    folder = tmp_path_factory.mktemp("installed")
    ran(sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", folder)
    [wheel] = folder.glob("*.whl")
    venv.create(folder / "venv", with_pip=True)
    pip = (folder / "venv" / "bin" / "python", "-m", "pip", "install", "-q", "--disable-pip-version-check")
    ran(*pip, "--require-hashes", "-r", ROOT / "requirements.txt")
    ran(*pip, "--no-deps", wheel)
    return folder / "venv" / "bin"


def test_an_installed_wheel_ingests_its_samples_and_serves_them(installed: Path, tmp_path: Path) -> None:
    library = tmp_path / "library"
    vade = installed / "vade"
    ran(vade, "ingest", "--samples", "--library", library)
    assert "Descaling" in ran(vade, "search", "kettle", "--library", library)
    with served(library, command=(str(vade),)) as (address, _):
        page = urlopen(f"{address}/search?q=kettle", timeout=20).read().decode()  # noqa: S310 - our own address
        style = urlopen(f"{address}/static/style.css", timeout=20).read()  # noqa: S310 - our own address
    assert "<mark>kettle</mark>" in page
    assert style
