"""The core by itself: tolerances at both ends, what was written into, and a worked example of no assignment."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from gradcheck import page
from gradcheck.checks import Checks
from gradcheck.compare import Target, agree, disagreement
from gradcheck.example import Asked, Later, Way, worked
from gradcheck.side_effects import copied, held, is_twice, overwritten, same, still
from gradcheck.tolerance import AGREE, FLOAT32, TERMS

X = np.array([[1.0, -2.0, 0.5], [3.0, 0.25, -1.0]])


@pytest.mark.parametrize("share", [0.9, 1.1])
@pytest.mark.parametrize("truth", [0.0, 1.0, -300.0])
def test_the_tolerance_of_a_worked_example(truth: float, share: float) -> None:
    """The same for the yes and for the finding: a share of the right value, and float32's rounding inside of it."""
    answer = np.array([truth + share * (AGREE * abs(truth) + FLOAT32 * TERMS)])
    assert agree(answer, [truth]) == (share < 1)
    assert (disagreement(answer, Target.of_example([truth])) is None) == (share < 1)


@pytest.mark.parametrize("answer", [None, "1", 1j, [1.0], np.array([1.0, 1.0]), np.array([np.nan]), np.array([np.inf])])
def test_what_never_agrees(answer: Any) -> None:
    """Nothing, text, complex numbers, lists, another shape, NaN and infinity."""
    assert not agree(answer, [1.0])


@pytest.mark.parametrize(
    ("now", "was", "as_it_was"),
    [
        (X + 1e-12, X, True),
        (X + 1e-7, X, False),
        (X.astype(np.float32), X, True),
        ((X / 3).astype(np.float32), X / 3, True),
        (X.T, X, False),
        (None, X, False),
    ],
)
def test_an_array_is_as_it_was(now: Any, was: np.ndarray, as_it_was: bool) -> None:
    """Up to rounding there and back, also as a copy in float32."""
    assert same(now, was) == as_it_was


def test_a_buffer_may_be_written_into() -> None:
    """One that held the same number throughout is no array that was stored."""
    assert not overwritten(X, np.zeros_like(X))
    assert overwritten(np.zeros_like(X), X)
    assert still({"cache": [np.zeros(3), X]}, {"cache": [np.ones(3), X * 1.001]})
    assert not still({"cache": [X]}, {"cache": [2 * X]})


def test_arrays_that_an_object_keeps_are_found_anywhere() -> None:
    """In lists, tuples and dictionaries, also in a circle; not those that are looked after elsewhere."""

    class Layer:
        pass

    layer, W = Layer(), np.ones(2)
    circle: list[Any] = [X]
    circle.append(circle)
    vars(layer).update(W=W, cache={"x": (circle, "text")}, count=3)
    found = held(layer, [W])
    assert [array is X for array, _ in found] == [True]
    assert found[0][1] is not X


@pytest.mark.parametrize(("now", "twice"), [(2 * X, True), (2.001 * X, False), (X, False), (None, False)])
def test_what_was_added_to_is_twice_as_large(now: Any, twice: bool) -> None:
    """Within the tolerance; twice nothing proves nothing."""
    assert is_twice(now, X) == twice
    assert not is_twice(np.zeros(2), np.zeros(2))


def scale(cls: Any, names: Any) -> list[Asked]:
    """The check of a layer that triples: its backward is handed V and returns 3V."""

    def right(at: Any) -> dict[str, Any]:
        return {"dX": 3 * at["V"]}

    def enter(layer: Any, at: Any) -> None:
        layer.forward(at["X"].copy())

    given, other = {"X": X, "V": X[::-1] + 1.5}, {"X": -X, "V": X - 4}
    way = Way(lambda at: cls(), "backward", ("V",), "dX", enter, stores=True)
    later = (
        Later(given, right(given), "called again with the same V"),
        Later(other, right(other), "used again with another batch", enter),
    )
    more = {"where": "with six numbers", "shown": ("V", "X"), "operands": ("V", "X")}
    example = worked(way, given, right(given), later, right_at=right, **more)["dX"]
    return [Asked("dX", [example])]


