"""Answers, the student's and those that mistakes would give, in a form that is quick to compare."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from autograder.assignment import Check, Trial
from autograder.worker.calls import Answer
from gradcheck.compare import as_numbers, type_name

RAISES = ("raises",)
Kind = tuple[Hashable, ...]  # what an answer is, its numbers aside: its shape, ("none",), ("raises",), ("type", name)


NO_NUMBERS = np.zeros(0)


@dataclass(frozen=True, slots=True)
class Form:
    """One answer to one trial: what it is, its numbers in a row, and the answer itself, where it has numbers.

    That is an array, or of an answer of several parts a tuple of arrays and Nones.
    """

    kind: Kind
    numbers: np.ndarray = field(default_factory=lambda: NO_NUMBERS)
    value: Any = None


def form(value: Any, several: bool) -> Form:
    """The form of an answer of the kind that ``Check.read`` gives; ``several`` where it is one of many parts."""
    if several and isinstance(value, list | tuple):
        parts = [form(part, False) for part in value]
        numbers = np.concatenate([NO_NUMBERS, *(part.numbers for part in parts)])
        return Form(("parts", *(part.kind for part in parts)), numbers, tuple(part.value for part in parts))
    if value is None:
        return Form(("none",))
    array = as_numbers(value)
    return Form(("type", type_name(value))) if array is None else Form(("shape", *array.shape), array.ravel(), array)


def predicted(formula: Callable[[], Any], several: bool) -> Form:
    """The form of what a formula gives; it raises where the student's code would, and then not as an error of ours."""
    try:
        return form(formula(), several)
    except (ValueError, TypeError, IndexError, ZeroDivisionError, AttributeError, ArithmeticError):
        return Form(RAISES)


@dataclass(frozen=True)
class Evidence:
    """A student's answers for one check, trial by trial; ``seen`` tells where there is one to explain."""

    forms: tuple[Form, ...]
    seen: np.ndarray


def evidence(check: Check, trials: Sequence[Trial], answers: Sequence[Answer], several: bool) -> Evidence:
    """Read the answers of one check. Where something was to be set and another line raised first, nothing is seen."""
    forms, seen = [], []
    for trial, answer in zip(trials, answers, strict=True):
        if len(answer.replies) <= trial.graded:
            forms.append(Form(RAISES))
            seen.append(False)
            continue
        reply = answer.replies[trial.graded]
        value = check.read(reply)
        raised = reply.raised is not None and (check.returned or value is None)
        forms.append(Form(RAISES) if raised else form(value, several))
        seen.append(check.returned or not raised)
    return Evidence(tuple(forms), np.array(seen, dtype=bool))
