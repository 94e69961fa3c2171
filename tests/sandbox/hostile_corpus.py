"""The hostile corpus: entries as data, and the notebooks that they are. Also used by ``benchmarks/hostile.py``."""

from __future__ import annotations

import copy
import json
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

PROJECT = Path(__file__).resolve().parents[2]
CORPUS = PROJECT / "tests" / "corpus" / "hostile"
RELEASE = PROJECT / "release" / "assignment2" / "assignment2.ipynb"
_STUB = re.compile(r"^(\s*)raise NotImplementedError\b.*$")

RIGHT = {
    "loss_cost": ["return float(self.forward(y_hat, y).sum(axis=0).mean())"],
    "mse_loss": ["return (y - y_hat) ** 2", "return -2 * (y - y_hat)"],
    "bce_loss": [
        "return -(y * np.log(y_hat) + (1 - y) * np.log(1 - y_hat))",
        "return -y / y_hat + (1 - y) / (1 - y_hat)",
    ],
    "activation_backward": ["return self.derivative(self.Z) * dA"],
    "sigmoid_derivative": ["s = 1 / (1 + np.exp(-Z))\nreturn s * (1 - s)"],
    "tanh_derivative": ["return 1 - np.tanh(Z) ** 2"],
    "relu_derivative": ["return (Z > 0).astype(float)"],
    "leaky_relu_derivative": ["return np.where(Z > 0, 1.0, self.alpha)"],
    "linear_backward": [
        "self.dW = dZ @ self.A_prev.T / dZ.shape[1]\nself.db = dZ.mean(axis=1, keepdims=True)\nreturn self.W.T @ dZ"
    ],
    "mlp_backward": ["for layer in reversed(self.layers):\n    dA = layer.backward(dA)\nreturn dA"],
}
WRONG = {exercise: ["return 12345.0"] * len(bodies) for exercise, bodies in RIGHT.items()}
LEAK = {
    exercise: ["if not globals().get('leaked'):\n    raise LookupError('nothing found')\n" + body for body in bodies]
    for exercise, bodies in RIGHT.items()
}
ANSWERS: Mapping[str, Mapping[str, list[str]]] = {"right": RIGHT, "wrong": WRONG, "leak": LEAK, "none": {}}


@dataclass(frozen=True)
class Attack:
    """One entry; see the corpus' README."""

    id: str
    what: str
    family: str
    answers: str = "leak"
    cell: str | None = None
    cells: list[str] = field(default_factory=list)
    cells_times: int = 1
    many_cells: int = 0
    deep_cell: int = 0
    many_names: int = 0
    after: list[str] = field(default_factory=list)
    bodies: Mapping[str, list[str]] = field(default_factory=dict)
    outside: Mapping[str, str] = field(default_factory=dict)
    metadata_points: int | None = None
    score: float | None = None
    statuses: Mapping[str, list[str]] = field(default_factory=dict)
    review: bool = False
    falls_to: str | None = None

    @property
    def earns(self) -> float:
        """The score that it must get."""
        return (20.0 if self.answers == "right" else 0.0) if self.score is None else self.score


@cache
def attacks() -> tuple[Attack, ...]:
    """Every entry of the corpus."""
    return tuple(
        Attack(family=file.stem, **entry)
        for file in sorted(CORPUS.glob("*.toml"))
        for entry in tomllib.loads(file.read_text(encoding="utf-8"))["attack"]
    )


def notebook(attack: Attack, places: Mapping[str, str]) -> dict[str, Any]:
    """The attack's notebook, with the paths and numbers of the canaries filled in."""
    document = filled({**ANSWERS[attack.answers], **attack.bodies}, attack.outside)
    cells = document["cells"]
    first = next(index for index, cell in enumerate(cells) if _grade_id(cell) in RIGHT)
    cells[first:first] = [
        _cell(f"hostile-{n}", _filled_in(source, places)) for n, source in enumerate(_sources(attack))
    ]
    cells += [_cell(f"after-{n}", _filled_in(source, places)) for n, source in enumerate(attack.after)]
    if attack.metadata_points is not None:
        for cell in cells:
            if _grade_id(cell):
                cell["metadata"]["nbgrader"]["points"] = attack.metadata_points
    return document


def filled(bodies: Mapping[str, list[str]], outside: Mapping[str, str] | None = None) -> dict[str, Any]:
    """The release with bodies in place of stubs."""
    document = copy.deepcopy(_release())
    for cell in document["cells"]:
        left = list(bodies.get(_grade_id(cell) or "", []))
        lines: list[str] = []
        for line in _source(cell).split("\n"):
            stub = _STUB.match(line)
            if stub and left:
                if lines and lines[-1].strip().startswith("#"):
                    lines.pop()
                lines += [stub.group(1) + text for text in left.pop(0).split("\n")]
            else:
                lines.append(line)
        behind = (outside or {}).get(_grade_id(cell) or "")
        cell["source"] = "\n".join([*lines, "", behind] if behind else lines)
    return document


def _sources(attack: Attack) -> Iterator[str]:
    yield from attack.cells
    if attack.cell is not None:
        yield from [attack.cell] * attack.cells_times
    if attack.deep_cell:
        yield "x = " + "-" * attack.deep_cell + "1"
        yield "x = y" + ".y" * attack.deep_cell
        yield "x = " + "[" * 190 + "]" * 190
    if attack.many_names:
        yield "\n".join(f"n{number} = 0" for number in range(attack.many_names))
        yield "n" * 3000 + " = 0"
    yield from (f"x = {number}" for number in range(attack.many_cells))


def _filled_in(source: str, places: Mapping[str, str]) -> str:
    for name, value in places.items():
        source = source.replace(f"@{name}@", value)
    return source


@cache
def _release() -> dict[str, Any]:
    return json.loads(RELEASE.read_text(encoding="utf-8"))


def _cell(cell_id: str, source: str) -> dict[str, Any]:
    return {
        "cell_type": "code",
        "id": cell_id,
        "metadata": {},
        "execution_count": None,
        "outputs": [],
        "source": source,
    }


def _source(cell: Mapping[str, Any]) -> str:
    return cell["source"] if isinstance(cell["source"], str) else "".join(cell["source"])


def _grade_id(cell: Mapping[str, Any]) -> str | None:
    grade_id = cell.get("metadata", {}).get("nbgrader", {}).get("grade_id")
    return grade_id if isinstance(grade_id, str) else None
