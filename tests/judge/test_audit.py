"""The audit sets a gradient against the function that it belongs to, and abstains where it cannot tell."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from autograder.assignment import Audit
from autograder.judge.audit import audit
from autograder.worker.calls import Answer, Call, Make, Reply, Step

RNG = np.random.default_rng(5)
X, V, DIRECTION = RNG.normal(size=(3, 4)), RNG.normal(size=(3, 4)), RNG.normal(size=(3, 4))
H = 1e-4
LINE = Audit(0, H, (Call(Make("F"), (Step("forward"),)),) * 5, V, {"dX": DIRECTION})


def outcome(forward: Callable[[np.ndarray], object], gradient: object) -> str:
    answers = [Answer((Reply(forward(X + s * DIRECTION)),)) for s in (-H, -H / 2, 0, H / 2, H)]
    return audit(LINE, answers, {"dX": gradient})


@pytest.mark.parametrize(
    ("forward", "gradient", "expected"),
    [
        (np.tanh, V * (1 - np.tanh(X) ** 2), "agrees"),
        (np.sin, V * np.cos(X), "agrees"),
        (np.sin, (V * np.cos(X)).astype(np.float32), "agrees"),
        (np.sin, V * np.cos(X) * 1.001, "differs"),
        (np.sin, -V * np.cos(X), "differs"),
        (np.tanh, V, "differs"),
        (lambda x: x * 0, V, "differs"),
        (lambda x: np.maximum(x, X + 0.3 * H * DIRECTION), V, "inconclusive"),  # a kink in every entry
        (lambda x: x / 0 * 0, V, "inconclusive"),
        (lambda x: x, V * np.nan, "inconclusive"),
        (lambda x: None, V, "inconclusive"),
        (lambda x: x.sum(), V, "inconclusive"),
        (lambda x: "text", V, "inconclusive"),
        (lambda x: x, None, "inconclusive"),
        (lambda x: x, V.T, "inconclusive"),
    ],
)
def test_a_gradient_agrees_differs_or_cannot_be_told(forward, gradient, expected):
    """The student's own forward decides, right or wrong; a kink, a missing value or another shape decide nothing."""
    with np.errstate(all="ignore"):
        assert outcome(forward, gradient) == expected


def test_a_forward_that_was_never_reached_decides_nothing():
    answers = [Answer(died="killed")] * 5
    assert audit(LINE, answers, {"dX": V}) == "inconclusive"
