"""What the benchmark of the ingest says that a command cost is what all its processes cost."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

BENCHMARKS = Path(__file__).parent / "benchmarks"
pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="asks Linux for its processes")

# A process that works for so many seconds, in memory of so many megabytes.
WORK = """
import sys, time
held = bytearray(int(sys.argv[2]) * 1_000_000)
while time.process_time() < float(sys.argv[1]):
    pass
"""
MEASURE = """
import dataclasses, json, sys
from cost import cost
print(json.dumps(dataclasses.asdict(cost(["sh", "-c", *sys.argv[1:]]))))
"""


def measured(script: str) -> dict[str, float]:
    command = [sys.executable, "-c", MEASURE, script, sys.executable, WORK]
    done = subprocess.run(command, cwd=BENCHMARKS, capture_output=True, text=True, check=True, timeout=300)
    return dict(json.loads(done.stdout))


def test_children_count_also_those_that_outlive_their_parent() -> None:
    spent = measured('"$0" -c "$1" 0.3 1; ("$0" -c "$1" 0.4 1 &)')
    assert 0.7 <= spent["cpu"] < 1.5
    assert spent["own_cpu"] < 0.1
    assert spent["wall"] >= 0.7


def test_memory_is_that_of_all_processes_at_one_time() -> None:
    spent = measured('"$0" -c "$1" 0.8 40 & "$0" -c "$1" 0.8 60; wait')
    assert 100e6 < spent["peak_bytes"] < 180e6
    assert 60e6 < spent["largest_bytes"] < 120e6


def test_how_it_ended_and_what_it_said_are_kept() -> None:
    spent = measured("echo said; exit 3")
    assert (spent["code"], spent["output"]) == (3, "said\n")
