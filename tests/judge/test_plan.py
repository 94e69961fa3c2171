"""What is asked of a subject, in which order and in which share of the time."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from autograder.assignment import Audit, Check, Exercise, Expected, Trial
from autograder.judge.plan import Plan, StubPlan
from autograder.worker.calls import Call, Make, Step

X = np.ones((1, 2))


def call(name: str) -> Call:
    return Call(Make("F"), (Step(name, (X,)),))


def trial(name: str, **more: object) -> Trial:
    return replace(Trial(call(name), X, {"a": Expected(X, X)}), **more)  # type: ignore[arg-type]


CHECKS = (
    Check("kept", 1.0, "f", lambda reply: reply.state.get("kept"), returned=False),
    Check("a", 1.0, "f", lambda reply: reply.value),
    Check("b", 1.0, "g", lambda reply: reply.state.get("b"), returned=False),
)
LINES = (Audit(0, 1.0, (call("line 1"), call("line 2")), X, {}), Audit(0, 1.0, (call("line 3"),), X, {}))
USED = {name: trial(f"{name} in use") for name in ("one", "two", "probe")}
EXERCISE = Exercise(
    "e",
    ("F",),
    CHECKS,
    trials=lambda seed: {
        "f": (
            trial("one", as_used=USED["one"], elsewhere={"a": call("far")}, expected_later={"a": Expected(X, X)}),
            trial("two", as_used=USED["two"]),
            trial("plain"),
        ),
        "g": (trial("three"), trial("four")),
    },
    probes=lambda seed: {"f": (trial("probe", as_used=USED["probe"]), trial("plain probe"))},
    audits=lambda seed, trials: {"f": LINES},
)


def names(calls: object) -> list[str]:
    return [each.steps[0].method for each in calls]  # type: ignore[attr-defined]


def stubs() -> list[StubPlan]:
    return list(Plan(EXERCISE, 7, {}).stubs)


def test_a_batch_holds_all_that_is_asked_in_parts() -> None:
    """The trials, each line of an audit, each call elsewhere, and the trials as they are in use; no part is empty."""
    f, g = stubs()
    assert [names(part) for part in f.batch.parts] == [
        *(["one", "two", "plain"], ["line 1", "line 2"], ["line 3"], ["far"]),
        ["one in use", "two in use", "plain"],
    ]
    assert [names(part) for part in g.batch.parts] == [["three", "four"]]
    assert [names(part) for part in f.first.parts] == [["one"]]
    assert {(batch.exercise, batch.share) for batch in (f.batch, f.first, g.batch)} == {("e", 0.5)}


def test_a_stub_as_it_is_used_has_trials_of_its_own() -> None:
    """And probes; those that have none in use stay. It is itself used in no other way."""
    f, g = stubs()
    used = f.as_used
    assert used is not None
    assert names(used.calls) == ["one in use", "two in use", "plain"]
    assert [each.call.steps[0].method for each in used.trials] == ["one in use", "two in use", "plain"]
    assert names(each.call for each in used.probes) == ["probe in use", "plain probe"]
    assert (used.as_used, g.as_used) == (None, None)
    assert names(f.calls) == ["one", "two", "plain"]
    assert used.bank(CHECKS[1]) is not f.bank(CHECKS[1])
    assert f.bank(CHECKS[1]) is f.bank(CHECKS[1])


@pytest.mark.parametrize(("stub", "name"), [(0, "a"), (1, "b")])
def test_the_returned_value_pays_for_what_is_changed(stub: int, name: str) -> None:
    """The first check where nothing is returned."""
    assert stubs()[stub].returned.name == name


def test_every_trial_and_probe_is_evidence() -> None:
    """A bank looks at both; a stub without probes has none."""
    f, g = stubs()
    assert names(each.call for each in f.bank(CHECKS[1]).trials) == ["one", "two", "plain", "probe", "plain probe"]
    assert g.probes == ()
    assert [list(each) for each in f.later_targets] == [["a"], [], []]
