"""Small pages and questions that complaints about such tools led to, each with its right outcome: tests/cases."""

import importlib.util
import json
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from click.testing import CliRunner

import vade
from index import article_shape
from ingest import read_article

HERE = Path(__file__).parent / "cases"
READING = sorted(path.stem for path in (HERE / "reading").glob("*.json"))
SEARCH = sorted(path.stem for path in (HERE / "search").glob("*.json"))


def module(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(f"cases_{name}", HERE / f"{name}.py")
    assert spec
    assert spec.loader
    found = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(found)
    return found


@pytest.mark.parametrize("name", READING)
def test_a_page_is_read_as_a_careful_person_reads_it(name: str) -> None:
    wanted = json.loads((HERE / "reading" / f"{name}.json").read_text(encoding="utf-8"))
    [page] = [p for p in (HERE / "reading").glob(f"{name}.*") if p.suffix != ".json"]
    article = json.loads(json.dumps(article_shape(read_article(page.read_bytes(), source=page.name))))
    assert list(module("reading")._faults(article, wanted)) == []


class Done:
    def __init__(self, stdout: str, stderr: str, returncode: int) -> None:
        self.stdout, self.stderr, self.returncode = stdout, stderr, returncode


def called(_command: str, *arguments: str) -> Done:
    result = CliRunner().invoke(vade.cli, list(arguments))
    return Done(result.stdout, result.stderr, result.exit_code)


@pytest.fixture
def search(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    found = module("search")
    monkeypatch.setattr(found, "called", called)
    return found


@pytest.mark.parametrize("name", SEARCH)
def test_a_question_is_understood_as_a_person_means_it(name: str, search: Any, request: pytest.FixtureRequest) -> None:
    case = json.loads((HERE / "search" / f"{name}.json").read_text(encoding="utf-8"))
    assert list(search.faults(case, "vade")) == []
