"""One method that students write, and how it is tried: a trial builds its own steps."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from autograder.assignment import PARAMETER_RTOL, Expected, Trial, Unchanged
from autograder.judge.side_effects import STORED
from autograder.worker.calls import Call, Make, Reply, Step


def _nothing(inputs: Any) -> tuple[Step, ...]:
    return ()


@dataclass(frozen=True)
class Stub:
    """A method: its arguments and its answers, as functions of an exercise's inputs.

    ``answers`` maps a check to what is right; the first one that is not in ``keeps`` is the returned value, those in
    ``keeps`` are attributes that the method sets. ``before`` are steps that come before it in use, ``forward`` say.
    ``moves`` maps an answer to the field that it is the gradient of: then the student's own ``forward`` is set against
    it along a line, with ``upstream`` as its weights.
    """

    method: str
    takes: Callable[[Any], tuple[Any, ...]]
    answers: Mapping[str, Callable[[Any], Expected]]
    keeps: tuple[str, ...] = ()
    before: Callable[[Any], tuple[Step, ...]] = _nothing
    moves: Mapping[str, str] = field(default_factory=dict)
    upstream: Callable[[Any], Any] | None = None

    def expected(self, inputs: Any) -> dict[str, Expected]:
        """What is right for these inputs, by check."""
        return {name: answer(inputs) for name, answer in self.answers.items()}

    def read(self, name: str) -> Callable[[Reply], Any]:
        """What takes a check's answer from the reply."""
        return (lambda reply: reply.state.get(name)) if name in self.keeps else (lambda reply: reply.value)

    def steps(self, inputs: Any) -> tuple[Step, ...]:
        """What comes before, and the method itself; what the object holds is watched from the one to the other."""
        before = self.before(inputs)
        watch = (*self.keeps, STORED)
        last = tuple(Step(step.method, step.args, watch) for step in before[-1:])
        return (*before[:-1], *last, Step(self.method, self.takes(inputs), watch))


def trial(stub: Stub, make: Callable[[Any], Make], now: Any, later: Any) -> Trial:
    """The method called twice with the same inputs, then, after its parameters were bound anew, with others."""
    first, second = make(now), make(later)
    steps = stub.steps(now)
    anew = tuple(Step("__setattr__", (name, value)) for name, value in second.attributes.items())
    graded = len(steps) - 1
    steps = (*steps, steps[-1], *anew, *stub.steps(later))
    return Trial(
        Call(first, steps),
        inputs=now,
        expected=stub.expected(now),
        graded=graded,
        again=graded + 1,
        later=len(steps) - 1,
        expected_later=stub.expected(later),
        unchanged={
            name: Unchanged(value, "updates_parameters", PARAMETER_RTOL) for name, value in first.attributes.items()
        },
    )
