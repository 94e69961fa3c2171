"""The mistakes in activations: a line for each wrong formula of Z (and α), or of Z and the gradient dA that arrives."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

import numpy as np
from numpy import exp

from autograder.assignment import Mistake
from autograder.assignments.assignment2.forward import leaky_relu, relu, sigmoid, stand_in, tanh
from autograder.authoring.bank import EXTRA_MEANS, Row, formulas, spread, transforms
from autograder.judge.numeric import derivative

Array = np.ndarray


stand_in_slope, sigmoid_slope, tanh_slope, relu_slope = (
    partial(derivative, g) for g in (stand_in, sigmoid, tanh, relu)
)


def leaky_slope(Z: Array, alpha: float) -> Array:
    """1 where Z is positive, else α."""
    return np.where(Z > 0, 1.0, alpha)


BACKWARD_MISTAKES = (
    *formulas(
        "dZ",
        ("matrix_product", lambda Z, dA: stand_in_slope(Z) @ dA),
        ("matrix_product", lambda Z, dA: dA @ stand_in_slope(Z)),
        ("matrix_product", lambda Z, dA: stand_in_slope(Z) @ dA.T),
        ("matrix_product", lambda Z, dA: dA @ stand_in_slope(Z).T),
        ("matrix_product", lambda Z, dA: stand_in_slope(Z).T @ dA),
        ("matrix_product", lambda Z, dA: dA.T @ stand_in_slope(Z)),
        ("evaluated_at_output", lambda Z, dA: stand_in_slope(stand_in(Z)) * dA),
        ("evaluated_at_output", lambda Z, dA: stand_in_slope(stand_in(Z))),
        ("derivative_at_upstream", lambda Z, dA: stand_in_slope(dA)),
        ("derivative_at_upstream", lambda Z, dA: stand_in_slope(dA) * dA),
        ("derivative_at_upstream", lambda Z, dA: stand_in_slope(dA) * Z),
        ("upstream_dropped", lambda Z, dA: stand_in_slope(Z)),
        ("returns_activation", lambda Z, dA: stand_in(Z) * dA),
        ("returns_activation", lambda Z, dA: stand_in(Z)),
    ),
    *transforms(("dZ",), *EXTRA_MEANS),
)

# each exercise's bank takes the others' rows
OTHERS: dict[str, Row] = {
    "Sigmoid": ("other_activation", lambda Z, *_: sigmoid_slope(Z)),
    "Tanh": ("other_activation", lambda Z, *_: tanh_slope(Z)),
    "ReLU": ("other_activation", lambda Z, *_: relu_slope(Z)),
}


def _others(cls: str) -> tuple[Row, ...]:
    return tuple(row for name, row in OTHERS.items() if name != cls)


def _constant_below_zero(code: str, answer: Any, inputs: Any) -> Iterator[Mistake]:
    """A slope of 1 above zero and, taken from the first answer, one constant below it."""
    Z = inputs[0]
    if getattr(answer, "shape", None) != Z.shape:
        return
    constant = float(answer[Z < 0][0])
    if 0 < constant < 1:
        yield Mistake(
            code,
            ("derivative",),
            formula=spread(lambda Z, *_: leaky_slope(Z, constant)),
            numbers={"constant": constant},
        )


OTHER_LEAKY = Mistake("other_activation", ("derivative",), fit=partial(_constant_below_zero, "other_activation"))


def _from_sigmoid(s: Array) -> Array:
    """The formula in terms of the output, with something else in the output's place."""
    return s * (1 - s)


def _from_tanh(t: Array) -> Array:
    """The same for tanh."""
    return 1 - t**2


SIGMOID_MISTAKES = (
    *formulas(
        "derivative",
        ("matrix_product", lambda Z: sigmoid(Z) @ (1 - sigmoid(Z))),
        ("matrix_product", lambda Z: (1 - sigmoid(Z)) @ sigmoid(Z)),
        ("matrix_product", lambda Z: sigmoid(Z) @ (1 - sigmoid(Z)).T),
        ("matrix_product", lambda Z: (1 - sigmoid(Z)) @ sigmoid(Z).T),
        ("matrix_product", lambda Z: sigmoid(Z).T @ (1 - sigmoid(Z))),
        ("matrix_product", lambda Z: (1 - sigmoid(Z)).T @ sigmoid(Z)),
        ("output_formula_on_z", lambda Z: Z * (1 - Z)),
        ("evaluated_at_output", lambda Z: sigmoid_slope(sigmoid(Z))),
        ("returns_activation", lambda Z: sigmoid(Z)),
        *_others("Sigmoid"),
        ("sign_inside", lambda Z: sigmoid(Z) * (1 + sigmoid(Z))),
        ("sign_inside", lambda Z: sigmoid(-Z) * (1 + sigmoid(-Z))),
        ("sign_inside", lambda Z: _from_sigmoid(1 / (1 - exp(-Z)))),
        ("sign_inside", lambda Z: exp(Z) / (1 + exp(-Z)) ** 2),
        ("sign_inside", lambda Z: exp(-Z) / (1 + exp(Z)) ** 2),
        ("sign_inside", lambda Z: exp(-Z) / (1 - exp(-Z)) ** 2),
        ("operator_precedence", lambda Z: _from_sigmoid(1 / 1 + exp(-Z))),
        ("operator_precedence", lambda Z: _from_sigmoid(exp(Z) / 1 + exp(Z))),
        ("operator_precedence", lambda Z: 1 / 1 + exp(-Z) * (1 - 1 / 1 + exp(-Z))),
        ("operator_precedence", lambda Z: exp(-Z) / 1 + exp(-Z) ** 2),
        ("operator_precedence", lambda Z: exp(-Z) / (1 + exp(-Z) ** 2)),
        ("operator_precedence", lambda Z: exp(Z) / 1 + exp(Z) ** 2),
    ),
    OTHER_LEAKY,
)


