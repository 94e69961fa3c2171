"""The exercise ``mlp_backward``: whether every layer of every net was handed the right gradient, and what came out.

The student's ``MLP`` holds probe layers (``stand_ins.StandInNet``), so that a wrong ``Linear`` of theirs costs nothing
here. A layer that was handed nothing has None in its place of the answer; of several calls the last one counts. One
that does not hold afterwards the dW and db that its own ``backward`` set has the fault there.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from autograder.assignment import PARAMETER_RTOL, Check, Exercise, Trial, Unchanged
from autograder.assignments.assignment2.mlp_mistakes import GRADED, MISTAKES, NOTED, gradients_answer
from autograder.assignments.assignment2.probe_net import ProbeNet, draw_net, truth
from autograder.authoring.inputs import ENLARGED, rng
from autograder.worker.calls import Call, Make, Step

# the layers' classes, the widths, the samples of each batch: widths and m differ, two outputs or more, several depths;
# the first one is what words about a wrong answer speak of, so it is neither trivial nor large
NETS = (
    (("Linear", "ReLU", "Linear"), (3, 5, 5, 2), (4, 6)),
    (("Linear",), (3, 2), (5,)),
    (("Linear", "Tanh"), (5, 3, 3), (4,)),
    (("Sigmoid", "Linear", "Linear", "LeakyReLU"), (4, 4, 5, 3, 3), (7,)),
    (("Linear", "Tanh"), (4, 2, 2), (1, 3)),
    (("Linear", "ReLU", "Linear", "Tanh", "Linear", "Sigmoid"), (4, 5, 5, 3, 3, 2, 2), (6,)),
    (("Tanh", "ReLU", "Linear", "LeakyReLU", "Sigmoid"), (3, 3, 3, 2, 2, 2), (5,)),
    (
        (
            "Linear",
            "ReLU",
            "Tanh",
            "Linear",
            "Sigmoid",
            "Linear",
            "Tanh",
            "Tanh",
            "LeakyReLU",
            "Linear",
            "ReLU",
            "Tanh",
        ),
        (3, 2, 2, 2, 3, 3, 2, 2, 2, 2, 3, 3, 3),
        (4,),
    ),
)
# all widths of a net the same, so that a wrong order does not raise
SQUARE_NETS = (
    (("Linear",), (4,) * 2, (5,)),
    (("Tanh", "Linear"), (3,) * 3, (5,)),
    (("Linear", "Linear", "Linear"), (3,) * 4, (4,)),
    (("Linear", "ReLU", "Linear", "Sigmoid"), (3,) * 5, (5,)),
    (("Tanh", "Linear", "Linear", "ReLU", "Linear"), (3,) * 6, (2,)),
    (("Linear", "Tanh", "Linear", "Tanh", "Linear", "Tanh"), (2,) * 7, (3,)),
)


def _trials(seed: int) -> dict[str, tuple[Trial, ...]]:
    generator = rng(seed, "mlp_backward", "trials")
    return {"backward": tuple(_trial(kinds, widths, batches, generator) for kinds, widths, batches in NETS)}


def _probes(seed: int) -> dict[str, tuple[Trial, ...]]:
    generator = rng(seed, "mlp_backward", "probes")
    return {"backward": tuple(_trial(kinds, widths, batches, generator) for kinds, widths, batches in SQUARE_NETS)}


def _trial(kinds: Sequence[str], widths: Sequence[int], batches: Sequence[int], rng: np.random.Generator) -> Trial:
    """Forward, backward, backward again; then forward and backward of a second batch, or with another dA."""
    nets = [draw_net(rng, kinds, widths, m) for m in batches]
    layers = [_layer(index, nets, rng) for index in range(len(kinds))]
    unchanged = {f"stored.{index}": Unchanged(A) for index, A in enumerate(nets[0].outputs[:-1])}
    for index, (_, _, attributes, _) in enumerate(layers):
        for name, value in attributes:
            if isinstance(value, np.ndarray):
                unchanged[f"layers.{index}.{name}"] = Unchanged(value, "updates_parameters", PARAMETER_RTOL)
    first, second = nets[0], nets[1] if len(nets) > 1 else replace(nets[0], dA=-0.5 * nets[0].dA[:, ::-1])
    backward = [Step("backward", (net.dA,), (*NOTED, *unchanged)) for net in (first, second)]
    steps = (Step("forward", (first.X,)), backward[0], backward[0], Step("forward", (second.X,)), backward[1])
    expected = [dict(zip(("gradients", "dX"), truth(net), strict=True)) for net in (first, second)]
    return Trial(
        Call(Make("StandInNet", (layers,)), steps),
        inputs=nets[0],
        expected=expected[0],
        graded=GRADED,
        again=2,
        later=4,
        expected_later=expected[1],
        unchanged=unchanged,
        elsewhere=dict.fromkeys(expected[0], _elsewhere(layers, nets[0])),
    )


def _elsewhere(layers: Sequence[Any], net: ProbeNet) -> Call:
    """The gradients of affine layers depend neither on X nor on what the layers add."""
    far = [[kind, [[J, C * ENLARGED] for J, C in batches], *rest] for kind, batches, *rest in layers]
    steps = Step("forward", (net.X * ENLARGED,)), Step("backward", (net.dA,), NOTED)
    return Call(Make("StandInNet", (far,)), steps)


def _layer(index: int, nets: Sequence[ProbeNet], rng: np.random.Generator) -> list[Any]:
    """One layer of all the nets as ``StandInNet`` takes it; W and b are any numbers."""
    layers = [net.layers[index] for net in nets]
    n_out, n_in, _ = layers[0].J.shape
    gradients: list[list[Any]] = []
    attributes: list[list[Any]] = [["alpha", 0.1]] if layers[0].kind == "LeakyReLU" else []
    if layers[0].kind == "Linear":
        W, b = rng.normal(size=(n_out, n_in)), rng.normal(size=(n_out, 1))
        attributes = [["W", W], ["b", b], ["dW", None], ["db", None]]
        gradients = [["dW", 9 * rng.normal(size=W.shape)], ["db", 9 * rng.normal(size=b.shape)]]
    return [layers[0].kind, [[layer.J, layer.C] for layer in layers], attributes, gradients]


MLP_BACKWARD = Exercise(
    id="mlp_backward",
    defines=("MLP",),
    checks=(
        Check("gradients", 3.0, "backward", gradients_answer, returned=False),
        Check("dX", 1.0, "backward", lambda reply: reply.value),
    ),
    trials=_trials,
    probes=_probes,
    mistakes=MISTAKES,
)
