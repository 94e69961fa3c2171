"""Every case of the corpus gets exactly the score, the statuses and the codes that stand beside it."""

from __future__ import annotations

import contextlib
import io
import warnings
from collections import Counter
from functools import cache
from typing import Any

import pytest

from autograder.assignments.assignment2 import ASSIGNMENT
from autograder.findings import ExerciseResult
from autograder.in_process import InProcessSubject
from autograder.judge import Judge
from tests.corpus import Case, Expectation, cases, run, sources


@cache
def judge() -> Judge:
    return Judge(ASSIGNMENT)


def judged(case: Case) -> ExerciseResult:
    """The result of the case's exercise; what it prints or warns of is thrown away."""
    cells = sources({case.exercise: case})
    with contextlib.redirect_stdout(io.StringIO()), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        subject = InProcessSubject(run(cells), ASSIGNMENT)
        return judge().exercise(case.exercise, subject)


def found(result: ExerciseResult) -> dict[str, tuple[float, str | None, str]]:
    """Each check's score, code and status."""
    return {
        check.name: (check.score, check.finding.code if check.finding else None, check.status)
        for check in result.checks
    }


def mismatches(case: Case, result: ExerciseResult) -> list[Any]:
    wrong = []
    for check in ASSIGNMENT.exercise(case.exercise).checks:
        expected = case.checks.get(check.name, Expectation(check.points, None, ("passed",)))
        score, code, status = found(result)[check.name]
        if (score, code) != (expected.score, expected.code) or status not in expected.statuses:
            wrong.append((check.name, "expected", expected, "got", (score, code, status)))
    return wrong


@pytest.mark.parametrize("case", cases("right"), ids=str)
def test_right_implementation_earns_every_point(case: Case) -> None:
    """A right answer, whatever its style, passes every check without a remark."""
    result = judged(case)
    assert found(result) == {
        check.name: (check.points, None, "passed") for check in ASSIGNMENT.exercise(case.exercise).checks
    }
    assert result.score == case.score == result.max_score


@pytest.mark.parametrize("case", cases("wrong"), ids=str)
def test_wrong_implementation_gets_its_score_and_its_names(case: Case) -> None:
    """A wrong answer keeps the points of what is right; a mistake is named where it has a name, and not else."""
    result = judged(case)
    assert mismatches(case, result) == []
    assert result.score == case.score


def test_cases_agree_with_themselves() -> None:
    """A case's score is the sum of its checks', its checks are the exercise's, and names are unique."""
    points = {exercise.id: {check.name: check.points for check in exercise.checks} for exercise in ASSIGNMENT.exercises}
    for case in (*cases("right"), *cases("wrong")):
        scores = points[case.exercise] | {name: expected.score for name, expected in case.checks.items()}
        assert set(case.checks) <= set(points[case.exercise]), case
        assert sum(scores.values()) == case.score, case
        assert case.kind == "right" or case.checks, case
    names = Counter((case.kind, case.exercise, case.name) for case in (*cases("right"), *cases("wrong")))
    assert max(names.values()) == 1


def test_every_name_of_a_mistake_has_cases_and_there_is_no_other() -> None:
    """Every code of the assignment is in the corpus, most of them in two or more cases; a code elsewhere is a slip."""
    codes = Counter(expected.code for case in cases("wrong") for expected in case.checks.values() if expected.code)
    assert set(codes) == set(ASSIGNMENT.messages)
    assert sum(count >= 2 for count in codes.values()) >= 0.9 * len(codes)


def test_the_corpus_is_large_enough() -> None:
    """At least 120 right cases, 240 wrong ones, and 50 of these without a name."""
    unnamed = [case for case in cases("wrong") if any(expected.code is None for expected in case.checks.values())]
    assert len(cases("right")) >= 120
    assert len(cases("wrong")) >= 240
    assert len(unnamed) >= 50
