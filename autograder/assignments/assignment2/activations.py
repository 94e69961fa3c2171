"""The exercises ``activation_backward`` and the four derivatives: inputs, right answers, and where the mistakes are.

Z has both signs, stays 0.02 away from the kink, and begins with a number of either sign, as code that takes its dtype
from the first entry shows itself there alone. ``backward`` is judged with ``stand_ins.StandInActivation``, whose
derivative is nobody's; ``derivative`` on its argument, after a ``forward`` of other values.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any, NamedTuple

import numpy as np

from autograder.assignment import Audit, Check, Exercise, Expected, Mistake, Trial, Unchanged
from autograder.assignments.assignment2 import activations_mistakes as bank
from autograder.assignments.assignment2 import forward
from autograder.authoring import inputs as probes
from autograder.authoring.audit import own_forward
from autograder.judge.numeric import derivative
from autograder.worker.calls import OVERWRITTEN, Call, Make, Reply, Step

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

STORED_RTOL = 1e-9  # of the very array that forward was given
SMALLEST = 0.02  # |Z|: away from the kink
# the largest |Z|: beyond it σ(1 − σ) and 1 − tanh² in float32 are off by a thousandth, for want of digits near 1
LARGEST = {"Sigmoid": 6.5, "Tanh": 3.8, "ReLU": 15.0, "LeakyReLU": 15.0}
ALPHAS = (0.3, None, 0.01, 0.5)  # None: the default, 0.1
PROBE_ALPHAS = (0.2, 0.7, 0.05, None)
CURVE = np.linspace(-3.7, 3.7, 30).reshape(1, -1)  # public: reports draw the derivative over it; not at the kink
CURVE_ALPHA = 0.4


def _returned(reply: Reply) -> object:
    return reply.value


def _numbers(rng: np.random.Generator, shape: tuple[int, ...], largest: float, first_sign: float) -> Array:
    """Numbers of both signs, half of them within 1.5, where activations bend."""
    near = probes.signed(shape, SMALLEST, 1.5, rng)
    far = probes.signed(shape, SMALLEST, largest, rng)
    Z = np.where(rng.random(shape) < 0.5, near, far)
    Z.flat[-1] = np.copysign(Z.flat[-1], -first_sign)
    if Z.size > 3:  # where a threshold elsewhere than at zero shows
        Z.flat[1:3] = probes.draw((2,), SMALLEST, 2 * SMALLEST, rng) * (1, -1)
        Z.flat[-1] = np.copysign(0.97 * largest, -first_sign)  # and where one that cuts off what is far from zero does
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


def _backward(inputs: Upstream) -> dict[str, Expected]:
    dZ = derivative(forward.stand_in, inputs.Z) * inputs.dA
    return {"dZ": Expected(dZ, np.abs(dZ))}


def _backward_trials(seed: int, kind: str, shapes: tuple[tuple[int, int], ...]) -> dict[str, tuple[Trial, ...]]:
    rng = probes.rng(seed, kind, "activation_backward")
    return {"backward": tuple(_backward_trial(rng, shape, (-1.0) ** i) for i, shape in enumerate(shapes))}


def _backward_trial(rng: np.random.Generator, shape: tuple[int, int], first_sign: float) -> Trial:
    now, later = _upstream(rng, shape, first_sign), _upstream(rng, shape, first_sign)
    steps = (
        Step("forward", (now.Z,), watch=("Z",)),
        Step("backward", (now.dA,), watch=("Z", "seen.0")),
        Step("forward", (now.Z,)),  # binding Z anew through forward is no side effect
        Step("backward", (now.dA,)),
        Step("forward", (later.Z,)),
        Step("backward", (later.dA,)),
    )
    return Trial(
        Call(Make("StandInActivation"), steps),
        inputs=now,
        expected=_backward(now),
        graded=1,
        again=3,
        later=5,
        expected_later=_backward(later),
        unchanged={"Z": Unchanged(now.Z), "seen.0": Unchanged(now.Z, rtol=STORED_RTOL)},
    )


ACTIVATION_BACKWARD = Exercise(
    id="activation_backward",
    defines=("Activation",),
    checks=(Check("dZ", 2.0, "backward", _returned),),
    trials=lambda seed: _backward_trials(seed, "trials", SHAPES),
    probes=lambda seed: _backward_trials(seed, "probes", PROBE_SHAPES),
    mistakes=bank.BACKWARD_MISTAKES,
)


def _sigmoid(Z: Array) -> Expected:
    slope, s = derivative(forward.sigmoid, Z), forward.sigmoid(Z)
    return Expected(slope, np.abs(slope), np.maximum(s * (1 + s), (1 - s) * (2 - s)))


def _tanh(Z: Array) -> Expected:
    slope = derivative(forward.tanh, Z)
    return Expected(slope, np.abs(slope), 1 + forward.tanh(Z) ** 2)


def _relu(Z: Array) -> Expected:
    slope = derivative(forward.relu, Z)
    return Expected(slope, np.maximum(slope, SMALLEST))


def _leaky_relu(Z: Array, alpha: float) -> Expected:
    slope = derivative(partial(forward.leaky_relu, alpha=alpha), Z)
    return Expected(slope, np.abs(slope))


def _derivative_trials(
    seed: int,
    kind: str,
    cls: str,
    shapes: tuple[tuple[int, int], ...],
    alphas: tuple[float | None, ...] | None,
    truth: Callable[..., Expected],
) -> dict[str, tuple[Trial, ...]]:
    """One trial a shape (and α), beginning with either sign in turn."""
    rng = probes.rng(seed, kind, cls)
    trials = []
    for i, shape in enumerate(shapes):
        draw = partial(_numbers, rng, shape, LARGEST[cls], (-1.0) ** i)
        place = _below_powers_of_two if cls in ("ReLU", "LeakyReLU") and i == 0 else np.asarray
        if alphas is None:
            trials.append(_derivative_trial(Make(cls), draw, place, Slope, truth))
            continue
        alpha = alphas[i]
        make = Make(cls) if alpha is None else Make(cls, (alpha,))
        inputs = partial(LeakySlope, alpha=0.1 if alpha is None else alpha)
        trials.append(_derivative_trial(make, draw, place, inputs, truth))
    if kind == "probes":
        trials.append(
            _curve_trial(Make(cls), Slope, truth)
            if alphas is None
            else _curve_trial(Make(cls, (CURVE_ALPHA,)), partial(LeakySlope, alpha=CURVE_ALPHA), truth)
        )
    return {"derivative": tuple(trials)}


def _curve_trial(make: Make, inputs: Callable[[Array], Any], truth: Callable[..., Expected]) -> Trial:
    drawn = _derivative_trial(make, CURVE[:, ::-1].copy, lambda _: CURVE.copy(), inputs, truth)
    return replace(drawn, public=CURVE)


def _derivative_trial(
    make: Make,
    draw: Callable[[], Array],
    place: Callable[[Array], Array],
    inputs: Callable[[Array], Any],
    truth: Callable[..., Expected],
) -> Trial:
    other, Z, later = draw(), place(draw()), draw()
    steps = (
        Step("forward", (other,)),
        Step("derivative", (Z,), watch=(OVERWRITTEN,)),
        Step("derivative", (Z,)),
        Step("derivative", (later,)),
        Step("forward", (Z,)),  # what is bound anew through forward is no side effect
    )
    return Trial(
        Call(make, steps),
        inputs=inputs(Z),
        expected={"derivative": truth(*inputs(Z))},
        graded=1,
        again=2,
        later=3,
        expected_later={"derivative": truth(*inputs(later))},
    )


def _audits(seed: int, cls: str, trials: Callable[[int], dict[str, tuple[Trial, ...]]]) -> dict[str, tuple[Audit, ...]]:
    """The student's own forward and derivative at the first trial; Z moves by less than it is away from the kink."""
    trial = trials(seed)["derivative"][0]
    rng, Z = probes.rng(seed, "audit", cls), trial.inputs.Z
    direction, weights = probes.signed(Z.shape, 0.5, 1.0, rng), probes.signed(Z.shape, 0.5, 1.0, rng)
    return {"derivative": own_forward(trial.call.make, Z, direction, weights, "derivative")}


def _derivative(
    id: str, cls: str, truth: Callable[..., Expected], mistakes: tuple[Mistake, ...], leaky: bool = False
) -> Exercise:
    trials, more = (
        partial(_derivative_trials, kind=kind, cls=cls, shapes=shapes, alphas=alphas if leaky else None, truth=truth)
        for kind, shapes, alphas in (("trials", SHAPES, ALPHAS), ("probes", PROBE_SHAPES, PROBE_ALPHAS))
    )
    return Exercise(
        id=id,
        defines=(cls,),
        checks=(Check("derivative", 1.0, "derivative", _returned),),
        trials=trials,
        probes=more,
        mistakes=mistakes,
        audits=partial(_audits, cls=cls, trials=trials),
    )


SIGMOID = _derivative("sigmoid_derivative", "Sigmoid", _sigmoid, bank.SIGMOID_MISTAKES)
TANH = _derivative("tanh_derivative", "Tanh", _tanh, bank.TANH_MISTAKES)
RELU = _derivative("relu_derivative", "ReLU", _relu, bank.RELU_MISTAKES)
LEAKY_RELU = _derivative("leaky_relu_derivative", "LeakyReLU", _leaky_relu, bank.LEAKY_RELU_MISTAKES, leaky=True)
