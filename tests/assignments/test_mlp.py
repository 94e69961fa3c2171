"""The exercise ``mlp_backward``: truth, probe nets, and that every named mistake is what real wrong code does."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import assignment2
from assignment2.mistakes import MESSAGES
from autograder.assignment import Mistake, Trial
from autograder.assignments.assignment2.mlp import MLP_BACKWARD
from autograder.assignments.assignment2.probes import SEED
from autograder.assignments.assignment2.stand_ins import MAX_RECORDS, STAND_INS
from autograder.worker.calls import Reply
from autograder.worker.perform import perform, run_cell

ROOT = Path(__file__).parents[2]
HERE = Path(__file__).parent
WALKS = {mistake.code for mistake in MLP_BACKWARD.mistakes} - {"returns_none"}
TRIALS = MLP_BACKWARD.trials(SEED)["backward"]
PROBES = MLP_BACKWARD.probes(SEED)["backward"]
CHECKS = {check.name: check for check in MLP_BACKWARD.checks}


def _cases(kind: str) -> list[dict[str, Any]]:
    cases: list[dict[str, Any]] = tomllib.loads((HERE / f"mlp_{kind}.toml").read_text())["case"]
    return cases


def _cells() -> dict[str, str]:
    notebook = json.loads((ROOT / "release/assignment2/assignment2.ipynb").read_text())
    sources = {cell["id"]: "".join(cell["source"]) for cell in notebook["cells"] if cell["cell_type"] == "code"}
    return {name: text for name, text in sources.items() if text.startswith("class ") and not name.startswith("try_")}


CELLS = _cells()


def _namespace(body: str, **replaced: str) -> dict[str, Any]:
    """The release's classes with ``MLP.backward`` filled in."""
    namespace: dict[str, Any] = {"np": np, "Module": assignment2.Module}
    for name, source in {**CELLS, **replaced}.items():
        if name == "mlp_backward":
            head, _, _ = source.rpartition("        # Task:")
            source = head + "\n".join(8 * " " + line for line in body.strip().splitlines())
        assert run_cell(name, source, namespace) is None
    return namespace


def _replies(namespace: dict[str, Any], trial: Trial) -> tuple[Reply, ...]:
    answer = perform(trial.call, namespace, STAND_INS)
    assert answer.raised is None
    return answer.replies


def _parts(answer: Any) -> tuple[Any, ...]:
    return answer if isinstance(answer, tuple) else (answer,)


def _agree(answer: Any, other: Any, rtol: float) -> bool:
    answer, other = _parts(answer), _parts(other)
    return len(answer) == len(other) and all(
        a is b is None
        or (
            isinstance(a, np.ndarray)
            and isinstance(b, np.ndarray)
            and a.shape == b.shape
            and a.dtype.kind == "f"
            and bool((np.abs(a - b) <= rtol * np.abs(b).max()).all())
        )
        for a, b in zip(answer, other, strict=True)
    )


def _predicted(mistake: Mistake, check: str, trial: Trial, replies: tuple[Reply, ...]) -> Any:
    """What the mistake answers, the exception where it raises."""
    try:
        if mistake.observed is not None:
            return mistake.observed(trial.inputs, replies)
        if mistake.formula is not None:
            return mistake.formula(trial.inputs)
        assert mistake.transform is not None
        return mistake.transform(trial.expected[check].value, trial.inputs)
    except (ValueError, IndexError) as error:
        return error


def _proved(body: str, check: str) -> set[str]:
    """The codes of the mistakes that give a check's answers on every trial and probe: raising where the code raises."""
    answers = []
    for trial in TRIALS + PROBES:
        replies = _replies(_namespace(body), trial)
        reply = replies[trial.graded]
        raised = reply.raised is not None and CHECKS[check].returned
        answers.append((trial, replies, raised, CHECKS[check].read(reply)))
    codes = set()
    for mistake in MLP_BACKWARD.mistakes:
        if check in mistake.checks and all(
            isinstance(predicted, Exception) if raised else _agree(answer, predicted, 1e-9)
            for trial, replies, raised, answer in answers
            for predicted in [_predicted(mistake, check, trial, replies)]
        ):
            codes.add(mistake.code)
    return codes


def _case_ids(case: dict[str, Any]) -> str:
    return str(case["name"])


def test_the_nets_have_one_to_six_layers_unequal_widths_two_outputs_and_one_sample_too():
    assert [len(trial.inputs.layers) for trial in TRIALS] == [3, 1, 2, 4, 2, 6]
    assert 1 in {trial.inputs.X.shape[1] for trial in TRIALS}
    for trial in TRIALS:
        net = trial.inputs
        widths = {A.shape[0] for A in net.outputs}
        assert net.X.shape[1] not in widths
        assert net.dA.shape[0] >= 2
        assert len(widths) > 1


def test_every_entry_is_large_beside_its_terms_so_that_an_error_of_a_thousandth_shows():
    for trial in TRIALS + PROBES:
        for expected in trial.expected.values():
            for value, scale in zip(_parts(expected.value), _parts(expected.scale), strict=True):
                assert (np.abs(value) >= 0.06 * scale).all()


