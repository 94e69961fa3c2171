"""The engine, on an assignment that it has never heard of: points, status, names of mistakes, side effects, faults."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from autograder.judge import Judge
from autograder.worker.calls import Raised
from tests.judge.toy import EXERCISE, TOY, ToySubject, judged

RIGHT_TOTAL, RIGHT = (1.0, "passed", None, None), (2.0, "passed", None, None)
SET = "self.total = x.sum()\n"

TOTALS = {  # line that sets the total: what its check gets
    "self.total = float(np.sum(x))": RIGHT_TOTAL,
    "self.total = np.float32(x.sum())": RIGHT_TOTAL,
    "self.total = x.sum(keepdims=True)": (0.0, "failed", "wrong_shape", None),
    "total = x.sum()": (0.0, "failed", "attribute_not_set", None),
    "self.total = str(x.sum())": (0.0, "failed", "wrong_type", None),
    "self.total = getattr(self, 'total', 0) + x.sum()": (0.5, "failed", "accumulates", None),
    "self.total = getattr(self, 'total', x.sum())": (0.5, "failed", "changes_on_second_call", None),
    "self.total = -getattr(self, 'total', 0) - x.sum()": (0.0, "failed", "negated", None),
    "self.total = -x.sum()": (0.0, "failed", "negated", None),
    "self.total = 3 * x.sum()": (0.0, "failed", "off_by_factor", None),
    "self.total = x.sum() * (1 + 1e-3)": (0.0, "failed", "off_by_factor", None),
    "self.total = x.sum() * (1 + 2e-5)": RIGHT_TOTAL,
    "self.total = x.sum() / len(x)": (0.0, "failed", "divided", None),
    "self.total = x.max()": (0.0, "failed", None, None),
    "self.total = np.nan": (0.0, "failed", "not_finite", None),
    "self.total = x.sum() + 0j": (0.0, "failed", "wrong_type", None),
    "self.total = 10 ** 400": (0.0, "failed", "not_finite", None),
    "raise KeyError": (0.0, "error", "exception", None),
}

DOUBLES = {  # lines that return: what the check of the returned value gets
    "return x + x": RIGHT,
    "return (x + x).astype(np.float32)": RIGHT,
    "return np.asfortranarray(x) * 2": RIGHT,
    "print(x); x = x.copy(); x *= 2; return x": RIGHT,
    "return x * x": (0.0, "failed", "squared", None),
    "return x ** 2 * (1 + 1e-5)": (0.0, "failed", "squared", None),
    "return x ** 2 * (1 + 1e-4)": (0.0, "failed", None, None),
    "return -(x ** 2)": (0.0, "failed", "squared", "negated"),
    "return 5 * x ** 2": (0.0, "failed", None, None),
    "return (2 * x).ravel()": (0.0, "failed", "flattened", None),
    "return (x * x).ravel()": (0.0, "failed", "squared", "flattened"),
    "return (-2 * x).ravel()": (0.0, "failed", "flattened", "negated"),
    "return (2 * x).ravel() / len(x)": (0.0, "failed", "flattened", "divided"),
    "return -6 * x / len(x)": (0.0, "failed", "divided", "off_by_factor"),
    "return 2 * x.T": (0.0, "failed", "wrong_shape", None),
    "return 0 * x": (0.0, "failed", None, None),
    "return 2 * x + 1e-3": (0.0, "failed", None, None),
    "2 * x": (0.0, "failed", "returns_none", None),
    "return 2 * x, 1": (0.0, "failed", "wrong_type", None),
    "return (2 * x).tolist()": (0.0, "failed", "wrong_type", None),
    "return np.array(2 * x, dtype=object)": (0.0, "failed", "wrong_type", None),
    "return 2 * x / (x > 1.2)": (0.0, "failed", "not_finite", None),
    "x *= 2; return x": (1.0, "failed", "mutates_input", None),
    "x += 1; return 2 * (x - 1)": (1.0, "failed", "mutates_input", None),
    "x += 1; x -= 1; return 2 * x": RIGHT,
    "x **= 2; return x": (0.0, "failed", "squared", "mutates_input"),
    "self.factor += 1; return 2 * x": (1.0, "failed", "spoils_factor", None),
    "x *= self.factor; self.factor -= 1; return x": (1.0, "failed", "spoils_factor", None),
    "self.n = getattr(self, 'n', 0) + 1; return 2 * x if self.n == 1 else x": (
        1.0,
        "failed",
        "changes_on_second_call",
        None,
    ),
    "self.n = getattr(self, 'n', 0) + 1; return [2 * x][self.n - 1]": (1.0, "failed", "changes_on_second_call", None),
    "return 2 * x if x.shape == (2, 3) else x": (0.0, "failed", None, None),
    "return y": (0.0, "error", "exception", None),
}


@pytest.mark.parametrize("line", TOTALS)
def test_what_is_set_is_judged_by_shape_type_and_value(line):
    """What a stub sets before it raises counts; the check of the returned value is not charged for it."""
    assert judged(line + "\nreturn 2 * x")["total"] == TOTALS[line]


@pytest.mark.parametrize("line", DOUBLES)
def test_what_is_returned_is_judged_by_shape_type_and_value(line):
    """Right values earn all points, half of them with a side effect; a wrong one is named where a formula proves it."""
    got = judged(SET + line)
    assert got["doubled"] == DOUBLES[line]
    assert got["total"] == RIGHT_TOTAL


def test_what_was_set_before_an_exception_counts():
    """The check of what was set passes, that of what was to be returned gets the exception."""
    assert judged(SET + "raise ValueError('no')") == {
        "total": RIGHT_TOTAL,
        "doubled": (0.0, "error", "exception", None),
    }


def test_side_effects_are_charged_once_per_stub():
    """Where an argument is changed and a total accumulates, the code that comes first is charged, the other is not."""
    assert judged("self.total = getattr(self, 'total', 0) + x.sum()\nx *= 2\nreturn x") == {
        "total": (0.5, "failed", "accumulates", None),
        "doubled": RIGHT,
    }


def test_a_change_is_not_charged_where_the_returned_value_is_wrong_anyway():
    """The total stays right although x is changed: the wrong value has paid."""
    assert judged(SET + "x *= 3\nreturn x") == {
        "total": RIGHT_TOTAL,
        "doubled": (0.0, "failed", "off_by_factor", "mutates_input"),
    }


@pytest.mark.parametrize("body", ["pass", "raise NotImplementedError('Write me.')"])
def test_a_stub_is_skipped_after_one_call(body):
    """A subject whose stub is not written is asked once, as the object may have what its class has not."""
    subject = ToySubject(body)
    result = Judge(TOY).exercise("double", subject)
    assert [(check.status, check.score, check.finding.code) for check in result.checks] == [
        ("skipped", 0.0, "not_implemented")
    ] * 2
    assert [len(batch) for batch in subject.batches] == [1]


def test_a_right_answer_is_asked_once_and_a_wrong_one_twice():
    """Trials go in one batch; probes follow where something is wrong."""
    for line, batches in (("return 2 * x", [2]), ("return x", [2, 2])):
        subject = ToySubject(SET + line)
        Judge(TOY).exercise("double", subject)
        assert [len(batch) for batch in subject.batches] == batches
        assert set(subject.shares) == {1.0}


@pytest.mark.parametrize(("died", "status"), [("timed_out", "timed_out"), ("killed", "killed")])
@pytest.mark.parametrize("call", [0, 1])
def test_a_process_that_dies_costs_all_checks_of_the_stub(died, status, call):
    """Whatever the call at which it died: no points, no mistake's name, and no more questions."""
    assert judged(SET + "return 2 * x", died={call: died}) == dict.fromkeys(
        ("total", "doubled"), (0.0, status, None, None)
    )


