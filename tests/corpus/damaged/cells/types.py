"""Cells of another type."""

from __future__ import annotations

from typing import Any

from corpus.damaged.damage import damage
from corpus.damaged.notebooks import WITHOUT_MEAN, Notebook, change, find, insert, prose, right, text, unlabelled


@damage(reasons="not_code", repairs="retyped")
def solution_turned_into_text(nb: Notebook) -> Notebook:
    _retype(find(nb, "linear_backward"), "markdown")
    return nb


@damage(reasons="not_code", repairs="retyped")
def solution_turned_raw(nb: Notebook) -> Notebook:
    _retype(find(nb, "tanh_derivative"), "raw")
    return nb


@damage(reasons="not_code", repairs="retyped labels_lost")
def solution_turned_into_text_without_metadata(nb: Notebook) -> Notebook:
    _retype(unlabelled(find(nb, "linear_backward")), "markdown")
    return nb


@damage(reasons="not_code", repairs="retyped")
def solution_turned_into_fenced_text(nb: Notebook) -> Notebook:
    _retype(find(nb, "linear_backward"), "markdown")
    return change(nb, "linear_backward", lambda s: f"Here is my code:\n```python\n{s}\n```\nIt works.")


@damage(score=15.0, reasons="no_code")
def solution_within_quotation_marks(nb: Notebook) -> Notebook:
    return change(nb, "linear_backward", lambda s: f"'''{s}'''")


@damage(score=15.0, reasons="no_code", repairs="magic")
def solution_cell_shows_text(nb: Notebook) -> Notebook:
    return change(nb, "linear_backward", lambda s: "%%markdown\nI could not do this one.")


@damage(repairs="restored")
def test_turned_into_text(nb: Notebook) -> Notebook:
    _retype(find(nb, "test_linear_backward"), "markdown")
    return nb


@damage(repairs="restored")
def imports_turned_into_text(nb: Notebook) -> Notebook:
    _retype(find(nb, "imports"), "markdown")
    return nb


@damage(reasons="not_code " * 10, repairs="retyped " * 10 + "restored")
def all_code_turned_into_text(nb: Notebook) -> Notebook:
    for cell in nb["cells"]:
        _retype(cell, "markdown")
    return nb


@damage()
def text_turned_into_code(nb: Notebook) -> Notebook:
    cell = [cell for cell in nb["cells"] if cell["cell_type"] == "markdown"][0]  # noqa: RUF015 (IndexError)
    cell.update(cell_type="code", outputs=[], execution_count=None)
    return nb


@damage()
def answer_explained_in_a_text_cell(nb: Notebook) -> Notebook:
    wrong = text(find(right(linear_backward=[WITHOUT_MEAN]), "linear_backward"))
    return insert(nb, "linear_backward", prose(f"Before, I had\n```python\n{wrong}\n```"), after=True)


def _retype(cell: dict[str, Any], kind: str) -> None:
    cell["cell_type"] = kind
    cell.pop("outputs", None)
    cell.pop("execution_count", None)
