"""A student's own forward against their own gradients, by central differences along a line: is one the other's slope?

It never decides points. Where an answer is wrong by the grader's forward, it tells the right derivative of another
function from the wrong derivative.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal

import numpy as np

from autograder.assignment import Audit
from autograder.judge.numeric import central_slope, rounding_noise
from autograder.worker.calls import Answer
from gradcheck.compare import as_numbers
from gradcheck.tolerance import AGREE

Outcome = Literal["agrees", "differs", "inconclusive"]


def audit(line: Audit, forwards: Sequence[Answer], gradients: Mapping[str, Any]) -> Outcome:
    """Compare φ′(0), from the answers to ``line.calls``, with what the gradients (an answer for each check) give.

    What is allowed: the error bound of the differences, and ``AGREE`` of the magnitudes of the terms. Inconclusive at
    a kink, where a value is missing or not finite, and where the error bound is too wide to tell.
    """
    outputs = [as_numbers(answer.replies[-1].value) if answer.replies else None for answer in forwards]
    terms = [line.weights * output for output in outputs if output is not None and output.shape == line.weights.shape]
    slope_terms = _slope_terms(line, gradients)
    if len(terms) < 5 or slope_terms is None:
        return "inconclusive"
    phi = np.array([term.sum() for term in terms])
    slope = central_slope(phi, line.h, rounding_noise(terms[2]))
    magnitude = np.abs(slope_terms).sum()
    if slope.outcome != "smooth" or not np.isfinite(magnitude) or slope.error > 1e-3 * magnitude:
        return "inconclusive"
    return "agrees" if abs(slope_terms.sum() - slope.value) <= slope.error + AGREE * magnitude else "differs"


def _slope_terms(line: Audit, gradients: Mapping[str, Any]) -> np.ndarray | None:
    """The terms of Σ directions ∗ gradient over all checks of the line, or None where one is no array of that shape."""
    terms = []
    for name, direction in line.directions.items():
        gradient = as_numbers(gradients.get(name))
        if gradient is None or gradient.shape != direction.shape:
            return None
        terms.append((direction * gradient).ravel())
    return np.concatenate(terms) if terms else None
