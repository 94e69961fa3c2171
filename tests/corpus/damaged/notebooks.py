"""Right notebooks and the small tools that damage them."""

from __future__ import annotations

import json
from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

from autograder.notebook.fill import fill
from autograder.notebook.release import Release

Notebook = dict[str, Any]

ROOT = Path(__file__).parents[3]
RELEASE = ROOT / "release" / "assignment2" / "assignment2.ipynb"
EXERCISES = {
    "loss_cost": ("Loss",),
    "mse_loss": ("MSELoss",),
    "bce_loss": ("BCELoss",),
    "activation_backward": ("Activation",),
    "sigmoid_derivative": ("Sigmoid",),
    "tanh_derivative": ("Tanh",),
    "relu_derivative": ("ReLU",),
    "leaky_relu_derivative": ("LeakyReLU",),
    "linear_backward": ("Linear",),
    "mlp_backward": ("MLP",),
}
RIGHT = {
    "loss_cost": ["losses = self.forward(y_hat, y)\nreturn losses.sum() / losses.shape[1]"],
    "mse_loss": ["return (y - y_hat) ** 2", "return 2 * (y_hat - y)"],
    "bce_loss": [
        "return -(y * np.log(y_hat) + (1 - y) * np.log(1 - y_hat))",
        "return -y / y_hat + (1 - y) / (1 - y_hat)",
    ],
    "activation_backward": ["slope = self.derivative(self.Z)\nreturn slope * dA"],
    "sigmoid_derivative": ["s = 1 / (1 + np.exp(-Z))\nreturn s * (1 - s)"],
    "tanh_derivative": ["return 1 - np.tanh(Z) ** 2"],
    "relu_derivative": ["return (Z > 0).astype(float)"],
    "leaky_relu_derivative": ["return np.where(Z > 0, 1.0, self.alpha)"],
    "linear_backward": [
        "m = dZ.shape[1]\n"
        "self.dW = dZ @ self.A_prev.T / m\n"
        "self.db = dZ.mean(axis=1, keepdims=True)\n"
        "return self.W.T @ dZ"
    ],
    "mlp_backward": ["for layer in reversed(self.layers):\n    dA = layer.backward(dA)\nreturn dA"],
}
WITHOUT_MEAN = "self.dW = dZ @ self.A_prev.T\nself.db = dZ.mean(axis=1, keepdims=True)\nreturn self.W.T @ dZ"


@dataclass(frozen=True)
class Outcome:
    """What a damaged submission must come to: its score (None: not graded), and the codes of what is said about it."""

    score: float | None = 20.0
    reasons: tuple[str, ...] = ()
    repairs: tuple[str, ...] = ()
    rows: int = 1

    @property
    def status(self) -> str:
        """The status that follows from the rest."""
        if self.score is None:
            return "not_graded"
        return "needs_review" if self.reasons else "graded"


@cache
def release() -> Release:
    """The release, loaded once."""
    return Release.load(RELEASE)


@cache
def _handed_out() -> Notebook:
    return json.loads(RELEASE.read_text(encoding="utf-8"))


def handed_out() -> Notebook:
    """The release's JSON, a copy of one's own."""
    return deepcopy(_handed_out())


def right(**other: list[str]) -> Notebook:
    """A notebook with right answers, but for those given by exercise."""
    return fill(handed_out(), {**RIGHT, **other})


def find(notebook: Notebook, name: str) -> dict[str, Any]:
    """The first cell with that grade_id, or else that id."""
    return notebook["cells"][place(notebook, name)]


def place(notebook: Notebook, name: str) -> int:
    """Where it is. Raises KeyError."""
    for number, cell in enumerate(notebook["cells"]):
        if isinstance(cell, dict) and name in (grade_id(cell), cell.get("id")):
            return number
    raise KeyError(name)


def grade_id(cell: Any) -> str | None:
    """A cell's grade_id, if it has one."""
    metadata = cell.get("metadata") if isinstance(cell, dict) else None
    graded = metadata.get("nbgrader") if isinstance(metadata, dict) else None
    return graded.get("grade_id") if isinstance(graded, dict) else None


def code(source: str) -> dict[str, Any]:
    """A code cell of the student's own."""
    return {"cell_type": "code", "execution_count": None, "metadata": {}, "outputs": [], "source": source}


def prose(source: str) -> dict[str, Any]:
    """A text cell of the student's own."""
    return {"cell_type": "markdown", "metadata": {}, "source": source}


def text(cell: dict[str, Any]) -> str:
    """A cell's source as one text."""
    return cell["source"] if isinstance(cell["source"], str) else "".join(cell["source"])


def insert(notebook: Notebook, before: str, *cells: dict[str, Any], after: bool = False) -> Notebook:
    """Put cells before, or after, the one with that name."""
    at = place(notebook, before) + after
    notebook["cells"][at:at] = cells
    return notebook


def change(notebook: Notebook, name: str, how: Callable[[str], str]) -> Notebook:
    """Rewrite a cell's source."""
    cell = find(notebook, name)
    cell["source"] = how(text(cell))
    return notebook


def remove(notebook: Notebook, *names: str) -> Notebook:
    """Delete cells."""
    for name in names:
        del notebook["cells"][place(notebook, name)]
    return notebook


def cut(notebook: Notebook, name: str, *at: str, labelled: bool) -> Notebook:
    """Split a cell before the lines that begin with the texts given; ``labelled`` pieces keep the metadata, as in
    JupyterLab."""
    whole = find(notebook, name)
    lines = text(whole).split("\n")
    found = [[n for n, line in enumerate(lines) if line.startswith(start)] for start in at]
    starts = [0, *(numbers[0] for numbers in found), len(lines)]
    pieces = []
    for first, last in pairwise(starts):
        piece = deepcopy(whole) if labelled or not pieces else code("")
        piece["source"] = "\n".join(lines[first:last])
        if pieces:
            piece.pop("id", None)
        pieces.append(piece)
    where = place(notebook, name)
    notebook["cells"][where : where + 1] = pieces
    return notebook


def copied(notebook: Notebook, name: str, **changes: Any) -> dict[str, Any]:
    """A pasted copy of a cell: it keeps the metadata and gets another id."""
    copy = deepcopy(find(notebook, name))
    copy.pop("id", None)
    return {**copy, **changes}


def unlabelled(cell: dict[str, Any]) -> dict[str, Any]:
    """Take metadata and id away."""
    cell["metadata"] = {}
    cell.pop("id", None)
    return cell
