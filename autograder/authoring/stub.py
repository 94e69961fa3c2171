"""One method that students write, and how it is tried: a trial builds its own steps."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from autograder.assignment import PARAMETER_RTOL, Expected, Trial, Unchanged
from autograder.authoring.expected import Expectation
from autograder.judge.side_effects import STORED
from autograder.worker.calls import Call, Make, Reply, Step

Steps = tuple[Step, ...]
Object = Callable[[Any], Make]


def _nothing(inputs: Any) -> Steps:
    return ()


@dataclass(frozen=True)
class Stub:
    """A method: its arguments and its answers, as functions of an exercise's inputs.

    ``answers`` maps a check to what is right; those in ``keeps`` are attributes that the method sets, the other one is
    the returned value. ``before`` are steps that it cannot do without, ``forward`` say; ``after`` such that come first
    in use: an answer that is right in either way is right. ``apart`` enlarges, for a check, all of the inputs that its
    answer does not depend on, which tells a formula from differences; ``apart_on`` is another object to ask there.
    """

    method: str
    takes: Callable[[Any], tuple[Any, ...]]
    answers: Mapping[str, Expectation]
    keeps: tuple[str, ...] = ()
    before: Callable[[Any], Steps] = _nothing
    after: Callable[[Any], Steps] = _nothing
    apart: Mapping[str, Callable[[Any], Any]] = field(default_factory=dict)
    apart_on: Object | None = None

    def expected(self, inputs: Any) -> dict[str, Expected]:
        """What is right for these inputs, by check."""
        return {name: answer(inputs) for name, answer in self.answers.items()}

    def read(self, name: str) -> Callable[[Reply], Any]:
        """What takes a check's answer from the reply."""
        return (lambda reply: reply.state.get(name)) if name in self.keeps else (lambda reply: reply.value)

    def steps(self, inputs: Any) -> Steps:
        """What comes before, and the method itself, after which its own attributes are looked at."""
        return (*self.before(inputs), Step(self.method, self.takes(inputs), self.keeps))

    def watched(self, inputs: Any, parameters: tuple[str, ...] = ()) -> Steps:
        """The same, where what the object holds, its parameters too, is watched from the step before to the method."""
        *first, last = self.steps(inputs)
        watch = (*self.keeps, *parameters, *((STORED,) if first else ()))
        return (*first[:-1], *(Step(each.method, each.args, watch) for each in (*first[-1:], last)))


def trial(stub: Stub, make: Object, now: Any, later: Any, in_place: bool = False) -> Trial:
    """The method called twice with the same inputs, then, after its parameters were bound anew, with others.

    ``in_place``: its parameters are not bound anew but written into, by the object's ``set_in_place``.
    """
    first, second = make(now), make(later)
    steps, now_again = stub.watched(now, tuple(first.attributes)), stub.steps(now)[-1]
    bind = "set_in_place" if in_place else "__setattr__"
    anew = tuple(Step(bind, (name, value)) for name, value in second.attributes.items())
    graded = len(steps) - 1
    steps = (*steps, now_again, *anew, *stub.steps(later))
    tried = Trial(
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
        elsewhere={
            name: Call((stub.apart_on or make)(far(now)), stub.steps(far(now))) for name, far in stub.apart.items()
        },
    )
    if stub.after is _nothing:
        return tried
    in_use = trial(replace(stub, before=stub.after, after=_nothing, apart={}), make, now, later)
    return replace(tried, as_used=replace(in_use, elsewhere=tried.elsewhere))
