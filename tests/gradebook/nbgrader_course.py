"""A course of nbgrader's in a temporary folder, its real commands, and what its gradebook holds."""

from __future__ import annotations

import contextlib
import io
import json
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from autograder.cli import main

ROOT = Path(__file__).parents[2]
EVERYTHING = os.environ.get("AUTOGRADER_CI") == "1"  # the whole corpus, not a sample
SCORES = """
select student.student_id, cell.name, grade.auto_score, grade.manual_score, grade.needs_manual_grade
from grade
join submitted_notebook notebook on notebook.id = grade.notebook_id
join submitted_assignment student on student.id = notebook.assignment_id
join base_cell cell on cell.id = grade.cell_id
"""
COMMENTS = """
select student.student_id, cell.name, comment.auto_comment, comment.manual_comment
from comment
join submitted_notebook notebook on notebook.id = comment.notebook_id
join submitted_assignment student on student.id = notebook.assignment_id
join base_cell cell on cell.id = comment.cell_id
"""


class Course:
    """A course's folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def run(self, *command: object, ok: bool | None = True) -> subprocess.CompletedProcess[str]:
        """Run nbgrader there, or ``autograder`` in this process; ``ok`` says how it must end, None anyhow."""
        words = list(map(str, command))
        done = self._autograder(words) if words[0] == "autograder" else self._program(words)
        assert ok is None or (done.returncode == 0) is ok, done.stdout + done.stderr
        return done

    def _program(self, words: list[str]) -> subprocess.CompletedProcess[str]:
        home = {"JUPYTER_CONFIG_DIR": str(self.folder / ".jupyter"), "JUPYTER_DATA_DIR": str(self.folder / ".data")}
        return subprocess.run(
            [Path(sys.executable).parent / words[0], *words[1:]],
            cwd=self.folder,
            env={**os.environ, **home},
            capture_output=True,
            text=True,
            stdin=subprocess.DEVNULL,
        )

    def _autograder(self, words: list[str]) -> subprocess.CompletedProcess[str]:
        """nbgrader takes seconds to import: once is enough."""
        out, err = io.StringIO(), io.StringIO()
        with contextlib.chdir(self.folder), contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            status = main([*words[1:], "--jobs", "1"])
        return subprocess.CompletedProcess(words, status, out.getvalue(), err.getvalue())

    def hand_in(self, student: str, content: Mapping[str, Any] | bytes, name: str = "assignment2.ipynb") -> Path:
        """Put a notebook, or the bytes of a file, where nbgrader collects submissions."""
        path = self.folder / "submitted" / student / "assignment2" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else json.dumps(content).encode())
        return path

    def by_command(self, *options: object) -> dict[str, Any]:
        """The report of ``autograder grade submitted``: rows by student."""
        self.run("autograder", "grade", "submitted", "--json", "report.json", "--quiet", *options, ok=None)
        report = json.loads((self.folder / "report.json").read_text(encoding="utf-8"))
        return {row["student"]: row for row in report["submissions"]}

    def rows(self, query: str = SCORES) -> list[Any]:
        """Rows of the gradebook, sorted."""
        database = sqlite3.connect(self.folder / "gradebook.db")
        try:
            return sorted(database.execute(query).fetchall(), key=lambda row: row[:2])
        finally:
            database.close()

    def change(self, statement: str) -> None:
        """Change the gradebook, as an instructor would in formgrader."""
        database = sqlite3.connect(self.folder / "gradebook.db")
        try:
            with database:
                database.execute(statement)
        finally:
            database.close()

    def scores(self) -> dict[str, dict[str, float | None]]:
        """Automatic scores in the gradebook, by student and exercise."""
        found: dict[str, dict[str, float | None]] = {}
        for student, cell, score, _, _ in self.rows():
            found.setdefault(student, {})[cell.removeprefix("test_")] = score
        return found


def per_exercise(report: Mapping[str, Any]) -> dict[str, dict[str, float | None]]:
    """Scores of the command, by student and exercise, as the gradebook must hold them: None where there is no score."""
    names = next(row["exercises"] for row in report.values() if row["exercises"])
    return {
        student: {exercise["id"]: exercise["score"] for exercise in row["exercises"]}
        or {exercise["id"]: None for exercise in names}
        for student, row in report.items()
    }


def another(course: Course, name: str) -> Course:
    """A copy of a course beside it."""
    folder = course.folder.with_name(name)
    shutil.copytree(course.folder, folder, symlinks=True)
    return Course(folder)
