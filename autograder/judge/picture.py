"""What a picture of a wrong answer is drawn of: numbers of two digits, enough to see, too few to hand in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from autograder.assignment import Check, Trial
from autograder.worker.calls import Answer
from gradcheck.compare import Target, as_numbers

LARGEST = 64  # entries that are drawn
DIGITS = 2


def entries(value: Any, target: Target, part: str | None) -> dict[str, Any]:
    """``picture``: the two matrices, of the ``part`` that is wrong where there are several, row by row.

    Nothing where there is too little or too much to see.
    """
    number = target.names.index(part) if part in target.names else 0
    right = target.parts[number]
    answer = as_numbers(value[number] if target.several else value)
    if answer is None or answer.shape != right.shape or right.ndim != 2 or not 1 < right.size <= LARGEST:
        return {}
    return {"picture": {"yours": _rounded(answer), "right": _rounded(right)}}


def curve(check: Check, trials: Sequence[Trial], answers: Sequence[Answer]) -> dict[str, Any]:
    """``curve``: the answer over the inputs of the first trial whose inputs are public, where it has their shape."""
    for trial, answer in zip(trials, answers, strict=True):
        if trial.public is None or answer.died is not None or len(answer.replies) <= trial.graded:
            continue
        value, right = (
            as_numbers(check.read(answer.replies[trial.graded])),
            np.asarray(trial.expected[check.name].value),
        )
        if value is not None and value.shape == right.shape == trial.public.shape:
            lines = {"z": trial.public, "yours": value, "right": right}
            return {"curve": {name: _rounded(line.ravel()) for name, line in lines.items()}}
    return {}


def _rounded(numbers: np.ndarray) -> Any:
    """The numbers as lists, to two digits."""
    if numbers.ndim > 1:
        return [_rounded(row) for row in numbers]
    return [float(f"{number:.{DIGITS}g}") for number in numbers]
