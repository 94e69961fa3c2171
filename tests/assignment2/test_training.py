"""Training, trials and results say in a sentence what stops them."""

from __future__ import annotations

import json
import linecache
from typing import Any

import numpy as np
import pytest
from answers import RELEASE, notebook, solution_cells

from assignment2 import Film, Module, attempt, circles, diagrams, draw, plots, results, told
from assignment2.picture import Picture
from assignment2.versions import outdated

RIGHT = {
    "loss_cost": ["return self.forward(y_hat, y).sum(axis=0).mean()"],
    "bce_loss": [
        "return -(y * np.log(y_hat) + (1 - y) * np.log(1 - y_hat))",
        "return (y_hat - y) / (y_hat * (1 - y_hat))",
    ],
    "activation_backward": ["return self.derivative(self.Z) * dA"],
    "sigmoid_derivative": ["s = 1 / (1 + np.exp(-Z))\nreturn s * (1 - s)"],
    "tanh_derivative": ["return 1 - np.tanh(Z) ** 2"],
    "linear_backward": [
        "self.dW = dZ @ self.A_prev.T / dZ.shape[1]\nself.db = dZ.mean(axis=1, keepdims=True)\nreturn self.W.T @ dZ"
    ],
    "mlp_backward": ["for layer in reversed(self.layers):\n    dA = layer.backward(dA)\nreturn dA"],
}


def lesson(**answers: Any) -> dict[str, Any]:
    """The notebook's names with right answers but for these, and its ``train``."""
    from assignment2 import explained

    names = notebook({**RIGHT, **answers}) | {"explained": explained}
    cells = {cell["id"]: "".join(cell["source"]) for cell in json.loads(RELEASE.read_text("utf-8"))["cells"]}
    exec(compile(cells["train"], "cell train", "exec"), names)
    return names


def trained(names: dict[str, Any], *widths: int, rate: float = 0.5) -> list[float]:
    """A few steps of a net of these widths on the rings: input, output, input, output, ..."""
    Linear, Tanh, Sigmoid = (names[name] for name in ("Linear", "Tanh", "Sigmoid"))
    layers = [Linear(widths[0], widths[1]), Tanh(), Linear(widths[2], widths[3]), Sigmoid()]
    return names["train"](names["MLP"](layers), names["BCELoss"](), *circles(20), steps=20, rate=rate)


def test_a_right_net_trains(capsys) -> None:
    """All steps are taken, the cost falls and is told on the way, and nothing goes to stderr."""
    costs = trained(lesson(), 2, 4, 4, 1)
    out, err = capsys.readouterr()
    assert len(costs) == 20
    assert costs[-1] < costs[0]
    assert out.startswith("step    0   cost 0.")
    assert err == ""


def test_a_wrong_width_is_named(capsys) -> None:
    """The layer, what it takes, what it is handed, and what to write."""
    assert trained(lesson(), 2, 16, 8, 1) == []
    assert " ".join(capsys.readouterr().out.split()) == (
        "Layer 3, Linear(8, 1), takes 8 numbers for each sample, but layer 2 (Tanh) has 16. "
        "Make it Linear(16, 1), or change what stands before it."
    )


def test_a_wrong_end_is_named(capsys) -> None:
    """The last layer's shape beside that of the labels."""
    assert trained(lesson(), 2, 4, 4, 3) == []
    assert "ends with the shape (3, 20), but the labels y have (1, 20)" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("net", "said"),
    [
        ("MLP([Linear, Sigmoid()])", "Layer 1 is the class Linear, no layer: write Linear(...), with brackets."),
        ("MLP([Linear(2, 1), 'tanh'])", "Layer 2 is of type str and has no forward: it is no layer."),
        ("MLP", "The first argument of train is no net: it is made with MLP([...]), a list of layers."),
        ("None", "The first argument of train is no net: it is made with MLP([...]), a list of layers."),
        (
            "MLP([Linear(2, 1)])",
            "Before the first step the cost is no finite number: look at what the net says. "
            "Cross-entropy takes predictions between 0 and 1, so the last layer is a Sigmoid.",
        ),
    ],
)
def test_what_is_no_net_is_told(net, said, capsys) -> None:
    """A class in place of an object, something else, no net at all, and one that ends without probabilities."""
    names = lesson()
    names["train"](eval(net, names), names["BCELoss"](), *circles(20), steps=20)
    assert " ".join(capsys.readouterr().out.split()) == said


