"""Rows as a table in a terminal: how they are set, and in which colours."""

from __future__ import annotations

import io
from typing import Any

import pytest
from rich.text import Text

from autograder.report.table import printed, table


def row(status: str, reasons: tuple[str, ...] = ()) -> dict[str, Any]:
    return {
        "student": f"student of {status}",
        "notebook": "a.ipynb",
        "status": status,
        "reasons": reasons,
        "repairs": (),
        "score": None if status == "not_graded" else 1.0,
        "max_score": 2.0,
        "exercises": [],
    }


ROWS = [row("graded"), row("needs_review", ("Look.",)), row("not_graded", ("No file.",))]


def test_names_and_notes_are_broken_and_scores_and_statuses_are_not() -> None:
    """Scores stand under one another by their last digit."""
    student, score, status, notes = table(ROWS).columns
    assert [student.overflow, notes.overflow] == ["fold", "fold"]
    assert [student.no_wrap, score.no_wrap, status.no_wrap, notes.no_wrap] == [False, True, True, False]
    assert (score.justify, student.justify) == ("right", "left")
    assert [each.header for each in (student, score, status, notes)] == [
        "student",
        "score",
        "status",
        "what to look at",
    ]


def test_a_status_has_its_colour() -> None:
    """Green, yellow and red."""
    cells: list[Any] = list(table(ROWS).columns[2].cells)
    assert [(str(cell), cell.style) for cell in cells] == [
        ("graded", "green"),
        ("needs_review", "yellow"),
        ("not_graded", "red"),
    ]


def test_there_is_no_edge_and_names_are_no_markup() -> None:
    """Names in brackets stay as they are."""
    made = table([row("graded") | {"student": "[red]me[/red]"}])
    assert (made.show_edge, made.pad_edge) == (False, False)
    cells: list[Any] = list(made.columns[0].cells)
    assert isinstance(cells[0], Text)
    assert str(cells[0]) == "[red]me[/red]"


@pytest.mark.parametrize(("width", "whole"), [(59, False), (60, True)])
def test_below_sixty_columns_nothing_is_printed(width: int, whole: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever asked is told, and prints lines in its place."""
    monkeypatch.setenv("COLUMNS", str(width))
    stream = io.StringIO()
    assert printed(ROWS, stream) is whole
    assert bool(stream.getvalue()) is whole
