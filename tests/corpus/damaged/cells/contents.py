"""What is in the cells."""

from __future__ import annotations

from corpus.damaged.damage import damage
from corpus.damaged.notebooks import Notebook, change, code, find, handed_out, insert, place, prose


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


@damage(repairs="needed_earlier")
def works_only_out_of_order(nb: Notebook) -> Notebook:
    change(nb, "tanh_derivative", lambda s: s.replace("def derivative(self, Z)", "def derivative(self, Z, one=ONE)"))
    nb["cells"].append(code("ONE = 1.0"))
    return nb


@damage(score=6.0)
def half_finished(nb: Notebook) -> Notebook:
    for name in ("bce_loss", "activation_backward", "linear_backward", "mlp_backward", "loss_cost"):
        nb["cells"][place(nb, name)] = find(handed_out(), name)
    return nb
