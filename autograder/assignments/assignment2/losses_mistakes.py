"""The mistakes in losses: a line for each wrong formula of the predictions ŷ (``a`` on the slides) and the labels y."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import numpy as np
from numpy import exp, log

from autograder.assignment import Mistake
from autograder.assignments.assignment2.forward import stand_in_loss
from autograder.authoring.bank import EXTRA_MEANS, MEANS, Row, formulas, spread, transforms

Array = np.ndarray
Fit = Callable[[Any, Any], Iterator[Mistake]]

COST_MISTAKES = formulas(
    "cost",
    ("sum_instead_of_mean", lambda y_hat, y: np.sum(stand_in_loss(y_hat, y))),
    ("mean_over_outputs", lambda y_hat, y: np.mean(stand_in_loss(y_hat, y))),
    ("swapped_arguments", lambda y_hat, y: np.sum(stand_in_loss(y, y_hat)) / y.shape[1]),
    ("sum_instead_of_mean", lambda y_hat, y: np.sum(stand_in_loss(y, y_hat))),
    ("mean_over_outputs", lambda y_hat, y: np.mean(stand_in_loss(y, y_hat))),
)

MSE_MISTAKES = (
    *formulas(
        "forward",
        ("matrix_product", lambda y_hat, y: (y - y_hat) @ (y - y_hat)),
        ("matrix_product", lambda y_hat, y: (y - y_hat) @ (y - y_hat).T),
        ("matrix_product", lambda y_hat, y: (y - y_hat).T @ (y - y_hat)),
        ("missing_square", lambda y_hat, y: y - y_hat),
        ("missing_square", lambda y_hat, y: y_hat - y),
        ("missing_square", lambda y_hat, y: 2 * (y - y_hat)),
        ("operator_precedence", lambda y_hat, y: y - y_hat**2),
    ),
    *formulas(
        "backward",
        ("missing_factor_two", lambda y_hat, y: -(y - y_hat)),
        ("operator_precedence", lambda y_hat, y: -2 * y - y_hat),
        ("operator_precedence", lambda y_hat, y: 2 * y - y_hat),
        ("operator_precedence", lambda y_hat, y: 2 * y_hat - y),
        ("negated", lambda y_hat, y: 2 * (y - y_hat)),
    ),
    *transforms(("backward",), *EXTRA_MEANS),
    *transforms(("forward", "backward"), *MEANS),
)


def _cross_entropy(p: Array, q: Array, y: Array) -> Array:
    """The loss with p in the place of ŷ and q in the place of 1 − ŷ."""
    return -(y * log(p) + (1 - y) * log(q))


def _cross_entropy_slope(p: Array, q: Array, y: Array) -> Array:
    """Its derivative, likewise."""
    return -y / p + (1 - y) / q


def _clipped(
    place: Callable[[Array], Array], value: Callable[[Array, Array, Array], Array], answer: Any, inputs: Any
) -> Iterator[Mistake]:
    """``place`` tells from the answers at the smallest and the largest ŷ what stood in the log or the fraction."""
    y_hat, y = inputs
    if getattr(answer, "shape", None) != y_hat.shape:
        return
    with np.errstate(all="ignore"):
        inside = place(np.abs(answer))
    low, high = np.argmin(np.where(y == 1, y_hat, 1)), np.argmax(np.where(y == 0, y_hat, 0))
    p, q = float(inside.flat[low]), float(inside.flat[high])
    added = p - y_hat.flat[low], q - (1 - y_hat.flat[high])
    if not (0 < p < 0.5 and 0 < q < 0.5):
        return
    for epsilon, formula in (
        (max(p, q), lambda y_hat, y: value(np.maximum(y_hat, p), np.maximum(1 - y_hat, q), y)),
        (max(p, q), lambda y_hat, y: value(np.clip(y_hat, p, 1 - q), np.clip(1 - y_hat, q, 1 - p), y)),
        (max(map(abs, added)), lambda y_hat, y: value(y_hat + added[0], 1 - y_hat + added[1], y)),
    ):
        if _gives(formula, answer, inputs):
            yield Mistake("clipped_too_hard", (), formula=spread(formula), numbers={"epsilon": epsilon})


def _clipped_product(answer: Any, inputs: Any) -> Iterator[Mistake]:
    """(ŷ − y) / (ŷ(1 − ŷ)) with the product guarded or clipped; the answer at the smallest ŷ tells by how much."""
    y_hat, y = inputs
    if getattr(answer, "shape", None) != y_hat.shape:
        return
    low = np.argmin(np.where(y == 1, y_hat, 1))
    with np.errstate(all="ignore"):
        product = float((y_hat.flat[low] - 1) / answer.flat[low])
    epsilon = product - float(y_hat.flat[low] * (1 - y_hat.flat[low]))
    if not 0 < epsilon < product < 0.25:
        return
    end = (np.sqrt(1 + 4 * epsilon) - 1) / 2  # (ŷ + end)(1 − ŷ + end) = ŷ(1 − ŷ) + epsilon
    for under in (
        lambda a: a * (1 - a) + epsilon,
        lambda a: (a + end) * (1 - a + end),
        lambda a: np.maximum(a * (1 - a), product),
    ):
        formula = partial(lambda under, y_hat, y: (y_hat - y) / under(y_hat), under)
        if _gives(formula, answer, inputs):
            yield Mistake("clipped_too_hard", (), formula=spread(formula), numbers={"epsilon": epsilon})


def _gives(formula: Callable[[Array, Array], Array], answer: Array, inputs: Any) -> bool:
    """Whether the formula gives the answer to nearly all its digits: a forward difference looks like a guard of h/2."""
    in_float32 = bool((answer == answer.astype(np.float32)).all())
    return np.allclose(formula(*inputs), answer, rtol=1e-6 if in_float32 else 1e-9, atol=0)


def _swapped(
    place: Callable[[Array, Array], Array], value: Callable[[Array, Array, Array], Array], answer: Any, inputs: Any
) -> Iterator[Mistake]:
    """The loss of (y, ŷ) with a guard that keeps it finite; ``place`` tells from an answer at y = 1 how large it is."""
    y_hat, y = inputs
    if getattr(answer, "shape", None) != y_hat.shape:
        return
    first = np.argmax(y == 1)
    with np.errstate(all="ignore"):
        epsilon = float(place(answer.flat[first], y_hat.flat[first]))
    if 0 < epsilon < 0.1:
        for guarded in (
            lambda y_hat, y: value(y + epsilon, 1 - y + epsilon, y_hat),
            lambda y_hat, y: value(np.clip(y, epsilon, 1 - epsilon), 1 - np.clip(y, epsilon, 1 - epsilon), y_hat),
        ):
            yield Mistake("swapped_arguments", (), formula=spread(guarded))


def _mean_of(product: Callable[[Array, Array], Array]) -> Callable[[Array, Array], Array]:
    """A matrix product sums over samples: the cost's 1/m often stands before it."""
    return lambda y_hat, y: product(y_hat, y) / y.shape[1]


