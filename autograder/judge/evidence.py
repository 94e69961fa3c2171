"""Answers, the student's and those that mistakes would give, in a form that is quick to compare."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from autograder.assignment import Check, Trial
from autograder.worker.calls import Answer
from gradcheck.compare import as_numbers, type_name

RAISES = ("raises",)
Kind = tuple[Hashable, ...]  # what an answer is, its numbers aside: its shape, ("none",), ("raises",), ("type", name)


@dataclass(frozen=True)
class Form:
    """One answer to one trial: what it is, and its numbers in a row (none where it has none)."""

    kind: Kind
    numbers: np.ndarray


NO_NUMBERS = np.zeros(0)


def form(value: Any, several: bool) -> Form:
    """The form of an answer of the kind that ``Check.read`` gives; ``several`` where it is one of many parts."""
    if several and isinstance(value, list | tuple):
        parts = [form(part, False) for part in value]
        numbers = np.concatenate([part.numbers for part in parts]) if parts else NO_NUMBERS
        return Form(("parts", *(part.kind for part in parts)), numbers)
    if value is None:
        return Form(("none",), NO_NUMBERS)
    array = as_numbers(value)
    if array is None:
        return Form(("type", type_name(value)), NO_NUMBERS)
    return Form(("shape", *array.shape), array.ravel())


def predicted(formula: Callable[[], Any], several: bool) -> Form:
    """The form of what a formula gives; it raises where the student's code would, and then not as an error of ours."""
    try:
        return form(formula(), several)
    except (ValueError, TypeError, IndexError, ZeroDivisionError, AttributeError, ArithmeticError):
        return Form(RAISES, NO_NUMBERS)


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
            forms.append(Form(RAISES, NO_NUMBERS))
            seen.append(False)
            continue
        reply = answer.replies[trial.graded]
        value = check.read(reply)
        raised = reply.raised is not None and (check.returned or value is None)
        forms.append(Form(RAISES, NO_NUMBERS) if raised else form(value, several))
        seen.append(check.returned or not raised)
    return Evidence(tuple(forms), np.array(seen, dtype=bool))
