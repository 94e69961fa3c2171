"""From examples to a verdict: right, or what was seen first, and the mistake that explains all of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from assignment2.checks.causes import ANYWHERE, holds
from assignment2.checks.example import Cause, Example, agree
from assignment2.checks.own_code import unwritten
from assignment2.checks.place import place
from assignment2.mistakes import MESSAGES

SIDE_EFFECTS = ("mutates_input", "updates_parameters", "changes_on_second_call")

KEPT_FROM_CALL_TO_CALL = ("accumulates",)
"""The causes of an answer that is right at first and wrong later."""


@dataclass(frozen=True)
class Verdict:
    """What a check says of the answer ``name``: it is right where ``symptom`` is None, else ``example`` shows it, and
    ``place`` says where the mistake is, as far as that can be told."""

    name: str
    examples: Sequence[Example]
    symptom: str | None = None
    code: str | None = None
    example: Example | None = None
    place: str = ""

    @property
    def is_side_effect(self) -> bool:
        """Whether the values are right, and something else is not."""
        return self.symptom in SIDE_EFFECTS

    @property
    def right(self) -> bool:
        """Whether nothing was found."""
        return self.symptom is None


def judge(name: str, examples: Sequence[Example], causes: Mapping[str, Cause] | None = None) -> Verdict:
    """The verdict on one answer. ``causes``: what may explain it, by code, beside those of ``ANYWHERE``."""
    for look in (_wrong_value, _side_effect):
        for example in examples:
            symptom = look(example)
            if symptom is not None:
                known = {**ANYWHERE, **(causes or {})}
                code = _cause(symptom, examples, known)
                return Verdict(name, examples, symptom, code, example, place(symptom, examples, example))
    return Verdict(name, examples)


def charged(verdicts: Sequence[Verdict], methods: Sequence[Sequence[str]]) -> list[Verdict]:
    """The verdicts where a method pays once for its side effects, as it does with the grader: the others are right.

    ``methods``: the names of the answers of each method that has several, in order.
    """
    order = {code: rank for rank, code in enumerate(MESSAGES)}
    free: set[str] = set()
    for names in methods:
        effects = [verdict for verdict in verdicts if verdict.is_side_effect and verdict.name in names]
        effects.sort(key=lambda verdict: (order[str(verdict.code or verdict.symptom)], names.index(verdict.name)))
        free.update(verdict.name for verdict in effects[1:])
    return [replace(one, symptom=None, code=None, example=None) if one.name in free else one for one in verdicts]


def _wrong_value(example: Example) -> str | None:
    if example.error is not None:
        return "not_implemented" if unwritten(example.error) else "exception"
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
    return "changes_on_second_call" if example.later_wrong else None


def _cause(symptom: str, examples: Sequence[Example], known: Mapping[str, Cause]) -> str | None:
    """The first mistake, in the catalogue's order, that explains the examples; else the symptom, if that has a name."""
    if symptom in ("not_implemented", "updates_parameters", "mutates_input"):
        return symptom
    right_at_first = symptom == "changes_on_second_call"
    for code in MESSAGES:
        possible = code in known and right_at_first == (code in KEPT_FROM_CALL_TO_CALL)
        if possible and holds(known[code], examples):
            return code
    return symptom if symptom in MESSAGES else None
