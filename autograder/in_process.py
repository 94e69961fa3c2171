"""The judge in the cells of stock nbgrader: student code and judge share one process, so nothing here is protected."""

from __future__ import annotations

import contextlib
import importlib.util
import io
from collections.abc import Sequence
from functools import cache
from typing import Any

from autograder.assignment import Assignment
from autograder.subject import Subject
from autograder.worker.calls import Answer, Call
from autograder.worker.perform import StandIns, perform
from autograder.worker.stubs import State, state


class InProcessSubject(Subject):
    """A namespace in which a student's cells have run."""

    def __init__(self, namespace: dict[str, Any], assignment: Assignment) -> None:
        self.namespace = namespace
        self.stand_ins = _stand_ins(assignment)

    def begin_exercise(self, exercise_id: str) -> None:
        """Nothing is limited here."""

    def ask(self, calls: Sequence[Call], share: float = 1.0) -> list[Answer]:
        """Perform the calls; what they print is thrown away. ``share`` is of the limits, which there are none of."""
        with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
            return [perform(call, self.namespace, self.stand_ins) for call in calls]

    def state(self, cls: str, method: str) -> State:
        """``stub``, ``written`` or ``missing``."""
        return state(self.namespace.get(cls), method)


def _stand_ins(assignment: Assignment) -> StandIns:
    spec = importlib.util.spec_from_file_location("stand_ins", assignment.stand_ins)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    stand_ins: StandIns = module.STAND_INS
    return stand_ins


@cache
def _judge(exercise_id: str, name: str | None) -> Any:
    from autograder.assignments import find, with_exercise
    from autograder.judge import Judge

    return Judge(with_exercise(exercise_id) if name is None else find(name))


def grade_exercise(exercise_id: str, namespace: dict[str, Any], assignment: str | None = None) -> float:
    """Judge one exercise in a notebook's namespace (``globals()`` of its cell) and print what was found.

    ``assignment`` is the name of the exercise's; None takes the first that has one of that id. Returns the points as a
    plain float, which is how nbgrader reads partial credit off a cell. Raises KeyError where nothing has that name.
    """
    from autograder.report.words import message

    judge = _judge(exercise_id, assignment)
    result = judge.exercise(exercise_id, InProcessSubject(namespace, judge.assignment))
    for check in result.checks:
        print(f"{check.name}: {check.score:g} of {check.max_score:g}. {message(check, judge.assignment)}".rstrip())
    return float(result.score)
