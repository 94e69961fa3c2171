"""Numeric derivatives: the complex step for functions of our own, central differences for functions of others.

The complex step: for f analytic and real on the real line, f(x + ih) = f(x) + ih f′(x) − h² f″(x)/2 …, so that
Im f(x + ih)/h is f′(x) without any subtraction; with h = 1e-30 the error is that of rounding alone (Squire and Trapp,
1998). It is silently wrong through ``abs``, ``astype(float)`` and comparisons of the complex argument: use it on our
own forwards.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np

from gradcheck.compare import Expected
from gradcheck.tolerance import ROUNDING

STEP = 1e-30  # of the complex step: its square is nothing beside 1, and no difference is taken


def derivative(f: Callable[[np.ndarray], np.ndarray], x: np.ndarray) -> np.ndarray:
    """f′(x) entry by entry, for an f that works entry by entry; x real, any shape."""
    return np.asarray(f(x + 1j * STEP)).imag / STEP


def vector_jacobian(f: Callable[[np.ndarray], np.ndarray], x: np.ndarray, V: np.ndarray) -> Expected:
    """∂(Σ V ∗ f(x))/∂x, the shape of x: what a backward pass hands on when V arrives; and, entry by entry, the sum of
    the magnitudes of its terms. One complex step gives both. Raises ValueError where f has no complex values."""
    x = np.asarray(x, dtype=float)
    moved = x.astype(complex)  # in one place after the other
    slopes = []
    for index in np.ndindex(x.shape):
        moved.imag[index] = STEP
        there = np.asarray(f(moved))
        if not np.iscomplexobj(there):
            raise ValueError(
                "a forward pass has to hold for complex numbers; this one gives real ones: is there an abs?"
            )
        slopes.append(there.imag / STEP)
        moved.imag[index] = 0.0
    terms = (V * np.array(slopes)).reshape(x.size, -1)
    return Expected(terms.sum(axis=1).reshape(x.shape), np.abs(terms).sum(axis=1).reshape(x.shape))


@dataclass(frozen=True)
class Slope:
    """φ′(0) by central differences, with a bound on its error; ``outcome`` says whether φ is smooth enough to tell."""

    value: float
    error: float
    outcome: Literal["smooth", "kink", "not_finite"]


def central_slope(phi: np.ndarray, h: float, noise: float) -> Slope:
    """φ′(0) from φ at −h, −h/2, 0, h/2, h.

    The error is bounded by what halving the step changes (the truncation, O(h²): the better of the two is off by a
    third of the change) and by the rounding of φ, ``noise`` absolute, over h/2. The kink test: (φ(s) − 2φ(0) +
    φ(−s))/s halves with s where φ is smooth, and stays where its slope jumps.
    """
    if not np.isfinite(phi).all():
        return Slope(np.nan, np.inf, "not_finite")
    whole, half = (phi[4] - phi[0]) / (2 * h), (phi[3] - phi[1]) / h
    bend, half_bend = (phi[4] - 2 * phi[2] + phi[0]) / h, (phi[3] - 2 * phi[2] + phi[1]) / (h / 2)
    rounding = 4 * noise / h
    error = abs(half - whole) + rounding
    kink = abs(half_bend) > 0.75 * abs(bend) + 4 * rounding or abs(half - whole) > 1e-3 * abs(half) + 4 * rounding
    return Slope(float(half), float(error), "kink" if kink else "smooth")


def rounding_noise(terms: np.ndarray) -> float:
    """A bound on the rounding of Σ terms in float64: each term's own and the additions', relative to the magnitudes."""
    return float((np.log2(terms.size + 1) + 8) * ROUNDING * np.abs(terms).sum())
