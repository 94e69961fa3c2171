"""A class that is not the one that stands in its cell is named, in the words of what happened to it."""

from __future__ import annotations

import linecache
from typing import Any

import numpy as np
import pytest

from assignment2 import Module, ready
from assignment2.checks import check
from assignment2.versions import failed, of_before

SIGMOID = """class Activation(Module):
    pass


class Sigmoid(Activation):
    def forward(self, Z):
        self.Z = Z
        return 1 / (1 + np.exp(-Z))

    def derivative(self, Z):
        A = self.forward(Z)
        return A * (1 - A)
"""
SAID = (
    "The cell with the class Sigmoid did not run to its end when you ran it last: the class of before is still there. "
    "Look at what the cell says, mend it, and run it again."
)


def kernel(*cells: str) -> dict[str, Any]:
    """The names after these cells, as IPython leaves them: what was asked for stands in ``In``, failed or not."""
    names: dict[str, Any] = {"np": np, "Module": Module, "In": [""]}
    for number, source in enumerate(cells):
        names["In"].append(source)
        name = f"<cell {number} of {len(cells)}>"
        linecache.cache[name] = (len(source), None, source.splitlines(keepends=True), name)
        try:
            exec(compile(source, name, "exec"), names)
        except (Exception, SystemExit):
            continue
    return names


@pytest.mark.parametrize(
    "later",
    [
        SIGMOID.replace("return A", "return (A"),
        SIGMOID.replace("    return A", "  return A"),
        "raise NameError\n" + SIGMOID,
        "exit()\n" + SIGMOID,
    ],
)
def test_a_cell_that_failed_is_not_judged_by_the_class_of_before(later, capsys) -> None:
    """The check says that the cell did not run, gives no points, and ``ready`` says the same."""
    names = kernel(SIGMOID, later)
    assert failed(names, "Sigmoid") == SAID
    outcome = check("sigmoid_derivative", names)
    assert " ".join(str(outcome).split()) == f"✗ {SAID}"
    assert repr(outcome) == "0.0"
    assert not ready(names, "sigmoid_derivative")
    assert " ".join(capsys.readouterr().out.split()).startswith(SAID)


@pytest.mark.parametrize("magic", ["capture", "time"])
def test_a_cell_with_a_magic_at_its_top_is_read_below_it(magic) -> None:
    """A kernel keeps it as a call: the class that it made is the newest, one that it failed to make is not."""
    names = kernel(SIGMOID.replace("return A", "return (A"), SIGMOID)
    names["In"][-1] = f"get_ipython().run_cell_magic({magic!r}, '', {SIGMOID!r})\n"
    assert failed(names, "Sigmoid") is None
    broken = SIGMOID.replace("return A", "return (A")
    names["In"].append(f"get_ipython().run_cell_magic({magic!r}, '', {broken!r})\n")
    assert failed(names, "Sigmoid") == SAID


def test_objects_of_before_are_told() -> None:
    """A layer whose class was made again, and one whose class was made from one that was; newer ones are not."""
    own = "class Elu(Activation):\n    pass\n"
    names = kernel(SIGMOID, own, "old = [Sigmoid(), Sigmoid(), Elu()]", SIGMOID, "new = [Sigmoid()]")
    assert of_before(names, [*names["new"], *names["old"]]) == [
        "Made with an older Sigmoid: run the cell again that makes the net.",
        "Elu was made from an older Activation: run its cell again, and the one of the net.",
    ]
    assert of_before(names, names["new"]) == []


def test_a_class_of_another_notebook_is_told_by_where_it_comes_from() -> None:
    """It was imported over the one of the cell, which ran well."""
    names = kernel(SIGMOID)
    names["Sigmoid"] = type("Sigmoid", (), {"__module__": "week1"})
    assert failed(names, "Sigmoid") == (
        "The class Sigmoid comes from week1, and not from its cell, which counts: run that cell again."
    )


@pytest.mark.parametrize(
    "cells",
    [
        (SIGMOID,),
        (SIGMOID, SIGMOID),
        (SIGMOID, SIGMOID.replace("return A", "return (A"), SIGMOID),
        (SIGMOID, "print('class Sigmoid of chapter 5')"),
        ("Sigmoid = 3",),
        (),
    ],
)
def test_a_class_that_is_the_newest_is_not_named(cells) -> None:
    """Run once or again, mended, spoken of, or no class at all."""
    assert failed(kernel(*cells), "Sigmoid") is None
