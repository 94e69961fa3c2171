"""The one thing that a judge sees of a submission: something that answers calls."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from autograder.worker.calls import Answer, Call


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

    def written(self, cls: str, method: str) -> str:
        """``stub`` (the release's line), ``pass`` (an empty body), ``written``, or ``missing``: told from the source,
        before it ran."""
        ...
