"""What a stub does beside answering: what it changed, and another answer when it is called again."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from autograder.assignment import Check, Trial, Unchanged
from autograder.findings import Finding
from autograder.judge.verdict import raised_numbers
from autograder.worker.calls import OVERWRITTEN, STORED, Answer, Reply
from gradcheck.compare import Target, as_numbers, disagreement
from gradcheck.side_effects import is_twice, overwritten, same, spoilt


def changes(trial: Trial, answer: Answer, answers: Collection[str] = ()) -> Iterator[Finding]:
    """What the graded step changed that was not its own: its arguments, and attributes that must stay as they were.

    ``answers`` are the names under which the stub keeps its own.
    """
    step, reply = trial.call.steps[trial.graded], answer.replies[trial.graded]
    for position, sent in enumerate(step.args):
        left = reply.changed.get(str(position), sent)
        if left is not sent and not same(left, sent):
            yield Finding("side_effect", "mutates_input", {"argument": position})
    for name, unchanged in trial.unchanged.items():
        before = any(name in earlier.state for earlier in answer.replies[: trial.graded])
        if not _kept(reply, name, unchanged, before):
            yield Finding("side_effect", unchanged.code, {"attribute": name})
    for name in (*_overwritten(reply), *_spoilt(trial, answer)):
        if name not in (*answers, *trial.unchanged):
            yield Finding("side_effect", "mutates_input", {"attribute": name})


def _overwritten(reply: Reply) -> Iterator[str]:
    """The attributes whose very array was written into; one that was the same number throughout is a buffer."""
    found = reply.state.get(OVERWRITTEN)
    for name, pair in found.items() if isinstance(found, dict) else ():
        before, after = (
            (as_numbers(value) for value in pair) if isinstance(pair, list) and len(pair) == 2 else (None,) * 2
        )
        if before is not None and after is not None and overwritten(after, before):
            yield name


def _spoilt(trial: Trial, answer: Answer) -> Iterator[str]:
    """What the step before had stored, under any name and in any form, and the graded step left otherwise.

    What any call of ``forward`` stores under that name is no spoiling: it was bound anew through it.
    """
    after = answer.replies[trial.graded].state.get(STORED)
    before = answer.replies[trial.graded - 1].state.get(STORED) if trial.graded else None
    if not isinstance(after, dict) or not isinstance(before, dict):
        return
    forwards = [
        reply.state.get(STORED) or {}
        for step, reply in zip(trial.call.steps, answer.replies, strict=False)
        if step.method == "forward"
    ]
    yield from spoilt(after, before, *forwards)


def _kept(reply: Reply, name: str, unchanged: Unchanged, before: bool) -> bool:
    """What is not there was taken away only where it was seen to be there before."""
    if name not in reply.state:
        return not before
    return same(reply.state[name], unchanged.value, unchanged.rtol)


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
    before, now = (check.read(answer.replies[index]) for index in (trial.graded, trial.again))
    return is_twice(now, before)


def _differs(check: Check, reply: Reply, target: Target) -> Finding | None:
    if reply.raised is not None and check.returned:
        return Finding("exception", numbers=raised_numbers(reply.raised))
    return disagreement(check.read(reply), target)
