"""Worked examples: what an object answers, now and later, what it changes on the way, and what new objects answer."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from gradcheck.example import Example, Later, Way, call, kept, nothing, worked

X = np.array([[1.0, -2.0, 0.5], [3.0, 0.25, -1.0]])


class Layer:
    """Triples what it is handed; ``spoil`` says what it does beside that."""

    def __init__(self, spoil: str = "pass") -> None:
        self.W, self.X, self.made, self.spoil, self.dW = np.array([[3.0]]), None, np.arange(3.0), spoil, None
        self.calls = 0

    def forward(self, X: np.ndarray) -> None:
        self.X, self.cache = X, {"a": X * 2}

    def backward(self, V: np.ndarray) -> Any:
        self.calls += 1
        answer, self.dW = 3 * V, V.sum(axis=1, keepdims=True)
        exec(self.spoil, {"self": self, "V": V, "np": np})
        return answer


def asked(spoil: str = "pass", *names: str) -> dict[str, Example]:
    """The examples of dX and dW, or of these alone."""
    way = Way(
        lambda at: Layer(spoil),
        "backward",
        ("V",),
        "dX",
        lambda layer, at: layer.forward(at["X"].copy()),
        sets=("dW",),
        parameters=("W",),
        stores=True,
    )

    def right(at: Any) -> dict[str, Any]:
        return {"dX": 3 * at["V"], "dW": at["V"].sum(axis=1, keepdims=True)}

    given = {"V": X, "X": X + 7, "W": np.array([[3.0]])}
    other = {"V": X[:, :2] * 2, "X": X[:, :2]}
    later = (Later(given, right(given), "again"), Later(other, right(other), "later", way.enter))
    more = {"where": "here", "note": {"dX": "a note", "dW": "another"}, "shown": ("V",)}
    truths = {name: truth for name, truth in right(given).items() if name in names or not names}
    return worked(way, given, truths, later, right_at=right, **more)


CHANGED: dict[str, tuple[str, tuple[str, ...]]] = {
    "nothing": ("pass", ()),
    "what was passed in": ("V *= 2", ("V",)),
    "a parameter": ("self.W *= 2", ("W",)),
    "a parameter, bound anew": ("self.W = self.W * 2", ("W",)),
    "what was stored": ("self.X *= 2", ("what forward has stored",)),
    "what was stored elsewhere": ("self.cache['a'] *= 2", ("what forward has stored",)),
    "what was stored, bound anew": ("self.X = self.X * 2", ("X",)),
    "what was stored, bound anew to nearly the same": ("self.X = self.X * 1.001", ()),
    "what was stored elsewhere, bound anew": ("self.cache = {'a': V}", ("cache",)),
    "what was stored elsewhere, emptied": ("self.cache = {}", ()),
    "what was stored, taken away": ("del self.X", ("X",)),
    "what the constructor made": ("self.made *= 2", ()),
    "what is new": ("self.Z = V * 0", ()),
    "two": ("V *= 2; self.W *= 2", ("W", "V")),
}


@pytest.mark.parametrize(("spoil", "changed"), CHANGED.values(), ids=CHANGED)
def test_what_a_method_changes_is_told_of_the_returned_value(spoil: str, changed: tuple[str, ...]) -> None:
    """And of no other answer."""
    found = asked(spoil)
    assert found["dX"].changed == changed
    assert found["dW"].changed == ()


def test_of_a_method_that_returns_no_answer_the_first_attribute_is_told_of() -> None:
    """Side effects have to be told of something."""
    assert asked("V *= 2", "dW")["dW"].changed == ("V",)


def test_an_object_is_asked_once_and_later_again() -> None:
    """Each answer with what is right for it and how it was called."""
    found = asked()
    assert {name: each.right for name, each in found.items()} == {"dX": True, "dW": True}
    assert [words for _, _, words in found["dW"].later] == ["again", "later"]
    assert found["dX"].later_wrong == ""
    kept_on = asked("self.dW = self.dW * self.calls")["dW"]
    assert (kept_on.right, kept_on.later_wrong) == (True, "again")
    third = asked("self.dW = self.dW + (self.calls > 2)")["dW"]
    assert third.later_wrong == "later"


def test_what_belongs_to_each_answer_is_its_own() -> None:
    """Fields by name, the name itself, and whether it is returned."""
    found = asked()
    assert [(each.note, each.given["name"], each.returned, each.shown) for each in found.values()] == [
        ("a note", "dX", True, ("V",)),
        ("another", "dW", False, ("V",)),
    ]
    after = asked("V *= 2")["dX"].given["after"]
    np.testing.assert_array_equal(after["V"], 2 * X)
    np.testing.assert_array_equal(after["W"], [[3.0]])


def test_an_error_belongs_to_what_was_not_answered() -> None:
    """What was set before it counts."""
    found = asked("raise ValueError")
    assert isinstance(found["dX"].error, ValueError)
    assert found["dW"].error is None
    assert found["dW"].right
    assert isinstance(asked("self.dW = None; raise ValueError")["dW"].error, ValueError)


def test_a_new_object_answers_other_arrays() -> None:
    """Those that are not named stay; later calls' arrays make examples of their own."""
    one = asked()["dX"]
    np.testing.assert_array_equal(one.asked(V=X + 1), 3 * X + 3)
    assert list(Example("here", X, given={"X": X}).doubled) == []
    assert one.anew is not None
    anew = list(one.anew())
    assert [each.where for each in anew] == ["here, again", "here, later"]
    assert [each.right for each in anew] == [True, True]
    np.testing.assert_array_equal(anew[1].asked(V=X[:, :2]), 3 * X[:, :2])
    assert anew[1].given["X"].shape == (2, 2)
    assert anew[0].shown == ("V",)


