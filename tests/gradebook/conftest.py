"""Courses for the tests of nbgrader's door."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from nbgrader_course import ROOT, Course


@pytest.fixture(scope="session")
def released(tmp_path_factory: pytest.TempPathFactory) -> Course:
    """A course outside of the checkout, with our config and the release that `generate_assignment` makes."""
    course = Course(tmp_path_factory.mktemp("released"))
    shutil.copytree(ROOT / "source", course.folder / "source")
    shutil.copy(ROOT / "nbgrader_config.py", course.folder)
    course.run("nbgrader", "generate_assignment", "assignment2")
    return course


@pytest.fixture
def course(released: Course, tmp_path: Path) -> Course:
    """A copy of the released course, with nothing handed in yet."""
    folder = tmp_path / "course"
    shutil.copytree(released.folder, folder)
    return Course(folder)
