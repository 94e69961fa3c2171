"""An example of a check beside the student's answer: arrays as heat maps, their difference, and lines to paste."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from html import escape
from typing import Any

import numpy as np

from gradcheck.compare import differs
from gradcheck.example import Example
from gradcheck.outcome import Outcome
from gradcheck.verdict import Verdict

BLUE, ORANGE = (0, 114, 178), (213, 94, 0)
LARGEST = 8
"""Rows and columns of a table: the examples of the checks are smaller."""


class Shown(Outcome):
    """An outcome with an example of every answer below it; ``more`` is their HTML."""

    more = ""

    def _repr_html_(self) -> str:
        return super()._repr_html_() + self.more


def shown(outcome: Outcome, found: Sequence[Verdict]) -> Shown:
    """The outcome of a check, and below it the example that shows each mistake; where all is right, each first one."""
    made = Shown(outcome.text.split("\n"), outcome.points)
    made.more = "".join(
        _page(verdict.name, example)
        for verdict in [one for one in found if not one.right] or found
        for example in [verdict.example or verdict.examples[0]]
    )
    return made


def _page(name: str, example: Example) -> str:
    """HTML: what was handed in, what came back, what is right, where they differ, and lines that do it again."""
    names = example.redo_with or example.shown
    given = {key: example.given[key] for key in names if isinstance(example.given.get(key), np.ndarray | float)}
    yours, right = _worst_layer(example)
    tables = [_table(key, value) for key, value in given.items() if isinstance(value, np.ndarray)]
    answers = [_table("yours", yours)] if yours is not None else []
    answers.append(_table("numeric gradient" if example.source == "numeric" else "expected", right))
    if yours is not None and yours.shape == right.shape:
        answers.append(_table("difference", np.where(differs(yours, right), yours - right, 0.0)))
    code = "\n".join(_paste(given, example.redo))
    return (
        f'<div style="margin:8px 0"><b>{escape(name)}</b>, {escape(example.where)}{_row(tables)}{_row(answers)}'
        f'<details><summary>Lines to paste into a cell</summary><pre style="white-space:pre-wrap">{escape(code)}</pre>'
        "</details></div>"
    )


def _paste(given: Mapping[str, Any], redo: str) -> Iterator[str]:
    """Lines of Python that do the example again in a cell of the notebook."""
    for key, value in given.items():
        yield f"{key} = np.array({value.tolist()})" if isinstance(value, np.ndarray) else f"{key} = {value!r}"
    if redo:
        yield redo


def _worst_layer(example: Example) -> tuple[np.ndarray | None, np.ndarray]:
    """The answer and what is right, of the layer that is farthest off where the first index counts layers."""
    yours, right = example.numbers, example.truth
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
