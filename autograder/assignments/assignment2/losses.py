"""The exercises ``loss_cost``, ``mse_loss`` and ``bce_loss``: inputs, right answers, and where the mistakes are.

Predictions lie in [0.012, 0.988], where guards of 1e-7 change a value by 1e-5 at most, both labels stand beside small
and large ones, and labels are 0 or 1. The cost is judged with ``stand_ins.StandInLoss``, so that no loss of the
student's matters. A loss's ``backward`` is called by itself, so that its ``forward`` does not matter either, and after
``forward``, as in use, as it may count on what that stores.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import NamedTuple

import numpy as np

from autograder.assignment import Audit, Check, Exercise, Expected, Mistake, Trial
from autograder.assignments.assignment2.forward import binary_cross_entropy, square_error, stand_in_loss
from autograder.assignments.assignment2.losses_mistakes import BCE_MISTAKES, COST_MISTAKES, MSE_MISTAKES
from autograder.authoring import inputs as probes
from autograder.authoring.audit import own_forward
from autograder.judge.numeric import derivative
from autograder.judge.side_effects import STORED
from autograder.worker.calls import Call, Make, Reply, Step

Array = np.ndarray


class Predictions(NamedTuple):
    """What a loss is a function of: both ``(n, m)``."""

    y_hat: Array
    y: Array


Draw = Callable[[np.random.Generator, tuple[int, ...], float], Predictions]


# n outputs differ from m samples; one sample; one output. The second is the shape of a later call on the same object.
SHAPES = (((3, 5), (3, 4)), ((1, 6), (2, 3)), ((4, 1), (4, 1)), ((5, 2), (1, 7)))
# square, where a matrix product raises nothing; and (1, 1), where it is the right thing
PROBE_SHAPES = (((4, 4), (4, 4)), ((2, 2), (2, 2)), ((1, 1), (1, 1)), ((2, 9), (2, 9)))

# real numbers in place of labels, which tell y from y²: not for cross-entropy, where code may ask for 1 or 0
TARGETS = (((3, 4), (3, 4)), ((2, 5), (2, 5)))

END = (
    0.012  # predictions reach this near 0 and 1: from 0.01 on, forward differences of 1e-6 are good enough to be right
)
LOGIT = float(np.log((1 - END) / END))
CORNERS = Predictions(np.array([END, 1 - END, END, 1 - END]), np.array([1.0, 0.0, 0.0, 1.0]))


def _predictions(rng: np.random.Generator, shape: tuple[int, ...], first_label: float) -> Predictions:
    """Predictions spread evenly in their logits, so that the tails are as well filled as the middle."""
    y_hat = 1 / (1 + np.exp(-probes.draw(shape, -LOGIT, LOGIT, rng)))
    y = probes.labels(shape, rng)
    if y.flat[0] != first_label:
        y = 1 - y
    if y.size > len(CORNERS.y):  # the ends themselves, with both labels
        places = 1 + rng.permutation(y.size - 1)[: len(CORNERS.y)]
        y_hat.flat[places], y.flat[places] = CORNERS
    return Predictions(y_hat, y)


def _away_from_label(rng: np.random.Generator, shape: tuple[int, ...], first_label: float) -> Predictions:
    """Predictions at least 0.12 from their labels: (y − ŷ)² multiplied out keeps its digits in float32."""
    y_hat, y = _predictions(rng, shape, first_label)
    near_one, near_zero = np.minimum(y_hat, 0.86 + 0.02 * y_hat), np.maximum(y_hat, 0.12 + 0.02 * y_hat)
    y_hat = np.where(y == 1, near_one, near_zero)
    return Predictions(np.clip(np.round(8 * y_hat), 1, 7) / 8 if shape == SHAPES[0][0] else y_hat, y)


def _targets(rng: np.random.Generator, shape: tuple[int, ...], first_label: float) -> Predictions:
    """Predictions and targets of any size, further than 0.1 from each other."""

    def apart(inputs: Predictions) -> bool:
        return bool((np.abs(inputs.y - inputs.y_hat) > 0.1).all())

    draw = partial(probes.draw, shape, 0.1, 0.9, rng)
    return probes.until(apart, lambda: Predictions(draw(), draw()))


def _reals(rng: np.random.Generator, shape: tuple[int, ...], first_label: float) -> Predictions:
    """Predictions and targets inside and outside [0, 1], of both signs, further than 0.3 from each other."""

    def one() -> Array:
        return probes.until(lambda pair: abs(pair[0] - pair[1]) > 0.3, lambda: probes.draw((2,), -2.5, 2.5, rng))

    y_hat, y = np.array([one() for _ in range(int(np.prod(shape)))]).T
    return Predictions(y_hat.reshape(shape), y.reshape(shape))


def _any(draw: Draw, index: int) -> Draw:
    """For what is defined for all real numbers, every other trial has them in place of labels."""
    return _reals if draw in REAL and index % 2 else draw


def _cost(y_hat: Array, y: Array) -> Expected:
    L = stand_in_loss(y_hat, y)
    J = np.array(L.sum() / L.shape[1])
    return Expected(J, np.abs(J))


def _square_error(y_hat: Array, y: Array) -> Expected:
    L = square_error(y_hat, y)
    return Expected(L, np.abs(L), (y + y_hat) ** 2)


def _square_error_slope(y_hat: Array, y: Array) -> Expected:
    gradient = derivative(partial(square_error, y=y), y_hat)
    return Expected(gradient, np.abs(gradient))


def _cross_entropy(y_hat: Array, y: Array) -> Expected:
    L = binary_cross_entropy(y_hat, y)
    return Expected(L, np.abs(L), np.abs(np.log(y_hat)) + np.abs(np.log(1 - y_hat)))


def _cross_entropy_slope(y_hat: Array, y: Array) -> Expected:
    gradient = derivative(partial(binary_cross_entropy, y=y), y_hat)
    return Expected(gradient, np.abs(gradient))


Shapes = tuple[tuple[tuple[int, ...], tuple[int, ...]], ...]


class Stub(NamedTuple):
    """A method, which is a check of that name too; the class it is called on; and what is right."""

    method: str
    cls: str
    truth: Callable[[Array, Array], Expected]


# added to predictions and targets, on which the slope of their square error does not depend; with eighths it is exact.
# There the loss is tilted, too: that shows in a difference quotient of the student's own forward, whatever its step
FAR = 2.0**20


def _trials(seed: int, kind: str, shapes: Shapes, draw: Draw, stubs: tuple[Stub, ...]) -> dict[str, tuple[Trial, ...]]:
    """For each stub, its method called three times on one object: twice with the same inputs, then with others."""
    trials = {}
    for stub in stubs:
        rng = probes.rng(seed, kind, stub.cls, stub.method)
        trials[stub.method] = tuple(
            _trial(stub, _any(draw, i)(rng, shape, i % 2), _any(draw, i)(rng, later, i % 2))
            for i, (shape, later) in enumerate(shapes)
        )
    return trials


def _trial(stub: Stub, now: Predictions, later: Predictions) -> Trial:
    by_itself = Trial(
        Call(Make(stub.cls), tuple(Step(stub.method, tuple(inputs)) for inputs in (now, now, later))),
        inputs=now,
        expected={stub.method: stub.truth(*now)},
        again=1,
        later=2,
        expected_later={stub.method: stub.truth(*later)},
    )
    if stub.method != "backward":
        return by_itself
    watched = (STORED,)
    steps = (
        Step("forward", tuple(now), watched),
        Step("backward", tuple(now), watched),
        Step("backward", tuple(now)),
        Step("forward", tuple(later)),
        Step("backward", tuple(later)),
    )
    if stub.cls == "MSELoss":
        far = Call(Make("TiltedLoss", (now.y_hat + FAR,)), (Step("backward", (now.y_hat + FAR, now.y + FAR)),))
        by_itself = replace(by_itself, elsewhere={"backward": far})
    as_used = replace(by_itself, call=Call(by_itself.call.make, steps), graded=1, again=2, later=4)
    return replace(by_itself, as_used=as_used)


def _returned(reply: Reply) -> object:
    return reply.value


def _audits(seed: int, cls: str, draw: Draw, stubs: tuple[Stub, ...]) -> dict[str, tuple[Audit, ...]]:
    """The student's own forward and backward at the first trial; ŷ moves by a share of its distance to 0 and 1."""
    trials = _trials(seed, "trials", SHAPES, draw, stubs)
    if "backward" not in trials:
        return {}
    y_hat, y = trials["backward"][0].inputs
    weights = probes.signed(y.shape, 0.5, 1.0, probes.rng(seed, "audit", cls))
    return {"backward": own_forward(Make(cls), y_hat, y_hat * (1 - y_hat), weights, "backward", y)}


