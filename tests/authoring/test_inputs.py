"""Inputs that tell right from wrong: drawn anew the same, of both signs, and none that hides an error."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest

from autograder.authoring.inputs import SEED, draw, first_sign, labels, rng, signed, until, upstream, well_conditioned

MANY = [np.random.default_rng(seed) for seed in range(60)]


def test_inputs_are_the_same_whatever_is_drawn_elsewhere() -> None:
    """Names and the seed decide; a number is a name as well."""
    first = rng(SEED, "trials", "Linear", 3).random(4)
    np.testing.assert_array_equal(first, rng(SEED, "trials", "Linear", "3").random(4))
    for other in (
        rng(SEED + 1, "trials", "Linear", 3),
        rng(SEED, "probes", "Linear", 3),
        rng(SEED, "trials", "Linear"),
    ):
        assert not np.array_equal(first, other.random(4))


def test_numbers_lie_where_they_are_to_lie() -> None:
    """From low to high, in the shape that was asked for."""
    numbers = draw((40, 50), 2.0, 3.0, MANY[0])
    assert numbers.shape == (40, 50)
    assert 2 <= numbers.min() < 2.01
    assert 2.99 < numbers.max() < 3


@pytest.mark.parametrize("shape", [(3, 2), (2, 4), (1, 2), (2, 1), (5, 1), (2, 3, 2), (2, 3, 1)])
def test_both_signs_are_in_every_row(shape: tuple[int, ...]) -> None:
    """In a single column over its rows; magnitudes stay within their bounds."""
    for each in MANY:
        numbers = signed(shape, 0.5, 2.0, each)
        assert numbers.shape == shape
        assert np.abs(numbers).min() >= 0.5
        assert np.abs(numbers).max() < 2
        for row in numbers.reshape(-1, shape[-1]) if shape[-1] > 1 else [numbers.ravel()]:
            assert {-1.0, 1.0} == set(np.sign(row))


def test_signs_are_drawn_alike() -> None:
    """Half of them are negative, also of what stands alone, in no fixed place."""
    share = np.mean([signed((1, 1), 0.5, 1, each)[0, 0] < 0 for each in MANY])
    assert 0.3 < share < 0.7
    firsts = Counter(np.sign(signed((1, 2), 0.5, 1, each)[0, 0]) for each in MANY)
    assert min(firsts.values()) > 15
    assert np.mean(signed((100, 100), 0.5, 1, MANY[0]) < 0) == pytest.approx(0.5, abs=0.05)


@pytest.mark.parametrize("shape", [(2, 2), (3, 4), (4, 1)])
def test_what_arrives_has_one_large_entry(shape: tuple[int, ...]) -> None:
    """5.9 or more, of the sign that it had, so that code that clips is seen; of both signs."""
    for each in MANY:
        gradient = upstream(shape, each)
        assert np.sort(np.abs(gradient).ravel())[-2:].max() >= 5.9
        assert np.abs(gradient).max() < 6
        assert np.abs(gradient).min() >= 0.1
        assert {-1.0, 1.0} == set(np.sign(gradient.ravel()))
    signs = Counter(float(np.sign(g.flat[np.argmax(np.abs(g))])) for g in (upstream((2, 3), each) for each in MANY))
    assert min(signs.values()) > 10


def test_a_few_entries_are_not_made_large() -> None:
    """Of three or fewer each may be any."""
    assert min(np.abs(upstream((3, 1), each)).max() for each in MANY) < 5.5
    assert max(np.abs(upstream((1, 1), each)).max() for each in MANY) < 6


@pytest.mark.parametrize("shape", [(1, 2), (2, 1), (3, 4)])
def test_both_labels_are_there(shape: tuple[int, ...]) -> None:
    """0.0 and 1.0, wherever there are two entries or more."""
    drawn = [labels(shape, each) for each in MANY]
    assert {tuple(np.unique(y)) for y in drawn} == {(0.0, 1.0)}
    assert {y.flat[0] for y in drawn} == {0.0, 1.0}
    assert {y.dtype.kind for y in drawn} == {"f"}


def test_one_label_is_either() -> None:
    """It is drawn, and evenly."""
    ones = sum(labels((1, 1), each).item() for each in MANY)
    assert 15 < ones < 45
    assert labels((100, 100), MANY[0]).mean() == pytest.approx(0.5, abs=0.05)


@pytest.mark.parametrize("sign", [-1.0, 1.0])
def test_the_first_entry_gets_its_sign(sign: float) -> None:
    """The others stay, and so does the array that was given."""
    Z = np.array([[-1.5, 2.0], [-3.0, 4.0]])
    np.testing.assert_array_equal(first_sign(Z, sign), [[1.5 * sign, 2.0], [-3.0, 4.0]])
    assert Z[0, 0] == -1.5


def test_inputs_are_drawn_until_they_meet_the_condition() -> None:
    """The first that does; where none does, we hear of it."""
    numbers = iter(range(100))
    assert until(lambda drawn: drawn > 4, lambda: next(numbers), attempts=6) == 5
    assert next(numbers) == 6
    with pytest.raises(RuntimeError, match="no probe input met its condition in 5 attempts: loosen the condition"):
        until(lambda drawn: drawn > 999, lambda: next(numbers), attempts=5)


@pytest.mark.parametrize(
    ("value", "scale", "tells"),
    [
        ([0.06, -1.0], [1.0, 1.0], True),
        ([0.059, 1.0], [1.0, 1.0], False),
        ([-0.12, 1.0], [2.0, 1.0], True),
        ([-0.1, 1.0], [2.0, 1.0], False),
    ],
)
def test_an_entry_in_which_an_error_hides_is_seen(value: list[float], scale: list[float], tells: bool) -> None:
    """Less than six hundredths of what its terms come to."""
    assert well_conditioned(np.array(value), np.array(scale)) == tells
