"""The exercises ``loss_cost``, ``mse_loss`` and ``bce_loss``: inputs, right answers, and where the mistakes are.

Predictions lie in [0.012, 0.988], where guards of 1e-7 change a value by 1e-5 at most, both labels stand beside small
and large ones, and labels are 0 or 1. The cost is judged with ``stand_ins.StandInLoss``, so that no loss of the
student's matters. A loss's ``backward`` is called by itself, so that its ``forward`` does not matter either, and after
``forward``, as in use, as it may count on what that stores.
"""

from __future__ import annotations

from functools import partial
from typing import NamedTuple

import numpy as np

from autograder.assignments.assignment2.forward import binary_cross_entropy, square_error, stand_in_loss
from autograder.assignments.assignment2.losses_mistakes import BCE_MISTAKES, COST_MISTAKES, MSE_MISTAKES
from autograder.authoring import Stub, exercise, gradient, value
from autograder.authoring import inputs as probes
from autograder.worker.calls import Make, Step

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


def _targets(rng: np.random.Generator, shape: tuple[int, ...]) -> Predictions:
    """Predictions and targets of any size, further than 0.1 from each other."""

    def apart(inputs: Predictions) -> bool:
        return bool((np.abs(inputs.y - inputs.y_hat) > 0.1).all())

    draw = partial(probes.draw, shape, 0.1, 0.9, rng)
    return probes.until(apart, lambda: Predictions(draw(), draw()))


def _reals(rng: np.random.Generator, shape: tuple[int, ...]) -> Predictions:
    """Predictions and targets inside and outside [0, 1], of both signs, further than 0.3 from each other."""

    def one() -> Array:
        return probes.until(lambda pair: abs(pair[0] - pair[1]) > 0.3, lambda: probes.draw((2,), -2.5, 2.5, rng))

    y_hat, y = np.array([one() for _ in range(int(np.prod(shape)))]).T
    return Predictions(y_hat.reshape(shape), y.reshape(shape))


# each with either label in the first place, where code that takes its dtype or branch from the first entry looks
LABELS = tuple(partial(_predictions, first_label=label) for label in (0.0, 1.0))
APART = partial(_away_from_label, first_label=0.0)


def _square_error(inputs: Predictions) -> Array:
    return square_error(*inputs)


def _cross_entropy(inputs: Predictions) -> Array:
    return binary_cross_entropy(*inputs)


def _cost(inputs: Predictions) -> Array:
    return np.asarray(stand_in_loss(*inputs).sum() / inputs.y.shape[1])


def _forward(inputs: Predictions) -> tuple[Step, ...]:
    return (Step("forward", tuple(inputs)),)


# added to predictions and targets, on which the slope of their square error does not depend; with eighths it is exact.
# There the loss is tilted, too: that shows in a difference quotient of the student's own forward, whatever its step
FAR = 2.0**20

LOSS_COST = exercise(
    "loss_cost",
    "Loss",
    {"cost": 1},
    [Stub("cost", tuple, {"cost": value(_cost)})],
    (LABELS[0], _reals),  # what is defined for all real numbers has them in place of labels, every other time
    SHAPES,
    PROBE_SHAPES,
    COST_MISTAKES,
    make=lambda inputs: Make("StandInLoss"),
    stream=lambda kind, method: (kind, "StandInLoss", method),
)

MSE_LOSS = exercise(
    "mse_loss",
    "MSELoss",
    {"forward": 1, "backward": 1},
    [
        Stub("forward", tuple, {"forward": value(_square_error, lambda i: (i.y + i.y_hat) ** 2)}),
        Stub(
            "backward",
            tuple,
            {"backward": gradient(_square_error, "y_hat")},
            after=_forward,
            apart={"backward": lambda i: Predictions(i.y_hat + FAR, i.y + FAR)},
            apart_on=lambda i: Make("TiltedLoss", (i.y_hat,)),
        ),
    ],
    (APART, _reals),
    SHAPES,
    PROBE_SHAPES,
    MSE_MISTAKES,
    further={"targets": (_targets, TARGETS)},
)

BCE_LOSS = exercise(
    "bce_loss",
    "BCELoss",
    {"forward": 1, "backward": 1},
    [
        Stub(
            "forward",
            tuple,
            {"forward": value(_cross_entropy, lambda i: np.abs(np.log(i.y_hat)) + np.abs(np.log(1 - i.y_hat)))},
        ),
        Stub(
            "backward",
            tuple,
            {"backward": gradient(_cross_entropy, "y_hat", reach=lambda i: i.y_hat * (1 - i.y_hat))},
            after=_forward,
        ),
    ],
    LABELS,
    SHAPES,
    PROBE_SHAPES,
    BCE_MISTAKES,
)
