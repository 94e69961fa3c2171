"""Answers to an exercise that tests write down themselves, put to the judge."""

from __future__ import annotations

from collections.abc import Iterator

from autograder.assignment import Exercise, Trial
from autograder.assignments.assignment2 import ASSIGNMENT
from autograder.authoring.inputs import SEED
from autograder.corpus import Case, cases
from autograder.corpus import judged as judged_case
from autograder.findings import CheckResult
from autograder.judge import Judge

JUDGE = Judge(ASSIGNMENT)


def standard(exercise: str, check: str) -> str:
    """The body of the corpus's first right answer for the stub of a check that has one of its own."""
    names = [each.name for each in ASSIGNMENT.exercise(exercise).checks]
    return cases(ASSIGNMENT, "right", exercise)[0].bodies[names.index(check)]


def judged(exercise: str, check: str, body: str) -> CheckResult:
    """The result of a check whose stub holds that body; the exercise's other stub is right."""
    names = [each.name for each in ASSIGNMENT.exercise(exercise).checks]
    return judged_bodies(exercise, *(body if name == check else standard(exercise, name) for name in names))[check]


def judged_bodies(exercise: str, *bodies: str) -> dict[str, CheckResult]:
    """The results of an exercise's checks."""
    result = judged_case(JUDGE, Case("", exercise, "", bodies, {}))
    return {check.name: check for check in result.checks}


def trials(exercise: Exercise, probes: bool = True) -> Iterator[tuple[str, Trial]]:
    """Each stub's trials, and its probes."""
    for drawn in (exercise.trials(SEED), exercise.probes(SEED) if probes else {}):
        for method, several in drawn.items():
            yield from ((method, trial) for trial in several)
