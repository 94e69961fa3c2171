"""What a student does in JupyterLab and an instructor in formgrader, with real clicks and keys in a real browser."""

from __future__ import annotations

import importlib.util
import json
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from served import CHROMIUM, ROOT, chromium, jupyter, run

pytestmark = [
    pytest.mark.skipif(CHROMIUM is None, reason="no browser (apt-get install chromium)"),
    pytest.mark.skipif(importlib.util.find_spec("playwright") is None, reason="no playwright (pip install playwright)"),
]
SCORES = """
select student.student_id, sum(grade.auto_score), max(grade.needs_manual_grade) from grade
join submitted_notebook notebook on notebook.id = grade.notebook_id
join submitted_assignment student on student.id = notebook.assignment_id group by 1
"""


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A course with a released assignment."""
    folder = tmp_path_factory.mktemp("course")
    shutil.copytree(ROOT / "source", folder / "source")
    shutil.copy(ROOT / "nbgrader_config.py", folder)
    made = run(folder, "nbgrader", "generate_assignment", "assignment2")
    assert made.returncode == 0, made.stderr
    return folder


@pytest.fixture(scope="module")
def server(course: Path) -> Iterator[str]:
    with jupyter(course) as url:
        yield url


@pytest.fixture(scope="module")
def page() -> Iterator[Any]:
    with chromium() as page:
        yield page


class Lab:
    """A notebook open in JupyterLab."""

    def __init__(self, page: Any, server: str, notebook: Path, root: Path) -> None:
        self.page, self.notebook = page, notebook
        page.goto(f"{server}/lab/tree/{notebook.relative_to(root)}?reset")
        page.locator('.jp-Notebook-ExecutionIndicator[data-status="idle"]').wait_for()

    def cell(self, words: str) -> Any:
        return self.page.locator(".jp-CodeCell", has_text=words)

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def answer(self, words: str, line: str) -> None:
        """Type a line in place of a cell's stub."""
        self.cell(words).locator(".cm-line", has_text="raise NotImplementedError").last.click()
        self.press("End", "Shift+Home")
        self.page.keyboard.type(line)

    def split(self, words: str, line: str, *keys: str) -> None:
        """Split a cell before a line of it; the keys take the cursor to its place from the line's end."""
        self.cell(words).locator(".cm-line", has_text=line).click()
        self.press("End", *keys, "Control+Shift+Minus")

    def save(self) -> dict[str, Any]:
        """Save with the keyboard, and read what was written."""
        before = self.notebook.stat().st_mtime_ns
        self.press("Control+s")
        while self.notebook.stat().st_mtime_ns == before or not self.notebook.read_bytes().endswith(b"}\n"):
            self.page.wait_for_timeout(50)
        return json.loads(self.notebook.read_text(encoding="utf-8"))


def grade(notebook: Path) -> dict[str, Any]:
    """The command's row."""
    report = notebook.with_name("report.json")
    command = [sys.executable, "-m", "autograder", "grade", notebook, "--json", report, "--quiet"]
    subprocess.run(command, check=True)
    (row,) = json.loads(report.read_text(encoding="utf-8"))["submissions"]
    report.unlink()
    return row


def test_a_students_answers_split_and_pasted_cells(course: Path, server: str, page: Any) -> None:
    """Answers typed in JupyterLab count; a cell split in two ways and one that is copied and pasted cost nothing."""
    folder = course / "submitted" / "chris" / "assignment2"
    shutil.copytree(course / "release" / "assignment2", folder)
    lab = Lab(page, server, folder / "assignment2.ipynb", course)
    lab.answer("class Tanh(Activation)", "return 1 - np.tanh(Z) ** 2")
    lab.answer("class Sigmoid(Activation)", "return np.exp(-Z) / (1 + np.exp(-Z)) ** 2")
    lab.answer("class ReLU(Activation)", "return (Z > 0) * 1.0")
    lab.split("class Sigmoid(Activation)", "def derivative", "Home", "Home")
    lab.split("class ReLU(Activation)", "def derivative", "Home")
    lab.cell("class Tanh(Activation)").locator(".jp-InputPrompt").click()
    lab.press("Escape", "c", "v")
    page.screenshot(path=course / "lab.png")
    written = lab.save()
    labels = [cell["metadata"].get("nbgrader", {}).get("grade_id") for cell in written["cells"]]
    assert [labels.count(f"{name}_derivative") for name in ("tanh", "sigmoid", "relu")] == [2, 2, 2]
    row = grade(folder / "assignment2.ipynb")
    scores = {exercise["id"]: exercise["score"] for exercise in row["exercises"]}
    assert {name for name, score in scores.items() if score} == {f"{n}_derivative" for n in ("tanh", "sigmoid", "relu")}
    assert (row["score"], row["status"]) == (3.0, "graded")


def test_formgrader_shows_the_class(course: Path, server: str, page: Any) -> None:
    """Its autograde button gives the command's scores; what cannot be read says so, and waits for a person."""
    for student, content in {
        "anna": (course / "source/assignment2/assignment2.ipynb").read_bytes(),
        "ivan": b"{",
    }.items():
        folder = course / "submitted" / student / "assignment2"
        folder.mkdir(parents=True)
        (folder / "assignment2.ipynb").write_bytes(content)
    for student, words in (("anna", "Successfully autograded"), ("ivan", "ivan has no score: The file breaks off")):
        page.goto(f"{server}/formgrader/manage_submissions/assignment2")
        row(page, student).locator(".autograde a").click()
        page.locator(".modal-body", has_text=words).wait_for()
    assert run(course, "nbgrader", "autograde", "assignment2", "--student", "chris").returncode == 0
    page.goto(f"{server}/formgrader/manage_submissions/assignment2")
    shown = {student: row(page, student).inner_text().split("\t") for student in ("anna", "chris", "ivan")}
    page.screenshot(path=course / "formgrader.png")
    assert [shown[student][3].strip() for student in shown] == ["graded", "graded", "needs manual grading"]
    assert [shown[student][4].strip() for student in shown] == ["20 / 20", "3 / 20", "0 / 20"]
    with sqlite3.connect(course / "gradebook.db") as database:
        assert sorted(database.execute(SCORES)) == [("anna", 20.0, 0), ("chris", 3.0, 0), ("ivan", None, 1)]
    page.goto(f"{server}/formgrader/gradebook/assignment2/assignment2")
    page.locator("tbody tr a").first.click()
    page.get_by_text("Autograded: ").or_(page.get_by_text("could not be graded")).first.wait_for()
    page.screenshot(path=course / "submission.png")


def row(page: Any, student: str) -> Any:
    found = page.locator("tbody tr", has=page.locator(".student-id", has_text=student))
    found.wait_for()
    return found
