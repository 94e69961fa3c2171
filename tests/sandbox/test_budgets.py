"""What a limit promises, in numbers and words, without a process."""

from __future__ import annotations

from dataclasses import asdict

import pytest

from autograder.sandbox.limits import Budget, Limits, exercise_budget, part_of_exercise, submission_budget


def test_the_defaults_are_those_that_are_promised() -> None:
    """Seconds, MiB and counts, as docs/grades-json.md has them."""
    assert asdict(Limits()) == {
        "exercise_cpu_s": 10.0,
        "exercise_wall_s": 20.0,
        "submission_cpu_s": 60.0,
        "submission_wall_s": 120.0,
        "memory_mib": 1024,
        "output_mib": 16,
        "file_mib": 16,
        "files": 1000,
        "scratch_mib": 32,
        "descriptors": 64,
        "processes": 0,
        "reply_mib": 2,
        "answers_mib": 6,
    }


@pytest.mark.parametrize(
    ("name", "least", "too_little", "words"),
    [
        *(
            (name, 1e-9, value, f"{name} must be more than 0 seconds")
            for name in ("exercise_cpu_s", "exercise_wall_s", "submission_cpu_s", "submission_wall_s")
            for value in (0, -1, float("nan"))
        ),
        ("memory_mib", 256, 255, "memory_mib must be at least 256"),
        ("descriptors", 16, 15, "descriptors must be at least 16"),
        ("reply_mib", 1, 0, "reply_mib must be at least 1"),
        ("output_mib", 1, 0, "output_mib must be at least 1"),
    ],
)
def test_a_limit_under_which_nothing_can_run_is_refused(name: str, least: float, too_little: float, words: str) -> None:
    """The least that is allowed is allowed; what is below is named."""
    assert getattr(Limits(**{name: least}), name) == least  # type: ignore[arg-type]
    with pytest.raises(ValueError, match=r".") as refused:
        Limits(**{name: too_little})  # type: ignore[arg-type]
    assert str(refused.value) == words


@pytest.mark.parametrize(
    ("cpu_s", "wall_s", "spent"),
    [
        (0.5, 0.5, None),
        (0.5, 1.5, None),
        (1, 0.5, "why"),
        (0.5, 2, "why"),
        (1.5, 0.5, "why"),
        (0.5, 2.5, "why"),
        (1, 2, "why"),
    ],
)
def test_time_is_up_when_either_clock_says_so(cpu_s: float, wall_s: float, spent: str | None) -> None:
    """Also when just nothing is left."""
    budget = Budget(1, 2, "why")
    budget.charge(cpu_s, wall_s)
    assert (budget.cpu_s, budget.wall_s, budget.spent) == (1 - cpu_s, 2 - wall_s, spent)


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
