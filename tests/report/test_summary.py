"""The last lines of a report: a class as a whole, who is under the limit, what went wrong most often."""

from __future__ import annotations

import io
from typing import Any

import pytest

from autograder.report.packed import FROM, Packed, indented
from autograder.report.summary import CLASS, closing, failures, in_trouble
from autograder.report.table import NARROW, printed


def check(mistake: str | None = None, status: str = "failed", kind: str | None = None) -> dict[str, Any]:
    return {"name": "dW", "mistake": mistake, "status": status, "details": {"type": kind}}


def row(student: str, points: float | None, *checks: dict[str, Any], status: str = "graded") -> dict[str, Any]:
    exercises = [{"id": "linear", "score": points, "max_score": 5.0, "checks": list(checks)}]
    return {
        **{"student": student, "notebook": "a.ipynb", "status": status, "score": points, "max_score": 20.0},
        **{"reasons": ["why."] if status != "graded" else [], "repairs": []},
        "exercises": [] if points is None else exercises,
    }


def report(*rows: dict[str, Any]) -> dict[str, Any]:
    return {"submissions": list(rows), "max_score": 20.0, "isolation": "B"}


FEW = (
    row("ada", 5.0),
    row("ben", 2.0, check("missing_mean"), check("exception", "error", "ValueError"), status="needs_review"),
    row("eve", 1.0, check("missing_mean"), check("exception", "error", "ValueError"), check("not_implemented")),
    row("dan", None, status="not_graded"),
)


def test_few_are_counted_with_what_went_wrong_more_than_once() -> None:
    """The most frequent first; who is under the limit is always named."""
    assert list(closing(report(*FEW), 2.5)) == [
        "Under 2.5 points (2): ben 2, eve 1",
        "4 submissions: 2 graded, 1 needs review, 1 not graded; mean 2.7, median 2 of 20. Isolation: tier B.",
        "Most frequent mistakes:",
        "  2 of 4: exception (ValueError)",
        "  2 of 4: missing_mean in linear",
    ]
    assert list(closing(report(FEW[0]))) == ["1 submission: 1 graded; mean 5.0, median 5 of 20. Isolation: tier B."]
    assert list(closing(report(FEW[3]))) == ["1 submission: 1 not graded. Isolation: tier B."]


def test_an_exception_of_the_students_own_has_no_name_and_a_remark_is_no_mistake() -> None:
    """What is passed with a code costs nothing; what is not begun is none either."""
    checks = (check("exception", "error"), check("numeric", "passed"), check("not_implemented", "skipped"), check())
    assert list(closing(report(row("a", 1.0, *checks), row("b", 1.0, *checks))))[-1] == (
        "  2 of 2: exception (of their own)"
    )


def test_five_mistakes_are_ranked_by_their_number_and_then_by_their_name() -> None:
    """No more."""
    names = [check(f"m{number}") for number in range(7)]
    rows = (row("a", 0.0, *names), row("b", 0.0, *names), row("c", 0.0, names[6]))
    told = list(closing(report(*rows)))
    assert told[-6:] == [
        "Most frequent mistakes:",
        "  3 of 3: m6 in linear",
        *(f"  2 of 3: m{number} in linear" for number in range(4)),
    ]


def test_a_class_is_told_of_as_a_whole() -> None:
    """From ``CLASS`` submissions on: who has no score, who is to be looked at and why, the means."""
    rest = [row(f"s{number:02}", 5.0) for number in range(CLASS - len(FEW))]
    told = list(closing(report(*FEW, *rest)))
    assert told[:6] == [
        "Without a score (1):",
        "  dan: why.",
        "To be looked at (1):",
        "  ben: why.",
        "Mean of every exercise:",
        "  linear  4.63 of 5",
    ]
    assert not next(closing(report(*FEW, *rest[1:]))).startswith("Without")


@pytest.mark.parametrize(("limit", "trouble"), [(None, [False, True, False, True]), (2.0, [False, True, True, True])])
def test_who_is_in_trouble(limit: float | None, trouble: list[bool]) -> None:
    """No score, a reason to look, or fewer points than the limit."""
    assert [in_trouble(each, limit) for each in FEW] == trouble


def test_a_line_for_everybody_who_failed() -> None:
    """Without a limit those who have no score."""
    none = "dan has no score: why."
    assert list(failures(report(*FEW))) == [none]
    assert list(failures(report(*FEW), 2.0)) == ["eve has 1 of 20 points, fewer than 2.", none]


@pytest.mark.parametrize(("width", "shown"), [(NARROW, True), (NARROW - 1, False)])
def test_a_table_is_printed_where_it_is_not_torn(width: int, shown: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    """A line a student, with score, status and what to look at."""
    monkeypatch.setenv("COLUMNS", str(width))
    stream = io.StringIO()
    assert printed(FEW, stream) == shown
    lines = [line.split() for line in stream.getvalue().splitlines()]
    assert [line[:5] for line in lines if line and line[0] in ("student", "ada", "dan")] == (
        [
            ["student", "score", "status", "what", "to"],
            ["ada", "5", "/", "20", "graded"],
            ["dan", "–", "not_graded", "why."],
        ]
        if shown
        else []
    )


def test_packed_exercises_are_the_same_list() -> None:
    """Its length, its places, its words; it is equal to a list of the same, and to nothing else."""
    exercises = FEW[1]["exercises"] * 3
    packed = Packed(exercises)
    assert (len(packed), packed[1], packed[1:], list(packed)) == (3, exercises[1], exercises[1:], exercises)
    assert (packed == exercises, packed == exercises[1:], packed == 3) == (True, False, False)
    assert packed.words == indented(exercises)
    assert FROM == 200
    with pytest.raises(ValueError, match="Out of range"):
        indented(float("nan"))
