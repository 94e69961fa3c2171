"""The exercises of the losses: inputs that tell right from wrong, the truth, the ends of what is right."""

from __future__ import annotations

import numpy as np
import pytest

from assignment2.stand_ins import STAND_INS
from autograder.assignments.assignment2.losses import BCE_LOSS, LOSS_COST, MSE_LOSS
from autograder.authoring.inputs import SEED
from autograder.worker.calls import Make
from tests.assignments.assignment2.one_answer import judged, judged_bodies, standard, trials

EXERCISES = (LOSS_COST, MSE_LOSS, BCE_LOSS)
STUBS = [(loss, stub) for loss in ("mse_loss", "bce_loss") for stub in ("forward", "backward")]
IDS = [exercise.id for exercise in EXERCISES]


def test_graded_predictions_lie_in_their_range_and_labels_are_0_or_1():
    """The graded inputs that are promised for cross-entropy: ŷ within [0.01, 0.99], labels exactly 0 or 1."""
    for _, trial in trials(BCE_LOSS, probes=False):
        for step in trial.call.steps:
            y_hat, y = step.args
            assert y_hat.min() >= 0.01
            assert y_hat.max() <= 0.99
            assert set(y.ravel()) <= {0.0, 1.0}


@pytest.mark.parametrize("exercise", [LOSS_COST, MSE_LOSS], ids=["loss_cost", "mse_loss"])
def test_predictions_and_targets_are_any_real_numbers(exercise):
    """For the square error and the cost, ŷ and y lie inside and outside of [0, 1], also between the labels."""
    for several in exercise.trials(SEED).values():
        for place in (0, 1):
            numbers = np.concatenate([trial.inputs[place].ravel() for trial in several])
            assert numbers.min() < 0
            assert numbers.max() > 1
            assert ((numbers > 0) & (numbers < 1)).any()


@pytest.mark.parametrize("exercise", EXERCISES, ids=IDS)
def test_shapes_differ_and_both_labels_come_first(exercise):
    """Every stub is tried with n ≠ m, with one sample, with one output; cross-entropy with either label first."""
    for several in exercise.trials(SEED).values():
        shapes = [trial.inputs.y.shape for trial in several]
        assert all(n != m for n, m in shapes)
        assert {1} <= {n for n, _ in shapes}
        assert {1} <= {m for _, m in shapes}
        assert exercise is not BCE_LOSS or {trial.inputs.y.flat[0] for trial in several} == {0.0, 1.0}


def test_both_labels_stand_at_both_ends():
    """Guards and clips show themselves where ŷ is near 0 and near 1, for each label, in the first trial."""
    for several in BCE_LOSS.trials(SEED).values():
        y_hat, y = several[0].inputs
        for label in (0, 1):
            assert y_hat[y == label].min() < 0.0121
            assert y_hat[y == label].max() > 0.9879


def test_the_truth_is_the_slides():
    """The numeric truth agrees with the formulas of the slides to rounding."""
    for method, trial in trials(MSE_LOSS):
        y_hat, y = trial.inputs
        slides = {"forward": (y - y_hat) ** 2, "backward": -2 * (y - y_hat)}[method]
        np.testing.assert_allclose(trial.expected[method].value, slides, rtol=1e-14)
    for method, trial in trials(BCE_LOSS):
        a, y = trial.inputs
        forward, backward = -(y * np.log(a) + (1 - y) * np.log(1 - a)), -y / a + (1 - y) / (1 - a)
        slides = {"forward": forward, "backward": backward}[method]
        np.testing.assert_allclose(trial.expected[method].value, slides, rtol=1e-13)


def test_the_expected_cost_is_that_of_the_stand_in():
    """The grader's copy of the stand-in's loss is what the stand-in computes, and is not symmetric."""
    loss = STAND_INS["StandInLoss"]({"Loss": object})()
    for _, trial in trials(LOSS_COST):
        y_hat, y = trial.inputs
        L = loss.forward(y_hat, y)
        np.testing.assert_allclose(trial.expected["cost"].value, L.sum() / L.shape[1], rtol=1e-14)
        assert (np.abs(L - loss.forward(y, y_hat)) > 1e-3).any()


