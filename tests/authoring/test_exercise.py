"""An exercise follows from its stubs, its shapes and a way to draw inputs."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from layer import DX, LATER, NOW, STUB, Inputs, forward, inputs, made, steps

from autograder.assignment import Unchanged
from autograder.authoring import Stub, exercise, gradient, value
from autograder.authoring.exercise import PUBLIC, STENCIL, H
from autograder.authoring.stub import trial
from autograder.worker.calls import OVERWRITTEN, STORED, Make, Reply, Step


def own(**more: Any) -> Any:
    """The exercise of that stub, with inputs drawn by the shape (rows, samples)."""

    def draw(rng: np.random.Generator, shape: Any) -> Inputs:
        n, m = shape
        return Inputs(rng.uniform(1, 2, (n, 3)), rng.uniform(1, 2, (3, m)), rng.uniform(1, 2, (n, m)))

    more = {"probe_shapes": ((3, 3),), "make": made, **more}
    return exercise("layer", "Layer", {"dX": 2, "dW": 1}, [STUB], draw, ((2, 4), ((1, 5), (2, 2)), (3, 1)), **more)


def test_a_shape_may_have_one_axis() -> None:
    """Later inputs then have it as well."""
    asked: list[Any] = []
    stub = Stub("g", lambda inputs: (inputs.X,), {"a": value(lambda inputs: inputs.X)})
    drawn = exercise("e", "L", {"a": 1}, [stub], lambda rng, shape: asked.append(shape) or NOW, ((4,),))
    assert len(drawn.trials(3)["g"]) == 1
    assert asked == [(4,), (4,)]


def shapes(trials: Any) -> list[tuple[tuple[int, ...], tuple[int, ...]]]:
    return [(each.inputs.V.shape, each.call.steps[-1].args[0].shape) for each in trials]


def test_an_exercise_follows_from_stubs_and_shapes() -> None:
    """Checks in the order of the points, a trial a shape, with the same or another one later."""
    made_of = own()
    assert [(check.name, check.points, check.method, check.returned) for check in made_of.checks] == [
        ("dX", 2.0, "backward", True),
        ("dW", 1.0, "backward", False),
    ]
    assert (made_of.id, made_of.defines, made_of.stubs) == ("layer", ("Layer",), ("backward",))
    assert {type(check.points) for check in made_of.checks} == {float}
    assert shapes(made_of.trials(3)["backward"]) == [((2, 4), (2, 4)), ((1, 5), (2, 2)), ((3, 1), (3, 1))]
    assert shapes(made_of.probes(3)["backward"]) == [((3, 3), (3, 3))]
    with pytest.raises(ValueError, match=r"layer: points for \['dX'\], answers of \['dW', 'dX'\]"):
        exercise("layer", "Layer", {"dX": 2}, [STUB], lambda rng, shape: NOW, ())


def test_inputs_follow_from_the_seed() -> None:
    """The same seed draws the same, another one others; probes are no trials; a stream of its own may be named."""
    first, again, other = (own().trials(seed)["backward"][0].inputs.X for seed in (3, 3, 4))
    np.testing.assert_array_equal(first, again)
    assert not np.array_equal(first, other)
    named = own(stream=lambda kind, method: (kind, "Layer", method))
    np.testing.assert_array_equal(named.trials(3)["backward"][0].inputs.X, first)
    elsewhere = own(stream=lambda kind, method: ("elsewhere",))
    assert not np.array_equal(elsewhere.trials(3)["backward"][0].inputs.X, first)


def test_every_other_trial_writes_into_its_parameters() -> None:
    """On the object that can; probes do not."""
    written = own(in_place=lambda inputs: Make("InPlace", (), {"W": inputs.W}))
    assert [each.call.make.cls for each in written.trials(3)["backward"]] == ["Layer", "InPlace", "Layer"]
    assert [each.call.steps[4].method for each in written.trials(3)["backward"]] == [
        *("__setattr__", "set_in_place", "__setattr__")
    ]
    two = own(in_place=lambda inputs: Make("InPlace", (), {"W": inputs.W}), probe_shapes=((2, 2), (3, 3)))
    assert [each.call.make.cls for each in two.probes(3)["backward"]] == ["Layer", "Layer"]
    plain = own(make=None).trials(3)["backward"][0].call.make
    assert plain == Make("Layer")


def test_several_ways_to_draw_take_turns_and_further_probes_have_their_own() -> None:
    """No graded input hides an error: one is drawn until none does."""
    drawn: list[str] = []

    def one(rng: np.random.Generator, shape: Any) -> Inputs:
        drawn.append("one")
        bad = len(drawn) < 3
        return inputs(1)._replace(V=np.array([[1.0, -1, 0, 0], [-1, 1, 0, 0]]) if bad else NOW.V)

    def two(rng: np.random.Generator, shape: Any) -> Inputs:
        drawn.append("two")
        return inputs(2)

    stub = replace(STUB, keeps=("dW",))
    made_of = exercise("e", "Layer", {"dX": 2, "dW": 1}, [stub], [one, two], ((2, 4),) * 3, make=made)
    tried = made_of.trials(3)["backward"]
    assert len(tried) == 3
    assert drawn[:2] == ["one", "one"]
    assert "two" in drawn
    further = {"more": (two, ((2, 4), (2, 4)))}
    probed = exercise("e", "Layer", {"dX": 2, "dW": 1}, [stub], two, ((2, 4),), ((2, 4),), make=made, further=further)
    assert len(probed.probes(3)["backward"]) == 3


def test_the_students_own_forward_is_looked_at_along_a_line() -> None:
    """Through the first trial, of every answer that is a gradient, as its field moves."""
    made_of = own()
    first = made_of.trials(3)["backward"][0].inputs
    lines = made_of.audits(3, made_of.trials(3))["backward"]
    assert [list(line.directions) for line in lines] == [["dW"], ["dX"]]
    for line, field in zip(lines, ("W", "X"), strict=True):
        (direction,) = line.directions.values()
        assert (line.trial, line.h) == (0, 1e-3)
        np.testing.assert_array_equal(line.weights, first.V)
        assert np.abs(direction).min() >= 0.5
        assert np.abs(direction).max() < 1
        assert [call.steps[-1].method for call in line.calls] == ["forward"] * 5
        for call, s in zip(line.calls, STENCIL, strict=True):
            moved = call.make.attributes["W"] if field == "W" else call.steps[-1].args[0]
            np.testing.assert_array_equal(moved, getattr(first, field) + H * s * direction)
    assert STENCIL == (-1.0, -0.5, 0.0, 0.5, 1.0)
    alone = Stub(
        "g", lambda i: (i.X,), {"a": value(forward), "b": gradient(forward, "X", reach=lambda i: 0 * i.X)}, ("b",)
    )
    made_of = exercise("e", "L", {"a": 1, "b": 1}, [alone], lambda rng, shape: NOW, ((2, 4),))
    (line,) = made_of.audits(3, made_of.trials(3))["g"]
    assert [steps(call) for call in line.calls] == [[("forward", ())]] * 5
    assert not line.directions["b"].any()
    np.testing.assert_array_equal(line.weights, np.ones((2, 4)))


def test_no_line_goes_along_the_forward_of_a_stand_in() -> None:
    """It is the grader's own."""
    stand_in = own(make=lambda inputs: Make("StandIn", (), {"W": inputs.W}))
    assert stand_in.audits(3, stand_in.trials(3)) == {}