def _squeezed(product: Callable[[Array, Array], Array]) -> Callable[[Array, Array], Array]:
    """The same, made a number where there is one output."""
    return lambda y_hat, y: np.squeeze(product(y_hat, y) / y.shape[1])


def _fused(answer: Any, inputs: Any) -> Iterator[Mistake]:
    """ŷ − y and its opposite, but no other multiple of it: twice ŷ − y is the derivative of the square error."""
    yield Mistake("fused_with_sigmoid", (), formula=spread(lambda a, y: a - y))
    yield Mistake("fused_with_sigmoid", (), formula=spread(lambda a, y: y - a), numbers={"factor": -1.0})


def _behind(fit: Fit, *spoilt: Row) -> Fit:
    """The fitted mistakes, and these behind another: ``spoilt`` has that one's code and what it multiplies by."""

    def fits(answer: Any, inputs: Any) -> Iterator[Mistake]:
        yield from fit(answer, inputs)
        for code, factor in spoilt:
            for mistake in fit(answer / factor(*inputs), inputs):
                assert mistake.formula is not None
                yield Mistake(code, (), formula=partial(_times, mistake.formula, factor), numbers=mistake.numbers)

    return fits


def _times(formula: Callable[[Any], Any], factor: Callable[[Array, Array], float], inputs: Any) -> Any:
    return formula(inputs) * factor(*inputs)


