"""Count what became of each entry of a run: found is the sum of the outcomes, always."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

# What became of an entry that was found, in the order in which an account tells it.
FOUND = ("new", "changed", "unchanged", "duplicate", "skipped", "failed")
Ending = Literal["done", "interrupted", "broken off"]


@dataclass(frozen=True, slots=True)
class ProblemTold:
    """An entry that is no article, or a place that could not be looked into, and why; `source` is its name."""

    origin: str
    source: str
    outcome: str
    reason: str


@dataclass(slots=True)
class Account:
    """How an ingest went: found = new + changed + unchanged + duplicate + skipped + failed.

    `beside` is what lies beside pages; `unseen` are the places that could not be looked into. `contested` says of each
    address that several pages of different text state how many these are. `gone` counts the articles whose entries
    were not seen any more, `removed` those that were forgotten, and `refused` those that nobody said to forget.
    `outdated` were read by another reader than today's. `origins` is how many there were to look into.
    """

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    duplicate: int = 0
    skipped: int = 0
    failed: int = 0
    beside: int = 0
    removed: int = 0
    gone: int = 0
    outdated: int = 0
    problems: list[ProblemTold] = field(default_factory=list)
    unseen: list[ProblemTold] = field(default_factory=list)
    passed_over: list[ProblemTold] = field(default_factory=list)
    contested: dict[str, int] = field(default_factory=dict)
    ending: Ending = "done"
    error: str = ""
    refused: int = 0
    run: int = 0
    origins: int = 0
    seconds: float = 0.0

    @property
    def found(self) -> int:
        """Return how many entries were looked into that are pages, or claim to be."""
        return sum(getattr(self, outcome) for outcome in FOUND)

    @property
    def counts(self) -> Mapping[str, int]:
        """Return the numbers of the account by their names."""
        names = (*FOUND, "beside", "removed", "gone", "refused", "outdated")
        return {"found": self.found} | {name: getattr(self, name) for name in names}

    def count(self, outcome: str) -> None:
        """Count an entry that is in the library."""
        setattr(self, outcome, getattr(self, outcome) + 1)

    def tell(self, problem: ProblemTold) -> None:
        """Count an entry that is not, or a place that could not be looked into."""
        if problem.outcome == "unseen":
            self.unseen.append(problem)
            return
        self.count(problem.outcome)
        (self.passed_over if problem.outcome == "beside" else self.problems).append(problem)
