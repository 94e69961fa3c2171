"""One answer against the right one: shape and type exactly, values entry by entry within the tolerance."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from gradcheck.finding import Finding
from gradcheck.tolerance import AGREE, FLOAT32, TERMS

REAL = "biuf"  # dtype kinds that are numbers on the real line


@dataclass(frozen=True)
class Expected:
    """A right answer and, entry by entry, the sum of the magnitudes of the terms that it is made of (same shape).

    ``inside``, where given, holds the magnitudes of terms that cancel inside an entry (1 + tanh² for 1 − tanh²):
    float32 code is allowed its rounding of these. An answer of several arrays (one a layer) is a tuple in each place;
    ``names`` is what each of them is called in words.
    """

    value: np.ndarray | tuple[np.ndarray, ...]
    scale: np.ndarray | tuple[np.ndarray, ...]
    inside: np.ndarray | tuple[np.ndarray, ...] | None = None
    names: tuple[str, ...] = ()


@dataclass(frozen=True)
class Fault:
    """In the place of an answer, or of a part: what is wrong with it, where its numbers do not tell."""

    symptom: str


@dataclass(frozen=True)
class Target:
    """A right answer as the judge compares with it: parts (one, or one a layer), and what each entry may differ by."""

    parts: tuple[np.ndarray, ...]
    magnitudes: tuple[np.ndarray, ...]  # of all terms, those that cancel inside too
    allowed: tuple[np.ndarray, ...]
    several: bool
    names: tuple[str, ...]

    @classmethod
    def of_example(cls, truth: Any) -> Target:
        """The target of a worked example: the answer is one array, and the numbers are of the size of ``TERMS``."""
        right = np.asarray(truth, dtype=float)
        return cls.of(Expected(right, np.abs(right), np.full(right.shape, TERMS)))

    @classmethod
    def of(cls, expected: Expected) -> Target:
        """The target for an expected answer. Raises ValueError where value and scale differ in shape."""
        several = isinstance(expected.value, tuple)
        right, scales = parts(expected.value), parts(expected.scale)
        inside = [np.zeros(())] * len(right) if expected.inside is None else list(parts(expected.inside))
        if [part.shape for part in right] != [scale.shape for scale in scales]:
            raise ValueError("an expected answer and its scale differ in shape")
        allowed = tuple(AGREE * scale + FLOAT32 * terms for scale, terms in zip(scales, inside, strict=True))
        magnitudes = tuple(scale + terms for scale, terms in zip(scales, inside, strict=True))
        names = expected.names or tuple(f"part {number}" for number in range(len(right)))
        return cls(right, magnitudes, allowed, several, names)


def parts(value: Any) -> tuple[np.ndarray, ...]:
    """The parts of an expected answer, or of its scale, as float64: itself, where it is one array."""
    return tuple(np.asarray(part, dtype=float) for part in (value if isinstance(value, tuple) else (value,)))


def as_numbers(value: Any) -> np.ndarray | None:
    """The value as a float64 array of its own shape, or None where it is no array or number on the real line."""
    if isinstance(value, np.ndarray | np.generic):
        return np.asarray(value, dtype=float) if value.dtype.kind in REAL else None
    if isinstance(value, bool | int | float):
        try:
            return np.asarray(float(value))
        except OverflowError:  # an int beyond float64
            return np.asarray(np.inf if value > 0 else -np.inf)
    return None


def disagreement(answer: Any, target: Target) -> Finding | None:
    """What is wrong with an answer and where, or None. NaN never agrees, nor does a complex dtype."""
    if not target.several:
        return _part_disagreement(answer, target.parts[0], target.allowed[0])
    if answer is None:
        return Finding("returns_none")
    if not isinstance(answer, list | tuple):
        return Finding("wrong_type", numbers={"type": type_name(answer)})
    if len(answer) != len(target.parts):
        return Finding("wrong_shape", numbers={"shape": (len(answer),), "expected_shape": (len(target.parts),)})
    for name, part, right, allowed in zip(target.names, answer, target.parts, target.allowed, strict=True):
        finding = _part_disagreement(part, right, allowed)
        if finding is not None:
            symptom = "missing_part" if part is None else finding.symptom
            return Finding(symptom, numbers={**finding.numbers, "part": name})
    return None


def differs(answer: np.ndarray, truth: np.ndarray) -> np.ndarray:
    """Which entries of a worked example, of one shape, are not the right ones; NaN and infinity never are."""
    return np.asarray(~(np.abs(answer - truth) <= AGREE * np.abs(truth) + FLOAT32 * TERMS))


def agree(answer: Any, truth: Any) -> bool:
    """Whether an answer to a worked example has the shape of the truth, and everywhere its numbers."""
    numbers, right = as_numbers(answer), np.asarray(truth, dtype=float)
    return numbers is not None and numbers.shape == right.shape and not differs(numbers, right).any()


def type_name(value: Any) -> str:
    """How a value's type is called in words: for what could not cross, the name that came in its place."""
    if isinstance(value, np.ndarray | np.generic):
        return f"array of {value.dtype}"
    opaque = getattr(value, "type", None)
    return opaque if isinstance(opaque, str) else type(value).__name__


def _part_disagreement(answer: Any, right: np.ndarray, allowed: np.ndarray) -> Finding | None:
    if isinstance(answer, Fault):
        return Finding(answer.symptom)
    if answer is None:
        return Finding("returns_none", numbers={"expected_shape": right.shape})
    numbers = as_numbers(answer)
    if numbers is None:
        return Finding("wrong_type", numbers={"type": type_name(answer), "expected_shape": right.shape})
    if numbers.shape != right.shape:
        return Finding("wrong_shape", numbers={"shape": numbers.shape, "expected_shape": right.shape})
    # written so that NaN and infinity fail: no comparison with them is true
    if (np.abs(numbers - right) <= allowed).all():
        return None
    return _worst(numbers, right, allowed)


def _worst(numbers: np.ndarray, right: np.ndarray, allowed: np.ndarray) -> Finding:
    """The entry that is furthest off, in units of what is allowed there, and of those that are as far off, as by a
    factor, the one with the largest difference; one that is not finite comes first."""
    finite = np.isfinite(numbers)
    off = np.where(finite, np.abs(numbers - right), np.inf)
    excess = off / np.maximum(allowed, np.finfo(float).tiny)
    index = np.unravel_index(int(np.argmax(np.where(excess >= 0.99 * excess.max(), off, -1.0))), right.shape)
    analytic, numeric = float(numbers[index]), float(right[index])
    larger = max(abs(analytic), abs(numeric))
    relative = abs(analytic - numeric) / larger if larger else 0.0
    return Finding(
        "wrong_value" if finite.all() else "not_finite",
        numbers={
            "index": tuple(int(i) for i in index),
            "analytic": analytic,
            "numeric": numeric,
            "relative_error": relative,
            "shape": right.shape,
        },
    )
