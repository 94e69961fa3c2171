"""Whether what an object holds is as it was: buffers, stored values, numbers that are the same or twice as large."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from gradcheck.side_effects import held, is_buffer, is_twice, same, still

X = np.array([[1.0, -2.0, 0.5], [3.0, 0.25, -1.0]])


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