def test_what_is_no_exception_is_told_too(capsys) -> None:
    """A student may raise what no ``except Exception`` catches; an interrupt is passed on."""
    odd = ["raise GeneratorExit('odd')"]
    assert trained(lesson(sigmoid_derivative=odd), 2, 4, 4, 1) == []
    said = "Training stops in the exercise sigmoid_derivative (Sigmoid.derivative): GeneratorExit: odd"
    assert said in " ".join(capsys.readouterr().out.split())

    def stopped() -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        draw(stopped)


def test_without_a_step_there_is_no_way_to_draw(capsys) -> None:
    """A training that stopped at once has said why; the picture of its way says that there is none."""
    plots.loss_surface(lambda w, b: None, [])
    assert capsys.readouterr().out == "There is no way to draw: nothing was trained.\n"


def test_a_net_of_before_is_told(capsys) -> None:
    """Its layers are of an older Linear, so nothing is learned; the training says what to run again."""
    names = lesson()
    net = names["MLP"]([names["Linear"](2, 1), names["Sigmoid"]()])
    names["Linear"] = names["train"].__globals__["Linear"] = type("Linear", (Module,), {"__module__": "__main__"})
    type(net.layers[0]).__module__ = "__main__"
    names["train"](net, names["BCELoss"](), *circles(20), steps=2)
    assert "Made with an older Linear: run the cell again that makes the net." in capsys.readouterr().out.replace(
        "\n", " "
    )


def test_a_function_that_is_told_raises_nothing(capsys) -> None:
    """What it raises is printed in a sentence."""
    told(lambda data, activation: activation())(circles, activation="ReLU")
    assert capsys.readouterr().out == "TypeError: 'str' object is not callable\n"


@pytest.mark.parametrize("grade_id", RIGHT)
def test_a_missing_exercise_is_named(grade_id, capsys) -> None:
    """Where one is not written, training stops with its name, and no traceback."""
    assert trained(lesson(**{grade_id: ()}), 2, 4, 4, 1) == []
    out, err = map(" ".join, map(str.split, capsys.readouterr()))
    assert f"Training stops in the exercise {grade_id} (" in out
    assert out.endswith("not written yet")
    assert err == ""


@pytest.mark.parametrize("rate", [50, 1e3, 1e9])
@pytest.mark.filterwarnings("error")
def test_too_large_a_rate_is_told(rate, capsys) -> None:
    """A sentence, and no warning."""
    names = lesson()
    costs = trained(names, 2, 4, 4, 1, rate=rate)
    out, err = capsys.readouterr()
    assert costs
    assert out.endswith("Try a smaller rate.\n")
    assert err == ""


SUMS = "self.dW = dZ @ self.A_prev.T / dZ.shape[1]\n"


@pytest.mark.parametrize(
    ("grade_id", "body", "said"),
    [
        ("linear_backward", SUMS, "it sets db to None, where an array of the shape (1, 1) belongs."),
        (
            "linear_backward",
            SUMS + "self.db = dZ.mean(axis=1, keepdims=True)",
            "it returns None, where an array of the",
        ),
        ("linear_backward", "return self.W.T @ dZ", "it sets dW to None, where an array of the shape (1, 4) belongs."),
        (
            "linear_backward",
            SUMS + "self.db = [dZ.mean(), None]\nreturn self.W.T @ dZ",
            "it sets db to a value of type list, where an array of the shape (4, 1) belongs.",
        ),
        (
            "linear_backward",
            SUMS + "self.db = dZ.mean(axis=1)\nreturn self.W.T @ dZ",
            "it sets db to an array of the shape (4,), where an array of the shape (4, 1) belongs.",
        ),
        (
            "activation_backward",
            "return dA[:, :1]",
            "it returns an array of the shape (1, 1), where an array of the shape (1, 20) belongs.",
        ),
        (
            "mlp_backward",
            "for layer in self.layers: layer.backward(None)",
            "a layer cannot take its dA. ValueError: None @ (2, 20)ᵀ cannot meet in dZ @ self.A_prev.T",
        ),
        ("loss_cost", "return str(y)", "it returns a value of type str, where a number belongs."),
    ],
)
def test_what_hands_on_nothing_of_use_is_the_exercise_that_is_named(grade_id, body, said, capsys) -> None:
    """Not the one that is handed it and raises."""
    assert trained(lesson(**{grade_id: [body]}), 2, 4, 4, 1) == []
    out = " ".join(capsys.readouterr().out.split())
    assert f"Training stops in the exercise {grade_id} (" in out
    assert said in out


