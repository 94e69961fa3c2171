"""Stations of nbgrader's pipeline: in place of running notebooks and saving scores, and for the pages of feedback."""

from __future__ import annotations

from typing import Any

from nbconvert.preprocessors import Preprocessor
from nbgrader.api import Gradebook
from nbgrader.preprocessors import Execute, SaveAutoGrades
from nbgrader.utils import is_grade
from traitlets import Bool

from autograder.assignments import find
from autograder.gradebook.autograded import REVIEW
from autograder.gradebook.converter import result
from autograder.gradebook.course import Course, Entry
from autograder.gradebook.report import change_words

TABLES = "td, th { padding: 2px 8px; }"  # nbgrader's pages leave no space between the columns


class ExecuteInSandbox(Execute):
    """In the place of ``Execute``: our converter has run the notebook's cells in the sandbox; no kernel is started."""

    def preprocess(self, nb: Any, resources: Any, km: Any = None) -> tuple[Any, Any]:
        """The notebook as it is, or, for assignments that this grader does not know, run by nbgrader."""
        if result(resources) is None:
            return super().preprocess(nb, resources, km)
        return nb, resources


class SaveScores(SaveAutoGrades):
    """In the place of ``SaveAutoGrades``: scores and messages as they were found, in one transaction."""

    def preprocess(self, nb: Any, resources: Any) -> tuple[Any, Any]:
        """Write the result into the gradebook, and log which scores have changed."""
        found = result(resources)
        if found is None:
            return super().preprocess(nb, resources)
        graded, timestamp, assignment = found
        with Gradebook(resources["nbgrader"]["db_url"]) as gradebook:
            for recorded in Course(gradebook, assignment).record([Entry(graded, timestamp)]):
                if recorded.changes and not recorded.new:
                    self.log.info(change_words(recorded))
        return nb, resources


class ForFeedback(Preprocessor):
    """What is done to pages of feedback; those of assignments that this grader does not know are left as they are."""

    enabled = Bool(True, help="Whether to use it.").tag(config=True)

    def __call__(self, nb: Any, resources: Any) -> tuple[Any, Any]:
        """The notebook, preprocessed where the assignment is known."""
        try:
            find(resources["nbgrader"]["assignment"])
        except KeyError:
            return nb, resources
        preprocessed: tuple[Any, Any] = super().__call__(nb, resources)
        return preprocessed


class HideTests(ForFeedback):
    """The hidden part of test cells, what it raised, and the note for the instructor are left out.

    So is the float under each test cell, which only nbgrader reads: the score stands above the cell.
    """

    def preprocess(self, nb: Any, resources: Any) -> tuple[Any, Any]:
        """The notebook without them."""
        nb.cells = [cell for cell in nb.cells if cell.get("id") != REVIEW]
        for cell in nb.cells:
            if is_grade(cell) and cell.cell_type == "code":
                cell.source = visible(cell.source)
                cell.outputs = [output for output in cell.outputs if not _told_by_python(output)]
        return nb, resources


class PadTables(ForFeedback):
    """The columns of tables stand apart; it comes after ``CSSHTMLHeaderPreprocessor``, whose styles it joins."""

    def preprocess(self, nb: Any, resources: Any) -> tuple[Any, Any]:
        """The notebook as it is, and one more style for its page."""
        resources.setdefault("inlining", {}).setdefault("css", []).append(TABLES)
        return nb, resources


def visible(source: str) -> str:
    """The lines of a test cell outside of its hidden parts; a part that is not closed goes to the end."""
    lines, hidden = [], False
    for line in source.split("\n"):
        if "BEGIN HIDDEN TESTS" in line:
            hidden = True
        if not hidden:
            lines.append(line)
        if "END HIDDEN TESTS" in line:
            hidden = False
    return "\n".join(lines)


def _told_by_python(output: Any) -> bool:
    """Tracebacks and warnings quote the lines of the test; a result is the score as nbgrader reads it."""
    return output.output_type in {"error", "execute_result"} or output.get("name") == "stderr"
