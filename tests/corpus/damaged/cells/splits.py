"""Cells that were split, or merged."""

from __future__ import annotations

from corpus.damaged.damage import damage
from corpus.damaged.notebooks import (
    EXERCISES,
    RIGHT,
    Notebook,
    change,
    code,
    cut,
    find,
    handed_out,
    insert,
    place,
    prose,
    remove,
    right,
    text,
)


@damage(repairs="joined")
def split_before_the_method(nb: Notebook) -> Notebook:
    return cut(nb, "linear_backward", "    def backward", labelled=True)


@damage(repairs="joined")
def split_before_the_method_without_metadata(nb: Notebook) -> Notebook:
    return cut(nb, "linear_backward", "    def backward", labelled=False)


@damage(repairs="joined")
def split_within_the_method(nb: Notebook) -> Notebook:
    return cut(nb, "linear_backward", "        self.db = dZ", labelled=True)


@damage(repairs="joined")
def split_within_the_method_without_metadata(nb: Notebook) -> Notebook:
    return cut(nb, "linear_backward", "        self.db = dZ", labelled=False)


@damage(repairs="joined")
def split_behind_the_indentation(nb: Notebook) -> Notebook:
    return _indentation_left_behind(cut(nb, "linear_backward", "    def backward", labelled=True), "linear_backward")


@damage(repairs="joined")
def split_behind_the_indentation_of_a_line(nb: Notebook) -> Notebook:
    return _indentation_left_behind(
        cut(nb, "linear_backward", "        self.db = dZ", labelled=True), "linear_backward"
    )


@damage(repairs="joined")
def split_behind_the_indentation_of_the_last_line(nb: Notebook) -> Notebook:
    return _indentation_left_behind(cut(nb, "tanh_derivative", "        return 1", labelled=False), "tanh_derivative")


@damage(repairs="joined moved stubs_left_out")
def split_with_another_answer_below_the_rest(nb: Notebook) -> Notebook:
    return split_behind_the_indentation_of_the_last_line(solution_added_to_another_cell(nb))


def _indentation_left_behind(nb: Notebook, name: str) -> Notebook:
    """As JupyterLab leaves it where the cursor stood before the first word of a line, not at the margin."""
    upper, lower = nb["cells"][place(nb, name) :][:2]
    rest = text(lower).lstrip(" ")
    upper["source"], lower["source"] = text(upper) + "\n" + text(lower)[: -len(rest)], rest
    return nb


@damage(repairs="joined")
def split_in_three(nb: Notebook) -> Notebook:
    return cut(nb, "linear_backward", "    def forward", "    def backward", labelled=True)


@damage(repairs="joined")
def split_in_three_without_metadata(nb: Notebook) -> Notebook:
    return cut(nb, "linear_backward", "    def forward", "    def backward", labelled=False)


@damage(repairs="joined")
def split_after_the_header(nb: Notebook) -> Notebook:
    return cut(nb, "mlp_backward", "    def __init__", labelled=False)


@damage(repairs="joined")
def split_with_prose_between(nb: Notebook) -> Notebook:
    cut(nb, "linear_backward", "    def backward", labelled=False)
    return insert(nb, "linear_backward", prose("Now the **backward** pass:"), code(""), after=True)


@damage(repairs="joined")
def split_far_apart(nb: Notebook) -> Notebook:
    cut(nb, "mse_loss", "    def backward", labelled=True)
    nb["cells"].append(nb["cells"].pop(place(nb, "mse_loss") + 1))
    return nb


@damage(repairs="borrowed_label")
def split_below_a_helper(nb: Notebook) -> Notebook:
    helper = "def log(x):\n    return np.log(x)\n\n\n"
    change(nb, "bce_loss", lambda s: helper + s.replace("np.log(y_hat)", "log(y_hat)"))
    return cut(nb, "bce_loss", "class BCELoss", labelled=True)


@damage(repairs="divided")
def two_solutions_merged(nb: Notebook) -> Notebook:
    change(nb, "mse_loss", lambda s: s + "\n\n\n" + text(find(nb, "bce_loss")))
    return remove(nb, "bce_loss")


@damage(repairs="divided")
def solutions_merged_upwards(nb: Notebook) -> Notebook:
    change(nb, "linear_backward", lambda s: text(find(nb, "tanh_derivative")) + "\n\n" + s)
    return remove(nb, "tanh_derivative")


