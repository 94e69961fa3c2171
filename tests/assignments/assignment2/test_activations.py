"""The exercises of the activations: inputs that tell right from wrong, the truth, the ends of what is right."""

from __future__ import annotations

import numpy as np
import pytest

from assignment2.stand_ins import STAND_INS
from autograder.assignments.assignment2 import activations, forward
from autograder.assignments.assignment2.activations import ACTIVATION_BACKWARD, LEAKY_RELU, RELU, SIGMOID, TANH
from autograder.authoring.inputs import SEED
from autograder.judge.numeric import derivative
from autograder.worker.calls import Make
from tests.assignments.assignment2.one_answer import judged, trials

DERIVATIVES = (SIGMOID, TANH, RELU, LEAKY_RELU)
EXERCISES = (ACTIVATION_BACKWARD, *DERIVATIVES)


def sigmoid(Z):
    return 1 / (1 + np.exp(-Z))


SLIDES = {
    "sigmoid_derivative": lambda Z: sigmoid(Z) * (1 - sigmoid(Z)),
    "tanh_derivative": lambda Z: 1 - np.tanh(Z) ** 2,
    "relu_derivative": lambda Z: np.where(Z > 0, 1, 0),
    "leaky_relu_derivative": lambda Z, alpha: np.where(Z > 0, 1, alpha),
}


@pytest.mark.parametrize("exercise", EXERCISES, ids=lambda exercise: exercise.id)
def test_graded_numbers_are_away_from_the_kink_and_of_both_signs_in_the_first_place(exercise):
    """0.02 ≤ |Z| ≤ 20, n ≠ m, one sample, and Z[0, 0] of either sign: np.vectorize takes its dtype from there."""
    several = exercise.trials(SEED)[exercise.stubs[0]]
    for trial in several:
        for step in trial.call.steps:
            if step.method in ("forward", "derivative"):
                assert np.abs(step.args[0]).min() >= 0.02
                assert np.abs(step.args[0]).max() <= 20
    numbers = [trial.inputs.Z for trial in several]
    assert all(n != m for n, m in (Z.shape for Z in numbers))
    assert 1 in {Z.shape[0] for Z in numbers}
    assert 1 in {Z.shape[1] for Z in numbers}
    assert {np.sign(Z[0, 0]) for Z in numbers} == {-1, 1}
    assert all(Z.min() < 0 < Z.max() for Z in numbers)
    assert all(Z[Z > 0].min() < 0.05 and Z[Z < 0].max() > -0.05 for Z in numbers)
    assert any(np.abs(Z).max() > 1 for Z in numbers)


def test_no_entry_hides_an_error_of_a_thousandth():
    """Float32's allowance stays below a thousandth of every entry but the two far from 0, where nothing is cut off; no
    slope or upstream is small or one."""
    for exercise in (SIGMOID, TANH):
        for _, trial in trials(exercise, probes=False):
            expected = trial.expected["derivative"]
            shows = 4e-7 * expected.inside + 5e-5 * expected.scale < 1e-3 * np.abs(expected.value)
            assert (shows == (np.abs(trial.inputs.Z) != activations.FAR)).all()
    for _, trial in trials(ACTIVATION_BACKWARD, probes=False):
        Z, dA = trial.inputs
        assert np.abs(derivative(forward.stand_in, Z)).min() >= 0.2
        assert np.abs(dA).min() >= 0.1
        assert np.abs(np.abs(dA) - 1).min() > 1e-6


@pytest.mark.parametrize("exercise", DERIVATIVES, ids=lambda exercise: exercise.id)
def test_the_truth_is_the_slides(exercise):
    """The numeric truth agrees with the formulas of the slides to rounding."""
    for _, trial in trials(exercise):
        truth = trial.expected["derivative"].value
        np.testing.assert_allclose(truth, SLIDES[exercise.id](*trial.inputs), rtol=1e-12, atol=1e-15)


def test_the_truth_of_dZ_is_the_stand_ins_slope_times_dA():
    """The grader's copy of the stand-in agrees with it, and the stand-in's derivative is that of its forward."""
    activation = STAND_INS["StandInActivation"]({"Activation": object})()
    for _, trial in trials(ACTIVATION_BACKWARD):
        Z, dA = trial.inputs
        np.testing.assert_allclose(activation.forward(Z), forward.stand_in(Z), rtol=1e-12)
        np.testing.assert_allclose(trial.expected["dZ"].value, activation.derivative(Z) * dA, rtol=1e-12)


def test_the_forwards_hold_for_large_and_for_complex_numbers():
    """No overflow at |Z| = 800, and the complex step gives σ′ = e⁻ᶻ far out on both sides."""
    Z = np.array([-800.0, -30.0, 30.0, 800.0])
    with np.errstate(over="raise", invalid="raise"):
        np.testing.assert_allclose(forward.sigmoid(Z), [0, np.exp(-30), 1, 1], atol=1e-13, rtol=0)
    np.testing.assert_allclose(derivative(forward.sigmoid, Z[1:3]), np.exp([-30, -30]), rtol=1e-12)