def test_a_constructor_that_raises_is_an_exception_with_its_line():
    """The finding names the student's own line."""
    subject = ToySubject(SET + "return 2 * x")
    subject.namespace["Double"].__init__ = lambda self: 1 / 0
    for check in Judge(TOY).exercise("double", subject).checks:
        assert (check.status, check.score) == ("error", 0.0)
        assert (check.finding.symptom, check.finding.code) == ("not_made", "exception")
        assert check.finding.numbers["type"] == "ZeroDivisionError"


def test_an_exception_carries_type_line_and_cell():
    """Counted from 1 within the cell."""
    finding = Judge(TOY).exercise("double", ToySubject(SET + "return unknown")).checks[1].finding
    assert {name: finding.numbers[name] for name in ("type", "line", "cell")} == {
        "type": "NameError",
        "line": 8,
        "cell": "double",
    }


def test_a_finding_says_where_the_worst_entry_is():
    """Its index, both values, and their relative error."""
    finding = Judge(TOY).exercise("double", ToySubject(SET + "x = 2 * x\nx[0, -1] += 1\nreturn x")).checks[1].finding
    right = 2 * EXERCISE.trials(TOY.seed)["double"][0].inputs[0, 2]
    assert (finding.symptom, finding.code) == ("wrong_value", None)
    assert finding.numbers["index"] == (0, 2)
    assert finding.numbers["analytic"] == pytest.approx(right + 1)
    assert finding.numbers["numeric"] == right
    assert finding.numbers["relative_error"] == pytest.approx(1 / (right + 1))