@pytest.mark.parametrize("epsilon", ["1e-7", "1e-8", "1e-12", "1e-15", "1e-16"])
@pytest.mark.parametrize(
    ("check", "body"),
    [
        ("forward", "return -(y * np.log(y_hat + {0}) + (1 - y) * np.log(1 - y_hat + {0}))"),
        ("forward", "a = np.clip(y_hat, {0}, 1 - {0})\nreturn -np.log(np.where(y == 1, a, 1 - a))"),
        ("backward", "return -y / (y_hat + {0}) + (1 - y) / (1 - y_hat + {0})"),
        ("backward", "return (y_hat - y) / (y_hat * (1 - y_hat) + {0})"),
        ("backward", "return (y_hat - y) / np.maximum(y_hat * (1 - y_hat), {0})"),
    ],
)
def test_guards_up_to_1e_7_are_right(check, body, epsilon):
    """A guard against log(0) that is as small as it should be costs nothing and is no finite difference."""
    result = judged("bce_loss", check, body.format(epsilon))
    assert (result.status, result.finding) == ("passed", None)


@pytest.mark.parametrize("h", ["1e-4", "1e-5", "1e-6", "1e-7", "1e-8"])
@pytest.mark.parametrize("exercise", ["mse_loss", "bce_loss"])
def test_central_differences_are_seen(exercise, h):
    """A backward by central differences of the own forward keeps its points, with the code."""
    body = f"h = {h}\nreturn (self.forward(y_hat + h, y) - self.forward(y_hat - h, y)) / (2 * h)"
    result = judged(exercise, "backward", body)
    assert (result.score, result.finding.code) == (1.0, "numeric_instead_of_backprop")


DIFFERENCES = {
    "called": "return (self(y_hat + {0}, y) - self(y_hat - {0}, y)) / (2 * {0})",
    "by keyword": "return (self.forward(y_hat=y_hat + {0}, y=y) - self.forward(y_hat=y_hat - {0}, y=y)) / (2 * {0})",
    "entry by entry": (
        "d = np.zeros(y_hat.shape)\nfor i in np.ndindex(y_hat.shape):\n    e = np.zeros(y_hat.shape)\n    e[i] = {0}\n"
        "    d[i] = (self.forward(y_hat + e, y) - self.forward(y_hat - e, y)).sum() / (2 * {0})\nreturn d"
    ),
    "one-sided, and mended": "return (self.forward(y_hat + {0}, y) - self.forward(y_hat, y)) / {0} - {0}",
}


@pytest.mark.parametrize("h", ["1e-2", "0.1", "0.5", "1.0"])
@pytest.mark.parametrize("body", DIFFERENCES.values(), ids=DIFFERENCES)
def test_coarse_differences_of_the_square_error_are_seen(body, h):
    """Exact for a square, and yet differences: told by what a tilt of the own forward does to the answer."""
    result = judged("mse_loss", "backward", body.format(h))
    assert (result.score, result.finding.code) == (1.0, "numeric_instead_of_backprop")


@pytest.mark.parametrize(
    "body",
    [
        "return 2 * np.sign(y_hat - y) * np.sqrt(self.forward(y_hat, y))",
        "self.forward(y_hat, y)\nreturn 2 * (y_hat - y)",
        "return 2 * self(y_hat, y) / (y_hat - y)",
    ],
)
def test_a_formula_that_asks_the_own_forward_is_no_difference(body):
    """The tilt is nothing where the answer is asked for."""
    result = judged("mse_loss", "backward", body)
    assert (result.status, result.finding) == ("passed", None)


@pytest.mark.parametrize("h", ["1e-3", "1e-4", "1e-5"])
def test_a_forward_difference_is_no_guard(h):
    """(L(ŷ + h) − L(ŷ))/h, which is wrong near the ends, resembles a guard of h/2 there and is not named one."""
    result = judged("bce_loss", "backward", f"h = {h}\nreturn (self(y_hat + h, y) - self(y_hat, y)) / h")
    assert (result.score, result.finding.code) == (0.0, None)


