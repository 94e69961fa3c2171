"""A bank of mistakes is a table of formulas."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pytest

from autograder.authoring.bank import EXTRA_MEANS, MEANS, formulas, quiet, transforms


class Inputs(NamedTuple):
    W: np.ndarray
    X: np.ndarray
    V: np.ndarray


def inputs(seed: int) -> Inputs:
    rng = np.random.default_rng(seed)
    return Inputs(rng.uniform(1, 2, (2, 3)), rng.uniform(1, 2, (3, 4)), rng.uniform(1, 2, (2, 4)))


NOW, LATER = inputs(1), inputs(2)


def test_a_bank_is_a_table_of_formulas() -> None:
    """Of inputs, or of an answer; with numbers for the words, where there are some."""
    first, second = formulas("dX", ("a", lambda W, X, V: W.T @ V), ("b", lambda W, X, V: X, {"n": 3}))
    assert [(each.code, each.checks, dict(each.numbers)) for each in (first, second)] == [
        ("a", ("dX",), {}),
        ("b", ("dX",), {"n": 3}),
    ]
    assert first.formula is not None
    np.testing.assert_array_equal(first.formula(NOW), NOW.W.T @ NOW.V)
    (turned,) = transforms(["dX", "dW"], ("turned", lambda answer: answer.T / 0))
    assert (turned.code, turned.checks) == ("turned", ("dX", "dW"))
    assert turned.transform is not None
    assert np.isinf(turned.transform(np.array([np.nan, 1.0]), NOW)[1])
    with pytest.raises(ValueError, match=r"an answer without a number proves no second mistake$"):
        turned.transform(np.array([np.nan, np.inf]), NOW)


def test_wrong_formulas_divide_by_zero_in_silence() -> None:
    """They are expected to."""
    with np.errstate(all="raise"):
        assert np.isinf(quiet(lambda x: x / 0, np.ones(1)))[0]


def test_means_and_sums_are_returned_in_all_ways() -> None:
    """Over everything, an axis, with and without its place; and the sum divided by the samples."""
    L = np.array([[1.0, 2.0, 4.0], [0.0, 1.0, 1.0]])
    assert [np.asarray(formula(L)).tolist() for _, formula in MEANS] == [
        *(1.5, [[1.5]], [0.5, 1.5, 2.5], [[0.5, 1.5, 2.5]], [7 / 3, 2 / 3], [[7 / 3], [2 / 3]]),
        *(9.0, [[9.0]], [1.0, 3.0, 5.0], [[1.0, 3.0, 5.0]], [7.0, 2.0], [[7.0], [2.0]], 3.0),
    ]
    assert {code for code, _ in MEANS} == {"returns_mean"}
    assert [(code, formula(L).tolist()) for code, formula in EXTRA_MEANS] == [
        ("extra_mean", (L / 3).tolist()),
        ("extra_mean", (L / 6).tolist()),
    ]
