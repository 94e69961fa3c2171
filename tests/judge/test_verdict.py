"""The first place where an answer is wrong, and what is said to be wrong there."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from autograder.assignment import Check, Expected, Trial
from autograder.judge.verdict import STATUS, verdict
from autograder.worker.calls import Answer, Call, Make, Raised, Reply, Step
from gradcheck.compare import Target

X = np.array([[1.0, 2.0]])
RAISED = Raised("ValueError", "no", "cell 3", 4)
SAID = {"type": "ValueError", "line": 4, "cell": "cell 3", "message": "no"}
RETURNED = Check("answer", 1.0, "f", lambda reply: reply.value)
KEPT = Check("answer", 1.0, "f", lambda reply: reply.state.get("kept"), returned=False)
GIVEN = {"given": ((1, 2),)}


def found(check: Check, *replies: Reply, right: Any = X, raised: Raised | None = None) -> Any:
    """Symptom, code and numbers of one trial of two steps, whose second is graded; None where it is right."""
    trial = Trial(Call(Make("F"), (Step("f", (X, X)), Step("f", (3, X)))), None, {}, graded=1)
    target = Target.of(Expected(right, right))
    stub = SimpleNamespace(trials=(trial,), targets=({"answer": target},))
    finding = verdict(check, stub, [Answer(replies, raised)])  # type: ignore[arg-type]
    return finding and (finding.symptom, finding.code, dict(finding.numbers))


CASES: dict[str, tuple[Check, Reply, Any]] = {
    "right": (RETURNED, Reply(X), None),
    "an exception": (RETURNED, Reply(raised=RAISED), ("exception", None, SAID)),
    "an exception after a value": (RETURNED, Reply(X, RAISED), ("exception", None, SAID)),
    "set, then an exception": (KEPT, Reply(None, RAISED, state={"kept": X}), None),
    "an exception before it was set": (KEPT, Reply(None, RAISED), ("exception", None, SAID)),
    "never set": (KEPT, Reply(X), ("attribute_not_set", None, {"expected_shape": (1, 2), **GIVEN})),
    "nothing returned": (RETURNED, Reply(None), ("returns_none", None, {"expected_shape": (1, 2), **GIVEN})),
    "another shape": (
        RETURNED,
        Reply(X.T),
        ("wrong_shape", None, {"shape": (2, 1), "expected_shape": (1, 2), **GIVEN}),
    ),
    "set to another shape, then an exception": (
        KEPT,
        Reply(None, RAISED, state={"kept": X.T}),
        ("wrong_shape", None, {"shape": (2, 1), "expected_shape": (1, 2), **GIVEN}),
    ),
    "another value": (
        RETURNED,
        Reply(2 * X),
        (
            "wrong_value",
            None,
            {
                **{"index": (0, 1), "analytic": 4.0, "numeric": 2.0, "relative_error": 0.5, "shape": (1, 2)},
                "picture": {"yours": [[2.0, 4.0]], "right": [[1.0, 2.0]]},
                **GIVEN,
            },
        ),
    ),
}


@pytest.mark.parametrize(("check", "reply", "said"), CASES.values(), ids=CASES)
def test_what_is_found_in_the_graded_step(check: Check, reply: Reply, said: Any) -> None:
    """With the shapes of what was passed in; an exception counts where nothing was set before it."""
    assert found(check, Reply("another step's"), reply) == said


def test_a_part_that_is_missing_after_an_exception_is_the_exceptions() -> None:
    """Of several parts one was never set; without an exception it is that part that is missing."""
    parts = (X, None)
    assert found(KEPT, Reply(), Reply(None, RAISED, state={"kept": parts}), right=(X, X))[0] == "exception"
    assert found(KEPT, Reply(), Reply(None, None, state={"kept": parts}), right=(X, X))[0] == "missing_part"
    assert found(KEPT, Reply(), Reply(None, RAISED, state={"kept": (X, X.T)}), right=(X, X))[0] == "wrong_shape"


def test_an_object_that_could_not_be_made_is_an_error() -> None:
    """It carries the line, and the general code."""
    assert found(RETURNED, raised=RAISED) == ("not_made", "exception", SAID)
    assert dict(STATUS) == {"exception": "error", "not_made": "error"}
