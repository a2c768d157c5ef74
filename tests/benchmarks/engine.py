"""Real sections in, a table out of what questions, building, opening and adding cost in our engine and in its peers.

    python tests/benchmarks/engine.py N SECTIONS.jsonl.gz FOLDER [--json FILE]

SECTIONS is what `sections.py` wrote; FOLDER is made anew for the indexes. Every engine is built and asked in a process
of its own, one after the other. A question's time is the CPU time of its answer, ids of the best ten included, the
least of three; so other work on the machine counts for little. Sizes and ratios are to be compared, not milliseconds.
"""

import json
import shutil
import sqlite3
import subprocess
import sys
from dataclasses import asdict, dataclass, field
from importlib.metadata import version
from pathlib import Path
from statistics import fmean, median, quantiles

from contenders import CONTENDERS
from measuring import articles, lines
from questions import KINDS, PLAIN, questions

MEASURING = str(Path(__file__).with_name("measuring.py"))
EACH = 200
OURS, PEER = "ours", "tantivy"
VERSIONS = f"whoosh3 {version('whoosh3')}, SQLite {sqlite3.sqlite_version}, tantivy {version('tantivy')}"
COLUMNS = ("p50 ms", "p95 ms", "build cpu s", "build s", "MB", "open ms", "private MB", "its own MB", "add ms")


@dataclass(slots=True)
class Run:
    """What was measured of an engine at a size: seconds, bytes, the times of questions and their answers by kind."""

    engine: str
    size: int
    build_cpu: float = 0.0
    build_wall: float = 0.0
    size_bytes: int = 0
    open_cpu: float = 0.0
    open_wall: float = 0.0
    private_bytes: int = 0
    private_before: int = 0
    added_wall: float = 0.0
    added_cpu: float = 0.0
    times: dict[str, list[float]] = field(default_factory=dict)
    answers: dict[str, list[list[str]]] = field(default_factory=dict)


