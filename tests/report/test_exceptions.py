"""What is told of an exception: never a text that a student made."""

from __future__ import annotations

import numpy as np
import pytest

from autograder.report.exceptions import exception_sentence, told


def raised(action):
    try:
        action()
    except Exception as error:
        return {"type": type(error).__name__, "message": str(error), "line": 7}
    raise AssertionError("nothing raised")


HONEST = {
    "a name": lambda: eval("log(3)"),
    "a matrix product": lambda: np.ones((3, 2)) @ np.ones((3, 2)),
    "a dot product": lambda: np.ones((3, 2)).dot(np.ones((3, 2))),
    "broadcasting": lambda: np.ones((3, 2)) * np.ones((3, 4)),
    "broadcasting in place": lambda: np.ones((3, 1)).__iadd__(np.ones((3, 4))),
    "an attribute": lambda: np.ones(3).nothing,
    "an attribute of numpy": lambda: np.nothing,
    "an index": lambda: np.ones(3)[5],
    "an index of a list": lambda: [][0],
    "an index too many": lambda: np.ones(3)[1, 2],
    "an axis": lambda: np.ones(3).sum(axis=2),
    "a truth value": lambda: bool(np.ones(2)),
    "a division": lambda: 1 / 0,
    "an argument missing": lambda: (lambda x: x)(),
    "an argument too many": lambda: (lambda x: x)(1, 2),
    "a None": lambda: None + 1,
    "a reshape": lambda: np.ones(6).reshape(4, 2),
    "a call": lambda: [3][0](),
    "an assignment": lambda: np.zeros((2, 2)).__setitem__(0, np.ones(3)),
    "a syntax error": lambda: compile("x = = 1", "cell", "exec"),
    "a bracket": lambda: compile("x = (1", "cell", "exec"),
}


@pytest.mark.parametrize("action", HONEST.values(), ids=HONEST)
def test_python_and_numpy_own_sentences_are_told(action):
    """Type, line and text of what honest code runs into."""
    numbers = raised(action)
    if numbers["type"] == "SyntaxError":
        numbers["message"] = numbers["message"].removesuffix(" (cell, line 1)")
    assert exception_sentence(numbers) == f"{numbers['type']} in line 7 of your cell: {numbers['message'].strip()}."


FORGED = {
    "hidden inputs": ("ValueError", "0.1234 -2.3456 1.2345"),
    "a command": ("ValueError", "::error::you lost"),
    "markup": ("NameError", "name '<script>' is not defined"),
    "inputs for a shape": ("ValueError", "operands could not be broadcast together with shapes (0.12,3) (4,5)"),
    "a known sentence with more": ("ZeroDivisionError", "division by zero\nsecret"),
}


@pytest.mark.parametrize(("kind", "text"), FORGED.values(), ids=FORGED)
def test_any_other_text_is_not_told(kind, text):
    """The type stays, the text goes."""
    assert told({"type": kind, "message": text, "line": 3}) == {"type": kind, "line": 3}


@pytest.mark.parametrize("kind", ["Secret1234", "print", "__name__", "", "ValueError\n"])
def test_a_type_that_is_not_python_s_is_not_named(kind):
    """A class of the student's can be called anything."""
    assert exception_sentence({"type": kind, "message": "", "line": None}) == "An exception of your own."
