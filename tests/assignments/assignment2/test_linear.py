"""The inputs of ``linear_backward``: they tell right from wrong at every entry, whatever the seed."""

from __future__ import annotations

import numpy as np
import pytest

from autograder.assignments.assignment2 import ASSIGNMENT
from autograder.assignments.assignment2.linear import LINEAR, LinearInputs, forward
from autograder.authoring.inputs import SEED, SMALL
from autograder.report.words import message
from gradcheck.compare import Target, disagreement
from tests.assignments.assignment2.one_answer import judged_bodies

SEEDS = (SEED, 0, 1, 2, 3)
SECTION_5 = {
    *("missing_mean", "extra_mean", "hardcoded_batch_size", "wrong_divisor", "missing_transpose", "transposed"),
    *("elementwise_product", "uses_output_as_input", "lost_keepdims", "wrong_axis", "mean_over_everything"),
    *("not_averaged", "one_sample_only", "attribute_not_set", "updates_parameters"),
}


def trials(seed: int):
    return LINEAR.trials(seed)["backward"]


def later_inputs(trial) -> LinearInputs:
    """What the layer holds and is given in the later call."""
    *_, bind_W, bind_b, forward_later, backward_later = trial.call.steps
    return LinearInputs(bind_W.args[1], bind_b.args[1], forward_later.args[0], backward_later.args[0])


def formulas(inputs: LinearInputs) -> dict[str, np.ndarray]:
    """As on the slides, with the mean."""
    W, _, A_prev, dZ = inputs
    m = dZ.shape[1]
    return {"dW": dZ @ A_prev.T / m, "db": dZ.mean(axis=1, keepdims=True), "dA_prev": W.T @ dZ}


@pytest.mark.parametrize("seed", SEEDS)
def test_the_numeric_truth_is_that_of_the_slides(seed):
    """To the last digits, for the graded inputs, those of the later call, and the probes."""
    for trial in (*trials(seed), *LINEAR.probes(seed)["backward"]):
        for name, value in formulas(trial.inputs).items():
            np.testing.assert_allclose(trial.expected[name].value, value, rtol=0, atol=1e-14)
        later = later_inputs(trial)
        for name, value in formulas(later).items():
            np.testing.assert_allclose(trial.expected_later[name].value, value, rtol=0, atol=1e-14)


@pytest.mark.parametrize("seed", SEEDS)
def test_an_entry_off_by_a_thousandth_is_wrong_and_by_two_hundred_thousandths_right(seed):
    """Of its own magnitude the first, of the sum of the magnitudes of its terms the second; at every entry."""
    for trial in trials(seed):
        for expected in trial.expected.values():
            target = Target.of(expected)
            assert disagreement(expected.value + 2e-5 * expected.scale, target) is None
            assert disagreement(expected.value.astype(np.float32), target) is None
            for index in np.ndindex(expected.value.shape):
                off = expected.value.copy()
                off[index] *= 1 + 1e-3
                found = disagreement(off, target)
                assert found is not None
                assert found.numbers["index"] == index


@pytest.mark.parametrize("seed", SEEDS)
def test_no_count_passes_for_another(seed):
    """Samples are as many as neither inputs nor outputs; both directions, one sample, and one output are there."""
    shapes = [(*trial.inputs.W.shape, trial.inputs.dZ.shape[1]) for trial in trials(seed)]
    assert all(m not in (n_out, n_in) and n_out != n_in for n_out, n_in, m in shapes)
    assert {n_out > n_in for n_out, n_in, _ in shapes} == {True, False}
    assert {m for _, _, m in shapes} >= {1, 5, 7}
    assert 1 in {n_out for n_out, _, _ in shapes}


@pytest.mark.parametrize("seed", SEEDS)
def test_nothing_can_be_kept_from_one_call_to_another(seed):
    """Two layers have the same shape and other parameters, and one layer gets a second batch of as many samples."""
    parameters = [trial.inputs.W for trial in trials(seed)]
    assert any(A.shape == B.shape and not np.array_equal(A, B) for A in parameters for B in parameters)
    batches = [(trial.call.steps[1].args[0], trial.call.steps[-1].args[0]) for trial in trials(seed)]
    assert any(now.shape == later.shape and not np.array_equal(now, later) for now, later in batches)
    assert any(now.shape != later.shape for now, later in batches)


@pytest.mark.parametrize("seed", SEEDS)
def test_upstream_and_parameters_have_both_signs_and_are_never_near_zero(seed):
    for trial in trials(seed):
        W, b, A_prev, dZ = trial.inputs
        assert np.abs(dZ).min() >= 0.1 * (SMALL if dZ.shape == (5, 4) else 1)
        assert np.abs(b).min() >= 0.3
        for array in (W, A_prev, dZ):
            assert array.min() < 0 < array.max()


def test_every_mistake_in_linear_that_has_a_name_has_a_formula():
    """``accumulates`` and the general codes are the judge's own."""
    assert {mistake.code for mistake in LINEAR.mistakes} == SECTION_5


def test_forward_holds_for_complex_arguments():
    """The imaginary part goes through."""
    W, b, A_prev, dZ = trials(SEED)[0].inputs
    moved = LinearInputs(W, b, A_prev + 1j * A_prev, dZ)
    np.testing.assert_array_equal(forward(moved).imag, W @ A_prev)


BODY = """
self.dW = dZ @ self.A_prev.T / {count}
self.db = np.sum(dZ, axis=1, keepdims=True) / {count}
return self.W.T @ dZ"""


@pytest.mark.parametrize(
    ("count", "name"),
    [
        ("self.A_prev.shape[0]", "n_in"),
        ("len(dZ)", "n_out"),
        ("(dZ.shape[1] - 1)", "m − 1"),
        ("(dZ.shape[1] + 1)", "m + 1"),
        ("dZ.size", "the size of dZ"),
        ("self.A_prev.size", "the size of A_prev"),
        ("self.W.size", "the size of W"),
    ],
)
def test_the_count_that_was_divided_by_is_said(count: str, name: str) -> None:
    """Of dW and db alike; dA_prev, where nothing is divided, keeps its points."""
    found = judged_bodies("linear_backward", BODY.format(count=count))
    assert found["dA_prev"].status == "passed"
    for check in (found["dW"], found["db"]):
        assert check.finding is not None
        assert check.finding.code == "wrong_divisor"
        assert f"The sum is divided by {name}. " in message(check, ASSIGNMENT)
