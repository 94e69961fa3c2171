"""From examples to a verdict: what was seen first, which mistake explains all of it, and what is paid once."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from gradcheck.example import Asked, Example, Later, Way, call, kept, nothing, worked
from gradcheck.side_effects import held, is_buffer, is_twice, same, still
from gradcheck.verdict import Verdict, charged, judge

X = np.array([[1.0, -2.0, 0.5], [3.0, 0.25, -1.0]])
ORDER = (
    *("not_implemented", "first", "second", "accumulates", "negated", "off_by_factor", "mutates_input"),
    *("updates_parameters", "changes_on_second_call", "exception", "returns_none"),
)


def example(answer: Any = X, **more: Any) -> Example:
    return Example("here", X, answer=answer, **more)


def own(error: type[BaseException]) -> BaseException:
    return error("x")


AGAIN = ((X, X, "once"), (2 * X, X, "twice"))
YES: Any = {"first": lambda examples: True, "second": lambda examples: True}
SEEN: dict[str, tuple[list[Example], Any, tuple[str | None, str | None]]] = {
    "right": ([example(), example()], YES, (None, None)),
    "a value": ([example(), example(X + 1)], {}, ("wrong_value", None)),
    "a value with a cause": ([example(X + 1)], YES, ("wrong_value", "first")),
    "the second cause": ([example(X + 1)], {"second": YES["second"]}, ("wrong_value", "second")),
    "a cause that does not hold": ([example(X + 1)], {"first": lambda examples: False}, ("wrong_value", None)),
    "a general cause": ([example(-X)], {}, ("wrong_value", "negated")),
    "a cause before a general one": ([example(-X)], YES, ("wrong_value", "first")),
    "a cause that nobody has ordered": ([example(X + 1)], {"new": YES["first"]}, ("wrong_value", None)),
    "nothing returned": ([example(None)], {}, ("returns_none", "returns_none")),
    "nothing set": ([example(None, returned=False)], {}, ("attribute_not_set", None)),
    "another shape": ([example(X.T)], {}, ("wrong_shape", None)),
    "an exception": ([example(None, error=own(ValueError))], {}, ("exception", "exception")),
    "a stub": ([example(None, error=own(NotImplementedError))], YES, ("not_implemented", "not_implemented")),
    "an argument changed": ([example(changed=("dZ",))], YES, ("mutates_input", "mutates_input")),
    "a parameter changed": (
        [example(changed=("dZ", "W"), parameters=("W", "b"))],
        YES,
        ("updates_parameters", "updates_parameters"),
    ),
    "a bias changed": (
        [example(changed=("b",), parameters=("W", "b"))],
        YES,
        ("updates_parameters", "updates_parameters"),
    ),
    "another one later": ([example(later=AGAIN)], YES, ("changes_on_second_call", "changes_on_second_call")),
    "it adds up": (
        [example(later=AGAIN)],
        {**YES, "accumulates": YES["first"]},
        ("changes_on_second_call", "accumulates"),
    ),
    "a wrong value adds nothing up": ([example(X + 1)], {"accumulates": YES["first"]}, ("wrong_value", None)),
    "a wrong value before what was changed": (
        [example(changed=("dZ",)), example(X + 1)],
        {},
        ("wrong_value", None),
    ),
    "changed before later": ([example(changed=("dZ",), later=AGAIN)], {}, ("mutates_input", "mutates_input")),
}


@pytest.mark.parametrize(("examples", "causes", "seen"), SEEN.values(), ids=SEEN)
def test_what_is_seen_first_and_what_explains_it(examples: Any, causes: Any, seen: Any) -> None:
    """Values of all examples before side effects; of causes the first by the order of the codes."""
    found = judge(Asked("dX", examples, causes), ORDER)
    assert (found.name, found.symptom, found.code) == ("dX", *seen)
    assert found.right == (seen[0] is None)
    assert found.is_side_effect == (seen[0] in ("mutates_input", "updates_parameters", "changes_on_second_call"))
    assert (found.example is None) == found.right


def test_the_example_that_shows_it_is_told_with_its_place() -> None:
    """The first that is wrong."""
    wrong = example(X + 0.5)
    found = judge(Asked("dX", [example(), wrong]), ORDER)
    assert found.example is wrong
    assert found.place == "every entry is off by 0.5"


def test_a_later_call_that_is_wrong_with_a_new_object_too_is_a_wrong_value() -> None:
    """Its arrays are the reason, and not the second time."""

    def anew(answer: Any) -> Any:
        return lambda: iter([example(X), example(answer)])

    assert judge(Asked("dX", [example(later=AGAIN, anew=anew(X + 1))]), ORDER).symptom == "wrong_value"
    for later, answer in ((AGAIN, X), (AGAIN, None), ((), X + 1)):
        found = judge(Asked("dX", [example(later=later, anew=anew(answer))]), ORDER)
        assert found.symptom == ("changes_on_second_call" if later else None)
    wrong = judge(Asked("dX", [example(X.T), example(later=AGAIN, anew=anew(X + 1))]), ORDER)
    assert (wrong.symptom, len(wrong.examples)) == ("wrong_shape", 2)


def verdict(name: str, symptom: str | None, code: str | None = None) -> Verdict:
    return Verdict(name, [], symptom, code, example() if symptom else None)


CHARGED: dict[str, tuple[list[Verdict], list[str | None]]] = {
    "one": ([verdict("dW", "mutates_input")], ["mutates_input"]),
    "two of one method": (
        [verdict("dW", "changes_on_second_call"), verdict("dX", "mutates_input")],
        [None, "mutates_input"],
    ),
    "by the code, not by what was seen": (
        [verdict("dX", "mutates_input"), verdict("dW", "changes_on_second_call", "accumulates")],
        [None, "changes_on_second_call"],
    ),
    "the same of two, by the order of the answers": (
        [verdict("dX", "mutates_input"), verdict("dW", "mutates_input")],
        [None, "mutates_input"],
    ),
    "a wrong value stays": (
        [verdict("dW", "wrong_value"), verdict("dX", "mutates_input")],
        ["wrong_value", "mutates_input"],
    ),
    "of two methods": (
        [verdict("dW", "mutates_input"), verdict("other", "mutates_input")],
        ["mutates_input", "mutates_input"],
    ),
}


@pytest.mark.parametrize(("verdicts", "left"), CHARGED.values(), ids=CHARGED)
def test_a_method_pays_once_for_its_side_effects(verdicts: list[Verdict], left: list[str | None]) -> None:
    """The first by the order of the codes, then of the answers; the others are right."""
    found = charged(verdicts, [("dW", "dX")], ORDER)
    assert [one.symptom for one in found] == left
    assert [one.example is None and one.code is None for one in found if one.symptom is None] == [True] * left.count(
        None
    )


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


def asked(spoil: str = "pass") -> dict[str, Example]:
    """The examples of dX and dW."""
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
    return worked(way, given, right(given), later, right_at=right, **more)


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


BUFFERS = [
    (np.zeros(3), True),
    (np.full((2, 2), 7.0), True),
    (np.array(3.0), True),
    (np.zeros(0), True),
    (np.array([3.0]), False),
    (np.array([3.0, 4.0]), False),
    (np.array([np.nan, np.nan]), False),
]


@pytest.mark.parametrize(("array", "buffer"), BUFFERS)
def test_a_buffer_holds_one_number_throughout(array: np.ndarray, buffer: bool) -> None:
    """An array of one entry may be a value as well as any."""
    assert is_buffer(array) == buffer


STILL: dict[str, tuple[Any, Any, bool]] = {
    "an array": (X, X, True),
    "bound anew to nearly the same": (X, X * 1.01, True),
    "another": (X, X * 1.1, False),
    "an array that is gone": (X, None, False),
    "a list of numbers": ([[1.0, 2.0], [3.0, 4.0]], [[1.0, 2.0], [3.0, 4.0]], True),
    "a list of other numbers": ([[1.0, 2.0], [3.0, 4.0]], [[1.0, 2.0], [3.0, 9.0]], False),
    "a list as an array": ([[1.0, 2.0]], np.array([[1.0, 2.0]]), True),
    "rows of several lengths": ([[1.0, 2.0], [3.0]], [[1.0, 2.0], [3.0]], True),
    "rows of several lengths, another": ([[1.0, 2.0], [3.0, 5.0, 4.0]], [[1.0, 2.0], [3.0, 5.0, 9.0]], False),
    "a list that grew": ([X, "x"], [X, "x", X], True),
    "a list that shrank": ([X, "x"], [X], False),
    "a list that is none": ([X, "x"], 3, False),
    "a tuple for a list": ([X, "x"], (X, "x"), True),
    "another in a list": ([X, "x"], [2 * X, "x"], False),
    "text": ("x", "y", True),
    "another key": ({"a": X}, {"b": 2 * X}, True),
    "a dictionary that is none": ({"a": X}, 3, True),
    "another in a dictionary": ({"a": X, "b": X}, {"a": X, "b": 2 * X}, False),
    "an empty list": ([], [], True),
}


@pytest.mark.parametrize(("before", "after", "is_still"), STILL.values(), ids=STILL)
def test_a_stored_value_is_as_it_was(before: Any, after: Any, is_still: bool) -> None:
    """In arrays, lists and dictionaries, as far as both have it."""
    assert still(before, after) == is_still


SAME: dict[str, tuple[Any, np.ndarray, bool]] = {
    "by a share of the largest": (X + 2.9e-9, X, True),
    "by more than that": (X + 3.1e-9, X, False),
    "in float32": ((X / 3).astype(np.float32), X / 3, True),
    "in float32, another": ((X / 3 + 1e-6).astype(np.float32), X / 3, False),
    "in float16": ((X / 3).astype(np.float16), X / 3, True),
    "whole numbers of few bytes": (np.array([1, 2], dtype=np.int16), np.array([1.0, 2.0]), True),
    "whole numbers that are others": (np.array([1, 20000], dtype=np.int16), np.array([1.0001, 20000.0]), False),
    "a number": (1.0, np.array(1.0), True),
    "nothing": (np.zeros(0), np.zeros(0), True),
    "NaN": (np.array([np.nan]), np.array([np.nan]), False),
    "text": ("x", X, False),
}


@pytest.mark.parametrize(("value", "sent", "is_same"), SAME.values(), ids=SAME)
def test_numbers_are_the_same(value: Any, sent: np.ndarray, is_same: bool) -> None:
    """To a share of the largest entry; in fewer bits to their rounding."""
    assert same(value, sent) == is_same


def test_the_share_may_be_another() -> None:
    """Relative to the largest entry."""
    assert same(X * 1.009, X, 0.01)
    assert not same(X * 1.011, X, 0.01)


def test_an_object_without_attributes_holds_nothing() -> None:
    """Nor do text, objects and complex numbers; an array that is held twice is found once."""
    assert held(3) == []

    class Keeps:
        pass

    keeps = Keeps()
    vars(keeps).update(a=X, b=X, c=[X], t=(X + 1,), d={"x": X + 2}, z=X + 0j, o=np.array(["x"]), s={1})
    assert sorted(float(was[0, 0]) for _, was in held(keeps)) == [1.0, 2.0, 3.0]


@pytest.mark.parametrize(
    ("now", "before", "twice"),
    [(2 * X, X, True), (2.00009 * X, X, True), (2.0002 * X, X, False), (2 * X.T, X, False), (X, None, False)],
)
def test_twice_as_large(now: Any, before: Any, twice: bool) -> None:
    """Within a ten thousandth of each entry."""
    assert is_twice(now, before) == twice
