"""The visible checks say no to wrong answers and never to right ones, and name a mistake only where it is that one."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from answers import ROOT, notebook

from assignment2.checks import CHECKS, check, verdicts

CORPUS = ROOT / "tests" / "corpus"
EXERCISES = tuple(CHECKS)
GENERAL = {
    "exception",
    "returns_none",
    "wrong_type",
    "wrong_shape",
    "not_finite",
}  # what is seen, where nothing is proved
TWO_MISTAKES = {  # the check names the one, the grader the other
    "dW_from_Z_and_no_mean": "uses_output_as_input",
    "forward_log10_without_minus": "wrong_log_base",
}


def cases(kind: str, grade_id: str) -> list[dict[str, Any]]:
    path = Path(CORPUS, kind, f"{grade_id}.toml")
    return tomllib.loads(path.read_text(encoding="utf-8"))["case"] if path.exists() else []


def names_of(grade_id: str, case: dict[str, Any]) -> dict[str, Any]:
    names = notebook({grade_id: case["bodies"]})
    for cell in case.get("cells", ()):
        exec(cell, names)
    return names


def wrong_answers(grade_id: str) -> Iterator[tuple[str, Any, Any]]:
    """Every check of the corpus that loses points, apart from hangs: its name, the verdict, and the mistake's name."""
    points = {verdict.name: 0.0 for verdict in verdicts(grade_id, notebook({}))}
    for case in cases("wrong", grade_id):
        expected = {name: found for name, found in case["checks"].items() if found[1] != "numeric_instead_of_backprop"}
        if not expected or any(found[2] in ("timed_out", "killed") for found in expected.values()):
            continue
        found = {verdict.name: verdict for verdict in verdicts(grade_id, names_of(grade_id, case))}
        assert set(found) == set(points), case["name"]
        for name, (_, code, _) in expected.items():
            yield case["name"], found[name], code


@pytest.mark.parametrize("grade_id", EXERCISES)
def test_right_answers_in_any_style_are_right(grade_id: str) -> None:
    """No check says no to a right answer, however it is written."""
    for case in cases("right", grade_id):
        said_no = [verdict for verdict in verdicts(grade_id, names_of(grade_id, case)) if not verdict.right]
        assert said_no == [], case["name"]


@pytest.mark.parametrize("grade_id", EXERCISES)
def test_wrong_answers_get_a_no(grade_id: str) -> None:
    """Every wrong answer of the corpus is noticed by the visible check alone."""
    assert [name for name, verdict, _ in wrong_answers(grade_id) if verdict.right] == []


@pytest.mark.parametrize("grade_id", EXERCISES)
def test_a_name_is_given_only_to_its_own_mistake(grade_id: str) -> None:
    """The check names the grader's mistake, or says what is seen, and gives no other name."""
    misnamed = [
        (name, verdict.name, verdict.code, code)
        for name, verdict, code in wrong_answers(grade_id)
        if verdict.code not in (None, code, TWO_MISTAKES.get(name)) and verdict.code not in GENERAL
    ]
    assert misnamed == []


def test_most_mistakes_are_named() -> None:
    """More than three quarters of the wrong answers with a name are named by the visible checks."""
    found = [(verdict.code, code) for grade_id in EXERCISES for _, verdict, code in wrong_answers(grade_id) if code]
    named = sum(ours == theirs for ours, theirs in found)
    assert named / max(1, len(found)) > 0.75


SAID = [
    (
        "linear_backward",
        ["self.dW = dZ @ self.A_prev.T\nself.db = dZ.mean(axis=1)\nreturn self.W.T @ dZ"],
        """✗ dW: The values are m times too large: they are summed over the samples, but never divided
  by their number. Look at where 1/m stands in the formulas of dW and db.
      seen with the numbers on the board
      the shape (2, 3) is right; the worst entry is at [1, 0]
          yours      12
          numeric    3
✗ db: One dimension is lost: db has the shape (n,) where b has (n, 1). Look at what the
  reduction does with the axis that it sums over.
      seen with the numbers on the board
      expected shape  (2, 1)
      received shape  (2,)
✓ dA_prev: agrees with the numeric gradient in 7 examples
""",
    ),
    (
        "tanh_derivative",
        ["return 1 - tanh(Z) ** 2"],
        """✗ derivative: Your code stops with an error. Look at the line that is named, and at the
  values that reach it.
      seen at three points
      NameError: name 'tanh' is not defined
      in line 16 of the cell
""",
    ),
    (
        "mlp_backward",
        ["for layer in reversed(self.layers):\n    dA = layer.backward(dA)\n    return dA"],
        """✗ gradients: The walk ends after one layer. Look at where the loop ends: at return or break,
  and how far it is indented.
      seen with three layers, as on the board
      backward was called on these of the 3 layers, in this order: 3
      the gradient that layer 1 was handed, at [0, 0]
          yours      0
          numeric    15
✗ dX: The walk ends after one layer. Look at where the loop ends: at return or break, and
  how far it is indented.
      seen with three layers, as on the board
      backward was called on these of the 3 layers, in this order: 3
      the shape (1, 1) is right; the worst entry is at [0, 0]
          yours      5
          numeric    30
""",
    ),
    (
        "loss_cost",
        ["return self.forward(y_hat, y).sum()"],
        """✗ cost: The cost is summed over the samples and not averaged: it grows with the size of the
  batch. Look at 1/m in the formula of J.
      seen with the numbers on the board
          yours      12
          expected   4
""",
    ),
    (
        "relu_derivative",
        ["Z[Z <= 0] = 0\nZ[Z > 0] = 1\nreturn Z"],
        """✗ derivative: An array that was passed in or stored by forward is changed on the way. It
  still belongs to somebody else: work on a copy, or make a new array.
      seen at three points
      changed: Z
""",
    ),
    (
        "mse_loss",
        [],
        """○ forward: Nothing is written here yet. Replace the line that raises NotImplementedError
  with your own code.
○ backward: Nothing is written here yet. Replace the line that raises NotImplementedError
  with your own code.
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
    assert page.startswith('<pre style="white-space: pre-wrap; margin: 0"><b style="color: var(--jp-error-color1')
    assert "ValueError: &lt;b&gt;1&lt;/b&gt;" in page


def test_an_interrupt_ends_a_check_at_once() -> None:
    """The first KeyboardInterrupt, whatever is being checked, is the end; it is told in a line, and nothing raises."""
    calls = []
    names = notebook({"tanh_derivative": ["raise KeyboardInterrupt"]})
    derivative = names["Tanh"].derivative
    names["Tanh"].derivative = lambda self, Z: calls.append(Z) or derivative(self, Z)
    outcome = check("tanh_derivative", names)
    assert str(outcome) == "✗ The check was interrupted. Where that took long, look for a loop that never ends."
    assert (len(calls), repr(outcome)) == (1, "0.0")
