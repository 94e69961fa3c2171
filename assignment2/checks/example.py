"""One worked example: what a student's method answers, beside what is right."""

from __future__ import annotations

import types
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

RTOL, ATOL = 1e-4, 2e-6
"""Entries agree within ``RTOL`` of what is right, and ``ATOL``: float32 arithmetic and guards up to 1e-7 stay within,
a formula that is wrong by a thousandth does not."""


@dataclass(frozen=True)
class Example:
    """A call, answered.

    ``where`` says which example it is, ``truth`` is what is right, float64, and ``source`` where that comes from.
    ``answer`` is what came back; ``error`` is what was raised instead. ``later`` holds the answers of further calls,
    each with what is right for it, and in words how it was called. ``changed`` names what was changed on the way,
    ``given`` holds whatever the causes of the check look at, ``shown`` which of it a student needs to redo the example
    by hand, and ``note`` is a line for the student. ``layers``: the answer's first index counts layers. ``double``
    gives, for each operand, the student's answer and the right one where there is twice as much of it; ``moved`` the
    answer where only the last entry of what goes in is another one.
    """

    where: str
    truth: np.ndarray
    source: str = "numeric"
    answer: Any = None
    error: BaseException | None = None
    later: tuple[tuple[Any, Any, str], ...] = ()
    changed: tuple[str, ...] = ()
    given: Mapping[str, Any] = field(default_factory=dict)
    note: str = ""
    layers: bool = False
    shown: tuple[str, ...] = ()
    double: Callable[[], Mapping[str, tuple[Any, Any]]] | None = None
    moved: Callable[[], Any] | None = None

    @property
    def numbers(self) -> np.ndarray | None:
        """The answer as float64, None where it is no number and no array of numbers."""
        return numbers(self.answer)

    @property
    def right(self) -> bool:
        """Whether the answer, that of the first call, is right."""
        return self.error is None and agree(self.numbers, self.truth)

    @property
    def samples(self) -> int:
        """How many samples the example has."""
        shapes = [np.shape(array) for array in self.given.values() if isinstance(array, np.ndarray)]
        return int(next((shape[-1] for shape in reversed(shapes) if shape), 1))

    @property
    def later_wrong(self) -> str:
        """How the first further call that was answered wrongly was made; empty where there is none."""
        return next((words for answer, truth, words in self.later if not agree(numbers(answer), truth)), "")

    @property
    def doubled(self) -> Mapping[str, tuple[np.ndarray | None, np.ndarray]]:
        """By operand, the student's answer and the right one where there is twice as much of it."""
        found = self.double() if self.double is not None else {}
        return {name: (numbers(answer), truth) for name, (answer, truth) in found.items()}


Cause = Callable[[Sequence[Example]], bool]
"""Says whether a mistake explains all the examples of a check."""


def call(method: Any, *args: Any, written: Any = None) -> tuple[Any, BaseException | None]:
    """What a student's method returns, and None; or None, and what it raised, be it an exit; an interrupt is passed on.

    An array is copied, so that no later call can change it. A method without a body counts as one that is not written;
    ``written`` is the student's own where ``method`` only leads to it.
    """
    try:
        answer = kept(method(*args))
    except KeyboardInterrupt:
        raise
    except BaseException as error:
        return None, error
    return (None, NotImplementedError()) if answer is None and _empty(written or method) else (answer, None)


def kept(value: Any) -> Any:
    """A copy of an array; anything else as it is."""
    return np.array(value) if isinstance(value, np.ndarray) else value


def same(now: Any, was: np.ndarray) -> bool:
    """Whether an array still holds what it held: up to rounding, as after a step there and back."""
    return isinstance(now, np.ndarray) and now.shape == was.shape and np.allclose(now, was, rtol=1e-9, atol=1e-9)


def stored(subject: Any) -> list[tuple[np.ndarray, np.ndarray]]:
    """All arrays that an object keeps, also in lists, tuples and dictionaries, each with a copy of what it holds."""
    left, found, seen = [vars(subject)] if hasattr(subject, "__dict__") else [], [], set[int]()
    while left and len(seen) < 10_000:
        value = left.pop()
        if id(value) in seen:
            continue
        seen.add(id(value))
        if isinstance(value, np.ndarray) and value.dtype.kind in "biuf":
            found.append((value, np.array(value)))
        elif type(value) in (list, tuple):
            left += value
        elif type(value) is dict:
            left += value.values()
    return found


def rebound(subject: Any, name: str, was: np.ndarray) -> bool:
    """Whether something else stands under a name where forward has stored that; not where it is nearly the same, as
    after another call of forward with inputs that were moved a little."""
    now = numbers(getattr(subject, name, None))
    if now is None or now.shape != was.shape:
        return True
    return not bool(np.all(np.abs(now - was) <= 0.02 * np.max(np.abs(was), initial=0.0)))


def spoilt(kept: Sequence[tuple[np.ndarray, np.ndarray]]) -> tuple[str, ...]:
    """What is to be said of arrays from ``stored`` that hold something else by now."""
    return () if all(same(array, was) for array, was in kept) else ("what forward has stored",)


def _empty(method: Any) -> bool:
    """Whether a method's body is ``pass``: it names nothing and keeps nothing."""
    code = getattr(method, "__code__", None)
    return isinstance(code, types.CodeType) and not code.co_names and code.co_nlocals == code.co_argcount


def numbers(answer: Any) -> np.ndarray | None:
    """A number or an array of booleans, integers or floats as a new float64 array; None for everything else."""
    if not isinstance(answer, bool | int | float | np.generic | np.ndarray):
        return None
    array = np.asarray(answer)
    return np.array(array, dtype=float) if array.dtype.kind in "biuf" else None


def agree(answer: np.ndarray | None, truth: Any) -> bool:
    """Whether two arrays have one shape and the same entries. NaN agrees with nothing: it fails every comparison."""
    truth = np.asarray(truth, dtype=float)
    if answer is None or answer.shape != truth.shape:
        return False
    return bool(np.all(np.abs(answer - truth) <= RTOL * np.abs(truth) + ATOL))
