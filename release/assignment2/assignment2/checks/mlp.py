"""The check of the MLP: its layers are of the student's own classes, and write down what they are handed."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from assignment2.module import Module
from assignment2.stand_ins import Net
from gradcheck.causes import SHRUNK
from gradcheck.compare import agree, as_numbers
from gradcheck.example import Arrays, Asked, Cause, Example, Later, Way, empty, worked
from gradcheck.gradient_check import numeric_gradient

USUAL = ("Linear", "Sigmoid", "Linear", "Tanh", "Linear", "ReLU")
LONG = ("Linear", "Tanh", "ReLU", "Linear", *USUAL[:2], "Linear", "LeakyReLU", "Tanh", "Linear", "ReLU", "Linear")

NETS: tuple[tuple[str, Sequence[str], Sequence[float], Any], ...] = (  # the layers and their factors, dA
    ("with three layers, as on the board", USUAL, (2, 3, 5), [[1]]),
    ("with three layers and two samples", USUAL, (2, -1, 3), [[1, -2], [2, 1], [-1, 3]]),
    ("with one layer and two samples", USUAL, (4,), [[1, 2], [-3, 1], [2, -2]]),
    ("with two layers and one sample", USUAL, (-3, 2), [[2], [-1], [1]]),
    ("with two layers and three samples", USUAL, (3, -2), [[1, -1, 2], [2, 3, -1], [1, 2, -2]]),
    ("with four layers and one sample", USUAL, (1, 2, -2, 3), [[1], [2], [-1]]),
    ("with four layers and three samples", USUAL, (2, -1, 1, 3), [[1, -2, 3], [2, 1, -1], [-1, 2, 1]]),
    ("with five layers and two samples", USUAL, (2, 1, -2, 3, -1), [[1, 3], [-2, 1], [2, -1]]),
    ("with six layers and one sample", USUAL, (2, 1, -1, 3, 1, -2), [[1], [-2], [3]]),
    (
        "with two activations in a row",
        ["Linear", *USUAL[3::2]],
        (0.7, -1.3, 0.4),
        [[0.6, -1.7], [2.3, 0.9], [-0.4, 5.5]],
    ),
    (
        "with twelve layers",
        LONG,
        (1, -0.5, 1, 2, -1, 0.5, 1, -1, 0.7, 1, -0.5, 1),
        [[1.5, -0.3], [-2.2, 0.8], [0.6, 3.1]],
    ),
)
OTHER_SAMPLES = 4  # of the batch that the same net sees next
CLASSES = ("Linear", "Activation", "Sigmoid", "Tanh", "ReLU", "LeakyReLU")


def backward(MLP: Any, names: Mapping[str, Any]) -> list[Asked]:
    """Ask ``MLP.backward``: what each layer is handed, and what is returned.

    The layers are of the notebook's own classes by every test, but have a forward and a backward of the check's own.
    """
    known = {name: cls if isinstance(cls := names.get(name), type) else type(name, (Module,), {}) for name in CLASSES}
    walking = type("Walking", (Walking,), {"namespace": {**known, "MLP": MLP}})
    examples = [_answered(walking, *net) for net in NETS]
    causes = {"gradients": CAUSES, "dX": {**CAUSES, "extra_mean": SHRUNK}}
    return [Asked(name, [one[name] for one in examples], causes[name]) for name in causes]


@dataclass
class Walk:
    """One walk: the layers that were called, each with what it was handed; whether it stopped; the layers that do not
    hold the dW and db any more that their own backward has set."""

    calls: list[tuple[int, Any]] = field(default_factory=list)
    stopped: bool = True
    lost: tuple[int, ...] = ()


class Walking(Net):
    """The stand-in net, writing down every walk."""

    def __init__(self, layers: list[Any]) -> None:
        super().__init__(layers)
        self.walks: list[Walk] = []
        for index, act in enumerate(self.acts):
            act.note = functools.partial(self._note, index)

    def _note(self, index: int, handed: Any) -> None:
        self.walks[-1].calls.append((index, handed))

    def forward(self, X: Any) -> Any:
        """The net's ``forward``; ``kept`` is what its layers then hold."""
        answer = super().forward(X)
        self.kept = self.stored
        return answer

    def backward(self, dA: Any) -> Any:
        """The net's ``backward``. Raises NotImplementedError where that has no body."""
        walk = Walk()
        self.walks.append(walk)
        try:
            answer = super().backward(dA)
            walk.stopped = False
        finally:
            pairs = enumerate(zip(self.sets, self.holds, strict=True))
            walk.lost = tuple(i for i, (sets, holds) in pairs if not all(agree(holds[n], sets[n]) for n in sets))
        if answer is None and empty(self.namespace["MLP"].backward):
            raise NotImplementedError
        return answer

    @property
    def parameters(self) -> np.ndarray:
        """W and b of all layers in a row."""
        arrays = [np.ravel(vars(layer)[name]) for layer in self.layers for name in ("W", "b") if name in vars(layer)]
        return np.concatenate(arrays)

    @property
    def gradients(self) -> np.ndarray:
        """What each layer was handed in the last walk: 0, which is never right, where nothing or another shape, where
        it was more than once, or where what its backward has set is lost."""
        walk, rows = self.walks[-1], self.acts[0].n_in
        handed = np.zeros((len(self.acts), rows, self.acts[0].m))
        order = [index for index, _ in walk.calls]
        for index, dA in walk.calls:
            array = as_numbers(dA)
            if array is not None and array.shape == handed[index].shape and order.count(index) == 1:
                handed[index] = array
        handed[list(walk.lost)] = 0.0
        return handed


