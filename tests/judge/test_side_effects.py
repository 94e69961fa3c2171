"""What a stub does beside answering, told from the replies."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from autograder.assignment import Check, Trial, Unchanged
from autograder.judge.side_effects import STORED, accumulates, changes, second_answer
from autograder.worker.calls import OVERWRITTEN, Answer, Call, Make, Raised, Reply, Step
from gradcheck.compare import Target

X = np.array([[1.0, 2.0], [3.0, -4.0]])
V = X + 1
CALL = Call(Make("F"), (Step("forward", (X,)), Step("backward", (V, X))))
TRIAL = Trial(CALL, None, {}, graded=1, unchanged={"W": Unchanged(X, "updates_parameters", 1e-9)})
FORWARD = Reply(state={"W": X})
STEP = Reply(state={"W": X})


def told(answer: tuple[Reply, ...], trial: Trial = TRIAL, answers: tuple[str, ...] = ()) -> list[tuple[Any, Any, Any]]:
    """Symptom, code and number of each change."""
    return [(found.symptom, found.code, dict(found.numbers)) for found in changes(trial, Answer(answer), answers)]


def argument(position: int) -> tuple[Any, Any, Any]:
    return ("side_effect", "mutates_input", {"argument": position})


def attribute(name: str, code: str = "mutates_input") -> tuple[Any, Any, Any]:
    return ("side_effect", code, {"attribute": name})


def stored(before: Any, after: Any) -> tuple[Reply, Reply]:
    return Reply(state={"W": X, STORED: before}), Reply(state={"W": X, STORED: after})


PAIR = [X, 2 * X]
CHANGES: dict[str, tuple[tuple[Reply, ...], list[Any]]] = {
    "nothing": ((FORWARD, STEP), []),
    "the first argument": ((FORWARD, replace(STEP, changed={"0": 2 * V})), [argument(0)]),
    "the second argument": ((FORWARD, replace(STEP, changed={"1": 2 * X})), [argument(1)]),
    "moved and moved back": ((FORWARD, replace(STEP, changed={"0": V + 1e-12})), []),
    "an argument of another step": ((replace(FORWARD, changed={"0": 2 * X}), STEP), []),
    "a parameter": ((FORWARD, Reply(state={"W": 2 * X})), [attribute("W", "updates_parameters")]),
    "a parameter, by less than any learning rate": ((FORWARD, Reply(state={"W": X + 1e-10})), []),
    "a parameter taken away": ((FORWARD, Reply()), [attribute("W", "updates_parameters")]),
    "a parameter that was never there": ((Reply(), Reply()), []),
    "an array written into": (
        (FORWARD, Reply(state={"W": X, OVERWRITTEN: {"A": PAIR, "B": [X, X]}})),
        [attribute("A")],
    ),
    "a buffer written into": ((FORWARD, Reply(state={"W": X, OVERWRITTEN: {"A": [0 * X, X]}})), []),
    "no pair": ((FORWARD, Reply(state={"W": X, OVERWRITTEN: {"A": [*PAIR, X], "B": 3, "C": (X, 2 * X)}})), []),
    "a pair of text": ((FORWARD, Reply(state={"W": X, OVERWRITTEN: {"A": ["x", X], "B": [X, "x"]}})), []),
    "no names": ((FORWARD, Reply(state={"W": X, OVERWRITTEN: "x"})), []),
    "what forward has stored": (stored({"A": X}, {"A": 2 * X}), [attribute("A")]),
    "what forward has stored, in a list": (stored({"A": [3, X]}, {"A": [3, 2 * X]}), [attribute("A")]),
    "what is as it was": (stored({"A": X, "B": 3}, {"A": X, "B": 4}), []),
    "what is new": (stored({}, {"A": X}), []),
    "what is gone": (stored({"A": X, "B": 3}, {}), [attribute("A")]),
    "a parameter among what is stored": (stored({"W": X}, {"W": 2 * X}), []),
    "an answer of its own": (stored({"dW": X}, {"dW": 2 * X}), []),
    "nothing was seen after it": (stored({"A": X}, None), []),
    "nothing was seen before it": (stored(None, {"A": X}), []),
}


@pytest.mark.parametrize(("replies", "said"), CHANGES.values(), ids=CHANGES)
def test_what_the_graded_step_changed(replies: tuple[Reply, ...], said: list[Any]) -> None:
    """Arguments, parameters, arrays that were written into, and what forward had stored."""
    assert told(replies, answers=("dW",)) == said


def test_what_is_stored_is_watched_from_the_step_before() -> None:
    """Where the graded step is the first one, nothing was stored before it; nor is a later forward's a change."""
    alone = Trial(Call(Make("F"), (Step("backward", (V,)),)), None, {}, graded=0)
    assert told((Reply(state={STORED: {"A": X}}),), alone) == []
    call = replace(CALL, steps=(*CALL.steps, Step("forward", (2 * X,))))
    rebound = (*stored({"A": X}, {"A": 2 * X}), Reply(state={STORED: {"A": 2 * X}}))
    assert told(rebound, replace(TRIAL, call=call)) == []
    other = replace(call, steps=(*CALL.steps, Step("predict", (2 * X,))))
    assert told(rebound, replace(TRIAL, call=other)) == [attribute("A")]