def main() -> None:
    """Measure, print, and write the numbers when asked to."""
    count, sections, folder = int(sys.argv[1]), sys.argv[2], Path(sys.argv[3])
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    sizes = {
        name: {min(size, most or size) for size in (count // 10, count)} for name, (_, _, most) in CONTENDERS.items()
    }
    # Whatever a peer is put to we are.
    sizes[OURS] = set().union(*sizes.values())
    drawn = questions(articles(sections, count // 10), EACH)
    (folder / "questions.json").write_text(json.dumps([asdict(question) for question in drawn]))
    distinct = min(count, sum(1 for _ in lines(sections)))
    print(f"{count:,} sections, {distinct:,} of them distinct; {len(drawn)} questions; {VERSIONS}\n")
    runs = [run for size in sorted(sizes[OURS]) for run in _runs(size, _chosen(sizes, size), sections, folder)]
    print(_table(runs), _by_kind(runs), _said(runs), sep="\n\n")
    if "--json" in sys.argv:
        numbers = {
            "sections": count,
            "distinct": distinct,
            "versions": VERSIONS,
            "runs": [_numbers(run) for run in runs],
        }
        Path(sys.argv[sys.argv.index("--json") + 1]).write_text(json.dumps(numbers, indent=1))


def _chosen(sizes: dict[str, set[int]], size: int) -> dict[str, str]:
    """Give the folders of the indexes of those that are put to this size, by their names."""
    return {name: f"{size}-{index}" for name, (_, index, _) in CONTENDERS.items() if size in sizes[name]}


def _runs(size: int, chosen: dict[str, str], sections: str, folder: Path) -> list[Run]:
    """Build each index, ask everyone, and only then add to the indexes."""
    owners = {index: name for name, index in reversed(chosen.items())}
    built = {index: _step("build", name, size, sections, folder / index) for index, name in owners.items()}
    asked = {name: _step("ask", name, size, sections, folder / index) for name, index in chosen.items()}
    added = {index: _step("add", name, size, sections, folder / index) for index, name in owners.items()}
    return [Run(name, size, **built[index], **asked[name], **added[index]) for name, index in chosen.items()]


def _step(step: str, name: str, size: int, sections: str, index: Path) -> dict[str, object]:
    print(f"  {step} {name} {size:,}", file=sys.stderr)
    job = (name, str(index), sections, str(index.parent / "questions.json"), str(size))
    return json.loads(
        subprocess.run([sys.executable, MEASURING, step, *job], check=True, stdout=subprocess.PIPE, text=True).stdout
    )


def _percentiles(times: list[float]) -> tuple[float, float] | None:
    """Give p50 and p95 in milliseconds."""
    return (1000 * median(times), 1000 * quantiles(times, n=20)[18]) if len(times) > 1 else None


def _plain(run: Run) -> list[float]:
    return [time for kind in PLAIN for time in run.times[kind]]


def _row(run: Run) -> list[float]:
    p50, p95 = _percentiles(_plain(run)) or (0.0, 0.0)
    million = 1e6
    sizes = (run.size_bytes / million, run.open_cpu * 1000, run.private_bytes / million)
    return [
        p50, p95, run.build_cpu, run.build_wall, *sizes,
        (run.private_bytes - run.private_before) / million, run.added_wall * 1000,
    ]  # fmt: skip


def _table(runs: list[Run]) -> str:
    base = {run.size: _row(run) for run in runs if run.engine == OURS}
    lines = [f"{'engine':<15}{'sections':>9}" + "".join(f"{name:>18}" for name in COLUMNS)]
    for run in runs:
        cells = (_cell(value, own, run.engine) for value, own in zip(_row(run), base[run.size], strict=True))
        lines.append(f"{run.engine:<15}{run.size:>9,}" + "".join(f"{cell:>18}" for cell in cells))
    return "\n".join(lines)


def _cell(value: float, own: float, engine: str) -> str:
    said = f"{value:,.2f}" if value < 10 else f"{value:,.0f}"
    return said if engine == OURS or not own else f"{said} ({value / own:.2f}x)"


def _by_kind(runs: list[Run]) -> str:
    lines = [f"{'p50 / p95 ms':<15}{'sections':>9}" + "".join(f"{kind:>18}" for kind in KINDS)]
    for run in runs:
        found = [_percentiles(run.times[kind]) for kind in KINDS]
        cells = (f"{pair[0]:.2f} / {pair[1]:.2f}" if pair else "–" for pair in found)
        lines.append(f"{run.engine:<15}{run.size:>9,}" + "".join(f"{cell:>18}" for cell in cells))
    return "\n".join(lines)


def _said(runs: list[Run]) -> str:
    """Say how costs grow, and how far we agree with the peer."""
    lines = []
    for name in CONTENDERS:
        own = [run for run in runs if run.engine == name]
        p50, _, build, *_ = (large / small for small, large in zip(_row(own[0]), _row(own[-1]), strict=True))
        lines.append(f"{name}: from {own[0].size:,} to {own[-1].size:,}: p50 {p50:.1f}x, build {build:.1f}x")
    for peer in (run for run in runs if run.engine == PEER):
        ours = next(run for run in runs if run.engine == OURS and run.size == peer.size)
        lines.append(f"{peer.size:,}: of the best ten of {OURS} are {PEER}'s too: {_overlap(ours, peer)}")
    return "\n".join(lines)


def _overlap(ours: Run, peer: Run) -> str:
    shares = []
    for kind in PLAIN:
        pairs = [(set(a), set(b)) for a, b in zip(ours.answers[kind], peer.answers[kind], strict=True)]
        shares.append((kind, fmean(len(a & b) / (max(len(a), len(b)) or 1) if a | b else 1.0 for a, b in pairs)))
    return ", ".join(f"{kind} {share:.0%}" for kind, share in shares)


def _numbers(run: Run) -> dict[str, object]:
    kept = {name: value for name, value in asdict(run).items() if name not in ("times", "answers")}
    by_kind = {kind: _percentiles(times) for kind, times in run.times.items()}
    return {**kept, "p50_p95_ms": {"plain": _percentiles(_plain(run)), **by_kind}}


if __name__ == "__main__":
    main()