def _matrix(index: int, factor: float, rows: int) -> np.ndarray:
    """What a layer does to a column: each row times a number of its own, then all rows one down."""
    return np.roll(np.diag(factor * (1.0 + (np.arange(rows) + index) % rows)), 1, axis=0)


def _layer(kind: str, matrix: np.ndarray, samples: Sequence[int]) -> list[Any]:
    """A layer as the stand-in net takes it, for batches of these sizes; W, b, dW and db are any numbers."""
    rows = len(matrix)
    maps = [[np.repeat(matrix[:, :, None], m, axis=2), np.ones((rows, m))] for m in samples]
    attributes: list[list[Any]] = [["alpha", 0.1]] if kind == "LeakyReLU" else []
    gradients: list[list[Any]] = []
    if kind == "Linear":
        attributes = [["W", matrix + 1], ["b", np.full((rows, 1), 2.0)], ["dW", None], ["db", None]]
        gradients = [["dW", 30 * matrix + 0.1707], ["db", np.full((rows, 1), 50.5)]]
    return [kind, maps, attributes, gradients]


def _answered(
    walking: Any, where: str, kinds: Sequence[str], factors: Sequence[float], upstream: Any
) -> dict[str, Example]:
    """A net, taken forward and backward: with the same upstream again, and with other batches."""
    dA = np.array(upstream, dtype=float)
    rows, m = dA.shape
    matrices = [_matrix(index, factor, rows) for index, factor in enumerate(factors)]
    layers = [_layer(kind, matrix, (m, OTHER_SAMPLES)) for kind, matrix in zip(kinds, matrices, strict=False)]
    nets: list[Walking] = []

    def make(at: Arrays) -> Walking:
        nets.append(walking(layers))
        return nets[-1]

    X = np.arange(1.0, 1 + dA.size).reshape(rows, m)
    given = {"X": X, "dA": dA, "parameters": walking(layers).parameters}
    turned = {"X": -X, "dA": -0.0137 * dA[::-1, ::-1] + 0.0031}
    other = {
        name: np.resize(array, (rows, OTHER_SAMPLES)) for name, array in (("X", -X), ("dA", dA[:, ::-1] * 0.5 + 0.25))
    }
    later = (
        Later(given, _slopes(matrices, dA), "called again with the same dA"),
        Later(turned, _slopes(matrices, turned["dA"]), "used again with another batch of the same size", _forward),
        Later(other, _slopes(matrices, other["dA"]), "used again with another batch", _forward),
    )
    way = Way(make, "backward", ("dA",), "dX", _forward, sets=("gradients",), parameters=("parameters",))
    found = worked(way, given, _slopes(matrices, dA), later, where=where, shown=("dA",))
    return {name: _told(example, nets[0].walks[0], found, factors) for name, example in found.items()}


