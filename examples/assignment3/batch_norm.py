"""The exercise ``batch_norm_backward``."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from autograder.assignment import Exercise
from autograder.authoring import Stub, exercise, formulas, gradient
from autograder.authoring.inputs import signed
from autograder.worker.calls import Make, Step

from .forward import Array, Normed, batch_norm

EPS = 1e-5


def _draw(rng: np.random.Generator, shape: tuple[int, ...]) -> Normed:
    n = shape[0]
    return Normed(
        gamma=signed((n, 1), 0.4, 1.5, rng),
        beta=signed((n, 1), 0.3, 1.5, rng),
        X=signed(shape, 0.2, 2.0, rng),
        dY=signed(shape, 0.2, 1.5, rng),
    )


def _make(inputs: Normed) -> Make:
    return Make("BatchNorm", (inputs.gamma.shape[0],), {"gamma": inputs.gamma, "beta": inputs.beta})


def batch_norm_exercise(points: Mapping[str, float]) -> Exercise:
    """``BatchNorm.backward``: sets dgamma and dbeta, means over the samples, and returns dX."""
    backward = Stub(
        "backward",
        lambda i: (i.dY,),
        {
            "dgamma": gradient(batch_norm, "gamma", lambda i: i.dY / i.dY.shape[1]),
            "dbeta": gradient(batch_norm, "beta", lambda i: i.dY / i.dY.shape[1]),
            "dX": gradient(batch_norm, "X", lambda i: i.dY),
        },
        keeps=("dgamma", "dbeta"),
        before=lambda i: (Step("forward", (i.X,)),),
    )
    return exercise(
        "batch_norm_backward",
        "BatchNorm",
        points,
        [backward],
        draw=_draw,
        shapes=((3, 5), (2, 7), (4, 6)),
        probe_shapes=((4, 4), (5, 5)),
        make=_make,
        mistakes=(
            *formulas(
                "dgamma",
                ("missing_mean", lambda gamma, beta, X, dY: np.sum(dY * _hat(X), axis=1, keepdims=True)),
                ("lost_keepdims", lambda gamma, beta, X, dY: np.mean(dY * _hat(X), axis=1)),
                ("wrong_axis", lambda gamma, beta, X, dY: np.mean(dY * _hat(X), axis=0, keepdims=True)),
                ("input_instead_of_normed", lambda gamma, beta, X, dY: np.mean(dY * X, axis=1, keepdims=True)),
                (
                    "output_instead_of_normed",
                    lambda gamma, beta, X, dY: np.mean(dY * (gamma * _hat(X) + beta), axis=1, keepdims=True),
                ),
            ),
            *formulas(
                "dbeta",
                ("missing_mean", lambda gamma, beta, X, dY: np.sum(dY, axis=1, keepdims=True)),
                ("lost_keepdims", lambda gamma, beta, X, dY: np.mean(dY, axis=1)),
                ("wrong_axis", lambda gamma, beta, X, dY: np.mean(dY, axis=0, keepdims=True)),
            ),
            *formulas(
                "dX",
                ("statistics_held_constant", lambda gamma, beta, X, dY: gamma * dY / _std(X)),
                ("gamma_dropped", lambda gamma, beta, X, dY: _through(X, dY)),
                ("mean_path_only", lambda gamma, beta, X, dY: _centred(gamma * dY) / _std(X)),
                ("variance_path_only", lambda gamma, beta, X, dY: _without_mean(X, gamma * dY)),
                ("not_divided_by_std", lambda gamma, beta, X, dY: _through(X, gamma * dY) * _std(X)),
                ("extra_mean", lambda gamma, beta, X, dY: _through(X, gamma * dY) / X.shape[1]),
            ),
        ),
    )


def _std(X: Array) -> Array:
    return np.sqrt(X.var(axis=1, keepdims=True) + EPS)


def _centred(X: Array) -> Array:
    return X - X.mean(axis=1, keepdims=True)


def _hat(X: Array) -> Array:
    return _centred(X) / _std(X)


def _without_mean(X: Array, dH: Array) -> Array:
    return (dH - _hat(X) * np.mean(dH * _hat(X), axis=1, keepdims=True)) / _std(X)


def _through(X: Array, dH: Array) -> Array:
    """What comes back through the normalisation alone."""
    return (_centred(dH) - _hat(X) * np.mean(dH * _hat(X), axis=1, keepdims=True)) / _std(X)
