"""What the visible checks say of a few answers, in full; of all others see ``tests/corpus``."""

from __future__ import annotations

import pytest
from answers import notebook

from assignment2.checks import check
from gradcheck.outcome import STYLE

SAID = [
    (
        "linear_backward",
        ["self.dW = dZ @ self.A_prev.T\nself.db = dZ.mean(axis=1)\nreturn self.W.T @ dZ"],
        """✗ dW: The values are m times too large: they are summed over the
  samples, but never divided by their number. Look at where 1/m
  stands in the formulas of dW and db.
      seen with the numbers on the board
      the shape (2, 3) is right; the worst entry is at [1, 0]
          yours      12
          numeric    3
      dZ                A_prev
      [[ 1 -1  2  2]    [[ 1  2  0  1]
       [ 2  4  0  2]]    [ 0 -1  1  2]
                         [ 3  1 -2  0]]
      yours          numeric
      [[ 1  7 -2]    [[0.25 1.75 -0.5]
       [12  0 10]]    [   3    0  2.5]]
✗ db: One dimension is lost: db has the shape (n,) where b has
  (n, 1). Look at what the reduction does with the axis that it
  sums over.
      seen with the numbers on the board
      expected shape  (2, 1)
      received shape  (2,)
      dZ
      [[ 1 -1  2  2]
       [ 2  4  0  2]]
      yours   numeric
      [1 2]   [[1]
               [2]]
✓ dA_prev: agrees with the numeric gradient in 7 examples
""",
    ),
    (
        "tanh_derivative",
        ["return 1 - tanh(Z) ** 2"],
        """✗ derivative: Your code stops with an error. Look at the line that
  is named, and at the values that reach it.
      seen at three points
      NameError: name 'tanh' is not defined
      in line 15 of the cell: return 1 - tanh(Z) ** 2
      Z
      [[0.5  -2   2]]
""",
    ),
    (
        "mlp_backward",
        ["for layer in reversed(self.layers):\n    dA = layer.backward(dA)\n    return dA"],
        """✗ gradients: The walk ends after one layer. Look at where the loop
  ends: at return or break, and how far it is indented.
      seen with three layers, as on the board
      backward was called on these of the 3 layers, in this order:
      3; the layers multiply by 2, 3, 5
      the gradient that layer 2 was handed, at [0, 0]
          yours      0
          numeric    5
      dA
      [[1]]
      yours     numeric
      [[[0]]    [[[15]]
       [[0]]     [[ 5]]
       [[1]]]    [[ 1]]]
✗ dX: The walk ends after one layer. Look at where the loop ends:
  at return or break, and how far it is indented.
      seen with three layers, as on the board
      backward was called on these of the 3 layers, in this order:
      3; the layers multiply by 2, 3, 5
      the shape (1, 1) is right; the worst entry is at [0, 0]
          yours      5
          numeric    30
      dA
      [[1]]
      yours   numeric
      [[5]]   [[30]]
""",
    ),
    (
        "loss_cost",
        ["return self.forward(y_hat, y).sum()"],
        """✗ cost: The cost is summed over the samples and not averaged: it
  grows with the size of the batch. Look at 1/m in the formula of
  J.
      seen with the numbers on the board
          yours      12
          expected   4
      L
      [[1 0 4]
       [2 5 0]]
""",
    ),
    (
        "relu_derivative",
        ["Z[Z <= 0] = 0\nZ[Z > 0] = 1\nreturn Z"],
        """✗ derivative: An array that was passed in or stored by forward is
  changed on the way. It still belongs to somebody else: work on a
  copy, or make a new array.
      seen at three points
      changed: Z
""",
    ),
    (
        "mse_loss",
        [],
        """○ forward: Nothing is written here yet. Replace the line with
  NotImplementedError (or pass) with your own code.
○ backward: not written yet.
""",
    ),
]


@pytest.mark.parametrize(("grade_id", "bodies", "said"), SAID, ids=[case[0] for case in SAID])
def test_a_check_says_what_where_and_what_to_look_at(grade_id, bodies, said) -> None:
    """The mistake in words, the shapes, the worst entry with both numbers one below the other."""
    assert f"{check(grade_id, notebook({grade_id: bodies}))}\n" == said


