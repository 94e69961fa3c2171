"""One worked example: what a student's method answers, beside what is right."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

RTOL, ATOL = 1e-4, 2e-6
"""Entries agree within ``RTOL`` of what is right, and ``ATOL``: float32 arithmetic and guards up to 1e-7 stay within,
a formula that is wrong by a thousandth does not."""


@dataclass(frozen=True)
class Example:
    """A call, answered.

    ``where`` says which example it is, ``truth`` is what is right, float64, and ``source`` where that comes from.
    ``answer`` is what came back, ``again`` what came back from the same call once more; ``error`` is what was raised
    instead. ``changed`` names what was changed on the way, ``given`` holds the arrays of the example and its sizes.
    ``note`` is a line for the student.
    """

    where: str
    truth: np.ndarray
    source: str = "numeric"
    answer: Any = None
    again: Any = None
    error: BaseException | None = None
    changed: tuple[str, ...] = ()
    given: Mapping[str, Any] = field(default_factory=dict)
    note: str = ""

    @property
    def numbers(self) -> np.ndarray | None:
        """The answer as float64, None where it is no number and no array of numbers."""
        return numbers(self.answer)


Cause = Callable[[Sequence[Example]], bool]
"""Says whether a mistake explains all the examples of a check."""


def call(method: Callable[..., Any], *args: Any) -> tuple[Any, BaseException | None]:
    """What a student's method returns, and None; or None, and what it raised, be it an exit or an interrupt.

    An array is copied, so that no later call can change it.
    """
    try:
        return kept(method(*args)), None
    except BaseException as error:
        return None, error


def kept(value: Any) -> Any:
    """A copy of an array; anything else as it is."""
    return np.array(value) if isinstance(value, np.ndarray) else value


def numbers(answer: Any) -> np.ndarray | None:
    """A number or an array of booleans, integers or floats as a new float64 array; None for everything else."""
    if not isinstance(answer, bool | int | float | np.generic | np.ndarray):
        return None
    array = np.asarray(answer)
    return np.array(array, dtype=float) if array.dtype.kind in "biuf" else None


def agree(answer: np.ndarray | None, truth: Any) -> bool:
    """Whether two arrays have one shape and the same entries. NaN agrees with nothing: it fails every comparison."""
    truth = np.asarray(truth, dtype=float)
    if answer is None or answer.shape != truth.shape:
        return False
    return bool(np.all(np.abs(answer - truth) <= RTOL * np.abs(truth) + ATOL))


def each(formula: Callable[[Example], Any]) -> Cause:
    """The cause that proves itself by numbers: every answer is what ``formula`` makes of the example."""
    return lambda examples: all(agree(example.numbers, formula(example)) for example in examples)


def any_of(*causes: Cause) -> Cause:
    """The cause that one of several causes is."""
    return lambda examples: any(holds(cause, examples) for cause in causes)


def holds(cause: Cause, examples: Sequence[Example]) -> bool:
    """Whether a cause explains the examples; it may call the student's code again, and it does not where that stops."""
    try:
        return cause(examples)
    except BaseException:
        return False


def same_ratio(examples: Sequence[Example]) -> float | None:
    """The one factor between all answers and what is right; None where there is none, or where it is 1."""
    pairs = [(answer, example.truth) for example in examples if (answer := example.numbers) is not None]
    if len(pairs) < len(examples) or any(answer.shape != truth.shape for answer, truth in pairs):
        return None
    answer = np.concatenate([np.ravel(answer) for answer, _ in pairs])
    truth = np.concatenate([np.ravel(truth) for _, truth in pairs])
    ratio = float(np.dot(answer, truth) / np.dot(truth, truth))
    fits = abs(ratio) > ATOL and abs(ratio - 1) > RTOL and agree(answer, ratio * truth)
    return ratio if fits else None
