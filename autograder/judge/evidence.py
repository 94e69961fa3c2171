"""Answers, the student's and those that mistakes would give, in a form that is quick to compare."""

from __future__ import annotations

import math
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np

from autograder.assignment import Check, Trial
from autograder.worker.calls import Answer
from gradcheck.compare import as_numbers, type_name

RAISES = ("raises",)
Kind = tuple[Hashable, ...]  # what an answer is, its numbers aside: its shape, ("none",), ("raises",), ("type", name)


@dataclass(frozen=True, slots=True)
class Form:
    """One answer to one trial: what it is, and its numbers in a row (none where it has none)."""

    kind: Kind
    numbers: np.ndarray


NO_NUMBERS = np.zeros(0)


class Forms(Sequence[Form]):
    """Answers to several trials, packed: a bank has tens of thousands of them."""

    __slots__ = ("_kinds", "_numbers")

    def __init__(self, forms: Iterable[Form]) -> None:
        forms = tuple(forms)
        self._kinds = _one_of_each(tuple(form.kind for form in forms))
        self._numbers = np.concatenate([NO_NUMBERS, *(form.numbers for form in forms)])

    def __len__(self) -> int:
        return len(self._kinds)

    def __getitem__(self, place: Any) -> Any:
        return tuple(self)[place]

    def __iter__(self) -> Iterator[Form]:
        start = 0
        for kind in self._kinds:
            end = start + _size(kind)
            yield Form(kind, self._numbers[start:end])
            start = end


@lru_cache(maxsize=1024)
def _one_of_each(kinds: tuple[Kind, ...]) -> tuple[Kind, ...]:
    return kinds


@lru_cache(maxsize=1024)
def _size(kind: Kind) -> int:
    """How many numbers such an answer has."""
    if kind[0] == "parts":
        return sum(map(_size, kind[1:]))
    return math.prod(kind[1:]) if kind[0] == "shape" else 0  # type: ignore[arg-type]


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
