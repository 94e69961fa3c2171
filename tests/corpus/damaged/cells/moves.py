"""Cells that were moved, deleted or emptied."""

from __future__ import annotations

from corpus.damaged.damage import damage
from corpus.damaged.notebooks import (
    EXERCISES,
    Notebook,
    change,
    code,
    find,
    grade_id,
    handed_out,
    insert,
    place,
    remove,
    text,
)


@damage(repairs="moved stubs_left_out")
def answered_in_a_new_cell(nb: Notebook) -> Notebook:
    answer = text(find(nb, "linear_backward"))
    change(nb, "linear_backward", lambda s: text(find(handed_out(), "linear_backward")))
    return insert(nb, "linear_backward", code(answer), after=True)


@damage(repairs="moved stubs_left_out")
def answered_at_the_end(nb: Notebook) -> Notebook:
    answer = text(find(nb, "activation_backward"))
    change(nb, "activation_backward", lambda s: text(find(handed_out(), "activation_backward")))
    nb["cells"].append(code(answer))
    return nb


@damage(reasons="code_elsewhere", repairs="moved")
def cut_out_and_pasted_below(nb: Notebook) -> Notebook:
    answer = text(find(nb, "mlp_backward"))
    change(nb, "mlp_backward", lambda s: "")
    return insert(nb, "mlp_backward", code(answer), after=True)


@damage(repairs="labels_lost")
def deleted_and_written_anew(nb: Notebook) -> Notebook:
    answer = text(find(nb, "sigmoid_derivative"))
    at = place(nb, "sigmoid_derivative")
    nb["cells"][at] = code(answer)
    return nb


@damage(repairs="moved stubs_left_out")
def answered_in_the_test_cell(nb: Notebook) -> Notebook:
    answer = text(find(nb, "tanh_derivative"))
    change(nb, "tanh_derivative", lambda s: text(find(handed_out(), "tanh_derivative")))
    return change(nb, "test_tanh_derivative", lambda s: answer + "\n\n\n" + s)


@damage(repairs="moved stubs_left_out")
def answered_in_the_imports(nb: Notebook) -> Notebook:
    answer = text(find(nb, "linear_backward"))
    change(nb, "linear_backward", lambda s: text(find(handed_out(), "linear_backward")))
    return change(nb, "imports", lambda s: s + "\n\n\n" + answer)


@damage(score=15.0, reasons="exercise_missing")
def solution_deleted(nb: Notebook) -> Notebook:
    return remove(nb, "linear_backward")


@damage(score=0.0, reasons="exercise_missing " * 10, repairs="restored")
def no_cells_left(nb: Notebook) -> Notebook:
    nb["cells"] = []
    return nb


@damage(score=15.0, reasons="no_code")
def solution_emptied(nb: Notebook) -> Notebook:
    return change(nb, "linear_backward", lambda s: " \n\n")


@damage(score=18.0, reasons="no_code")
def solution_commented_out(nb: Notebook) -> Notebook:
    return change(nb, "mse_loss", lambda s: "\n".join("# " + line for line in s.split("\n")))


@damage(repairs="restored")
def test_deleted(nb: Notebook) -> Notebook:
    return remove(nb, "test_linear_backward")


@damage(repairs="restored")
def all_tests_deleted(nb: Notebook) -> Notebook:
    return remove(nb, *[f"test_{name}" for name in EXERCISES])


@damage(repairs="restored")
def imports_deleted(nb: Notebook) -> Notebook:
    return remove(nb, "imports")


@damage(repairs="restored")
def imports_emptied(nb: Notebook) -> Notebook:
    return change(nb, "imports", lambda s: "")


@damage(repairs="restored")
def nothing_but_solutions_left(nb: Notebook) -> Notebook:
    nb["cells"] = [cell for cell in nb["cells"] if grade_id(cell) in EXERCISES]
    return nb


@damage()
def texts_deleted(nb: Notebook) -> Notebook:
    nb["cells"] = [cell for cell in nb["cells"] if cell["cell_type"] == "code"]
    return nb


@damage()
def texts_edited(nb: Notebook) -> Notebook:
    for cell in nb["cells"]:
        if cell["cell_type"] == "markdown":
            cell["source"] = text(cell) + "\n\nmy notes: ∂L/∂ŷ"
    return nb