def test_the_truth_is_the_derivative_of_the_forward_pass_by_finite_differences():
    net = TRIALS[3].inputs
    dX = np.empty_like(net.X)
    for index in np.ndindex(net.X.shape):
        out = []
        for h in (0.5, -0.5):  # affine: no step is too long
            A = net.X.copy()
            A[index] += h
            for layer in net.layers:
                A = layer.forward(A)
            out.append(np.sum(net.dA * A))
        dX[index] = out[0] - out[1]
    np.testing.assert_allclose(TRIALS[3].expected["dX"].value, dX, rtol=1e-12)


def test_the_same_seed_gives_the_same_nets_and_another_seed_others():
    again, other = MLP_BACKWARD.trials(SEED)["backward"], MLP_BACKWARD.trials(SEED + 1)["backward"]
    assert all(np.array_equal(a.inputs.X, b.inputs.X) for a, b in zip(TRIALS, again, strict=True))
    assert not any(np.array_equal(a.inputs.X, b.inputs.X) for a, b in zip(TRIALS, other, strict=True))


@pytest.mark.parametrize("case", _cases("right"), ids=_case_ids)
def test_right_code_hands_every_layer_the_right_gradient_at_every_call(case: dict[str, Any]):
    namespace = _namespace(case["bodies"][0])
    for trial in TRIALS:
        replies = _replies(namespace, trial)
        for name, check in CHECKS.items():
            assert _agree(check.read(replies[trial.graded]), trial.expected[name].value, 2e-6)
            assert _agree(check.read(replies[trial.again]), trial.expected[name].value, 2e-6)
            if trial.later is not None:
                assert _agree(check.read(replies[trial.later]), trial.expected_later[name].value, 2e-6)
        state = replies[trial.graded].state
        for path, unchanged in trial.unchanged.items():
            np.testing.assert_allclose(state[path], unchanged.value, rtol=1e-12)


def _wrong_checks() -> list[Any]:
    """Every check of the corpus that gets no points, with its code."""
    return [
        pytest.param(case["bodies"][0], check, code, id=f"{case['name']}-{check}")
        for case in _cases("wrong")
        for check, (earned, code, status) in case["checks"].items()
        if earned == 0.0 and status != "skipped"
    ]


@pytest.mark.parametrize(("body", "check", "code"), _wrong_checks())
def test_a_mistake_is_acted_out_exactly_as_real_wrong_code_does_it(body: str, check: str, code: str):
    proved = sorted(_proved(body, check) & WALKS, key=list(MESSAGES).index)
    assert proved[:1] == ([code] if code in WALKS else [])


def test_a_wrong_shape_is_written_down_before_the_layer_raises():
    trial = TRIALS[1]
    reply = _replies(_namespace("return self.layers[0].backward(dA.T)"), trial)[trial.graded]
    assert reply.raised is not None
    assert reply.raised.type == "ValueError"
    assert reply.raised.message == "operands could not be broadcast together with shapes (5,2) (2,5)"
    [handed] = CHECKS["gradients"].read(reply)
    np.testing.assert_array_equal(handed, trial.inputs.dA.T)


def test_what_was_handed_before_an_exception_counts():
    trial = TRIALS[0]
    body = "self.layers[2].backward(dA)\nraise RuntimeError"
    third, second, first = CHECKS["gradients"].read(_replies(_namespace(body), trial)[trial.graded])
    assert first is second is None
    np.testing.assert_array_equal(third, trial.inputs.dA)


def test_constructors_and_methods_of_the_students_layers_are_not_run():
    broken = "class Linear(Module):\n    def __init__(self, *a):\n        raise SystemExit\n"
    broken += "    W = property(lambda self: 1 / 0)\n    forward = backward = __init__"
    namespace = _namespace(
        "for layer in self.layers[::-1]:\n    dA = layer.backward(dA)\nreturn dA", linear_backward=broken
    )
    for trial in TRIALS:
        reply = _replies(namespace, trial)[trial.graded]
        assert reply.raised is None
        assert _agree(CHECKS["gradients"].read(reply), trial.expected["gradients"].value, 1e-12)


def test_an_activation_outside_the_family_is_stood_in_for_by_a_plain_activation():
    body = "assert [isinstance(l, Activation) for l in self.layers] == [False, True]\nreturn dA"
    namespace = _namespace(body, tanh_derivative="class Tanh:\n    pass")
    assert _replies(namespace, TRIALS[2])[1].raised is None


def test_the_log_of_code_that_goes_on_for_ever_is_bounded():
    body = "for _ in range(10 * 400):\n    for layer in self.layers:\n        layer.backward(dA)\nreturn dA"
    state = _replies(_namespace(body), TRIALS[1])[1].state
    assert len(state["log"]) == MAX_RECORDS


@pytest.mark.parametrize(
    "log",
    [
        None,
        3,
        [3],
        [["backward", 0]],
        [["backward", 9, 1.0]],
        [["backward", -1, 1.0]],
        [[np.ones(2), 0, 1.0]],
        [[0, 0, 0]],
    ],
)
def test_a_forged_log_is_read_without_an_error(log: Any):
    handed = CHECKS["gradients"].read(Reply(state={"log": log, "stored": [None]}))
    assert handed in (None, (None,))