TANH_MISTAKES = (
    *formulas(
        "derivative",
        ("matrix_product", lambda Z: 1 - tanh(Z) @ tanh(Z)),
        ("matrix_product", lambda Z: 1 - tanh(Z) @ tanh(Z).T),
        ("matrix_product", lambda Z: 1 - tanh(Z).T @ tanh(Z)),
        ("matrix_product", lambda Z: (1 - tanh(Z)) @ (1 + tanh(Z))),
        ("matrix_product", lambda Z: (1 + tanh(Z)) @ (1 - tanh(Z))),
        ("output_formula_on_z", lambda Z: 1 - Z**2),
        ("evaluated_at_output", lambda Z: tanh_slope(tanh(Z))),
        ("returns_activation", lambda Z: tanh(Z)),
        *_others("Tanh"),
        ("missing_square", lambda Z: 1 - tanh(Z)),
        ("missing_square", lambda Z: 1 + tanh(Z)),
        ("missing_square", lambda Z: 1 / np.cosh(Z)),
        ("sign_inside", lambda Z: 1 + tanh(Z) ** 2),
        ("operator_precedence", lambda Z: (1 - tanh(Z)) ** 2),
        ("operator_precedence", lambda Z: 1 - tanh(Z**2)),
        ("operator_precedence", lambda Z: 1 - (exp(Z) - exp(-Z)) / (exp(Z) + exp(-Z)) ** 2),
        # (eᶻ − e⁻ᶻ) / (eᶻ + e⁻ᶻ), (e²ᶻ − 1) / (e²ᶻ + 1) and 2 / (1 + e⁻²ᶻ) − 1 without one or both of their parentheses
        ("operator_precedence", lambda Z: _from_tanh(exp(Z) - exp(-Z) / exp(Z) + exp(-Z))),
        ("operator_precedence", lambda Z: _from_tanh((exp(Z) - exp(-Z)) / exp(Z) + exp(-Z))),
        ("operator_precedence", lambda Z: _from_tanh(exp(Z) - exp(-Z) / (exp(Z) + exp(-Z)))),
        ("operator_precedence", lambda Z: _from_tanh((exp(2 * Z) - 1) / exp(2 * Z) + 1)),
        ("operator_precedence", lambda Z: _from_tanh(exp(2 * Z) - 1 / exp(2 * Z) + 1)),
        ("operator_precedence", lambda Z: _from_tanh(exp(2 * Z) - 1 / (exp(2 * Z) + 1))),
        ("operator_precedence", lambda Z: _from_tanh(2 / 1 + exp(-2 * Z) - 1)),
        ("operator_precedence", lambda Z: _from_tanh(2 / (1 + exp(-2 * Z) - 1))),
    ),
    OTHER_LEAKY,
)

RELU_MISTAKES = (
    *formulas(
        "derivative",
        ("returns_activation", lambda Z: relu(Z)),
        *_others("ReLU"),
        ("sign_inside", lambda Z: relu_slope(-Z)),
    ),
    OTHER_LEAKY,
)

LEAKY_RELU_MISTAKES = (
    *formulas(
        "derivative",
        ("returns_activation", lambda Z, alpha: leaky_relu(Z, alpha)),
        *_others("LeakyReLU"),
        ("alpha_times_z", lambda Z, alpha: np.where(Z > 0, 1.0, alpha * Z)),
        ("sign_inside", lambda Z, alpha: leaky_slope(Z, -alpha)),
        ("sign_inside", lambda Z, alpha: leaky_slope(-Z, alpha)),
    ),
    Mistake("hardcoded_alpha", ("derivative",), fit=partial(_constant_below_zero, "hardcoded_alpha")),
)
