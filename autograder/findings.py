"""What a judge found, as data; words are made of it where a report is written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

Status = Literal["passed", "failed", "error", "timed_out", "killed", "skipped"]


@dataclass(frozen=True)
class Finding:
    """Why a check is not passed (or passed with a remark).

    ``code`` is a mistake's name, proved, or None; ``symptom`` says what was seen (``wrong_value``, ``wrong_shape``,
    ...) and picks the words where there is no code. ``numbers`` fill them: shapes, the worst entry's index,
    ``analytic``, ``numeric``, ``relative_error``, the line of the student's cell. ``also`` is a second mistake behind
    the first.
    """

    symptom: str
    code: str | None = None
    numbers: Mapping[str, Any] = field(default_factory=dict)
    also: str | None = None


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
