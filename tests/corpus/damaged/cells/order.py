"""Cells in another order."""

from __future__ import annotations

import random

from corpus.damaged.damage import damage
from corpus.damaged.notebooks import Notebook, place


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