def _loss(cls: str, id: str, stubs: tuple[Stub, ...], draw: Draw, mistakes: tuple[Mistake, ...]) -> Exercise:
    def _probes(seed: int) -> dict[str, tuple[Trial, ...]]:
        squares = _trials(seed, "probes", PROBE_SHAPES, draw, stubs)
        if draw is not _away_from_label:
            return squares
        targets = _trials(seed, "targets", TARGETS, _targets, stubs)
        return {method: squares[method] + targets[method] for method in squares}

    return Exercise(
        id=id,
        defines=(cls,),
        checks=tuple(Check(stub.method, 1.0, stub.method, _returned) for stub in stubs),
        trials=lambda seed: _trials(seed, "trials", SHAPES, draw, stubs),
        probes=_probes,
        mistakes=mistakes,
        audits=partial(_audits, cls=cls, draw=draw, stubs=stubs),
    )


def _cost_predictions(rng: np.random.Generator, shape: tuple[int, ...], first_label: float) -> Predictions:
    """As for cross-entropy."""
    return _predictions(rng, shape, first_label)


REAL: tuple[Draw, ...] = (_cost_predictions, _away_from_label)  # what cost and square error are tried with
COST = (Stub("cost", "StandInLoss", _cost),)
MSE = (Stub("forward", "MSELoss", _square_error), Stub("backward", "MSELoss", _square_error_slope))
BCE = (Stub("forward", "BCELoss", _cross_entropy), Stub("backward", "BCELoss", _cross_entropy_slope))

LOSS_COST = _loss("Loss", "loss_cost", COST, _cost_predictions, COST_MISTAKES)
MSE_LOSS = _loss("MSELoss", "mse_loss", MSE, _away_from_label, MSE_MISTAKES)
BCE_LOSS = _loss("BCELoss", "bce_loss", BCE, _predictions, BCE_MISTAKES)