def test_what_comes_before_may_come_before_the_repeat_too() -> None:
    """What it binds anew is no side effect."""
    tried = trial(replace(STUB, anew=True), made, NOW, LATER)
    methods = [method for method, _ in steps(tried.call)]
    assert methods == ["reset", "forward", "backward"] * 2 + ["__setattr__", "reset", "forward", "backward"]
    assert (tried.graded, tried.again, tried.later) == (2, 5, 9)


def test_an_object_may_have_been_used_before_with_other_inputs() -> None:
    """Drawn before those that are judged; what was written into since is watched."""
    stub = Stub("g", lambda i: (i.X,), {"a": value(forward)}, used=lambda i: (Step("forward", (i.X,)),))
    drawn: list[Inputs] = []

    def draw(rng: np.random.Generator, shape: Any) -> Inputs:
        drawn.append(inputs(len(drawn) + 1))
        return drawn[-1]

    made_of = exercise("e", "L", {"a": 1}, [stub], draw, [(2,)], further={PUBLIC: (draw, [(2,)])})
    (tried,) = made_of.trials(3)["g"]
    assert steps(tried.call) == [("forward", ()), ("g", (OVERWRITTEN,)), ("g", ()), ("g", ())]
    first, now, later = drawn
    assert [step.args[0] is each.X for step, each in zip(tried.call.steps, (first, now, now, later), strict=True)] == (
        [True] * 4
    )
    assert (tried.graded, tried.again, tried.later, tried.public) == (1, 2, 3, None)
    (shown,) = made_of.probes(3)["g"]
    assert shown.public is shown.inputs.X


def test_an_answer_may_be_read_off_what_is_noted() -> None:
    """And attributes may have to stay that are no parameters; what comes later may follow from what is now."""
    stub = replace(
        STUB,
        answers={"seen": DX},
        keeps=(),
        reads={"seen": lambda reply: reply.state["seen"][0]},
        notes=("seen",),
        stays=lambda inputs: {"inner.X": Unchanged(inputs.X)},
        apart={},
    )
    made_of = exercise("e", "Layer", {"seen": 1}, [stub], lambda rng, shape: NOW, [(2,)], later=lambda now: LATER)
    (check,) = made_of.checks
    assert (check.returned, check.read(Reply(1.0, state={"seen": [2.0]}))) == (False, 2.0)
    (tried,) = made_of.trials(3)["backward"]
    watch = ("seen", "inner.X", STORED)
    assert steps(tried.call)[1:3] == [("forward", watch), ("backward", (*watch, OVERWRITTEN))]
    assert list(tried.unchanged) == ["inner.X"]
    assert tried.call.steps[-1].args[0] is LATER.V
