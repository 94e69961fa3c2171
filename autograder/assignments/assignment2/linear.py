"""The exercise ``linear_backward``: a forward pass, shapes, and what is expected.

m − 1, m, n_in and n_out all differ, so that no wrong count or transpose is right by chance; there are trials of one
sample and of one output. The upstream gradient has both signs and is never near zero, b is not zero.
"""

from __future__ import annotations

from itertools import cycle
from typing import NamedTuple

import numpy as np

from autograder.assignments.assignment2.linear_mistakes import MISTAKES
from autograder.authoring import Stub, exercise, gradient
from autograder.authoring.inputs import ENLARGED, SMALL, signed, upstream
from autograder.worker.calls import Make, Step

Array = np.ndarray


class LinearInputs(NamedTuple):
    """W ``(n_out, n_in)``, b ``(n_out, 1)``, A_prev ``(n_in, m)`` and the upstream gradient dZ ``(n_out, m)``."""

    W: Array
    b: Array
    A_prev: Array
    dZ: Array


# n_in, n_out, m; one pair of layers has the same shape, so that nothing can be kept from one to the other
SHAPES = ((3, 5, 7), (4, 2, 5), (4, 3, 1), (3, 1, 6), (2, 6, 4), (3, 5, 4))
# where a wrong product raises nothing, and more counts to divide by
PROBE_SHAPES = ((4, 4, 4), (3, 3, 3), (3, 3, 5), (5, 3, 5), (4, 2, 4), (2, 5, 5), (3, 4, 4), (5, 2, 9), (3, 7, 2))
SMALL_AT = SHAPES[-1]  # the gradient that arrives is small there: code that rounds or cuts off gives another answer
LATER_M = (3, 5, 1, 2, 4)  # samples of the second batch that one object is given: another number, or the same


def forward(inputs: LinearInputs) -> Array:
    """Z = W A_prev + b, ``(n_out, m)``; holds for complex arguments."""
    return inputs.W @ inputs.A_prev + inputs.b


def _mean(inputs: LinearInputs) -> Array:
    """What arrives at parameters: the mean over the samples is taken there."""
    return inputs.dZ / inputs.dZ.shape[1]


def _draw(rng: np.random.Generator, shape: tuple[int, ...]) -> LinearInputs:
    n_in, n_out, m = shape
    return LinearInputs(
        W=signed((n_out, n_in), 0.2, 3.0, rng),
        b=signed((n_out, 1), 0.3, 1.5, rng),
        A_prev=signed((n_in, m), 0.2, 4.0, rng),
        dZ=upstream((n_out, m), rng) * (SMALL if shape == SMALL_AT else 1.0),
    )


def _make(inputs: LinearInputs, cls: str = "Linear") -> Make:
    n_out, n_in = inputs.W.shape
    return Make(cls, (n_in, n_out), {"W": inputs.W, "b": inputs.b})


def _other_parameters(inputs: LinearInputs) -> LinearInputs:
    return inputs._replace(W=inputs.W * ENLARGED, b=inputs.b * ENLARGED)


BACKWARD = Stub(
    "backward",
    lambda i: (i.dZ,),
    {
        "dW": gradient(forward, "W", _mean),
        "db": gradient(forward, "b", _mean),
        "dA_prev": gradient(forward, "A_prev", lambda i: i.dZ),
    },
    keeps=("dW", "db"),
    before=lambda i: (Step("forward", (i.A_prev,)),),
    apart={
        "dW": _other_parameters,
        "db": _other_parameters,
        "dA_prev": lambda i: i._replace(A_prev=i.A_prev * ENLARGED, b=i.b * ENLARGED),
    },
)

LINEAR = exercise(
    "linear_backward",
    "Linear",
    {"dW": 2, "db": 1, "dA_prev": 2},
    [BACKWARD],
    _draw,
    shapes=[(shape, (*shape[:2], m)) for shape, m in zip(SHAPES, cycle(LATER_M), strict=False)],
    probe_shapes=[(shape, (*shape[:2], 3)) for shape in PROBE_SHAPES],
    mistakes=MISTAKES,
    make=_make,
    in_place=lambda inputs: _make(inputs, "StandInLinear"),
    stream=lambda kind, method: ("linear", kind),
)
