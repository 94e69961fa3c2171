"""A stub is judged by itself and as it is used, set against its own forward, and looked at for differences."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from autograder.assignment import Assignment, Audit, Check, Exercise, Expected, Mistake, Trial
from autograder.judge import Judge
from autograder.judge.judge import DIED
from autograder.subject import Subject
from autograder.worker.calls import Answer, Call, Make, Raised, Step
from autograder.worker.cells import run_cell
from autograder.worker.perform import perform
from autograder.worker.stubs import State, state

RNG = np.random.default_rng(3)
Z, V = RNG.uniform(0.5, 2, (2, 3)), RNG.uniform(0.5, 2, (2, 3))
H = 1e-4
RIGHT = V * np.cos(Z)


def call(*steps: tuple[Any, ...], scale: float = 1.0) -> Call:
    return Call(Make("Sine", (), {"scale": scale}), tuple(Step(*step) for step in steps))


def trial(z: np.ndarray, v: np.ndarray, **more: Any) -> Trial:
    right = v * np.cos(z)
    expected = {"dZ": Expected(right, np.abs(right))}
    step = ("backward", (v, z))
    used = Trial(call(("forward", (z,)), step, step), (z, v), expected, graded=1, again=2)
    return replace(Trial(call(step, step), (z, v), expected, again=1, as_used=used), **more)


LINE = tuple(call(("forward", (Z + s * V,))) for s in (-H, -H / 2, 0, H / 2, H))
BACKWARD = Check("dZ", 2.0, "backward", lambda reply: reply.value)
EXERCISE = Exercise(
    "sine",
    ("Sine",),
    (BACKWARD,),
    trials=lambda seed: {
        "backward": (
            trial(Z, V, elsewhere={"dZ": call(("backward", (V, Z)), scale=1e6)}),
            trial(Z[:1] / 2, V[:1]),
        )
    },
    probes=lambda seed: {"backward": (trial(Z.T, V.T, public=Z.T), trial(Z / 3, V))},
    mistakes=(Mistake("no_upstream", ("dZ",), formula=lambda given: np.cos(given[0])),),
    audits=lambda seed, trials: {"backward": (Audit(0, H, LINE, V, {"dZ": V}),)},
)
TOY = Assignment(
    *("sines", (EXERCISE,), {code: code for code in ("no_upstream", "exception", "off_by_factor")}, {}),
    *(Path("a.ipynb"), Path("a"), Path("s.py"), 1),
)
CLASS = """
class Sine:
    def forward(self, Z):
        self.Z = Z
        return {forward}
    def backward(self, V, Z):
        {backward}
"""


class Sines(Subject):
    """One class in this process; an answer may die on its way back."""

    def __init__(self, backward: str, forward: str = "np.sin(Z)", died: dict[int, str] | None = None) -> None:
        self.namespace: dict[str, Any] = {"np": np}
        source = CLASS.format(forward=forward, backward=backward.replace("\n", "\n        "))
        assert run_cell("sine", source, self.namespace) is None
        self.asked: list[int] = []
        self.died = died or {}

    def begin_exercise(self, exercise_id: str) -> None:
        assert exercise_id == "sine"

    def ask(self, calls: Sequence[Call], share: float = 1.0) -> list[Answer]:
        answers = [perform(each, self.namespace, {}) for each in calls]
        for number, died in self.died.items() if not self.asked else ():
            answers[number] = Answer(died=died, why="why")
        self.asked.append(len(calls))
        return answers

    def state(self, cls: str, method: str) -> State:
        return state(self.namespace.get(cls), method)


def judged(*args: Any, **options: Any) -> tuple[Any, ...]:
    """Score, status, symptom, code and the audit's outcome."""
    (check,) = Judge(TOY).exercise("sine", Sines(*args, **options)).checks
    finding = check.finding
    return check.score, check.status, finding and finding.symptom, finding and finding.code, check.audit


