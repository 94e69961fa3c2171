"""The first place where a check's answers are wrong, and what is wrong there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from autograder.assignment import Check, Trial
from autograder.findings import Finding, Status
from autograder.judge.picture import entries
from autograder.judge.plan import StubPlan
from autograder.worker.calls import Answer, Raised, Reply
from gradcheck.compare import disagreement

STATUS: Mapping[str, Status] = {"exception": "error", "not_made": "error"}  # of a symptom; any other is "failed"


def verdict(check: Check, stub: StubPlan, answers: Sequence[Answer]) -> Finding | None:
    """None where all trials agree. What was set before the stub raised counts; what is returned then does not exist."""
    for trial, targets, answer in zip(stub.trials, stub.targets, answers, strict=True):
        if answer.raised is not None:
            return Finding("not_made", "exception", raised_numbers(answer.raised))
        reply = answer.replies[trial.graded]
        if reply.raised is not None and check.returned:
            return Finding("exception", numbers=raised_numbers(reply.raised))
        value = check.read(reply)
        finding = disagreement(value, targets[check.name])
        if finding is not None:
            placed = _placed(finding, check, trial, reply, value)
            if "analytic" not in finding.numbers:
                return placed
            drawn = entries(value, targets[check.name], finding.numbers.get("part"))
            return replace(placed, numbers={**placed.numbers, **drawn})
    return None


def raised_numbers(raised: Raised) -> dict[str, Any]:
    """What the words about an exception are made of; its ``message`` may say anything."""
    return {"type": raised.type, "line": raised.line, "cell": raised.cell, "message": raised.message}


def _placed(finding: Finding, check: Check, trial: Trial, reply: Reply, value: Any) -> Finding:
    if reply.raised is not None and _unfinished(value):
        return Finding("exception", numbers=raised_numbers(reply.raised))
    symptom = "attribute_not_set" if value is None and not check.returned else finding.symptom
    given = tuple(arg.shape for arg in trial.call.steps[trial.graded].args if isinstance(arg, np.ndarray))
    return Finding(symptom, numbers={**finding.numbers, "given": given})


def _unfinished(value: Any) -> bool:
    """Whether an answer, or a part of it, was never given."""
    return value is None or (isinstance(value, list | tuple) and any(part is None for part in value))
