"""Cells that stand there more than once."""

from __future__ import annotations

from corpus.damaged.damage import damage
from corpus.damaged.notebooks import WITHOUT_MEAN, Notebook, change, code, copied, find, handed_out, insert, right, text


@damage()
def untouched_otherwise(nb: Notebook) -> Notebook:
    return nb


@damage(repairs="duplicates")
def solution_pasted_twice(nb: Notebook) -> Notebook:
    return insert(nb, "linear_backward", copied(nb, "linear_backward"), after=True)


@damage(repairs="duplicates")
def solution_pasted_at_the_end(nb: Notebook) -> Notebook:
    nb["cells"].append(copied(nb, "mse_loss"))
    return nb


@damage(repairs="duplicates")
def solution_pasted_without_metadata(nb: Notebook) -> Notebook:
    nb["cells"].append(code(text(find(nb, "linear_backward"))))
    return nb


@damage(repairs="duplicates")
def copy_with_other_comments(nb: Notebook) -> Notebook:
    source = "# my solution\n" + text(find(nb, "tanh_derivative"))
    return insert(nb, "tanh_derivative", copied(nb, "tanh_derivative", source=source), after=True)


@damage(repairs="stubs_left_out")
def stub_pasted_after_the_answer(nb: Notebook) -> Notebook:
    return insert(nb, "linear_backward", find(handed_out(), "linear_backward"), after=True)


@damage(repairs="stubs_left_out")
def stub_pasted_before_the_answer(nb: Notebook) -> Notebook:
    return insert(nb, "mlp_backward", find(handed_out(), "mlp_backward"))


@damage(repairs="stubs_left_out")
def stub_pasted_without_metadata(nb: Notebook) -> Notebook:
    nb["cells"].append(code(text(find(handed_out(), "relu_derivative"))))
    return nb


@damage(reasons="candidates_differ")
def first_attempt_kept(nb: Notebook) -> Notebook:
    wrong = find(right(linear_backward=[WITHOUT_MEAN]), "linear_backward")
    return insert(nb, "linear_backward", {**wrong, "id": "other"})


@damage(score=18.0, reasons="candidates_differ")
def last_attempt_is_wrong(nb: Notebook) -> Notebook:
    wrong = find(right(linear_backward=[WITHOUT_MEAN]), "linear_backward")
    return insert(nb, "linear_backward", {**wrong, "id": "other"}, after=True)


@damage(reasons="candidates_differ")
def half_an_answer_pasted_below(nb: Notebook) -> Notebook:
    half = find(right(bce_loss=["return y"]), "bce_loss")
    return insert(nb, "bce_loss", {**half, "id": "other"}, after=True)


@damage(repairs="duplicates")
def test_pasted_twice(nb: Notebook) -> Notebook:
    return insert(nb, "test_mse_loss", copied(nb, "test_mse_loss"))


@damage(repairs="duplicates")
def imports_pasted_at_the_end(nb: Notebook) -> Notebook:
    nb["cells"].append(copied(nb, "imports"))
    return nb


@damage(repairs="duplicates")
def every_cell_pasted_twice(nb: Notebook) -> Notebook:
    cells = [{k: v for k, v in cell.items() if k != "id"} for cell in nb["cells"]]
    nb["cells"] += cells
    return nb


@damage(repairs="borrowed_label")
def solution_copied_for_a_scratch_cell(nb: Notebook) -> Notebook:
    scratch = copied(nb, "linear_backward", source="layer = Linear(3, 2)\nprint(layer.forward(np.ones((3, 4))))")
    return insert(nb, "linear_backward", scratch, after=True)


@damage(repairs="borrowed_label")
def solution_copied_for_a_helper(nb: Notebook) -> Notebook:
    helper = copied(nb, "tanh_derivative", source="def squared(x):\n    return x * x")
    change(
        nb,
        "tanh_derivative",
        lambda s: s.replace("np.tanh(Z) ** 2\n", "").replace("np.tanh(Z) ** 2", "squared(np.tanh(Z))"),
    )
    return insert(nb, "tanh_derivative", helper)
