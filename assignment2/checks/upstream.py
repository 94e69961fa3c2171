"""The check of an activation's backward pass, on activations of its own: g(z) = z², as on the board, and g(z) = z³."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from assignment2.checks.activations import slope
from assignment2.checks.causes import ELEMENTWISE, any_of, each
from assignment2.checks.example import Cause, Example, agree, call, rebound, same, spoilt, stored
from assignment2.checks.verdict import Verdict, judge

EXAMPLES = (  # the exponent, Z, dA
    ("with the numbers on the board", 2, [[1, -2], [3, 0]], [[5, 1], [-1, 4]]),
    ("with g(z) = z³, two rows and three samples", 3, [[2, -1, 1], [-3, 4, -2]], [[-1, 2, 3], [2, -3, 5]]),
    ("with g(z) = z³ and a square array", 3, [[1, -2], [3, -1]], [[-2, 4], [3, 5]]),
    ("with g(z) = z³ and a single sample", 3, [[-1], [2], [3]], [[4], [-2], [1.5]]),
    ("with g(z) = z³ at one point", 3, [[-3]], [[-2]]),
    ("with numbers that are not whole", 3, [[0.5, -1.3, 2.2], [-0.7, 1.6, -2.4]], [[5.5, -0.4, 1.7], [-6, 0.3, -2.6]]),
)


OTHER = np.array([[1.5, -0.5], [-2.0, 3.0], [0.25, 1.0]]), np.array([[1.0, 2.0], [-3.0, 0.5], [4.0, -1.0]])  # Z, dA


def backward(Activation: Any, **_: Any) -> list[Verdict]:
    """Check ``Activation.backward``."""
    power = _power(Activation)
    examples = [_answered(power, n, where, np.array(Z, float), np.array(dA, float)) for where, n, Z, dA in EXAMPLES]
    return [judge("dZ", examples, CAUSES)]


def _power(Activation: Any) -> Any:
    class Power(Activation):
        def __init__(self, exponent: int) -> None:
            self.exponent, self.asked = exponent, list[np.ndarray]()

        def forward(self, Z: Any) -> Any:
            self.Z = Z
            return Z**self.exponent

        def derivative(self, Z: Any) -> Any:
            self.asked.append(np.copy(Z))
            return self.exponent * Z ** (self.exponent - 1)

    return Power


def _answered(power: Any, exponent: int, where: str, Z: np.ndarray, dA: np.ndarray) -> Example:
    """The answer to dA, to the same again, and to twice as much."""
    layer = power(exponent)
    mine = dA.copy()
    A = np.copy(layer.forward(Z.copy()))
    kept_by_forward = stored(layer)
    answer, error = call(layer.backward, mine)
    points = list(layer.asked)
    changed = (() if same(mine, dA) else ("dA",)) + spoilt(kept_by_forward)
    changed += ("Z",) if not changed and rebound(layer, "Z", Z) else ()
    layer.forward(Z.copy())
    again, _ = call(layer.backward, dA.copy())
    twice, _ = call(layer.backward, 2 * dA)
    other, _ = _other(layer)
    right = dA * slope(power(exponent), Z)
    given = {"A": A, "points": points, "slope": slope(power(exponent), Z), "dA": dA, "Z": Z}
    later = (
        (again, right, "called again with the same dA"),
        (twice, 2 * right, "called again with twice the dA"),
        (other, OTHER[1] * slope(power(exponent), OTHER[0]), "used again with another batch"),
    )

    def double() -> dict[str, tuple[Any, Any]]:
        fresh = power(exponent)
        fresh.forward(Z.copy())
        return {"dA": (call(fresh.backward, 2 * dA)[0], 2 * right)}

    def moved() -> Any:
        fresh, elsewhere = power(exponent), dA.copy()
        fresh.forward(Z.copy())
        elsewhere.flat[-1] += 3
        return call(fresh.backward, elsewhere)[0]

    shown = ("Z", "dA")
    return Example(
        where, right, "numeric", answer, error, later, changed, given, shown=shown, double=double, moved=moved
    )


def _other(layer: Any) -> tuple[Any, BaseException | None]:
    layer.forward(OTHER[0].copy())
    return call(layer.backward, OTHER[1].copy())


def _only_at(what: str) -> Cause:
    """The derivative was asked for, and only at that array."""
    return lambda examples: all(
        example.given["points"] and all(agree(point, example.given[what]) for point in example.given["points"])
        for example in examples
    )


def _product_of_matrices(examples: Sequence[Example]) -> bool:
    """On square arrays the answer is one of the matrix products of the two factors."""
    square = [example for example in examples if example.truth.shape == (2, 2)]
    return all(any(agree(example.numbers, product) for product in _products(example)) for example in square)


def _products(example: Example) -> list[np.ndarray]:
    g, dA = example.given["slope"], example.given["dA"]
    return [left @ right for one, two in ((g, dA), (dA, g)) for left in (one, one.T) for right in (two, two.T)]


CAUSES: Mapping[str, Cause] = {
    "evaluated_at_output": _only_at("A"),
    "derivative_at_upstream": _only_at("dA"),
    "upstream_dropped": each(lambda example: example.given["slope"]),
    "returns_activation": each(lambda example: example.given["A"] * example.given["dA"]),
    "matrix_product": any_of(ELEMENTWISE["matrix_product"], _product_of_matrices),
    "extra_mean": any_of(
        each(lambda example: example.truth / example.truth.shape[1]),
        each(lambda example: example.truth / example.truth.size),
    ),
}
