"""The exercise ``mlp_backward``: whether every layer of every net was handed the right gradient, and what came out.

The student's ``MLP`` holds probe layers (``stand_ins.StandInNet``), so that a wrong ``Linear`` of theirs costs nothing
here. A layer that was handed nothing has None in its place of the answer; of several calls the last one counts. One
that does not hold afterwards the dW and db that its own ``backward`` set has the fault there.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from autograder.assignment import PARAMETER_RTOL, Unchanged
from autograder.assignments.assignment2.mlp_mistakes import MISTAKES, NOTED, gradients_answer
from autograder.assignments.assignment2.probe_net import ProbeLayer, ProbeNet, draw_net, truth
from autograder.authoring import Stub, exercise
from autograder.authoring.inputs import ENLARGED, SMALL
from autograder.worker.calls import Make, Step

# the layers' classes, the widths, the samples of each batch: widths and m differ, two outputs or more, several depths;
# the first one is what words about a wrong answer speak of, so it is neither trivial nor large
NETS = (
    ("Linear ReLU Linear", (3, 5, 5, 2), (4, 6)),
    ("Linear", (3, 2), (5,)),
    ("Linear Tanh", (5, 3, 3), (4,)),
    ("Sigmoid Linear Linear LeakyReLU", (4, 4, 5, 3, 3), (7,)),
    ("Linear Tanh", (4, 2, 2), (1, 3)),
    ("Linear ReLU Linear Tanh Linear Sigmoid", (4, 5, 5, 3, 3, 2, 2), (6,)),
    ("Tanh ReLU Linear LeakyReLU Sigmoid", (3, 3, 3, 2, 2, 2), (5,)),
    (
        "Linear ReLU Tanh Linear Sigmoid Linear Tanh Tanh LeakyReLU Linear ReLU Tanh",
        (3, 2, 2, 2, 3, 3, 2, 2, 2, 2, 3, 3, 3),
        (4,),
    ),
)
SMALL_AT = NETS[6]  # the gradient that arrives is small there
# all widths of a net the same, so that a wrong order does not raise
SQUARE_NETS = (
    ("Linear", (4,) * 2, (5,)),
    ("Tanh Linear", (3,) * 3, (5,)),
    ("Linear Linear Linear", (3,) * 4, (4,)),
    ("Linear ReLU Linear Sigmoid", (3,) * 5, (5,)),
    ("Tanh Linear Linear ReLU Linear", (3,) * 6, (2,)),
    ("Linear Tanh Linear Tanh Linear Tanh", (2,) * 7, (3,)),
    (" ".join(["Linear", "Tanh"] * 6), (2,) * 13, (3,)),  # a depth that two nets have is proved
)


def _draw(rng: np.random.Generator, net: tuple[str, tuple[int, ...], tuple[int, ...]]) -> ProbeNet:
    """A net, and with it the same one for a second batch, or with another dA."""
    kinds, widths, batches = net
    first, *rest = [draw_net(rng, kinds.split(), widths, m) for m in batches]
    first = replace(first, dA=first.dA * (SMALL if net == SMALL_AT else 1.0))
    later = rest[0] if rest else replace(first, dA=-0.5 * first.dA[:, ::-1])
    return replace(first, layers=tuple(_with_parameters(layer, rng) for layer in first.layers), later=later)


def _with_parameters(layer: ProbeLayer, rng: np.random.Generator) -> ProbeLayer:
    """The layer with what the notebook's class has: W, b and their gradients are any numbers."""
    if layer.kind != "Linear":
        return replace(layer, holds={"alpha": 0.1} if layer.kind == "LeakyReLU" else {})
    n_out, n_in, _ = layer.J.shape
    W, b = rng.normal(size=(n_out, n_in)), rng.normal(size=(n_out, 1))
    sets = {"dW": 9 * rng.normal(size=W.shape), "db": 9 * rng.normal(size=b.shape)}
    return replace(layer, holds={"W": W, "b": b, "dW": None, "db": None}, sets=sets)


def _make(net: ProbeNet) -> Make:
    """The net as ``StandInNet`` takes it, for both batches."""
    later = net.later if net.later is not None and net.later.X.shape != net.X.shape else None
    layers = [
        [
            layer.kind,
            [[each.layers[index].J, each.layers[index].C] for each in (net, later) if each is not None],
            [[name, value] for name, value in layer.holds.items()],
            [[name, value] for name, value in layer.sets.items()],
        ]
        for index, layer in enumerate(net.layers)
    ]
    return Make("StandInNet", (layers,))


def _stays(net: ProbeNet) -> Mapping[str, Unchanged]:
    """What the layers have stored, and their parameters."""
    stored = {f"stored.{index}": Unchanged(A) for index, A in enumerate(net.outputs[:-1])}
    parameters = {
        f"layers.{index}.{name}": Unchanged(value, "updates_parameters", PARAMETER_RTOL)
        for index, layer in enumerate(net.layers)
        for name, value in layer.holds.items()
        if isinstance(value, np.ndarray)
    }
    return {**stored, **parameters}


def _far(net: ProbeNet) -> ProbeNet:
    """The gradients of affine layers depend neither on X nor on what the layers add."""
    later = None if net.later is None else _far(net.later)
    layers = tuple(replace(layer, C=layer.C * ENLARGED) for layer in net.layers)
    return replace(net, X=net.X * ENLARGED, layers=layers, later=later)


MLP_BACKWARD = exercise(
    "mlp_backward",
    "MLP",
    {"gradients": 3, "dX": 1},
    [
        Stub(
            "backward",
            lambda net: (net.dA,),
            {"gradients": lambda net: truth(net)[0], "dX": lambda net: truth(net)[1]},
            reads={"gradients": gradients_answer},
            notes=NOTED,
            stays=_stays,
            before=lambda net: (Step("forward", (net.X,)),),
            apart={"gradients": _far, "dX": _far},
        )
    ],
    _draw,
    NETS,
    SQUARE_NETS,
    MISTAKES,
    make=_make,
    later=lambda net: net.later,
    stream=lambda kind, method: ("mlp_backward", kind),
)