CLIPPED = partial(_clipped, lambda L: exp(-L), _cross_entropy)
CLIPPED_SLOPE = partial(_clipped, lambda gradient: 1 / gradient, _cross_entropy_slope)
BEHIND_A_GRADIENT: tuple[Row, ...] = (
    ("missing_minus", lambda a, y: -1),
    ("extra_mean", lambda a, y: 1 / y.shape[1]),
    ("extra_mean", lambda a, y: 1 / y.size),
)

CROSS_ENTROPY_PRODUCTS: tuple[Callable[[Array, Array], Array], ...] = (
    lambda a, y: -(y @ log(a) + (1 - y) @ log(1 - a)),
    lambda a, y: -(y @ log(a).T + (1 - y) @ log(1 - a).T),
    lambda a, y: -(y.T @ log(a) + (1 - y).T @ log(1 - a)),
    lambda a, y: -(log(a) @ y + log(1 - a) @ (1 - y)),
    lambda a, y: -(log(a) @ y.T + log(1 - a) @ (1 - y).T),
    lambda a, y: -(log(a).T @ y + log(1 - a).T @ (1 - y)),
    lambda a, y: -(y @ log(a) + (1 - y) * log(1 - a)),
    lambda a, y: -(y * log(a) + (1 - y) @ log(1 - a)),
)

BCE_FORWARD = (
    *formulas(
        "forward",
        *(("matrix_product", product) for product in CROSS_ENTROPY_PRODUCTS),
        *(("matrix_product", _mean_of(product)) for product in CROSS_ENTROPY_PRODUCTS),
        *(("matrix_product", _squeezed(product)) for product in CROSS_ENTROPY_PRODUCTS),
        ("missing_term", lambda a, y: -y * log(a)),
        ("missing_term", lambda a, y: -(1 - y) * log(1 - a)),
        ("term_sign", lambda a, y: -(y * log(a) - (1 - y) * log(1 - a))),
        ("term_sign", lambda a, y: y * log(a) - (1 - y) * log(1 - a)),
        ("wrong_log_base", lambda a, y: -(y * np.log10(a) + (1 - y) * log(1 - a))),
        ("wrong_log_base", lambda a, y: -(y * log(a) + (1 - y) * np.log10(1 - a))),
        ("wrong_log_base", lambda a, y: -(y * np.log2(a) + (1 - y) * log(1 - a))),
        ("wrong_log_base", lambda a, y: -(y * log(a) + (1 - y) * np.log2(1 - a))),
        # 1 - ln a for ln(1 - a)
        ("operator_precedence", lambda a, y: -(y * log(a) + (1 - y) * (1 - log(a)))),
        ("operator_precedence", lambda a, y: -(y * log(a) + (1 - y) * 1 - log(a))),
        ("operator_precedence", lambda a, y: -y * log(a) + (1 - y) * (1 - log(a))),
        ("operator_precedence", lambda a, y: -y * log(a) - (1 - y) * 1 - log(a)),
        ("operator_precedence", lambda a, y: -(y * log(a) + (1 - y) * (log(1) - a))),
        ("operator_precedence", lambda a, y: -(y * log(a) + (1 - y) * log(1) - a)),
        # 1 - y without its parentheses
        ("operator_precedence", lambda a, y: -(y * log(a) + 1 - y * log(1 - a))),
        ("operator_precedence", lambda a, y: -y * log(a) + 1 - y * log(1 - a)),
        ("operator_precedence", lambda a, y: -y * log(a) - 1 - y * log(1 - a)),
        # a parenthesis closed too late, or too early
        ("operator_precedence", lambda a, y: -(y * log(a + (1 - y) * log(1 - a)))),
        ("operator_precedence", lambda a, y: -(y * (log(a) + (1 - y)) * log(1 - a))),
        ("operator_precedence", lambda a, y: -(y * log(a) + (1 - y)) * log(1 - a)),
        ("swapped_arguments", lambda a, y: _cross_entropy(y, 1 - y, a)),
    ),
    Mistake("clipped_too_hard", ("forward",), fit=_behind(CLIPPED, ("missing_minus", lambda a, y: -1))),
    Mistake("swapped_arguments", ("forward",), fit=partial(_swapped, lambda L, a: exp(-L / (1 - a)), _cross_entropy)),
    *transforms(
        ("forward",),
        ("missing_minus", lambda L: -L),
        ("wrong_log_base", lambda L: L / log(10)),
        ("wrong_log_base", lambda L: L / log(2)),
        *MEANS,
    ),
)

