"""The zip for Gradescope, run in folders laid out as there: setup.sh once, run_autograder for each submission."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

from autograder.cli import main
from autograder.cli.gradescope import REQUIREMENTS
from tests.ours import ASSIGNMENT, SAMPLES

ROOT = Path(__file__).parents[2]
STUBS = {  # what would need a network: programs of the system, and pip
    "apt-get": "exit 0",
    "python3": 'if [ "$2" != venv ]; then exec "{python}" "$@"; fi\nmkdir -p "$3/bin"\n'
    'printf \'#!/bin/sh\\n[ "$2" = pip ] || exec "{python}" "$@"\\n\' > "$3/bin/python"\nchmod +x "$3/bin/python"',
}


@pytest.fixture(scope="module")
def autograder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder /autograder after setup.sh."""
    root = tmp_path_factory.mktemp("gradescope")
    (root / "bin").mkdir()
    for name, script in STUBS.items():
        (root / "bin" / name).write_text(f"#!/bin/sh\n{script.replace('{python}', sys.executable)}\n")
        (root / "bin" / name).chmod(0o755)
    assert main(["gradescope", "build", "--unsafe", "--output", str(root / "autograder.zip")]) == 0
    with zipfile.ZipFile(root / "autograder.zip") as archive:
        assert {e.filename for e in archive.infolist() if e.external_attr >> 16 & 0o111} == {
            "setup.sh",
            "run_autograder",
        }
        archive.extractall(root / "source")
    subprocess.run(["bash", "source/setup.sh"], cwd=root, env=environment(root), check=True)
    return root


def environment(root: Path) -> dict[str, str]:
    return {"PATH": f"{root / 'bin'}:{os.environ['PATH']}", "AUTOGRADER_ROOT": str(root), "HOME": str(root)}


def results(root: Path) -> dict:
    subprocess.run(["bash", "source/run_autograder"], cwd=root, env=environment(root), check=True)
    return json.loads((root / "results/results.json").read_bytes())


@pytest.mark.parametrize("place", ["hw 2.ipynb", "assignment2/assignment2.ipynb", "my work/a2/notebook.ipynb"])
def test_a_submission_is_graded_wherever_it_lies(autograder: Path, place: str) -> None:
    """The points of the command, a test a check."""
    shutil.rmtree(autograder / "submission", ignore_errors=True)
    notebook = autograder / "submission" / place
    notebook.parent.mkdir(parents=True)
    shutil.copy(SAMPLES / "emil" / ASSIGNMENT.name / ASSIGNMENT.release.name, notebook)
    made = results(autograder)
    assert (made["score"], len(made["tests"])) == (13.0, 15)
    assert sum(test["score"] for test in made["tests"]) == 13.0


def test_nothing_to_grade_is_a_result_too(autograder: Path) -> None:
    """An empty submission has 0 points and a sentence, never a missing file."""
    shutil.rmtree(autograder / "submission", ignore_errors=True)
    (autograder / "submission").mkdir()
    made = results(autograder)
    assert made["score"] == 0
    assert made["output"].startswith("This submission could not be graded. Hand in one notebook")


def test_our_own_failure_is_no_zero(autograder: Path, tmp_path: Path) -> None:
    """Where the grader itself fails there is a sentence and no score, whatever was handed in."""
    root = tmp_path / "broken"
    shutil.copytree(autograder, root, symlinks=True)
    shutil.copytree(SAMPLES / "emil" / ASSIGNMENT.name, root / "submission", dirs_exist_ok=True)
    (root / "source/autograder/grading/grader.py").write_text("raise RuntimeError")
    made = results(root)
    assert "score" not in made
    assert made["output"].startswith("This submission could not be graded. That is not your fault")


def test_the_zip_needs_what_the_package_needs(tmp_path: Path) -> None:
    """Its requirements are pyproject's; the same grader gives the same bytes."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert REQUIREMENTS.split() == project["dependencies"]
    for name in ("one", "two"):
        assert main(["gradescope", "build", "--output", str(tmp_path / name)]) == 0
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()
