"""The exercise ``linear_backward``: inputs, right answers by complex step, and the audit of the student's own forward.

m − 1, m, n_in and n_out all differ, so that no wrong count or transpose is right by chance; there are trials of one
sample and of one output. The upstream gradient has both signs and is never near zero, b is not zero.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from itertools import cycle
from typing import NamedTuple

import numpy as np

from autograder.assignment import PARAMETER_RTOL, Audit, Check, Exercise, Expected, Trial, Unchanged
from autograder.assignments.assignment2.linear_mistakes import MISTAKES
from autograder.authoring import inputs as probes
from autograder.judge.numeric import vector_jacobian
from autograder.judge.side_effects import STORED
from autograder.worker.calls import Call, Make, Reply, Step

Array = np.ndarray


class LinearInputs(NamedTuple):
    """W ``(n_out, n_in)``, b ``(n_out, 1)``, A_prev ``(n_in, m)`` and the upstream gradient dZ ``(n_out, m)``."""

    W: Array
    b: Array
    A_prev: Array
    dZ: Array


# n_in, n_out, m; one pair of layers has the same shape, so that nothing can be kept from one to the other
SHAPES = ((3, 5, 7), (4, 2, 5), (4, 3, 1), (3, 1, 6), (2, 6, 4), (3, 5, 4))
# where a wrong product raises nothing, and more counts to divide by
PROBE_SHAPES = ((4, 4, 4), (3, 3, 3), (3, 3, 5), (5, 3, 5), (4, 2, 4), (2, 5, 5), (3, 4, 4), (5, 2, 9), (3, 7, 2))
LATER_M = (3, 5, 1, 2, 4)  # samples of the second batch that one object is given: another number, or the same

FORWARD, BACKWARD, AGAIN, BIND_W, BIND_B, FORWARD_LATER, BACKWARD_LATER = range(7)  # the steps of a trial
WATCHED = ("dW", "db", "W", "b", STORED)


def forward(W: Array, b: Array, A_prev: Array) -> Array:
    """Z = W A_prev + b, ``(n_out, m)``; holds for complex arguments."""
    return W @ A_prev + b


def truth(inputs: LinearInputs) -> dict[str, Expected]:
    """dA_prev = ∂(Σ dZ ∗ Z)/∂A_prev, and dW and db = ∂((1/m) Σ dZ ∗ Z)/∂W and ∂b, from the forward by complex step."""
    W, b, A_prev, dZ = inputs
    m = dZ.shape[1]
    return {
        "dW": Expected(vector_jacobian(lambda W: forward(W, b, A_prev), W, dZ / m), np.abs(dZ) @ np.abs(A_prev.T) / m),
        "db": Expected(vector_jacobian(lambda b: forward(W, b, A_prev), b, dZ / m), np.abs(dZ).mean(1, keepdims=True)),
        "dA_prev": Expected(vector_jacobian(lambda A: forward(W, b, A), A_prev, dZ), np.abs(W.T) @ np.abs(dZ)),
    }


def _draw(rng: np.random.Generator, n_in: int, n_out: int, m: int) -> LinearInputs:
    return LinearInputs(
        W=probes.signed((n_out, n_in), 0.2, 3.0, rng),
        b=probes.signed((n_out, 1), 0.3, 1.5, rng),
        A_prev=probes.signed((n_in, m), 0.2, 4.0, rng),
        dZ=probes.upstream((n_out, m), rng),
    )


def _well_conditioned(inputs: LinearInputs) -> bool:
    W, _, A_prev, dZ = inputs
    return all(
        probes.well_conditioned(value, scale)
        for value, scale in (
            (dZ.sum(1), np.abs(dZ).sum(1)),
            (W.T @ dZ, np.abs(W.T) @ np.abs(dZ)),
            (dZ @ A_prev.T, np.abs(dZ) @ np.abs(A_prev.T)),
        )
    )


def _make(inputs: LinearInputs, cls: str = "Linear") -> Make:
    n_out, n_in = inputs.W.shape
    return Make(cls, (n_in, n_out), {"W": inputs.W, "b": inputs.b})


def _trial(inputs: LinearInputs, later: LinearInputs, in_place: bool) -> Trial:
    """Forward, backward twice; then the same layer with other parameters, bound anew or in place, and another batch."""
    cls, bind = ("StandInLinear", "set_in_place") if in_place else ("Linear", "__setattr__")
    backward = Step("backward", (inputs.dZ,), WATCHED)
    steps = (
        Step("forward", (inputs.A_prev,), ("dW", "db", STORED)),
        backward,
        backward,
        Step(bind, ("W", later.W)),
        Step(bind, ("b", later.b)),
        Step("forward", (later.A_prev,)),
        Step("backward", (later.dZ,), WATCHED),
    )
    return Trial(
        Call(_make(inputs, cls), steps),
        inputs=inputs,
        expected=truth(inputs),
        graded=BACKWARD,
        again=AGAIN,
        later=BACKWARD_LATER,
        expected_later=truth(later),
        unchanged={
            "W": Unchanged(inputs.W, "updates_parameters", PARAMETER_RTOL),
            "b": Unchanged(inputs.b, "updates_parameters", PARAMETER_RTOL),
        },
        elsewhere=_elsewhere(inputs),
    )


def _elsewhere(inputs: LinearInputs) -> Mapping[str, Call]:
    """dW and db do not depend on W and b, dA_prev does not on A_prev and b."""
    far = inputs._replace(b=inputs.b * probes.ENLARGED)
    of_parameters = _backward(far._replace(W=inputs.W * probes.ENLARGED))
    of_input = _backward(far._replace(A_prev=inputs.A_prev * probes.ENLARGED))
    return {"dW": of_parameters, "db": of_parameters, "dA_prev": of_input}


def _backward(inputs: LinearInputs) -> Call:
    return Call(_make(inputs), (Step("forward", (inputs.A_prev,)), Step("backward", (inputs.dZ,), WATCHED)))


def _trials(seed: int) -> Mapping[str, tuple[Trial, ...]]:
    rng = probes.rng(seed, "linear", "trials")
    return {
        "backward": tuple(
            _trial(probes.until(_well_conditioned, partial(_draw, rng, *shape)), _draw(rng, *shape[:2], m), i % 2 == 1)
            for i, (shape, m) in enumerate(zip(SHAPES, cycle(LATER_M), strict=False))
        )
    }


def _probes(seed: int) -> Mapping[str, tuple[Trial, ...]]:
    rng = probes.rng(seed, "linear", "probes")
    return {"backward": tuple(_trial(_draw(rng, *shape), _draw(rng, *shape[:2], 3), False) for shape in PROBE_SHAPES)}


STENCIL = (-1.0, -0.5, 0.0, 0.5, 1.0)  # of the audit, whole: an affine function has no truncation error


def _audits(seed: int) -> Mapping[str, tuple[Audit, ...]]:
    """Two lines through the first trial's inputs: parameters move along the one, A_prev along the other."""
    rng = probes.rng(seed, "linear", "audit")
    inputs: LinearInputs = _trials(seed)["backward"][0].inputs
    W, b, A_prev, dZ = inputs
    dir_W, dir_b, dir_A = (probes.signed(each.shape, 0.5, 1.0, rng) for each in (W, b, A_prev))

    def calls(dir_W: Array, dir_b: Array, dir_A: Array) -> tuple[Call, ...]:
        moved = (inputs._replace(W=W + s * dir_W, b=b + s * dir_b, A_prev=A_prev + s * dir_A) for s in STENCIL)
        return tuple(Call(_make(each), (Step("forward", (each.A_prev,)),)) for each in moved)

    none_W, none_b, none_A = (np.zeros(each.shape) for each in (W, b, A_prev))
    return {
        "backward": (
            Audit(0, 1.0, calls(dir_W, dir_b, none_A), dZ / dZ.shape[1], {"dW": dir_W, "db": dir_b}),
            Audit(0, 1.0, calls(none_W, none_b, dir_A), dZ, {"dA_prev": dir_A}),
        )
    }


def _set(name: str) -> Check:
    return Check(name, {"dW": 2.0, "db": 1.0}[name], "backward", lambda reply: reply.state.get(name), returned=False)


def _returned(reply: Reply) -> object:
    return reply.value


LINEAR = Exercise(
    id="linear_backward",
    defines=("Linear",),
    checks=(_set("dW"), _set("db"), Check("dA_prev", 2.0, "backward", _returned)),
    trials=_trials,
    probes=_probes,
    mistakes=MISTAKES,
    audits=_audits,
)
