"""Checks of the activations: a derivative is the slope of the forward pass that the notebook gives."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from assignment2.checks.example import Cause, Example, agree, any_of, call, each, numbers
from assignment2.checks.verdict import Verdict, judge
from assignment2.gradient_check import STEP

POINTS = (  # where the slopes are asked for: away from the kink at 0, both signs in the first place
    ("at three points", [[0.5, -0.25, 2.0]]),
    ("with two rows and three samples", [[-1.5, 0.75, -0.5], [3.0, -3.0, 1.25]]),
    ("with a single sample", [[-2.0], [1.0], [0.1]]),
    ("with a square array", [[1.0, -1.0], [-4.0, 2.5]]),
    ("at one point", [[-0.75]]),
)

UPSTREAM = (  # Z, dA
    ("with the numbers on the board", [[1, -2], [3, 0]], [[5, 1], [-1, 4]]),
    ("with two rows and three samples", [[2, -1, 1], [-3, 4, -2]], [[-1, 2, 3], [2, -3, 5]]),
    ("with a single sample", [[-1], [2], [3]], [[4], [-2], [1]]),
    ("at one point", [[-3]], [[-2]]),
)


def slope(layer: Any, Z: np.ndarray) -> np.ndarray:
    """The measured slope of ``layer.forward`` at every entry of Z, all at once: it works entry by entry."""
    return (numbers_of(layer, Z + STEP) - numbers_of(layer, Z - STEP)) / (2 * STEP)


def numbers_of(layer: Any, Z: np.ndarray) -> np.ndarray:
    """The forward pass as a float64 array of its own. Raises what ``forward`` raises."""
    return np.array(layer.forward(Z.copy()), dtype=float)


def derivative(activation: Any, names: Mapping[str, Any]) -> list[Verdict]:
    """Check ``derivative`` of an activation that is made without arguments."""
    examples = [_slopes(activation, where, Z) for where, Z in POINTS]
    return [judge("derivative", examples, {**DERIVATIVE, "other_activation": _other(activation, names)})]


def leaky_derivative(LeakyReLU: Any, names: Mapping[str, Any]) -> list[Verdict]:
    """Check ``LeakyReLU.derivative`` for several α."""
    examples = [_slopes(LeakyReLU, where, Z) for where, Z in POINTS]
    for alpha in (0.3, 0.01, 0.5):
        make = functools.partial(LeakyReLU, alpha)
        examples += [_slopes(make, f"{where}, α = {alpha}", Z) for where, Z in POINTS[1:3]]
    causes = {
        **DERIVATIVE,
        "other_activation": _other(LeakyReLU, names),
        "alpha_times_z": _value_below_zero,
        "hardcoded_alpha": _same_for_all_alpha,
        "sign_inside": _mirrored_below_zero,
    }
    return [judge("derivative", examples, causes)]


def _slopes(make: Callable[[], Any], where: str, points: Any) -> Example:
    Z = np.array(points, dtype=float)
    layer = make()
    call(layer.forward, Z[::-1, ::-1] + 0.125)  # what forward stores is not what is asked for
    mine = Z.copy()
    answer, error = call(layer.derivative, mine)
    changed = () if np.array_equal(mine, Z) else ("Z",)
    again, _ = call(layer.derivative, Z.copy())
    given = {"Z": Z, "A": numbers_of(make(), Z), "make": make}
    return Example(where, slope(make(), Z), "numeric", answer, again, error, changed, given)


def _other(activation: Any, names: Mapping[str, Any]) -> Cause:
    """The answer is the slope of another activation of the notebook."""
    others = [names.get(name) for name in ("Sigmoid", "Tanh", "ReLU", "LeakyReLU")]

    def explains(examples: Sequence[Example]) -> bool:
        return any(
            all(agree(example.numbers, slope(other(), example.given["Z"])) for example in examples)
            for other in others
            if isinstance(other, type) and other is not activation
        )

    return explains


def _asked_at(shift: Callable[[Example], np.ndarray]) -> Cause:
    """Asked at other points, the student's own derivative answers right."""
    return lambda examples: all(
        agree(numbers(call(example.given["make"]().derivative, shift(example))[0]), example.truth)
        for example in examples
    )


