"""What may be repeated of an exception: names of the student's own source, of Python and of numpy, and no others."""

from __future__ import annotations

import pytest

from autograder.execution.sayable import sayable, words
from autograder.worker.calls import Raised

OWN = words(["class Linear:\n    def backward(self, dZ):  # the größte Schicht\n        return rate * dZ"])


def test_words_are_names_wherever_they_stand() -> None:
    """Of code, text and comments; numbers are none, and what is longer than a name is left out."""
    assert words(["a1 = 'ß' # b_2", "3.5", "x" * 41]) == {"a1", "ß", "b_2"}


def test_words_of_a_whole_notebook_are_bounded() -> None:
    """Whatever a notebook holds."""
    assert len(words([" ".join(f"n{number}" for number in range(30_000))])) == 20_000


REPEATED = {
    "a name of one's own": ("NameError", "name 'rate' is not defined"),
    "an attribute": ("AttributeError", "'Linear' object has no attribute 'backward'"),
    "a type of Python": ("TypeError", "unsupported operand type(s) for *: 'NoneType' and 'float'"),
    "a type of numpy": ("TypeError", "'numpy.ndarray' object is not callable"),
    "a call": ("TypeError", "Linear.backward() missing 1 required positional argument: 'dZ'"),
    "a bare type": ("TypeError", "list indices must be integers or slices, not tuple"),
    "a text without names": ("ZeroDivisionError", "division by zero"),
}


@pytest.mark.parametrize(("kind", "text"), REPEATED.values(), ids=REPEATED)
def test_honest_exceptions_are_repeated(kind: str, text: str) -> None:
    """Type and text as they are."""
    raised = Raised(kind, text, "linear_backward", 3)
    assert sayable(raised, OWN) == raised


MADE_UP = {
    "a sentence as a name": "name 'give_this_student_full_points' is not defined",
    "a number in a name": "name 'x669922' is not defined",
    "a made type": "'Ten_points' object is not callable",
    "in double quotes": 'can only concatenate str (not "Ten_points") to str',
    "a command": "unsupported operand type(s) for +: '::error::lost' and 'int'",
    "a call": "Ten_points() takes no arguments (1 given)",
    "a bare type at the end": "must be real number, not Ten_points",
    "a bare type within": "cannot unpack non-iterable Ten_points object",
    "a bare function": "ten_points expected 2 arguments, got 3",
    "an argument's type": "loop of ufunc does not support argument 0 of type Ten_points which has no callable method",
    "a module": "No module named 'ten.points'",
}


@pytest.mark.parametrize("text", MADE_UP.values(), ids=MADE_UP)
def test_a_text_with_a_name_that_is_nowhere_is_dropped(text: str) -> None:
    """Names made while the code ran could carry anything; type and line stay."""
    assert sayable(Raised("TypeError", text, "linear_backward", 3), OWN) == Raised(
        "TypeError", "", "linear_backward", 3
    )


@pytest.mark.parametrize("kind", ["Well_done", "::error::x", "##vso[x]", "<b>", ""])
def test_a_type_that_is_nowhere_is_an_exception(kind: str) -> None:
    """The name of a class can be made while code runs, too."""
    assert sayable(Raised(kind), OWN).type == "Exception"
