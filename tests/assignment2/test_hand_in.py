"""A notebook is looked over before it is handed in; one that travels alone brings its package."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from answers import RELEASE, ROOT

from assignment2.__main__ import main
from assignment2.hand_in import hand_in

ANNA = ROOT / "examples" / "submitted" / "anna" / "assignment2" / "assignment2.ipynb"


def saved(folder: Path, change: Callable[[dict[str, Any]], None] = lambda cell: None, name: str = "mine.ipynb") -> Path:
    """Anna's right notebook without its slow cells, all cells run, each cell changed."""
    document = json.loads(ANNA.read_text("utf-8"))
    slow = ("play", "flow", "training", "logistic", "surface", "plot_losses", "plot_activations")
    document["cells"] = [cell for cell in document["cells"] if cell["id"] not in slow]
    for cell in document["cells"]:
        if cell["cell_type"] == "code":
            cell["execution_count"] = 1
        change(cell)
    path = folder / name
    path.write_text(json.dumps(document), "utf-8")
    return path


def test_a_finished_notebook_is_ready(tmp_path, capsys) -> None:
    """Nothing is found, and the file to hand in is written under its name."""
    assert hand_in(saved(tmp_path))
    assert capsys.readouterr().out.startswith("All ten exercises are written, every cell has run, and")
    assert (tmp_path / "hand_in" / "assignment2.ipynb").exists()


@pytest.mark.parametrize(
    "metadata",
    [
        {"id": "aB3_", "colab": {"base_uri": "https://localhost:8080/", "height": 35}, "outputId": "0f1e"},
        {"vscode": {"languageId": "python"}},
    ],
    ids=["colab", "vscode"],
)
def test_a_notebook_that_another_program_saved_is_ready(metadata, tmp_path, capsys) -> None:
    """Colab drops the cells' ids and adds metadata of its own; VS Code adds some: labels and answers are found."""
    path = saved(tmp_path, lambda cell: cell["metadata"].update(metadata), "assignment2.ipynb")
    document = json.loads(path.read_text("utf-8")) | {"nbformat_minor": 0, "metadata": {"colab": {"provenance": []}}}
    for cell in document["cells"]:
        del cell["id"]
    path.write_text(json.dumps(document), "utf-8")
    assert hand_in(path)
    out = capsys.readouterr().out
    assert f"The file to hand in: {path}\n" in out
    assert "Colab: File → Download" in out


def _label_lost(cell: dict[str, Any]) -> None:
    if cell["id"] == "mse_loss":
        cell["metadata"] = {}


def _all_labels_lost(cell: dict[str, Any]) -> None:
    cell["metadata"] = {}


def _stub(cell: dict[str, Any]) -> None:
    if cell["id"] == "tanh_derivative":
        text = "".join(cell["source"]).replace("return 1 - np.tanh(Z) ** 2", "raise NotImplementedError()")
        cell["source"] = text


def _not_run(cell: dict[str, Any]) -> None:
    if cell["id"] == "mlp_backward":
        cell["execution_count"] = None


def _broken(cell: dict[str, Any]) -> None:
    if cell["id"] == "measure":
        cell["source"] = "undefined_name"
        cell["outputs"] = [{"output_type": "error", "ename": "NameError", "evalue": "", "traceback": []}]


def _ended_with_an_error(cell: dict[str, Any]) -> None:
    if cell["id"] == "mlp_backward":
        cell["outputs"] = [{"output_type": "error", "ename": "ValueError", "evalue": "", "traceback": []}]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (_label_lost, "Labels (metadata) are lost: mse_loss."),
        (_all_labels_lost, "Labels (metadata) are lost: loss_cost, mse_loss, bce_loss, activation_backward, sigmoid"),
        (_stub, "tanh_derivative: not written yet (1 line with NotImplementedError left)."),
        (_not_run, "have not been run when it was saved, among them mlp_backward"),
        (
            _ended_with_an_error,
            "mlp_backward: the cell ended with ValueError when you ran it last: run all, then save.",
        ),
        (
            _broken,
            "cell 9 (undefined_name): run from the top, it stops with NameError: name 'undefined_name' is not defined",
        ),
    ],
)
def test_what_is_not_ready_is_said(change, said, tmp_path, capsys) -> None:
    """Labels that were lost, stubs, cells that did not run, errors: each once."""
    assert not hand_in(saved(tmp_path, change, "assignment2.ipynb"))
    out = " ".join(capsys.readouterr().out.split())
    assert out.count("•") == 1
    assert said in out


@pytest.mark.parametrize("content", [None, b"{", b"[]", b"\xff\xfe", b'{"cells": [1]}'])
def test_a_file_that_is_no_notebook_is_told(content, tmp_path, capsys) -> None:
    """Missing or broken: a sentence, and the exit status 1."""
    path = tmp_path / "assignment2.ipynb"
    if content is not None:
        path.write_bytes(content)
    assert main(["check", str(path)]) == 1
    assert ("There is no file" if content is None else "cannot be read as a notebook") in capsys.readouterr().out


def test_a_wrong_call_has_its_own_status(capsys) -> None:
    """2, and how the command is called."""
    assert main(["grade"]) == 2
    assert capsys.readouterr().err.startswith("usage: python -m assignment2 check NOTEBOOK")


def test_without_numpy_the_shell_gets_a_sentence() -> None:
    """A Python without site-packages: what is missing and how to get it, no traceback."""
    command = [sys.executable, "-S", "-B", "-m", "assignment2", "check", "mine.ipynb"]
    ran = subprocess.run(command, cwd=RELEASE.parent, env={}, capture_output=True, text=True)
    said = "This Python has no numpy. Install what is needed: python -m pip install -r requirements.txt\n"
    assert (ran.returncode, ran.stdout, ran.stderr) == (1, "", said)


def test_a_notebook_alone_brings_its_package(tmp_path) -> None:
    """Where no package lies beside it, the release's first cells unpack the one they carry, the same as beside."""
    cells = {cell["id"]: "".join(cell["source"]) for cell in json.loads(RELEASE.read_text("utf-8"))["cells"]}
    program = (
        "import sys\nsys.meta_path = [f for f in sys.meta_path if 'editable' not in type(f).__module__.lower()]\n"
        f"sys.path = [p for p in sys.path if p not in ('', {str(ROOT)!r})]\n"
        f"{cells['package']}\n{cells['imports']}\nimport assignment2; print(assignment2.__file__)"
    )
    (tmp_path / "alone.py").write_text(program, "utf-8")
    done = subprocess.run([sys.executable, "alone.py"], cwd=tmp_path, capture_output=True, text=True)
    assert done.stderr == ""
    unpacked = Path(done.stdout.strip()).parent
    assert ROOT not in unpacked.parents
    beside = [path for name in ("assignment2", "gradcheck") for path in (RELEASE.parent / name).rglob("*.py")]
    assert beside
    for path in beside:
        assert (unpacked.parent / path.relative_to(RELEASE.parent)).read_text("utf-8") == path.read_text("utf-8")
