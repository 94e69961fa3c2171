"""Small data sets in the plane that no straight line separates. Columns are samples."""

from __future__ import annotations

import numpy as np

Dataset = tuple[np.ndarray, np.ndarray]


def circles(m: int = 200, noise: float = 0.08, seed: int = 0) -> Dataset:
    """Two rings, one inside the other.

    m: number of samples. noise: standard deviation of the points around their ring.
    seed: the same one gives the same points.
    Returns X, (2, m), and y, (1, m), 0 on the outer and 1 on the inner ring, both float64.
    """
    rng = np.random.default_rng(seed)
    y = _labels(m)
    angle = rng.uniform(0, 2 * np.pi, m)
    radius = np.where(y[0] == 1, 0.4, 1.0)
    return _scattered(radius * np.cos(angle), radius * np.sin(angle), noise, rng), y


def moons(m: int = 200, noise: float = 0.1, seed: int = 0) -> Dataset:
    """Two half circles that reach into each other. Arguments and shapes as for ``circles``."""
    rng = np.random.default_rng(seed)
    y = _labels(m)
    angle = rng.uniform(0, np.pi, m)
    side = 1 - 2 * y[0]
    return _scattered(side * (np.cos(angle) - 0.5), side * (np.sin(angle) - 0.25), noise, rng), y


def spirals(m: int = 200, noise: float = 0.03, seed: int = 0) -> Dataset:
    """Two arms that wind around each other. Arguments and shapes as for ``circles``."""
    rng = np.random.default_rng(seed)
    y = _labels(m)
    along = np.sqrt(rng.uniform(0.02, 1, m))
    angle = 3 * np.pi * along + np.pi * y[0]
    return _scattered(along * np.cos(angle), along * np.sin(angle), noise, rng), y


def _labels(m: int) -> np.ndarray:
    return (np.arange(m) % 2).reshape(1, m).astype(float)


def _scattered(x: np.ndarray, y: np.ndarray, noise: float, rng: np.random.Generator) -> np.ndarray:
    return np.stack([x, y]) + noise * rng.normal(size=(2, len(x)))