def _value_below_zero(examples: Sequence[Example]) -> bool:
    """Right above 0, and below it the value in place of the slope."""
    return each(lambda example: np.where(example.given["Z"] > 0, example.truth, example.given["A"]))(examples)


def _same_for_all_alpha(examples: Sequence[Example]) -> bool:
    """Right above 0, and one constant below it, whatever α is; 0 is another activation's."""
    below = []
    for example in examples:
        answer, Z = example.numbers, example.given["Z"]
        if answer is None or answer.shape != Z.shape or not agree(answer[Z > 0], example.truth[Z > 0]):
            return False
        below.append(answer[Z < 0])
    found = np.concatenate(below)
    return bool(np.ptp(found) < 1e-9 and abs(found[0]) > 1e-9)


def _mirrored_below_zero(examples: Sequence[Example]) -> bool:
    return each(lambda example: np.sign(example.given["Z"]) * example.truth)(examples)


DERIVATIVE: Mapping[str, Cause] = {
    "output_formula_on_z": _asked_at(lambda example: example.given["A"]),
    "evaluated_at_output": each(lambda example: slope(example.given["make"](), example.given["A"])),
    "returns_activation": each(lambda example: example.given["A"]),
    "missing_square": each(lambda example: 1 - example.given["A"]),
    "sign_inside": _asked_at(lambda example: -example.given["Z"]),
}
"""Mistakes of any derivative. They are told apart by asking the student's own code at other points."""


def backward(Activation: Any, names: Mapping[str, Any]) -> list[Verdict]:
    """Check ``Activation.backward`` on an activation of the check's own, g(z) = z², as on the board."""

    class Square(Activation):
        def __init__(self) -> None:
            self.asked: list[np.ndarray] = []

        def forward(self, Z: np.ndarray) -> np.ndarray:
            self.Z = Z
            return Z**2

        def derivative(self, Z: np.ndarray) -> np.ndarray:
            self.asked.append(np.copy(Z))
            return 2 * Z

    examples = [_upstream(Square, where, np.array(Z, float), np.array(dA, float)) for where, Z, dA in UPSTREAM]
    causes = {
        "evaluated_at_output": _asked_only("A"),
        "derivative_at_upstream": _asked_only("dA"),
        "upstream_dropped": _dropped,
        "returns_activation": each(lambda example: example.given["A"] * example.given["dA"]),
        "matrix_product": _matrix_product,
        "extra_mean": any_of(
            each(lambda example: example.truth / example.truth.shape[1]),
            each(lambda example: example.truth / example.truth.size),
        ),
    }
    return [judge("dZ", examples, causes)]


def _upstream(make: Callable[[], Any], where: str, Z: np.ndarray, dA: np.ndarray) -> Example:
    layer = make()
    stored, mine = Z.copy(), dA.copy()
    A = layer.forward(stored)
    answer, error = call(layer.backward, mine)
    asked = list(layer.asked)
    changed = [name for name, now, was in (("dA", mine, dA), ("Z", stored, Z)) if not np.array_equal(now, was)]
    again, _ = call(layer.backward, dA.copy())
    fresh = make()
    fresh.forward(Z.copy())
    twice, _ = call(fresh.backward, 2 * dA)
    given = {"Z": Z, "A": A, "dA": dA, "asked": asked, "twice": numbers(twice), "g": make().derivative(Z)}
    return Example(where, dA * slope(make(), Z), "numeric", answer, again, error, tuple(changed), given)


def _asked_only(what: str) -> Cause:
    """The derivative was asked for, and only at that array."""
    return lambda examples: all(
        example.given["asked"] and all(agree(point, example.given[what]) for point in example.given["asked"])
        for example in examples
    )


def _dropped(examples: Sequence[Example]) -> bool:
    """Twice the upstream gives the same answer, and the derivative was asked for."""
    return all(
        example.numbers is not None and example.given["asked"] and agree(example.given["twice"], example.numbers)
        for example in examples
    )


def _matrix_product(examples: Sequence[Example]) -> bool:
    """The square example's answer is one of the matrix products of the two factors."""
    square = next(example for example in examples if example.truth.shape == (2, 2))
    g, dA = square.given["g"], square.given["dA"]
    return any(
        agree(square.numbers, left @ right)
        for left, right in ((g, dA), (dA, g), (g.T, dA), (g, dA.T), (dA.T, g), (dA, g.T))
    )