RETURNED = Check("dX", 1.0, "backward", lambda reply: reply.value)
KEPT = Check("dW", 1.0, "backward", lambda reply: reply.state.get("dW"), returned=False)
TARGET, LATER = Target.of_example(X), Target.of_example(3 * X)
TWICE = Trial(CALL, None, {}, graded=0, again=1, later=2)
RAISED = Raised("ValueError")


def kept(value: Any) -> Reply:
    return Reply(state={"dW": value})


SECOND: dict[str, tuple[Check, Trial, tuple[Reply, ...], str | None]] = {
    "the same": (RETURNED, TWICE, (Reply(X), Reply(X), Reply(3 * X)), None),
    "another one again": (RETURNED, TWICE, (Reply(X), Reply(X + 1), Reply(3 * X)), "changes_on_second_call"),
    "an exception again": (RETURNED, TWICE, (Reply(X), Reply(X, RAISED), Reply(3 * X)), "changes_on_second_call"),
    "another one later": (RETURNED, TWICE, (Reply(X), Reply(X), Reply(X)), "changes_on_second_call"),
    "an exception later": (RETURNED, TWICE, (Reply(X), Reply(X), Reply(None, RAISED)), "changes_on_second_call"),
    "what is returned does not add up": (
        *(RETURNED, TWICE, (Reply(X), Reply(2 * X), Reply(3 * X))),
        "changes_on_second_call",
    ),
    "set twice as large": (KEPT, TWICE, (kept(X), kept(2 * X), kept(3 * X)), "accumulates"),
    "set three times as large": (KEPT, TWICE, (kept(X), kept(3 * X), kept(3 * X)), "changes_on_second_call"),
    "set, then an exception": (
        *(KEPT, TWICE, (kept(X), Reply(None, RAISED, state={"dW": X}), kept(3 * X))),
        None,
    ),
    "not asked again": (RETURNED, replace(TWICE, again=None), (Reply(X), Reply(2 * X), Reply(3 * X)), None),
    "not asked later": (RETURNED, replace(TWICE, later=None), (Reply(X), Reply(X), Reply(X)), None),
}


@pytest.mark.parametrize(("check", "trial", "replies", "code"), SECOND.values(), ids=SECOND)
def test_another_answer_when_it_is_used_again(
    check: Check, trial: Trial, replies: tuple[Reply, ...], code: str | None
) -> None:
    """With the same inputs, and with others; only what is kept adds up."""
    found = second_answer(check, trial, Answer(replies), TARGET, LATER)
    assert (found and (found.symptom, found.code)) == (code and ("side_effect", code))


def test_the_second_answer_says_where_it_differs() -> None:
    """The worst entry, of the call that shows it; where nothing is right later, nothing is compared."""
    here = (Reply(X), Reply(X + 1), Reply(X))
    again = second_answer(RETURNED, TWICE, Answer(here), TARGET, LATER)
    later = second_answer(RETURNED, TWICE, Answer((Reply(X), Reply(X), Reply(X))), TARGET, LATER)
    assert again is not None
    assert later is not None
    assert (again.numbers["analytic"], later.numbers["numeric"]) == (2.0, -12.0)
    assert second_answer(RETURNED, TWICE, Answer((Reply(X), Reply(X), Reply(X))), TARGET, None) is None
    raised = second_answer(RETURNED, TWICE, Answer((Reply(X), Reply(None, RAISED), Reply(X))), TARGET, LATER)
    assert raised is not None
    assert raised.numbers["type"] == "ValueError"


@pytest.mark.parametrize(
    ("check", "trial", "added"),
    [(KEPT, TWICE, True), (RETURNED, TWICE, False), (KEPT, replace(TWICE, again=None), False)],
)
def test_only_what_is_kept_and_asked_again_accumulates(check: Check, trial: Trial, added: bool) -> None:
    """Twice as much of it stands there."""
    replies = tuple(Reply(value, state={"dW": value}) for value in (X, 2 * X))
    assert accumulates(check, trial, Answer(replies)) == added


def test_what_is_no_array_is_passed_in_as_it_is() -> None:
    """A list, a name, or an array that holds no number at all places is its own, where nothing came back for it."""
    call = Call(Make("F"), (Step("backward", ([X], "name", X * np.nan)),))
    assert told((Reply(),), Trial(call, None, {}, graded=0)) == []
