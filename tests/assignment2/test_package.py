"""The rest of what students import: modules, data, measured gradients, trials, pictures."""

from __future__ import annotations

import ast
import subprocess
import sys

import matplotlib
import numpy as np
import pytest
from answers import ROOT, notebook

import assignment2
from assignment2 import Module, attempt, circles, moons, numeric_gradient, plots, relative_error, spirals

matplotlib.use("Agg")

FILES = sorted(path for name in ("assignment2", "gradcheck") for path in (ROOT / name).rglob("*.py"))
OURS = {"assignment2", "gradcheck"}


@pytest.mark.parametrize("path", FILES, ids=["/".join(path.relative_to(ROOT).parts) for path in FILES])
def test_imports_numpy_and_matplotlib_alone(path) -> None:
    """Nothing beyond the standard library, numpy, matplotlib and the package is imported; by the core numpy alone."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    names = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    names |= {str(node.module) for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    ours = {"gradcheck"} if "gradcheck" in path.parts else {"matplotlib", *OURS}
    assert {name.split(".")[0] for name in names} <= {*sys.stdlib_module_names, "numpy", *ours}


def test_matplotlib_waits_for_a_plot() -> None:
    """Importing the package does not import matplotlib."""
    program = "import sys, assignment2, assignment2.checks; print('matplotlib' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, cwd=ROOT, check=True)
    assert done.stdout == "False\n"


def test_all_names_are_there() -> None:
    """What the package announces exists."""
    assert all(hasattr(assignment2, name) for name in assignment2.__all__)


def test_calling_a_module_runs_forward() -> None:
    """``module(...)`` is ``module.forward(...)``, with all arguments."""

    class Sum(Module):
        def forward(self, *args, **kwargs):
            return args, kwargs

    assert Sum()(1, 2, a=3) == ((1, 2), {"a": 3})


def test_a_module_without_forward_says_so() -> None:
    """The name of the class is in the message."""
    with pytest.raises(NotImplementedError, match="Half has no forward"):
        type("Half", (Module,), {})()(1)


@pytest.mark.parametrize("data", [circles, moons, spirals])
def test_data_sets_have_samples_as_columns(data) -> None:
    """X is (2, m), y is (1, m), of floats, half of each label, the same for the same seed."""
    X, y = data(60, seed=4)
    assert (X.shape, y.shape, X.dtype, y.dtype) == ((2, 60), (1, 60), float, float)
    assert sorted(np.unique(y)) == [0, 1]
    assert y.mean() == 0.5
    assert np.array_equal(data(60, seed=4)[0], X)
    assert not np.array_equal(data(60, seed=5)[0], X)


@pytest.mark.parametrize(("data", "most"), [(circles, 0.7), (moons, 0.92), (spirals, 0.75)])
def test_no_straight_line_separates_the_data(data, most) -> None:
    """The best straight line by least squares leaves samples on the wrong side."""
    X, y = data(400)
    with_ones = np.vstack([X, np.ones(400)]).T
    weights = np.linalg.lstsq(with_ones, 2 * y[0] - 1, rcond=None)[0]
    assert np.mean((with_ones @ weights > 0) == y[0]) < most


def test_numeric_gradient_of_a_sum_of_cubes() -> None:
    """Every entry's slope is measured, and the array stays as it is."""
    x = np.array([[1.0, -2.0, 0.5]])
    assert np.allclose(numeric_gradient(lambda a: float(np.sum(a**3)), x), [[3, 12, 0.75]], rtol=1e-8)
    assert np.array_equal(x, [[1.0, -2.0, 0.5]])


def test_numeric_gradient_takes_integers() -> None:
    """An array of integers is moved by fractions all the same."""
    assert np.allclose(numeric_gradient(lambda a: float(a[0] * a[1]), np.array([2, 3])), [3, 2])


def test_relative_error_is_taken_entry_by_entry() -> None:
    """|a − n| by the larger of the two, and 0 where both are 0."""
    assert np.allclose(relative_error(np.array([2.0, 0, -1, 0]), np.array([1.0, 0, 1, 3])), [0.5, 0, 2, 1])


@pytest.mark.parametrize(
    ("work", "said"),
    [
        (lambda: np.array([[1.0, -0.0]]), "np.array([[1.0, -0.0]]) = [[1. 0.]]   shape (1, 2)\n"),
        (lambda: -0.0, "-0.0 = 0.0\n"),
        (lambda: None, "None: nothing came back (None). No return, or not set yet?\n"),
        (lambda: 1 / 0, "1 / 0: ZeroDivisionError: division by zero\n"),
        (lambda: sys.exit(2), "sys.exit(2): SystemExit: 2\n"),
        (lambda: Module().forward(), "Module().forward(): not written yet\n"),
        (
            np.ones(2),
            "What is tried is a function: write attempt(lambda: ...), with your code\nin place of the dots.\n",
        ),
    ],
)
def test_attempt_prints_and_goes_on(work, said, capsys) -> None:
    """A trial prints what it is and what came back, without a minus before a zero, or in one line what went wrong."""
    attempt(work)
    assert capsys.readouterr() == (said, "")


def words(axes) -> list[str]:
    """What is written into a panel: its texts, and its legend."""
    legend = axes.get_legend()
    return [text.get_text() for text in (*axes.texts, *(legend.get_texts() if legend else ()))]


def drawn() -> list[list[str]]:
    """The words in every panel of the newest figure, and the figures closed."""
    found = [words(axes) for axes in matplotlib.pyplot.gcf().axes]
    matplotlib.pyplot.close("all")
    return found


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (None, "not written yet"),
        ("return 1 / 0", "no curve (ZeroDivisionError)"),
        ("return np.zeros((2, 1))", "no curve (shape (2, 1) for (1, {n}))"),
    ],
)
def test_pictures_say_why_a_curve_is_missing(body, why) -> None:
    """Where a student's part gives no curve, the picture is drawn without it and says so, once a panel."""
    names = notebook({} if body is None else {"bce_loss": [body, body], "tanh_derivative": [body]})
    names |= {"MSELoss": notebook({"mse_loss": ["return (y - y_hat) ** 2", "return -2 * (y - y_hat)"]})["MSELoss"]}
    plots.losses(names["MSELoss"](), names["BCELoss"]())
    assert drawn() == [["y = 1", "y = 0"]] * 2 + [[why.format(n=200)]] * 2
    plots.activation(names["Tanh"]())
    assert drawn() == [["g(z)", "its slope, measured", f"your derivative: {why.format(n=400)}"]]


def test_pictures_of_a_training() -> None:
    """The cost and the net's answers are drawn."""
    plots.cost([3.0, 1.0, 0.5])
    assert drawn() == [[]]
    plots.decision_boundary(lambda X: 1 / (1 + np.exp(-X[:1])), *circles(20))
    assert drawn()[0] == ["y = 0", "y = 1"]
