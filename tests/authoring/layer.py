"""A layer to write an exercise for: its inputs, its forward, its backward as a stub."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from autograder.authoring import Stub, gradient
from autograder.worker.calls import Call, Make, Step


class Inputs(NamedTuple):
    W: np.ndarray
    X: np.ndarray
    V: np.ndarray


def forward(inputs: Inputs) -> np.ndarray:
    return inputs.W @ inputs.X


def made(inputs: Inputs) -> Make:
    return Make("Layer", (2,), {"W": inputs.W})


DX = gradient(forward, "X", upstream=lambda inputs: inputs.V)


DW = gradient(forward, "W", upstream=lambda inputs: inputs.V, inside=lambda inputs: np.full(inputs.W.shape, 7.0))


STUB = Stub(
    "backward",
    lambda inputs: (inputs.V,),
    {"dW": DW, "dX": DX},
    keeps=("dW",),
    before=lambda inputs: (Step("reset"), Step("forward", (inputs.X,))),
    apart={"dW": lambda inputs: inputs._replace(W=inputs.W * 1000)},
)


def inputs(seed: int) -> Inputs:
    rng = np.random.default_rng(seed)
    return Inputs(rng.uniform(1, 2, (2, 3)), rng.uniform(1, 2, (3, 4)), rng.uniform(1, 2, (2, 4)))


NOW, LATER = inputs(1), inputs(2)


def steps(call: Call) -> list[tuple[str, tuple[str, ...]]]:
    return [(step.method, step.watch) for step in call.steps]
