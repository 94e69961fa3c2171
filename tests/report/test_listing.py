"""A graded class, for people: rows that can be searched, and the last lines of a class."""

from __future__ import annotations

import io
import re
from typing import Any

import pytest

from autograder.report.listing import show
from autograder.report.summary import closing, failures


def check(mistake: str | None = None, status: str = "passed", **details: Any) -> dict[str, Any]:
    return {"name": "dW", "status": status, "mistake": mistake, "details": details}


def row(student: str, score: float | None = 2.0, reasons: tuple[str, ...] = (), *checks: Any) -> dict[str, Any]:
    exercise = {"id": "linear", "score": score, "max_score": 2.0, "checks": checks or [check()]}
    status = "not_graded" if score is None else "needs_review" if reasons else "graded"
    row = {
        "student": student,
        "notebook": f"{student}.ipynb",
        "status": status,
        "reasons": reasons,
        "repairs": (),
        "score": score,
        "max_score": 2.0,
    }
    return {**row, "exercises": [exercise] if score is not None else []}


def test_two_notebooks_of_one_student_are_told_apart() -> None:
    """In the rows, and among those that are to be looked at; whoever has one is called by the name alone."""
    ours = [
        row(name, 2.0, ("Two.",)) | {"notebook": f"{name}/{place}"}
        for name, place in (("a", "1"), ("a", "2"), ("b", "1"))
    ]
    assert [line.split("  ")[0].strip() for line in shown(report(*ours))[:3]] == ["a (a/1)", "a (a/2)", "b"]
    many = report(*ours, *[row(f"s{number:03}") for number in range(20)])
    assert list(closing(many))[1:4] == ["  a (a/1): Two.", "  a (a/2): Two.", "  b: Two."]


def report(*rows: dict[str, Any]) -> dict[str, Any]:
    return {"submissions": rows, "max_score": 2.0, "isolation": "A"}


def class_of(count: int) -> dict[str, Any]:
    """Two without a score, one to be looked at, one under the limit, the others right."""
    trouble = [row("anna", None, ("Empty.",)), row("bela", None, ("A link.",)), row("carl", 1.5, ("Odd.", "Very."))]
    wrong = row("dora", 0.5, (), check("missing_mean", "failed"))
    return report(*trouble, wrong, *[row(f"s{number:03}") for number in range(count - 4)])


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def shown(report: dict[str, Any], width: int = 40, terminal: bool = False, **options: Any) -> list[str]:
    file = Terminal() if terminal else io.StringIO()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("COLUMNS", str(width))
        patch.setenv("TERM", "xterm")
        patch.delenv("FORCE_COLOR", raising=False)
        show(report, [], file, **options)
    return re.sub(r"\x1b\[[\d;]*m", "", file.getvalue()).splitlines()


@pytest.mark.parametrize("terminal", [False, True], ids=["a pipe", "a narrow terminal"])
def test_a_row_is_one_line(terminal) -> None:
    """With 40 columns, and where nobody knows how many, a search finds a student with all that is said."""
    reason = "The file breaks off in the middle, as after an interrupted download: hand it in again."
    lines = shown(report(row("anna"), row("a\nb", None, (reason, "And more."))), terminal=terminal)
    assert lines[:2] == [
        "anna      2 / 2  graded",
        rf"a\nb          –  not_graded    {reason[:-1]}; And more",
    ]


def test_lines_go_to_stdout_where_no_stream_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    """With what is to be said of the class, and the files that were written."""
    ours = report(row("anna"))
    show(ours, ["grades.json"])
    printed = capsys.readouterr().out.splitlines()
    assert printed == ["anna      2 / 2  graded", *closing(ours), "Written: grades.json"]


def test_colour_that_is_asked_for_is_a_table_in_a_pipe(monkeypatch: pytest.MonkeyPatch) -> None:
    """As on a terminal that is wide enough."""
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("COLUMNS", "100")
    stream = io.StringIO()
    show(report(row("anna")), [], stream)
    assert "what to look at" in stream.getvalue()


def test_a_wide_terminal_has_a_table() -> None:
    """With a head, and a line a note."""
    lines = shown(report(row("anna", 2.0, ("One.", "Two."))), width=100, terminal=True)
    assert lines[0].split() == ["student", "score", "status", "what", "to", "look", "at"]
    assert [line.split()[-1] for line in lines[2:4]] == ["One.", "Two."]


@pytest.mark.parametrize(
    ("count", "everybody", "rows"), [(49, False, 49), (50, False, 4), (300, False, 4), (300, True, 300)]
)
def test_rows_without_trouble_are_counted_from_50_on(count, everybody, rows) -> None:
    """Listed are who has no score, a reason, or too few points; --all lists everybody."""
    lines = shown(class_of(count), limit=1.0, everybody=everybody)
    assert len([line for line in lines if " / 2  " in line or "  –  " in line]) == rows
    counted = [line for line in lines if "not listed" in line]
    assert counted == (
        [] if rows == count else [f"{count - rows} rows without trouble are not listed; --all lists them."]
    )


def test_the_last_lines_of_a_class() -> None:
    """Who has no score, who needs a look and why, who is under the limit, the means, the count."""
    assert list(closing(class_of(300), 1.0)) == [
        "Without a score (2):",
        "  anna: Empty.",
        "  bela: A link.",
        "To be looked at (1):",
        "  carl: Odd. Very.",
        "Under 1 points (1): dora 0.5",
        "Mean of every exercise:",
        "  linear  1.99 of 2",
        "300 submissions: 297 graded, 1 needs review, 2 not graded; mean 2.0, median 2 of 2. Isolation: tier A.",
    ]


def test_a_few_submissions_are_told_in_one_line() -> None:
    """Their rows are all in sight."""
    assert list(closing(report(row("anna"), row("bela", None, ("Empty.",))))) == [
        "2 submissions: 1 graded, 1 not graded; mean 2.0, median 2 of 2. Isolation: tier A."
    ]


def test_exceptions_of_the_same_kind_are_one_mistake() -> None:
    """Wherever they were raised; a mistake counts once a student and exercise, and one that nobody shares does not."""
    name = check("exception", "error", type="NameError")
    mine = check("exception", "error", type=None)
    mean = check("missing_mean", "failed")
    alone = check("transposed", "failed")
    rows = [
        row("a", 0.0, (), name, name, mine, mean, mean),
        row("b", 0.0, (), name, mean, alone),
        row("c", 0.0, (), mine, name),
    ]
    assert list(closing(report(*rows)))[1:] == [
        "Most frequent mistakes:",
        "  3 of 3: exception (NameError)",
        "  2 of 3: exception (of their own)",
        "  2 of 3: missing_mean in linear",
    ]


def test_what_is_no_mistake_is_not_ranked() -> None:
    """A stub that was left, a check that passed with a remark, and what has no name."""
    checks = [check("not_implemented", "skipped"), check("numeric_instead_of_backprop"), check(None, "timed_out")]
    assert len(list(closing(report(row("a", 0.0, (), *checks), row("b", 0.0, (), *checks))))) == 1


def test_failures_are_a_line_each() -> None:
    """Who has no score and why, and who has too few points."""
    assert list(failures(class_of(10), 1.0)) == [
        "anna has no score: Empty.",
        "bela has no score: A link.",
        "dora has 0.5 of 2 points, fewer than 1.",
    ]
    assert len(list(failures(class_of(10)))) == 2
