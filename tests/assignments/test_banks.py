"""The bank of mistakes of each assignment holds nothing twice, nothing that is right, and nothing that no wrong answer
shows."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import pytest

from autograder.assignment import Assignment, Exercise, Mistake, Trial
from autograder.corpus import cases
from autograder.judge.evidence import Form, form
from tests.corpus import ASSIGNMENTS

WALKS = "mlp_backward"  # its answers are walks through a net, which have no numbers before they are seen


def pairs() -> list[Any]:
    """(assignment, exercise) of all assignments."""
    return [
        pytest.param(assignment, exercise, id=f"{name}-{exercise.id}")
        for name, assignment in ASSIGNMENTS.items()
        for exercise in assignment.exercises
    ]


def tried(assignment: Assignment, exercise: Exercise, check: str) -> list[Trial]:
    """All inputs at which answers to a check are told apart."""
    method = next(each.method for each in exercise.checks if each.name == check)
    seed = assignment.seed
    return [*exercise.trials(seed)[method], *exercise.probes(seed).get(method, ())]


def given(mistake: Mistake, check: str, trial: Trial) -> Form | None:
    """What the mistake answers, on top of what is right where it needs an answer; None where it raises."""
    try:
        if mistake.formula is not None:
            return form(mistake.formula(trial.inputs), False)
        assert mistake.transform is not None
        return form(mistake.transform(trial.expected[check].value, trial.inputs), False)
    except (ValueError, IndexError):
        return None


def digits(found: Form | None) -> object:
    return found and (found.kind, tuple(f"{number:.9e}" for number in found.numbers.ravel() + 0.0))


@pytest.mark.parametrize(("assignment", "exercise"), [each for each in pairs() if WALKS not in str(each.id)])
def test_no_row_of_a_bank_gives_the_numbers_of_another_or_what_is_right(
    assignment: Assignment, exercise: Exercise
) -> None:
    """At all inputs: it could never be the one that is named, or would accuse a right answer. A formula and a
    transform that give the same under one code are no such pair, as the transform serves other mistakes too."""
    for check in (each.name for each in exercise.checks):
        inputs = tried(assignment, exercise, check)
        rows = defaultdict(list)
        rows[tuple(digits(form(trial.expected[check].value, False)) for trial in inputs)].append(("right", None))
        for mistake in exercise.mistakes:
            if check in mistake.checks and (mistake.formula or mistake.transform):
                seen = tuple(digits(given(mistake, check, trial)) for trial in inputs)
                rows[seen].append((mistake.code, mistake.formula is None))
        twice = [found for found in rows.values() if len(found) > 1]
        assert [each for each in twice if len({code for code, _ in each}) > 1 or len(set(each)) < len(each)] == []


@pytest.mark.parametrize(("assignment", "exercise"), pairs())
def test_every_code_of_a_bank_is_named_in_the_corpus(assignment: Assignment, exercise: Exercise) -> None:
    """For each check: of a mistake that nothing shows nobody knows whether it is found."""
    bank = {(check, mistake.code) for mistake in exercise.mistakes for check in mistake.checks}
    shown = cases(assignment, "wrong", exercise.id)
    assert bank - {(name, got.code) for case in shown for name, got in case.checks.items()} == set()
