"""The release is what nbgrader makes of the source: complete, of real files, and without an answer."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import nbformat
import pytest

from autograder.assignments.assignment2 import ASSIGNMENT

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "source" / "assignment2" / "assignment2.ipynb"
RELEASE = ROOT / "release" / "assignment2"

EXERCISES = {  # grade_id: (class, stubs, points)
    "loss_cost": ("Loss", ("cost",), 1),
    "mse_loss": ("MSELoss", ("forward", "backward"), 2),
    "bce_loss": ("BCELoss", ("forward", "backward"), 2),
    "activation_backward": ("Activation", ("backward",), 2),
    "sigmoid_derivative": ("Sigmoid", ("derivative",), 1),
    "tanh_derivative": ("Tanh", ("derivative",), 1),
    "relu_derivative": ("ReLU", ("derivative",), 1),
    "leaky_relu_derivative": ("LeakyReLU", ("derivative",), 1),
    "linear_backward": ("Linear", ("backward",), 5),
    "mlp_backward": ("MLP", ("backward",), 4),
}
STUB = re.compile(r"^(\s*)raise NotImplementedError\b.*$")


def files(folder: Path) -> dict[str, bytes]:
    """All files below a folder, by relative path; what Python and Jupyter leave where they run is not looked at."""
    left_behind = {"__pycache__", ".ipynb_checkpoints"}
    paths = (path for path in folder.rglob("*") if path.is_file() and not left_behind & set(path.parts))
    return {str(path.relative_to(folder)): path.read_bytes() for path in paths}


def cells(path: Path) -> dict[str, dict[str, Any]]:
    """A notebook's cells by id, their sources as text."""
    document = json.loads(path.read_text(encoding="utf-8"))
    return {cell["id"]: {**cell, "source": "".join(cell["source"])} for cell in document["cells"]}


def generate(course: Path) -> None:
    """Run ``nbgrader generate_assignment`` in a course folder, its environment not activated."""
    keep = {name: value for name, value in os.environ.items() if name in ("HOME", "LANG", "TMPDIR")}
    subprocess.run(
        [sys.executable, "-m", "nbgrader", "generate_assignment", "assignment2", "--force"],
        cwd=course,
        env={**keep, "PATH": "/usr/bin:/bin", "PYTHONPATH": str(ROOT)},
        check=True,
        capture_output=True,
    )


@pytest.mark.parametrize("beside", [True, False], ids=["in the repository", "in a course folder elsewhere"])
def test_the_release_is_what_nbgrader_makes(beside, tmp_path) -> None:
    """The committed files come out byte for byte, whether the package lies beside or is installed; no compiled ones."""
    shutil.copytree(ROOT / "source", tmp_path / "source")
    shutil.copy(ROOT / "nbgrader_config.py", tmp_path)
    if beside:
        for package in ("assignment2", "gradcheck"):
            shutil.copytree(ROOT / package, tmp_path / package, ignore=shutil.ignore_patterns("__pycache__"))
        compiled = tmp_path / "assignment2" / "__pycache__"
        compiled.mkdir()
        (compiled / "module.cpython-311.pyc").write_bytes(b"compiled")
    generate(tmp_path)
    assert not list((tmp_path / "release").rglob("__pycache__"))
    assert files(tmp_path / "release") == files(ROOT / "release")


def test_the_release_has_the_package_and_the_requirements() -> None:
    """Beside the notebook lie the package and its core, as in the repository, and what to install, with bounds."""
    packages = ("assignment2", "gradcheck")
    package = {f"{p}/{name}": text for p in packages for name, text in files(ROOT / p).items() if name.endswith(".py")}
    shipped = files(RELEASE)
    assert {name: text for name, text in shipped.items() if name.split("/")[0] in packages} == package
    assert sorted(name for name in shipped if "/" not in name) == [
        "README.md",
        "assignment2.ipynb",
        "requirements.txt",
    ]
    lines = shipped["requirements.txt"].decode().splitlines()
    assert all(re.fullmatch(r"[a-z]+>=[\d.]+,<\d+", line) for line in lines)
    assert [line.split(">")[0] for line in lines] == ["numpy", "matplotlib", "jupyterlab"]


def test_the_release_has_no_links() -> None:
    """All of it are real files."""
    assert not [path for path in RELEASE.rglob("*") if path.is_symlink()]


