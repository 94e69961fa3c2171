"""A case put to the visible check of its exercise, and what that says beside what is so."""

from __future__ import annotations

import contextlib
import importlib
import io
import warnings
from collections.abc import Iterator
from dataclasses import dataclass, replace

from autograder.assignment import Assignment
from autograder.corpus.case import EITHER, Case, CorpusError
from autograder.corpus.notebook import answered
from gradcheck.verdict import Verdict

SEEN = ("exception", "returns_none", "wrong_type", "wrong_shape", "not_finite")
"""Codes of what is seen in any answer; they prove no formula."""


@dataclass(frozen=True)
class Said:
    """What the visible check said of one answer.

    ``verdict`` comes without its examples, which would keep the student's classes alive; ``raised``: the answer did.
    """

    case: Case
    check: str
    verdict: Verdict
    raised: bool

    @property
    def outcome(self) -> str:
        """Which cell of the confusion table it belongs to. *Explained* is a no that names the mistake as the judge
        does, or names none and says where it is; *another name* is one that the case foresees."""
        expected, code = self.case.checks[self.check], self.verdict.code
        if expected.visible == EITHER:
            return EITHER
        if self.verdict.right or expected.full:
            return f"{'yes' if self.verdict.right else 'no'} to {'right' if expected.full else 'wrong'}"
        if code is not None and code == expected.code:
            return "explained"
        if code is None or code in SEEN:
            return "explained" if self.verdict.place or self.raised else "bare no"
        if expected.code in (None, *SEEN):
            return "explained"
        return "another name" if code == expected.visible else "misnamed"

    def __str__(self) -> str:
        expected = self.case.checks[self.check].code
        return f"{self.outcome}: {self.case} {self.check}: {expected}, said {self.verdict.code or self.verdict.symptom}"


AS_IT_SHOULD_BE = ("yes to right", "explained", "bare no", "another name", EITHER)


def said(assignment: Assignment, case: Case) -> Iterator[Said]:
    """What is said of every check of a case's exercise; the case's code must come to an end.

    Raises CorpusError where the exercise has no visible check.
    """
    names = answered(assignment, case)
    visible = importlib.import_module(f"{assignment.name}.checks").VISIBLE
    if case.exercise not in visible.exercises:
        raise CorpusError(f"{assignment.name}/checks.py has no check of {case.exercise} in VISIBLE")
    with contextlib.redirect_stdout(io.StringIO()), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        verdicts = visible.verdicts(case.exercise, names)
    for verdict in verdicts:
        raised = verdict.example is not None and verdict.example.error is not None
        yield Said(case, verdict.name, replace(verdict, examples=(), example=None), raised)
