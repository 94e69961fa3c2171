"""What a result is in nbgrader's gradebook: automatic scores and comments. What people entered is never written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from autograder.assignment import Assignment
from autograder.gradebook.comments import exercise_comment, not_graded_comment
from autograder.gradebook.names import grade_cell
from autograder.grading.result import Graded


@dataclass(frozen=True)
class Change:
    """One automatic score that is another than before; None where there is, or was, none."""

    exercise: str
    before: float | None
    after: float | None


def write(notebook: Any, graded: Graded, assignment: Assignment, cells: Mapping[str, str]) -> list[Change]:
    """Fill the rows of one ``SubmittedNotebook``; ``cells`` maps cell ids to names. Returns the changes of scores.

    A submission without a score has no automatic score in any cell, and every cell waits for a person. One that needs
    review has its scores; the cell of the exercise that the reason names, or else the first one, waits for a person.
    """
    scores = {grade_cell(exercise.id): exercise.score for exercise in graded.exercises}
    waiting = _waiting(graded, assignment)
    changes = []
    for grade in notebook.grades:
        name = cells[grade.cell_id]
        before, after = grade.auto_score, scores.get(name)
        if after != before:
            changes.append(Change(name, before, after))
        # a person's score stands: it is to be looked at again only where ours has changed
        if grade.manual_score is None or after != before:
            grade.needs_manual_grade = name in waiting or after is None or grade.manual_score is not None
        grade.auto_score = after
    comments = _comments(graded, assignment)
    for comment in notebook.comments:
        comment.auto_comment = comments.get(cells[comment.cell_id])
    return sorted(changes, key=lambda change: change.exercise)


def _waiting(graded: Graded, assignment: Assignment) -> set[str]:
    """The grade cells of the exercises that a reason names, or else the first exercise's."""
    if not graded.reasons:
        return set()
    named = {str(reason.details.get("exercise")) for reason in graded.reasons}
    exercises = [exercise.id for exercise in assignment.exercises]
    return {grade_cell(name) for name in exercises if name in named} or {grade_cell(exercises[0])}


def _comments(graded: Graded, assignment: Assignment) -> dict[str, str | None]:
    """By solution cell; why there is no score stands at the first one."""
    if not graded.exercises:
        return {assignment.exercises[0].id: not_graded_comment(graded)}
    return {result.id: exercise_comment(result, assignment) for result in graded.exercises}
