"""What a judge found, as data; words are made of it where a report is written."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from gradcheck.finding import Finding

__all__ = ["CheckResult", "ExerciseResult", "Finding", "Status"]

Status = Literal["passed", "failed", "error", "timed_out", "killed", "skipped"]


@dataclass(frozen=True)
class CheckResult:
    """One check, judged."""

    name: str
    status: Status
    score: float
    max_score: float
    finding: Finding | None = None
    audit: str | None = None  # the student's own forward against it: ``agrees``, ``differs``, ``inconclusive``


@dataclass(frozen=True)
class ExerciseResult:
    """One exercise, judged."""

    id: str
    checks: tuple[CheckResult, ...]

    @property
    def score(self) -> float:
        """The sum of the checks' scores."""
        return sum(check.score for check in self.checks)

    @property
    def max_score(self) -> float:
        """The sum of the checks' points."""
        return sum(check.max_score for check in self.checks)
