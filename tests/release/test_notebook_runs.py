"""The notebook runs from top to bottom: with all answers, with none, and with each one missing."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from typing import Any

import matplotlib
import nbclient
import nbformat
import pytest

matplotlib.use("Agg")

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "source" / "assignment2" / "assignment2.ipynb"
RELEASE = ROOT / "release" / "assignment2" / "assignment2.ipynb"
HIDDEN = re.compile(r"### BEGIN HIDDEN TESTS\n.*?### END HIDDEN TESTS", re.S)


def code_cells(path: Path) -> dict[str, str]:
    """The code cells by id, as a student runs them: without hidden tests."""
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    return {cell["id"]: HIDDEN.sub("", "".join(cell["source"])) for cell in cells if cell["cell_type"] == "code"}


GRADE_IDS = [name.removeprefix("test_") for name in code_cells(RELEASE) if name.startswith("test_")]


@pytest.fixture
def handed_out(tmp_path: Path) -> Path:
    """A copy of the release, as a student has it: what runs in it may leave files."""
    return Path(shutil.copytree(RELEASE.parent, tmp_path / "assignment2"))


def executed(path: Path, handed_out: Path, monkeypatch: Any) -> Any:
    """The notebook, run by a kernel in the folder of the release, where the package lies beside it."""
    notebook = nbformat.read(path, as_version=4)
    for cell in notebook.cells:
        cell.source = HIDDEN.sub("", cell.source)
    monkeypatch.delenv("PYTHONPATH", raising=False)
    nbclient.NotebookClient(notebook, timeout=60, resources={"metadata": {"path": str(handed_out)}}).execute()
    return notebook


def printed(notebook: Any, name: str) -> str:
    """What a cell wrote to stdout."""
    cell = next(cell for cell in notebook.cells if cell.get("id") == name)
    return "".join(output.text for output in cell.outputs if output.output_type == "stream" and output.name == "stdout")


def shown(notebook: Any, name: str) -> str:
    """The page of a check."""
    cell = next(cell for cell in notebook.cells if cell.get("id") == name)
    (output,) = [output for output in cell.outputs if output.output_type == "execute_result"]
    return str(output.data["text/html"])


def test_with_all_answers(handed_out, monkeypatch) -> None:
    """Every check is green, nothing goes to stderr, pictures appear, and the net learns both data sets."""
    notebook = executed(SOURCE, handed_out, monkeypatch)
    said = {grade_id: shown(notebook, f"test_{grade_id}") for grade_id in GRADE_IDS}
    assert sum(text.count("✓") for text in said.values()) == 15
    assert not [grade_id for grade_id, text in said.items() if "✗" in text]
    outputs = [output for cell in notebook.cells if cell.cell_type == "code" for output in cell.outputs]
    assert [output.text for output in outputs if output.output_type == "stream" and output.name == "stderr"] == []
    drawn = [output for output in outputs if output.output_type in ("display_data", "execute_result")]
    pictures = [output.data["text/html"] for output in drawn if "text/html" in output.get("data", {})]
    pictures = [picture for picture in pictures if "<svg" in picture or "<img" in picture or "<canvas" in picture]
    assert len(pictures) == 14
    assert all('alt="' in picture or 'aria-label="' in picture for picture in pictures)
    assert sum(map(len, pictures)) < 1_000_000
    assert learned(notebook, "logistic") == [52]
    assert all(percent >= 95 for cell in ("training", "play") for percent in learned(notebook, cell))
    sigmoid, *others = learned(notebook, "flow")
    assert sigmoid < 75
    assert others == [100, 100]


def learned(notebook: Any, cell: str) -> list[int]:
    """The percentages that a cell printed."""
    return [int(percent) for percent in re.findall(r"(\d+)%", printed(notebook, cell))]


def test_with_no_answer(handed_out, monkeypatch) -> None:
    """Nothing stops: every check says that nothing is written, and the training names what is missing."""
    notebook = executed(RELEASE, handed_out, monkeypatch)
    assert all("Nothing is written here yet" in shown(notebook, f"test_{grade_id}") for grade_id in GRADE_IDS)
    assert " ".join(printed(notebook, "play").split()).endswith(": " + ", ".join(GRADE_IDS))


@pytest.mark.parametrize("missing", GRADE_IDS)
def test_with_one_answer_missing(missing, capsys) -> None:
    """All cells run without the one; its own check alone says no, and the playground names it."""
    cells = {**code_cells(SOURCE), missing: code_cells(RELEASE)[missing]}
    names: dict[str, Any] = {"__name__": "__main__"}
    red = []
    for name, source in cells.items():
        source = re.sub(r"^check\(.*\)$", r"print(\g<0>)", source, flags=re.MULTILINE)
        exec(compile(source, name, "exec"), names)
        out, err = capsys.readouterr()
        assert err == "", name
        if "✗" in out or "○" in out:
            red.append(name)
        if name == "play":
            assert " ".join(out.split()).endswith(f": {missing}")
    assert red == [f"test_{missing}"]
    matplotlib.pyplot.close("all")
