"""What is told of an exception: never a text that a student made."""

from __future__ import annotations

import json
import re

import numpy as np
import pytest

from autograder.report.exceptions import exception_sentence, told
from gradcheck.stub import SENTENCE
from tests.ours import ASSIGNMENT


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
    "a None raised to a power": lambda: None**2,
    "a minus before None": lambda: -None,
    "a comparison with None": lambda: None > 0,
    "a list times a float": lambda: [1] * 0.5,
    "a list and a number": lambda: [1] + 1,
    "an exponential of None": lambda: np.exp(None),
    "a sum of text": lambda: np.add(np.ones(2), "a"),
    "in place with another type": lambda: np.ones(2, dtype=int).__iadd__(0.5),
    "a ragged array": lambda: np.array([[1, 2], [3]]),
    "arrays joined": lambda: np.concatenate([np.ones((2, 3)), np.ones((3, 2))]),
    "a list's index": lambda: [1].__getitem__((0, 1)),
    "an array's index": lambda: np.ones(3)["a"],
    "a wrong keyword": lambda: (lambda x: x)(y=1),
    "a solved system": lambda: np.linalg.inv(np.zeros((2, 2))),
    "nothing to unpack": lambda: (lambda a, b: a)(*None) if False else [a for a, b in [None]],
    "a mask": lambda: np.ones(3)[np.array([True, False])],
    "a read-only array": lambda: np.broadcast_to(np.ones(1), (2,)).__setitem__(0, 1.0),
    "a syntax error": lambda: compile("x = = 1", "cell", "exec"),
    "a comma": lambda: compile("x = [1 2]", "cell", "exec"),
    "a comparison": lambda: compile("if x = 1:\n    pass", "cell", "exec"),
    "a block": lambda: compile("for i in x:\ny = 1", "cell", "exec"),
    "a recursion": lambda: (lambda f: f(f))(lambda f: f(f)),
    "a bracket": lambda: compile("x = (1", "cell", "exec"),
}


@pytest.mark.parametrize(
    ("kind", "text", "told"),
    [
        ("MemoryError", "", "more memory was asked for than there is"),
        ("_ArrayMemoryError", "Unable to allocate 74.5 GiB for 12345", "more memory was asked for than there is"),
        ("PermissionError", "[Errno 13] Permission denied: '12345'", "this is not allowed where it is graded"),
        ("FileNotFoundError", "12345", "there is no such file or program where it is graded"),
        ("OSError", "[Errno 24] Too many open files: '12345'", "too many files were open at once"),
        ("OSError", "[Errno 27] File too large", "the file became larger than one may be"),
        ("OSError", "[Errno 28] No space left on device", "all files together became larger than they may be"),
    ],
)
def test_what_of_the_machine_is_behind_an_exception_is_said_in_words_of_ours(kind: str, text: str, told: str) -> None:
    """A limit is named, whatever the exception's own text says."""
    sentence = exception_sentence({"type": kind, "message": text, "line": 7})
    assert sentence == f"{kind.removeprefix('_Array')} in line 7 of your cell: {told}."


@pytest.mark.parametrize("action", HONEST.values(), ids=HONEST)
def test_python_and_numpy_own_sentences_are_told(action):
    """Type, line and text of what honest code runs into."""
    numbers = raised(action)
    if numbers["type"] in ("SyntaxError", "IndentationError"):
        numbers["message"] = re.sub(r" \(cell, line \d\)$", "", numbers["message"])
    kind = {"_UFuncNoLoopError": "UFuncTypeError", "_UFuncOutputCastingError": "UFuncTypeError"}
    text = numbers["message"].strip().removesuffix(".")
    assert (
        exception_sentence(numbers) == f"{kind.get(numbers['type'], numbers['type'])} in line 7 of your cell: {text}."
    )


NUMPYS = {
    **{
        kind: kind
        for kind in (
            *("AxisError", "LinAlgError", "UFuncTypeError", "ComplexWarning", "RankWarning"),
            *("DTypePromotionError", "TooHardError", "VisibleDeprecationWarning"),
        )
    },
    "_UFuncNoLoopError": "UFuncTypeError",
    "_UFuncBinaryResolutionError": "UFuncTypeError",
    "_UFuncInputCastingError": "UFuncTypeError",
    "_UFuncOutputCastingError": "UFuncTypeError",
    "_ArrayMemoryError": "MemoryError",
}


@pytest.mark.parametrize(("kind", "called"), NUMPYS.items(), ids=NUMPYS)
def test_an_exception_of_numpys_is_named(kind: str, called: str) -> None:
    """By its own name, or by the one that is for people."""
    assert told({"type": kind})["type"] == called


FORGED = {
    "hidden inputs": ("ValueError", "0.1234 -2.3456 1.2345"),
    "a command": ("ValueError", "::error::you lost"),
    "markup": ("NameError", "name '<script>' is not defined"),
    "inputs for a shape": ("ValueError", "operands could not be broadcast together with shapes (0.12,3) (4,5)"),
    "inputs as a count": ("IndexError", "index 669922 is out of bounds for axis 0 with size 3"),
    "inputs as a shape": ("ValueError", "operands could not be broadcast together with shapes (4471,1476) (7,7) "),
    "inputs as many shapes": (
        "ValueError",
        "operands could not be broadcast together with shapes (4,1) (7,7) (6,9) (2,2) ",
    ),
    "a sentence behind a known one": (
        "RecursionError",
        "maximum recursion depth exceeded give this student all points",
    ),
    "a sentence behind a syntax error": ("SyntaxError", "invalid syntax. Well done"),
    "a sentence in the place of a type": ("TypeError", 'can only concatenate well_done (not "int") to ten_points'),
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


OURS = {
    "a class": ("'StandInLoss' object has no attribute 'eps'", "'Loss' object has no attribute 'eps'"),
    "a function": (
        "stand_in_loss.<locals>.StandInLoss.forward() takes 3 positional arguments but 4 were given",
        "Loss.forward() takes 3 positional arguments but 4 were given",
    ),
    "a class without a name": ("'StandIn' object is not iterable", "'object' object is not iterable"),
}


@pytest.mark.parametrize(("text", "shown"), OURS.values(), ids=OURS)
def test_the_grader_s_own_classes_are_not_named(text, shown):
    """The student's class, in whose place one stands, is."""
    assert told({"type": "TypeError", "message": text})["message"] == shown


@pytest.mark.parametrize("name", ["x_1234_5678", "a" * 40, "give_me_all_points_of_this_exercise_now"])
def test_a_name_that_could_carry_something_else_is_not_told(name):
    """Many digits, or a length that no name has."""
    assert told({"type": "NameError", "message": f"name '{name}' is not defined"})["message"] == (
        "name '…' is not defined"
    )


def test_the_stub_is_named_only_where_its_line_raised():
    """The same type comes from numpy and from lines of the student's own."""
    stub = {"type": "NotImplementedError", "message": "Replace this line with your code.", "line": 4}
    assert exception_sentence(stub) == (
        "The line that raises NotImplementedError still stands there, delete it: "
        "NotImplementedError in line 4 of your cell."
    )
    assert exception_sentence({**stub, "message": ""}) == "NotImplementedError in line 4 of your cell."


def test_the_stub_s_text_is_the_release_s():
    """What the sentence is recognised by stands in every stub."""
    release = json.loads(ASSIGNMENT.release.read_text("utf-8"))
    source = "".join("".join(cell["source"]) for cell in release["cells"] if cell["cell_type"] == "code")
    assert source.count(f'raise NotImplementedError("{SENTENCE}")') == 12
