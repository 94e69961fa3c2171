"""The one thing that a judge sees of a submission: something that answers calls."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from autograder.worker.calls import Answer, Call
from autograder.worker.stubs import State


class Subject(Protocol):
    """A student's code, loaded: in the sandbox (``sandbox/``), or in this process (stock nbgrader's test cells)."""

    def begin_exercise(self, exercise_id: str) -> None:
        """Start the exercise: its limits are counted from here."""
        ...

    def ask(self, calls: Sequence[Call], share: float = 1.0) -> list[Answer]:
        """Run the calls in order and return an answer for each, in one round trip.

        All calls of one batch belong to one stub. Where the process dies or a limit is reached, that call's answer and
        all the following ones of the batch carry ``died``; the next batch finds a fresh process. Never raises for what
        a student does.
        """
        ...

    def state(self, cls: str, method: str) -> State:
        """``stub`` (the release's line or an empty body is all that the class has), ``written``, or ``missing``: asked
        of the live class when all cells have run."""
        ...
