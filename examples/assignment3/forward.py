"""The forward passes that the truth is taken from; they hold for complex arguments too."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

Array = np.ndarray


class Scores(NamedTuple):
    """What ``Softmax.forward`` is a function of: Z ``(n, m)``."""

    Z: Array


class Labelled(NamedTuple):
    """Z ``(n, m)``, and Y of the same shape, one 1 in each column."""

    Z: Array
    Y: Array


class Normed(NamedTuple):
    """gamma, beta ``(n, 1)``, X and the upstream gradient dY ``(n, m)``."""

    gamma: Array
    beta: Array
    X: Array
    dY: Array


def softmax(inputs: Scores | Labelled) -> Array:
    """e^z over the sum of its column; largest entries first taken off, so that nothing overflows."""
    e = np.exp(inputs.Z - inputs.Z.real.max(axis=0))
    return e / e.sum(axis=0)


def cross_entropy(inputs: Labelled) -> Array:
    """−Σ Y ln softmax(Z), one number a sample: ``(1, m)``."""
    return np.sum(-inputs.Y * np.log(softmax(inputs)), axis=0, keepdims=True)


def batch_norm(inputs: Normed, eps: float = 1e-5) -> Array:
    """γ (X − μ)/√(σ² + ε) + β, mean and variance over the samples."""
    centred = inputs.X - inputs.X.mean(axis=1, keepdims=True)
    variance = np.mean(centred**2, axis=1, keepdims=True)
    return inputs.gamma * centred / np.sqrt(variance + eps) + inputs.beta
