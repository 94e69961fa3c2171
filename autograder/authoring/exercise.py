"""An exercise of stubs, inputs and shapes: its trials, probes, audits and checks."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

import numpy as np

from autograder.assignment import Audit, Check, Exercise, Expected, Mistake, Trial, Trials
from autograder.authoring import inputs as drawing
from autograder.authoring.expected import gradient
from autograder.authoring.stub import Object, Stub, nothing, trial
from autograder.worker.calls import Call, Make, Step
from gradcheck.compare import parts

STENCIL = (-1.0, -0.5, 0.0, 0.5, 1.0)
H = 1e-3  # the truncation, h²/6 of the third derivative, and the rounding, 1e-16/h, both stay far below what is judged
PUBLIC = "public"  # the kind of probes whose inputs reports may show

Shape = tuple[Any, ...]
Shapes = Sequence[Shape | tuple[Shape, Shape]]  # of the inputs; or of these and of those that come later
Draw = Callable[[np.random.Generator, Shape], Any]
Draws = Draw | Sequence[Draw]  # several take turns


def exercise(
    id: str,
    cls: str,
    points: Mapping[str, float],
    stubs: Iterable[Stub],
    draw: Draws,
    shapes: Shapes,
    probe_shapes: Shapes = (),
    mistakes: Iterable[Mistake] = (),
    make: Object | None = None,
    in_place: Object | None = None,
    further: Mapping[str, tuple[Draws, Shapes]] | None = None,
    later: Callable[[Any], Any] | None = None,
    stream: Callable[[str, str], tuple[str, ...]] | None = None,
) -> Exercise:
    """The exercise ``id``, whose cell defines ``cls``.

    ``points`` maps the checks, the stubs' answers, to points, in order. ``draw(rng, shape)`` gives inputs; of those for
    trials, one a shape, none is taken that hides an error. Take shapes whose numbers all differ, and one of a single
    sample; as ``probe_shapes``, square ones, at which wrong products raise nothing. ``make(inputs)`` is the object,
    by default ``cls()``; its attributes are parameters, which must stay as they are. ``in_place(inputs)`` is one whose
    parameters are written into: every other trial has it. ``further`` names more probes, of other inputs (those of
    ``PUBLIC`` may be shown as a curve). ``later(inputs)`` are what the object is used for next, by default others of
    the same kind; ``stream(kind, method)`` are the names of the random numbers of a kind of inputs.
    Raises ValueError where points and answers do not meet.
    """
    stubs = tuple(stubs)
    named = {name: stub for stub in stubs for name in stub.answers}
    if set(named) != set(points):
        raise ValueError(f"{id}: points for {sorted(points)}, answers of {sorted(named)}")
    made = make or (lambda inputs: Make(cls))
    drawn = _Drawn(id, cls, stubs, made, in_place, later, stream or (lambda kind, name: (kind, cls, name)))
    probes = {"probes": (draw, probe_shapes), **(further or {})}
    return Exercise(
        id=id,
        defines=(cls,),
        checks=tuple(
            Check(name, float(points[name]), named[name].method, named[name].read(name), named[name].returns(name))
            for name in points
        ),
        trials=partial(drawn.trials, kinds={"trials": (draw, shapes)}),
        probes=partial(drawn.trials, kinds=probes),
        mistakes=tuple(mistakes),
        audits=drawn.audits,
    )


@dataclass(frozen=True)
class _Drawn:
    """The stubs of an exercise with inputs drawn for them."""

    id: str
    cls: str
    stubs: tuple[Stub, ...]
    make: Object
    in_place: Object | None
    later: Callable[[Any], Any] | None
    stream: Callable[[str, str], tuple[str, ...]] = field(repr=False)

    def trials(self, seed: int, kinds: Mapping[str, tuple[Draws, Shapes]]) -> dict[str, tuple[Trial, ...]]:
        """The trials of each stub, one a shape of each kind."""
        return {
            stub.method: tuple(each for kind, drawing in kinds.items() for each in self._of(stub, kind, seed, *drawing))
            for stub in self.stubs
        }

    def _of(self, stub: Stub, kind: str, seed: int, draws: Draws, shapes: Shapes) -> Iterable[Trial]:
        rng = drawing.rng(seed, *self.stream(kind, stub.method))
        graded = kind == "trials"
        for turn, shape in enumerate(shapes):
            draw = draws if callable(draws) else draws[turn % len(draws)]
            first, second = shape if isinstance(shape[0], tuple) else (shape, shape)
            one = partial(draw, rng, first)
            used = stub.used(one()) if stub.used is not nothing else ()
            now, right = drawing.until(_tells, partial(_answered, stub, one)) if graded else _answered(stub, one)
            later = draw(rng, second) if self.later is None else self.later(now)
            written = self.in_place if graded and turn % 2 else None
            expected = right, stub.expected(later)
            tried = trial(stub, written or self.make, now, later, used, in_place=written is not None, expected=expected)
            yield replace(tried, public=stub.takes(now)[0]) if kind == PUBLIC else tried

    def audits(self, seed: int, trials: Trials) -> dict[str, tuple[Audit, ...]]:
        """Lines along the student's own forward from where the first trials are, of each stub that answers with
        gradients of it; none along that of a stand-in."""
        first = {method: found[0] for method, found in trials.items()}
        return {
            stub.method: tuple(
                self._line(stub, first[stub.method].inputs, name, answer, seed) for name, answer in lines
            )
            for stub in self.stubs
            if first[stub.method].call.make.cls == self.cls
            if (lines := [(name, answer) for name, answer in stub.answers.items() if isinstance(answer, gradient)])
        }

    def _line(self, stub: Stub, inputs: Any, check: str, answer: gradient, seed: int) -> Audit:
        """The student's own forward as one field moves, against the gradient that they give for it."""
        x = getattr(inputs, answer.field)
        rng = drawing.rng(seed, self.id, "audit", check)
        direction = drawing.signed(x.shape, 0.5, 1.0, rng) * answer.reach(inputs)
        moved = [inputs._replace(**{answer.field: x + H * s * direction}) for s in STENCIL]
        calls = tuple(
            Call(self.make(each), stub.before(each) or (Step("forward", stub.takes(each)),)) for each in moved
        )
        weights = np.broadcast_to(answer.upstream(inputs), np.shape(answer.forward(inputs)))
        return Audit(0, H, calls, weights, {check: direction})


def _answered(stub: Stub, draw: Callable[[], Any]) -> tuple[Any, dict[str, Expected]]:
    """Inputs, and what is right for them."""
    inputs = draw()
    return inputs, stub.expected(inputs)


def _tells(drawn: tuple[Any, Mapping[str, Expected]]) -> bool:
    """Whether no error hides in an entry of what is right for these inputs."""
    pairs = ((parts(each.value), parts(each.scale)) for each in drawn[1].values())
    return all(all(map(drawing.well_conditioned, values, scales)) for values, scales in pairs)
