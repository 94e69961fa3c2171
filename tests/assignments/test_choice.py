"""Which assignment is graded: by name, by folder, by the course's folder, by what was handed in."""

from __future__ import annotations

import os
import re
import shutil
from pathlib import Path

import pytest

from autograder import assignments
from autograder.assignments import BrokenAssignment, find, is_assignment, load, names, register, with_exercise
from autograder.assignments.choose import handed_in, named
from autograder.cli import main

ROOT = Path(__file__).parents[2]
OURS = Path(assignments.__file__).parent
OUTSIDE = ("autograder", "ci", ".ci", "pyproject.toml", "Makefile", "nbgrader_config.py")
TABLE = """
from dataclasses import replace
from .exercises import KEPT
from autograder.assignments.assignment2 import ASSIGNMENT as OTHER
ASSIGNMENT = replace(OTHER, name="homework7", exercises=KEPT(OTHER))
"""


@pytest.fixture(autouse=True)
def no_others(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(assignments.FOLDERS, "")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The folder of a course, which is an assignment's: homework7."""
    course = tmp_path / "course"
    course.mkdir()
    (course / "assignment.py").write_text(TABLE)
    (course / "exercises.py").write_text("def KEPT(assignment):\n    return assignment.exercises[:3]\n")
    return course


def test_nothing_outside_its_folder_names_an_assignment() -> None:
    """Neither code nor configuration: what is graded is told by folders alone."""
    own = [folder.name for folder in OURS.iterdir() if is_assignment(folder)]
    assert own
    pattern = re.compile("|".join(rf"\b{name}\b" for name in own), re.IGNORECASE)
    found = []
    for place in OUTSIDE:
        path = ROOT / place
        for file in [path] if path.is_file() else sorted(path.rglob("*")):
            inside = any(file.is_relative_to(OURS / name) for name in own)
            if not file.is_file() or inside or "__pycache__" in file.parts or file.suffix in {".png", ".svg"}:
                continue
            found += [
                f"{file.relative_to(ROOT)}: {line}" for line in file.read_text().split("\n") if pattern.search(line)
            ]
    assert found == []


def test_a_folder_is_an_assignment_with_modules_of_its_own(folder: Path) -> None:
    """It is loaded once, knows where it lies, and imports its modules relatively."""
    loaded = load(folder)
    assert (loaded.name, len(loaded.exercises), loaded.home) == ("homework7", 3, folder)
    assert load(folder) is loaded
    assert named(str(folder)) is loaded


def test_a_registered_folder_is_known_by_its_name(folder: Path) -> None:
    """``configure`` registers folders in the environment, for kernels and for processes that grade in parallel."""
    with pytest.raises(KeyError):
        find("homework7")
    register(folder)
    register(folder)
    assert os.environ[assignments.FOLDERS] == str(folder)
    assert find("homework7") is load(folder)
    assert names() == (*(f.name for f in sorted(OURS.iterdir()) if is_assignment(f)), "homework7")
    assert with_exercise("linear_backward").name == names()[0]


@pytest.mark.parametrize(
    ("files", "words"),
    [
        ({}, "course: this folder holds no assignment.py, so it is no assignment"),
        (
            {"assignment.py": "x = 1"},
            "course: assignment.py binds no ASSIGNMENT; see autograder/assignments/__init__.py",
        ),
        ({"assignment.py": "1 / 0"}, "course: assignment.py cannot be loaded (ZeroDivisionError: division by zero)"),
    ],
)
def test_a_broken_folder_is_told_in_a_sentence(
    tmp_path: Path, files: dict[str, str], words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """The command ends with status 2 and says what is missing; there is no traceback."""
    course = tmp_path / "course"
    course.mkdir()
    for name, text in files.items():
        (course / name).write_text(text)
    with pytest.raises(BrokenAssignment, match=re.escape(words)):
        named(str(course))
    assert main(["grade", str(tmp_path), "--assignment", str(course)]) == 2
    assert capsys.readouterr().err == f"autograder: --assignment {words}\n"


def test_a_name_that_nothing_has_is_told_with_those_that_are_known(capsys: pytest.CaptureFixture[str]) -> None:
    """Status 2, and the names."""
    assert main(["grade", ".", "--assignment", "nothing"]) == 2
    words = f"nothing: there is no such assignment here, and no such folder; known: {', '.join(names())}"
    assert capsys.readouterr().err == f"autograder: --assignment {words}\n"


def test_the_course_around_submitted_tells(folder: Path) -> None:
    """The folder that holds ``submitted/`` may be the assignment, whatever the path below it is."""
    student = folder / "submitted" / "eva" / "homework7"
    student.mkdir(parents=True)
    for path in (folder / "submitted", student.parent, student, student / "homework7.ipynb"):
        assert handed_in([path]) is load(folder)
    assert handed_in([folder]).name == names()[0]


def test_nothing_that_students_hand_in_is_imported(folder: Path, tmp_path: Path) -> None:
    """An ``assignment.py`` below ``submitted/``, or in a folder that was named, is a student's."""
    trap = "raise SystemExit('imported')"
    inner = folder / "submitted" / "eva" / "submitted"
    inner.mkdir(parents=True)
    for place in (folder / "submitted", inner.parent):
        (place / "assignment.py").write_text(trap)
    assert handed_in([inner]) is load(folder)
    alone = tmp_path / "eva"
    shutil.copytree(inner.parent, alone)
    assert handed_in([alone]).name == names()[0]


def test_the_name_of_what_was_handed_in_tells(folder: Path, tmp_path: Path) -> None:
    """Of the known names the one that most files and folders have; the first one where nothing tells."""
    register(folder)
    handed = tmp_path / "handed"
    for student in ("a", "b"):
        (handed / student / "homework7").mkdir(parents=True)
        (handed / student / "homework7" / "homework7.ipynb").touch()
        for number in range(3):  # of more files, but of a name that is nobody's
            (handed / student / str(number)).mkdir()
            (handed / student / str(number) / "notes.ipynb").touch()
    (handed / "c" / names()[0]).mkdir(parents=True)
    assert handed_in([handed]).name == "homework7"
    assert handed_in([handed / "a" / "homework7" / "homework7.ipynb"]).name == "homework7"
    assert handed_in([handed / "c"]).name == names()[0]
    assert handed_in([tmp_path / "nowhere"]).name == names()[0]