def test_the_release_holds_no_answer() -> None:
    """No line of a solution and no hidden test is in any of its files."""
    source = cells(SOURCE)
    regions = re.findall(r"### BEGIN \w+.*?\n(.*?)### END", "\n".join(c["source"] for c in source.values()), re.S)
    lines = {line.strip() for region in regions for line in region.splitlines()}
    hidden = {line for line in lines if not re.fullmatch(r"(return )?\w*", line)}
    assert len(hidden) > 25
    notebook = (RELEASE / "assignment2.ipynb").read_text(encoding="utf-8")
    assert [line for line in hidden if json.dumps(line)[1:-1] in notebook] == []
    for name, content in files(RELEASE).items():
        for word in (b"HIDDEN TESTS", b"BEGIN SOLUTION", b"autograder"):
            assert word not in content, name


@pytest.mark.parametrize("path", [SOURCE, RELEASE / "assignment2.ipynb"], ids=["source", "release"])
def test_the_notebook_is_valid_and_clean(path) -> None:
    """nbformat 4.5, kernel python3, no outputs, unique ids, and the version of the release in its metadata."""
    document = nbformat.read(path, as_version=nbformat.NO_CONVERT)
    nbformat.validate(document)
    assert (document.nbformat, document.nbformat_minor) == (4, 5)
    assert document.metadata.kernelspec.name == "python3"
    assert re.fullmatch(r"\d+\.\d+", document.metadata.assignment2.release)
    assert all(not cell.outputs and cell.execution_count is None for cell in document.cells if cell.cell_type == "code")
    ids = [cell.id for cell in document.cells]
    assert len(set(ids)) == len(ids)
    graded = [cell for cell in document.cells if "nbgrader" in cell.metadata]
    assert all(cell.id == cell.metadata.nbgrader.grade_id for cell in graded)


def test_the_exercises_come_in_order_with_their_points() -> None:
    """A solution cell and a locked test cell for each, and twenty points in all."""
    graded = [
        (name, cell["metadata"]["nbgrader"])
        for name, cell in cells(RELEASE / "assignment2.ipynb").items()
        if "nbgrader" in cell["metadata"]
    ]
    expected = [name for grade_id in EXERCISES for name in (grade_id, f"test_{grade_id}")]
    assert [name for name, _ in graded] == expected
    for name, metadata in graded:
        test = name.startswith("test_")
        assert (metadata["grade"], metadata["solution"], metadata["locked"]) == (test, not test, test)
        assert not test or metadata["points"] == EXERCISES[name.removeprefix("test_")][2]
    assert sum(points for _, _, points in EXERCISES.values()) == 20


def test_the_points_are_those_of_the_assignment() -> None:
    """Points stand in the assignment's table; what the notebook says is the same."""
    assert {exercise.id: exercise.points for exercise in ASSIGNMENT.exercises} == {
        name: points for name, (_, _, points) in EXERCISES.items()
    }


@pytest.mark.parametrize("grade_id", EXERCISES)
def test_a_stub_is_one_line(grade_id) -> None:
    """After signature and docstring there is one line that raises, and at most one comment right above it."""
    name, stubs, _ = EXERCISES[grade_id]
    source = cells(RELEASE / "assignment2.ipynb")[grade_id]["source"]
    lines = source.split("\n")
    found = [number for number, line in enumerate(lines) if STUB.match(line)]
    assert len(found) == len(stubs)
    assert source.count("raise NotImplementedError") == len(stubs)
    assert lines[0].startswith(f"class {name}(")
    for number in found:
        assert lines[number - 1].strip().startswith("# Task: ")
        assert lines[number - 2].strip().endswith('"""')
        assert number + 1 == len(lines) or lines[number + 1] == ""


@pytest.mark.parametrize("grade_id", EXERCISES)
def test_a_test_cell_checks_in_sight_and_grades_in_hiding(grade_id) -> None:
    """The release keeps the visible check; the source adds the grade, a single expression at the end."""
    visible = f'from assignment2.checks import check\n\ncheck("{grade_id}", globals())'
    assert cells(RELEASE / "assignment2.ipynb")[f"test_{grade_id}"]["source"] == visible
    assert cells(SOURCE)[f"test_{grade_id}"]["source"] == (
        f"{visible}\n### BEGIN HIDDEN TESTS\nfrom autograder.in_process import grade_exercise\n\n"
        f'grade_exercise("{grade_id}", globals())\n### END HIDDEN TESTS'
    )
