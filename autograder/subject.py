"""The one thing that a judge sees of a submission: something that answers calls."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from autograder.worker.calls import Answer, Call
from autograder.worker.stubs import State


@dataclass(frozen=True)
class Batch:
    """All that is asked of one stub at once, in parts: the answers to a part come together, or not at all.

    ``share`` is the stub's part of its exercise's time.
    """

    exercise: str
    parts: tuple[tuple[Call, ...], ...]
    share: float = 1.0


@dataclass(frozen=True)
class Told:
    """The answers to a batch. Batches with the same ``key`` were answered the same to the last bit; None: who knows."""

    answers: tuple[Answer, ...]
    key: bytes | None = None


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

    def put(self, batch: Batch) -> Told:
        """Ask a batch, which belongs to the exercise that was begun last."""
        return Told(tuple(self.ask([call for part in batch.parts for call in part], share=batch.share)))

    def state(self, cls: str, method: str) -> State:
        """``stub`` (the release's line or an empty body is all that the class has), ``written``, or ``missing``: asked
        of the live class when all cells have run."""
        ...
