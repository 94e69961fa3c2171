"""What is right, and how near is near enough: both follow from a forward pass of the author's.

A forward pass takes an exercise's inputs (a named tuple of arrays) and holds for complex arrays too: no ``abs``, no
``astype(float)``, comparisons of real parts only.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from autograder.assignment import Expected
from autograder.judge.numeric import STEP

Forward = Callable[[Any], np.ndarray]


def value(forward: Forward, inside: Forward | None = None) -> Callable[[Any], Expected]:
    """The answer is what ``forward`` gives; ``inside``: the magnitudes of terms that cancel in an entry."""

    def expected(inputs: Any) -> Expected:
        answer = np.asarray(forward(inputs))
        return Expected(answer, np.abs(answer), None if inside is None else inside(inputs))

    return expected


def gradient(
    forward: Forward, field: str, upstream: Forward | None = None, inside: Forward | None = None
) -> Callable[[Any], Expected]:
    """The answer is ∂(Σ V ∗ forward)/∂field, where ``upstream`` gives V (ones by default)."""

    def expected(inputs: Any) -> Expected:
        V = np.ones(()) if upstream is None else upstream(inputs)
        answer = vector_jacobian(lambda x: forward(inputs._replace(**{field: x})), getattr(inputs, field), V)
        return answer if inside is None else Expected(answer.value, answer.scale, inside(inputs))

    return expected


def vector_jacobian(f: Forward, x: np.ndarray, V: np.ndarray) -> Expected:
    """∂(Σ V ∗ f(x))/∂x and, entry by entry, the sum of the magnitudes of its terms: one complex step gives both."""
    x = np.asarray(x, dtype=float)
    answer, scale = np.empty(x.shape), np.empty(x.shape)
    for index in np.ndindex(x.shape):
        moved = x.astype(complex)
        moved[index] += 1j * STEP
        terms = V * (np.asarray(f(moved)).imag / STEP)
        answer[index], scale[index] = terms.sum(), np.abs(terms).sum()
    return Expected(answer, scale)