def _told(example: Example, walk: Walk, found: Mapping[str, Example], factors: Sequence[float]) -> Example:
    """The example with what causes look at, and what a student is told: the sequence of calls."""
    dA, depth, handed = example.given["dA"], len(factors), found["gradients"]
    given = {"calls": walk.calls, "depth": depth, "stopped": walk.stopped, "lost": walk.lost, "dA": dA}
    given["handed"] = handed.answer, handed.truth
    note = f"backward was called on these of the {depth} layers, in this order: "
    note += ", ".join(str(index + 1) for index, _ in walk.calls) or "none"
    if dA.size == 1:
        note += f"; the layers multiply by {', '.join(f'{factor:g}' for factor in factors)}"
    example = replace(example, given=given, note=note, tells=_where)
    if example.returned:
        return example
    return replace(example, layers=True, error=None if example.right else found["dX"].error)


def _where(example: Example) -> str:
    """Which layers the walk has reached, and what the first layer is that was handed something wrong."""
    given = example.given
    if given["lost"]:
        layers = ", ".join(str(index + 1) for index in given["lost"])
        return f"when the walk has ended, these layers do not hold the dW or db that their backward has set: {layers}"
    (handed, right), depth = given["handed"], given["depth"]
    order = [index + 1 for index, _ in given["calls"]]
    if order != list(range(depth, 0, -1)):
        return f"of the {depth} layers the walk reaches {', '.join(map(str, order)) or 'none'}"
    bad = [index for index in range(depth) if not agree(handed[index], right[index])]
    if not bad:
        return "every layer is handed the right gradient: look at what is returned"
    return f"the first wrong one on the way back is what layer {bad[-1] + 1} of {depth} is handed"


def _forward(net: Any, at: Arrays) -> None:
    net.forward(at["X"].copy())


def _slopes(matrices: Sequence[np.ndarray], dA: np.ndarray) -> dict[str, np.ndarray]:
    """The gradients of Σ dA ∗ output with respect to what comes out of each layer and goes into the first one: it is
    affine, so that a step of 1 is exact."""

    def slope(start: int) -> np.ndarray:
        def total(A: np.ndarray) -> float:
            for matrix in matrices[start:]:
                A = matrix @ A + 1
            return float(np.sum(dA * A))

        return numeric_gradient(total, np.zeros(dA.shape), h=1.0)

    dX, *handed = (slope(start) for start in range(len(matrices) + 1))
    return {"gradients": np.stack(handed), "dX": dX}


def _order(expected: Callable[[int], Sequence[int]]) -> Cause:
    """In every net of more than one layer they were called in that order, and nothing stopped."""
    return lambda examples: all(
        [index for index, _ in example.given["calls"]] == list(expected(example.given["depth"]))
        and not example.given["stopped"]
        for example in examples
        if example.given["depth"] > 1
    )


def _unchained(examples: Sequence[Example]) -> bool:
    """All layers were called, and each was handed the gradient that arrived."""
    return all(
        len(example.given["calls"]) == example.given["depth"]
        and all(agree(dA, example.given["dA"]) for _, dA in example.given["calls"])
        for example in examples
    )


def _one_depth(examples: Sequence[Example]) -> bool:
    """Right for one number of layers above 1, whatever the number of samples; for others not all layers are called."""
    deep = [example for example in examples if example.given["depth"] > 1]
    right = {example.given["depth"] for example in deep if example.right}
    others = [example.given for example in deep if example.given["depth"] not in right]
    walks = [{index for index, _ in given["calls"]} for given in others]
    complete = any(len(walk) == given["depth"] for walk, given in zip(walks, others, strict=True))
    return len(right) == 1 and not complete and all(one.right for one in deep if one.given["depth"] in right)


_forwards = _order(range)

CAUSES: Mapping[str, Cause] = {
    "wrong_order": lambda examples: _forwards(examples) and not _unchained(examples),
    "not_chained": _unchained,
    "skips_last_layer": _order(lambda depth: range(depth - 2, -1, -1)),
    "skips_first_layer": _order(lambda depth: range(depth - 1, 0, -1)),
    "stops_early": _order(lambda depth: [depth - 1]),
    "hardcoded_depth": _one_depth,
}
"""Mistakes of the walk, told from the sequence of calls."""
