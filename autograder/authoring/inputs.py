"""Seeded probe inputs: drawn once from the one seed, under conditions that make a test point tell right from wrong."""

from __future__ import annotations

import zlib
from collections.abc import Callable
from typing import TypeVar

import numpy as np

SEED = 20240305  # the one seed of the assignment: every input is drawn from it, and reports name it

T = TypeVar("T")

SMALL = 2.0**-10  # what rounds to decimals, or takes what is near zero for zero, shows itself at inputs this small
ENLARGED = 2.0**24  # by which all grows that an answer does not depend on, to tell formulas from differences


def rng(seed: int, *names: str | int) -> np.random.Generator:
    """A generator for the inputs called ``names``: adding inputs elsewhere does not change these."""
    return np.random.default_rng([seed, zlib.crc32("/".join(map(str, names)).encode())])


def draw(shape: tuple[int, ...], low: float, high: float, rng: np.random.Generator) -> np.ndarray:
    """Uniform float64 numbers of that shape in [low, high)."""
    return rng.uniform(low, high, shape)


def signed(shape: tuple[int, ...], low: float, high: float, rng: np.random.Generator) -> np.ndarray:
    """Numbers with low ≤ |x| < high, of both signs in every row (in a single column: over its rows)."""
    numbers = rng.uniform(low, high, shape)
    signs = np.where(rng.random(shape) < 0.5, -1.0, 1.0)
    rows = signs.reshape(-1, shape[-1]) if shape[-1] > 1 else signs.reshape(1, -1)
    if (size := rows.shape[1]) > 1:
        for row, total in zip(rows, rows.sum(axis=1).tolist(), strict=True):
            if abs(total) == size:
                row[rng.integers(size)] *= -1
    return numbers * signs


def upstream(shape: tuple[int, ...], rng: np.random.Generator) -> np.ndarray:
    """A gradient that arrives, of both signs and up to 6: code that clips gradients gives another answer."""
    gradient = signed(shape, 0.1, 6.0, rng)
    if gradient.size > 3:
        largest = np.argmax(np.abs(gradient))
        gradient.flat[largest] = np.copysign(5.9, gradient.flat[largest])
    return gradient


def labels(shape: tuple[int, ...], rng: np.random.Generator) -> np.ndarray:
    """Labels 0.0 and 1.0, both present wherever there are two entries or more."""
    y = (rng.random(shape) < 0.5).astype(float)
    if y.size > 1 and y.min() == y.max():
        y.flat[rng.integers(y.size)] = 1.0 - y.flat[0]
    return y


def first_sign(Z: np.ndarray, sign: float) -> np.ndarray:
    """Z with that sign in the first place, where code that takes its dtype or branch from the first entry looks."""
    Z = Z.copy()
    Z.flat[0] = np.copysign(Z.flat[0], sign)
    return Z


def until(condition: Callable[[T], bool], draw_one: Callable[[], T], attempts: int = 10_000) -> T:
    """The first of the drawn inputs that meets the condition. Raises RuntimeError after ``attempts``."""
    for _ in range(attempts):
        drawn = draw_one()
        if condition(drawn):
            return drawn
    raise RuntimeError(f"no probe input met its condition in {attempts} attempts: loosen the condition")


def well_conditioned(value: np.ndarray, scale: np.ndarray, share: float = 0.06) -> bool:
    """Whether every entry is at least ``share`` of the magnitudes of its terms, so that no error hides in it."""
    return bool(np.all(np.abs(value) >= share * np.asarray(scale)))
