"""Every case of every assignment's corpus gets from the judge, and from the visible check, what stands beside it."""

from __future__ import annotations

import gc
from collections import Counter
from functools import cache
from typing import Any

import pytest

from autograder.assignment import Assignment
from autograder.corpus import AS_IT_SHOULD_BE, Case, Said, answered, cases, differences, judged, said, sources
from autograder.corpus.__main__ import main
from autograder.judge import Judge
from autograder.report.words import message
from tests.corpus import ASSIGNMENTS, FOLDERS

SAMPLE = 7  # the visible checks are asked of one case in so many; benchmarks/visible_checks.py takes all, and a minute


def pairs(kind: str, every: int = 1) -> list[Any]:
    """(assignment, case) of all corpora."""
    return [
        pytest.param(assignment, case, id=f"{name}-{case}")
        for name, assignment in ASSIGNMENTS.items()
        for case in cases(assignment, kind)[::every]
        if case.ends
    ]


@cache
def judge(name: str) -> Judge:
    return Judge(ASSIGNMENTS[name])


@pytest.mark.parametrize(("assignment", "case"), pairs("right"))
def test_a_right_answer_earns_every_point_without_a_remark(assignment: Assignment, case: Case) -> None:
    """Whatever its style."""
    assert differences(case, judged(judge(assignment.name), case)) == []


@pytest.mark.parametrize(("assignment", "case"), pairs("wrong"))
def test_a_wrong_answer_gets_its_points_its_statuses_and_its_names(assignment: Assignment, case: Case) -> None:
    """It keeps the points of what is right; a mistake is named where it has a name, and told in its words."""
    result = judged(judge(assignment.name), case)
    assert differences(case, result) == []
    banked = {mistake.code for mistake in assignment.exercise(case.exercise).mistakes}
    for check in result.checks:
        code = case.checks[check.name].code
        if code in banked:
            assert assignment.messages[code].split("{")[0] in message(check, assignment)


@pytest.fixture(scope="module", params=ASSIGNMENTS)
def heard(request: pytest.FixtureRequest) -> list[Said]:
    """What the visible checks say of a sample of an assignment's corpus."""
    assignment, found = ASSIGNMENTS[request.param], list[Said]()
    for number, case in enumerate(case for case in cases(assignment)[::SAMPLE] if case.ends):
        found += said(assignment, case)
        if number % 50 == 0:
            gc.collect()  # classes refer to themselves, and what is set on Module is told to all that are left
    return found


def test_the_visible_check_says_no_to_no_right_answer_and_yes_to_no_wrong_one(heard: list[Said]) -> None:
    """And it calls no mistake by another name than the judge, but where the case says so."""
    assert [str(one) for one in heard if one.outcome not in AS_IT_SHOULD_BE] == []


@pytest.mark.parametrize("heard", [next(iter(ASSIGNMENTS))], indirect=True)
def test_nine_in_ten_noes_of_ours_name_the_mistake_or_say_where_it_is(heard: list[Said]) -> None:
    """A bare no helps nobody."""
    outcomes = Counter(one.outcome for one in heard)
    assert outcomes["explained"] >= 9 * outcomes["bare no"] > -1


def test_every_code_of_ours_has_a_case_most_of_them_two() -> None:
    """Of a mistake that nothing shows nobody knows whether it is found."""
    assignment = next(iter(ASSIGNMENTS.values()))
    codes = Counter(each.code for case in cases(assignment, "wrong") for each in case.checks.values() if each.code)
    assert set(codes) == set(assignment.messages)
    assert sum(count >= 2 for count in codes.values()) >= 0.9 * len(codes)


def test_the_corpus_is_large_enough() -> None:
    """At least 450 right answers, 900 wrong ones, and 150 of these without a name."""
    assignment = next(iter(ASSIGNMENTS.values()))
    wrong = cases(assignment, "wrong")
    unnamed = [case for case in wrong if any(not each.full and not each.code for each in case.checks.values())]
    assert len(cases(assignment, "right")) >= 450
    assert len(wrong) >= 900
    assert len(unnamed) >= 150


def test_the_command_tries_a_corpus(capsys: pytest.CaptureFixture[str]) -> None:
    """Status 0 and a line, where all is as it should be."""
    assert main([str(FOLDERS[-1])]) == 0
    name, assignment = list(ASSIGNMENTS.items())[-1]
    right, wrong = len(cases(assignment, "right")), len(cases(assignment, "wrong"))
    assert capsys.readouterr().out == f"{name}: {right} right and {wrong} wrong answers; all as it should be.\n"


def test_cells_before_the_exercise_and_edits_are_a_case_s_own() -> None:
    """Helpers stand in a cell before; what is given may be changed, as students do."""
    assignment = list(ASSIGNMENTS.values())[-1]
    edited = next(case for case in cases(assignment) if case.edits)
    given, instead = next(iter(edited.edits.items()))
    assert any(instead in cell for cell in sources(assignment, {edited.exercise: edited}))
    assert not any(instead in cell for cell in sources(assignment, {}))
    assert "np" in answered(assignment, edited)
    assert given in instead
