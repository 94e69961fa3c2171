"""The check of the MLP: its layers are of the student's own classes, and write down what they are handed."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from assignment2.module import Module
from assignment2.stand_ins import Net, stand_in_net
from gradcheck.causes import SHRUNK
from gradcheck.compare import agree, as_numbers
from gradcheck.example import STORED, Asked, Cause, Example, call
from gradcheck.gradient_check import numeric_gradient
from gradcheck.side_effects import same

USUAL = ("Linear", "Sigmoid", "Linear", "Tanh", "Linear", "ReLU")
LONG = (
    "Linear",
    "Tanh",
    "ReLU",
    "Linear",
    "Linear",
    "Sigmoid",
    "Linear",
    "LeakyReLU",
    "Tanh",
    "Linear",
    "ReLU",
    "Linear",
)

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
        ("Linear", "Tanh", "ReLU"),
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


def backward(MLP: Any, names: Mapping[str, Any]) -> list[Asked]:
    """Ask ``MLP.backward``: what each layer is handed, and what is returned.

    The layers are of the notebook's own classes by every test, but have a forward and a backward of the check's own.
    """
    known = {name: cls if isinstance(cls := names.get(name), type) else type(name, (Module,), {}) for name in CLASSES}
    walks = [_Walk({**known, "MLP": MLP}, *net) for net in NETS]
    return [
        Asked("gradients", [walk.handed() for walk in walks], CAUSES),
        Asked("dX", [walk.returned() for walk in walks], {**CAUSES, "extra_mean": SHRUNK}),
    ]


CLASSES = ("Linear", "Activation", "Sigmoid", "Tanh", "ReLU", "LeakyReLU")


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


class _Walk:
    """A net, taken forward and backward: with the same upstream again, and with another batch."""

    def __init__(
        self, names: dict[str, Any], where: str, kinds: Sequence[str], factors: Sequence[float], dA: Any
    ) -> None:
        self.where, self.dA = where, np.array(dA, dtype=float)
        rows, m = self.dA.shape
        self.X = np.arange(1.0, 1 + self.dA.size).reshape(rows, m)
        self.matrices = [_matrix(index, factor, rows) for index, factor in enumerate(factors)]
        self.factors = ", ".join(f"{factor:g}" for factor in factors)
        layers = [_layer(kind, matrix, (m, OTHER_SAMPLES)) for kind, matrix in zip(kinds, self.matrices, strict=False)]
        self.net: Net = stand_in_net(names)(layers)
        self.calls: list[tuple[int, Any]] = []
        for index, act in enumerate(self.net.acts):
            act.note = functools.partial(self._note, index)
        self.net.forward(self.X.copy())
        kept = self._kept()
        mine = self.dA.copy()
        self.answer, self.error = call(self.net.backward, mine, written=names["MLP"].backward)
        self.first, self.lost = list(self.calls), self._lost()
        self.changed: tuple[str, ...] = () if same(mine, self.dA) else ("dA",)
        self.changed += tuple(name for name, array, was in kept if not same(array, was))
        again = self._walked(self.dA)
        other = np.resize(self.dA[:, ::-1] * 0.5 + 0.25, (rows, OTHER_SAMPLES))
        turned = -0.5 * self.dA[::-1, ::-1] + 0.1
        call(self.net.forward, -self.X)
        self.later = [
            (self.dA, *again, "called again with the same dA"),
            (turned, *self._walked(turned), "used again with another batch of the same size"),
        ]
        call(self.net.forward, np.resize(-self.X, other.shape))
        self.later += [
            (other, *self._walked(other), "used again with another batch"),
        ]

    def _note(self, index: int, handed: Any) -> None:
        self.calls.append((index, handed))

    def _walked(self, dA: np.ndarray) -> tuple[Any, list[tuple[int, Any]]]:
        self.calls.clear()
        answer, _ = call(self.net.backward, dA.copy())
        return answer, list(self.calls)

    def _kept(self) -> list[tuple[str, np.ndarray, np.ndarray]]:
        """What the layers have stored and their parameters, with what they hold."""
        stored = [(STORED, array) for array in self.net.stored]
        parameters = [
            (name, vars(layer)[name]) for layer in self.net.layers for name in ("W", "b") if name in vars(layer)
        ]
        arrays = [(name, array) for name, array in (*stored, *parameters) if isinstance(array, np.ndarray)]
        return [(name, array, array.copy()) for name, array in arrays]

    def _lost(self) -> tuple[int, ...]:
        """The layers that do not hold the dW and db any more that their own backward has set."""
        return tuple(
            index
            for index, (sets, holds) in enumerate(zip(self.net.sets, self.net.holds, strict=True))
            if not all(agree(holds[name], value) for name, value in sets.items())
        )

    def _slope(self, start: int, dA: np.ndarray) -> np.ndarray:
        """The gradient of Σ dA ∗ output with respect to what goes into layer ``start``: affine, so exact."""

        def total(A: np.ndarray) -> float:
            for matrix in self.matrices[start:]:
                A = matrix @ A + 1
            return float(np.sum(dA * A))

        return numeric_gradient(total, np.zeros(dA.shape), h=1.0)

    def _all_slopes(self, dA: np.ndarray) -> np.ndarray:
        return np.stack([self._slope(index + 1, dA) for index in range(len(self.matrices))])

    def returned(self) -> Example:
        """dX."""
        truth = self._slope(0, self.dA)
        later = tuple((answer, self._slope(0, dA), words) for dA, answer, _, words in self.later)
        return self._example(truth, self.answer, self.error, later, self.changed)

    def handed(self) -> Example:
        """What the layers were handed, one below the other."""
        truth = self._all_slopes(self.dA)
        answer = _handed(self.first, truth, self.lost)
        later = tuple(
            (_handed(calls, right), right, words)
            for dA, _, calls, words in self.later
            for right in (self._all_slopes(dA),)
        )
        error = None if agree(answer, truth) else self.error
        return replace(self._example(truth, answer, error, later, ()), layers=True)

    def _example(
        self, truth: np.ndarray, answer: Any, error: BaseException | None, later: Any, changed: Any
    ) -> Example:
        depth, stopped = len(self.matrices), self.error is not None
        handed = _handed(self.first, self._all_slopes(self.dA)), self._all_slopes(self.dA)
        given = {"calls": self.first, "depth": depth, "stopped": stopped, "lost": self.lost, "handed": handed}
        given["dA"] = self.dA
        order = ", ".join(str(index + 1) for index, _ in self.first) or "none"
        note = f"backward was called on these of the {depth} layers, in this order: {order}"
        if self.dA.size == 1:
            note += f"; the layers multiply by {self.factors}"
        return Example(self.where, truth, "numeric", answer, error, later, changed, given, note, shown=("dA",))


def _handed(calls: Sequence[tuple[int, Any]], truth: np.ndarray, lost: Sequence[int] = ()) -> np.ndarray:
    """What each layer was handed at its last call: 0, which is never right, where nothing or another shape, or where
    what its backward has set is lost."""
    handed = np.zeros(truth.shape)
    for index, dA in calls:
        array = as_numbers(dA)
        handed[index] = array if array is not None and array.shape == truth.shape[1:] else 0.0
    handed[list(lost)] = 0.0
    return handed


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
