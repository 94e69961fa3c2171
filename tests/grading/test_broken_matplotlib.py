"""A matplotlib that is there and does not work costs nobody who does not use it anything."""

from __future__ import annotations

import importlib
import json
from pathlib import Path
from typing import Any

import pytest

from autograder.grading.collect import Submission
from autograder.grading.grader import Grader, Settings
from tests.corpus.damaged.notebooks import right
from tests.ours import ASSIGNMENT

view = importlib.import_module("autograder.sandbox.view")  # a function hides its name
BROKEN = {
    "raises": "raise RuntimeError('no fonts')",
    "does not parse": "def f(:",
    "exits": "raise SystemExit(3)",
    "dies": "import os\nos._exit(3)",
    "crashes": "import os\nos.abort()",
}
PLOTS = "import matplotlib.pyplot as plt\nplt.plot([1, 2])"


def handed_in(folder: Path, *sources: str) -> Submission:
    """A right notebook and cells of the student's own."""
    notebook: dict[str, Any] = right()
    for source in sources:
        notebook["cells"].append({"cell_type": "code", "metadata": {}, "outputs": [], "source": source})
    path = folder / "assignment2.ipynb"
    path.write_text(json.dumps(notebook), encoding="utf-8")
    return Submission("student", path.name, path)


@pytest.mark.parametrize("how", BROKEN)
def test_nobody_loses_a_point_by_a_broken_matplotlib(how: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A word of a comment, a cell that draws, and who comes after them: 20 points each; the cell is left out."""
    package = tmp_path / "matplotlib"
    package.mkdir()
    (package / "__init__.py").write_text(BROKEN[how], encoding="utf-8")
    packages = {**view._packages(), "matplotlib": package}
    monkeypatch.setattr(view, "_packages", lambda: packages)
    with Grader(ASSIGNMENT, Settings(unsafe=True)) as grader:
        graded = [grader.grade(handed_in(tmp_path, *cells)) for cells in (("# a plot",), (PLOTS,), ())]
    assert [(each.score, each.status) for each in graded] == [(20.0, "graded")] * 3
    assert [len(each.repairs) for each in graded] == [0, 1, 0]
