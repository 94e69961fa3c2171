"""An assignment as a value: what an engine that knows nothing of its subject needs to judge it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from autograder.worker.calls import Call, Reply


@dataclass(frozen=True)
class Expected:
    """A right answer and, entry by entry, the sum of the magnitudes of the terms that it is made of (same shape).

    An answer of several arrays (one a layer) is a tuple in both places.
    """

    value: np.ndarray | tuple[np.ndarray, ...]
    scale: np.ndarray | tuple[np.ndarray, ...]


@dataclass(frozen=True)
class Trial:
    """One call put to a student's code, and what is right.

    ``graded`` is the index of the step that is judged, ``again`` of one that repeats it with the same inputs (the same
    answer is right), ``later`` of one with other inputs on the same object (``expected_later`` is right). ``unchanged``
    maps watched attributes to the contents that they must still have after the graded step, named ``parameters`` or
    ``stored`` by ``Unchanged``. ``inputs`` is what the formulas of mistakes are functions of.
    """

    call: Call
    inputs: Any
    expected: Mapping[str, Expected]
    graded: int = 0
    again: int | None = None
    later: int | None = None
    expected_later: Mapping[str, Expected] = field(default_factory=dict)
    unchanged: Mapping[str, np.ndarray] = field(default_factory=dict)


@dataclass(frozen=True)
class Mistake:
    """A wrong way of computing an answer.

    Either ``formula``: inputs → the answer that a student who makes the mistake gives (it raises where theirs would);
    or ``transform``: (answer, inputs) → the answer spoilt, applied to the right one and to other mistakes' (compounds);
    or ``fit``: (the student's answer, its inputs) → mistakes with a ``formula`` whose constant is taken from that one
    answer, and which must give the answers at all other trials too, as any formula (it may raise, or find none).
    ``numbers`` go into the words, beside the shapes and the worst entry that the judge adds.
    """

    code: str
    checks: tuple[str, ...]
    formula: Callable[[Any], Any] | None = None
    transform: Callable[[Any, Any], Any] | None = None
    fit: Callable[[Any, Any], Iterable[Mistake]] | None = None
    numbers: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Check:
    """What is graded: ``points`` for the answer that ``read`` takes from the reply of the stub ``method``."""

    name: str
    points: float
    method: str
    read: Callable[[Reply], Any]
    returned: bool = True  # the returned value, or something that was set


@dataclass(frozen=True)
class Exercise:
    """One solution cell: the classes it defines, its checks, and how they are put to the test.

    ``trials(seed)`` maps each stub to the trials that decide points; ``probes(seed)`` to more of them, run where
    something is wrong, whose answers only tell mistakes apart. ``mistakes`` is the bank of formulas. All three are pure
    and cached by the judge.
    """

    id: str
    defines: tuple[str, ...]
    checks: tuple[Check, ...]
    trials: Callable[[int], Mapping[str, tuple[Trial, ...]]]
    probes: Callable[[int], Mapping[str, tuple[Trial, ...]]] = field(default=lambda seed: {})
    mistakes: tuple[Mistake, ...] = ()

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

    @property
    def points(self) -> float:
        """What a perfect submission earns."""
        return sum(exercise.points for exercise in self.exercises)

    def exercise(self, exercise_id: str) -> Exercise:
        """The exercise with that id. Raises KeyError."""
        return {exercise.id: exercise for exercise in self.exercises}[exercise_id]