LINEAR = "self.dW = dZ @ self.A_prev.T{}\nself.db = dZ.mean(1, keepdims=True)\n{}return self.W.T @ dZ"
WORTH = [
    ("linear_backward", [LINEAR.format(" / dZ.shape[1]", "")], "5.0"),
    ("linear_backward", [LINEAR.format("", "")], "3.0"),
    ("linear_backward", [LINEAR.format(" / dZ.shape[1]", "self.A_prev *= 0\n")], "4.0"),
    ("relu_derivative", ["Z[Z <= 0] = 0\nZ[Z > 0] = 1\nreturn Z"], "0.5"),
    ("mse_loss", ["return (y - y_hat) ** 2", "return 2 * (y - y_hat)"], "1.0"),
    ("mlp_backward", ["for layer in reversed(self.layers):\n    dA = layer.backward(dA)"], "3.0"),
    ("mlp_backward", [], "0.0"),
]


@pytest.mark.parametrize(("grade_id", "bodies", "worth"), WORTH)
def test_a_check_is_the_number_of_points_that_it_would_give(grade_id, bodies, worth) -> None:
    """In plain text an outcome is the exercise's points: half of an answer's where it has a side effect."""
    assert repr(check(grade_id, notebook({grade_id: bodies}))) == worth


def test_a_check_shows_itself_in_html_with_the_students_text_escaped() -> None:
    """The page holds every line, its sign in bold, and no markup of the student's."""
    page = check("tanh_derivative", notebook({"tanh_derivative": ["raise ValueError('<b>1</b>')"]}))._repr_html_()
    assert page.startswith(f'<pre style="{STYLE}"><b style="color: var(--jp-error-color1')
    assert "word-break: normal" in STYLE, "JupyterLab breaks lines inside words"
    assert "ValueError: &lt;b&gt;1&lt;/b&gt;" in page


@pytest.mark.parametrize(
    ("grade_id", "cls", "method", "said"),
    [
        ("tanh_derivative", "Tanh", "derivative", "✗ {}"),
        ("loss_cost", "Loss", "cost", "✗ {}"),
        ("activation_backward", "Activation", "backward", "✗ dZ: {}"),
        ("linear_backward", "Linear", "backward", "✗ dW: {} ✗ db: not reached. ✗ dA_prev: not reached."),
        ("mlp_backward", "MLP", "backward", "✗ gradients: {} ✗ dX: not reached."),
    ],
)
def test_a_method_with_another_name_is_missed(grade_id, cls, method, said) -> None:
    """It is no stub that is left: the check says which name a method has to keep, once."""
    names = notebook({})
    setattr(names[cls], f"my_{method}", vars(names[cls])[method])
    delattr(names[cls], method)
    words = f"The class has no method {method}. A method keeps its name: look at the line with def."
    assert " ".join(str(check(grade_id, names)).split()) == said.format(words)


@pytest.mark.parametrize("grade_id", ["linear", {"swapped": 1}, None])
def test_a_check_of_no_exercise_names_those_that_there_are(grade_id) -> None:
    """A word that is none, the arguments in the wrong order, nothing."""
    outcome = check(grade_id, {})
    assert str(outcome).startswith("✗ Name an exercise first, as text: loss_cost, mse_loss,")
    assert repr(outcome) == "0.0"


def test_an_interrupt_ends_a_check_at_once() -> None:
    """The first KeyboardInterrupt, whatever is being checked, is the end; it is told in a line, and nothing raises."""
    calls = []
    names = notebook({"tanh_derivative": ["raise KeyboardInterrupt"]})
    derivative = names["Tanh"].derivative
    names["Tanh"].derivative = lambda self, Z: calls.append(Z) or derivative(self, Z)
    outcome = check("tanh_derivative", names)
    assert str(outcome) == "✗ The check was interrupted. Where that took long, look for a loop that never ends."
    assert (len(calls), repr(outcome)) == (1, "0.0")
