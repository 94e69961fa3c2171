"""Calls on a student's objects: what comes back, and that it is plain data of its own."""

from __future__ import annotations

import numpy as np
import pytest

from autograder.worker.calls import Answer, Call, Make, Opaque, Step
from autograder.worker.cells import run_cell
from autograder.worker.perform import perform, snapshot
from autograder.worker.plain import pack, unpack

LINEAR = """
import numpy as np
class Linear:
    def __init__(self, n):
        self.W = np.ones((n, n))
        self.dW = None
    def forward(self, A):
        self.A = A
        return self.W @ A
    def backward(self, dZ):
        self.dW = dZ @ self.A.T
        raise ValueError("after dW")
    def spoil(self, dZ):
        dZ *= 0
        return dZ
    @property
    def trap(self):
        raise SystemExit
"""


@pytest.fixture
def namespace():
    names = {}
    assert run_cell("linear_backward", LINEAR, names) is None
    return names


def ask(namespace, *steps, attributes=None, cls="Linear", args=(2,)):
    return perform(Call(Make(cls, args, attributes or {}), steps), namespace, {})


def test_what_was_set_before_an_exception_is_read(namespace):
    """A method that raises still has what it set watched, and the exception names the student's own line."""
    forward, backward = ask(
        namespace, Step("forward", (np.eye(2),)), Step("backward", (np.eye(2),), watch=("dW", "A.0", "nothing", "trap"))
    ).replies
    assert np.array_equal(forward.value, np.ones((2, 2)))
    assert np.array_equal(backward.state["dW"], np.eye(2))
    assert set(backward.state) == {"dW", "A.0"}
    assert (backward.raised.type, backward.raised.cell, backward.raised.line) == ("ValueError", "linear_backward", 12)


def test_arguments_come_back_as_they_are_after_the_step(namespace):
    """A changed argument is seen in the reply, an unchanged one is not, and the caller's own array is untouched."""
    mine = np.ones((2, 2))
    forward, spoil = ask(namespace, Step("forward", (mine,)), Step("spoil", (mine,))).replies
    assert forward.changed == {}
    assert np.array_equal(spoil.changed["0"], np.zeros((2, 2)))
    assert np.array_equal(mine, np.ones((2, 2)))


def test_attributes_are_set_after_construction(namespace):
    """The grader's parameters replace those that the constructor drew."""
    (reply,) = ask(namespace, Step("forward", (np.eye(2),)), attributes={"W": 3 * np.eye(2)}).replies
    assert np.array_equal(reply.value, 3 * np.eye(2))


def test_an_object_that_cannot_be_made_is_data(namespace):
    """A constructor that raises, or a class that is not there, makes an answer without replies."""
    assert ask(namespace, Step("forward"), args=("x",)).raised.type == "TypeError"
    assert ask(namespace, Step("forward"), cls="MLP").raised.message == "name 'MLP' is not defined"


@pytest.mark.parametrize("line", ["import sys; sys.exit()", "raise KeyboardInterrupt", "raise GeneratorExit", "1 / 0"])
def test_nothing_that_a_cell_raises_gets_out(line):
    """Exits and interrupts come back as data."""
    assert run_cell("cell 3", line, {}).cell == "cell 3"


def test_an_exception_whose_text_raises_is_data():
    """``__str__`` of the student's own exception cannot get out either."""
    source = "class E(Exception):\n    def __str__(self): raise SystemExit\nraise E"
    assert run_cell("cell 3", source, {}).message == ""


class Liar(np.ndarray):
    """An array that says yes to every comparison."""

    def __eq__(self, other):
        return True

    __hash__ = None


PLAIN = [None, True, 3, 2.5, 1j, "text", np.float32(3), np.arange(3), [1, (2.0, None)], {"a": np.eye(2)}]
OPAQUE = {
    "an object": (object(), "object"),
    "an array of objects": (np.array([None]), "array of object"),
    "an array of text": (np.array(["a"]), "array of <U1"),
    "an int of one's own": (type("MyInt", (int,), {})(3), "MyInt"),
    "a set": ({1}, "set"),
}


@pytest.mark.parametrize("value", PLAIN, ids=repr)
def test_plain_values_come_back_as_they_are(value):
    """Numbers, text, arrays, and lists, tuples and dicts of them keep type and contents."""
    assert repr(snapshot(value)) == repr(value)


@pytest.mark.parametrize(("value", "name"), OPAQUE.values(), ids=OPAQUE)
def test_what_is_not_plain_leaves_its_name_only(value, name):
    """Anything else becomes the name of its type."""
    assert snapshot(value) == Opaque(name)


def test_a_subclass_of_ndarray_becomes_plain():
    """An array that overrides comparison is copied into one that does not."""
    assert type(snapshot(np.zeros(2).view(Liar))) is np.ndarray


def test_an_array_in_an_answer_is_a_copy():
    """Later steps cannot change an answer."""
    array = np.zeros(2)
    kept = snapshot(array)
    array += 1
    assert np.array_equal(kept, np.zeros(2))


def test_calls_and_answers_survive_the_trip(namespace):
    """Packing and unpacking gives the same call and the same answer."""
    call = Call(Make("Linear", (2, [Make("X")]), {"W": 1.0}), (Step("forward", (1,), ("A",)),))
    assert unpack(pack(call), Call) == call
    answer = ask(namespace, Step("backward", (1.0,)))
    assert unpack(pack(answer), Answer) == answer


BROKEN = {
    "a field too many": [[], None, None, "", 20],
    "a field too few": [[]],
    "not a list": {},
    "text for replies": ["x", None, None, ""],
    "a list for text": [[], None, None, []],
    "a reply that is none": [[3], None, None, ""],
    "a line that is a float": [[], ["E", "", None, 1.5], None, ""],
    "text without end": [[], None, None, "x" * 10_000],
    "a list for state": [[[1.0, None, {}, []]], None, None, ""],
}


@pytest.mark.parametrize("tree", BROKEN.values(), ids=BROKEN)
def test_a_tree_that_is_no_answer_is_refused(tree):
    """Unpacking is strict."""
    with pytest.raises(ValueError, match=r"Answer|Reply|Raised"):
        unpack(tree, Answer)
