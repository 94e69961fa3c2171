"""What a limit promises, in numbers and words, without a process."""

from __future__ import annotations

from dataclasses import asdict

import pytest

from autograder.sandbox.limits import Budget, Limits


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
