"""What a stub does beside answering: what it changed, and another answer when it is called again."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from autograder.assignment import Check, Trial, Unchanged
from autograder.findings import Finding
from autograder.judge.compare import Target, as_numbers, disagreement
from autograder.judge.tolerance import EXACT
from autograder.judge.verdict import raised_numbers
from autograder.worker.calls import Answer, Reply


def changes(trial: Trial, answer: Answer) -> Iterator[Finding]:
    """What the graded step changed that was not its own: its arguments, and attributes that must stay as they were."""
    step, reply = trial.call.steps[trial.graded], answer.replies[trial.graded]
    for position, sent in enumerate(step.args):
        left = reply.changed.get(str(position), sent)
        if left is not sent and not _same(left, sent, EXACT):
            yield Finding("side_effect", "mutates_input", {"argument": position})
    for name, unchanged in trial.unchanged.items():
        before = any(name in earlier.state for earlier in answer.replies[: trial.graded])
        if not _kept(reply, name, unchanged, before):
            yield Finding("side_effect", unchanged.code, {"attribute": name})


def _kept(reply: Reply, name: str, unchanged: Unchanged, before: bool) -> bool:
    """What is not there was taken away only where it was seen to be there before."""
    if name not in reply.state:
        return not before
    return _same(reply.state[name], unchanged.value, unchanged.rtol)


def _same(value: Any, sent: np.ndarray, rtol: float) -> bool:
    """The same shape and numbers; a copy in float32 has the same numbers."""
    numbers = as_numbers(value)
    if numbers is None or numbers.shape != sent.shape:
        return False
    if (numbers == sent).all():
        return True
    if isinstance(value, np.ndarray) and value.dtype.itemsize < 8 and value.dtype.kind == "f":
        rtol = max(rtol, 2 * float(np.finfo(value.dtype).eps))
    return bool((np.abs(numbers - sent) <= rtol * np.abs(sent).max(initial=0.0)).all())


def second_answer(check: Check, trial: Trial, answer: Answer, right: Target, later: Target | None) -> Finding | None:
    """How a check's answer differs when the object is used again, or None."""
    if trial.again is not None:
        found = _differs(check, answer.replies[trial.again], right)
        if found is not None:
            code = "accumulates" if accumulates(check, trial, answer) else "changes_on_second_call"
            return Finding("side_effect", code, found.numbers)
    if trial.later is not None and later is not None:
        found = _differs(check, answer.replies[trial.later], later)
        if found is not None:
            return Finding("side_effect", "changes_on_second_call", found.numbers)
    return None


def accumulates(check: Check, trial: Trial, answer: Answer) -> bool:
    """Whether the repeated step set twice what the graded one did. What is returned does not accumulate."""
    if check.returned or trial.again is None:
        return False
    before, now = (as_numbers(check.read(answer.replies[index])) for index in (trial.graded, trial.again))
    if before is None or now is None or before.shape != now.shape or not before.any():
        return False
    return bool((np.abs(now - 2 * before) <= 1e-4 * np.abs(before)).all())


def _differs(check: Check, reply: Reply, target: Target) -> Finding | None:
    if reply.raised is not None and check.returned:
        return Finding("exception", numbers=raised_numbers(reply.raised))
    return disagreement(check.read(reply), target)
