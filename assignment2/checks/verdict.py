"""From examples to a verdict: right, or what was seen first, and the mistake that explains all of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from assignment2.checks.example import Cause, Example, agree, each, holds, numbers, same_ratio
from assignment2.mistakes import MESSAGES

ANYWHERE: Mapping[str, Cause] = {
    "negated": each(lambda example: -example.truth),
    "off_by_factor": lambda examples: same_ratio(examples) is not None,
}
"""Causes that are looked for in every check."""


@dataclass(frozen=True)
class Verdict:
    """What a check says of the answer ``name``: it is right where ``symptom`` is None, else ``example`` shows it."""

    name: str
    examples: Sequence[Example]
    symptom: str | None = None
    code: str | None = None
    example: Example | None = None

    @property
    def right(self) -> bool:
        """Whether nothing was found."""
        return self.symptom is None


def judge(name: str, examples: Sequence[Example], causes: Mapping[str, Cause] | None = None) -> Verdict:
    """The verdict on one answer. ``causes``: what may explain it, by code, beside those of ``ANYWHERE``."""
    for look in (_value_symptom, _side_effect):
        for example in examples:
            symptom = look(example)
            if symptom is not None:
                code = _cause(symptom, examples, causes or {})
                return Verdict(name, examples, symptom, code, example)
    return Verdict(name, examples)


def _value_symptom(example: Example) -> str | None:
    if example.error is not None:
        return "not_implemented" if isinstance(example.error, NotImplementedError) else "exception"
    if example.answer is None:
        return "returns_none"
    answer = example.numbers
    if answer is None:
        return "wrong_type"
    if answer.shape != example.truth.shape:
        return "wrong_shape"
    if not np.all(np.isfinite(answer)):
        return "not_finite"
    return None if agree(answer, example.truth) else "wrong_value"


def _side_effect(example: Example) -> str | None:
    if example.changed:
        return "updates_parameters" if set(example.changed) & {"W", "b"} else "mutates_input"
    return None if agree(numbers(example.again), example.truth) else "changes_on_second_call"


def _cause(symptom: str, examples: Sequence[Example], causes: Mapping[str, Cause]) -> str | None:
    """The first mistake, in the catalogue's order, that explains the examples."""
    if symptom == "not_implemented":
        return symptom
    known = {**ANYWHERE, **causes}
    for code in MESSAGES:
        if code in known and holds(known[code], examples):
            return code
    return symptom if symptom in MESSAGES else None
