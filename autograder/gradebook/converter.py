"""``nbgrader autograde`` and formgrader's button, for assignments that this grader knows; others go their own way."""

from __future__ import annotations

import fnmatch
import os
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any, NoReturn

from nbformat import from_dict
from nbgrader.api import Gradebook, MissingEntry
from nbgrader.converters.autograde import Autograde
from nbgrader.converters.base import NbGraderException
from nbgrader.preprocessors import CheckCellMetadata
from nbgrader.utils import rmtree
from sqlalchemy.exc import OperationalError
from traitlets import Bool, Dict, Unicode

from autograder.assignment import Assignment
from autograder.assignments import find
from autograder.gradebook.autograded import autograded
from autograder.gradebook.comments import plain_reasons
from autograder.gradebook.course import Course, CourseError, storable
from autograder.gradebook.lock import alone
from autograder.gradebook.submitted import one_each, read_timestamp, time_of, write_beside
from autograder.grading.collect import CollectError, Submission, collect_class
from autograder.grading.grader import Grader, Settings
from autograder.grading.result import Graded
from autograder.sandbox import Limits, Refused


class CannotWrite(BaseException):
    """The gradebook or ``autograded/`` takes nothing: no submission's fault, so it passes what nbgrader catches."""


RESULT = "autograder"  # where our preprocessors find the result, in nbgrader's resources


