"""The check of an activation's backward pass, on activations of its own: g(z) = z², as on the board, and g(z) = z³."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from assignment2.checks.activations import slope
from gradcheck.causes import ELEMENTWISE, SHRUNK, any_of, each
from gradcheck.compare import agree
from gradcheck.example import Arrays, Asked, Cause, Example, Later, Way, call, worked

EXAMPLES = (  # the exponent, Z, dA
    ("with the numbers on the board", 2, [[1, -2], [3, 0]], [[5, 1], [-1, 4]]),
    ("with g(z) = z³, two rows and three samples", 3, [[2, -1, 1], [-3, 4, -2]], [[-1, 2, 3], [2, -3, 5]]),
    ("with g(z) = z³ and a square array", 3, [[1, -2], [3, -1]], [[-2, 4], [3, 5]]),
    ("with g(z) = z³ and a single sample", 3, [[-1], [2], [3]], [[4], [-2], [1.5]]),
    ("with g(z) = z³ at one point", 3, [[-3]], [[-2]]),
    ("with numbers that are not whole", 3, [[0.5, -1.3, 2.2], [-0.7, 1.6, -2.4]], [[5.5, -0.4, 1.7], [-6, 0.3, -2.6]]),
    ("with small numbers", 3, [[0.137, -0.213]], [[0.31, -0.17]]),
)
OTHER = {
    "Z": np.array([[1.5, -0.5], [-2.0, 3.0], [0.25, 1.0]]),
    "dA": np.array([[1.0, 2.0], [-3.0, 0.5], [4.0, -1.0]]),
}


def backward(Activation: Any, names: Mapping[str, Any]) -> list[Asked]:
    """Ask ``Activation.backward``."""
    power = _power(Activation)
    return [Asked("dZ", [_answered(power, *example) for example in EXAMPLES], CAUSES)]


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


def _answered(power: Any, where: str, exponent: int, *arrays: Any) -> Example:
    """The answer to dA, to the same again, to twice as much, and to another batch."""
    Z, dA = (np.array(array, dtype=float) for array in arrays)
    fresh = power(exponent)
    given = {"Z": Z, "dA": dA, "A": fresh.forward(Z.copy()), "slope": slope(power(exponent), Z), "points": fresh.asked}
    call(fresh.backward, dA.copy())

    def right(at: Arrays) -> Arrays:
        return {"dZ": at["dA"] * slope(power(exponent), at["Z"])}

    twice = {"Z": Z, "dA": 2 * dA}
    later = (
        Later(given, right(given), "called again with the same dA", _forward),
        Later(twice, right(twice), "called again with twice the dA"),
        Later(OTHER, right(OTHER), "used again with another batch", _forward),
    )
    way = Way(lambda at: power(exponent), "backward", ("dA",), "dZ", enter=_forward, stores=True)
    more: dict[str, Any] = {"shown": ("Z", "dA"), "operands": ("dA",), "redo_with": ("slope", "dA")}
    more["redo"] = "slope * dA  # this is what backward(dA) should return"
    more["tells"] = _asked_at
    return worked(way, given, right(given), later, right, where=where, **more)["dZ"]


def _forward(layer: Any, at: Arrays) -> None:
    layer.forward(at["Z"].copy())


def _asked_at(example: Example) -> str:
    """Whether the derivative was asked for, and at Z."""
    points = example.given["points"]
    if not points:
        return "derivative was never called: what is its value at Z?"
    return "" if any(agree(point, example.given["Z"]) for point in points) else "derivative was never asked for at Z"


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
    "extra_mean": SHRUNK,
}