def test_leaky_relu_is_made_with_several_alphas_and_with_its_default():
    """A constant in α's place is right for one of the layers alone."""
    made = [(trial.call.make, trial.inputs.alpha) for _, trial in trials(LEAKY_RELU, probes=False)]
    assert made == [
        (Make("LeakyReLU", (0.3,)), 0.3),
        (Make("LeakyReLU"), 0.1),
        (Make("LeakyReLU", (0.01,)), 0.01),
        (Make("LeakyReLU", (0.5,)), 0.5),
    ]


@pytest.mark.parametrize("h", ["1e-4", "1e-5", "1e-6", "1e-7"])
@pytest.mark.parametrize(
    ("exercise", "check", "body"),
    [
        ("activation_backward", "dZ", "Z = self.Z\nreturn (self(Z + h) - self(Z - h)) / (2 * h) * dA"),
        ("sigmoid_derivative", "derivative", "return (self(Z + h) - self(Z - h)) / (2 * h)"),
        ("tanh_derivative", "derivative", "return (np.tanh(Z + h) - np.tanh(Z - h)) / (2 * h)"),
        ("relu_derivative", "derivative", "return (np.maximum(Z + h, 0) - np.maximum(Z - h, 0)) / (2 * h)"),
        ("leaky_relu_derivative", "derivative", "return (self(Z + h) - self(Z - h)) / (2 * h)"),
    ],
)
def test_central_differences_are_seen(exercise, check, body, h):
    """Finite differences keep the points, with the code; binding Z anew through forward is no side effect."""
    result = judged(exercise, check, f"h = {h}\n{body}")
    assert (result.score, result.status) == (result.max_score, "passed")
    assert result.finding.code == "numeric_instead_of_backprop"


@pytest.mark.parametrize(
    "body",
    [
        "dZ = self.derivative(self.Z) * dA\nself.Z *= 0.999\nreturn dZ",
        "dZ = self.derivative(self.Z) * dA\nself.Z = None\nreturn dZ",
        "dZ = self.derivative(self.Z) * dA\nself.Z[self.Z <= 0] = 0\nreturn dZ",
        "dA *= self.derivative(self.Z)\nreturn dA",
    ],
)
def test_changing_what_forward_stored_costs_half(body):
    """The stored array, and Z itself, must be as they were."""
    result = judged("activation_backward", "dZ", body)
    assert (result.score, result.status, result.finding.code) == (1.0, "failed", "mutates_input")


def test_a_derivative_is_judged_on_its_argument():
    """derivative(Z) that looks at the stored Z in its place is wrong, as forward saw other values."""
    for exercise in DERIVATIVES:
        for trial in (trial for _, trial in trials(exercise) if trial.public is None):
            stored, asked = (trial.call.steps[step].args[0] for step in (0, trial.graded))
            assert stored.shape == asked.shape
            assert not np.array_equal(stored, asked)
    assert judged("tanh_derivative", "derivative", "return 1 - np.tanh(self.Z) ** 2").score == 0


def test_no_alpha_is_graded_that_another_slope_has():
    """α is never 0 or 1, where ReLU's slope or a constant would do."""
    alphas = [alpha for alpha in activations.ALPHAS + activations.PROBE_ALPHAS if alpha is not None]
    assert all(0 < alpha < 1 for alpha in alphas)


@pytest.mark.parametrize(
    ("exercise", "body"),
    [
        ("sigmoid_derivative", "s = self.forward(Z)\nreturn s * (1 - s)"),
        ("tanh_derivative", "return 1 - np.tanh(Z) ** 2"),
        ("relu_derivative", "return Z > 0"),
        ("leaky_relu_derivative", "return np.where(Z > 0, 1, self.alpha)"),
    ],
)
def test_the_audit_agrees_with_what_is_right_and_differs_from_what_is_wrong(exercise, body):
    """The student's own forward, moved along a line that meets no kink, has the slope that is right."""
    assert judged(exercise, "derivative", body).audit == "agrees"
    assert judged(exercise, "derivative", "return 0.5 * Z").audit == "differs"


@pytest.mark.parametrize(("off", "points"), [("1.00002", 1.0), ("0.99998", 1.0), ("1.001", 0.0), ("0.999", 0.0)])
@pytest.mark.parametrize(
    ("exercise", "check", "value"),
    [
        ("activation_backward", "dZ", "self.derivative(self.Z) * dA"),
        ("sigmoid_derivative", "derivative", "self(Z) * (1 - self(Z))"),
        ("tanh_derivative", "derivative", "1 - np.tanh(Z) ** 2"),
        ("relu_derivative", "derivative", "np.where(Z > 0, 1.0, 0.0)"),
        ("leaky_relu_derivative", "derivative", "np.where(Z > 0, 1.0, self.alpha)"),
    ],
)
def test_one_entry_off_by_two_in_a_hundred_thousand_is_right_and_by_one_in_a_thousand_is_not(
    exercise, check, value, off, points
):
    """The tolerance that is promised, at the smallest entry that is not zero."""
    body = f"d = {value}\nd.flat[np.argmin(np.where(d == 0, 9, np.abs(d)))] *= {off}\nreturn d"
    result = judged(exercise, check, body)
    assert result.score == points * result.max_score
