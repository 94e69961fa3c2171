"""The check of the MLP: layers of the check's own, which write down what they are handed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from assignment2.checks.causes import any_of, each
from assignment2.checks.example import Cause, Example, agree, call, same
from assignment2.checks.verdict import Verdict, judge
from assignment2.gradient_check import numeric_gradient
from assignment2.module import Module

NETS: tuple[tuple[str, tuple[int, ...], Any], ...] = (  # the factors of the layers, dA
    ("with three layers, as on the board", (2, 3, 5), [[1]]),
    ("with three layers and two samples", (2, -1, 3), [[1, -2], [2, 1], [-1, 3]]),
    ("with one layer and two samples", (4,), [[1, 2], [-3, 1], [2, -2]]),
    ("with two layers and one sample", (-3, 2), [[2], [-1], [1]]),
    ("with two layers and three samples", (3, -2), [[1, -1, 2], [2, 3, -1], [1, 2, -2]]),
    ("with four layers and one sample", (1, 2, -2, 3), [[1], [2], [-1]]),
    ("with four layers and three samples", (2, -1, 1, 3), [[1, -2, 3], [2, 1, -1], [-1, 2, 1]]),
    ("with five layers and two samples", (2, 1, -2, 3, -1), [[1, 3], [-2, 1], [2, -1]]),
    ("with six layers and one sample", (2, 1, -1, 3, 1, -2), [[1], [-2], [3]]),
)
PARAMETERS = {"W": np.full((2, 2), 1.0), "b": np.full((2, 1), 2.0)}
KINDS = ("Linear", "Sigmoid", "Linear", "Tanh", "Linear", "ReLU")


def backward(MLP: Any, names: Mapping[str, Any]) -> list[Verdict]:
    """Check ``MLP.backward``: what each layer is handed, and what is returned.

    Where the notebook has them, the layers are kinds of its own ``Linear`` and activations, and are called like these,
    so that code that asks for the kind of a layer works.
    """
    kinds = [_kind(name, names.get(name)) for name in KINDS]
    walks = [_Walk(MLP, kinds, where, factors, np.array(dA, dtype=float)) for where, factors, dA in NETS]
    return [
        judge("gradients", [walk.handed() for walk in walks], CAUSES),
        judge("dX", [walk.returned() for walk in walks], {**CAUSES, "extra_mean": _shrunk}),
    ]


def _kind(name: str, of: Any) -> Any:
    """A layer that multiplies each row by a number of its own and moves the rows down by one, the last to the top."""

    class Rows(of if isinstance(of, type) else Module):  # type: ignore[misc]
        def __init__(self, index: int, factor: int, calls: list[Any]) -> None:
            self.index, self.factor, self.calls = index, factor, calls

        def forward(self, A_prev: Any) -> Any:
            self.Z = self.A_prev = A_prev
            return np.roll(self._times(len(A_prev)) * A_prev, 1, axis=0)

        def backward(self, dA: Any) -> Any:
            self.calls.append((self.index, np.array(dA, dtype=float)))
            return self._times(len(dA)) * np.roll(dA, -1, axis=0)

        def _times(self, rows: int) -> np.ndarray:
            return self.factor * (1 + (np.arange(rows).reshape(-1, 1) + self.index) % rows)

    class WithParameters(Rows):
        def __init__(self, *args: Any) -> None:
            super().__init__(*args)
            self.W, self.b = PARAMETERS["W"].copy(), PARAMETERS["b"].copy()
            self.dW, self.db = 3 * self.W, 3 * self.b

        def backward(self, dZ: Any) -> Any:
            return super().backward(dZ)

    kind = WithParameters if name == "Linear" else Rows
    kind.__name__ = name
    return kind


class _Walk:
    """A net, taken forward and backward: with the same upstream again, and with twice as much."""

    def __init__(self, MLP: Any, kinds: Sequence[Any], where: str, factors: Sequence[int], dA: np.ndarray) -> None:
        calls: list[tuple[int, np.ndarray]] = []
        self.where, self.dA = where, dA
        self.layers = [kinds[index](index, factor, calls) for index, factor in enumerate(factors)]
        net = MLP(list(self.layers))
        self.X = np.arange(1.0, 1 + dA.size).reshape(dA.shape)
        net.forward(self.X.copy())
        mine = dA.copy()
        self.answer, self.error = call(net.backward, mine)
        self.changed: tuple[str, ...] = () if same(mine, dA) else ("dA",)
        for layer in self.layers[::2]:
            self.changed += tuple(name for name, was in PARAMETERS.items() if not same(getattr(layer, name, None), was))
        self.calls = list(calls)
        self.later = []
        for times in (1, 2):
            calls.clear()
            answer, _ = call(net.backward, times * dA)
            self.later.append((times, answer, list(calls)))

    def _slope(self, start: int) -> np.ndarray:
        """The gradient of Σ dA ∗ output with respect to what goes into layer ``start``: linear, so exact."""

        def total(A: np.ndarray) -> float:
            for layer in self.layers[start:]:
                A = layer.forward(A)
            return float(np.sum(self.dA * A))

        return numeric_gradient(total, self.X, h=1.0)

    def returned(self) -> Example:
        """dX."""
        truth = self._slope(0)
        later = tuple((answer, times * truth) for times, answer, _ in self.later)
        return self._example(truth, self.answer, self.error, later, self.changed)

    def handed(self) -> Example:
        """What the layers were handed, one below the other."""
        truth = np.stack([self._slope(index + 1) for index in range(len(self.layers))])
        answer = _handed(self.calls, truth)
        later = tuple((_handed(calls, truth), times * truth) for times, _, calls in self.later)
        error = None if agree(answer, truth) else self.error
        return replace(self._example(truth, answer, error, later, ()), layers=True)

    def _example(
        self, truth: np.ndarray, answer: Any, error: BaseException | None, later: Any, changed: Any
    ) -> Example:
        given = {"calls": self.calls, "depth": len(self.layers), "dA": self.dA, "stopped": self.error is not None}
        order = ", ".join(str(index + 1) for index, _ in self.calls) or "none"
        note = f"backward was called on these of the {len(self.layers)} layers, in this order: {order}"
        return Example(self.where, truth, "numeric", answer, error, later, changed, given, note)


def _handed(calls: Sequence[tuple[int, np.ndarray]], truth: np.ndarray) -> np.ndarray:
    """What each layer was handed at its last call: 0, which is never right, where nothing or another shape."""
    handed = np.zeros(truth.shape)
    for index, dA in calls:
        if dA.shape == truth.shape[1:]:
            handed[index] = dA
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
    """Right for one number of layers above 1, whatever the number of samples, and for no other above 1."""
    deep = [example for example in examples if example.given["depth"] > 1]
    right = {example.given["depth"] for example in deep if example.right}
    return len(right) == 1 and all(example.right for example in deep if example.given["depth"] in right)


_shrunk = any_of(
    each(lambda example: example.truth / example.truth.shape[1]),
    each(lambda example: example.truth / example.truth.size),
)

CAUSES: Mapping[str, Cause] = {
    "wrong_order": _order(lambda depth: range(depth)),
    "not_chained": _unchained,
    "skips_last_layer": _order(lambda depth: range(depth - 2, -1, -1)),
    "skips_first_layer": _order(lambda depth: range(depth - 1, 0, -1)),
    "stops_early": _order(lambda depth: [depth - 1]),
    "hardcoded_depth": _one_depth,
}
"""Mistakes of the walk, told from the sequence of calls."""
