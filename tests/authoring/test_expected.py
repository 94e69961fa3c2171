"""What is right, and how near is near enough, follow from a forward pass."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from autograder.authoring import gradient, value
from autograder.judge.numeric import vector_jacobian


class Inputs(NamedTuple):
    W: np.ndarray
    X: np.ndarray
    V: np.ndarray


def forward(inputs: Inputs) -> np.ndarray:
    return inputs.W @ inputs.X


DX = gradient(forward, "X", upstream=lambda inputs: inputs.V)


DW = gradient(forward, "W", upstream=lambda inputs: inputs.V, inside=lambda inputs: np.full(inputs.W.shape, 7.0))


def inputs(seed: int) -> Inputs:
    rng = np.random.default_rng(seed)
    return Inputs(rng.uniform(1, 2, (2, 3)), rng.uniform(1, 2, (3, 4)), rng.uniform(1, 2, (2, 4)))


NOW, LATER = inputs(1), inputs(2)


def test_what_is_right_follows_from_the_forward() -> None:
    """Value and magnitudes by one complex step; those inside are the author's."""
    x, V = np.array([[1.0, 2.0], [3.0, 4.0]]), np.array([[1.0, -1.0]])
    M = np.array([[2.0, -3.0]])
    found = vector_jacobian(lambda x: M @ x, x, V)
    np.testing.assert_allclose(found.value, M.T @ V, rtol=1e-15)
    np.testing.assert_allclose(found.scale, np.abs(M.T @ V), rtol=1e-15)
    summed = vector_jacobian(lambda x: np.stack([x, -x / 2]), x, np.ones(()))
    np.testing.assert_allclose(summed.value, np.full((2, 2), 0.5), rtol=1e-15)
    np.testing.assert_allclose(summed.scale, np.full((2, 2), 1.5), rtol=1e-15)
    assert DX(NOW).inside is None
    np.testing.assert_array_equal(DW(NOW).inside, np.full((2, 3), 7.0))
    np.testing.assert_allclose(gradient(forward, "X")(NOW).value, NOW.W.T @ np.ones((2, 4)))
    plain = value(lambda inputs: -inputs.X, inside=lambda inputs: inputs.X)(NOW)
    np.testing.assert_array_equal(plain.value, -NOW.X)
    np.testing.assert_array_equal(plain.scale, NOW.X)
    assert plain.inside is NOW.X
    assert value(forward)(NOW).inside is None
