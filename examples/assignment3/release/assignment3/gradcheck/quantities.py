"""How an answer lies to what is right by one quantity of the example: times it, divided by it, more or less by it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from gradcheck.causes import multiple
from gradcheck.example import Example
from gradcheck.relation import Pairs
from gradcheck.tolerance import SAME


def _quantities(example: Example) -> Mapping[str, np.ndarray]:
    """Arrays and counts of the example by which a formula may be off; each fits the shape of the answer."""
    shape = example.truth.shape
    found: dict[str, np.ndarray] = {"the number of samples m": np.asarray(float(example.samples))}
    for name, array in example.given.items():
        if not isinstance(array, np.ndarray) or array.dtype.kind not in "biuf":
            continue
        if array.shape == shape:
            found[name] = array
            found[f"1 − {name}"] = 1 - array
            found[f"|{name}|"] = np.abs(array)
            found[f"the square of {name}"] = array**2
            found[f"1 − the square of {name}"] = 1 - array**2
        if array.ndim == 2:
            found[f"the number of rows of {name}"] = np.asarray(float(array.shape[0]))
            found[f"the size of {name}"] = np.asarray(float(array.size))
            if not shape:
                found |= _of_all(name, array)
    found["the right value"] = example.truth
    return found


def _of_all(name: str, array: np.ndarray) -> dict[str, np.ndarray]:
    """Numbers that may be taken for the one that is asked for."""
    made = {
        "the largest entry of": array.max(),
        "the mean of all entries of": array.mean(),
        "samples divided by rows, of": np.asarray(array.shape[-1] / array.shape[0]),
    }
    return {f"{words} {name}": np.asarray(value, dtype=float) for words, value in made.items()}


POWERS = (
    (1.0, "times {}"),
    (-1.0, "divided by {}"),
    (2.0, "times the square of {}"),
    (-2.0, "divided by the square of {}"),
    (0.5, "times the root of {}"),
    (-0.5, "divided by the root of {}"),
)


def factors(known: Pairs, wrong: Pairs) -> str:
    """The right value times one quantity of the example, and perhaps a constant: none, where that explains it."""
    beside = ""
    for name in _common(wrong):
        for power, words in POWERS:
            wanted = [(one.truth * _quantities(one)[name] ** power, answer) for one, answer in wrong]
            constant = _multiple(wanted)
            if constant is None or (name == "the right value" and power == -1.0):
                continue
            said = f"yours is the right value {words.format(name)}"
            if abs(constant - 1) < SAME:
                return said
            beside = beside or f"{said}, and that times {constant:.4g}"
    return beside


def _common(pairs: Pairs) -> list[str]:
    names = [set(_quantities(one)) for one, _ in pairs]
    return [name for name in _quantities(pairs[0][0]) if all(name in each for each in names)]


def _multiple(pairs: Sequence[tuple[np.ndarray, np.ndarray]]) -> float | None:
    """As ``multiple``, of answers that are not all of one size: that would prove nothing."""
    sizes = np.unique(np.abs(np.concatenate([np.ravel(answer) for _, answer in pairs])))
    return multiple(pairs) if sizes.size > 1 else None


def differences(known: Pairs, wrong: Pairs) -> str:
    """The right value plus or minus one quantity of the example, or a constant; or that quantity itself."""
    off = [answer - one.truth for one, answer in wrong]
    flat = np.concatenate([each.ravel() for each in off])
    if np.isfinite(flat).all() and flat.size > 1 and np.ptp(flat) < SAME:
        return f"every entry is off by {flat[0]:.4g}"
    for name in _common(wrong):
        quantities = [np.broadcast_to(_quantities(one)[name], one.truth.shape) for one, _ in wrong]
        alone = _multiple([(each, answer) for each, (_, answer) in zip(quantities, wrong, strict=True)])
        if alone is not None:
            times = "" if abs(alone - 1) < SAME else f"{alone:.4g} times "
            return f"yours is {times}{name}"
        added = _multiple(list(zip(quantities, off, strict=True)))
        if added is not None:
            return f"yours is the right value {'+' if added > 0 else '−'} {abs(added):.4g} times {name}"
    return ""
