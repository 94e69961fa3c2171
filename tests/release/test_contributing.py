"""The steps of CONTRIBUTING.md, taken one after the other in a copy of the repository."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
COPIED = (
    *("assignment2", "autograder", "gradcheck", "release", "source", "tests"),
    *("nbgrader_config.py", "pyproject.toml"),
)


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The repository, without what was left behind where something ran."""
    for name in COPIED:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__", "hostile"))
        else:
            shutil.copy(ROOT / name, tmp_path / name)
    return tmp_path


def insert(file: Path, before: str, text: str) -> None:
    """Put text before a line that stands there once."""
    content = file.read_text("utf-8")
    assert content.count(before) == 1, before
    file.write_text(content.replace(before, text + before), "utf-8")


def run(copy: Path, *arguments: str) -> str:
    """Run a module of Python in the copy, and nothing of the repository itself."""
    done = subprocess.run(
        [sys.executable, "-m", *arguments],
        cwd=copy,
        env={**os.environ, "PYTHONPATH": str(copy)},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_adding_a_mistake(copy: Path) -> None:
    """Words, the list of promised codes, a formula, a case, the release: then every test that they concern passes."""
    words = '    "largest_sample": "Only the sample with the largest loss is counted. Every sample has its share.",\n'
    insert(copy / "assignment2/mistakes.py", '    "mean_over_outputs": (\n', words)
    insert(copy / "tests/assignment2/test_mistakes.py", '    "mean_over_outputs",\n', '    "largest_sample",\n')
    formula = '    ("largest_sample", lambda y_hat, y: np.max(np.sum(stand_in_loss(y_hat, y), axis=0))),\n'
    bank = copy / "autograder/assignments/assignment2/losses_mistakes.py"
    insert(bank, '    ("mean_over_outputs", lambda y_hat, y: np.mean(stand_in_loss(y_hat, y))),\n', formula)
    with (copy / "tests/corpus/wrong/loss_cost.toml").open("a", encoding="utf-8") as cases:
        cases.write('\n[[case]]\nname = "largest"\nbodies = ["return self.forward(y_hat, y).sum(axis=0).max()"]\n')
        cases.write('score = 0.0\nchecks.cost = [0.0, "largest_sample", "failed"]\n')
    run(copy, "nbgrader", "generate_assignment", "assignment2", "--force")
    run(copy, "pytest", "tests/assignment2/test_mistakes.py", "tests/release/test_release.py", "-k", "not makes")
    assert "loss_cost-largest" in run(copy, "pytest", "tests/judge_corpus/test_corpus.py", "-vvk", "largest")
