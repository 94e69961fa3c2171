"""Numeric derivatives against those that are known, and the error bounds that they come with."""

from __future__ import annotations

import numpy as np
import pytest

from autograder.judge.numeric import central_slope, derivative, rounding_noise, vector_jacobian

X = np.array([[-3.0, -0.7, 0.01], [0.4, 1.3, 5.0]])
KNOWN = {  # f, its derivative
    "exp": (np.exp, np.exp),
    "sin": (np.sin, np.cos),
    "tanh": (np.tanh, lambda x: 1 / np.cosh(x) ** 2),
    "cube": (lambda x: x**3, lambda x: 3 * x**2),
    "rational": (lambda x: x / (1 + x * x), lambda x: (1 - x * x) / (1 + x * x) ** 2),
}


@pytest.mark.parametrize("name", KNOWN)
def test_the_complex_step_is_right_to_the_last_digits(name):
    f, slope = KNOWN[name]
    np.testing.assert_allclose(derivative(f, X), slope(X), rtol=4e-15, atol=0)


@pytest.mark.parametrize("name", KNOWN)
def test_the_gradient_of_a_sum_is_the_derivative_of_every_entry(name):
    f, slope = KNOWN[name]
    np.testing.assert_allclose(vector_jacobian(f, X, np.ones(X.shape)).value, slope(X), rtol=4e-15, atol=0)


def test_a_function_without_complex_values_has_no_complex_step():
    """It would be 0 without a word, as through abs."""
    with pytest.raises(ValueError, match="has to hold for complex numbers"):
        vector_jacobian(np.abs, np.ones(2), np.ones(2))


def test_the_vector_jacobian_product_of_a_matrix_is_its_transpose():
    """∂(Σ V ∗ (M x))/∂x = Mᵀ V, and the magnitudes of its terms sum up to |M|ᵀ |V|."""
    rng = np.random.default_rng(0)
    M, x, V = rng.normal(size=(4, 3)), rng.normal(size=(3, 5)), rng.normal(size=(4, 5))
    found = vector_jacobian(lambda x: M @ x, x, V)
    np.testing.assert_allclose(found.value, M.T @ V, rtol=1e-14)
    np.testing.assert_allclose(found.scale, np.abs(M.T) @ np.abs(V), rtol=1e-14)


def phi(f, h):
    return np.array([f(s) for s in (-h, -h / 2, 0.0, h / 2, h)])


@pytest.mark.parametrize("h", [1e-2, 1e-3, 1e-4, 1e-5, 1e-6])
@pytest.mark.parametrize("name", KNOWN)
@pytest.mark.parametrize("x", [-3.0, -0.7, 0.4, 2.0])
def test_the_error_of_a_central_slope_is_within_its_bound(name, x, h):
    """Of truncation and rounding together, whichever is larger at this step."""
    f, slope = KNOWN[name]
    found = central_slope(phi(lambda s: f(x + s), h), h, rounding_noise(np.array([f(x)])))
    assert found.outcome == "smooth"
    assert abs(found.value - slope(x)) <= found.error
    assert found.error <= max(1e-3, 1e-12 / h) * max(1, abs(f(x)))


@pytest.mark.parametrize("left", [0.0, 0.1, -1.0])
@pytest.mark.parametrize("offset", [0.0, 0.3])
def test_a_kink_is_seen(left, offset):
    """A slope that jumps within the step from ``left`` to 1 is none that could be judged."""
    h = 1e-4
    found = central_slope(phi(lambda s: max(left * (s - offset * h), s - offset * h), h), h, 1e-16)
    assert found.outcome == "kink"


def test_a_straight_line_has_no_kink_and_no_error():
    found = central_slope(phi(lambda s: 3 * s + 1, 0.5), 0.5, 1e-16)
    assert (found.outcome, found.value) == ("smooth", 3.0)
    assert found.error < 1e-14


def test_what_is_not_finite_has_no_slope():
    assert central_slope(np.array([1, 2, np.nan, 4, 5]), 1e-3, 0).outcome == "not_finite"


@pytest.mark.parametrize(
    ("phi", "noise", "outcome"),
    [
        ([1.0, 0.25, 0.0, 0.25, 1.0], 0.0, "smooth"),  # a parabola: its bend halves with the step
        ([1.0, 0.5, 0.0, 0.5, 1.0], 0.0, "kink"),  # a corner: it stays
        ([6.0, 5.25, 5.0, 5.25, 6.0], 0.0, "smooth"),
        ([6.0, 5.5, 5.0, 5.5, 6.0], 0.0, "kink"),
        ([1.0, 0.37, 0.0, 0.37, 1.0], 0.0, "smooth"),
        ([1.0, 0.38, 0.0, 0.38, 1.0], 0.0, "kink"),
        ([1.0, 0.5, 0.0, 0.5, 1.0], 0.1, "smooth"),  # noise of that size might look so
        ([1.0, 0.5, 0.0, 0.5, 1.0], 0.01, "kink"),
        ([-2.0, -1.0, 0.0, 1.0, 2.0], 0.0, "smooth"),
        ([-2.0, -1.0, 0.0, 1.0, 2.01], 0.0, "kink"),  # both steps must agree
        ([-2.0, -1.0, 0.0, 1.0, np.nan], 0.0, "not_finite"),
        ([np.inf, -1.0, 0.0, 1.0, 2.0], 0.0, "not_finite"),
    ],
)
def test_what_is_smooth_is_told_by_halving_the_step(phi, noise, outcome):
    """The bend of a smooth function halves as well."""
    assert central_slope(np.array(phi), 1.0, noise).outcome == outcome


def test_the_slope_is_that_of_the_half_step_with_the_change_and_the_noise():
    """Four times the noise over the step."""
    found = central_slope(np.array([-2.0, -0.9, 0.0, 1.1, 2.1]), 0.5, 0.01)
    assert (found.value, found.error) == (pytest.approx(4.0), pytest.approx(abs(4.0 - 4.1) + 0.08))
    nothing = central_slope(np.array([np.nan] * 5), 1.0, 0.0)
    assert np.isnan(nothing.value)
    assert nothing.error == np.inf


def test_the_noise_of_a_sum_grows_with_its_terms():
    """Eight roundings of the magnitudes, and one for every doubling of their number."""
    assert rounding_noise(np.array([1.0, -2.0, 4.0])) == pytest.approx(10 * 7 * 2.0**-53, abs=0)
    assert rounding_noise(np.zeros(3)) == 0
