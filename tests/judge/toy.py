"""A second assignment, of one exercise that has nothing to do with gradients: the engine judges it just the same.

``Double.double(x)`` returns 2x and sets ``self.total`` to the sum of x.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from autograder.assignment import Assignment, Check, Exercise, Expected, Mistake, Trial, Unchanged
from autograder.judge import Judge
from autograder.subject import Subject
from autograder.worker.calls import Answer, Call, Make, Step
from autograder.worker.cells import run_cell
from autograder.worker.perform import perform
from autograder.worker.stubs import State, state

CLASS = """
class Double:
    def __init__(self):
        self.factor = np.array([2.0])

    def double(self, x):
{body}
"""


def _trial(shape: tuple[int, int], seed: int) -> Trial:
    rng = np.random.default_rng(seed)
    x, other = rng.uniform(0.5, 2, shape), rng.uniform(0.5, 2, (2, 2))
    step = Step("double", (x,), watch=("total", "factor"))
    return Trial(
        Call(Make("Double"), (step, step, Step("double", (other,), watch=("total", "factor")))),
        inputs=x,
        expected=_expected(x),
        graded=0,
        again=1,
        later=2,
        expected_later=_expected(other),
        unchanged={"factor": Unchanged(np.array([2.0]), "spoils_factor", 1e-9)},
    )


def _expected(x: np.ndarray) -> dict[str, Expected]:
    total = np.array(x.sum())
    return {"total": Expected(total, np.abs(total)), "doubled": Expected(2 * x, 2 * x)}


MISTAKES = (
    Mistake("squared", ("doubled",), formula=lambda x: x**2),
    Mistake("same_as_squared", ("doubled",), formula=lambda x: x * x),
    Mistake("flattened", ("doubled",), transform=lambda answer, x: answer.ravel()),
    Mistake("divided", ("doubled", "total"), transform=lambda answer, x: answer / x.shape[0]),
)

EXERCISE = Exercise(
    id="double",
    defines=("Double",),
    checks=(
        Check("total", 1.0, "double", lambda reply: reply.state.get("total"), returned=False),
        Check("doubled", 2.0, "double", lambda reply: reply.value),
    ),
    trials=lambda seed: {"double": (_trial((2, 3), seed), _trial((4, 1), seed + 1))},
    probes=lambda seed: {"double": (_trial((3, 3), seed + 2), _trial((5, 2), seed + 3))},
    mistakes=MISTAKES,
)

CODES = (
    *("squared", "same_as_squared", "flattened", "divided", "accumulates", "attribute_not_set", "spoils_factor"),
    *("negated", "off_by_factor", "mutates_input", "changes_on_second_call", "returns_none", "wrong_type"),
    *("wrong_shape", "not_finite", "exception"),
)

TOY = Assignment(
    name="toy",
    exercises=(EXERCISE,),
    messages={code: f"You {code}." for code in CODES},
    symptoms={},
    release=Path("toy.ipynb"),
    package=Path("toy"),
    stand_ins=Path("stand_ins.py"),
    seed=7,
)


class ToySubject(Subject):
    """One class in this process; batches are counted, and answers can be replaced on their way back."""

    def __init__(self, body: str, died: dict[int, str] | None = None) -> None:
        source = CLASS.format(body="\n".join(" " * 8 + line for line in body.strip("\n").split("\n")))
        self.namespace: dict[str, Any] = {"np": np}
        assert run_cell("double", source, self.namespace) is None
        self.batches: list[Sequence[Call]] = []
        self.shares: list[float] = []
        self.died = died or {}  # number of a call of the first batch: how it dies

    def begin_exercise(self, exercise_id: str) -> None:
        assert exercise_id == "double"

    def ask(self, calls: Sequence[Call], share: float = 1.0) -> list[Answer]:
        first = not self.batches
        self.batches.append(calls)
        self.shares.append(share)
        answers = [perform(call, self.namespace, {}) for call in calls]
        for number, died in self.died.items() if first else ():
            answers[number:] = [replace(answer, replies=(), died=died, why="stopped") for answer in answers[number:]]
        return answers

    def state(self, cls: str, method: str) -> State:
        return state(self.namespace.get(cls), method)


def judged(body: str, **options: Any) -> dict[str, tuple[float, str, str | None, str | None]]:
    """Score, status, code and second code of each check."""
    result = Judge(TOY).exercise("double", ToySubject(body, **options))
    return {
        check.name: (
            check.score,
            check.status,
            check.finding.code if check.finding else None,
            check.finding.also if check.finding else None,
        )
        for check in result.checks
    }