DIFFERENCED = "h = 1e-6\nreturn V * (np.sin(Z + h) - np.sin(Z - h)) / (2 * h)"
SCALED = "f = lambda z: np.sin(z) + self.scale\nh = 1e-3\nreturn V * (f(Z + h) - f(Z - h)) / (2 * h) * (1 + h * h / 6)"
NUMERIC = "numeric_instead_of_backprop"
CASES: dict[str, tuple[tuple[Any, ...], tuple[Any, ...]]] = {
    "right": (("return V * np.cos(Z)",), (2.0, "passed", None, None, "agrees")),
    "right after forward alone": (("return V * np.cos(self.Z)",), (2.0, "passed", None, None, "agrees")),
    "right, of another forward": (
        ("return V * np.cos(Z)", "np.cos(Z)"),
        (2.0, "passed", None, None, "differs"),
    ),
    "wrong": (("return V * np.sin(Z)",), (0.0, "failed", "wrong_value", None, "differs")),
    "wrong by a name": (("return np.cos(Z)",), (0.0, "failed", "wrong_value", "no_upstream", "differs")),
    "a slope of the own forward": (
        ("return V / Z", "np.log(Z)"),
        (0.0, "failed", "own_forward", None, "agrees"),
    ),
    "a slope of the own forward, by a name": (
        ("return np.cos(Z)", "np.sin(Z) / V if Z.shape == V.shape else Z"),
        (0.0, "failed", "wrong_value", "no_upstream", "inconclusive"),
    ),
    "a little off, as the own forward is": (
        ("return V * np.cos(Z) * (1 + 0.04 * (Z > 1))", "np.sin(Z) * (1 + 0.04 * (Z > 1))"),
        (0.0, "failed", "wrong_value", None, "agrees"),
    ),
    "further off, as the own forward is": (
        ("return V * np.cos(Z) * (1 + 0.06 * (Z > 1))", "np.sin(Z) * (1 + 0.06 * (Z > 1))"),
        (0.0, "failed", "own_forward", None, "agrees"),
    ),
    "wrong at another trial alone": (
        ("return V * np.cos(Z) if len(Z) > 1 else V / Z",),
        (0.0, "failed", "wrong_value", None, "agrees"),
    ),
    "an exception": (("return V * unknown",), (0.0, "error", "exception", "exception", "inconclusive")),
    "an exception by itself, wrong in use": (
        ("return V * self.Z",),
        (0.0, "failed", "wrong_value", None, "differs"),
    ),
    "wrong by itself, right in use": (
        ("return V * np.cos(Z) if hasattr(self, 'Z') else V",),
        (2.0, "passed", None, None, "agrees"),
    ),
    "right by itself, wrong in use": (
        ("return V if hasattr(self, 'Z') else V * np.cos(Z)",),
        (2.0, "passed", None, None, "agrees"),
    ),
    "a shape": (("return V.T",), (0.0, "failed", "wrong_shape", "wrong_shape", "inconclusive")),
    "by differences": ((DIFFERENCED,), (2.0, "passed", NUMERIC, NUMERIC, "agrees")),
    "by coarse differences": ((SCALED,), (2.0, "passed", NUMERIC, NUMERIC, "agrees")),
}


@pytest.mark.parametrize(("written", "found"), CASES.values(), ids=CASES)
def test_what_a_stub_gets(written: tuple[Any, ...], found: tuple[Any, ...]) -> None:
    """An answer that is right in either way is right; names by proof, and the own forward's slope where none is."""
    assert judged(*written) == found


@pytest.mark.parametrize(
    ("number", "died", "status"),
    [(0, "timed_out", "timed_out"), (1, "killed", "killed"), (0, "odd", "killed")],
)
def test_a_call_that_dies_costs_its_stub(number: int, died: str, status: str) -> None:
    """With the reason; where it died in use alone, what it is by itself counts."""
    subject = Sines("return V * np.cos(Z)", died={number: died, 9: died})
    (check,) = Judge(TOY).exercise("sine", subject).checks
    assert check.finding is not None
    assert (check.score, check.status, check.finding.symptom, check.finding.code) == (0.0, status, status, None)
    assert (check.finding.numbers["why"], check.max_score) == ("why", 2.0)
    assert judged("return V * np.cos(Z)", died={9: died})[:2] == (2.0, "passed")
    assert judged("return V * np.cos(Z)", died={number: died})[:2] == (2.0, "passed")
    assert dict(DIED) == {"timed_out": "timed_out", "killed": "killed"}


