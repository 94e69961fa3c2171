"""How surprising it is that two are so alike, judged by the class itself.

What many write alike says nothing: the right answer to a small exercise is short. For each part of the assignment it is
counted how many others are as close to either of the two. What this adds up to over all parts is set against what it
comes to for two who have nothing to do with each other: the sum of independent draws from all pairs of the class.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

STEP = 0.05  # nats
MOST = 400.0  # nats
USUAL = 0.9  # the quantile up to which pairs are taken to be independent

Matrix = np.ndarray


def closeness(prints: Sequence[frozenset[str] | None]) -> Matrix:
    """How alike each two are, from 0 to 1, ``(n, n)``: shared fingerprints of all; NaN where one has nothing."""
    kinds = list(dict.fromkeys(each for each in prints if each))
    columns = {gram: number for number, gram in enumerate(sorted(set().union(*kinds)))}
    holds = np.zeros((len(kinds), len(columns)), dtype=np.float32)
    for row, each in enumerate(kinds):
        holds[row, [columns[gram] for gram in each]] = 1
    shared, sizes = holds @ holds.T, holds.sum(axis=1)
    jaccard = np.full((len(kinds) + 1, len(kinds) + 1), np.nan)
    jaccard[:-1, :-1] = shared / np.maximum(sizes[:, None] + sizes - shared, 1)
    place = {each: row for row, each in enumerate(kinds)}
    which = np.array([place[each] if each else len(kinds) for each in prints])
    return jaccard[np.ix_(which, which)]


def surprise(alike: Matrix) -> Matrix:
    """−ln of the share of others who are at least as close to one of the two (the larger share), ``(n, n)``."""
    n = len(alike)
    filled = np.where(np.isnan(alike), -1.0, alike)
    np.fill_diagonal(filled, -1.0)
    ordered = np.sort(filled, axis=1)
    at_least = np.stack([n - np.searchsorted(ordered[row], filled[row], side="left") for row in range(n)])
    present = np.maximum((filled >= 0).sum(axis=1), 1)
    share = at_least / present[:, None]
    found = -np.log(np.clip(np.maximum(share, share.T), 1e-9, 1.0))
    return np.where(filled < 0, 0.0, found)


def chances(parts: Sequence[Matrix]) -> Matrix:
    """For each two the probability of a sum of surprises as large as theirs, ``(n, n)``, in natural logarithms."""
    above = np.triu_indices(len(parts[0]), 1)
    total = np.sum(parts, axis=0)
    density = np.ones(1)
    for part in parts:
        seen = np.round(part[above] / STEP).astype(int)
        density = np.convolve(density, np.bincount(seen) / len(seen))[: int(MOST / STEP)]
    tail = np.maximum(np.cumsum(density[::-1])[::-1], 1e-300)
    steps = np.arange(len(density)) * STEP
    usual, middle = (_quantile(density, steps, q) for q in (USUAL, 0.5))
    seen_usual, seen_middle = np.quantile(total[above], (USUAL, 0.5))
    wider = max(1.0, (seen_usual - seen_middle) / max(usual - middle, STEP))  # a class of styles is no independent one
    standard = middle + (total - seen_middle) / wider
    place = np.clip(np.floor(standard / STEP).astype(int), 0, len(tail) - 1)
    return np.log(tail[place])


def _quantile(density: np.ndarray, steps: np.ndarray, share: float) -> float:
    return float(steps[min(int(np.searchsorted(np.cumsum(density), share)), len(steps) - 1)])
