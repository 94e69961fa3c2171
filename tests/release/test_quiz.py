"""What the folded answers of the notebook say is what a student sees who runs it."""

from __future__ import annotations

import contextlib
import io
import json
import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from assignment2 import Module, attempt, numeric_gradient, relative_error

NOTEBOOK = Path(__file__).parents[2] / "release/assignment2/assignment2.ipynb"
CELLS = {cell["id"]: "".join(cell["source"]) for cell in json.loads(NOTEBOOK.read_text("utf-8"))["cells"]}
MENDED = {
    "return 3 * Z\n": "return 3 * Z**2\n",
    "2 * np.abs(Z)": "2 * Z",
    "return 1 / (1 + np.exp(Z))": "return 1 / (1 + np.exp(-Z))",
}


def run(*sources: str) -> str:
    """What cells print that are run one after the other."""
    names: dict[str, Any] = {"np": np, "Module": Module, "attempt": attempt}
    names |= {"numeric_gradient": numeric_gradient, "relative_error": relative_error}
    said = io.StringIO()
    with contextlib.redirect_stdout(said):
        for source in sources:
            exec(source, names)
    return said.getvalue()


@pytest.mark.parametrize(("h", "slope"), [("1", "-0.3375"), ("1e-5", "-0.2384"), ("1e-17", "0.0000")])
def test_the_measured_slope_is_what_the_folded_answer_says(h, slope) -> None:
    """At w = 2: too long a way, a good one, and one that a float64 cannot hold."""
    said = run(CELLS["measure"].replace("w, h = 1.0, 1e-5", f"w, h = 2, {h}"))
    assert said.endswith(f"its measured slope is {slope}\n")
    short = slope.replace("-", "−").replace("0.0000", "0")
    assert re.search(rf"(?<![\d.]){short}(?!\d|\.\d)", CELLS["measure_more"])


def test_the_bug_hunt_has_one_right_suspect_and_can_be_solved() -> None:
    """Sine alone is at 0 everywhere; with the three mistakes of the folded answer mended, all are."""
    hunt = CELLS["bug_hunt"]
    right = [line for line in run(hunt, CELLS["bug_hunt_run"]).splitlines() if "[[0. 0. 0. 0.]]" in line]
    assert [line.split()[0] for line in right] == ["Sine"]
    for wrong, mended in MENDED.items():
        assert hunt.count(wrong) == 1
        hunt = hunt.replace(wrong, mended)
    assert run(hunt, CELLS["bug_hunt_run"]).count("[[0. 0. 0. 0.]]") == 4


def test_no_line_of_code_is_too_long_for_a_narrow_window() -> None:
    """72 letters fit JupyterLab in a window of 700 pixels; the cell that brings the package is folded away."""
    code = {
        cell["id"]: cell["source"]
        for cell in json.loads(NOTEBOOK.read_text("utf-8"))["cells"]
        if cell["cell_type"] == "code" and cell["id"] != "package"
    }
    assert [line for source in code.values() for line in source if len(line.rstrip("\n")) > 72] == []
