"""Cells of the student's own."""

from __future__ import annotations

from corpus.damaged.damage import damage
from corpus.damaged.notebooks import Notebook, change, code, insert, place, prose


@damage()
def helper_before_the_solution(nb: Notebook) -> Notebook:
    change(nb, "tanh_derivative", lambda s: s.replace("return 1 - np.tanh(Z) ** 2", "return slope(Z)"))
    return insert(nb, "tanh_derivative", code("def slope(x):\n    return 1 - np.tanh(x) ** 2"))


@damage(repairs="absent")
def helper_below_an_import_that_is_not_here(nb: Notebook) -> Notebook:
    change(nb, "tanh_derivative", lambda s: s.replace("return 1 - np.tanh(Z) ** 2", "return slope(Z)"))
    source = "import no_such_plots as plots\nplots.set()\ndef slope(x):\n    return 1 - np.tanh(x) ** 2"
    return insert(nb, "tanh_derivative", code(source))


@damage(repairs="absent")
def solution_that_imports_what_is_not_here(nb: Notebook) -> Notebook:
    return change(nb, "tanh_derivative", lambda s: "from no_such_frames import Frame\n" + s)


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


@damage(repairs="restored_beside absent")
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


@damage()
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
