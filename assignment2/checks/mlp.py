"""The check of the MLP: layers of the check's own, which multiply by a number and write down what they are handed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from assignment2.checks.example import Cause, Example, agree, call
from assignment2.checks.verdict import Verdict, judge
from assignment2.gradient_check import numeric_gradient
from assignment2.module import Module

NETS = (  # where, the factors of the layers, dA
    ("with three layers, as on the board", (2, 3, 5), [[1.0]]),
    ("with four layers and three samples", (3, -2, 5, 7), [[1.0, -2, 3], [2, 1, -1]]),
    ("with one layer", (4,), [[1.0, 2], [-3, 1], [2, 2]]),
    ("with two layers", (-3, 2), [[2.0, -1]]),
    ("with six layers", (2, 3, 5, -1, 7, -2), [[1.0, 3], [-2, 1]]),
)


def backward(MLP: Any, Linear: Any, Activation: Any, **_: Any) -> list[Verdict]:
    """Check ``MLP.backward``: what each layer is handed, and what is returned.

    Linear and Activation are the student's where there are such: the layers of the check are of these kinds, so that
    code that asks for the kind of a layer works.
    """
    kinds = [_times(kind if isinstance(kind, type) else Module) for kind in (Linear, Activation)]
    walks = [_Walk(MLP, kinds, where, factors, np.array(dA)) for where, factors, dA in NETS]
    return [
        judge("gradients", [walk.handed() for walk in walks], CAUSES),
        judge("dX", [walk.returned() for walk in walks], CAUSES),
    ]


def _times(kind: type) -> Callable[[int, int, list[Any]], Any]:
    class Times(kind):
        def __init__(self, index: int, factor: int, calls: list[Any]) -> None:
            self.index, self.factor, self.calls = index, factor, calls
            self.W = self.b = self.dW = self.db = self.Z = self.A_prev = np.zeros((1, 1))

        def forward(self, A_prev: np.ndarray) -> np.ndarray:
            return self.factor * A_prev

        def backward(self, dA: Any) -> Any:
            self.calls.append((self.index, np.array(dA, dtype=float)))
            return self.factor * dA

    return Times


class _Walk:
    """A net, taken forward, backward, and backward again."""

    def __init__(self, MLP: Any, kinds: Sequence[Any], where: str, factors: Sequence[int], dA: np.ndarray) -> None:
        self.where, self.dA, self.calls = where, dA, []  # type: tuple[str, np.ndarray, list[Any]]
        self.layers = [kinds[index % 2](index, factor, self.calls) for index, factor in enumerate(factors)]
        net = MLP(self.layers)
        self.X = np.arange(1.0, 1 + dA.size).reshape(dA.shape)
        net.forward(self.X.copy())
        mine = dA.copy()
        self.answer, self.error = call(net.backward, mine)
        self.first = list(self.calls)
        self.changed = () if np.array_equal(mine, dA) else ("dA",)
        self.calls.clear()
        self.again, _ = call(net.backward, dA.copy())

    def _slope(self, start: int) -> np.ndarray:
        """The gradient of Σ dA ∗ output with respect to what goes into layer ``start``: linear, so exact."""

        def total(A: np.ndarray) -> float:
            for layer in self.layers[start:]:
                A = layer.forward(A)
            return float(np.sum(self.dA * A))

        return numeric_gradient(total, self.X, h=1.0)

    def returned(self) -> Example:
        """dX."""
        given = {"calls": self.first, "depth": len(self.layers), "dA": self.dA}
        return Example(self.where, self._slope(0), "numeric", self.answer, self.again, self.error, self.changed, given)

    def handed(self) -> Example:
        """What the layers were handed, one layer below the other; those that were not called have no numbers."""
        truth = np.stack([self._slope(index + 1) for index in range(len(self.layers))])
        given = {"calls": self.first, "depth": len(self.layers), "dA": self.dA}
        answer = _stacked(self.first, truth)
        error = self.error if isinstance(self.error, NotImplementedError) or not agree(answer, truth) else None
        order = ", ".join(str(index + 1) for index, _ in self.first) or "none"
        note = f"backward was called on these of the {len(self.layers)} layers, in this order: {order}"
        return Example(self.where, truth, "numeric", answer, _stacked(self.calls, truth), error, (), given, note)


def _stacked(calls: Sequence[tuple[int, np.ndarray]], truth: np.ndarray) -> np.ndarray:
    """What each layer was handed at its last call: 0, which is never right, where nothing or another shape."""
    handed = np.zeros(truth.shape)
    for index, dA in calls:
        if dA.shape == truth.shape[1:]:
            handed[index] = dA
    return handed


def _order(expected: Callable[[int], Sequence[int]], deepest: int = 2) -> Cause:
    """In every net of at least so many layers they were called in that order."""
    return lambda examples: all(
        [index for index, _ in example.given["calls"]] == list(expected(example.given["depth"]))
        for example in examples
        if example.given["depth"] >= deepest
    )


def _unchained(examples: Sequence[Example]) -> bool:
    """All layers were called, and each was handed the gradient that arrived."""
    return all(
        len(example.given["calls"]) == example.given["depth"]
        and all(agree(dA, example.given["dA"]) for _, dA in example.given["calls"])
        for example in examples
    )


def _one_depth(examples: Sequence[Example]) -> bool:
    """Right for one number of layers, and only for that."""
    right = [example for example in examples if example.error is None and agree(example.numbers, example.truth)]
    return len({example.given["depth"] for example in right}) == 1


CAUSES: Mapping[str, Cause] = {
    "wrong_order": _order(lambda depth: range(depth)),
    "not_chained": _unchained,
    "skips_last_layer": _order(lambda depth: range(depth - 2, -1, -1)),
    "skips_first_layer": _order(lambda depth: range(depth - 1, 0, -1)),
    "stops_early": _order(lambda depth: [depth - 1]),
    "hardcoded_depth": _one_depth,
}
"""Mistakes of the walk, told from the sequence of calls."""
