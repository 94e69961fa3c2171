"""An exercise of stubs, inputs and shapes: its trials, probes, audits and checks."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from typing import Any

import numpy as np

from autograder.assignment import Audit, Check, Exercise, Mistake, Trial
from autograder.authoring import inputs as drawing
from autograder.authoring.audit import STENCIL, H
from autograder.authoring.stub import Stub, trial
from autograder.worker.calls import Call, Make, Step

Shape = tuple[int, ...]
Draw = Callable[[np.random.Generator, Shape], Any]


def exercise(
    id: str,
    cls: str,
    points: Mapping[str, float],
    stubs: Iterable[Stub],
    draw: Draw,
    shapes: Sequence[Shape],
    probe_shapes: Sequence[Shape] = (),
    mistakes: Iterable[Mistake] = (),
    make: Callable[[Any], Make] | None = None,
) -> Exercise:
    """The exercise ``id``, whose cell defines ``cls``.

    ``points`` maps the checks, the stubs' answers, to points, in order. ``draw(rng, shape)`` gives inputs; of those for
    trials, one a shape, none is taken that hides an error. Take shapes whose numbers all differ, and one of a single
    sample; as ``probe_shapes``, square ones, at which wrong products raise nothing. ``make(inputs)`` is the object,
    by default ``cls()``; its attributes are parameters, which must stay as they are. Raises ValueError where points
    and answers do not meet.
    """
    stubs = tuple(stubs)
    named = {name: stub for stub in stubs for name in stub.answers}
    if set(named) != set(points):
        raise ValueError(f"{id}: points for {sorted(points)}, answers of {sorted(named)}")
    made = make or (lambda inputs: Make(cls))

    def trials(kind: str, shapes: Sequence[Shape], seed: int) -> dict[str, tuple[Trial, ...]]:
        return {stub.method: tuple(_trials(stub, made, draw, shapes, (seed, id, kind, stub.method))) for stub in stubs}

    return Exercise(
        id=id,
        defines=(cls,),
        checks=tuple(
            Check(name, float(points[name]), named[name].method, named[name].read(name), name not in named[name].keeps)
            for name in points
        ),
        trials=lambda seed: trials("trials", shapes, seed),
        probes=lambda seed: trials("probes", probe_shapes, seed),
        mistakes=tuple(mistakes),
        audits=lambda seed: {
            stub.method: tuple(_lines(stub, trials("trials", shapes[:1], seed)[stub.method][0], id, seed))
            for stub in stubs
            if stub.moves
        },
    )


def _trials(
    stub: Stub, make: Callable[[Any], Make], draw: Draw, shapes: Sequence[Shape], name: tuple[Any, ...]
) -> Iterable[Trial]:
    rng = drawing.rng(*name)
    kind = name[2]

    def tells(inputs: Any) -> bool:
        expected = stub.expected(inputs).values()
        return all(drawing.well_conditioned(np.asarray(each.value), np.asarray(each.scale)) for each in expected)

    for shape in shapes:
        now = drawing.until(tells, partial(draw, rng, shape)) if kind == "trials" else draw(rng, shape)
        yield trial(stub, make, now, draw(rng, shape))


def _lines(stub: Stub, first: Trial, id: str, seed: int) -> Iterable[Audit]:
    """The student's own forward as one field after the other moves, against the gradient that they give for it."""
    for check, field in stub.moves.items():
        rng = drawing.rng(seed, id, "audit", check)
        x = getattr(first.inputs, field)
        direction = drawing.signed(x.shape, 0.5, 1.0, rng)
        calls = tuple(
            Call(
                first.call.make, (Step("forward", stub.takes(first.inputs._replace(**{field: x + H * s * direction}))),)
            )
            for s in STENCIL
        )
        weights = np.ones(()) if stub.upstream is None else stub.upstream(first.inputs)
        yield Audit(0, H, calls, weights, {check: direction})