class SandboxedAutograde(Autograde):
    """nbgrader's converter, with our grader in the place of copying, sanitizing and running what was handed in.

    Nothing of a submission but its notebook and its timestamp is read, and nothing of it is copied: the notebook under
    ``autograded/`` is made of the release's cells. One warm sandbox serves the whole run. A submission without a score
    has its rows in the gradebook, marked for a person, and the run ends in an error when all others are done.
    """

    unsafe = Bool(False, help="Grade even without isolation: only for code that you trust.").tag(config=True)
    tier = Unicode(None, allow_none=True, help="The isolation to use; by default the strongest there is.").tag(
        config=True
    )
    limits = Dict({}, help="Limits of a submission, named as in `python -m autograder grade --help`.").tag(config=True)

    def start(self) -> None:
        """Grade what was handed in; raises ``NbGraderException`` where a submission has no score."""
        self.assignment = _known(self.coursedir.assignment_id)
        if self.assignment is None:
            super().start()
            return
        self.without_score: list[str] = []
        settings = Settings(limits=Limits(**self.limits), tier=self.tier, unsafe=self.unsafe, keep_notebooks=True)
        try:
            with alone(Path(self.coursedir.root), self.log.warning):
                with Gradebook(self.coursedir.db_url, self.coursedir.course_id) as gradebook:
                    self.ungraded = Course(gradebook, self.assignment).without_score()
                with Grader(self.assignment, settings) as self.grader:
                    super().start()
        except (CourseError, Refused, CannotWrite) as error:
            self._fail(str(error))
        if self.without_score:
            self._fail(f"Without a score, and marked for a person in the gradebook: {', '.join(self.without_score)}")

    def init_notebooks(self) -> None:
        """One notebook for each student, whatever lies in their folder: our own rules say what is graded of it."""
        if self.assignment is None:
            super().init_notebooks()
            return
        name = self.assignment.name
        self.assignments, self.submissions = {}, {}
        for submission in self._handed_in(self.assignment):
            student = submission.student
            if not storable(student):
                self.log.error("A student cannot be called so: %s", ascii(student))
                self.without_score.append(ascii(student))
                continue
            folder = self._format_source(name, student)
            nothing = submission.path is None and [remark.code for remark in submission.remarks] == ["missing"]
            if not nothing or os.path.lexists(folder):
                self.assignments[folder] = [os.path.join(folder, f"{name}.ipynb")]
                self.submissions[student] = submission
        if not self.assignments:
            self._fail(
                f"Nothing was handed in: no folder is called {self._format_source(name, self.coursedir.student_id)}"
            )

    def _handed_in(self, assignment: Assignment) -> list[Submission]:
        """One submission of each student who is wanted."""
        student_folder, assignment_folder = os.path.split(self._format_source(assignment.name, "{}"))
        class_folder, student = os.path.split(student_folder)
        if (student, assignment_folder) != ("{}", assignment.name):
            self._fail("CourseDirectory.directory_structure has to end in {student_id}/{assignment_id}")
        wanted = self.coursedir.student_id
        try:
            found = collect_class(Path(class_folder), assignment.name).submissions
        except CollectError as error:
            self._fail(str(error))
        return [
            each
            for each in one_each(found, assignment)
            if each.student == wanted or fnmatch.fnmatchcase(each.student, wanted)
        ]

    def init_destination(self, assignment_id: str, student_id: str) -> bool:
        """Whether to grade: what has a score is graded again with ``--force``, or where it is newer."""
        if self.assignment is None:
            return bool(super().init_destination(assignment_id, student_id))
        if student_id in self.coursedir.student_id_exclude.split(","):
            return False
        destination = Path(self._format_dest(assignment_id, student_id))
        if not destination.exists():
            return True
        before = read_timestamp(destination)
        now = time_of(self.submissions[student_id])
        if not self.force and student_id not in self.ungraded and not (before and now and now > before):
            self.log.info("Skipping existing assignment: %s", destination)
            return False
        rmtree(str(destination))
        return True

    def init_assignment(self, assignment_id: str, student_id: str) -> None:
        """Nothing is copied; the rows are made where they are filled. Raises where students are not to be made."""
        if self.assignment is None:
            super().init_assignment(assignment_id, student_id)
        elif not self.create_student:
            with Gradebook(self.coursedir.db_url, self.coursedir.course_id) as gradebook:
                try:
                    gradebook.find_student(student_id)
                except MissingEntry:
                    raise NbGraderException(f"No student with ID '{student_id}' exists in the database") from None

    def convert_single_notebook(self, notebook_filename: str) -> None:
        """Grade one student's submission, and let nbgrader's preprocessors save and write the result."""
        if self.assignment is None:
            super().convert_single_notebook(notebook_filename)
            return
        resources = self.init_single_notebook_resources(notebook_filename)
        submission = self.submissions[resources["nbgrader"]["student"]]
        self.log.info("Autograding %s", notebook_filename)
        graded = self.grader.grade(submission)
        self._tell(graded)
        timestamp = time_of(submission)
        resources["nbgrader"][RESULT] = (replace(graded, mended=None), timestamp)
        notebook = from_dict(autograded(graded, self.assignment))
        self.exporter._preprocessors = []
        for each in self.autograde_preprocessors:
            if each is not CheckCellMetadata:  # it is slow, and the metadata is the release's
                self.exporter.register_preprocessor(each)
        try:
            output, resources = self.exporter.from_notebook_node(notebook, resources)
            self.write_single_notebook(output, resources)
            write_beside(Path(self.writer.build_directory), submission)
        except (OSError, OperationalError) as error:
            folder = self._format_dest(self.assignment.name, submission.student)
            shutil.rmtree(folder, ignore_errors=True)  # half a folder would be taken for a whole one by the next run
            why = getattr(error, "orig", None) or getattr(error, "strerror", None) or error
            raise CannotWrite(
                f"{folder} or the gradebook cannot be written ({why}): make room there, and run it again"
            ) from None

    def _tell(self, graded: Graded) -> None:
        if graded.status == "not_graded":
            self.without_score.append(graded.student)
            self.log.error("%s has no score: %s", graded.student, plain_reasons(graded))
        elif graded.status == "needs_review":
            self.log.warning("%s needs review: %s", graded.student, plain_reasons(graded))

    def _fail(self, words: str) -> NoReturn:
        self.log.error(words)
        raise NbGraderException(words)


def _known(name: str) -> Assignment | None:
    try:
        return find(name)
    except KeyError:
        return None


def install() -> None:
    """Put the converter in the place of nbgrader's, where its command and formgrader take it from."""
    from nbgrader.apps import api, autogradeapp

    for module in (api, autogradeapp):
        module.Autograde = SandboxedAutograde


def result(resources: Any) -> tuple[Graded, Any, Assignment] | None:
    """The result, timestamp and assignment that the converter put into the resources, or None for nbgrader's own."""
    identity = resources["nbgrader"]
    if RESULT not in identity:
        return None
    graded, timestamp = identity[RESULT]
    return graded, timestamp, find(identity["assignment"])