@pytest.mark.parametrize(
    ("raised", "died", "finding"),
    [
        (Raised("ValueError", "no", "c", 3), None, ("exception", "exception", "ValueError")),
        (None, None, ("exception", "exception", None)),
        (None, "timed_out", ("timed_out", None, None)),
        (Raised("ValueError"), "killed", ("killed", None, None)),
    ],
)
def test_a_cell_that_did_not_run_says_why(raised: Any, died: Any, finding: tuple[Any, ...]) -> None:
    """The line that raised, or why it was stopped."""
    (check,) = Judge(TOY).broken("sine", raised, died, "why").checks
    found = check.finding
    assert found is not None
    assert (found.symptom, found.code, found.numbers.get("type")) == finding
    assert found.numbers.get("why") == (None if finding[2] else "why")
    assert (check.name, check.score, check.max_score) == ("dZ", 0.0, 2.0)


def test_a_wrong_answer_is_drawn_over_public_inputs() -> None:
    """Those of a probe; a mistake with a name has the picture as well."""
    for body in ("return V * np.sin(Z)", "return np.cos(Z)"):
        (check,) = Judge(TOY).exercise("sine", Sines(body)).checks
        assert check.finding is not None
        assert check.finding.numbers["curve"]["z"] == [float(f"{z:.2g}") for z in Z.T.ravel()]
        assert "picture" in check.finding.numbers


def test_only_what_is_needed_is_asked() -> None:
    """Trials, the line, what is enlarged, and the trials in use at once; then probes, or moved calls, or nothing."""
    asked = {}
    for body in ("return V * np.cos(Z)", "return V", DIFFERENCED, SCALED, "raise NotImplementedError"):
        subject = Sines(body)
        Judge(TOY).exercise("sine", subject)
        asked[body] = subject.asked
    assert list(asked.values()) == [[10], [10, 2], [10, 5], [10], [1]]
    for noise, batches in (("1", [10, 5]), ("np.random.default_rng().random()", [10])):
        subject = Sines(f"return V * np.cos(Z) * (1 + 1e-9 * {noise})")
        (check,) = Judge(TOY).exercise("sine", subject).checks
        assert (subject.asked, check.finding) == (batches, None)


def test_what_may_be_asked_is_known_ahead() -> None:
    """Both batches of each stub; of a stub that is not written the first call alone."""
    judge = Judge(TOY)
    judge.prepare()
    assert list(judge._plans) == ["sine"]
    assert [sum(map(len, batch.parts)) for batch in judge.batches()] == [10, 1]
    assert [sum(map(len, batch.parts)) for batch in judge.asked(["sine"], Sines("return V"))] == [10]
    assert [sum(map(len, batch.parts)) for batch in judge.asked(["sine"], Sines("pass"))] == [1]


@pytest.mark.parametrize(
    ("init", "status"),
    [
        ("pass", "skipped"),
        ("self.backward = lambda V, Z: V * np.cos(Z)", "passed"),
        ("self.backward = lambda V, Z: 1 / 0", "error"),
        ("1 / 0", "skipped"),
    ],
)
def test_a_stub_is_skipped_where_the_object_has_no_more(init: str, status: str) -> None:
    """It is asked; what it was given when it was made counts."""
    subject = Sines("raise NotImplementedError")
    source = f"class Mine(Sine):\n    def __init__(self):\n        {init}\nSine = Mine"
    assert run_cell("own", source, subject.namespace) is None
    (check,) = Judge(TOY).exercise("sine", subject).checks
    assert check.status == status
    assert check.score == (2.0 if status == "passed" else 0.0)


def test_of_several_classes_the_first_that_has_the_method_tells() -> None:
    """Where none has it, nothing is a stub."""
    subject = Sines("pass")
    for defines, status in ((("Nothing", "Sine"), "skipped"), (("Nothing",), "failed"), (("Sine", "np"), "skipped")):
        judge = Judge(replace(TOY, exercises=(replace(EXERCISE, defines=defines),)))
        assert judge.exercise("sine", subject).checks[0].status == status
