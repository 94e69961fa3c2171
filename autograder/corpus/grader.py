"""A case put to the judge, and where that does not say what the case says."""

from __future__ import annotations

import contextlib
import io
import warnings

from autograder.corpus.case import Case
from autograder.corpus.notebook import answered
from autograder.findings import CheckResult, ExerciseResult
from autograder.in_process import InProcessSubject
from autograder.judge import Judge


def judged(judge: Judge, case: Case) -> ExerciseResult:
    """What the judge says of the case's exercise; the case's code must come to an end."""
    return judged_of(judge, case, InProcessSubject(answered(judge.assignment, case), judge.assignment))


def judged_of(judge: Judge, case: Case, subject: InProcessSubject) -> ExerciseResult:
    """The same, where the notebook has run already."""
    with contextlib.redirect_stdout(io.StringIO()), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return judge.exercise(case.exercise, subject)


def differences(case: Case, result: ExerciseResult) -> list[str]:
    """What a result is not as the case says: a line a check."""
    lines = []
    for check in result.checks:
        expected, (points, code, status) = case.checks[check.name], _got(check)
        remark = f", {check.finding.symptom}" if check.finding and expected.full and expected.code is None else ""
        if (points, code) != (expected.points, expected.code) or status not in expected.statuses or remark:
            wanted = f"{expected.points:g} points, {expected.code}, {'|'.join(expected.statuses)}"
            told = f"{points:g} points, {code}, {status}{remark}"
            lines.append(f"{case} {check.name}: must get {wanted}; gets {told}")
    return lines


def _got(check: CheckResult) -> tuple[float, str | None, str]:
    return check.score, check.finding.code if check.finding else None, check.status
