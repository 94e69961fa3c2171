"""An assignment as a value: what an engine that knows nothing of its subject needs to judge it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from autograder.worker.calls import Call, Reply
from gradcheck.compare import Expected
from gradcheck.tolerance import EXACT, REBOUND

__all__ = ["PARAMETER_RTOL", "Assignment", "Audit", "Check", "Exercise", "Expected", "Mistake", "Trial", "Unchanged"]


@dataclass(frozen=True)
class Unchanged:
    """The contents that a watched attribute must still have; ``code`` is the mistake of whoever changed them.

    ``rtol`` is relative to the largest entry. For stored forward values it is coarse: a forward that is called again
    with slightly other inputs binds them anew, which is no side effect. For parameters take ``PARAMETER_RTOL``, far
    below what any learning rate changes.
    """

    value: np.ndarray
    code: str = "mutates_input"
    rtol: float = REBOUND


PARAMETER_RTOL = EXACT


@dataclass(frozen=True)
class Trial:
    """One call put to a student's code, and what is right.

    ``graded`` is the index of the step that is judged, ``again`` of one that repeats it with the same inputs (the same
    answer is right), ``later`` of one with other inputs on the same object (``expected_later`` is right). ``unchanged``
    names attributes, watched in the graded step, that it must leave alone. ``elsewhere`` is, for a check, the graded
    call with all that the check's answer does not depend on enlarged: a formula's answer is the same there, a
    difference quotient's is not. ``as_used`` is the same trial
    after the steps that come before it in use, which a student's code may count on: an answer that is right in either
    way is right. ``inputs`` is what the formulas of mistakes are functions of. ``public``, of a probe, are inputs that
    reports may show: the answer is drawn over them as a curve.
    """

    call: Call
    inputs: Any
    expected: Mapping[str, Expected]
    graded: int = 0
    again: int | None = None
    later: int | None = None
    expected_later: Mapping[str, Expected] = field(default_factory=dict)
    unchanged: Mapping[str, Unchanged] = field(default_factory=dict)
    elsewhere: Mapping[str, Call] = field(default_factory=dict)
    as_used: Trial | None = None
    public: np.ndarray | None = None


@dataclass(frozen=True)
class Mistake:
    """A wrong way of computing an answer.

    Either ``formula``: inputs → the answer that a student who makes the mistake gives (it raises where theirs would);
    or ``transform``: (answer, inputs) → the answer spoilt, applied to the right one and to other mistakes' (compounds);
    or ``fit``: (the student's answer, its inputs) → mistakes with a ``formula`` whose constant is taken from that one
    answer, and which must give the answers at all other trials too, as any formula (it may raise, or find none);
    or ``observed``: (inputs, replies of the call) → the answer that follows from what is seen of the student's object.
    Answers are of the form that the check's ``read`` gives. ``numbers`` go into the words, beside the shapes and the
    worst entry that the judge adds. ``variants`` are ways to make the same mistake that one rule gives, for each number
    of layers say, where these are ``observed``.
    """

    code: str
    checks: tuple[str, ...]
    formula: Callable[[Any], Any] | None = None
    transform: Callable[[Any, Any], Any] | None = None
    observed: Callable[[Any, Sequence[Reply]], Any] | None = None
    fit: Callable[[Any, Any], Iterable[Mistake]] | None = None
    numbers: Mapping[str, Any] = field(default_factory=dict)
    variants: tuple[Mistake, ...] = ()


@dataclass(frozen=True)
class Check:
    """What is graded: ``points`` for the answer that ``read`` takes from the reply of the stub ``method``."""

    name: str
    points: float
    method: str
    read: Callable[[Reply], Any]
    returned: bool = True  # the returned value, or something that was set


@dataclass(frozen=True)
class Audit:
    """A student's own forward along a straight line through a trial's inputs, to be set against their own gradients.

    ``calls`` evaluate the forward (the value of their last step) at s = −h, −h/2, 0, h/2, h; φ(s) = Σ weights ∗ value.
    φ′(0) should be Σ over checks of Σ directions[check] ∗ answer, with the answers to trial number ``trial``.
    """

    trial: int
    h: float
    calls: tuple[Call, ...]
    weights: np.ndarray
    directions: Mapping[str, np.ndarray]


Trials = Mapping[str, tuple[Trial, ...]]
"""Of each stub."""


@dataclass(frozen=True)
class Exercise:
    """One solution cell: the classes it defines, its checks, and how they are put to the test.

    ``trials(seed)`` maps each stub to the trials that decide points; ``probes(seed)`` to more of them, run where
    something is wrong, whose answers only tell mistakes apart; ``audits(seed, trials)`` to lines through
    their own forward. ``mistakes`` is the bank of formulas. All are pure and cached by the judge.
    """

    id: str
    defines: tuple[str, ...]
    checks: tuple[Check, ...]
    trials: Callable[[int], Trials]
    probes: Callable[[int], Trials] = field(default=lambda seed: {})
    mistakes: tuple[Mistake, ...] = ()
    audits: Callable[[int, Trials], Mapping[str, tuple[Audit, ...]]] = field(default=lambda seed, trials: {})

    @property
    def points(self) -> float:
        """The sum of the checks' points."""
        return sum(check.points for check in self.checks)

    @property
    def stubs(self) -> tuple[str, ...]:
        """The methods that the student writes, in order."""
        return tuple(dict.fromkeys(check.method for check in self.checks))


@dataclass(frozen=True)
class Assignment:
    """Everything about one assignment: the engine takes it as an argument and knows no other."""

    name: str
    exercises: tuple[Exercise, ...]
    messages: Mapping[str, str]  # words by code, in the order that decides between formulas with the same numbers
    symptoms: Mapping[str, str]  # words for what was seen where no mistake is proved
    release: Path  # the notebook that students were given
    package: Path  # the answer-free package that they import
    stand_ins: Path  # a module that runs in the student's process: classes in place of the student's others
    seed: int
    home: Path | None = None  # the folder from which it was loaded, as another process loads it again

    @property
    def points(self) -> float:
        """What a perfect submission earns."""
        return sum(exercise.points for exercise in self.exercises)

    def exercise(self, exercise_id: str) -> Exercise:
        """The exercise with that id. Raises KeyError."""
        return {exercise.id: exercise for exercise in self.exercises}[exercise_id]
