"""An example of a check beside the student's answer: arrays as heat maps, their difference, and lines to paste."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from html import escape
from typing import Any

import numpy as np

from assignment2.checks.outcome import Outcome
from assignment2.checks.verdict import Verdict

BLUE, ORANGE = (0, 114, 178), (213, 94, 0)
LARGEST = 8
"""Rows and columns of a table: the examples of the checks are smaller."""

CALLS: Mapping[str, str] = {
    "mse_loss": "MSELoss().{answer}(y_hat, y)",
    "bce_loss": "BCELoss().{answer}(y_hat, y)",
    "activation_backward": "slope * dA  # this is what backward(dA) should return",
    "sigmoid_derivative": "Sigmoid().derivative(Z)",
    "tanh_derivative": "Tanh().derivative(Z)",
    "relu_derivative": "ReLU().derivative(Z)",
    "leaky_relu_derivative": "LeakyReLU(alpha).derivative(Z)",
    "linear_backward": (
        "layer = Linear(W.shape[1], W.shape[0])\nlayer.W, layer.b = W, b\nlayer(A_prev)\n"
        "dA_prev = layer.backward(dZ)\n{result}"
    ),
}
INPUTS: Mapping[str, tuple[str, ...]] = {
    "mlp_backward": ("dA",),
    "linear_backward": ("W", "b", "A_prev", "dZ"),
    "activation_backward": ("slope", "dA"),
    "leaky_relu_derivative": ("Z", "alpha"),
}
"""What a student needs to redo an example, where it is not ``Z`` or ``y_hat`` and ``y``."""


class Shown(Outcome):
    """An outcome with an example of every answer below it; ``more`` is their HTML."""

    more = ""

    def _repr_html_(self) -> str:
        return super()._repr_html_() + self.more


def shown(outcome: Outcome, grade_id: str, verdicts: Iterable[Verdict]) -> Shown:
    """The outcome of a check, and below it the example that shows each mistake; where all is right, each first one."""
    found = list(verdicts)
    made = Shown(outcome.text.split("\n"), outcome.points)
    made.more = "".join(
        _page(grade_id, verdict.name, example, example.where)
        for verdict in [one for one in found if not one.right] or found
        for example in [verdict.example or verdict.examples[0]]
    )
    return made


def _page(grade_id: str, name: str, example: Any, title: str) -> str:
    """HTML: what was handed in, what came back, what is right, where they differ, and lines that do it again.

    example: an ``Example`` of a check. title: what the check says of it.
    """
    given = _inputs(grade_id, example)
    yours, right = _worst_layer(example)
    tables = [_table(key, value) for key, value in given.items() if isinstance(value, np.ndarray)]
    answers = [_table("yours", yours)] if yours is not None else []
    answers.append(_table("numeric gradient" if example.source == "numeric" else "expected", right))
    if yours is not None and yours.shape == right.shape:
        answers.append(_table("difference", yours - right))
    code = "\n".join(_paste(grade_id, name, given))
    return (
        f'<div style="margin:8px 0"><b>{escape(name)}</b>, {escape(title)}{_row(tables)}{_row(answers)}'
        f'<details><summary>Lines to paste into a cell</summary><pre style="white-space:pre-wrap">{escape(code)}</pre>'
        "</details></div>"
    )


def _paste(grade_id: str, name: str, given: Mapping[str, Any]) -> Iterator[str]:
    """Lines of Python that do the example again in a cell of the notebook."""
    for key, value in given.items():
        yield f"{key} = np.array({value.tolist()})" if isinstance(value, np.ndarray) else f"{key} = {value!r}"
    call = CALLS.get(grade_id)
    if call:
        yield call.format(answer=name, result=name if name == "dA_prev" else f"layer.{name}")


def _inputs(grade_id: str, example: Any) -> dict[str, Any]:
    """The arrays that go in, by the names that the notebook gives them."""
    given = dict(example.given)
    if grade_id == "leaky_relu_derivative" and "make" in given:
        given["alpha"] = float(given["make"]().alpha)
    wanted = INPUTS.get(grade_id, ("Z", "y_hat", "y", "X"))
    return {key: given[key] for key in wanted if isinstance(given.get(key), np.ndarray | float)}


def _worst_layer(example: Any) -> tuple[np.ndarray | None, np.ndarray]:
    """The answer and what is right, of the layer that is farthest off where the first index counts layers."""
    yours, right = example.numbers, np.asarray(example.truth, dtype=float)
    if not example.layers or right.ndim < 3:
        return yours, right
    if yours is None or yours.shape != right.shape:
        return None, right[-1]
    far = np.nan_to_num(np.abs(yours - right), nan=np.inf).reshape(len(right), -1).max(axis=1)
    return yours[int(np.argmax(far))], right[int(np.argmax(far))]


def _row(tables: list[str]) -> str:
    return f'<div style="display:flex;flex-wrap:wrap;gap:4px 20px;align-items:flex-end">{"".join(tables)}</div>'


def _table(name: str, array: np.ndarray) -> str:
    """A small table, blue above 0 and orange below, the darker the larger, numbers in every field."""
    grid = np.atleast_2d(np.asarray(array, dtype=float))
    grid = grid.reshape(-1, grid.shape[-1])[:LARGEST, :LARGEST]
    finite = np.abs(grid[np.isfinite(grid)])
    top = float(finite.max()) if finite.size and finite.max() > 0 else 1.0
    rows = "".join(f"<tr>{''.join(_field(value, top) for value in row)}</tr>" for row in grid)
    title = f"{escape(name)} {np.shape(array)}"
    caption = f'<caption style="caption-side:top;text-align:left;padding:0;white-space:nowrap">{title}</caption>'
    return f'<table style="border-collapse:collapse;margin:4px 0">{caption}{rows}</table>'


def _field(value: float, top: float) -> str:
    share = 0.5 * min(abs(value) / top, 1.0) if np.isfinite(value) else 0.5
    color = ", ".join(f"{255 + (part - 255) * share:.0f}" for part in (BLUE if value > 0 else ORANGE))
    said = f"{value + 0.0:.4g}" if np.isfinite(value) else str(value)
    return f'<td style="background:rgb({color});color:#1a1a1a;padding:2px 8px;text-align:right">{said}</td>'
