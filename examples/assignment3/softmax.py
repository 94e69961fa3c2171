"""The exercises ``softmax`` and ``cross_entropy``."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from autograder.assignment import Exercise
from autograder.authoring import Stub, exercise, formulas, gradient, value
from autograder.authoring.inputs import signed

from .forward import Labelled, Scores, cross_entropy, softmax

SHAPES = ((3, 5), (4, 2), (5, 1), (2, 7))
SQUARE = ((3, 3), (4, 4), (2, 2))


def _scores(rng: np.random.Generator, shape: tuple[int, ...]) -> Scores:
    return Scores(signed(shape, 0.1, 2.0, rng))


def _labelled(rng: np.random.Generator, shape: tuple[int, ...]) -> Labelled:
    Y = np.zeros(shape)
    Y[rng.integers(shape[0], size=shape[1]), np.arange(shape[1])] = 1.0
    return Labelled(signed(shape, 0.1, 2.0, rng), Y)


def _soft(Z: np.ndarray) -> np.ndarray:
    return softmax(Scores(Z))


def softmax_exercise(points: Mapping[str, float]) -> Exercise:
    """``Softmax.forward``: A is e^z over the sum of its column."""
    return exercise(
        "softmax",
        "Softmax",
        points,
        [Stub("forward", lambda i: (i.Z,), {"A": value(softmax)})],
        draw=_scores,
        shapes=SHAPES,
        probe_shapes=SQUARE,
        mistakes=formulas(
            "A",
            ("wrong_axis", lambda Z: np.exp(Z) / np.exp(Z).sum(axis=1, keepdims=True)),
            ("sum_over_everything", lambda Z: np.exp(Z) / np.exp(Z).sum()),
            ("not_normalised", lambda Z: np.exp(Z)),
            ("not_normalised", lambda Z: np.exp(Z - Z.max(axis=0))),
            ("mean_instead_of_sum", lambda Z: np.exp(Z) / np.exp(Z).mean(axis=0)),
            ("no_exponential", lambda Z: Z / Z.sum(axis=0)),
            ("sigmoid_instead", lambda Z: 1 / (1 + np.exp(-Z))),
            ("wrong_sign", lambda Z: _soft(-Z)),
            ("returns_log", lambda Z: np.log(_soft(Z))),
        ),
    )


def cross_entropy_exercise(points: Mapping[str, float]) -> Exercise:
    """``SoftmaxCrossEntropy``: the loss of each sample, and its gradient with respect to Z."""
    forward = Stub("forward", lambda i: (i.Z, i.Y), {"L": value(cross_entropy, lambda i: 1 + np.abs(i.Z).max(axis=0))})
    backward = Stub(
        "backward",
        lambda i: (i.Z, i.Y),
        {"dZ": gradient(cross_entropy, "Z", inside=lambda i: softmax(i) + i.Y)},
    )
    return exercise(
        "cross_entropy",
        "SoftmaxCrossEntropy",
        points,
        [forward, backward],
        draw=_labelled,
        shapes=SHAPES,
        probe_shapes=SQUARE,
        mistakes=(
            *formulas(
                "L",
                ("missing_minus", lambda Z, Y: np.sum(Y * np.log(_soft(Z)), axis=0, keepdims=True)),
                ("returns_mean", lambda Z, Y: np.sum(-Y * np.log(_soft(Z))) / Z.shape[1]),
                ("returns_mean", lambda Z, Y: np.mean(-Y * np.log(_soft(Z)))),
                ("returns_mean", lambda Z, Y: np.sum(-Y * np.log(_soft(Z)))),
                ("lost_keepdims", lambda Z, Y: np.sum(-Y * np.log(_soft(Z)), axis=0)),
                ("wrong_axis", lambda Z, Y: np.sum(-Y * np.log(_soft(Z)), axis=1, keepdims=True)),
                ("not_summed", lambda Z, Y: -Y * np.log(_soft(Z))),
                ("binary_terms", lambda Z, Y: _both_terms(_soft(Z), Y)),
                ("wrong_log_base", lambda Z, Y: np.sum(-Y * np.log10(_soft(Z)), axis=0, keepdims=True)),
                ("wrong_log_base", lambda Z, Y: np.sum(-Y * np.log2(_soft(Z)), axis=0, keepdims=True)),
            ),
            *formulas(
                "dZ",
                ("extra_mean", lambda Z, Y: (_soft(Z) - Y) / Z.shape[1]),
                ("gradient_of_softmax_input", lambda Z, Y: -Y / _soft(Z)),
                ("labels_dropped", lambda Z, Y: _soft(Z)),
                ("scores_instead_of_softmax", lambda Z, Y: Z - Y),
                ("sigmoid_instead", lambda Z, Y: 1 / (1 + np.exp(-Z)) - Y),
                ("extra_factor", lambda Z, Y: (_soft(Z) - Y) * _soft(Z) * (1 - _soft(Z))),
            ),
        ),
    )


def _both_terms(A: np.ndarray, Y: np.ndarray) -> np.ndarray:
    return np.sum(-Y * np.log(A) - (1 - Y) * np.log(1 - A), axis=0, keepdims=True)
