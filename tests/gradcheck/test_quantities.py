"""Places that are told by one quantity of the example: the answer is off by it."""

from __future__ import annotations

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
