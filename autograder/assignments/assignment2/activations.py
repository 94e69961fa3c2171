"""The exercises ``activation_backward`` and the four derivatives: inputs, and what is expected.

Z has both signs, stays 0.02 away from the kink, and begins with a number of either sign, as code that takes its dtype
from the first entry shows itself there alone. ``backward`` is judged with ``stand_ins.StandInActivation``, whose
derivative is nobody's; ``derivative`` on its argument, after a ``forward`` of other values.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from autograder.assignment import Exercise, Mistake
from autograder.assignments.assignment2 import activations_mistakes as bank
from autograder.assignments.assignment2 import forward
from autograder.authoring import Stub, exercise, gradient
from autograder.authoring import inputs as probes
from autograder.authoring.exercise import PUBLIC, Draw
from autograder.judge.numeric import derivative
from autograder.worker.calls import Make, Step

Array = np.ndarray


class Upstream(NamedTuple):
    """What ``backward`` is a function of: the stored Z and the gradient that arrives, both ``(n, m)``."""

    Z: Array
    dA: Array


class Slope(NamedTuple):
    """What ``derivative`` is a function of."""

    Z: Array


class LeakySlope(NamedTuple):
    """What ``LeakyReLU.derivative`` is a function of."""

    Z: Array
    alpha: float


SHAPES = ((3, 5), (1, 4), (4, 1), (2, 7))  # n and m differ; one row; one sample
PROBE_SHAPES = ((4, 4), (2, 2), (1, 1), (2, 9))  # square, where a matrix product raises nothing
SIGNS = (1.0, -1.0, 1.0, -1.0)  # of the first entry

SMALLEST = 0.02  # |Z|: away from the kink
# the largest |Z|: beyond it σ(1 − σ) and 1 − tanh² in float32 are off by a thousandth, for want of digits near 1
FAR = 19.0  # where a threshold that cuts off what is far from zero shows
LARGEST = {"Sigmoid": 6.5, "Tanh": 3.8, "ReLU": 15.0, "LeakyReLU": 15.0}
DEFAULT_ALPHA = 0.1
ALPHAS = (0.3, DEFAULT_ALPHA, 0.01, 0.5)
PROBE_ALPHAS = (0.2, 0.7, 0.05, DEFAULT_ALPHA)
CURVE = np.linspace(-3.7, 3.7, 30).reshape(1, -1)  # public: reports draw the derivative over it; not at the kink
CURVE_ALPHA = 0.4


def _numbers(
    rng: np.random.Generator, shape: tuple[int, ...], largest: float, first_sign: float, farthest: float | None = None
) -> Array:
    """Numbers of both signs, half of them within 1.5, where activations bend, and one that is the ``farthest``."""
    near = probes.signed(shape, SMALLEST, 1.5, rng)
    far = probes.signed(shape, SMALLEST, largest, rng)
    Z = np.where(rng.random(shape) < 0.5, near, far)
    Z.flat[-1] = np.copysign(Z.flat[-1], -first_sign)
    if Z.size > 3:  # where a threshold elsewhere than at zero shows
        Z.flat[1:3] = probes.draw((2,), SMALLEST, 2 * SMALLEST, rng) * (1, -1)
        Z.flat[-1] = np.copysign(farthest or 0.97 * largest, -first_sign)
    return probes.first_sign(Z, first_sign)


def _below_powers_of_two(Z: Array) -> Array:
    """Z with every number above zero moved to just below a power of two.

    Where a function has no curvature, its differences over z ± h are rounded in the same way for all z between two
    powers of two: they are as smooth as a formula. Only where z + h lies on the coarser side of one does it show.
    """
    powers = 2.0 ** np.clip(np.round(np.log2(np.abs(Z) / 1.4)), -5, 3)
    return np.where(Z > 0, powers * (1 - 2e-13), Z)


def _upstream(rng: np.random.Generator, shape: tuple[int, ...], first_sign: float) -> Upstream:
    """Inputs of ``backward`` at which no factor of the answer is small."""

    def steep(Z: Array) -> bool:
        return bool((np.abs(derivative(forward.stand_in, Z)) >= 0.2).all())

    Z = probes.until(steep, lambda: _numbers(rng, shape, 2.9, first_sign))
    return Upstream(Z, probes.upstream(shape, rng))


def _upstream_from(first_sign: float) -> Draw:
    return lambda rng, shape: _upstream(rng, shape, first_sign)


def _forward(inputs: Any) -> tuple[Step, ...]:
    return (Step("forward", (inputs.Z,)),)


ACTIVATION_BACKWARD = exercise(
    "activation_backward",
    "Activation",
    {"dZ": 2},
    [
        Stub(
            "backward",
            lambda i: (i.dA,),
            {"dZ": gradient(lambda i: forward.stand_in(i.Z), "Z", lambda i: i.dA)},
            before=_forward,
            anew=True,
        )
    ],
    [_upstream_from(sign) for sign in SIGNS],
    SHAPES,
    PROBE_SHAPES,
    bank.BACKWARD_MISTAKES,
    make=lambda inputs: Make("StandInActivation"),
    stream=lambda kind, method: (kind, "activation_backward"),
)


def _slope(cls: str, first_sign: float, alpha: float | None, straight: bool, farthest: float | None) -> Draw:
    def draw(rng: np.random.Generator, shape: tuple[int, ...]) -> Slope | LeakySlope:
        Z = _numbers(rng, shape, LARGEST[cls], first_sign, farthest)
        Z = _below_powers_of_two(Z) if straight else Z
        return Slope(Z) if alpha is None else LeakySlope(Z, alpha)

    return draw


def _slopes(cls: str, alphas: Sequence[float | None]) -> list[Draw]:
    """A way to draw for each shape: what has no curvature is asked once where its differences show, and all far out on
    either side once."""
    return [
        _slope(cls, sign, alpha, cls in ("ReLU", "LeakyReLU") and not number, FAR if number > 1 else None)
        for number, (sign, alpha) in enumerate(zip(SIGNS, alphas, strict=True))
    ]


def _derivative(
    id: str,
    cls: str,
    truth: gradient,
    mistakes: tuple[Mistake, ...],
    alphas: Sequence[float | None] = (None,) * 4,
    probe_alphas: Sequence[float | None] = (None,) * 4,
) -> Exercise:
    """The exercise of a derivative; with α, its object is made with it, or without where that is the default."""
    curve = Slope(CURVE) if alphas[0] is None else LeakySlope(CURVE, CURVE_ALPHA)
    return exercise(
        id,
        cls,
        {"derivative": 1},
        [Stub("derivative", lambda i: (i.Z,), {"derivative": truth}, used=_forward)],
        _slopes(cls, alphas),
        SHAPES,
        mistakes=mistakes,
        make=lambda inputs: Make(cls, tuple(alpha for alpha in inputs[1:] if alpha != DEFAULT_ALPHA)),
        further={
            "probes": (_slopes(cls, probe_alphas), PROBE_SHAPES),
            PUBLIC: (lambda rng, shape: curve, [CURVE.shape]),
        },
        stream=lambda kind, method: (kind, cls),
    )


def _in_sigmoid(inputs: Slope) -> Array:
    s = forward.sigmoid(inputs.Z)
    return np.maximum(s * (1 + s), (1 - s) * (2 - s))


# ReLU's 0 may come with an error of 1e-6: there is no term of its own to measure it by
IN_RELU = 2.5

SIGMOID = _derivative(
    "sigmoid_derivative",
    "Sigmoid",
    gradient(lambda i: forward.sigmoid(i.Z), "Z", inside=_in_sigmoid),
    bank.SIGMOID_MISTAKES,
)
TANH = _derivative(
    "tanh_derivative",
    "Tanh",
    gradient(lambda i: forward.tanh(i.Z), "Z", inside=lambda i: 1 + forward.tanh(i.Z) ** 2),
    bank.TANH_MISTAKES,
)
RELU = _derivative(
    "relu_derivative",
    "ReLU",
    gradient(lambda i: forward.relu(i.Z), "Z", inside=lambda i: np.full(i.Z.shape, IN_RELU)),
    bank.RELU_MISTAKES,
)
LEAKY_RELU = _derivative(
    "leaky_relu_derivative",
    "LeakyReLU",
    gradient(lambda i: forward.leaky_relu(*i), "Z"),
    bank.LEAKY_RELU_MISTAKES,
    ALPHAS,
    PROBE_ALPHAS,
)
