"""What side effects cost, and where they are named."""

from __future__ import annotations

from dataclasses import replace

import pytest

from autograder.assignment import Check
from autograder.findings import CheckResult, Finding
from autograder.judge import Judge
from autograder.judge.charge import _behind
from autograder.judge.side_effects import STORED
from autograder.worker.calls import Call
from tests.judge.toy import EXERCISE, TOY, ToySubject, judged

RIGHT = (2.0, "passed", None, None)
TOTAL = (1.0, "passed", None, None)
SET = "self.total = x.sum()\n"
COUNT = "self.n = getattr(self, 'n', 0) + 1\n"
SPOIL = "x *= 3\n"

CASES = {  # body → the checks of ``total`` (1 point) and ``doubled`` (2): score, status, code, code behind it
    "nothing beside": (SET + "return 2 * x", TOTAL, RIGHT),
    "an argument changed": (
        SET + "y = 2 * x\n" + SPOIL + "return y",
        TOTAL,
        (1.0, "failed", "mutates_input", None),
    ),
    "a parameter changed": (
        SET + "y = 2 * x\nself.factor[:] = 3\nreturn y",
        TOTAL,
        (1.0, "failed", "spoils_factor", None),
    ),
    "two changed, the first code alone is charged": (
        SET + "y = 2 * x\nself.factor[:] = 3\n" + SPOIL + "return y",
        TOTAL,
        (1.0, "failed", "spoils_factor", None),
    ),
    "added to the last": (
        "self.total = getattr(self, 'total', 0) + x.sum()\nreturn 2 * x",
        (0.5, "failed", "accumulates", None),
        RIGHT,
    ),
    "added to the last, and an argument changed: once a stub": (
        "self.total = getattr(self, 'total', 0) + x.sum()\ny = 2 * x\n" + SPOIL + "return y",
        (0.5, "failed", "accumulates", None),
        RIGHT,
    ),
    "another answer later": (
        COUNT + SET + "return 2 * x + (self.n > 1)",
        TOTAL,
        (1.0, "failed", "changes_on_second_call", None),
    ),
    "another attribute later": (
        COUNT + "self.total = x.sum() + (self.n > 1)\nreturn 2 * x",
        (0.5, "failed", "changes_on_second_call", None),
        RIGHT,
    ),
    "both another later: once a stub": (
        COUNT + "self.total = x.sum() + (self.n > 1)\nreturn 2 * x + (self.n > 1)",
        (0.5, "failed", "changes_on_second_call", None),
        RIGHT,
    ),
    "another attribute later, which a changed argument explains": (
        COUNT + "self.total = x.sum() + (self.n > 1)\ny = 2 * x\n" + SPOIL + "return y",
        TOTAL,
        (1.0, "failed", "mutates_input", None),
    ),
    "a wrong value is not charged again": (
        SET + "y = x ** 2\n" + SPOIL + "return y",
        TOTAL,
        (0.0, "failed", "squared", "mutates_input"),
    ),
    "a wrong value has paid for what its change explains": (
        COUNT + "self.total = x.sum() + (self.n > 1)\ny = x ** 2\n" + SPOIL + "return y",
        TOTAL,
        (0.0, "failed", "squared", "mutates_input"),
    ),
    "a wrong attribute does not pay for an argument": (
        "self.total = x.sum() / x.shape[0]\ny = 2 * x\n" + SPOIL + "return y",
        (0.0, "failed", "divided", None),
        (1.0, "failed", "mutates_input", None),
    ),
    "wrong, and added to the last": (
        "self.total = getattr(self, 'total', 0) + x.sum() / x.shape[0]\nreturn 2 * x",
        (0.0, "failed", "divided", "accumulates"),
        RIGHT,
    ),
    "wrong twice, and an argument changed": (
        SET + "y = x ** 2 / x.shape[0]\n" + SPOIL + "return y",
        TOTAL,
        (0.0, "failed", "squared", "divided"),
    ),
    "wrong without a name, and an argument changed": (
        SET + "y = 2 * x + np.arange(x.size).reshape(x.shape) ** 2\n" + SPOIL + "return y",
        TOTAL,
        (0.0, "failed", None, None),
    ),
    "raised, and an argument changed": (
        SET + SPOIL + "raise ValueError",
        TOTAL,
        (0.0, "error", "exception", None),
    ),
}


@pytest.mark.parametrize(("body", "total", "doubled"), CASES.values(), ids=CASES)
def test_a_side_effect_costs_half_of_one_check_once_a_stub(body: str, total: tuple, doubled: tuple) -> None:
    """Of the check that shows it, where its value is right; behind a mistake with a name it is named, and costs
    nothing."""
    assert judged(body) == {"total": total, "doubled": doubled}


def test_a_call_that_died_changed_nothing() -> None:
    """What no answer came to is charged for nothing else."""
    answers = judged(SET + "y = 2 * x\n" + SPOIL + "return y", died={1: "killed"})
    assert answers == {"total": (0.0, "killed", None, None), "doubled": (0.0, "killed", None, None)}


@pytest.mark.parametrize(
    ("line", "score"),
    [("", 3.0), ("self.seen = x.copy()\n", 2.0), ("self.doubled = x.copy()\n", 2.0)],
    ids=["its answer alone", "what it keeps beside", "what it keeps under the name of what it returns"],
)
def test_what_a_stub_is_to_set_is_no_side_effect(line: str, score: float) -> None:
    """Set by the step before and set otherwise by the graded one: the answer's own attribute may be, no other one."""
    trial = EXERCISE.trials(TOY.seed)["double"][0]
    step = replace(trial.call.steps[0], watch=("kept", "factor", STORED))
    call = Call(trial.call.make, (replace(step, args=(trial.inputs + 1,)), step))
    expected = dict.fromkeys(("kept", "doubled"), trial.expected["doubled"])
    used = replace(trial, call=call, graded=1, again=None, later=None, expected=expected)
    kept = Check("kept", 1.0, "double", lambda reply: reply.state.get("kept"), returned=False)
    exercise = replace(
        EXERCISE,
        checks=(kept, EXERCISE.checks[1]),
        trials=lambda seed: {"double": (used,)},
        probes=lambda seed: {"double": ()},
    )
    judge = Judge(replace(TOY, exercises=(exercise,)))
    assert judge.exercise("double", ToySubject(line + "self.kept = 2 * x\nreturn 2 * x")).score == score


def test_behind_a_mistake_stands_the_first_other_effect_of_the_same_check() -> None:
    """A code is not named twice."""
    wrong = CheckResult("doubled", "failed", 0.0, 2.0, Finding("wrong_value", "accumulates"))
    codes = [("total", "a"), ("doubled", "accumulates"), ("doubled", "b"), ("doubled", "c")]
    behind = _behind(wrong, [(name, Finding("side_effect", code)) for name, code in codes])
    assert behind == replace(wrong, finding=Finding("wrong_value", "accumulates", also="b"))
