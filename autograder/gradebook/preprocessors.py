"""Stations of nbgrader's pipeline: in place of running notebooks, of saving scores, of showing hidden tests."""

from __future__ import annotations

from typing import Any

from nbgrader.api import Gradebook
from nbgrader.preprocessors import Execute, NbGraderPreprocessor, SaveAutoGrades
from nbgrader.utils import is_grade

from autograder.assignments import find
from autograder.gradebook.autograded import REVIEW
from autograder.gradebook.converter import result
from autograder.gradebook.course import Course, Entry
from autograder.gradebook.report import change_words


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


class HideTests(NbGraderPreprocessor):
    """For feedback: the hidden part of test cells, what it raised, and the note for the instructor are left out."""

    def preprocess(self, nb: Any, resources: Any) -> tuple[Any, Any]:
        """The notebook without them; assignments that this grader does not know are left as they are."""
        try:
            find(resources["nbgrader"]["assignment"])
        except KeyError:
            return nb, resources
        nb.cells = [cell for cell in nb.cells if cell.get("id") != REVIEW]
        for cell in nb.cells:
            if is_grade(cell) and cell.cell_type == "code":
                cell.source = visible(cell.source)
                cell.outputs = [output for output in cell.outputs if not _told_by_python(output)]
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
    """Tracebacks and warnings quote the lines of the test."""
    return output.output_type == "error" or (output.output_type == "stream" and output.name == "stderr")