def test_the_forward_of_a_loss_costs_its_backward_nothing():
    """A right backward passes beside a forward that raises, is missing, or would never end."""
    for forward in ("raise ValueError", "pass", "while True:\n    pass"):
        calls = [trial.call for trial in MSE_LOSS.trials(SEED)["backward"]]
        assert all(step.method == "backward" for call in calls for step in call.steps)
        if not forward.startswith("while"):  # which is for the sandbox to stop
            assert judged_bodies("mse_loss", forward, "return -2 * (y - y_hat)")["backward"].status == "passed"


@pytest.mark.parametrize(
    ("forward", "backward"),
    [
        ("self.y_hat, self.y = y_hat, y\nreturn (y - y_hat) ** 2", "return -2 * (self.y - self.y_hat)"),
        ("self.d = y - y_hat\nreturn self.d ** 2", "d = self.d\nreturn -2 * d"),
    ],
)
def test_backward_may_use_what_forward_stores(forward, backward):
    """In use forward comes first: a backward that takes stored values from it is right, at every call."""
    results = judged_bodies("mse_loss", forward, backward)
    assert [result.status for result in results.values()] == ["passed", "passed"]


@pytest.mark.parametrize(
    ("exercise", "method", "cls"),
    [
        (LOSS_COST, "cost", "StandInLoss"),
        (MSE_LOSS, "forward", "MSELoss"),
        (MSE_LOSS, "backward", "MSELoss"),
        (BCE_LOSS, "forward", "BCELoss"),
        (BCE_LOSS, "backward", "BCELoss"),
    ],
)
def test_each_stub_is_called_on_its_own_class(exercise, method, cls):
    """cost is asked of a stand-in, forward and backward of the student's own class."""
    assert all(trial.call.make == Make(cls) for stub, trial in trials(exercise) if stub == method)


@pytest.mark.parametrize(
    ("exercise", "forward", "backward", "symptom", "audit"),
    [
        ("mse_loss", "return (y - y_hat) ** 4", "return -4 * (y - y_hat) ** 3", "own_forward", "agrees"),
        ("mse_loss", "return (y - y_hat) ** 4", "return -3 * (y - y_hat) ** 3", "wrong_value", "differs"),
        ("mse_loss", "return np.mean((y - y_hat) ** 2)", "return -(y - y_hat) ** 3", "wrong_value", "inconclusive"),
        ("bce_loss", "return -np.log(y_hat)", "return -1 / y_hat", "own_forward", "agrees"),
        ("bce_loss", "return -np.log(y_hat)", "return 1 / y_hat", "wrong_value", "differs"),
    ],
)
def test_the_right_derivative_of_a_wrong_loss_is_told_apart(exercise, forward, backward, symptom, audit):
    """The student's own forward, moved along a line, says whether backward is its slope; it earns nothing."""
    result = judged_bodies(exercise, forward, backward)["backward"]
    assert (result.score, result.finding.code, result.finding.symptom) == (0.0, None, symptom)
    assert result.audit == audit


@pytest.mark.parametrize("exercise", ["mse_loss", "bce_loss"])
def test_the_audit_agrees_with_what_is_right(exercise):
    """Forward and backward of a right loss fit together."""
    for check in ("forward", "backward"):
        result = judged(exercise, check, standard(exercise, check))
        assert result.audit == ("agrees" if check == "backward" else None)


@pytest.mark.parametrize(("exercise", "check"), STUBS)
@pytest.mark.parametrize(("factor", "score"), [("1.00002", 1.0), ("0.99998", 1.0), ("1.001", 0.0), ("0.999", 0.0)])
def test_two_in_a_hundred_thousand_is_the_same_and_one_in_a_thousand_is_not(exercise, check, factor, score):
    """The tolerance that is promised, at both ends."""
    body = standard(exercise, check).replace("return", "L =")
    assert judged(exercise, check, f"{body}\nreturn L * {factor}").score == score


@pytest.mark.parametrize(("off", "score"), [("1.00002", 1.0), ("1.001", 0.0)])
def test_one_entry_that_is_off_by_a_thousandth_is_wrong(off, score):
    """Every entry counts, the smallest as well."""
    smallest = "L.flat[np.argmin(np.abs(L))]"
    for exercise, check in STUBS:
        spoilt = f"{standard(exercise, check).replace('return', 'L =')}\n{smallest} *= {off}\nreturn L"
        assert judged(exercise, check, spoilt).score == score
