"""Tables of predictions: what every mistake of a check gives at every trial, computed once, compared all at once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from autograder.judge.evidence import RAISES, Evidence, Form
from gradcheck.tolerance import INFORMATIVE, PROOF, PROOF_GUARDED

KEPT_STACKS = 16  # a table remembers so many; there are as many as ways to raise at some trials and not at others
LEAST_POINTS = 2  # trials at which a formula must do as the student's code does and differ from the right one


@dataclass(frozen=True, slots=True)
class Row:
    """A mistake, or two of which one is behind the other, and what it gives at every trial."""

    code: str
    forms: Sequence[Form]
    also: str | None = None
    numbers: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Stack:
    """Some rows' numbers at some trials, one under the other, with the largest entry of each one's trial."""

    rows: np.ndarray
    numbers: np.ndarray
    largest: np.ndarray


class Table:
    """Rows, in the order in which they are to be believed, beside the right answers (``truth``, a row of its own)."""

    def __init__(self, rows: Sequence[Row], truth: Row) -> None:
        self.rows = tuple(rows)
        self._kinds: dict[Any, int] = {}
        shape = (len(rows), len(truth.forms))
        self._of_rows = np.array([self._ids(row.forms) for row in rows], dtype=int).reshape(shape)
        self._informative = np.array([_informative(row, truth) for row in rows], dtype=bool).reshape(shape)
        self._stacks: dict[bytes, Stack] = {}

    def _ids(self, forms: Sequence[Form]) -> list[int]:
        return [self._kinds.setdefault(form.kind, len(self._kinds)) for form in forms]

    def matches(self, seen: Evidence, atol: float, rtol: float = 0.0) -> Iterator[Row]:
        """The rows that give the student's own answers at every trial that was seen, first the first.

        ``atol`` is relative to the largest entry of a trial's answer, ``rtol`` to each entry.
        """
        stack, answers = self._candidates(seen)
        if not stack.rows.size:
            return
        close = np.abs(stack.numbers - answers) <= rtol * np.abs(stack.numbers) + atol * stack.largest
        close &= np.isfinite(stack.numbers)  # else a share of infinity allows everything
        close |= (stack.numbers == answers) | (np.isnan(stack.numbers) & np.isnan(answers))
        for index in stack.rows[close.all(axis=1)]:
            yield self.rows[index]

    def multiples(self, seen: Evidence) -> Iterator[tuple[Row, float]]:
        """The rows of which the student's answers are one constant multiple, other than 0 and 1, with the multiple."""
        stack, answers = self._candidates(seen)
        if not stack.rows.size or not answers.size or not np.isfinite(answers).all():
            return
        weighted = stack.numbers / np.maximum(stack.largest, np.finfo(float).tiny)
        scaled = answers / np.maximum(stack.largest, np.finfo(float).tiny)
        factors = (weighted * scaled).sum(axis=1) / (weighted**2).sum(axis=1)
        sizes = np.abs(factors)[:, None]
        close = np.abs(weighted * factors[:, None] - scaled) <= sizes * (PROOF + PROOF_GUARDED * np.abs(weighted))
        far_from = (np.abs(factors) > PROOF) & (np.abs(factors - 1) > PROOF_GUARDED)
        for place in np.flatnonzero(close.all(axis=1) & far_from & np.isfinite(factors)):
            yield self.rows[stack.rows[place]], float(factors[place])

    def _candidates(self, seen: Evidence) -> tuple[Stack, np.ndarray]:
        """The rows whose answers are of the same kinds as the student's, stacked, and the student's numbers."""
        kinds = [self._kinds.get(form.kind, -1) for form in seen.forms]
        key = np.array([*kinds, *seen.seen]).tobytes()
        if key not in self._stacks:
            if len(self._stacks) >= KEPT_STACKS:
                self._stacks.clear()
            self._stacks[key] = self._stack(np.array(kinds), seen.seen)
        stack = self._stacks[key]
        return stack, _row([form.numbers for form, used in zip(seen.forms, seen.seen, strict=True) if used])

    def _stack(self, kinds: np.ndarray, seen: np.ndarray) -> Stack:
        same = (self._of_rows[:, seen] == kinds[seen]).all(axis=1)
        if (kinds[seen] == self._kinds.get(RAISES, -2)).all():  # an exception alone proves no formula
            same[:] = False
        rows = np.flatnonzero(same & (self._informative[:, seen].sum(axis=1) >= LEAST_POINTS))
        used = [[form for form, use in zip(self.rows[r].forms, seen, strict=True) if use] for r in rows]
        numbers = [_row([form.numbers for form in forms]) for forms in used]
        largest = [_row([np.full(form.numbers.size, _largest(form.numbers)) for form in forms]) for forms in used]
        width = numbers[0].size if numbers else 0
        return Stack(rows, np.array(numbers).reshape(len(rows), width), np.array(largest).reshape(len(rows), width))


def may_be(predicted: Form, given: Form) -> bool:
    """A quick look at one trial: whether the two answers could be the same. False is certain."""
    if predicted.kind != given.kind:
        return False
    if not given.numbers.size:
        return True
    a, b = float(predicted.numbers[0]), float(given.numbers[0])
    return not abs(a - b) > 1e-4 * _largest(given.numbers)


def _row(numbers: Sequence[np.ndarray]) -> np.ndarray:
    return np.concatenate(numbers) if numbers else np.zeros(0)


def _largest(numbers: np.ndarray) -> float:
    """The largest finite magnitude."""
    finite = np.abs(numbers[np.isfinite(numbers)])
    return float(finite.max(initial=0.0))


def _informative(row: Row, truth: Row) -> list[bool]:
    """At which trials a row's answer is none that could be taken for the right one."""
    result = []
    for wrong, right in zip(row.forms, truth.forms, strict=True):
        if row is truth or wrong.kind != right.kind:
            result.append(True)
            continue
        off = np.abs(wrong.numbers - right.numbers) > INFORMATIVE * _largest(right.numbers)
        result.append(bool((off | ~np.isfinite(wrong.numbers)).any()))
    return result
