"""Which mistake it is: the one whose formula gives the student's own numbers, at every trial, or none.

Formulas are tried from the plain to the composed: one mistake; one whose constant is taken from an answer, or that
follows from what the code did to its object; the opposite sign; two mistakes, one behind the other; one constant
factor; a factor behind a mistake. Within each, the order of the assignment's messages decides. First to ``PROOF``,
then as code with a guard.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property, partial
from itertools import product
from typing import Any

import numpy as np

from autograder.assignment import Check, Mistake, Trial
from autograder.findings import Finding
from autograder.judge.evidence import Evidence, Form, evidence, form, predicted
from autograder.judge.predictions import Row, Table, may_be
from autograder.worker.calls import Answer, Reply
from gradcheck.tolerance import PROOF, PROOF_GUARDED

GENERAL = ("returns_none", "wrong_type", "wrong_shape", "not_finite", "exception")  # their own proof


class Bank:
    """The mistakes of one check of an exercise, with their predictions at ``trials``; ``order`` ranks the codes."""

    def __init__(
        self,
        check: Check,
        trials: Sequence[Trial],
        mistakes: Sequence[Mistake],
        order: Mapping[str, int],
    ) -> None:
        self.check, self.trials, self.order = check, tuple(trials), order
        self.mistakes = [mistake for mistake in mistakes if check.name in mistake.checks]
        right = [trial.expected[check.name].value for trial in trials]
        self.several = isinstance(right[0], tuple)
        self.truth = Row("", tuple(form(value, self.several) for value in right))

    def diagnose(self, answers: Sequence[Answer], symptom: str) -> Finding | None:
        """The mistake that explains the check's answers to all trials, as a finding with that symptom, or None."""
        seen = evidence(self.check, self.trials, answers, self.several)
        for row in self._explanations(seen, answers):
            return Finding(symptom, row.code, row.numbers, row.also)
        if not self.check.returned and seen.seen.any() and self._never_set(seen):
            return Finding(symptom, "attribute_not_set")
        return Finding(symptom, symptom) if symptom in GENERAL else None

    def _explanations(self, seen: Evidence, answers: Sequence[Answer]) -> Iterator[Row]:
        search = _Search(self, seen, answers)
        return (row for phase in PHASES.values() for row in phase(search))

    @cached_property
    def right(self) -> Table:
        """What is right."""
        return Table([self.truth], self.truth)

    @cached_property
    def simple(self) -> Table:
        """Each formula, and each transform of what is right."""
        rows = [self._row(mistake) for mistake in self.mistakes if mistake.formula is not None]
        return Table(self.ranked([*rows, *self.spoilt.rows]), self.truth)

    @cached_property
    def spoilt(self) -> Table:
        """What the transforms make of what is right."""
        return Table(self.ranked([self._spoil(self.truth, mistake) for mistake in self._transforms]), self.truth)

    @cached_property
    def _transforms(self) -> list[Mistake]:
        return [mistake for mistake in self.mistakes if mistake.transform is not None]

    @cached_property
    def composed(self) -> Table:
        """Two mistakes of different names: a transform on top of a formula or of another transform."""
        pairs = [
            self._spoil(row, mistake)
            for row, mistake in product(self.simple.rows, self._transforms)
            if row.code != mistake.code
        ]
        return Table(self.ranked(pairs), self.truth)

    def _row(self, mistake: Mistake) -> Row:
        formula = mistake.formula
        assert formula is not None
        forms = tuple(predicted(partial(formula, trial.inputs), self.several) for trial in self.trials)
        return Row(mistake.code, forms, None, mistake.numbers)

    def _spoil(self, row: Row, mistake: Mistake) -> Row:
        """What the mistake makes of the row's answers. Its code is the one that is named first."""
        spoil = mistake.transform
        assert spoil is not None
        forms = tuple(
            answer if answer.value is None else predicted(partial(spoil, answer.value, trial.inputs), self.several)
            for answer, trial in zip(row.forms, self.trials, strict=True)
        )
        numbers = {**row.numbers, **mistake.numbers}
        if not row.code:
            return Row(mistake.code, forms, None, numbers)
        first, second = sorted((row.code, mistake.code), key=self._rank)
        return Row(first, forms, second, numbers)

    def fitted(self, seen: Evidence) -> list[Row]:
        """Mistakes with a constant, taken from one answer that is wrong; they must give all others as well."""
        rows = []
        for fit in (mistake.fit for mistake in self.mistakes if mistake.fit is not None):
            for place in self._wrong(seen)[:2]:
                try:
                    fitted = list(fit(seen.forms[place].value, self.trials[place].inputs))
                except (ValueError, TypeError, IndexError, ArithmeticError):
                    continue
                rows += [self._row(mistake) for mistake in fitted]
        return rows

    def _wrong(self, seen: Evidence) -> list[int]:
        """The trials that were answered with numbers, and wrongly; those with most entries first."""
        wrong = [
            place
            for place, (answer, right) in enumerate(zip(seen.forms, self.truth.forms, strict=True))
            if seen.seen[place] and answer.value is not None
            if answer.kind != right.kind or not np.allclose(answer.numbers, right.numbers, rtol=1e-4, atol=0)
        ]
        return sorted(wrong, key=lambda place: -self.truth.forms[place].numbers.size)

    def observed(self, seen: Evidence, answers: Sequence[Answer]) -> list[Row]:
        """Mistakes whose answer follows from what the student's object is seen to hold."""
        rows = []
        for mistake in (one for each in self.mistakes for one in (each, *each.variants)):
            if mistake.observed is not None:
                forms = self._followed(mistake.observed, seen, answers)
                if forms is not None:
                    rows.append(Row(mistake.code, forms, None, mistake.numbers))
        return rows

    def _followed(
        self, observe: Callable[[Any, Sequence[Reply]], Any], seen: Evidence, answers: Sequence[Answer]
    ) -> tuple[Form, ...] | None:
        """What follows at every trial; None as soon as it is not the student's answer there."""
        forms = []
        for trial, answer, own, used in zip(self.trials, answers, seen.forms, seen.seen, strict=True):
            if len(answer.replies) <= trial.graded:
                return None
            gives = predicted(partial(observe, trial.inputs, answer.replies), self.several)
            if used and not may_be(gives, own):
                return None
            forms.append(gives)
        return tuple(forms)

    def _never_set(self, seen: Evidence) -> bool:
        return all(answer.kind == ("none",) for answer, used in zip(seen.forms, seen.seen, strict=True) if used)

    def ranked(self, rows: Sequence[Row]) -> list[Row]:
        """The rows in the order in which they are to be believed."""
        return sorted(rows, key=lambda row: (self._rank(row.code), self._rank(row.also) if row.also else -1))

    def _rank(self, code: str) -> int:
        return self.order.get(code, len(self.order))


