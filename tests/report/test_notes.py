"""What is said of a row in a few words."""

from __future__ import annotations

from typing import Any

import pytest

from autograder.report.notes import MOST, labels, notes, score


def check(name: str, status: str = "passed", mistake: str | None = None) -> dict[str, Any]:
    return {"name": name, "status": status, "mistake": mistake}


def row(*exercises: tuple[str, list[dict[str, Any]]], points: float | None = 1.0, **more: Any) -> dict[str, Any]:
    listed = [{"id": name, "checks": checks} for name, checks in exercises]
    return {"exercises": listed, "score": points, "max_score": 20.0, "reasons": [], "repairs": [], **more}


LOST = [check("dW", "failed", "missing_mean"), check("db", "failed", "missing_mean"), check("dX", "timed_out")]
SKIPPED = [check("forward"), check("backward", "skipped")]
ROWS: dict[str, tuple[dict[str, Any], list[tuple[str, str]]]] = {
    "all right": (row(("linear", [check("dW")])), []),
    "lost": (row(("linear", LOST)), [("linear: missing_mean (dW, db), timed_out (dX)", "")]),
    "a part not done": (row(("loss", SKIPPED)), [("not done: loss (backward)", "")]),
    "one not done": (row(("loss", SKIPPED[1:]), ("cost", SKIPPED[1:])), [("not done: loss, cost", "")]),
    "nothing done": (row(("loss", SKIPPED[1:]), ("cost", SKIPPED[1:]), points=0.0), [("not done: everything", "")]),
    "no points, one not done": (
        row(("loss", SKIPPED[1:]), ("linear", LOST[2:]), points=0.0),
        [("linear: timed_out (dX)", ""), ("not done: loss", "")],
    ),
    "reasons and repairs": (
        row(("linear", LOST[:1]), reasons=["renamed"], repairs=["a cell was split"]),
        [("renamed", "yellow"), ("linear: missing_mean (dW)", ""), ("a cell was split", "dim")],
    ),
}


@pytest.mark.parametrize(("found", "said"), ROWS.values(), ids=ROWS)
def test_what_is_said_of_a_row(found: dict[str, Any], said: list[tuple[str, str]]) -> None:
    """Why to look, what was lost and where, what was not done, what was mended."""
    assert notes(found) == said


@pytest.mark.parametrize("more", [0, 1, 3])
def test_of_many_mistakes_the_rest_is_counted(more: int) -> None:
    """Behind the first ones."""
    told = notes(row(*((f"e{number}", LOST[:1]) for number in range(MOST + more))))
    assert [line for line, _ in told[MOST:]] == ([f"and {more} more"] if more else [])
    assert told[MOST - 1][0] == f"e{MOST - 1}: missing_mean (dW)"


def test_a_score_is_a_share() -> None:
    """A dash where there is none."""
    assert [score(row(points=points)) for points in (17.5, 0.0, None)] == ["17.5 / 20", "0 / 20", "–"]


def test_a_student_of_several_rows_is_told_by_the_notebook() -> None:
    """And no name is a command of a CI service or of a terminal."""
    rows = [{"student": who, "notebook": f"{n}.ipynb"} for n, who in enumerate(("ada", "ben", "ada", "\x1b::error::"))]
    assert labels(rows) == ["ada (0.ipynb)", "ben", "ada (2.ipynb)", "\\x1b: :error: :"]