@damage(repairs="divided")
def all_solutions_merged(nb: Notebook) -> Notebook:
    source = "\n\n\n".join(text(find(nb, name)) for name in EXERCISES)
    change(nb, "loss_cost", lambda s: source)
    return remove(nb, *[name for name in EXERCISES if name != "loss_cost"])


@damage(repairs="divided")
def all_solutions_in_a_new_cell(nb: Notebook) -> Notebook:
    source = "\n\n\n".join(text(find(nb, name)) for name in EXERCISES)
    at = place(nb, "loss_cost")
    remove(nb, *EXERCISES)
    nb["cells"].insert(at, code("# everything\n" + source))
    return nb


@damage(repairs="divided moved stubs_left_out")
def solution_added_to_another_cell(nb: Notebook) -> Notebook:
    answer = text(find(nb, "relu_derivative"))
    change(nb, "tanh_derivative", lambda s: s + "\n\n\n" + answer)
    return change(nb, "relu_derivative", lambda s: text(find(handed_out(), "relu_derivative")))


@damage(repairs="labels_lost")
def imports_merged_with_a_solution(nb: Notebook) -> Notebook:
    change(nb, "imports", lambda s: s + "\n\n\n" + text(find(nb, "loss_cost")))
    return remove(nb, "loss_cost")


@damage(repairs="restored")
def solution_merged_with_its_test(nb: Notebook) -> Notebook:
    change(nb, "linear_backward", lambda s: s + "\n\n\n" + text(find(nb, "test_linear_backward")))
    return remove(nb, "test_linear_backward")


@damage(repairs="restored")
def training_merged_with_an_answer(nb: Notebook) -> Notebook:
    pasted = "\n\n\n".join(text(find(nb, name)) for name in ("train", "training", "flow"))
    change(nb, "mlp_backward", lambda s: s + "\n\n\n" + pasted)
    return remove(nb, "train", "training", "flow")


@damage(repairs="divided restored")
def all_code_merged_into_one_cell(nb: Notebook) -> Notebook:
    source = "\n\n\n".join(text(cell) for cell in nb["cells"] if cell["cell_type"] == "code")
    nb["cells"] = [code(source)]
    return nb


@damage(repairs="divided restored")
def all_code_merged_with_the_stub_above_the_answer(nb: Notebook) -> Notebook:
    nb = insert(nb, "linear_backward", find(handed_out(), "linear_backward"))
    return all_code_merged_into_one_cell(nb)


@damage(reasons="candidates_differ " * 10, repairs="duplicates")
def whole_notebook_pasted_below_and_changed(nb: Notebook) -> Notebook:
    other = right(**{name: [f"unused = 1\n{body}" for body in bodies] for name, bodies in RIGHT.items()})
    for cell in other["cells"]:
        del cell["id"]
    nb["cells"] += other["cells"]
    return nb


@damage(repairs="moved stubs_left_out")
def answered_above_its_cell(nb: Notebook) -> Notebook:
    answer = text(find(nb, "mse_loss"))
    change(nb, "mse_loss", lambda s: text(find(handed_out(), "mse_loss")))
    return insert(nb, "mse_loss", code(answer))


@damage()
def method_patched_in_later(nb: Notebook) -> Notebook:
    change(nb, "tanh_derivative", lambda s: text(find(handed_out(), "tanh_derivative")))
    patch = "def derivative(self, Z):\n    return 1 - np.tanh(Z) ** 2\n\n\nTanh.derivative = derivative"
    return insert(nb, "tanh_derivative", code(patch), after=True)


@damage(score=18.0, repairs="divided")
def syntax_error_in_one_of_two_merged(nb: Notebook) -> Notebook:
    nb = two_solutions_merged(nb)
    return change(nb, "mse_loss", lambda s: s.replace("return 2 * (y_hat - y)", "return 2 * (y_hat - y"))


@damage(reasons="extends_itself", repairs="joined")
def class_extended_in_a_later_cell(nb: Notebook) -> Notebook:
    stub = text(find(handed_out(), "tanh_derivative"))
    change(nb, "tanh_derivative", lambda s: stub)
    more = "class Tanh(Tanh):\n    def derivative(self, Z):\n        return 1 - np.tanh(Z) ** 2"
    return insert(nb, "tanh_derivative", code(more), after=True)
