"""The audit sets a gradient against the function that it belongs to, and abstains where it cannot tell."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

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
        (lambda x: np.abs(x - X), V, "inconclusive"),  # both sides alike: the slope itself is as good as any
        (lambda x: x + 1e6, V, "agrees"),
        (lambda x: x + 1e9, V, "inconclusive"),  # its rounding is too large to tell
        (lambda x: x + 1e12, V, "inconclusive"),
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


def test_a_gradient_that_is_off_by_its_own_share_agrees() -> None:
    """Of the magnitudes of all terms, beside the error of the differences."""
    slope = V * np.cos(X)
    assert outcome(np.sin, slope * (1 + 4e-5)) == "agrees"
    aligned = np.abs(slope) * np.sign(DIRECTION)  # all terms add up: of the magnitudes then is of the sum
    line = replace(LINE, weights=np.ones((3, 4)), directions={"dX": DIRECTION})
    for share, said in ((4e-5, "agrees"), (8e-5, "differs"), (-8e-5, "differs")):
        answers = [Answer((Reply(aligned * (X + s * DIRECTION)),)) for s in (-H, -H / 2, 0, H / 2, H)]
        assert audit(line, answers, {"dX": aligned * (1 + share)}) == said


def test_all_gradients_of_a_line_count_together() -> None:
    """One that is missing, or no line, decides nothing; the last step of each call is the forward's."""
    both = replace(LINE, directions={"dX": DIRECTION, "dY": DIRECTION})
    answers = [Answer((Reply("x"), Reply(np.sin(X + s * DIRECTION)))) for s in (-H, -H / 2, 0, H / 2, H)]
    slope = V * np.cos(X)
    assert audit(both, answers, {"dX": slope / 4, "dY": slope * 0.75}) == "agrees"
    assert audit(both, answers, {"dX": slope, "dY": slope}) == "differs"
    assert audit(both, answers, {"dX": slope}) == "inconclusive"
    assert audit(replace(LINE, directions={}), answers, {}) == "inconclusive"
    assert audit(LINE, answers[:4], {"dX": slope}) == "inconclusive"
    assert audit(LINE, [*answers[:4], Answer()], {"dX": slope}) == "inconclusive"


@pytest.mark.parametrize(("noise", "said"), [(0.0, "agrees"), (1e-6, "inconclusive")])
def test_a_forward_that_is_too_noisy_decides_nothing(noise: float, said: str) -> None:
    """Where the bound of the error is more than a thousandth of the magnitudes."""
    shaken = (value + noise * sign for value, sign in zip([0] * 5, (1, -1, 1, 1, -1), strict=True))
    assert outcome(lambda x: np.sin(x) + next(shaken), V * np.cos(X)) == said