class _Search:
    """The search for what explains some answers, phase by phase."""

    def __init__(self, bank: Bank, seen: Evidence, answers: Sequence[Answer]) -> None:
        self.bank, self.seen, self.answers = bank, seen, answers

    @cached_property
    def special(self) -> Table:
        """Mistakes whose constant is taken from an answer, or that follow from what the code did to its object."""
        rows = [*self.bank.fitted(self.seen), *self.bank.observed(self.seen, self.answers)]
        return Table(self.bank.ranked(rows), self.bank.truth)


Phase = Callable[[_Search], Iterator[Row]]
PHASES: Mapping[str, Phase] = {
    "one mistake": lambda search: search.bank.simple.matches(search.seen, PROOF),
    "one with a constant, or one that was observed": lambda search: search.special.matches(search.seen, PROOF),
    "one mistake, with a guard": lambda search: search.bank.simple.matches(search.seen, PROOF, PROOF_GUARDED),
    "the opposite sign": lambda search: _multiples(search.bank.right, search.seen, -1),
    "two mistakes": lambda search: search.bank.composed.matches(search.seen, PROOF),
    "two mistakes, with a guard": lambda search: search.bank.composed.matches(search.seen, PROOF, PROOF_GUARDED),
    "a mistake, of the opposite sign": lambda search: _multiples(search.bank.simple, search.seen, -1),
    "a constant factor": lambda search: _multiples(search.bank.right, search.seen),
    "a constant factor behind a mistake": lambda search: _multiples(search.bank.spoilt, search.seen),
}
"""What is looked for, the first thing first: from the plain to the composed."""


def _multiples(table: Table, seen: Evidence, only: float | None = None) -> Iterator[Row]:
    """The rows of which the answers are a multiple, or that one."""
    found = table.multiples(seen)
    return (_multiple(row, factor) for row, factor in found if only is None or abs(factor - only) <= PROOF_GUARDED)


def _multiple(row: Row, factor: float) -> Row:
    code = "negated" if abs(factor + 1) <= PROOF_GUARDED else "off_by_factor"
    numbers = {**row.numbers, "factor": factor}
    return Row(row.code, row.forms, code, numbers) if row.code else Row(code, row.forms, None, numbers)
