"""An assignment in nbgrader's gradebook: its rows are found, made and filled for a whole class in one transaction."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from nbgrader import api
from sqlalchemy import or_, select
from sqlalchemy.orm import selectinload

from autograder.assignment import Assignment
from autograder.gradebook.names import grade_cell
from autograder.gradebook.rows import Change, write
from autograder.grading.result import Graded

LONGEST_NAME = 128  # of a student, in nbgrader's tables


class CourseError(Exception):
    """The gradebook cannot take these results: its text says why, and what to do."""


@dataclass(frozen=True)
class Entry:
    """What is to be written of one submission, and when it was handed in (UTC)."""

    graded: Graded
    timestamp: datetime | None = None


@dataclass(frozen=True)
class Recorded:
    """What writing has changed for one student; ``new`` where there was no submission before."""

    student: str
    new: bool
    changes: Sequence[Change]


class Course:
    """One assignment in an open ``nbgrader.api.Gradebook``.

    Raises ``CourseError`` where the gradebook does not know the assignment, or knows it with other cells or points.
    """

    def __init__(self, gradebook: Any, assignment: Assignment) -> None:
        self.db = gradebook.db
        self.assignment = assignment
        try:
            self.notebook = gradebook.find_notebook(assignment.name, assignment.name)
        except api.MissingEntry:
            raise CourseError(_unknown(assignment)) from None
        self._compare()
        self.graded = (*self.notebook.grade_cells, *self.notebook.task_cells)
        self.commented = (*self.notebook.solution_cells, *self.notebook.task_cells)
        self.names = {cell.id: cell.name for cell in (*self.graded, *self.commented)}

    def without_score(self) -> set[str]:
        """The students whose submission nobody and nothing has given a score."""
        grade, notebook = api.Grade, api.SubmittedNotebook
        scored = select(grade.notebook_id).where(or_(grade.auto_score.is_not(None), grade.manual_score.is_not(None)))
        query = select(api.SubmittedAssignment.student_id).join(
            notebook, notebook.assignment_id == api.SubmittedAssignment.id
        )
        return set(self.db.scalars(query.where(notebook.notebook_id == self.notebook.id, notebook.id.not_in(scored))))

    def record(self, entries: Iterable[Entry]) -> list[Recorded]:
        """Write the entries, one a student, and commit: all of them or, where something raises, none."""
        entries = list(entries)
        try:
            submissions = self._submissions([entry.graded.student for entry in entries])
            recorded = [self._record(entry, *submissions[entry.graded.student]) for entry in entries]
            self.db.commit()
        except BaseException:
            self.db.rollback()
            raise
        return recorded

    def _record(self, entry: Entry, notebook: Any, new: bool) -> Recorded:
        if entry.timestamp is not None:
            notebook.assignment.timestamp = entry.timestamp
        changes = write(notebook, entry.graded, self.assignment, self.names)
        return Recorded(entry.graded.student, new, changes)

    def _submissions(self, students: Sequence[str]) -> Mapping[str, tuple[Any, bool]]:
        """The ``SubmittedNotebook`` of each student, with all its rows; and whether it had to be made."""
        wanted = set(students)
        found = {
            notebook.assignment.student_id: (notebook, False)
            for notebook in self.db.scalars(self._query(students))
            if notebook.assignment.student_id in wanted
        }
        ids = select(api.Student.id)
        known = set(self.db.scalars(ids.where(api.Student.id == students[0]) if len(students) == 1 else ids))
        self.db.add_all(api.Student(id=student) for student in dict.fromkeys(students) if student not in known)
        missing = [student for student in dict.fromkeys(students) if student not in found]
        made = {student: (self._make(student), True) for student in missing}
        self.db.add_all(notebook.assignment for notebook, _ in made.values())
        self.db.flush()
        return {**found, **made}

    def _query(self, students: Sequence[str]) -> Any:
        query = (
            select(api.SubmittedNotebook)
            .join(api.SubmittedNotebook.assignment)
            .where(api.SubmittedNotebook.notebook_id == self.notebook.id)
            .options(
                selectinload(api.SubmittedNotebook.assignment),
                selectinload(api.SubmittedNotebook.grades),
                selectinload(api.SubmittedNotebook.comments),
            )
        )
        return query.where(api.SubmittedAssignment.student_id == students[0]) if len(students) == 1 else query

    def _make(self, student: str) -> Any:
        """A submission and its rows, as ``Gradebook.add_submission`` makes them."""
        submission = api.SubmittedAssignment(assignment_id=self.notebook.assignment_id, student_id=student)
        notebook = api.SubmittedNotebook(notebook_id=self.notebook.id, assignment=submission)
        notebook.grades = [api.Grade(cell_id=cell.id) for cell in self.graded]
        notebook.comments = [api.Comment(cell_id=cell.id) for cell in self.commented]
        return notebook

    def _compare(self) -> None:
        """The gradebook's cells and points are the assignment's."""
        points = {cell.name: cell.max_score for cell in self.notebook.grade_cells}
        solutions = {cell.name for cell in self.notebook.solution_cells}
        for exercise in self.assignment.exercises:
            name = grade_cell(exercise.id)
            if name not in points or exercise.id not in solutions:
                raise CourseError(_unknown(self.assignment, f"it has no cells {exercise.id} and {name}"))
            if points[name] != exercise.points:
                differs = f"{name} is worth {points[name]:g} points there and {exercise.points:g} here"
                raise CourseError(_unknown(self.assignment, differs))
        if len(self.notebook.assignment.notebooks) > 1:
            raise CourseError(f"{self.assignment.name} has several notebooks in the gradebook; one was expected.")


def storable(student: str) -> bool:
    """Whether the name can be a student's id in the gradebook, a folder's name, and a word in a log."""
    return (
        0 < len(student) <= LONGEST_NAME and student.isprintable() and student not in {".", ".."} and "/" not in student
    )


def _unknown(assignment: Assignment, why: str = "") -> str:
    return (
        f"the gradebook does not know this version of {assignment.name}{f' ({why})' if why else ''}: first run "
        f"`nbgrader generate_assignment {assignment.name}` (with --force if it is there) in the course's folder"
    )
