"""The exercise ``mlp_backward``: its truth, its probe nets, what is seen of a walk."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from assignment2.stand_ins import STAND_INS
from autograder.assignment import Trial
from autograder.assignments.assignment2 import ASSIGNMENT
from autograder.assignments.assignment2.mlp import MLP_BACKWARD
from autograder.authoring.inputs import SEED
from autograder.corpus import Case, answered
from autograder.report.words import message
from autograder.worker.calls import Reply
from autograder.worker.cells import run_cell
from autograder.worker.perform import perform
from tests.assignments.assignment2.one_answer import judged_bodies

TRIALS = MLP_BACKWARD.trials(SEED)["backward"]
PROBES = MLP_BACKWARD.probes(SEED)["backward"]
RIGHT = "for layer in reversed(self.layers):\n    dA = layer.backward(dA)\nreturn dA"


def _parts(answer: Any) -> tuple[Any, ...]:
    return answer if isinstance(answer, tuple) else (answer,)


def _replies(body: str, trial: Trial, redefined: str = "") -> tuple[Reply, ...]:
    """What a trial gives with that body in ``MLP.backward``, classes of the notebook defined anew."""
    namespace = answered(ASSIGNMENT, Case("", "mlp_backward", "", (body,), {}))
    assert run_cell("own", redefined, namespace) is None
    answer = perform(trial.call, namespace, STAND_INS)
    assert answer.raised is None
    return answer.replies


def _handed(reply: Reply) -> tuple[Any, ...]:
    handed: tuple[Any, ...] = MLP_BACKWARD.checks[0].read(reply)
    return handed


def _assert_right(replies: tuple[Reply, ...], trial: Trial) -> None:
    for handed, right in zip(_handed(replies[trial.graded]), trial.expected["gradients"].value, strict=True):
        np.testing.assert_allclose(handed, right, rtol=1e-12)


def test_the_nets_have_one_to_twelve_layers_unequal_widths_two_outputs_and_one_sample_too() -> None:
    assert [trial.inputs.depth for trial in TRIALS] == [3, 1, 2, 4, 2, 6, 5, 12]
    assert 1 in {trial.inputs.X.shape[1] for trial in TRIALS}
    for trial in TRIALS:
        widths = {A.shape[0] for A in trial.inputs.outputs}
        assert trial.inputs.X.shape[1] not in widths
        assert trial.inputs.dA.shape[0] >= 2
        assert len(widths) > 1


def test_every_entry_is_large_beside_its_terms_so_that_an_error_of_a_thousandth_shows() -> None:
    for trial in TRIALS + PROBES:
        for expected in trial.expected.values():
            for value, scale in zip(_parts(expected.value), _parts(expected.scale), strict=True):
                assert (np.abs(value) >= 0.06 * scale).all()


def test_the_truth_is_the_derivative_of_the_forward_pass_by_finite_differences() -> None:
    net, dX = TRIALS[3].inputs, TRIALS[3].expected["dX"].value
    for index in np.ndindex(net.X.shape):
        step = np.zeros_like(net.X)
        step[index] = 0.5  # affine: no step is too long
        rise = np.sum(net.dA * (net.rest(0, net.X + step) - net.rest(0, net.X - step)))
        assert rise == pytest.approx(dX[index], rel=1e-12)


def test_the_same_seed_gives_the_same_nets_and_another_seed_others() -> None:
    again, other = MLP_BACKWARD.trials(SEED)["backward"], MLP_BACKWARD.trials(SEED + 1)["backward"]
    assert all(np.array_equal(a.inputs.X, b.inputs.X) for a, b in zip(TRIALS, again, strict=True))
    assert not any(np.array_equal(a.inputs.X, b.inputs.X) for a, b in zip(TRIALS, other, strict=True))


@pytest.mark.parametrize(
    ("body", "place"),
    [
        (
            "for layer in self.layers[::-2]:\n    dA = layer.backward(dA)\nreturn dA",
            "Look at the gradient handed to layers[1] of 3.",
        ),
        (
            "for layer in self.layers[::-1]:\n    dA = layer.backward(np.sign(dA))\nreturn dA",
            "At entry (0, 3) of the gradient handed to layers[2] of 3: yours -1, numerically -0.422988.",
        ),
        (
            "for l in self.layers[::-1]:\n    dA = l.backward(dA.T if l is self.layers[0] else dA)\nreturn dA",
            "The gradient handed to layers[0] of 3 has shape (4, 5), expected is (5, 4).",
        ),
        (
            "for layer in self.layers[::-1]:\n    layer.backward(dA)\n    dA = layer.backward(dA)\nreturn dA",
            "keep what it returns under a name, and print or use that. Look at the gradient handed to layers[2] of 3.",
        ),
    ],
)
def test_a_mistake_without_a_name_is_told_with_its_layer_and_the_depth_of_the_net(body: str, place: str) -> None:
    result = judged_bodies("mlp_backward", body)["gradients"]
    assert message(result, ASSIGNMENT).endswith(place)


def test_a_wrong_shape_is_noted_before_the_layer_raises() -> None:
    reply = _replies("return self.layers[0].backward(dA.T)", TRIALS[1])[TRIALS[1].graded]
    assert reply.raised is not None
    assert reply.raised.type == "ValueError"
    assert reply.raised.message == "operands could not be broadcast together with shapes (5,2) (2,5)"
    np.testing.assert_array_equal(_handed(reply)[0], TRIALS[1].inputs.dA.T)


def test_what_was_handed_before_an_exception_counts() -> None:
    reply = _replies("self.layers[2].backward(dA)\nraise RuntimeError", TRIALS[0])[TRIALS[0].graded]
    third, second, first = _handed(reply)
    assert first is second is None
    np.testing.assert_array_equal(third, TRIALS[0].inputs.dA)


def test_what_is_handed_is_kept_as_it_was_when_it_is_changed_later() -> None:
    body = "grad = dA.copy()\nself.layers[0].backward(grad)\ngrad[:] = 0"
    _assert_right(_replies(body, TRIALS[1]), TRIALS[1])


def test_nothing_is_left_of_the_last_call() -> None:
    body = "if hasattr(self, 'done'):\n    return dA\nself.done = True\n" + RIGHT
    replies = _replies(body, TRIALS[0])
    _assert_right(replies, TRIALS[0])
    assert _handed(replies[2]) == (None, None, None)


def test_constructors_and_methods_of_the_students_layers_are_not_run() -> None:
    broken = "class Linear(Module):\n    def __init__(self, *a):\n        raise SystemExit\n"
    broken += "    W = property(lambda self: 1 / 0)\n    forward = backward = __call__ = __init__"
    for trial in TRIALS:
        _assert_right(_replies(RIGHT, trial, broken), trial)


def test_probe_layers_are_of_the_students_classes_and_have_their_names_and_attributes() -> None:
    body = """
linear, tanh = self.layers
assert isinstance(linear, Linear) and isinstance(tanh, Tanh) and isinstance(tanh, Activation)
assert [type(layer).__name__ for layer in self.layers] == ["Linear", "Tanh"]
assert linear.W.shape == (3, 5) and linear.b.shape == (3, 1) and linear.dW is None and linear.db is None
assert linear.A_prev.shape == (5, 4) and tanh.Z.shape == (3, 4)
assert not hasattr(linear, "Z") and not hasattr(tanh, "W") and not hasattr(tanh, "A_prev")"""
    assert _replies(body, TRIALS[2])[TRIALS[2].graded].raised is None


def test_an_activation_outside_the_family_is_stood_in_for_by_a_plain_activation() -> None:
    body = "assert [isinstance(layer, Activation) for layer in self.layers] == [False, True]"
    assert _replies(body, TRIALS[2], "class Tanh:\n    pass")[TRIALS[2].graded].raised is None


def test_an_answer_without_a_list_of_gradients_is_none() -> None:
    assert MLP_BACKWARD.checks[0].read(Reply()) is None
    assert MLP_BACKWARD.checks[0].read(Reply(state={"handed": 3})) is None
