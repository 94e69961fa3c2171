"""From examples to a verdict: right, or what was seen first, and the mistake that explains all of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from gradcheck.causes import ANYWHERE, holds
from gradcheck.compare import Target, disagreement
from gradcheck.example import Asked, Cause, Example
from gradcheck.own_code import unwritten
from gradcheck.place import place

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


def judge(asked: Asked, order: Sequence[str]) -> Verdict:
    """The verdict on one answer. Beside its own causes those of ``ANYWHERE`` may explain it; of several, the first by
    the ``order`` of the codes."""
    name, examples = asked.name, _with_wrong_arrays(asked.examples)
    for look in (_wrong_value, _side_effect):
        for example in examples:
            symptom = look(example)
            if symptom is not None:
                code = _cause(symptom, examples, {**ANYWHERE, **asked.causes}, order)
                return Verdict(name, examples, symptom, code, example, place(symptom, examples, example))
    return Verdict(name, examples)


def _with_wrong_arrays(examples: Sequence[Example]) -> Sequence[Example]:
    """The examples, and where all are right but a later call is not: the first that is wrong with a new object too."""
    if any(_wrong_value(example) for example in examples):
        return examples
    for example in examples:
        for new in example.anew() if example.later_wrong and example.anew is not None else ():
            if new.answer is not None and _wrong_value(new):
                return [*examples, new]
    return examples


def charged(verdicts: Sequence[Verdict], methods: Sequence[Sequence[str]], order: Sequence[str]) -> list[Verdict]:
    """The verdicts where a method pays once for its side effects, as it does with the grader: the others are right.

    ``methods``: the names of the answers of each method that has several, in order.
    """
    ranks = {code: rank for rank, code in enumerate(order)}
    free: set[str] = set()
    for names in methods:
        effects = [verdict for verdict in verdicts if verdict.is_side_effect and verdict.name in names]
        effects.sort(key=lambda verdict: (ranks[str(verdict.code or verdict.symptom)], names.index(verdict.name)))
        free.update(verdict.name for verdict in effects[1:])
    return [replace(one, symptom=None, code=None, example=None) if one.name in free else one for one in verdicts]


def _wrong_value(example: Example) -> str | None:
    if example.error is not None:
        return "not_implemented" if unwritten(example.error) else "exception"
    finding = disagreement(example.answer, Target.of_example(example.truth))
    if finding is not None and finding.symptom == "returns_none" and not example.returned:
        return "attribute_not_set"
    return finding.symptom if finding is not None else None


def _side_effect(example: Example) -> str | None:
    if example.changed:
        return "updates_parameters" if set(example.changed) & set(example.parameters) else "mutates_input"
    return "changes_on_second_call" if example.later_wrong else None


def _cause(symptom: str, examples: Sequence[Example], known: Mapping[str, Cause], order: Sequence[str]) -> str | None:
    """The first mistake, in the catalogue's order, that explains the examples; else the symptom, if that has a name."""
    if symptom in ("not_implemented", "updates_parameters", "mutates_input"):
        return symptom
    right_at_first = symptom == "changes_on_second_call"
    for code in order:
        possible = code in known and right_at_first == (code in KEPT_FROM_CALL_TO_CALL)
        if possible and holds(known[code], examples):
            return code
    return symptom if symptom in order else None
