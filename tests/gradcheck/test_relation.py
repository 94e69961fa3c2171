"""Places that are told by the answer as a whole: its order, its digits, its largest number, its sides, its NaN."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from gradcheck.example import Example
from gradcheck.place import place

Z = np.array([[-3.1, -0.62, 0.81, 2.7], [1.3, -1.9, 4.4, -0.23]])
TRUTH = 1 / (1 + np.exp(-Z)) + 0.1 * np.arange(8).reshape(2, 4)

PLACES: tuple[tuple[Callable[[np.ndarray], np.ndarray], str], ...] = (
    (lambda right: right[::-1], "the rows of yours are the right ones in another order"),
    (lambda right: right[:, [1, 0, 3, 2]], "the columns of yours are the right ones in another order"),
    (lambda right: np.round(right, 1), "yours is the right value, rounded to 1 digit behind the point"),
    (np.trunc, "yours is the right value, cut off to a whole number"),
    (lambda right: np.minimum(right, 0.9), "right up to 0.9, and never larger than that: is it cut off?"),
    (lambda right: right + 0.2 * np.sqrt(np.abs(Z)), "every wrong entry of yours is too large"),
    (lambda right: right + 0.02 * np.sin(Z / 2), "yours is too large where z > 0, too small elsewhere"),
    (lambda right: np.where(Z > 0, np.nan, right), "yours is NaN where z > 0"),
    (
        lambda right: np.where(Z[0, 1] == Z, np.inf, right),
        "yours is infinite in some places: log and division need a look",
    ),
)


def _placed(answer: Any, symptom: str = "wrong_value", **more: Any) -> str:
    example = Example("here", TRUTH, answer=answer, given={"Z": Z}, shown=("Z",), **more)
    return place(symptom, [example], example)


@pytest.mark.parametrize(("mistake", "said"), PLACES, ids=[said for _, said in PLACES])
def test_the_place_of_a_mistake(mistake: Callable[[np.ndarray], np.ndarray], said: str) -> None:
    """Each mistake is told by its own sentence."""
    answer = mistake(TRUTH)
    assert _placed(answer, "wrong_value" if np.isfinite(answer).all() else "not_finite") == said


def test_a_sample_without_effect_is_named() -> None:
    """Asked again with twice as much of one column, an answer that leaves that column out stays the same."""

    def left_out(at: Any) -> np.ndarray:
        return np.sqrt(np.abs(at["Z"][:, :3])).sum(axis=1, keepdims=True)

    def right(at: Any) -> np.ndarray:
        return np.sqrt(np.abs(at["Z"])).sum(axis=1, keepdims=True)

    given = {"Z": Z}
    example = Example("here", right(given), answer=left_out(given), given=given, ask=left_out, right_at=right)
    said = place("wrong_value", [example], example)
    assert said == "every wrong entry of yours is too small"  # nobody says that Z is an operand
    named = Example(
        "here", right(given), answer=left_out(given), given=given, ask=left_out, right_at=right, operands=("Z",)
    )
    assert place("wrong_value", [named], named) == "sample 4 of 4 of Z has no effect on yours"
