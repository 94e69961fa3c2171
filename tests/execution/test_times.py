"""How a submission's time is divided, in numbers and words, without a process."""

from __future__ import annotations

import pytest

from autograder.execution.times import exercise_budget, part_of_exercise, submission_budget
from autograder.sandbox.limits import Budget, Limits

LIMITS = Limits(exercise_cpu_s=3, exercise_wall_s=8, submission_cpu_s=12, submission_wall_s=40)
TOOK = "took more than {} s of processor time, or {} s by the clock"
LITTLE = "took more than its part of the time that is left for the notebook"


@pytest.mark.parametrize(
    ("budget", "expected"),
    [
        (exercise_budget(LIMITS), (3, 8, TOOK.format(3, 8))),
        (exercise_budget(LIMITS, 0.5), (1.5, 4, TOOK.format("1.5", 4))),
        (part_of_exercise(LIMITS, 1), (3, 8, TOOK.format(3, 8))),
        (part_of_exercise(LIMITS, 1, 0.5), (1.5, 4, TOOK.format("1.5", 4))),
        (part_of_exercise(LIMITS, 1.5), (4.5, 12, TOOK.format("4.5", 12))),
        (part_of_exercise(LIMITS, 0.5), (1.5, 4, LITTLE)),
        (part_of_exercise(LIMITS, 0.5, 0.5), (0.75, 2, LITTLE)),
        (submission_budget(LIMITS), (12, 40, "the notebook as a whole " + TOOK.format(12, 40))),
        (submission_budget(LIMITS, 0.25), (3, 10, "the notebook as a whole " + TOOK.format(3, 10))),
    ],
)
def test_a_budget_is_its_part_of_the_limits_and_says_so(budget: Budget, expected: tuple[float, float, str]) -> None:
    """Seconds of processor, seconds by the clock, and the sentence of its end."""
    assert (budget.cpu_s, budget.wall_s, budget.why) == expected
