"""Whatever a student's code does, a visible check prints a no, raises nothing and writes nothing to stderr."""

from __future__ import annotations

import builtins
from typing import Any

import numpy as np
import pytest
from answers import notebook

from assignment2.checks import CHECKS, check, ready

BODIES = {
    "an exit": "raise SystemExit(3)",
    "an interrupt": "raise KeyboardInterrupt",
    "an exception without words": "class Odd(Exception):\n    def __str__(self): raise ValueError\nraise Odd()",
    "a generator's end": "raise GeneratorExit",
    "endless recursion": "def again():\n    return again()\nreturn again()",
    "a division by zero": "return 1 / 0",
    "None": "x = 1\nreturn None",
    "a list": "return [[1.0]]",
    "a text": "return 'right'",
    "itself": "return self",
    "a class": "return type(self)",
    "complex numbers": "return np.ones((2, 2)) * 1j",
    "objects": "return np.array([[None]])",
    "an array that equals everything": (
        "class Same(np.ndarray):\n"
        "    def __eq__(self, other): return True\n"
        "    def __sub__(self, other): return np.zeros(self.shape)\n"
        "    def __le__(self, other): return np.array(True)\n"
        "    def __array_ufunc__(self, *args, **kwargs): return np.zeros(self.shape)\n"
        "    def __array_function__(self, *args, **kwargs): return True\n"
        "return np.full((2, 2), 123.0).view(Same)"
    ),
    "a float that equals everything": (
        "class Same(float):\n    def __eq__(self, other): return True\n    def __sub__(self, other): return 0.0\n"
        "    def __float__(self): raise SystemExit\nreturn Same(123.0)"
    ),
    "NaN": "return np.full((2, 2), np.nan)",
    "an empty array": "return np.zeros((0, 0))",
    "a thousand dimensions less one": "return np.zeros((1,) * 30)",
    "a loud answer": "import sys, warnings\nprint('x' * 10)\nprint('y', file=sys.stderr)\nwarnings.warn('z')\nreturn 0",
    "a broken print": "import builtins\nbuiltins.print = None\nreturn 0",
    "a strict numpy": "np.seterr(all='raise')\nreturn np.ones(3) / np.zeros(3)",
    "the object destroyed": "self.__dict__.clear()\nreturn 0",
    "lost parameters": "self.W = self.b = self.Z = self.A_prev = self.layers = None\nreturn 0",
}


@pytest.mark.parametrize("body", BODIES.values(), ids=BODIES)
@pytest.mark.parametrize("grade_id", CHECKS)
def test_any_answer_gets_a_no(grade_id, body, capsys, monkeypatch) -> None:
    """The check shows a cross for every answer, is worth nothing, raises nothing and writes nothing."""
    monkeypatch.setattr(builtins, "print", print)
    with np.errstate():
        outcome = check(grade_id, notebook({grade_id: [body, body]}))
    assert capsys.readouterr() == ("", "")
    assert (str(outcome)[0], repr(outcome)) == ("✗", "0.0")


CLASSES: dict[str, Any] = {
    "no class": None,
    "a number": 3,
    "an empty class": type("Empty", (), {}),
    "a class that cannot be made": type("Closed", (), {"__init__": lambda self: 1 / 0}),
    "a class that exits": type("Exit", (), {"__init__": lambda self, *args: exit(1)}),
    "a class that cannot be a base": bool,
}


@pytest.mark.parametrize("value", CLASSES.values(), ids=CLASSES)
@pytest.mark.parametrize("grade_id", CHECKS)
def test_any_class_gets_a_no(grade_id, value, capsys) -> None:
    """A class that is missing, or no such class at all, is told in a line."""
    outcome = check(grade_id, dict.fromkeys((name for name, _ in CHECKS.values()), value))
    assert capsys.readouterr() == ("", "")
    assert (str(outcome)[0], repr(outcome)) == ("✗", "0.0")


def test_ready_names_what_is_missing(capsys) -> None:
    """``ready`` is false and names what is not written and what is not right, of those that it was asked for."""
    names = notebook({"relu_derivative": ["return Z > 0"], "tanh_derivative": ["return Z"]})
    assert not ready(names, "relu_derivative", "loss_cost", "tanh_derivative", "mlp_backward")
    assert capsys.readouterr().out == (
        "Not written yet, so there is nothing to train: loss_cost, mlp_backward\n"
        "Not right yet, so there is nothing to train: tanh_derivative\n"
    )


def test_ready_breaks_its_line_between_words(capsys) -> None:
    """The names of all exercises stand whole, in lines that fit a small window."""
    assert not ready(notebook({}))
    lines = capsys.readouterr().out.splitlines()
    assert max(len(line) for line in lines) <= 90
    assert " ".join(lines) == "Not written yet, so there is nothing to train: " + ", ".join(CHECKS)


def test_ready_is_true_and_silent_where_all_is_right(capsys) -> None:
    """Nothing is printed where nothing is missing."""
    assert ready(notebook({"relu_derivative": ["return Z > 0"]}), "relu_derivative")
    assert capsys.readouterr().out == ""


def test_a_check_leaves_random_numbers_alone() -> None:
    """The state of numpy's random numbers is the student's own."""
    np.random.seed(5)
    before = np.random.get_state()[1].copy()
    check("linear_backward", notebook({}))
    assert np.array_equal(np.random.get_state()[1], before)
