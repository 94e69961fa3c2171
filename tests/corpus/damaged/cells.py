"""Damage to the cells of a notebook: what people's hands, editors and services do to it."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

from corpus.damaged.notebooks import (
    EXERCISES,
    RIGHT,
    WITHOUT_MEAN,
    Notebook,
    Outcome,
    change,
    code,
    copied,
    cut,
    find,
    grade_id,
    handed_out,
    insert,
    place,
    prose,
    remove,
    right,
    text,
    unlabelled,
)

DAMAGES: dict[str, tuple[Callable[[Notebook], Notebook], Outcome]] = {}


def damage(score: float = 20.0, reasons: str = "", repairs: str = "") -> Callable[..., Callable[[Notebook], Notebook]]:
    """Register a function on a right notebook under its name, with the outcome that it must have."""

    def register(function: Callable[[Notebook], Notebook]) -> Callable[[Notebook], Notebook]:
        DAMAGES[function.__name__] = (function, Outcome(score, tuple(reasons.split()), tuple(repairs.split())))
        return function

    return register


@damage()
def untouched_otherwise(nb: Notebook) -> Notebook:
    return nb


# Copies


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


# Splits and merges


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


# Moved, deleted, emptied


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


# Order


@damage()
def upside_down(nb: Notebook) -> Notebook:
    nb["cells"].reverse()
    return nb


@damage()
def shuffled(nb: Notebook) -> Notebook:
    random.Random(7).shuffle(nb["cells"])
    return nb


@damage()
def two_solutions_swapped(nb: Notebook) -> Notebook:
    one, other = place(nb, "loss_cost"), place(nb, "mlp_backward")
    nb["cells"][one], nb["cells"][other] = nb["cells"][other], nb["cells"][one]
    return nb


@damage()
def last_solution_first(nb: Notebook) -> Notebook:
    nb["cells"].insert(0, nb["cells"].pop(place(nb, "mlp_backward")))
    return nb


@damage()
def imports_last(nb: Notebook) -> Notebook:
    nb["cells"].append(nb["cells"].pop(place(nb, "imports")))
    return nb


# Types


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


# Labels


@damage(repairs="labels_lost")
def all_metadata_lost(nb: Notebook) -> Notebook:
    for cell in nb["cells"]:
        cell["metadata"] = {}
    return nb


@damage(repairs="labels_lost")
def all_metadata_and_ids_lost(nb: Notebook) -> Notebook:
    for cell in nb["cells"]:
        unlabelled(cell)
    return nb


@damage(repairs="labels_lost")
def all_labels_lost_and_shuffled(nb: Notebook) -> Notebook:
    return shuffled(all_metadata_and_ids_lost(nb))


@damage(repairs="labels_lost")
def metadata_lost_on_one(nb: Notebook) -> Notebook:
    find(nb, "linear_backward")["metadata"] = {}
    return nb


@damage(repairs="labels_lost")
def metadata_and_id_lost_on_one(nb: Notebook) -> Notebook:
    unlabelled(find(nb, "linear_backward"))
    return nb


@damage()
def ids_lost(nb: Notebook) -> Notebook:
    for cell in nb["cells"]:
        cell.pop("id", None)
    return nb


@damage()
def ids_all_the_same(nb: Notebook) -> Notebook:
    for cell in nb["cells"]:
        cell["id"] = "cell"
    return nb


@damage()
def ids_all_that_of_a_solution(nb: Notebook) -> Notebook:
    for cell in nb["cells"]:
        cell["id"] = "linear_backward"
    return nb


@damage(repairs="moved moved")
def labels_of_two_solutions_swapped(nb: Notebook) -> Notebook:
    one, other = find(nb, "linear_backward"), find(nb, "mlp_backward")
    one["metadata"], other["metadata"] = other["metadata"], one["metadata"]
    one["id"], other["id"] = other["id"], one["id"]
    return nb


@damage(repairs="labels_lost")
def metadata_is_no_object(nb: Notebook) -> Notebook:
    for number, cell in enumerate(nb["cells"]):
        cell["metadata"] = (None, [], "nbgrader", 3)[number % 4]
    return nb


@damage(repairs="labels_lost")
def nbgrader_metadata_is_no_object(nb: Notebook) -> Notebook:
    for cell in nb["cells"]:
        cell["metadata"] = {"nbgrader": ["grade_id"]}
    return nb


@damage()
def points_edited(nb: Notebook) -> Notebook:
    for cell in nb["cells"]:
        if grade_id(cell):
            cell["metadata"]["nbgrader"].update(points=1000, grade=True, solution=True, locked=False)
    return nb


@damage(repairs="labels_lost")
def class_renamed_with_an_alias_and_labels_lost(nb: Notebook) -> Notebook:
    unlabelled(find(class_renamed_with_an_alias(nb), "linear_backward"))
    return nb


@damage(score=15.0, reasons="similar")
def class_renamed_and_labels_lost(nb: Notebook) -> Notebook:
    cell = find(nb, "linear_backward")
    cell["source"] = text(cell).replace("class Linear(", "class MyLinear(")
    unlabelled(cell)
    return nb


@damage(repairs="tests_edited restored")
def tests_edited(nb: Notebook) -> Notebook:
    change(nb, "test_mse_loss", lambda s: "print('passed')")
    return change(nb, "test_bce_loss", lambda s: "")


@damage(repairs="tests_edited")
def helper_in_a_test_cell(nb: Notebook) -> Notebook:
    change(nb, "linear_backward", lambda s: s.replace("dZ.mean(axis=1, keepdims=True)", "mean(dZ)"))
    return change(nb, "test_mse_loss", lambda s: "def mean(x):\n    return x.mean(axis=1, keepdims=True)\n\n" + s)


@damage(repairs="other_release")
def older_release(nb: Notebook) -> Notebook:
    nb["metadata"]["assignment2"] = {"release": "0.9"}
    return nb


# Own cells


@damage()
def helper_before_the_solution(nb: Notebook) -> Notebook:
    change(nb, "tanh_derivative", lambda s: s.replace("return 1 - np.tanh(Z) ** 2", "return slope(Z)"))
    return insert(nb, "tanh_derivative", code("def slope(x):\n    return 1 - np.tanh(x) ** 2"))


@damage()
def helper_at_the_end(nb: Notebook) -> Notebook:
    change(nb, "tanh_derivative", lambda s: s.replace("return 1 - np.tanh(Z) ** 2", "return slope(Z)"))
    nb["cells"].append(code("def slope(x):\n    return 1 - np.tanh(x) ** 2"))
    return nb


@damage()
def helper_needed_when_the_class_is_made(nb: Notebook) -> Notebook:
    change(nb, "tanh_derivative", lambda s: s.replace("def derivative(self, Z)", "def derivative(self, Z, g=slope)"))
    change(nb, "tanh_derivative", lambda s: s.replace("return 1 - np.tanh(Z) ** 2", "return g(Z)"))
    return insert(nb, "tanh_derivative", code("def slope(x):\n    return 1 - np.tanh(x) ** 2"))


@damage()
def helper_and_solution_moved_to_the_end(nb: Notebook) -> Notebook:
    nb = helper_needed_when_the_class_is_made(nb)
    at = place(nb, "tanh_derivative") - 1
    nb["cells"] += [nb["cells"].pop(at), nb["cells"].pop(at)]
    return nb


@damage()
def own_base_class(nb: Notebook) -> Notebook:
    change(nb, "linear_backward", lambda s: s.replace("class Linear(Module)", "class Linear(Layer)"))
    return insert(nb, "linear_backward", code("class Layer(Module):\n    pass"))


@damage()
def star_import(nb: Notebook) -> Notebook:
    nb = insert(nb, "loss_cost", code("from numpy import *"))
    return change(nb, "tanh_derivative", lambda s: s.replace("return 1 - np.tanh(Z) ** 2", "return 1 - tanh(Z) ** 2"))


@damage()
def many_own_cells(nb: Notebook) -> Notebook:
    for number in range(300):
        nb["cells"].insert(number % len(nb["cells"]), code(f"x{number} = {number}"))
    return nb


@damage()
def empty_cells_everywhere(nb: Notebook) -> Notebook:
    nb["cells"] = [each for cell in nb["cells"] for each in (code(""), cell, prose(""))]
    return nb


@damage()
def playground_edited(nb: Notebook) -> Notebook:
    return change(nb, "play", lambda s: "print('my own net')\nnet = MLP([Linear(2, 1)])")


@damage(repairs="restored_beside")
def imports_extended(nb: Notebook) -> Notebook:
    change(nb, "tanh_derivative", lambda s: s.replace("np.tanh(Z)", "np.vectorize(math.tanh)(Z)"))
    return change(nb, "imports", lambda s: "import math\n" + s)


@damage(repairs="restored_beside left_out")
def imports_that_fail_here(nb: Notebook) -> Notebook:
    return change(nb, "imports", lambda s: "import no_such_module\n" + s)


@damage(repairs="restored_beside")
def numpy_under_another_name(nb: Notebook) -> Notebook:
    change(nb, "tanh_derivative", lambda s: s.replace("np.", "numpy."))
    return change(nb, "imports", lambda s: s.replace("import numpy as np", "import numpy"))


@damage(repairs="left_out")
def scratch_cell_that_raises(nb: Notebook) -> Notebook:
    return insert(nb, "linear_backward", code("print(undefined_name)"))


@damage(repairs="left_out")
def scratch_cell_with_a_syntax_error(nb: Notebook) -> Notebook:
    return insert(nb, "linear_backward", code("def f(:\n  retrun"))


@damage(repairs="left_out")
def scratch_cell_that_exits(nb: Notebook) -> Notebook:
    return insert(nb, "loss_cost", code("import sys\nsys.exit()"))


@damage()
def scratch_cell_that_asks(nb: Notebook) -> Notebook:
    return insert(nb, "loss_cost", code("name = input('your name? ')"))


@damage(repairs="left_out")
def scratch_cell_with_tqdm(nb: Notebook) -> Notebook:
    nb["cells"].append(code("from tqdm.notebook import tqdm\nfor _ in tqdm(range(3)):\n    pass"))
    return nb


@damage(repairs="magic left_out")
def indented_scratch_cell_below_a_whole_class(nb: Notebook) -> Notebook:
    return insert(nb, "linear_backward", code("    self.dW = 0\n  print(1)"), after=True)


@damage()
def scratch_cell_with_a_plot(nb: Notebook) -> Notebook:
    nb["cells"].append(code("import matplotlib.pyplot as plt\nplt.plot([1, 2])\nplt.show()"))
    return nb


@damage(repairs="names_restored")
def numpy_overwritten(nb: Notebook) -> Notebook:
    return insert(nb, "linear_backward", code("np = 5\nlist = [1]\nprint = 'hello'"))


@damage(reasons="bound_anew")
def class_overwritten_later(nb: Notebook) -> Notebook:
    nb["cells"].append(code("Linear = Linear  # the same"))
    return nb


@damage()
def class_tried_out_before(nb: Notebook) -> Notebook:
    return insert(nb, "tanh_derivative", code("class Tanh(Activation):\n    pass"))


# What is in the cells


@damage(repairs="magic restored_beside")
def plots_inline(nb: Notebook) -> Notebook:
    return change(nb, "imports", lambda s: "%matplotlib inline\n%load_ext autoreload\n%autoreload 2\n" + s)


@damage(repairs="magic")
def plots_as_widgets(nb: Notebook) -> Notebook:
    return insert(nb, "loss_cost", code("%matplotlib widget"))


@damage(repairs="magic")
def solution_timed(nb: Notebook) -> Notebook:
    return change(nb, "linear_backward", lambda s: "%%time\n" + s)


@damage(repairs="magic")
def solution_captured(nb: Notebook) -> Notebook:
    return change(nb, "mlp_backward", lambda s: "\n%%capture out --no-stderr\n" + s)


@damage(repairs="magic")
def solution_written_to_a_file(nb: Notebook) -> Notebook:
    return change(nb, "mse_loss", lambda s: "%%writefile mse.py\n" + s)


@damage(repairs="magic")
def solution_measured_below(nb: Notebook) -> Notebook:
    return change(nb, "linear_backward", lambda s: s + "\n\n\n%timeit Linear(3, 2).forward(np.ones((3, 4)))")


@damage(repairs="magic")
def help_asked_for(nb: Notebook) -> Notebook:
    return change(nb, "tanh_derivative", lambda s: s + "\n\n\nnp.tanh?\n?np.exp\nTanh??")


@damage(repairs="magic")
def packages_installed(nb: Notebook) -> Notebook:
    return insert(nb, "imports", code("!pip install numpy \\\n    matplotlib\n%pip install tqdm"))


@damage(repairs="magic")
def shell_in_the_middle_of_code(nb: Notebook) -> Notebook:
    source = "files = !ls\nif files:\n    !echo yes\nelse:\n    %cd ..\ndef slope(x):\n    return 1 - np.tanh(x) ** 2"
    change(nb, "tanh_derivative", lambda s: s.replace("return 1 - np.tanh(Z) ** 2", "return slope(Z)"))
    return insert(nb, "tanh_derivative", code(source))


@damage(repairs="magic")
def a_cell_of_bash(nb: Notebook) -> Notebook:
    return insert(nb, "loss_cost", code("%%bash\nfor i in 1 2 3; do echo $i; done"))


@damage(repairs="magic")
def timed_helper(nb: Notebook) -> Notebook:
    change(nb, "tanh_derivative", lambda s: s.replace("return 1 - np.tanh(Z) ** 2", "return TWO(1 - np.tanh(Z) ** 2)"))
    return insert(nb, "tanh_derivative", code("%%time\n%time TWO = np.asarray"))


@damage()
def kernel_asked(nb: Notebook) -> Notebook:
    source = "get_ipython().run_line_magic(\n    'matplotlib', 'inline'\n)\nSCALE = 1"
    change(nb, "tanh_derivative", lambda s: s.replace("return 1 - np", "return SCALE - np"))
    return insert(nb, "tanh_derivative", code(source))


@damage(repairs="magic")
def solution_indented_as_a_whole(nb: Notebook) -> Notebook:
    return change(nb, "linear_backward", lambda s: "\n".join("  " + line if line else line for line in s.split("\n")))


@damage(repairs="magic")
def prompts_pasted(nb: Notebook) -> Notebook:
    lines = ">>> def slope(x):\n...     return 1 - np.tanh(x) ** 2\n...\n>>> TWO = 2"
    change(nb, "tanh_derivative", lambda s: s.replace("return 1 - np.tanh(Z) ** 2", "return slope(Z)"))
    return insert(nb, "tanh_derivative", code(lines))


@damage()
def percent_signs_that_are_python(nb: Notebook) -> Notebook:
    text_in_quotes = 'note = """\n%time is no magic here\n! nor this\n"""\nrest = (7\n    % 4)'
    change(nb, "tanh_derivative", lambda s: s.replace("return 1 - np", "return rest - 2 - np"))
    return insert(nb, "tanh_derivative", code(text_in_quotes))


@damage()
def class_renamed_with_an_alias(nb: Notebook) -> Notebook:
    return change(
        nb, "linear_backward", lambda s: s.replace("class Linear(", "class MyLinear(") + "\n\n\nLinear = MyLinear"
    )


@damage()
def tabs(nb: Notebook) -> Notebook:
    return change(nb, "linear_backward", lambda s: s.replace("    ", "\t"))


@damage()
def names_beyond_ascii(nb: Notebook) -> Notebook:
    return change(
        nb, "sigmoid_derivative", lambda s: s.replace("s = 1 /", "σ = 1 /").replace("s * (1 - s)", "σ * (1 - σ)")
    )


@damage()
def broken_characters_in_a_text(nb: Notebook) -> Notebook:
    return insert(nb, "loss_cost", prose("half an emoji \ud83d, a whole one \U0001f600"), code("x = '\udc00'"))


@damage(repairs="left_out")
def null_character_in_a_scratch_cell(nb: Notebook) -> Notebook:
    return insert(nb, "loss_cost", code("x = 1\x00"))


@damage(score=18.0)
def syntax_error_in_one_solution(nb: Notebook) -> Notebook:
    return change(nb, "activation_backward", lambda s: s.replace("slope * dA", "slope * * dA"))


@damage(score=19.0)
def works_only_out_of_order(nb: Notebook) -> Notebook:
    change(nb, "tanh_derivative", lambda s: s.replace("def derivative(self, Z)", "def derivative(self, Z, one=ONE)"))
    nb["cells"].append(code("ONE = 1.0"))
    return nb


@damage(score=6.0)
def half_finished(nb: Notebook) -> Notebook:
    for name in ("bce_loss", "activation_backward", "linear_backward", "mlp_backward", "loss_cost"):
        nb["cells"][place(nb, name)] = find(handed_out(), name)
    return nb


# What other programs make of it


@damage()
def outputs_stored(nb: Notebook) -> Notebook:
    picture = {"output_type": "display_data", "metadata": {}, "data": {"image/png": "iVBOR" * 100_000}}
    failed = {"output_type": "error", "ename": "E", "evalue": '"outputs": [', "traceback": ["\x1b[31m]}\\"]}
    for cell in nb["cells"]:
        if cell["cell_type"] == "code":
            cell.update(outputs=[failed, picture], execution_count=7)
    return nb


@damage()
def widgets_stored(nb: Notebook) -> Notebook:
    state = {f"{n:032x}": {"model_name": "FloatProgressModel", "state": {"value": n}} for n in range(2000)}
    nb["metadata"]["widgets"] = {"application/vnd.jupyter.widget-state+json": {"state": state}}
    return nb


@damage()
def as_colab_saves_it(nb: Notebook) -> Notebook:
    nb.update(nbformat_minor=0)
    nb["metadata"] = {"colab": {"provenance": []}, "kernelspec": {"name": "python3", "display_name": "Python 3"}}
    for number, cell in enumerate(nb["cells"]):
        cell["metadata"] = {**cell["metadata"], "id": cell.pop("id"), "outputId": f"{number:08x}"}
        cell["source"] = text(cell).splitlines(keepends=True)
    return nb


@damage(repairs="labels_lost")
def as_colab_saves_it_without_metadata(nb: Notebook) -> Notebook:
    for number, cell in enumerate(as_colab_saves_it(nb)["cells"]):
        cell["metadata"] = {"id": f"x{number:011d}"}
    return nb


@damage()
def as_vs_code_saves_it(nb: Notebook) -> Notebook:
    nb.update(nbformat_minor=2)
    nb["metadata"] = {"language_info": {"name": "python", "version": "3.12.1"}, "orig_nbformat": 4}
    for cell in nb["cells"]:
        cell["metadata"] = {**cell["metadata"], "vscode": {"languageId": "python"}}
        cell.pop("id")
    return nb


@damage(repairs="old_format")
def nbformat_3(nb: Notebook) -> Notebook:
    for cell in nb["cells"]:
        cell.pop("id")
        if cell["cell_type"] == "code":
            cell.update(input=cell.pop("source"), language="python", collapsed=False, prompt_number=1)
    heading = {"cell_type": "heading", "level": 1, "metadata": {}, "source": "Mine"}
    return {
        "metadata": {"name": ""},
        "nbformat": 3,
        "nbformat_minor": 0,
        "worksheets": [{"cells": [heading, *nb["cells"]]}],
    }


@damage()
def nbformat_4_0(nb: Notebook) -> Notebook:
    nb.update(nbformat_minor=0)
    return ids_lost(nb)


@damage()
def nbformat_missing(nb: Notebook) -> Notebook:
    return {"cells": nb["cells"]}


@damage()
def nbformat_as_text(nb: Notebook) -> Notebook:
    nb.update(nbformat="4", nbformat_minor=None, metadata=[])
    return nb


@damage()
def kernelspec_of_another_machine(nb: Notebook) -> Notebook:
    nb["metadata"]["kernelspec"] = {"name": "conda-env-nn-py", "display_name": "R", "language": "R"}
    return nb


@damage(repairs="wrapped")
def wrapped_by_the_contents_api(nb: Notebook) -> Notebook:
    return {"name": "assignment2.ipynb", "type": "notebook", "format": "json", "content": nb}


@damage()
def sources_as_lines_without_ends(nb: Notebook) -> Notebook:
    for cell in nb["cells"]:
        cell["source"] = text(cell).split("\n")
    return nb


@damage()
def sources_with_other_line_ends(nb: Notebook) -> Notebook:
    for number, cell in enumerate(nb["cells"]):
        cell["source"] = text(cell).replace("\n", ("\r\n", "\r")[number % 2])
    return nb


@damage()
def sources_with_blanks_at_the_ends(nb: Notebook) -> Notebook:
    for cell in nb["cells"]:
        cell["source"] = "\n\n" + text(cell).replace("\n", "  \n") + "\n\n\n"
    return nb


@damage(repairs="cells_malformed")
def cells_of_odd_types(nb: Notebook) -> Notebook:
    odd = [
        None,
        3,
        "class Linear: pass",
        [],
        {"source": None},
        {"source": {"a": 1}},
        {"source": ["x = 1\n", None, 3]},
        {},
    ]
    nb["cells"] = [*odd, *nb["cells"]]
    return nb


@damage()
def cell_types_missing(nb: Notebook) -> Notebook:
    for cell in nb["cells"]:
        if grade_id(cell):
            del cell["cell_type"]
    return nb
