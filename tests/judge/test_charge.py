"""What side effects cost, and where they are named."""

from __future__ import annotations

import pytest

from tests.judge.toy import judged

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