BCE_BACKWARD = (
    *formulas(
        "backward",
        ("matrix_product", lambda a, y: -y @ (1 / a) + (1 - y) @ (1 / (1 - a))),
        ("matrix_product", lambda a, y: -(1 / a) @ y + (1 / (1 - a)) @ (1 - y)),
        ("matrix_product", lambda a, y: -y @ (1 / a).T + (1 - y) @ (1 / (1 - a)).T),
        ("matrix_product", lambda a, y: -y.T @ (1 / a) + (1 - y).T @ (1 / (1 - a))),
        ("matrix_product", lambda a, y: (a - y) / (a @ (1 - a))),
        ("matrix_product", lambda a, y: (a - y) @ (1 / (a * (1 - a)))),
        ("matrix_product", lambda a, y: (a - y) @ (1 / (a * (1 - a))).T),
        ("missing_minus", lambda a, y: y / a + (1 - y) / (1 - a)),
        ("missing_term", lambda a, y: -y / a),
        ("missing_term", lambda a, y: (1 - y) / (1 - a)),
        ("term_sign", lambda a, y: -y / a - (1 - y) / (1 - a)),
        ("swapped_denominators", lambda a, y: -y / (1 - a) + (1 - y) / a),
        ("swapped_denominators", lambda a, y: y / (1 - a) - (1 - y) / a),
        ("extra_mean", lambda a, y: (a - y) / y.shape[1]),
        ("extra_mean", lambda a, y: (a - y) / y.size),
        # 1 - a, or 1 - y, without its parentheses
        ("operator_precedence", lambda a, y: -y / a + (1 - y) / 1 - a),
        ("operator_precedence", lambda a, y: -y / a + 1 - y / (1 - a)),
        ("operator_precedence", lambda a, y: -(y / a + 1 - y / (1 - a))),
        ("operator_precedence", lambda a, y: -(y / a - (1 - y) / 1 - a)),
        ("operator_precedence", lambda a, y: (-y / a + (1 - y)) / (1 - a)),
        # the common denominator, or the numerator, without its parentheses
        ("operator_precedence", lambda a, y: (a - y) / a * (1 - a)),
        ("operator_precedence", lambda a, y: (a - y) / a * 1 - a),
        ("operator_precedence", lambda a, y: a - y / (a * (1 - a))),
        ("operator_precedence", lambda a, y: a - y / a * (1 - a)),
        ("swapped_arguments", lambda a, y: _cross_entropy_slope(y, 1 - y, a)),
    ),
    Mistake("fused_with_sigmoid", ("backward",), fit=_fused),
    Mistake("clipped_too_hard", ("backward",), fit=_behind(CLIPPED_SLOPE, *BEHIND_A_GRADIENT)),
    Mistake("clipped_too_hard", ("backward",), fit=_behind(_clipped_product, *BEHIND_A_GRADIENT)),
    Mistake(
        "swapped_arguments",
        ("backward",),
        fit=partial(_swapped, lambda g, a: (1 - a) / (g + a), _cross_entropy_slope),
    ),
    *transforms(("backward",), ("missing_minus", lambda gradient: -gradient), *EXTRA_MEANS, *MEANS),
)

BCE_MISTAKES = BCE_FORWARD + BCE_BACKWARD