CODES = ("negated", "off_by_factor", "mutates_input", "changes_on_second_call", "not_implemented")
WORDS = page.Words(
    {
        code: f"{code}."
        for code in ("negated", "off_by_factor", "mutates_input", "changes_on_second_call", "not_implemented")
    },
    {symptom: f"{symptom}." for symptom in ("wrong_value", "exception", "not_made")},
    lambda error: type(error).__name__,
)
CHECKS = Checks({"scale": ("Scale", scale)}, WORDS, points={"dX": 2.0})


@pytest.mark.parametrize(
    ("backward", "points", "said"),
    [
        ("return 3 * V", 2.0, "✓ dX: agrees with the numeric gradient in 1 examples"),
        ("return -3 * V", 0.0, "✗ dX: negated."),
        ("return 6 * V", 0.0, "✗ dX: off_by_factor."),
        ("V *= 3; return V", 1.0, "✗ dX: mutates_input."),
        ("self.X *= 2; return 3 * V", 1.0, "✗ dX: mutates_input."),
        ("self.X = 2 * V; return 3 * V", 1.0, "✗ dX: mutates_input."),
        ("self.n = getattr(self, 'n', 0) + 1; return 3 * V * self.n", 1.0, "✗ dX: changes_on_second_call."),
        ("return 3 * V.clip(-4)", 0.0, "✗ dX: wrong_value."),  # of the later call's arrays, not of the second time
        ("return 3 * V * self.X", 0.0, "✗ dX: wrong_value."),
        ("return 3 * V + V[:, -1:]", 0.0, "✗ dX: wrong_value."),
        ("pass", 0.0, "○ dX: not_implemented."),
        ("1 / 0", 0.0, "✗ dX: exception."),
    ],
)
def test_a_worked_example_finds_and_names(backward: str, points: float, said: str) -> None:
    """Values, their mistakes, what is changed, and another answer later; a side effect costs half."""
    names: dict[str, Any] = {}
    exec(
        f"class Scale:\n def forward(self, X): self.X = X; return 3 * X\n def backward(self, V):\n  {backward}\n", names
    )
    outcome = CHECKS.check("scale", names)
    assert (outcome.points, str(outcome).splitlines()[0]) == (points, said)


@pytest.mark.parametrize(
    ("backward", "where"),
    [
        ("return 3 * V * self.X", "Yours is the right value times X."),
        ("return 3 * V + self.X", "Yours is the right value + 1 times X."),
        ("return 3 * V * (self.X > 0)", "Right everywhere else, always 0 where x < 0."),
        ("return 3 * V + 0.5", "Every entry is off by 0.5."),
        ("return 3 * V**3 * self.X", "With twice the V, yours becomes 8 times as large, the right one 2 times."),
    ],
)
def test_the_place_of_a_mistake_is_said(backward: str, where: str) -> None:
    """By the names of the example's own arrays: a factor, a term, a part of the entries, an operand."""
    names: dict[str, Any] = {"np": np}
    exec(
        f"class Scale:\n def forward(self, X): self.X = X; return 3 * X\n def backward(self, V):\n  {backward}\n", names
    )
    text = " ".join(str(CHECKS.check("scale", names)).split())
    assert where in text


def test_a_dictionary_or_a_list_that_holds_itself_is_copied_to_a_depth() -> None:
    """What lies deeper than that is None; the arrays above it are compared."""
    array = np.array([1.0, 2.0])
    params: dict[str, Any] = {"W": array}
    params["again"] = params
    rows: list[Any] = [array]
    rows.append(rows)
    for value in (params, rows):
        before = copied(value)
        assert still(before, value)
    array[0] = 5.0
    assert not still(before, rows)
