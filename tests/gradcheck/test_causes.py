"""How causes are proved: by numbers that only one mistake gives."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from gradcheck.causes import ANYWHERE, ELEMENTWISE, SHRUNK, any_of, asked, each, holds, multiple, same_ratio
from gradcheck.example import Example

X = np.array([[1.0, -2.0, 0.5], [3.0, 0.25, -1.0]])


def examples(answer: Callable[[np.ndarray], Any], **more: Any) -> list[Example]:
    """Two examples, 2x being right."""
    return [Example("here", 2 * x, answer=answer(x), given={"X": x}, **more) for x in (X, X[:, :2] + 1)]


@pytest.mark.parametrize(
    ("answer", "proved"),
    [
        (lambda x: x**2, True),
        (lambda x: x**3, True),
        (lambda x: x**2 if x.shape[1] == 3 else x**3, False),
        (lambda x: x**2 if x.shape[1] == 3 else 2 * x, False),
        (lambda x: None, False),
    ],
)
def test_one_formula_gives_all_answers(answer: Any, proved: bool) -> None:
    """Of several one alone must explain every example."""
    cause = each(lambda one: one.given["X"] ** 2, lambda one: one.given["X"] ** 3)
    assert cause(examples(answer)) == proved


def test_a_cause_of_several_is_one_of_them() -> None:
    """One that stops explains nothing, and is no error."""
    yes, no = (lambda examples: True), (lambda examples: False)
    stops: Any = lambda examples: 1 / 0  # noqa: E731
    assert any_of(no, yes)([])
    assert any_of(stops, yes)([])
    assert not any_of(no, stops)([])
    assert holds(stops, []) is False
    assert holds(yes, [])


def test_other_arrays_that_make_it_right_are_the_cause() -> None:
    """The student's own code is asked again with them."""
    swapped = examples(lambda x: 3 * x, ask=lambda at: 3 * at["X"])
    assert asked(X=lambda one: one.given["X"] * 2 / 3)(swapped)
    assert not asked(X=lambda one: one.given["X"])(swapped)
    assert not asked(X=lambda one: one.given["X"])(examples(lambda x: 3 * x))


@pytest.mark.parametrize(
    ("pairs", "factor"),
    [
        ([(X, 3 * X)], 3.0),
        ([(X, -X)], -1.0),
        ([(X, X)], 1.0),
        ([(X, 3 * X), (X.T, 3 * X.T)], 3.0),
        ([(X, 3 * X), (X.T, 2 * X.T)], None),
        ([(X, 3 * X + 0.1)], None),
        ([(X, 0 * X)], None),
        ([(X, 1e-7 * X)], None),
        ([(X, 1e-3 * X)], 1e-3),
        ([(0 * X, X)], None),
        ([(X, X[:1])], None),
        ([(X, X * np.nan)], None),
        ([(X * np.inf, X)], None),
    ],
)
def test_one_factor_between_all_arrays(pairs: Any, factor: float | None) -> None:
    """Of one shape, finite, and not 0."""
    with np.errstate(all="ignore"):
        assert multiple(pairs) == (factor and pytest.approx(factor))


@pytest.mark.parametrize(
    ("answer", "factor"),
    [
        (lambda x: 6 * x, 3.0),
        (lambda x: 2 * x, None),
        (lambda x: 2.001 * x, 1.0005),
        (lambda x: x**2, None),
        (lambda x: "x", None),
    ],
)
def test_the_factor_to_what_is_right(answer: Any, factor: float | None) -> None:
    """None where it is 1, or where something is no number."""
    assert same_ratio(examples(answer)) == (factor and pytest.approx(factor))
    assert ANYWHERE["off_by_factor"](examples(answer)) == (factor is not None)


def test_general_causes_are_proved_by_what_is_right() -> None:
    """The opposite of it; divided by the number of samples, or of entries."""
    assert ANYWHERE["negated"](examples(lambda x: -2 * x))
    assert not ANYWHERE["negated"](examples(lambda x: 2 * x))
    assert SHRUNK(examples(lambda x: 2 * x / x.shape[1]))
    assert SHRUNK(examples(lambda x: 2 * x / x.size))
    assert not SHRUNK(examples(lambda x: 2 * x / x.shape[0]))


@pytest.mark.parametrize(
    ("later", "more", "proved"),
    [
        ([(4 * X, 2 * X, "again")], {"returned": False}, True),
        ([(4 * X, 2 * X, "again")], {"returned": True}, False),
        ([(4 * X, 2 * X, "again")], {"returned": False, "layers": True}, False),
        ([(3 * X, 2 * X, "again")], {"returned": False}, False),
        ([(4 * X, 4 * X, "with others")], {"returned": False}, False),
        ([], {"returned": False}, False),
    ],
)
def test_what_is_set_accumulates_where_it_doubles(later: Any, more: Any, proved: bool) -> None:
    """After the same call again; what is returned does not accumulate."""
    one = Example("here", 2 * X, answer=2 * X, given={"X": X}, later=tuple(later), **more)
    assert ANYWHERE["accumulates"]([one]) is proved


def stopped(make: Callable[[], Any]) -> BaseException:
    try:
        make()
    except Exception as error:
        return error
    raise AssertionError("it should have failed")


@pytest.mark.parametrize(
    ("make", "proved"),
    [
        (lambda: X @ X, True),
        (lambda: X.dot(X), True),
        (lambda: X + X.T, False),
        (lambda: (_ for _ in ()).throw(TypeError("matmul")), False),
    ],
)
def test_a_matrix_product_that_stops_is_seen(make: Any, proved: bool) -> None:
    """Where numpy says that the shapes of a product do not fit; in one example or more."""
    one = [Example("here", X), Example("here", X, error=stopped(make))]
    assert ELEMENTWISE["matrix_product"](one) == proved
    assert not ELEMENTWISE["matrix_product"](one[:1])