def test_with_twice_as_much_both_answers_are_asked() -> None:
    """Of each operand."""
    given = {"V": X, "W": X + 1}
    one = Example(
        "here",
        X,
        given=given,
        ask=lambda at: at["V"] + 2 * at["W"],
        right_at=lambda at: at["V"] + at["W"],
        operands=("W",),
    )
    (name, (answer, right)) = next(iter(one.doubled.items()))
    assert name == "W"
    np.testing.assert_array_equal(answer, X + 4 * (X + 1))
    np.testing.assert_array_equal(right, X + 2 * (X + 1))
    assert Example("here", X, given=given).asked(V=X) is None


@pytest.mark.parametrize(
    ("given", "samples"),
    [
        ({"A": X}, 3),
        ({"A": X, "b": X[:, :1]}, 1),
        ({"A": X, "m": np.array(3.0)}, 3),
        ({"A": X, "calls": [1, 2]}, 3),
        ({"name": "x"}, 1),
        ({}, 1),
    ],
)
def test_the_last_array_tells_the_samples(given: Any, samples: int) -> None:
    """The length of its last axis; a number has none."""
    assert Example("here", X, given=given).samples == samples


def test_what_was_raised_is_not_right() -> None:
    """Whatever is there beside it."""
    assert Example("here", X, answer=X).right
    assert not Example("here", X, answer=X, error=ValueError()).right
    assert not Example("here", X, answer=X + 1).right


def test_what_is_passed_tells_the_samples() -> None:
    """Of arrays that are given beside it none does: a parameter has one column, whatever the batch."""
    assert Example("here", X, given={"A": X, "gamma": X[:, :1]}, passed=("A",)).samples == 3


def test_a_call_is_answered_with_a_copy_or_with_what_was_raised() -> None:
    """An exit is an error as well, an interrupt is passed on, and an empty method is not written."""
    array = np.ones(2)
    answer, error = call(lambda: array)
    array += 1
    assert (answer.tolist(), error) == ([1.0, 1.0], None)
    text = kept("x")
    assert text == "x"

    def leave() -> None:
        raise SystemExit

    def interrupt() -> None:
        raise KeyboardInterrupt

    def empty(self: Any) -> None:
        pass

    def local(self: Any) -> None:
        x = 1  # noqa: F841

    def names(self: Any) -> None:
        getattr(self, "x", None)

    assert isinstance(call(leave)[1], SystemExit)
    with pytest.raises(KeyboardInterrupt):
        call(interrupt)
    assert isinstance(call(empty, 1)[1], NotImplementedError)
    for written in (local, names):
        assert call(written, 1) == (None, None)
    assert call({}.get, 1) == (None, None)
    assert nothing(3, {}) is None
