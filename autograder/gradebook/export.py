"""``nbgrader export``: grades as CSV, with a column for each exercise and no zero where there is no score."""

from __future__ import annotations

import csv
from typing import Any

from nbgrader.api import MissingEntry
from nbgrader.plugins import ExportPlugin

COLUMNS = (
    "assignment",
    "duedate",
    "timestamp",
    "student_id",
    "last_name",
    "first_name",
    "email",
    "raw_score",
    "late_submission_penalty",
    "score",
    "max_score",
)  # nbgrader's own, in its order
FORMULA = ("=", "+", "-", "@", "\t", "\r")  # what a spreadsheet would compute


class CsvExport(ExportPlugin):
    """nbgrader's CSV, quoted where it must be, and three things more.

    ``needs_manual_grade`` says where a person is waited for; a submission that nobody and nothing has graded has an
    empty score; then a column for each graded cell.
    """

    def export(self, gradebook: Any) -> None:
        """Write the file that ``--to`` names, or ``grades.csv``."""
        wanted = [
            each for each in gradebook.assignments if not self.assignment or each.name in self._names("assignment")
        ]
        cells = {each.name: _cells(each) for each in wanted}
        columns = list(dict.fromkeys(name for names in cells.values() for name in names))
        path = self.to or "grades.csv"
        self.log.info("Exporting grades to %s", path)
        with open(path, "w", newline="", encoding="utf-8") as file:
            writer = csv.DictWriter(file, [*COLUMNS, "needs_manual_grade", *columns], restval="")
            writer.writeheader()
            for assignment in wanted:
                for student in gradebook.students:
                    if not self.student or student.id in self._names("student"):
                        writer.writerow(
                            {key: _field(value) for key, value in _row(gradebook, assignment, student).items()}
                        )

    def _names(self, option: str) -> set[str]:
        return {str(name) for name in getattr(self, option)}


def _cells(assignment: Any) -> list[str]:
    return [cell.name for notebook in assignment.notebooks for cell in (*notebook.grade_cells, *notebook.task_cells)]


def _row(gradebook: Any, assignment: Any, student: Any) -> dict[str, Any]:
    row = {
        "assignment": assignment.name,
        "duedate": assignment.duedate,
        "student_id": student.id,
        "last_name": student.last_name,
        "first_name": student.first_name,
        "email": student.email,
        "max_score": assignment.max_score,
    }
    try:
        submission = gradebook.find_submission(assignment.name, student.id)
    except MissingEntry:  # nothing was handed in
        return row | {"raw_score": 0.0, "late_submission_penalty": 0.0, "score": 0.0}
    row |= {"timestamp": submission.timestamp, "needs_manual_grade": submission.needs_manual_grade}
    grades = [grade for notebook in submission.notebooks for grade in notebook.grades]
    graded = [grade for grade in grades if grade.auto_score is not None or grade.manual_score is not None]
    if graded:
        penalty = submission.late_submission_penalty
        score = max(0.0, submission.score - penalty)
        row |= {"raw_score": submission.score, "late_submission_penalty": penalty, "score": score}
    return row | {grade.name: grade.score for grade in graded}


def _field(value: Any) -> Any:
    """The value as a spreadsheet takes it for text, not for a formula."""
    if isinstance(value, str) and value.startswith(FORMULA):
        return f"'{value}"
    return "" if value is None else value
