"""A student's own elementwise forward along a line, to be set against what they give as its slope."""

from __future__ import annotations

from typing import Any

import numpy as np

from autograder.assignment import Audit
from autograder.worker.calls import Call, Make, Step

STENCIL = (-1.0, -0.5, 0.0, 0.5, 1.0)
H = 1e-3  # the truncation, h²/6 of the third derivative, and the rounding, 1e-16/h, both stay far below what is judged


def own_forward(
    make: Make, x: np.ndarray, direction: np.ndarray, weights: np.ndarray, check: str, *rest: Any
) -> tuple[Audit]:
    """The audit of the first trial: ``forward(x, *rest)`` as x moves by ``direction``, all of one shape."""
    calls = tuple(Call(make, (Step("forward", (x + H * s * direction, *rest)),)) for s in STENCIL)
    return (Audit(0, H, calls, weights, {check: weights * direction}),)
