"""What is counted of what the judge and the visible check say of a case."""

from __future__ import annotations

import pytest

from autograder.corpus import Case, Expectation, Said, differences
from autograder.findings import CheckResult, ExerciseResult, Finding
from gradcheck.verdict import Verdict

RIGHT = Expectation(2.0)
WRONG = Expectation(0.0, "missing_mean", ("failed",))
NAMELESS = Expectation(0.0, None, ("failed", "error"))
FORESEEN = Expectation(0.0, "missing_mean", ("failed",), "wrong_axis")
YES = Verdict("dW", ())
MUST = "must get 0 points, missing_mean, failed"


def case(expected: Expectation) -> Case:
    return Case("wrong", "linear_backward", "one", ("pass",), {"dW": expected})


def no(code: str | None, place: str = "") -> Verdict:
    return Verdict("dW", (), "wrong_value", code, None, place)


@pytest.mark.parametrize(
    ("expected", "verdict", "outcome"),
    [
        (RIGHT, YES, "yes to right"),
        (RIGHT, no("negated"), "no to right"),
        (WRONG, YES, "yes to wrong"),
        (WRONG, no("missing_mean"), "explained"),
        (WRONG, no(None, "row 1"), "explained"),
        (WRONG, no(None), "bare no"),
        (WRONG, no("wrong_shape"), "bare no"),  # it is seen, and proves no formula
        (WRONG, no("wrong_axis"), "misnamed"),
        (FORESEEN, no("wrong_axis"), "another name"),
        (FORESEEN, no("transposed"), "misnamed"),
        (NAMELESS, no("wrong_axis"), "explained"),
        (NAMELESS, no(None), "bare no"),
        (Expectation(2.0, visible="either"), no(None), "either"),
    ],
)
def test_what_a_visible_check_says_belongs_to_an_outcome(expected: Expectation, verdict: Verdict, outcome: str) -> None:
    """By what is so, and by what the case foresees."""
    assert Said(case(expected), "dW", verdict, False).outcome == outcome


def test_an_answer_that_raised_is_explained_by_its_line() -> None:
    """And what it says is told in a line."""
    heard = Said(case(WRONG), "dW", no("exception"), True)
    assert heard.outcome == "explained"
    assert str(heard) == "explained: linear_backward-one dW: missing_mean, said exception"


@pytest.mark.parametrize(
    ("expected", "status", "points", "code", "told"),
    [
        (RIGHT, "passed", 2.0, None, ""),
        (WRONG, "failed", 0.0, "missing_mean", ""),
        (NAMELESS, "error", 0.0, None, ""),
        (WRONG, "failed", 0.0, None, f"{MUST}; gets 0 points, None, failed"),
        (
            WRONG,
            "error",
            0.0,
            "missing_mean",
            f"{MUST}; gets 0 points, missing_mean, error",
        ),
        (NAMELESS, "failed", 0.5, None, "must get 0 points, None, failed|error; gets 0.5 points, None, failed"),
    ],
)
def test_what_the_judge_says_otherwise_is_told(expected, status, points, code, told) -> None:
    """Points, code or status: a line a check."""
    finding = None if status == "passed" else Finding("wrong_value", code)
    result = ExerciseResult("linear_backward", (CheckResult("dW", status, points, 2.0, finding),))
    assert differences(case(expected), result) == ([f"linear_backward-one dW: {told}"] if told else [])


def test_a_remark_on_a_right_answer_is_a_difference() -> None:
    """A right answer passes without one, and what was remarked is told."""
    result = ExerciseResult("linear_backward", (CheckResult("dW", "passed", 2.0, 2.0, Finding("own_forward", None)),))
    assert differences(case(RIGHT), result) == [
        "linear_backward-one dW: must get 2 points, None, passed; gets 2 points, None, passed, own_forward"
    ]
