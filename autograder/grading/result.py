"""One submission, graded."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from autograder.findings import ExerciseResult
from autograder.notebook.cells import Remark


@dataclass(frozen=True)
class Graded:
    """The result of one submission: what every report is made of.

    ``reasons`` are why a person should look: none if and only if it is graded. ``exercises`` is empty if and only if it
    is not graded. ``sources`` are the student's own solution cells, by exercise. ``mended`` is the notebook that was
    graded, where ``Settings.keep_notebooks`` asks for it. ``settled``: another try with the same content would end the
    same; failures of ours and what the clock has ended may not.
    """

    student: str
    notebook: str
    exercises: tuple[ExerciseResult, ...] = ()
    reasons: tuple[Remark, ...] = ()
    repairs: tuple[Remark, ...] = ()
    sources: Mapping[str, str] = field(default_factory=dict)
    mended: Mapping[str, Any] | None = field(default=None, repr=False, compare=False)
    settled: bool = field(default=True, repr=False, compare=False)

    @property
    def status(self) -> Literal["graded", "needs_review", "not_graded"]:
        """``graded``, ``needs_review`` where there are reasons, ``not_graded`` where there is no score."""
        if not self.exercises:
            return "not_graded"
        return "needs_review" if self.reasons else "graded"

    @property
    def score(self) -> float | None:
        """The points, or None where the submission could not be graded."""
        return sum(exercise.score for exercise in self.exercises) if self.exercises else None
