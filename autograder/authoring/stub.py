"""One method that students write, and how it is tried: a trial builds its own steps."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from autograder.assignment import PARAMETER_RTOL, Expected, Trial, Unchanged
from autograder.authoring.expected import Expectation
from autograder.worker.calls import OVERWRITTEN, STORED, Call, Make, Reply, Step

Steps = tuple[Step, ...]
Object = Callable[[Any], Make]
Read = Callable[[Reply], Any]


def nothing(inputs: Any) -> Steps:
    """No steps."""
    return ()


def _none(inputs: Any) -> Mapping[str, Unchanged]:
    return {}


@dataclass(frozen=True)
class Stub:
    """A method: its arguments and its answers, as functions of an exercise's inputs.

    ``answers`` maps a check to what is right; those in ``keeps`` are attributes that the method sets, those in
    ``reads`` are taken from the reply (in which ``notes``, more attributes, are seen), the other one is the returned
    value. ``stays`` are attributes that it must leave alone, beside its object's parameters.

    ``before`` are steps that it cannot do without, ``forward`` say (``anew``: before it is repeated, too, as what they
    bind anew is no side effect); ``used`` such that the object has been through before, with other inputs of the kind;
    ``after`` such that come first in use: an answer that is right in either way is right. ``apart`` enlarges, for a
    check, all of the inputs that its answer does not depend on, which tells a formula from differences; ``apart_on`` is
    another object to ask there.
    """

    method: str
    takes: Callable[[Any], tuple[Any, ...]]
    answers: Mapping[str, Expectation]
    keeps: tuple[str, ...] = ()
    reads: Mapping[str, Read] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    stays: Callable[[Any], Mapping[str, Unchanged]] = _none
    before: Callable[[Any], Steps] = nothing
    anew: bool = False
    used: Callable[[Any], Steps] = nothing
    after: Callable[[Any], Steps] = nothing
    apart: Mapping[str, Callable[[Any], Any]] = field(default_factory=dict)
    apart_on: Object | None = None

    def expected(self, inputs: Any) -> dict[str, Expected]:
        """What is right for these inputs, by check."""
        return {name: answer(inputs) for name, answer in self.answers.items()}

    def returns(self, name: str) -> bool:
        """Whether a check's answer is the returned value."""
        return name not in self.keeps and name not in self.reads

    def read(self, name: str) -> Read:
        """What takes a check's answer from the reply."""
        if name in self.keeps:
            return lambda reply: reply.state.get(name)
        return self.reads.get(name, lambda reply: reply.value)

    def step(self, inputs: Any) -> Step:
        """The method itself, after which its own attributes are looked at."""
        return Step(self.method, self.takes(inputs), (*self.keeps, *self.notes))

    def steps(self, inputs: Any) -> Steps:
        """The method with what comes before it."""
        return (*self.before(inputs), self.step(inputs))


def trial(
    stub: Stub,
    make: Object,
    now: Any,
    later: Any,
    used: Steps = (),
    in_place: bool = False,
    expected: tuple[Mapping[str, Expected], Mapping[str, Expected]] | None = None,
) -> Trial:
    """The method called twice with the same inputs, then, after its parameters were bound anew, with others.

    What the object holds is watched from the step before to the method. ``used``: what the object has been through.
    ``in_place``: its parameters are not bound anew but written into, by the object's ``set_in_place``. ``expected`` is
    what is right for the first inputs and for the others, where that is known.
    """
    first, second = make(now), make(later)
    expected = expected or (stub.expected(now), stub.expected(later))
    stays = {**stub.stays(now), **{name: _parameter(value) for name, value in first.attributes.items()}}
    before, step = stub.before(now), stub.step(now)
    watch = (*step.watch, *stays, *((STORED,) if before else ()))
    entered = (*used, *before[:-1], *(replace(last, watch=watch) for last in before[-1:]))
    judged = replace(step, watch=(*watch, *((OVERWRITTEN,) if entered else ())))
    bind = "set_in_place" if in_place else "__setattr__"
    bound = (Step(bind, (name, value)) for name, value in second.attributes.items())
    again = (*entered, judged, *(before if stub.anew else ()))
    steps = (*again, step, *bound, *stub.steps(later))
    tried = Trial(
        Call(first, steps),
        inputs=now,
        expected=expected[0],
        graded=len(entered),
        again=len(again),
        later=len(steps) - 1,
        expected_later=expected[1],
        unchanged=stays,
        elsewhere={
            name: Call((stub.apart_on or make)(far(now)), stub.steps(far(now))) for name, far in stub.apart.items()
        },
    )
    if stub.after is nothing:
        return tried
    in_use = trial(replace(stub, before=stub.after, after=nothing, apart={}), make, now, later, expected=expected)
    return replace(tried, as_used=replace(in_use, elsewhere=tried.elsewhere))


def _parameter(value: Any) -> Unchanged:
    return Unchanged(value, "updates_parameters", PARAMETER_RTOL)