def test_a_wrong_shape_carries_both_shapes():
    finding = Judge(TOY).exercise("double", ToySubject(SET + "return 2 * x[:, :1].T")).checks[1].finding
    assert (finding.numbers["shape"], finding.numbers["expected_shape"]) == ((1, 2), (2, 3))


@pytest.mark.parametrize(
    ("raised", "died", "status", "code"),
    [
        (Raised("SyntaxError", line=3), None, "error", "exception"),
        (None, "timed_out", "timed_out", None),
        (None, "killed", "killed", None),
    ],
)
def test_a_cell_that_does_not_run_costs_every_check(raised, died, status, code):
    result = Judge(TOY).broken("double", raised, died, "why")
    assert (result.score, result.max_score) == (0.0, 3.0)
    assert {(check.status, check.finding.code) for check in result.checks} == {(status, code)}


def test_a_fault_of_the_judge_is_raised_and_never_a_zero():
    """A subject that breaks its promise is our fault, not the student's."""
    subject = ToySubject(SET + "return 2 * x")
    subject.ask = lambda calls, share=1.0: []  # type: ignore[method-assign]
    with pytest.raises(ValueError, match="zip"):
        Judge(TOY).exercise("double", subject)


def test_the_same_seed_gives_the_same_result_and_another_seed_other_inputs():
    def finding(seed: int | None):
        return Judge(TOY, seed).exercise("double", ToySubject(SET + "return x.max() * x")).checks[1].finding.numbers

    assert finding(None) == finding(7)
    assert finding(8)["numeric"] != finding(7)["numeric"]


def test_trials_are_drawn_once_for_many_subjects():
    """What is right does not depend on the subject."""
    drawn = []

    def trials(seed: int):
        drawn.append(seed)
        return EXERCISE.trials(seed)

    judge = Judge(replace(TOY, exercises=(replace(EXERCISE, trials=trials),)))
    for _ in range(3):
        assert judge.exercise("double", ToySubject(SET + "return 2 * x")).score == 3
    assert drawn == [7]


def test_judging_leaves_numpy_as_it_was():
    """NaN and infinity of a student's raise no warning, and the caller's settings stay."""
    before = np.geterr()
    judged(SET + "return x * np.inf - x * np.inf")
    assert np.geterr() == before
