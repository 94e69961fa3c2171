"""The bank of mistakes holds nothing twice and nothing that no wrong answer shows."""

from __future__ import annotations

from collections import defaultdict

import pytest

from autograder.assignment import Exercise, Mistake, Trial
from autograder.assignments.assignment2 import ASSIGNMENT
from autograder.authoring.inputs import SEED
from autograder.judge.evidence import Form, form
from tests.assignments import answers
from tests.corpus import cases

TABLES = ("losses_wrong", "activations_wrong")  # answers to one check each, beside the corpus
EXERCISES = [exercise for exercise in ASSIGNMENT.exercises if exercise.id != "mlp_backward"]  # its walks have numbers


def tried(exercise: Exercise, check: str) -> list[Trial]:
    """All inputs at which answers to a check are told apart."""
    method = next(each.method for each in exercise.checks if each.name == check)
    return [*exercise.trials(SEED)[method], *exercise.probes(SEED)[method]]


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


@pytest.mark.parametrize("exercise", EXERCISES, ids=lambda exercise: exercise.id)
def test_no_two_rows_of_a_bank_give_the_same_numbers(exercise: Exercise) -> None:
    """At all inputs: the second one could never be the one that is named."""
    for check in (each.name for each in exercise.checks):
        rows = defaultdict(list)
        for place, mistake in enumerate(exercise.mistakes):
            if check in mistake.checks and (mistake.formula or mistake.transform):
                seen = tuple(digits(given(mistake, check, trial)) for trial in tried(exercise, check))
                rows[mistake.formula is None, seen].append((place, mistake.code))
        assert [found for found in rows.values() if len(found) > 1] == []


@pytest.mark.parametrize("exercise", ASSIGNMENT.exercises, ids=lambda exercise: exercise.id)
def test_every_code_of_a_bank_is_named_in_the_corpus(exercise: Exercise) -> None:
    """For each check: of a mistake that nothing shows nobody knows whether it is found."""
    bank = {(check, mistake.code) for mistake in exercise.mistakes for check in mistake.checks}
    named = {
        (name, got.code) for case in cases("wrong") if case.exercise == exercise.id for name, got in case.checks.items()
    }
    for table in TABLES:
        named |= {(check, code) for known, check, code, _ in answers.wrong(table) if known == exercise.id}
    assert bank - named == set()
