"""The files of ci/, run step by step as their services run them."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
EMIL = ROOT / "examples/submitted/emil/assignment2/assignment2.ipynb"


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A student's checkout, in a file whose name is a command to CI."""
    checkout = tmp_path / "checkout"
    checkout.mkdir()
    shutil.copy(EMIL, checkout / "::error::x ##[command].ipynb")
    command = tmp_path / "autograder"
    report = f'[ "$1" = report ] && exec "{sys.executable}" -m autograder "$@"\n'
    command.write_text(f'#!/bin/sh\n{report}exec "{sys.executable}" -m autograder "$@" --unsafe\n')
    command.chmod(0o755)
    return checkout


def environment(repository: Path, **more: str) -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(ROOT), "RUNNER_TEMP": str(repository.parent), **more}


@pytest.mark.parametrize(("folder", "place"), [(".", ""), ("a, b/week%3/", "a%2C b/week%253/")])
def test_the_action_grades_and_runs_no_command_of_a_student(repository: Path, folder: str, place: str) -> None:
    """Summary, annotations and reports are there; what carries a student's name stands where no command is run. An
    annotation's file is told from the top of the repository."""
    notebook = next(repository.iterdir())
    (repository / folder).mkdir(parents=True, exist_ok=True)
    notebook.rename(repository / folder / notebook.name)
    summary = repository.parent / "summary.md"
    summary.write_text("before\n")
    variables = {
        "AUTOGRADER": str(repository.parent / "autograder"),
        "SUBMISSION": folder,
        "GITHUB_STEP_SUMMARY": str(summary),
    }
    done = subprocess.run(
        ["bash", ROOT / "ci/github/grade.sh"],
        cwd=repository,
        env=environment(repository, **variables),
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    printed = done.stdout.splitlines()
    token = re.fullmatch(r"::stop-commands::([0-9a-f]{32})", printed[0])[1]
    after = printed[printed.index(f"::{token}::") + 1 :]
    assert len(after) == 2  # one an exercise
    assert all(line.startswith(f"::error file={place}%3A") for line in after)
    assert all(line.count("::") == 2 and "##[" not in line for line in after)
    assert summary.read_text().startswith("before\n## ")
    assert "13 / 20 points" in summary.read_text()
    assert (repository.parent / "grades/index.html").is_file()


def test_classroom50_reads_what_the_autograder_writes(repository: Path) -> None:
    """Doubled points, the status and the summary for the runner, a body that the student reads."""
    output = repository.parent / "output"
    done = subprocess.run(
        [sys.executable, ROOT / "ci/classroom50/autograder.py", "--unsafe", "--quiet"],
        cwd=repository,
        env=environment(repository, USERNAME="emil", CLASSROOM="nn", GITHUB_OUTPUT=str(output)),
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    result = json.loads((repository / "result.json").read_bytes())
    assert (result["score"], result["max-score"], result["usernames"]) == (26, 40, ["emil"])
    assert output.read_text() == "status=failure\nsummary=13 of 20 points\n"
    assert "13 / 20 points" in (repository / "release-body.md").read_text(encoding="utf-8")


def test_what_has_no_score_is_an_error_to_classroom50(repository: Path) -> None:
    """An unreadable notebook is no failed submission of 0 points; the body says why."""
    (repository / "::error::x ##[command].ipynb").write_text("{")
    output = repository.parent / "output"
    subprocess.run(
        [sys.executable, ROOT / "ci/classroom50/autograder.py", "--unsafe", "--quiet"],
        cwd=repository,
        env=environment(repository, GITHUB_OUTPUT=str(output)),
        check=True,
        capture_output=True,
    )
    said = "status=error\nsummary=The submission has no score; release-body.md says why.\n"
    assert output.read_text(encoding="utf-8") == said


def test_each_push_to_classroom50_has_inputs_of_its_own(repository: Path) -> None:
    """The seed follows from the commit: the same again for the same push, another for another, the score the same."""
    seeds = []
    for commit in ("nn/emil/commit/1", "nn/emil/commit/2", "nn/emil/commit/1"):
        command = [sys.executable, ROOT / "ci/classroom50/autograder.py", "--unsafe", "--quiet"]
        subprocess.run(command, cwd=repository, env=environment(repository, COMMIT_URL=commit), check=True)
        document = json.loads((repository / "grades.json").read_bytes())
        seeds.append(document["seed"])
        assert document["submissions"][0]["score"] == 13.0
    assert seeds[0] == seeds[2] != seeds[1]


def test_prairielearn_finds_its_results(repository: Path) -> None:
    """A share for what was handed in; nothing handed in is not gradable; a failure of the grader leaves no file."""
    (repository / "student").mkdir()
    next(repository.glob("*.ipynb")).rename(repository / "student/assignment2.ipynb")
    results = repository / "results/results.json"
    command = ["bash", ROOT / "ci/prairielearn/run.sh"]

    def graded(autograder: Path) -> None:
        variables = environment(repository, GRADE_ROOT=str(repository), AUTOGRADER=str(autograder))
        subprocess.run(command, env=variables, check=True, capture_output=True)

    graded(repository.parent / "autograder")
    assert json.loads(results.read_bytes())["score"] == 0.65
    (repository / "student/assignment2.ipynb").unlink()
    graded(repository.parent / "autograder")
    assert json.loads(results.read_bytes()) == {
        "gradable": False,
        "format_errors": ["Hand in one notebook; if you did, tell your instructor."],
    }
    broken = repository.parent / "broken"
    broken.write_text("#!/bin/sh\nexit 3\n")
    broken.chmod(0o755)
    graded(broken)
    assert not results.exists()


def test_templates_are_yaml() -> None:
    """Each parses, and pins what it uses to a version."""
    yaml = pytest.importorskip("yaml", reason="no yaml (pip install pyyaml)")
    for file in sorted((ROOT / "ci").rglob("*.yml")):
        assert isinstance(yaml.safe_load(file.read_text(encoding="utf-8")), dict)
        assert all("@" in use for use in re.findall(r"(?m)^ *- uses: (\S+)", file.read_text(encoding="utf-8")))