def test_a_base_class_of_before_is_told() -> None:
    """Loss and Activation filled in late: the classes that were made of the older ones are named."""
    names = notebook(RIGHT)
    assert outdated(names) is None
    for grade_id in ("loss_cost", "activation_backward"):
        exec(solution_cells()[grade_id], names)
    assert outdated(names) == (
        "Not made from the class that stands there now: MSELoss, BCELoss from an older Loss and "
        "Sigmoid, Tanh, ReLU, LeakyReLU from an older Activation. Run the cells below Loss again."
    )


@pytest.mark.parametrize(
    ("again", "said"),
    [
        ("class ReLU(Activation): pass", None),
        ("class LeakyReLU(ReLU): pass\nclass ReLU(Activation): pass", "LeakyReLU from an older ReLU"),
        ("class Base(Module): pass\nclass Linear(Base): pass\nclass Base(Module): pass", "Linear from an older Base"),
        ("Loss = type('Loss', (Module,), {'__module__': 'week2'})\nclass MSELoss(Loss): pass\nclass Loss(Module): pass",
         "MSELoss from another Loss and BCELoss from an older Loss"),
        ("Loss = type('Loss', (Loss,), {})\nclass MSELoss(Loss): pass\nclass BCELoss(Loss): pass", None),
        ("class Sigmoid(Module): pass", None),
    ],
)  # fmt: skip
def test_any_class_made_from_another_version_is_told(again, said) -> None:
    """A base of the student's own, one activation from another, a class of another notebook."""
    names = notebook(RIGHT)
    exec(again, names)
    found = outdated(names)
    assert found is None if said is None else f"there now: {said}." in str(found)


def in_a_cell(source: str, name: str, **names: Any) -> None:
    """Run source as a kernel does, so that its lines can be looked up."""
    linecache.cache[name] = (len(source), None, source.splitlines(keepends=True), name)
    exec(compile(source, name, "exec"), {"np": np, "attempt": attempt, **names})


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("W.T @ dZ", "(3, 2)ᵀ @ (2, 2) cannot meet in W.T @ dZ"),
        ("W * dZ / 2", "(3, 2) * (2, 2) cannot meet in W * dZ"),
        ("np.dot(dZ, W)", "(2, 2) @ (3, 2) cannot meet in np.dot(dZ, W)"),
        ("dZ.dot(W)", "(2, 2) @ (3, 2) cannot meet in dZ.dot(W)"),
        ("np.exp(dZ) @ (W - 1)", "(2, 2) @ (3, 2) cannot meet in np.exp(dZ) @ (W - 1)"),
        ("np.einsum('ij,kj', W, W.T)", "(3, 2), (3, 2)ᵀ cannot meet in np.einsum('ij,kj', W, W.T)"),
        ("np.multiply(W[1:], W)", "(2, 2) * (3, 2) cannot meet in np.multiply(W[1:], W)"),
        ("None @ W", "None @ (3, 2) cannot meet in None @ W"),
        ("dZ @ W.sum()", "(2, 2) @ a number cannot meet in dZ @ W.sum()"),
        ("W.T @ np.mean(dZ, axis=1, keepdims=True)", "(3, 2)ᵀ @ (2, 1) cannot meet in {line}"),
        ("np.reshape(dZ, (3, 2))", "cannot reshape array of size 4 into shape (3,2)"),
    ],
)
def test_shapes_that_do_not_fit_are_shown_once(line, said, capsys) -> None:
    """The operands' shapes, a transpose marked as such, in place of numpy's signature."""
    in_a_cell(f"attempt(lambda: {line})", f"<{line}>", W=np.ones((3, 2)), dZ=np.ones((2, 2)))
    assert " ".join(capsys.readouterr().out.split()) == f"{line}: ValueError: {said.format(line=line)}"


def test_an_array_that_is_added_to_in_place_shows_both_shapes(capsys) -> None:
    """Broadcasting may not widen what stands on the left."""
    in_a_cell(
        "def backward(dZ):\n    db = np.zeros((2, 1))\n    db += dZ\nattempt(lambda: backward(dZ))",
        "<in place>",
        dZ=np.ones((2, 3)),
    )
    assert capsys.readouterr().out == "backward(dZ): ValueError: (2, 1) += (2, 3) cannot meet in db += dZ\n"


