"""Places that are told by the answer as a whole: its digits, its sides, its NaN."""

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
    (lambda right: np.round(right, 1), "yours is the right value, rounded to 1 digit behind the point"),
    (np.trunc, "yours is the right value, cut off to a whole number"),
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


def _several(mistake: Callable[[np.ndarray], np.ndarray], symptom: str = "wrong_value") -> str:
    """The place of a mistake in two examples."""
    found = [
        Example(name, truth, answer=mistake(truth), given={"Z": Z * sign}, shown=("Z",))
        for name, truth, sign in (("here", TRUTH, 1), ("there", TRUTH * 1.7 + 0.01, -1))
    ]
    return place(symptom, found, found[0])


@pytest.mark.parametrize(
    ("mistake", "said"),
    [
        (lambda right: np.round(right), "yours is the right value, rounded to a whole number"),
        (lambda right: np.round(right, 2), "yours is the right value, rounded to 2 digits behind the point"),
        (lambda right: np.round(right, 3), "yours is the right value, rounded to 3 digits behind the point"),
        (lambda right: np.trunc(right * 10) / 10, "yours is the right value, cut off to 1 digit behind the point"),
        (lambda right: right - 0.2 * np.sqrt(np.abs(right)), "every wrong entry of yours is too small"),
        (lambda right: right + 0.2 * np.sqrt(np.abs(right)), "every wrong entry of yours is too large"),
    ],
)
def test_a_mistake_is_told_where_it_is_that_in_all_examples(mistake: Any, said: str) -> None:
    """One sentence for all of them."""
    assert _several(mistake) == said


@pytest.mark.parametrize(
    "mistake",
    [
        lambda right: np.round(right, 1) if right[0, 0] < 0.05 else right + 0.1 * right**2,
    ],
)
def test_a_mistake_that_one_example_has_not_is_none(mistake: Any) -> None:
    """Nobody is told what does not hold of all."""
    assert not _several(mistake).startswith("yours is the right value, r")


NEGATIVE = -TRUTH


@pytest.mark.parametrize(
    ("truth", "answer", "said"),
    [
        (NEGATIVE, np.floor(NEGATIVE * 10) / 10, "yours is the right value, rounded down to 1 digit behind the point"),
        (NEGATIVE, np.floor(NEGATIVE), "yours is the right value, rounded down to a whole number"),
        (NEGATIVE, NEGATIVE - 0.2 * np.sqrt(np.abs(Z)), "every wrong entry of yours is too small"),
        (TRUTH - 0.7, (TRUTH - 0.7) * (1 + 0.1 * np.abs(Z)), "every wrong entry of yours is too far from 0"),
        (TRUTH - 0.7, (TRUTH - 0.7) * (1 - 0.01 * np.abs(Z)), "every wrong entry of yours is too near to 0"),
    ],
)
def test_what_is_below_0_has_its_own_sides(truth: Any, answer: Any, said: str) -> None:
    """Larger is nearer to 0 there."""
    example = Example("here", truth, answer=answer)
    assert place("wrong_value", [example], example) == said


UNFINITE: list[tuple[Callable[[np.ndarray], np.ndarray], str]] = [
    (lambda right: np.where(Z > 0, np.inf, right), "yours is infinite where z > 0"),
    (lambda right: np.where(Z < 0, -np.inf, right), "yours is infinite where z < 0"),
    (
        lambda right: np.where(Z[0, 1] == Z, np.nan, right),
        "yours is NaN in some places: log and division need a look",
    ),
]


@pytest.mark.parametrize(("mistake", "said"), UNFINITE)
def test_where_there_is_no_number(mistake: Callable[[np.ndarray], np.ndarray], said: str) -> None:
    """In one part, or in some places; NaN or infinity."""
    assert _placed(mistake(TRUTH), "not_finite") == said


def test_where_all_is_finite_nothing_is_said_of_it() -> None:
    """As where no example has numbers of the right shape."""
    assert _placed(TRUTH, "not_finite") == ""
    assert _placed(np.full(3, np.nan), "not_finite") == ""


@pytest.mark.parametrize(("sample", "operands"), [(0, ("Z",)), (3, ("Z",)), (1, ("b", "m", "Z"))])
def test_each_sample_is_tried(sample: int, operands: tuple[str, ...]) -> None:
    """Of an operand with one a column; what has none is left aside."""
    rest = [k for k in range(4) if k != sample]

    def left_out(at: Any) -> np.ndarray:
        return np.sqrt(np.abs(at["Z"][:, rest]) + at["b"] ** 2 + at["m"] ** 2).sum(axis=1, keepdims=True)

    def right(at: Any) -> np.ndarray:
        return np.sqrt(np.abs(at["Z"]) + at["b"] ** 2 + at["m"] ** 2).sum(axis=1, keepdims=True)

    given = {"b": np.array([[1.0], [2.0]]), "m": np.array(0.3), "Z": Z}
    example = Example(
        *("here", right(given)), answer=left_out(given), given=given, ask=left_out, right_at=right, operands=operands
    )
    assert place("wrong_value", [example], example) == f"sample {sample + 1} of 4 of Z has no effect on yours"


def test_a_sample_that_should_have_no_effect_is_not_named() -> None:
    """Where the right answer does not hear it either."""

    def first(at: Any) -> np.ndarray:
        return np.sqrt(np.abs(at["Z"][:, :1]))

    given = {"Z": Z}
    more: Any = {"given": given, "ask": lambda at: first(at) * 1.3 + 0.2, "right_at": first, "operands": ("Z",)}
    example = Example("here", first(given), answer=first(given) * 1.3 + 0.2, **more)
    assert "has no effect" not in place("wrong_value", [example], example)


def test_one_number_is_not_every_entry() -> None:
    """That it is off by something is nothing to say."""
    example = Example("here", np.array(3.7), answer=np.array(4.0))
    assert "every entry is off" not in place("wrong_value", [example], example)
