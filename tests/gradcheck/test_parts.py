"""The parts of an example's entries that can be said in words."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from gradcheck.example import Example
from gradcheck.parts import entry, masks

Z = np.array([[-4.0, -1.0, 0.0, 0.5], [1.0, 3.0, 4.0, -0.25]])
Y = np.array([[0.0, 1.0, 1.0, 0.0]])
Y_HAT = np.array([[0.95, 0.05, 1.0, 0.9]])


def said(truth: Any, answer: Any = None, **given: Any) -> dict[str, list[int]]:
    """By words, the flat places of the entries."""
    shown = tuple(given)
    example = Example("here", np.asarray(truth, dtype=float), answer=answer, given=given, shown=shown)
    return {words: np.flatnonzero(where).tolist() for words, where in masks(example)}


ALL = list(range(8))
OF_NUMBERS = {
    "z > 0": [3, 4, 5, 6],
    "z < 0": [0, 1, 7],
    "z > 1": [5, 6],
    "|z| > 1": [0, 5, 6],
    "|z| < 1": [2, 3, 7],
    "|z| > 3": [0, 6],
    "z > 3": [6],
    "z is no whole number": [3, 7],
}
OF_PLACES = {
    "the first sample is asked for": [0, 4],
    "another sample than the first is asked for": [1, 2, 3, 5, 6, 7],
    "the last sample is asked for": [3, 7],
    "another row than the first is asked for": [4, 5, 6, 7],
    "the first row is asked for": [0, 1, 2, 3],
    "there are several samples": ALL,
    "there is a single sample": [],
    "there are several rows": ALL,
    "the right value is above 0": [3, 4, 5, 6],
    "the right value is below 0": [0, 1, 7],
    "the right value is 0": [2],
}


def test_entries_are_told_by_the_numbers_that_they_come_from_and_by_their_place() -> None:
    """Each bound is told on its own side; words come in this order."""
    found = said(Z, Z=Z)
    assert found == OF_NUMBERS | OF_PLACES
    assert list(found) == [*OF_NUMBERS, *OF_PLACES]


def test_labels_and_predictions_are_told_by_their_names() -> None:
    """A label is 1 or 0, a prediction above it, or far from it."""
    found = said(Y, y=Y, y_hat=Y_HAT)
    assert (found["y = 1"], found["y = 0"]) == ([1, 2], [0, 3])
    assert (found["ŷ > y"], found["ŷ is far from y"]) == ([0, 3], [0, 1])
    assert "y > 0" not in found
    assert "y > y" not in found
    assert found["ŷ > 0"] == [0, 1, 2, 3]
    assert "ŷ > y" not in said(Y, y_hat=Y_HAT)


def test_what_has_another_shape_tells_no_entries() -> None:
    """Nor does what is not shown; a number has no rows and no samples of its own."""
    assert not {"z > 0", "y = 1"} & set(said(Z, y=Y))
    hidden = Example("here", Z, given={"Z": Z})
    assert "z > 0" not in dict(masks(hidden))
    of_one = said(3.0, Z=Z)
    assert set(of_one) == {name for name in OF_PLACES if "asked for" not in name}
    assert (of_one["there are several samples"], of_one["there are several rows"]) == ([0], [])


def test_samples_are_along_the_last_axis_and_rows_along_the_one_before() -> None:
    """Of layers each has both."""
    found = said(np.zeros((2, 2, 3)))
    assert found["the first sample is asked for"] == [0, 3, 6, 9]
    assert found["the last sample is asked for"] == [2, 5, 8, 11]
    assert found["another sample than the first is asked for"] == [1, 2, 4, 5, 7, 8, 10, 11]
    assert found["the first row is asked for"] == [0, 1, 2, 6, 7, 8]
    assert found["another row than the first is asked for"] == [3, 4, 5, 9, 10, 11]


@pytest.mark.parametrize(
    ("shape", "several_samples", "several_rows"), [((2, 1), False, True), ((1, 2), True, False), ((2, 2), True, True)]
)
def test_one_sample_or_several(shape: tuple[int, int], several_samples: bool, several_rows: bool) -> None:
    """All entries of an example, or none."""
    found = said(np.ones(shape), Z=np.ones(shape))
    assert bool(found["there are several samples"]) == several_samples
    assert bool(found["there is a single sample"]) != several_samples
    assert bool(found["there are several rows"]) == several_rows


@pytest.mark.parametrize(
    ("answer", "where"),
    [(np.trunc(Z), [3, 7]), (Z, None), (None, None), (np.zeros((2, 2)), None), (np.zeros((2, 4)), [3, 7])],
)
def test_where_whole_numbers_are_answered_the_others_are_a_part(answer: Any, where: Any) -> None:
    """An answer of whole numbers, of the right shape, is looked at for what it lost."""
    assert said(Z, answer).get("the right value is no whole number") == where


@pytest.mark.parametrize(
    ("name", "one"), [("Z", "z"), ("y", "y"), ("y_hat", "ŷ"), ("dA", "dA"), ("A_prev", "A_prev"), ("Y_hat", "Ŷ")]
)
def test_an_entry_is_called_by_its_arrays_name(name: str, one: str) -> None:
    """A small letter for a large one, and a hat on what is predicted."""
    assert entry(name) == one