def test_what_may_have_an_effect_is_not_worked_out_again(capsys) -> None:
    """A function of the student's own is called once; numpy's words stay, without its signature."""
    called: list[int] = []
    in_a_cell(
        "attempt(lambda: mine(1) @ np.ones((2, 3)))",
        "<own>",
        mine=lambda n: [called.append(n), np.ones((2, 2, 4))][1],
    )
    assert called == [1]
    said = "ValueError: sizes 4 and 2 cannot meet in a matrix product"
    assert " ".join(capsys.readouterr().out.split()) == f"mine(1) @ np.ones((2, 3)): {said}"


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("(dZ, None)", "(dZ, None): a tuple of 2 [0] [[1. 1.]] shape (1, 2) [1] None"),
        ("[[-0.0, 'a']]", "[[-0.0, 'a']]: a list of 1 [0] [0.0, 'a'], a list of 2"),
        (
            "[[1, 2], list(range(40))]",
            "[[1, 2], list(range(40))]: a list of 2 [0] [1, 2], a list of 2 [1] a list of 40",
        ),
        ("'done'", "'done' = 'done', a text"),
        ("dZ.sum() - 2", "dZ.sum() - 2 = 0.0"),
    ],
)
def test_attempt_says_what_came_back(line, said, capsys) -> None:
    """Parts of a tuple or a list each by itself, a text as one."""
    in_a_cell(f"attempt(lambda: {line})", f"<came {line}>", dZ=np.ones((1, 2)))
    assert " ".join(capsys.readouterr().out.split()) == said


@pytest.mark.parametrize(
    ("layers", "said"),
    [
        (
            "[Linear(3, 4), Tanh(), Linear(4, 1)]",
            "Layer 1, Linear(3, 4), takes 3 numbers for each sample, but the input",
        ),
        (
            "[Linear(2, 4), MLP([Tanh(), Linear(5, 1)])]",
            "Layer 2.2, Linear(5, 1), takes 5 numbers for each sample, but",
        ),
        (
            "[MLP([Linear(2, 4)]), Linear(3, 1)]",
            "Layer 2, Linear(3, 1), takes 3 numbers for each sample, but layer 1.1",
        ),
        ("[Linear(2, 4), Tanh(), Linear(4, 3)]", "The net ends with the shape (3, 8), but the labels y have (1, 8)"),
    ],
)
def test_the_layer_whose_width_does_not_fit_is_named(layers, said, capsys) -> None:
    """At the start, in the middle, in a net within the net, at the end; nothing is trained."""
    names = lesson()
    X, y = circles(8)
    assert names["train"](names["MLP"](eval(layers, names)), names["BCELoss"](), X, y, 2) == []
    out, err = capsys.readouterr()
    assert " ".join(out.split()).startswith(said)
    assert err == ""


def test_a_missing_class_is_named(capsys) -> None:
    """Where a cell did not run, the class that it defines is said to be missing."""
    draw(lambda: Linear(3, 2))  # type: ignore[name-defined]  # noqa: F821
    assert "there is no Linear yet: run the cell that defines it" in capsys.readouterr().out


def test_results_of_no_training_are_nothing(capsys) -> None:
    """Without a step there is nothing to tell."""
    results(None, *circles(4), [])
    assert capsys.readouterr() == ("", "")


def test_a_film_plays_without_network() -> None:
    """The page holds all frames, names no address, and its text says what it shows; without frames it says so."""
    film = Film(*circles(10), every=2)
    assert "no film" in repr(film.player())
    for step in range(5):
        film(step, type("Net", (), {"forward": lambda self, X: X[:1] * np.nan})(), 1.0 - step / 10)
    page = film.player()._repr_html_()
    assert [frame[0] for frame in film.frames] == [0, 2, 4]
    assert "http" not in page
    assert 'aria-label="A player: the decision boundary from step 0 to 4, the cost from 1.000 to 0.600."' in page


@pytest.mark.parametrize("name", ["exercise_map", "chain", "products", "columns", "backward_flow"])
def test_drawings_have_words_and_survive_without_trust(name) -> None:
    """An alternative text, and an image that a notebook shows before it is trusted."""
    picture = getattr(diagrams, name)()
    assert isinstance(picture, Picture)
    assert len(picture.alt) > 60
    assert picture.body.startswith(f'<img alt="{picture.alt}" src="data:image/svg+xml;base64,')


def test_results_of_a_training_that_broke_are_nothing(capsys) -> None:
    """The training has said why it stopped; a share of the samples would only confuse."""
    results(None, *circles(4), [0.7, float("nan")])
    assert capsys.readouterr() == ("", "")
