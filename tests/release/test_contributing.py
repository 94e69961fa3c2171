"""The steps of CONTRIBUTING.md, taken one after the other in a copy of the repository."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

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
    corpus = copy / "autograder/assignments/assignment2/corpus/wrong/loss_cost.toml"
    with corpus.open("a", encoding="utf-8") as cases:
        cases.write('\n[[case]]\nname = "largest"\nbodies.cost = "return self.forward(y_hat, y).sum(axis=0).max()"\n')
        cases.write('checks.cost = "largest_sample"\n')
    run(copy, "nbgrader", "generate_assignment", "assignment2", "--force")
    run(copy, "pytest", "tests/assignment2/test_mistakes.py", "tests/release/test_release.py", "-k", "not makes")
    assert "loss_cost-largest" in run(copy, "pytest", "tests/corpus", "-vvk", "largest")


FORWARD = '''def arctan(Z: np.ndarray) -> np.ndarray:
    """The arc tangent."""
    return np.arctan(Z)


'''
EXERCISE = """ARCTAN = _derivative("arctan_derivative", "Arctan", gradient(lambda i: forward.arctan(i.Z), "Z"), ())
"""
VISIBLE = '''def arctan(Arctan: Any, names: Mapping[str, Any]) -> list[Asked]:
    """Ask ``Arctan.derivative``."""
    return _derivative(Arctan, names, {})


'''


ARCTAN_WRONG = 'bodies.derivative = "return 1 + Z**2"\nchecks.derivative = ""'


def test_adding_an_exercise(copy: Path) -> None:
    """Cells of the source, an entry of the assignment, a visible check, the release: right and wrong answers are told
    apart."""
    _cells_like_tanh(copy / "source/assignment2/assignment2.ipynb")
    engine = copy / "autograder/assignments/assignment2"
    insert(engine / "forward.py", "def relu(", FORWARD)
    insert(engine / "activations.py", '"ReLU": 15.0, ', '"Arctan": 3.8, ')
    insert(engine / "activations.py", "LEAKY_RELU = ", EXERCISE)
    insert(engine / "assignment.py", "        RELU,\n", "        ARCTAN,\n")
    table = engine / "assignment.py"
    table.write_text(
        table.read_text("utf-8").replace("import ACTIVATION_BACKWARD,", "import ACTIVATION_BACKWARD, ARCTAN,")
    )
    insert(copy / "assignment2/checks/activations.py", "def relu(", VISIBLE)
    entry = '        "arctan_derivative": ("Arctan", activations.arctan),\n'
    insert(copy / "assignment2/checks/__init__.py", '        "relu_derivative":', entry)
    for kind, case in (("right", 'bodies.derivative = "return 1 / (1 + Z**2)"'), ("wrong", ARCTAN_WRONG)):
        (engine / "corpus" / kind / "arctan_derivative.toml").write_text(f"[[case]]\n{case}\n", "utf-8")
    run(copy, "nbgrader", "generate_assignment", "assignment2", "--force")
    assert run(copy, "pytest", "tests/corpus/test_answers.py", "-vvk", "arctan_derivative").count("PASSED") == 2

    released = json.loads((copy / "release/assignment2/assignment2.ipynb").read_text("utf-8"))
    for name, body in (("right", "return 1 / (1 + Z**2)"), ("wrong", "return 1 + Z**2")):
        (copy / name / "assignment2").mkdir(parents=True)
        answered = json.dumps(_answered(released, "arctan_derivative", body))
        (copy / name / "assignment2/assignment2.ipynb").write_text(answered, "utf-8")
    run(copy, "autograder", "grade", "right", "wrong", "--quiet", "--json", "grades.json")
    report = json.loads((copy / "grades.json").read_text("utf-8"))
    told = {row["student"]: (row["score"], row["exercises"][6]["checks"][0]["status"]) for row in report["submissions"]}
    assert (report["max_score"], told) == (21.0, {"right": (1.0, "passed"), "wrong": (0.0, "failed")})


def _cells_like_tanh(source: Path) -> None:
    """One more exercise in the notebook, after tanh's: its cells, with another name and formula."""
    notebook = json.loads(source.read_text("utf-8"))
    cells = notebook["cells"]
    places = [place for place, cell in enumerate(cells) if cell["id"] in ("tanh_derivative", "test_tanh_derivative")]
    more = json.dumps([cells[place] for place in places])
    for before, after in (("tanh_derivative", "arctan_derivative"), ("Tanh", "Arctan"), ("np.tanh", "np.arctan")):
        more = more.replace(before, after)
    cells[places[-1] + 1 : places[-1] + 1] = json.loads(more.replace("1 - np.arctan(Z) ** 2", "1 / (1 + Z**2)"))
    source.write_text(json.dumps(notebook), "utf-8")


def _answered(released: dict[str, Any], exercise: str, body: str) -> dict[str, Any]:
    """The release with one stub written."""
    notebook: dict[str, Any] = json.loads(json.dumps(released))
    cell = next(cell for cell in notebook["cells"] if cell["id"] == exercise)
    lines = "".join(cell["source"]).splitlines(keepends=True)
    cell["source"] = [f"        {body}\n" if "NotImplementedError" in line else line for line in lines]
    return notebook
