"""Whatever a student has written or not: no given cell of the release raises, and nothing goes to stderr."""

from __future__ import annotations

import re
from typing import Any

import pytest
from test_notebook_runs import GRADE_IDS, RELEASE, SOURCE, code_cells, matplotlib

STUB = re.compile(r"^(\s*)raise NotImplementedError\b.*$", re.M)
WRONG = {
    "a syntax error": "return (",
    "no return": "answer = 1",
    "shapes that do not fit": "return np.ones((3, 2)) @ np.ones((3, 2))",
}


def run(cells: dict[str, str]) -> dict[str, Any]:
    """Run the cells one by one, as a kernel does: what a student's own cell raises does not stop the others."""
    names: dict[str, Any] = {"__name__": "__main__"}
    for name, source in cells.items():
        try:
            exec(compile(re.sub(r"steps=\d+", "steps=2", source), name, "exec"), names)
        except (Exception, SystemExit):
            if name not in GRADE_IDS:
                raise
    matplotlib.pyplot.close("all")
    return names


@pytest.mark.parametrize("body", WRONG.values(), ids=WRONG)
@pytest.mark.parametrize("grade_id", GRADE_IDS)
@pytest.mark.filterwarnings("error")
def test_no_given_cell_raises(grade_id, body, capsys) -> None:
    """With one exercise wrong, the others right, all given cells run; the playground names the exercise."""
    broken = STUB.sub(lambda stub: stub[1] + body, code_cells(RELEASE)[grade_id])
    cells = code_cells(SOURCE)
    run({**cells, grade_id: broken})
    out, err = capsys.readouterr()
    assert grade_id in out
    assert err == ""


@pytest.mark.parametrize("grade_id", GRADE_IDS)
def test_filled_in_late(grade_id, capsys) -> None:
    """An exercise that is written after all cells have run: training says which cells to run again, or runs."""
    release = code_cells(RELEASE)
    cells = code_cells(SOURCE)
    names = run({**cells, grade_id: release[grade_id]})
    capsys.readouterr()
    exec(compile(cells[grade_id], grade_id, "exec"), names)
    for name in ("training", "flow", "play"):
        exec(compile(re.sub(r"steps=\d+", "steps=2", cells[name]), name, "exec"), names)
    matplotlib.pyplot.close("all")
    out, err = capsys.readouterr()
    assert ("again" in out) == (grade_id in ("loss_cost", "activation_backward"))
    assert err == ""
