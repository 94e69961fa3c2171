"""The exercises ``loss_cost``, ``mse_loss`` and ``bce_loss``: inputs, right answers, and where the mistakes are.

Predictions lie in [0.01, 0.99], where guards of 1e-7 change a value by 1e-5 at most, both labels stand beside small and
large ones, and labels are 0 or 1. The cost is judged with ``stand_ins.StandInLoss``, so that no loss of the student's
matters; a loss's ``backward`` is called by itself, so that its ``forward`` does not matter either.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import NamedTuple

import numpy as np

from autograder.assignment import Check, Exercise, Expected, Mistake, Trial
from autograder.assignments.assignment2 import probes
from autograder.assignments.assignment2.forward import binary_cross_entropy, square_error, stand_in_loss
from autograder.assignments.assignment2.losses_mistakes import BCE_MISTAKES, COST_MISTAKES, MSE_MISTAKES
from autograder.judge.numeric import derivative
from autograder.worker.calls import Call, Make, Reply, Step

Array = np.ndarray


class Predictions(NamedTuple):
    """What a loss is a function of: both ``(n, m)``."""

    y_hat: Array
    y: Array


# n outputs differ from m samples; one sample; one output. The second is the shape of a later call on the same object.
SHAPES = (((3, 5), (3, 4)), ((1, 6), (2, 3)), ((4, 1), (4, 1)), ((5, 2), (1, 7)))
# square, where a matrix product raises nothing; and (1, 1), where it is the right thing
PROBE_SHAPES = (((4, 4), (4, 4)), ((2, 2), (2, 2)), ((1, 1), (1, 1)), ((2, 9), (2, 9)))

# real numbers in place of labels, which tell y from y²: not for cross-entropy, where code may ask for 1 or 0
TARGETS = (((3, 4), (3, 4)), ((2, 5), (2, 5)))

LOGIT = float(np.log(0.99 / 0.01))
CORNERS = Predictions(np.array([0.01, 0.99, 0.01, 0.99]), np.array([1.0, 0.0, 0.0, 1.0]))


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
    """Predictions at least 0.06 from their labels: (y − ŷ)² multiplied out keeps its digits in float32."""
    y_hat, y = _predictions(rng, shape, first_label)
    near_one, near_zero = np.minimum(y_hat, 0.92 + 0.02 * y_hat), np.maximum(y_hat, 0.06 + 0.02 * y_hat)
    return Predictions(np.where(y == 1, near_one, near_zero), y)


def _targets(rng: np.random.Generator, shape: tuple[int, ...], first_label: float) -> Predictions:
    """Predictions and targets of any size, further than 0.1 from each other."""

    def apart(inputs: Predictions) -> bool:
        return bool((np.abs(inputs.y - inputs.y_hat) > 0.1).all())

    draw = partial(probes.draw, shape, 0.1, 0.9, rng)
    return probes.until(apart, lambda: Predictions(draw(), draw()))


def _cost(y_hat: Array, y: Array) -> Expected:
    L = stand_in_loss(y_hat, y)
    J = np.array(L.sum() / L.shape[1])
    return Expected(J, np.abs(J))


def _square_error(y_hat: Array, y: Array) -> Expected:
    L = square_error(y_hat, y)
    return Expected(L, np.abs(L), (y + y_hat) ** 2)


def _square_error_slope(y_hat: Array, y: Array) -> Expected:
    gradient = derivative(partial(square_error, y=y), y_hat)
    return Expected(gradient, np.abs(gradient), 2 * (y + y_hat))


def _cross_entropy(y_hat: Array, y: Array) -> Expected:
    L = binary_cross_entropy(y_hat, y)
    return Expected(L, np.abs(L), np.abs(np.log(y_hat)) + np.abs(np.log(1 - y_hat)))


def _cross_entropy_slope(y_hat: Array, y: Array) -> Expected:
    gradient = derivative(partial(binary_cross_entropy, y=y), y_hat)
    return Expected(gradient, np.abs(gradient))


Truth = Callable[[Array, Array], Expected]
Draw = Callable[[np.random.Generator, tuple[int, ...], float], Predictions]
Shapes = tuple[tuple[tuple[int, ...], tuple[int, ...]], ...]


def _trials(
    seed: int, shapes: Shapes, kind: str, cls: str, draw: Draw, truths: Mapping[str, tuple[str, Truth]]
) -> dict[str, tuple[Trial, ...]]:
    """For each stub, its method called three times on one object: twice with the same inputs, then with others."""
    trials = {}
    for method, (check, truth) in truths.items():
        rng = probes.rng(seed, kind, cls, method)
        trials[method] = tuple(
            _trial(cls, method, check, truth, draw(rng, shape, i % 2), draw(rng, later, i % 2))
            for i, (shape, later) in enumerate(shapes)
        )
    return trials


def _trial(cls: str, method: str, check: str, truth: Truth, now: Predictions, later: Predictions) -> Trial:
    steps = tuple(Step(method, tuple(inputs)) for inputs in (now, now, later))
    return Trial(
        Call(Make(cls), steps),
        inputs=now,
        expected={check: truth(*now)},
        again=1,
        later=2,
        expected_later={check: truth(*later)},
    )


def _returned(reply: Reply) -> object:
    return reply.value


def _losses(
    id: str,
    cls: str,
    stand_in: str,
    draw: Draw,
    truths: Mapping[str, tuple[str, Truth]],
    mistakes: tuple[Mistake, ...],
    more: Callable[[int], dict[str, tuple[Trial, ...]]] | None = None,
) -> Exercise:
    """An exercise whose stubs have a check each; ``more`` are probes beside those of ``PROBE_SHAPES``."""

    def _probes(seed: int) -> dict[str, tuple[Trial, ...]]:
        drawn = _trials(seed, PROBE_SHAPES, "probes", stand_in, draw, truths)
        return drawn if more is None else {method: (*trials, *more(seed)[method]) for method, trials in drawn.items()}

    return Exercise(
        id=id,
        defines=(cls,),
        checks=tuple(Check(check, 1.0, method, _returned) for method, (check, _) in truths.items()),
        trials=lambda seed: _trials(seed, SHAPES, "trials", stand_in, draw, truths),
        probes=_probes,
        mistakes=mistakes,
    )


MSE_TRUTHS = {"forward": ("forward", _square_error), "backward": ("backward", _square_error_slope)}
BCE_TRUTHS = {"forward": ("forward", _cross_entropy), "backward": ("backward", _cross_entropy_slope)}

LOSS_COST = _losses("loss_cost", "Loss", "StandInLoss", _predictions, {"cost": ("cost", _cost)}, COST_MISTAKES)
MSE_LOSS = _losses(
    "mse_loss",
    "MSELoss",
    "MSELoss",
    _away_from_label,
    MSE_TRUTHS,
    MSE_MISTAKES,
    more=lambda seed: _trials(seed, TARGETS, "targets", "MSELoss", _targets, MSE_TRUTHS),
)
BCE_LOSS = _losses("bce_loss", "BCELoss", "BCELoss", _predictions, BCE_TRUTHS, BCE_MISTAKES)
