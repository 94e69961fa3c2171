"""Was a right answer found by finite differences? Told by its drift or by its roughness.

Drift: where a trial says so, the call is put once more with all that the answer does not depend on enlarged (for dW:
W and b). A formula does not see that; a difference quotient, of any step, loses digits.

Roughness: the same call is put several times, with inputs that move along a straight line in their last digits. A
formula's answers then lie on a straight line too, down to a few roundings (float32 code: they do not move at all). A
difference quotient (f(x + h) − f(x))/h carries the rounding of f, enlarged by 1/h, which is another one at every
call: its answers jump. Only answers that are not right to the last digits are put to this test, and only jumps in
many entries count, so that no rounding of honest code is mistaken for it. Steps of h ≥ 1e-2 do not show in this way:
their noise is too small.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from autograder.assignment import Check, Trial
from autograder.worker.calls import Answer, Call, Make, Reply
from gradcheck.compare import Target, as_numbers
from gradcheck.tolerance import ANALYTIC, DRIFT, DRIFTED_AWAY, ROUGH

TIMES = 5  # how often the call is put
MOVE = 3e-14  # relative, from one call to the next: some hundred units in the last place
ROUGH_SHARE = 0.2  # of the entries that must drift or jump
LEAST_ENTRIES = 2
CLEAR = 100  # so many times as much as its own noise an answer has to move, where what it does not depend on grows


def is_suspect(answer: Any, target: Target) -> bool:
    """Whether a right answer differs from the truth by more than the rounding of a formula in float64."""
    return any(
        (np.abs(numbers - right) > ANALYTIC * magnitude).any()
        for numbers, right, magnitude in zip(_parts(answer, target), target.parts, target.magnitudes, strict=True)
        if numbers.shape == right.shape
    )


def drifts(check: Check, here: Answer, there: Answer, graded: int, target: Target, again: int | None = None) -> bool:
    """Whether a check's answer ``there``, at its trial's ``elsewhere``, has lost digits beside that ``here``.

    An answer that is another one altogether was kept from somewhere else, and proves nothing; nor does one that moves
    as much where nothing is enlarged, in the step ``again``: it is noise.
    """
    if len(there.replies) <= graded or there.replies[graded].raised is not None:
        return False
    lost = _lost(check, here.replies[graded], there.replies[graded], target)
    noise = 0.0
    if again is not None and len(here.replies) > again and here.replies[again].raised is None:
        noise = _lost(check, here.replies[graded], here.replies[again], target).max(initial=0.0)
    least = max(DRIFT, CLEAR * noise)
    return _many((lost > least) & (lost < DRIFTED_AWAY)) and not _many(lost >= DRIFTED_AWAY)


def _lost(check: Check, before: Reply, now: Reply, target: Target) -> np.ndarray:
    """By how much the entries of an answer differ between two replies, of their magnitudes."""
    pairs = zip(*(_parts(check.read(reply), target) for reply in (before, now)), strict=False)
    moved = [
        (np.abs(there - here) / magnitude).ravel()
        for (here, there), magnitude in zip(pairs, target.magnitudes, strict=False)
        if here.shape == there.shape == magnitude.shape
    ]
    return np.concatenate(moved) if moved else np.zeros(0)


def _many(entries: np.ndarray) -> bool:
    return bool(entries.sum() >= max(LEAST_ENTRIES, ROUGH_SHARE * entries.size))


def is_repeated(trial: Trial, answer: Answer) -> bool:
    """Whether the repeated step gave the same to the last digit as the graded one, wherever both gave numbers."""
    if trial.again is None or len(answer.replies) <= trial.again:
        return True
    first, second = answer.replies[trial.graded], answer.replies[trial.again]
    pairs = [(first.value, second.value), *((value, second.state.get(name)) for name, value in first.state.items())]
    return all(_same(as_numbers(before), as_numbers(now)) for before, now in pairs)


def _same(before: np.ndarray | None, now: np.ndarray | None) -> bool:
    return before is None or now is None or np.array_equal(before, now)


def moved_calls(trial: Trial) -> list[Call]:
    """The trial's call up to the graded step, ``TIMES`` times, its inputs a little further each time."""
    make, steps = trial.call.make, trial.call.steps[: trial.graded + 1]
    return [
        Call(_moved(make, share), tuple(replace(step, args=_moved(step.args, share)) for step in steps))
        for share in (MOVE * times for times in range(TIMES))
    ]


def _moved(value: Any, share: float) -> Any:
    """Every array of floats times 1 + share; whole numbers (labels, counts) stay what they are."""
    if isinstance(value, np.ndarray) and value.dtype.kind == "f":
        return np.where(value == np.round(value), value, value + value * share)
    if isinstance(value, list | tuple):
        return type(value)(_moved(item, share) for item in value)
    if isinstance(value, Make):
        attributes = {name: _moved(item, share) for name, item in value.attributes.items()}
        return Make(value.cls, _moved(value.args, share), attributes)
    return value


def is_rough(check: Check, answers: Sequence[Answer], target: Target) -> bool:
    """Whether the answers to ``moved_calls`` jump by more than any formula's would. False where one is missing."""
    replies = [answer.replies[-1] for answer in answers if answer.replies]
    if len(replies) < TIMES or any(reply.raised is not None for reply in replies):
        return False
    parts = zip(*(_parts(check.read(reply), target) for reply in replies), strict=False)
    rough = [_jumps(part, magnitude) for part, magnitude in zip(parts, target.magnitudes, strict=False)]
    entries = np.concatenate([part.ravel() for part in rough]) if rough else np.zeros(0)
    return _many(entries)


def _jumps(answers: Sequence[np.ndarray], magnitude: np.ndarray) -> np.ndarray:
    """Which entries leave the straight line: their second differences are not those of rounding."""
    if any(answer.shape != magnitude.shape for answer in answers):
        return np.zeros(magnitude.shape, dtype=bool)
    bends = np.abs(np.diff(np.array(answers), n=2, axis=0)).max(axis=0)
    return np.asarray(bends > ROUGH * (magnitude + 0.1 * magnitude.max(initial=0.0)))


def _parts(answer: Any, target: Target) -> list[np.ndarray]:
    parts = answer if target.several and isinstance(answer, list | tuple) else (answer,)
    return [numbers if (numbers := as_numbers(part)) is not None else np.zeros(0) for part in parts]
