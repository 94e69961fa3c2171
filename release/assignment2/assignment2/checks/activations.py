"""Checks of the activations: a derivative is the slope of the forward pass that the notebook gives."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from gradcheck.causes import ELEMENTWISE, any_of, asked, each
from gradcheck.compare import agree
from gradcheck.example import Asked, Cause, Example, Later, Way, call, worked
from gradcheck.gradient_check import STEP
from gradcheck.tolerance import EXACT

POINTS = (  # where the slopes are asked for: away from the kink at 0, none at 1 or −1, both signs in the first place
    ("at three points", [[0.5, -2.0, 2.0]]),
    ("with two rows and three samples", [[-1.5, 0.75, -0.5], [3.0, -3.0, 1.25]]),
    ("with a single sample", [[-2.0], [1.5], [0.02]]),
    ("with a square array", [[1.2, -0.3], [-4.0, 2.5]]),
    ("at one point", [[-0.75]]),
    ("far from 0", [[6.5, -5.5, 0.4, -9.0], [-6.5, 9.0, -0.02, 7.25]]),
    ("very far from 0", [[12.5, -19.0, 18.0]]),
)
OTHER = np.array([[0.3, -1.25], [-2.5, 0.6], [1.75, -0.2]])  # asked for when the object has been used before


def sigmoid(Sigmoid: Any, names: Mapping[str, Any]) -> list[Asked]:
    """Ask ``Sigmoid.derivative``."""
    return _derivative(Sigmoid, names, SMOOTH)


def tanh(Tanh: Any, names: Mapping[str, Any]) -> list[Asked]:
    """Ask ``Tanh.derivative``."""
    one_minus = each(lambda example: 1 - example.given["A"])
    return _derivative(Tanh, names, {**SMOOTH, "missing_square": one_minus})


def relu(ReLU: Any, names: Mapping[str, Any]) -> list[Asked]:
    """Ask ``ReLU.derivative``."""
    return _derivative(ReLU, names, {"sign_inside": asked(Z=lambda example: -example.given["Z"])})


def leaky_relu(LeakyReLU: Any, names: Mapping[str, Any]) -> list[Asked]:
    """Ask ``LeakyReLU.derivative`` for the α that it has by default, and for others."""
    examples = []
    for alpha in (0.3, 0.01, 0.5):
        make = functools.partial(LeakyReLU, alpha)
        examples += [_slopes(make, f"{where}, α = {alpha}", Z) for where, Z in POINTS[1:3]]
    causes = {
        "alpha_times_z": each(lambda example: np.where(example.given["Z"] > 0, example.truth, example.given["A"])),
        "hardcoded_alpha": _same_for_all_alpha,
        "sign_inside": each(lambda example: np.sign(example.given["Z"]) * example.truth),
    }
    return _derivative(LeakyReLU, names, causes, examples)


def _derivative(
    activation: Any, names: Mapping[str, Any], causes: Mapping[str, Cause], more: Sequence[Example] = ()
) -> list[Asked]:
    examples = [_slopes(activation, where, Z) for where, Z in POINTS]
    others = [names.get(name) for name in ("Sigmoid", "Tanh", "ReLU", "LeakyReLU")]
    known = {
        "returns_activation": each(lambda example: example.given["A"]),
        "other_activation": any_of(
            *(_slope_of(other) for other in others if isinstance(other, type) and other is not activation)
        ),
        **causes,
    }
    return [Asked("derivative", [*examples, *more], known)]


def slope(layer: Any, Z: np.ndarray) -> np.ndarray:
    """The measured slope of ``layer.forward`` at every entry of Z, all at once: it works entry by entry."""
    return (_forward(layer, Z + STEP) - _forward(layer, Z - STEP)) / (2 * STEP)


def _forward(layer: Any, Z: np.ndarray) -> np.ndarray:
    """The forward pass as a float64 array of its own. Raises what ``forward`` raises."""
    return np.array(layer.forward(Z.copy()), dtype=float)


def _slopes(make: Callable[[], Any], where: str, points: Any) -> Example:
    """The derivative at some points, at the same again, and at them in the opposite order."""
    Z = np.array(points, dtype=float)
    right, alpha = slope(make(), Z), getattr(make(), "alpha", None)
    later = (
        Later({"Z": Z}, {"derivative": right}, "called again with the same Z"),
        Later({"Z": Z[::-1, ::-1]}, {"derivative": right[::-1, ::-1]}, "called again with another Z"),
        Later({"Z": OTHER}, {"derivative": slope(make(), OTHER)}, "called again with a Z of another shape"),
    )
    given = {"A": _forward(make(), Z), "make": make, "Z": Z, "alpha": alpha}
    way = Way(lambda at: make(), "derivative", ("Z",), "derivative", enter=_elsewhere)
    cls, inside = getattr(make, "func", make).__name__, "" if alpha is None else "alpha"
    redo, redo_with = f"{cls}({inside}).derivative(Z)", ("Z", "alpha")
    return worked(way, given, {"derivative": right}, later, where=where, shown=("Z",), redo=redo, redo_with=redo_with)[
        "derivative"
    ]


def _elsewhere(layer: Any, at: Mapping[str, Any]) -> None:
    """What forward stores is not what is asked for."""
    call(layer.forward, np.linspace(0.3, 0.8, at["Z"].size).reshape(at["Z"].shape))


def _formula_of_the_output(examples: Sequence[Example]) -> bool:
    """Asked at g(Z), the student's own derivative is right at Z; below 0 it is never 0, so no case is cut off."""
    return asked(Z=lambda example: example.given["A"])(examples) and all(
        np.all(np.asarray(example.numbers)[example.given["Z"] < 0] != 0) for example in examples
    )


SMOOTH: Mapping[str, Cause] = {
    **ELEMENTWISE,
    "evaluated_at_output": each(lambda example: slope(example.given["make"](), example.given["A"])),
    "output_formula_on_z": _formula_of_the_output,
}
"""Mistakes where the slope is another one at every point, and the same at z and −z."""


def _slope_of(other: type) -> Cause:
    """The answer is the slope of another activation of the notebook."""
    return each(lambda example: slope(other(), example.given["Z"]))


def _same_for_all_alpha(examples: Sequence[Example]) -> bool:
    """Right above 0, and one constant below it, whatever α is. 0 and 1 are other functions' slopes."""
    below = []
    for example in examples:
        answer, Z = example.numbers, example.given["Z"]
        if answer is None or answer.shape != Z.shape or not agree(answer[Z > 0], example.truth[Z > 0]):
            return False
        below.append(answer[Z < 0])
    found = np.concatenate(below)
    return bool(np.ptp(found) < EXACT and abs(found[0]) not in (0, 1))
