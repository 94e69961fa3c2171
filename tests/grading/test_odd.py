"""What runs in a notebook runs here: odd notebooks earn no less than their own checks show in a real kernel."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbclient
import nbformat
import pytest

from autograder.grading.collect import Submission
from autograder.grading.grader import Grader, Settings
from autograder.sandbox.tiers import probe
from tests.corpus.damaged.notebooks import RELEASE, RIGHT
from tests.corpus.odd import CASES, CELLS, notebook
from tests.ours import ASSIGNMENT

LEFT_OUT = ("board_", "try_", "plot_", "train", "play")  # given cells that answer nothing


def green(made: dict[str, Any]) -> int:
    """How many visible checks say yes in a real kernel."""
    cells = [cell for cell in made["cells"] if cell["cell_type"] == "code" and not cell["id"].startswith(LEFT_OUT)]
    run = nbformat.from_dict({**made, "cells": cells})
    resources = {"metadata": {"path": str(RELEASE.parent)}}
    nbclient.NotebookClient(run, timeout=60, allow_errors=True, resources=resources).execute()
    checks = [cell for cell in run.cells if cell["id"].startswith("test_")]
    return sum(json.dumps(cell["outputs"], ensure_ascii=False).count("✓") for cell in checks)


@pytest.fixture(scope="module")
def grader() -> Iterator[Grader]:
    with Grader(ASSIGNMENT, Settings(unsafe=True)) as grader:
        yield grader


def asked(case: dict[str, Any]) -> list[tuple[str, bool]]:
    """The cells that tell what a case's answers show, and whether they are checks of these."""
    checks = [f"test_{exercise}" for exercise in case["answers"]]
    run = ("package", "imports", "odd-", *RIGHT, *checks)
    cells = [cell for cell in notebook(case)["cells"] if cell["cell_type"] == "code" and cell["id"].startswith(run)]
    return [("".join(cell["source"]), cell["id"] in checks) for cell in cells]


@pytest.fixture(scope="module")
def shown() -> dict[str, float]:
    """The points that the visible checks show in IPython's own shell."""
    command = [sys.executable, "-m", "tests.grading.shells"]
    told = subprocess.run(
        command, input=json.dumps(list(map(asked, CELLS.values()))), stdout=subprocess.PIPE, text=True, check=True
    )
    return dict(zip(CELLS, json.loads(told.stdout.splitlines()[-1]), strict=True))


@pytest.mark.parametrize("name", CELLS)
def test_a_cell_does_here_what_it_does_in_the_shell(
    name: str, shown: dict[str, float], grader: Grader, tmp_path: Path
) -> None:
    """All points here, and no fewer than there; where nobody can write a file, a person looks at what that cost."""
    path = tmp_path / "assignment2.ipynb"
    path.write_text(json.dumps(notebook(CELLS[name])), encoding="utf-8")
    graded = grader.grade(Submission("student", "assignment2.ipynb", path))
    points = {exercise.id: exercise.points for exercise in ASSIGNMENT.exercises}
    assert shown[name] == CELLS[name].get("shown", sum(map(points.__getitem__, CELLS[name]["answers"])))
    if CELLS[name].get("writes") and grader.sandbox.tier == "B":
        assert graded.status == "needs_review"
        assert "shut_out" in [reason.code for reason in graded.reasons]
    else:
        assert (graded.score, graded.status) == (20.0, "needs_review" if CELLS[name].get("review") else "graded")


def test_where_nobody_can_write_a_file_a_person_looks_at_what_that_cost(tmp_path: Path) -> None:
    """In tier B, and only where points are missing."""
    if probe("B").missing is not None:
        pytest.skip("tier B does not hold here")
    reasons = {}
    with Grader(ASSIGNMENT, Settings(tier="B")) as grader:
        for name in ("writefile_py", "thread"):
            path = tmp_path / f"{name}.ipynb"
            path.write_text(json.dumps(notebook(CELLS[name])), encoding="utf-8")
            graded = grader.grade(Submission("student", path.name, path))
            reasons[name] = [reason.code for reason in graded.reasons]
    assert reasons == {"writefile_py": ["shut_out"], "thread": []}


@pytest.mark.parametrize("name", CASES)
def test_the_grader_gives_no_less_than_the_kernel_shows(name: str, grader: Grader, tmp_path: Path) -> None:
    """All points, and nobody has to look but where a class takes over another's name."""
    path = tmp_path / "assignment2.ipynb"
    made = notebook(CASES[name])
    path.write_text(json.dumps(made), encoding="utf-8")
    graded = grader.grade(Submission("student", "assignment2.ipynb", path))
    assert green(made) == CASES[name].get("green", 15)
    assert (graded.score, graded.status) == (20.0, "needs_review" if CASES[name].get("review") else "graded")
