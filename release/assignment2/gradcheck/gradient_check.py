"""Gradients by measuring: move an entry a little, and see how much the result moves."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

STEP = 1e-5
"""How far an entry is moved to either side: truncation (h²) and rounding (1e-16 / h) both stay near 1e-10."""


def numeric_gradient(f: Callable[[np.ndarray], float], x: np.ndarray, h: float = STEP) -> np.ndarray:
    """The gradient of ``f`` at ``x`` by central differences: (f(x + h) − f(x − h)) / 2h, one entry at a time.

    f: a function of an array of the shape of ``x`` that returns one number. It is called twice for every entry, with
        a new array each time. What it raises is passed on.
    x: where the gradient is asked for, any shape; it stays as it is.
    h: how far an entry is moved.
    Returns an array of the shape of ``x``, float64.
    """
    gradient = np.zeros(np.shape(x))
    for index in np.ndindex(gradient.shape):
        above, below = np.array(x, dtype=float), np.array(x, dtype=float)
        above[index] += h
        below[index] -= h
        gradient[index] = (f(above) - f(below)) / (2 * h)
    return gradient


def relative_error(analytic: np.ndarray, numeric: np.ndarray) -> np.ndarray:
    """How far two arrays of one shape are apart, entry by entry: |a − n| / max(|a|, |n|), and 0 where both are 0.

    Returns float64 of the same shape: about 1e-8 where a gradient is right, and nearer to 1 the more it is wrong.
    """
    distance = np.abs(np.subtract(analytic, numeric, dtype=float))
    size = np.maximum(np.abs(analytic), np.abs(numeric))
    return np.divide(distance, size, out=np.zeros(distance.shape), where=size > 0)
