"""A stub is tried in steps: what comes before it, the method itself, once more, and with other inputs."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from layer import LATER, NOW, STUB, made, steps

from autograder.assignment import PARAMETER_RTOL
from autograder.authoring.stub import trial
from autograder.worker.calls import OVERWRITTEN, STORED, Make, Reply, Step


def test_a_trial_goes_through_its_steps() -> None:
    """What it cannot do without, the method, the method again, other parameters, and all of it with other inputs."""
    tried = trial(STUB, made, NOW, LATER)
    watch = ("dW", "W", STORED)
    assert steps(tried.call) == [
        *(
            ("reset", ()),
            ("forward", watch),
            ("backward", (*watch, OVERWRITTEN)),
            ("backward", ("dW",)),
            ("__setattr__", ()),
        ),
        *(("reset", ()), ("forward", ()), ("backward", ("dW",))),
    ]
    assert (tried.graded, tried.again, tried.later, tried.as_used, tried.inputs) == (2, 3, 7, None, NOW)
    assert [
        step.args[0] is array for step, array in zip(tried.call.steps[1:4], (NOW.X, NOW.V, NOW.V), strict=True)
    ] == ([True] * 3)
    assert tried.call.steps[4].args == ("W", LATER.W)
    assert tried.call.steps[7].args[0] is LATER.V
    assert tried.call.make == made(NOW)


def test_a_trial_knows_what_is_right_now_and_later() -> None:
    """And that parameters stay, to less than any learning rate."""
    tried = trial(STUB, made, NOW, LATER)
    np.testing.assert_allclose(tried.expected["dX"].value, NOW.W.T @ NOW.V)
    np.testing.assert_allclose(tried.expected_later["dW"].value, LATER.V @ LATER.X.T)
    (unchanged,) = tried.unchanged.items()
    assert (unchanged[0], unchanged[1].code, unchanged[1].rtol) == ("W", "updates_parameters", PARAMETER_RTOL)
    assert unchanged[1].value is NOW.W
    assert unchanged[1].rtol == 1e-9


def test_parameters_may_be_written_into() -> None:
    """By a method of the object that is asked."""
    tried = trial(STUB, made, NOW, LATER, in_place=True)
    assert tried.call.steps[4] == Step("set_in_place", ("W", LATER.W))


def test_what_an_answer_does_not_depend_on_is_enlarged_elsewhere() -> None:
    """On the same object, or on another one."""
    (call,) = trial(STUB, made, NOW, LATER).elsewhere.values()
    assert steps(call) == [("reset", ()), ("forward", ()), ("backward", ("dW",))]
    np.testing.assert_array_equal(call.make.attributes["W"], NOW.W * 1000)
    other = replace(STUB, apart_on=lambda inputs: Make("Other"))
    assert trial(other, made, NOW, LATER).elsewhere["dW"].make == Make("Other")


def test_a_stub_that_stands_alone_is_also_tried_as_it_is_used() -> None:
    """After what comes before it in use; what is asked elsewhere is the same."""
    alone = replace(STUB, before=lambda inputs: (), after=lambda inputs: (Step("forward", (inputs.X,)),))
    tried = trial(alone, made, NOW, LATER)
    assert steps(tried.call)[0] == ("backward", ("dW", "W"))
    assert (tried.graded, tried.again, tried.later) == (0, 1, 3)
    used = tried.as_used
    assert used is not None
    assert [method for method, _ in steps(used.call)] == [
        *("forward", "backward", "backward", "__setattr__", "forward", "backward")
    ]
    assert (used.graded, used.as_used) == (1, None)
    assert used.elsewhere is tried.elsewhere
    assert list(used.elsewhere) == ["dW"]


def test_answers_are_read_where_they_are() -> None:
    """What is kept as an attribute, the other one as what is returned."""
    reply = Reply(1.0, state={"dW": 2.0})
    assert (STUB.read("dW")(reply), STUB.read("dX")(reply), STUB.read("dW")(Reply(1.0))) == (2.0, 1.0, None)
