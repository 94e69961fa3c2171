"""Metadata and ids that were lost, changed or copied."""

from __future__ import annotations

from corpus.damaged.cells.contents import class_renamed_with_an_alias
from corpus.damaged.cells.order import shuffled
from corpus.damaged.damage import damage
from corpus.damaged.notebooks import Notebook, change, find, grade_id, text, unlabelled


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
