"""Places that are told by one quantity of the example: the answer is off by it."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from gradcheck.example import Example
from gradcheck.place import place

Z = np.array([[0.31, 0.62, 0.81, 2.7], [1.3, 1.9, 4.4, 0.23]])
TRUTH = 1 / (1 + np.exp(-Z)) + 0.1 * np.arange(8).reshape(2, 4)

PLACES: tuple[tuple[np.ndarray, str], ...] = (
    (TRUTH * Z, "yours is the right value times Z"),
    (TRUTH * Z**2, "yours is the right value times the square of Z"),
    (TRUTH * np.sqrt(Z), "yours is the right value times the root of Z"),
    (TRUTH / Z, "yours is the right value divided by Z"),
    (TRUTH / Z**2, "yours is the right value divided by the square of Z"),
    (TRUTH / np.sqrt(Z), "yours is the right value divided by the root of Z"),
    (TRUTH * (1 - Z), "yours is the right value times 1 − Z"),
    (TRUTH * 4, "yours is the right value times the number of samples m"),
    (TRUTH / 2, "yours is the right value divided by the root of the number of samples m"),
    (TRUTH * Z * 3, "yours is the right value times Z, and that times 3"),
    (TRUTH + 0.5, "every entry is off by 0.5"),
    (TRUTH + Z, "yours is the right value + 1 times Z"),
    (TRUTH - 2 * Z, "yours is the right value − 2 times Z"),
    (Z, "yours is Z"),
    (2 * Z, "yours is 2 times Z"),
)


@pytest.mark.parametrize(("answer", "said"), PLACES, ids=[said for _, said in PLACES])
def test_the_quantity_is_named(answer: np.ndarray, said: str) -> None:
    """Each is told with its power and what is left beside it."""
    example = Example("here", TRUTH, answer=answer, given={"Z": Z}, shown=("Z",))
    assert place("wrong_value", [example], example) == said


def spread(right: np.ndarray, yours: Any, given: dict[str, Any]) -> Example:
    return Example("here", right, answer=yours, given=given, shown=tuple(given))


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (lambda y: y.max(), "yours is the largest entry of Y"),
        (lambda y: y.mean(), "yours is the mean of all entries of Y"),
        (lambda y: 3.3 * y.max(), "yours is 3.3 times the largest entry of Y"),
        (lambda y: np.exp(y).sum() * y.shape[1] / y.shape[0], "times samples divided by rows, of Y"),
        (lambda y: np.exp(y).sum() * y.size, "times the size of Y"),
        (lambda y: np.exp(y).sum() / y.shape[0], "divided by the number of rows of Y"),
        (lambda y: np.exp(y).sum() + y.shape[0], "yours is the right value + 1 times the number of rows of Y"),
        (lambda y: np.exp(y).sum() ** 2, "times the right value"),
        (lambda y: np.exp(y).sum() * y.shape[1] ** -2.0, "divided by the square of the number of samples m"),
    ],
)
def test_one_number_is_told_by_what_it_was_taken_of(answer: Any, said: str) -> None:
    """In all examples alike."""
    arrays = [np.random.default_rng(seed).uniform(0.3, 2, shape) for seed, shape in enumerate(((2, 3), (3, 4), (4, 2)))]
    found = [spread(np.exp(y).sum(), np.asarray(answer(y)), {"Y": y}) for y in arrays]
    assert place("wrong_value", found, found[0]).endswith(said)


def test_a_quantity_that_one_example_has_not_is_none() -> None:
    """It must explain all of them; nor is text a quantity."""
    first = spread(TRUTH, TRUTH * Z, {"Z": Z, "name": np.array(["x"])})
    second = spread(TRUTH, TRUTH * Z, {"V": Z})
    assert place("wrong_value", [first], first) == "yours is the right value times Z"
    assert "times Z" not in place("wrong_value", [first, second], first)


MORE: tuple[tuple[np.ndarray, str], ...] = (
    (TRUTH * np.abs(Z - 1.1), "times |Q|"),
    (TRUTH * (Z - 1.1) ** 2, "times the square of Q"),
    (TRUTH * (1 - (Z - 1.1) ** 2), "times 1 − the square of Q"),
    (TRUTH * (1 - (Z - 1.1)), "times 1 − Q"),
    (TRUTH * 8, "times the size of Q"),
    (TRUTH * TRUTH, "times the right value"),
    (TRUTH + np.abs(Z - 1.1), "yours is the right value + 1 times |Q|"),
)


@pytest.mark.parametrize(("answer", "said"), MORE, ids=[said for _, said in MORE])
def test_what_is_made_of_an_array_is_named_by_it(answer: np.ndarray, said: str) -> None:
    """Its size, its square, and what is left of 1."""
    example = spread(TRUTH, answer, {"Q": Z - 1.1})
    assert place("wrong_value", [example], example).endswith(said)
